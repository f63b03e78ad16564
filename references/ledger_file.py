"""Reading a ledger file: its shape is checked before anything is believed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from references.models import Quotation, Verification

LARGEST = 20_000_000
"""Bytes a ledger may have."""
_KEY = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_VERDICTS = (
    Quotation.Verdict.EXACT,
    Quotation.Verdict.MISQUOTED,
    Quotation.Verdict.NOT_FOUND,
)


class LedgerError(ValueError):
    """The ledger cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """A work, and whether its record was compared with it."""

    key: str
    csl: dict[str, Any]
    state: str = Verification.UNVERIFIED
    against: str = ""
    checked: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A reference as a document gives it, and what was found for it."""

    as_given: str
    verdict: str
    key: str = ""
    """The record found; empty if there is none."""
    wrong: dict[str, str] = field(default_factory=dict)
    """What is given wrongly: field → what is right."""
    note: str = ""
    see: tuple[str, ...] = ()
    """Keys of works that may have been meant."""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """The whole file."""

    records: tuple[Record, ...]
    wordings: tuple[Wording, ...]


def read_ledger(data: bytes) -> LedgerFile:
    """Return what the file says; raise :class:`LedgerError` at the first thing that is wrong."""
    if len(data) > LARGEST:
        raise LedgerError(f"The ledger has more than {LARGEST} bytes.")
    try:
        given = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LedgerError(f"The ledger is no JSON in UTF-8: {error}") from error
    if not isinstance(given, dict):
        raise LedgerError('The ledger must be an object with "references" and "quotations".')
    records = tuple(map(_record, _list(given, "references"), range(1, 1_000_000)))
    wordings = tuple(map(_wording, _list(given, "quotations"), range(1, 1_000_000)))
    _refuse_repeated([record.key for record in records])
    return LedgerFile(records, wordings)


def _record(given: Any, number: int) -> Record:
    where = f"Reference {number}"
    given = _object(given, where)
    key, csl = given.get("key"), given.get("csl")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise LedgerError(f"{where}: “key” must be letters, digits, hyphens; it is {key!r}.")
    if not isinstance(csl, dict) or not csl.get("title"):
        raise LedgerError(f"{where} ({key}): “csl” must be a CSL-JSON item with a title.")
    said = _object(given.get("verification") or {}, f"{where} ({key}), verification")
    state = said.get("state", Verification.UNVERIFIED)
    if state not in Verification.values:
        raise LedgerError(f"{where} ({key}): there is no verification state {state!r}.")
    checked, against = _checked(_text(said, "checked"), _text(said, "against"))
    csl = {name: value for name, value in csl.items() if name != "id"}
    return Record(key, csl, state, against, checked, _text(said, "note"))


def _checked(when: str, against: str) -> tuple[date | None, str]:
    """Return the day of checking; a month alone is no day, and is told beside the evidence."""
    try:
        return date.fromisoformat(when), against
    except ValueError:
        return None, f"{against} (checked {when})" if when else against


def _wording(given: Any, number: int) -> Wording:
    where = f"Quotation {number}"
    given = _object(given, where)
    as_given, verdict, key = _text(given, "as_given"), given.get("verdict"), _text(given, "key")
    if not as_given:
        raise LedgerError(f"{where}: “as_given” must be the reference as the document has it.")
    if verdict not in _VERDICTS:
        raise LedgerError(f"{where}: “verdict” must be exact, misquoted or not-found.")
    if not key and verdict != Quotation.Verdict.NOT_FOUND:
        raise LedgerError(f"{where}: a verdict of {verdict} needs the “key” of the record found.")
    wrong = _object(given.get("wrong") or {}, f"{where}, wrong")
    see = tuple(str(other) for other in _list(given, "see"))
    texts = {str(name): str(text) for name, text in wrong.items()}
    return Wording(as_given, str(verdict), key, texts, _text(given, "note"), see)


def _refuse_repeated(keys: list[str]) -> None:
    repeated = (
        sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    )
    if repeated:
        raise LedgerError(f"Keys stand twice: {', '.join(repeated)}.")


def _list(given: dict[str, Any], name: str) -> list[Any]:
    value = given.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise LedgerError(f"“{name}” must be a list.")
    return value


def _object(given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise LedgerError(f"{where} must be an object.")
    return given


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    return "" if value is None else str(value).strip()
