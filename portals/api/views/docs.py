"""The API's description: for machines, and as a page of our own that is read from it, no third-party script.

It is made from the code, once in the life of a process: making it costs much more than answering with it.
"""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView


@cache
def _description() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


class CachedGenerator(SchemaGenerator):
    """Answers with the description made once."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """The whole description, the same for everybody."""
        return _description()


class Schema(SpectacularAPIView):
    """OpenAPI 3."""

    generator_class = CachedGenerator


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Each call with who may make it, what goes in and what comes out."""
    schema = _description()
    return render(request, "api/docs.html", {"schema": schema, "calls": list(_calls(schema))})


def _calls(schema: dict[str, Any]) -> Any:
    for address, methods in schema["paths"].items():
        for method, call in methods.items():
            yield {
                "method": method.upper(),
                "address": address,
                "text": call.get("description", ""),
                "anchor": call["operationId"],
                "parameters": [p for p in call.get("parameters", []) if p["in"] != "path"],
                "body": _body_fields(schema, call),
                "answers": sorted(call["responses"]),
            }


def _body_fields(schema: dict[str, Any], call: dict[str, Any]) -> list[dict[str, Any]]:
    content = call.get("requestBody", {}).get("content", {})
    for media in content.values():
        name = media.get("schema", {}).get("$ref", "").rpartition("/")[2]
        shape = schema["components"]["schemas"].get(name, {})
        required = shape.get("required", [])
        return [
            {"name": field, "type": _type(detail), "required": field in required, "text": detail.get("description", "")}
            for field, detail in shape.get("properties", {}).items()
        ]
    return []


def _type(detail: dict[str, Any]) -> str:
    if "$ref" in detail:
        return str(detail["$ref"]).rpartition("/")[2]
    if detail.get("type") == "array":
        return f"list of {_type(detail.get('items', {}))}"
    return str(detail.get("format") or detail.get("type") or "value")
