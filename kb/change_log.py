"""What the log of changes says of a saved form: the fields, and their values before and after."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.db.models import Model

LONGEST = 200
"""Characters of a value that are kept; whole texts are in versions and sources."""
VALUES = "values"
"""Where an entry keeps the values; Django's own pages pass it over."""


class LogsValues:
    """Makes an admin class say what a field was and what it became."""

    def construct_change_message(
        self, request: Any, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        message: list[dict[str, Any]] = super().construct_change_message(  # type: ignore[misc]
            request, form, formsets, add
        )
        values = {} if add else changed_values(form)
        for part in message:
            if values and "changed" in part and "name" not in part["changed"]:
                part["changed"][VALUES] = values
        return message


def changed_values(form: forms.BaseForm) -> dict[str, list[str]]:
    """Return for each changed field, by its label, the value before and after, shortened."""
    return {
        str(form.fields[name].label or name): [
            _shown(form.fields[name], form.initial.get(name)),
            _shown(form.fields[name], form.cleaned_data.get(name)),
        ]
        for name in form.changed_data
        if name in form.fields and not _is_hidden(name, form.fields[name])
    }


def _is_hidden(name: str, field: forms.Field) -> bool:
    return "password" in name or isinstance(field.widget, forms.HiddenInput)


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField):
        rows = list(value or ())
        return _short(", ".join(sorted(_named(field, row) for row in rows)))
    if isinstance(field, forms.ModelChoiceField):
        return _short(_named(field, value) if value else "")
    return _short("" if value is None else str(value))


def _named(field: Any, value: Any) -> str:
    """Return how a related record is called, given it or its number."""
    if isinstance(value, Model):
        return str(value)
    return str(field.queryset.model._base_manager.filter(pk=value).first() or value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def told(entry: LogEntry) -> str:
    """Return what an entry says, with the values before and after."""
    said = [entry.get_change_message()]
    for name, (before, after) in _values(entry).items():
        said.append(f"{name}: “{before}” → “{after}”.")
    return " ".join(said)


def _values(entry: LogEntry) -> dict[str, list[str]]:
    try:
        parts = json.loads(entry.change_message)
    except ValueError:
        return {}
    found: dict[str, list[str]] = {}
    for part in parts if isinstance(parts, list) else ():
        found |= part.get("changed", {}).get(VALUES, {})
    return found
