"""Reading request bodies without trusting them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from kb.api.errors import TooLarge

MAX_BYTES = 2_500_000


class BoundedJSONParser(JSONParser):
    """JSON of at most ``max_bytes``, not nested too deeply, in whole characters."""

    max_bytes: ClassVar[int] = MAX_BYTES

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.max_bytes:
            raise TooLarge(f"Send at most {self.max_bytes:,} bytes.")
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        if not _is_text(data):
            raise ParseError("The JSON holds half a surrogate pair, which is no character.")
        return data


def _is_text(data: Any) -> bool:
    """Whether every string of a JSON object's members can be written as UTF-8."""
    if isinstance(data, dict):
        return all(_is_text(part) for pair in data.items() for part in pair)
    if isinstance(data, list):
        return all(map(_is_text, data))
    if isinstance(data, str):
        return not any("\ud800" <= character <= "\udfff" for character in data)
    return True
