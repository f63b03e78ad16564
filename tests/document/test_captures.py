"""Captures of our own wording in both layouts, each with what must be read from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.document.checks import check
from kb.document.layouts import parse
from kb.document.source import read_source, source_from_text
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


VARIANTS = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "line ends of old Macintoshes": lambda text: text.replace("\n", "\r").encode(),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "no-break spaces": lambda text: text.replace(" of ", "\u00a0of\u00a0").encode(),
    "thin spaces around the sign": lambda text: text.replace(" ∞ ", "\u2009∞\u2009").encode(),
    "another sign": lambda text: text.replace("∞", "∗").encode(),
    "straight apostrophes": lambda text: text.replace("’", "'").encode(),
    "spaces at the ends of lines": lambda text: text.replace("\n", "  \n").encode(),
    "more blank lines": lambda text: text.replace("\n\n", "\n\n\n\n").encode(),
    "tiers in capitals": lambda text: text.replace("\nAcademic\n", "\n ACADEMIC \n").encode(),
}
"""Ways to write the same capture."""


@pytest.mark.parametrize("way", VARIANTS)
def test_captures_written_in_other_ways_are_read_alike(way: str) -> None:
    for path in FILES:
        source = read_case(path)[1]
        parsed = parse(read_source(VARIANTS[way](source), path.name))
        plain = parse(read_source(source.encode(), path.name))
        assert list(map(_levelled, outline(parsed))) == list(map(_levelled, outline(plain)))
        assert parsed.account is not None and parsed.account.unaccounted == 0


def _levelled(line: str) -> str:
    """The line with signs and apostrophes that sources may keep as they are made one."""
    return line.replace("∗", "∞").replace("’", "'")
