"""Registers the conversations app with Django."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """The room's name and its kind of keys."""

    name = "conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what delivery services tell about mail."""
        from conversations.emails import events

        events.listen()
