"""Captures of our own wording in both layouts, each with what must be read from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.document.checks import check
from kb.document.layouts import parse
from kb.document.source import source_from_text
from tests.document.outline import CASES, finding_lines, matches, outline, read_case

FILES = sorted(path for path in CASES.glob("[ab]_*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_capture_is_read_as_expected(path: Path) -> None:
    _, source, expected = read_case(path)
    parsed = parse(source_from_text(source, path.name))
    body = [line for line in expected if not line.startswith(("DROPPED ", "NOTED "))]
    found = outline(parsed)
    wrong = [(a, b) for a, b in zip(body, found, strict=False) if not matches(a, b)]
    assert not wrong and len(body) == len(found), wrong[:3] or found[len(body) :]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_left_out_is_reported(path: Path) -> None:
    _, source, expected = read_case(path)
    parsed = parse(source_from_text(source, path.name))
    wanted = [line for line in expected if line.startswith(("DROPPED ", "NOTED "))]
    assert finding_lines([*parsed.findings, *check(parsed.document)], wanted) == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_of_a_capture_is_accounted_for(path: Path) -> None:
    _, source, _ = read_case(path)
    account = parse(source_from_text(source, path.name)).account
    assert account is not None
    assert (account.unaccounted, account.invented) == (0, 0)
    assert account.total == account.kept + account.dropped
