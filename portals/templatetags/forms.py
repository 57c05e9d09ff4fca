"""Form fields as the design system draws them: label, hint, error beside the control, summary at the top."""

from typing import Any

from django import forms, template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

register = template.Library()


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "file" if isinstance(widget, forms.FileInput) else "input"


def _attributes(bound: BoundField, *, kind: str, hint: str, given: dict[str, Any]) -> dict[str, Any]:
    told = [f"{bound.id_for_label}_hint"] if hint else []
    told += [f"{bound.id_for_label}_error"] if bound.errors else []
    attributes: dict[str, Any] = {key.replace("_", "-"): value for key, value in given.items() if value is not None}
    if told:
        attributes["aria-describedby"] = " ".join(told)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if kind == "input":
        attributes["class"] = f"input {attributes.get('class', '')}".strip()
        attributes["placeholder"] = ""  # a placeholder is no label, and goes when one types
    return attributes


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", label: str = "", **given: Any) -> dict[str, Any]:
    """Draw a bound field; further arguments become attributes of its control."""
    kind = _kind(bound)
    hint = hint or str(bound.help_text or "")
    attributes = _attributes(bound, kind=kind, hint=hint, given=given)
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "control": SafeString("") if kind == "group" else bound.as_widget(attrs=attributes),
        "options": list(bound) if kind == "group" else [],
        "hint_id": f"{bound.id_for_label}_hint",
        "error_id": f"{bound.id_for_label}_error",
    }


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Draw all fields of a form, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*several: BaseForm | None) -> dict[str, Any]:
    """List what to put right, with links to the fields; nothing when all is well."""
    problems = [
        {"href": f"#{_first_id(bound)}" if bound is not None else "", "message": message}
        for form in several
        if form is not None and form.is_bound
        for bound, messages in _problems(form)
        for message in messages
    ]
    return {"problems": problems}


def _problems(form: BaseForm) -> list[tuple[BoundField | None, list[str]]]:
    found: list[tuple[BoundField | None, list[str]]] = [(None, [str(line) for line in form.non_field_errors()])]
    found += [(bound, [str(line) for line in bound.errors]) for bound in form if bound.errors]
    return found


def _first_id(bound: BoundField) -> str:
    """The first control of a group, or the control itself."""
    return f"{bound.auto_id}_0" if _kind(bound) == "group" else bound.id_for_label
