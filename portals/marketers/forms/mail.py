"""Forms about mail: the brand's own words."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    """Subject and text of one kind of mail; the service checks the variables."""

    subject = forms.CharField(max_length=120, label=_("Subject"))
    text = forms.CharField(
        max_length=4000,
        label=_("Text"),
        help_text=_("An empty line begins a new paragraph."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
