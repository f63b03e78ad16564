"""Records as files that reference managers read: BibTeX, RIS, CSL-JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from references.models import Reference

_CHUNK = 500

Response = TypeVar("Response", bound=HttpResponseBase)


def file_of(items: Iterable[dict[str, Any]], ending: str, name: str) -> HttpResponse:
    """Answer with CSL items (each with its key as ``id``) in the format of ``ending``."""
    from kb.markup.bibliography import ENDINGS, stream  # no page of the library needs it

    response = HttpResponse("".join(stream(items, ending)), content_type=ENDINGS[ending])
    return _named(response, f"{name}.{ending}")


def library_file(records: QuerySet[Reference], ending: str) -> StreamingHttpResponse:
    """Answer with any number of records, sent as they are read."""
    from kb.markup.bibliography import ENDINGS, stream

    rows = records.only("key", "csl").order_by("key").iterator(chunk_size=_CHUNK)
    pieces = stream((record.item for record in rows), ending)
    response = StreamingHttpResponse(pieces, content_type=ENDINGS[ending])
    return _named(response, f"references.{ending}")


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
