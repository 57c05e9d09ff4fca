"""The word for a check that failed."""


class CheckFailed(Exception):
    """What is wrong, and what to do."""

    def __init__(self, says: str, advice: str) -> None:
        super().__init__(says)
        self.says = says
        self.advice = advice


def first_line(error: BaseException) -> str:
    """What an error says, in one line."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
