"""A service's refusal, put beside the fields it is about."""

from django import forms
from django.core.exceptions import ValidationError


def put(form: forms.Form, error: ValidationError) -> None:
    """Add each sentence to its field, or on top where the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, sentences in error.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)
