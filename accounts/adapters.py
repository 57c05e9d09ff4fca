"""How django-allauth behaves here: nobody signs up without an invitation."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for members."""

    def is_open_for_signup(self, request: object) -> bool:
        """Closed."""
        return False
