"""The file as a platform fetches it, at an address that only it was told."""

from mimetypes import guess_type

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from storefront.connections.models import Connection
from storefront.contract.clock import now
from storefront.feeds.models import Feed

PACKED = ".gz"


@require_safe
def feed(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """The newest whole file; packed for whoever asks for `….gz` or accepts gzip."""
    found = find_feed(token)
    if name.removesuffix(PACKED) != found.name:
        raise Http404
    packed = name.endswith(PACKED) or accepts_gzip(request)
    etag = f'"{found.digest[:32]}{"-packed" if packed else ""}"'
    changed = int(found.changed_at.timestamp()) if found.changed_at else 0
    Feed.objects.filter(pk=found.pk).update(read_at=now())
    response: HttpResponseBase = get_conditional_response(
        request, etag, changed
    ) or whole_file(found, name, packed=packed)
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def find_feed(token: str) -> Feed:
    """A feed of an open connection, built at least once."""
    return get_object_or_404(
        Feed.objects.select_related("connection").exclude(file=""),
        token=token,
        connection__in=Connection.objects.open(),
    )


def accepts_gzip(request: HttpRequest) -> bool:
    asked = request.headers.get("Accept-Encoding", "").replace(" ", "").lower()
    return "gzip" in asked.split(",") or "gzip;q=1" in asked.split(",")


def whole_file(found: Feed, name: str, *, packed: bool) -> FileResponse:
    response = FileResponse(open_file(found, packed=packed))
    kind = guess_type(found.name)[0] or "text/plain"
    response["Content-Type"] = f"{kind}; charset=utf-8"
    if name.endswith(PACKED):
        response["Content-Type"] = "application/gzip"
    elif packed:
        response["Content-Encoding"] = "gzip"
    return response


def open_file(found: Feed, *, packed: bool) -> File[bytes]:
    """If a build has just put another in its place, that one."""
    field = "packed_file" if packed else "file"
    try:
        return default_storage.open(getattr(found, field))
    except FileNotFoundError:
        found.refresh_from_db(fields=[field])
        return default_storage.open(getattr(found, field))
