"""Exports: ask for a ZIP, follow its progress, fetch it by a signed address."""

import io
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import FileResponse, HttpResponseRedirect
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions as accounts_permissions, queries as accounts_queries
from accounts.actors import Actor
from core import storage
from galleries import queries as galleries_queries, services as galleries_services
from portals import addresses, shared
from portals.api import base, problems
from portals.api.serializers import galleries as shapes
from portals.api.views.rights import use_of

if TYPE_CHECKING:
    from galleries.models import Export, ExportItem

ORDER = ("-created_at", "id")
LINK_SECONDS = 600
_SALT = "portals.api.export-of-token"  # links of before it named no token
ZIP = "application/zip"


class ExportList(base.ApiView):
    """The brand's exports."""

    @extend_schema(responses=shapes.ExportShown(many=True), operation_id="exports_list")
    def get(self, request: Request) -> Response:
        actor, _brand = self.member(accounts_permissions.can_export)
        rows = galleries_queries.with_left_out(actor)
        return base.page(request, rows, ORDER, lambda row: show(row, actor, row.items.all()))

    @extend_schema(request=shapes.ExportWritten, responses={201: shapes.ExportShown})
    @base.idempotent(known=base.a_member(accounts_permissions.can_export))
    def post(self, request: Request) -> Response:
        actor, brand = self.member(accounts_permissions.can_export)
        asked = shapes.ExportWritten(data=request.data)
        asked.is_valid(raise_exception=True)
        slug = asked.validated_data.get("gallery")
        gallery = galleries_queries.to_export(actor, slug) if slug else None
        if slug and gallery is None:
            raise problems.invalid({"gallery": ["There is no such gallery."]})
        with problems.from_exports():
            export = galleries_services.request_export(
                brand=brand,
                gallery=gallery,
                filter=asked.validated_data.get("filter"),
                use=use_of(asked.validated_data["use"]),
                by=actor,
                at=shared.now(),
            )
        return Response(show(export, actor, ()), status=status.HTTP_201_CREATED)


class ExportOne(base.ApiView):
    """One export."""

    @extend_schema(responses=shapes.ExportShown)
    def get(self, request: Request, id: uuid.UUID) -> Response:
        actor, _brand = self.member(accounts_permissions.can_export)
        export = base.found(galleries_queries.export(actor, id))
        return Response(show(export, actor, [left.item for left in galleries_queries.left_out(export)]))


class Download(base.ApiView):
    """The ZIP itself. The signed address lives ten minutes; every item is asked about again before a byte leaves."""

    authentication_classes = ()

    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request, id: uuid.UUID, token: str) -> Any:
        download = _asked(id, token, galleries_services.downloadable)
        link = storage.signed_url(download.key, seconds=60, content_type=ZIP, filename=download.filename)
        if link is not None:
            return HttpResponseRedirect(link)
        file = storage.open(download.key)
        return FileResponse(file, as_attachment=True, filename=download.filename, content_type=ZIP)

    @extend_schema(exclude=True)
    def head(self, request: Request, id: uuid.UUID, token: str) -> Any:
        """Whether it could be fetched, and how long it is: nothing leaves the house, so nothing is written down."""
        download = _asked(id, token, galleries_services.still_downloadable)
        response = FileResponse(io.BytesIO(), as_attachment=True, filename=download.filename, content_type=ZIP)
        response.headers["Content-Length"] = str(download.bytes)
        return response


def _asked(export_id: uuid.UUID, token: str, service: Callable[..., "galleries_services.Download"]) -> Any:
    """What the address opens for whom it was made. Raises 404, and 410 when it may not be handed out any more."""
    actor = _signed(token, export_id)
    if actor is None:
        raise exceptions.NotFound
    export = base.found(galleries_queries.export(actor, export_id))
    try:
        return service(export=export, by=actor, at=shared.now())
    except galleries_services.NotDownloadable as error:
        raise problems.Problem(410, "no_longer_allowed", str(error)) from error


def _signed(signed: str, export_id: uuid.UUID) -> Actor | None:
    """For whom the address was made, as they are now: it ends with the token that asked for it, and with its scopes.

    None when it is forged, too old or misplaced.
    """
    try:
        named, brand_id, token_id = signing.loads(signed, salt=_SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if named != str(export_id):
        return None
    return accounts_queries.actor_of_token_id(
        brand_id=uuid.UUID(brand_id), token_id=uuid.UUID(token_id), at=shared.now()
    )


def show(export: "Export", actor: Actor, left: "Iterable[ExportItem]") -> dict[str, Any]:
    """An export and what it left out; once it is ready, with a fresh address to fetch it from."""
    names = ("state", "use", "done", "total", "bytes", "sha256", "created_at", "ready_at")
    return {
        "id": str(export.pk),
        **{name: getattr(export, name) for name in names},
        "gallery": export.gallery.slug if export.gallery else None,
        "download_url": _download_url(export, actor) if export.state == "ready" else None,
        "message": export.last_error if export.state in ("failed", "void") else "",
        "refused": [
            {"submission_id": str(item.submission_id), "asset_id": str(item.asset_id), "reasons": item.refused}
            for item in left
        ],
    }


def _download_url(export: "Export", actor: Actor) -> str:
    held = [str(export.pk), str(actor.brand_id), str(actor.token_id)]
    token = signing.dumps(held, salt=_SALT)
    return addresses.absolute(reverse("api:export-download", kwargs={"id": export.pk, "token": token}))
