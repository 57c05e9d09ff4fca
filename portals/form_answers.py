"""What a public form's script is told as JSON where something is wrong: `fans/sending.js` reads this shape."""

from collections.abc import Mapping, Sequence
from typing import Any


def refusal(
    errors: Mapping[str, Sequence[str]], files: Sequence[Mapping[str, Any]] = (), *, terms_changed: bool = False
) -> dict[str, Any]:
    """Sentences by the names of the form's controls, those that concern all of it under no name, and of each file."""
    return {
        "errors": {name: list(sentences) for name, sentences in errors.items()},
        "files": list(files),
        "terms_changed": terms_changed,
    }
