"""The log of changes, for those that are not made through a record's own form."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest


def note_change(request: HttpRequest, record: Any, said: str) -> None:
    """Write down that whoever asks changed ``record``, and in what way."""
    LogEntry.objects.log_actions(
        user_id=request.user.pk,
        queryset=[record],
        action_flag=CHANGE,
        change_message=said,
        single_object=True,
    )
