"""Filters that take exactly what the API's description says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

BAD_INSTANT = "Give a date such as 2026-05-31, or a time such as 2026-05-31T08:00:00Z."
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.IGNORECASE | re.ASCII
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_instant(text: str) -> datetime:
    """Return the instant that a date (its first moment, UTC) or an RFC 3339 time names.

    A blank stands for the plus sign of an offset, which addresses often lose. Raises ValueError.
    """
    text = text.replace(" ", "+")
    if _DATE.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time.min, tzinfo=UTC)
    if not _INSTANT.fullmatch(text):
        raise ValueError(BAD_INSTANT)
    read = datetime.fromisoformat(text.upper())
    try:
        return read.astimezone(UTC)
    except OverflowError:  # within a day of the first or last instant Python knows
        return read.replace(tzinfo=UTC)


class InstantField(forms.CharField):
    """A form field of one instant."""

    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        try:
            return read_instant(value)
        except ValueError as error:
            raise ValidationError(BAD_INSTANT) from error


@extend_schema_field(
    {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
)
class InstantFilter(filters.Filter):
    """A date or a time."""

    field_class = InstantField


class IntegerFilter(filters.NumberFilter):
    """A whole number; django-filter's own takes fractions."""

    field_class = forms.IntegerField
