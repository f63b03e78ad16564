"""What holds for every capture: made ones, mutated ones and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.captures import make_capture
from kb.document.account import plain
from kb.document.checks import check
from kb.document.layouts import Parsed, parse
from kb.document.source import UnreadableSource, read_source, source_from_text
from kb.document.tree import Table
from tests.document.mutations import mutate

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
SEEDS = st.integers(min_value=0, max_value=10_000)
PIECES = st.sampled_from(
    [
        "Fundamentals", "Intermediate", "Academic", "References", "Reflection", "Glossary",
        "Meaning ∞ A word is a word.", "Meaning ∞", "term", "  • Lead ∞ text", "  1. one", "-",
        "Name | Value |", "---|---|", "Head One Two", "Row A few words 12 mg", "∞", "a ∞ b ∞ c",
        "A pale stone on sand, symbolizing calm", "It is so. (ABC) was", "“", "•", "| | |", "\t",
        "Smith, J. (2001). Title. Journal, 1(2), 3-4.", "A sentence of some length ends here.",
        "text Meaning ∞ Text is text. goes on", "\u00a0", "e.g. 3.5 ∞ 4.5 mg/dL", "?", "Why Now?",
    ]
)  # fmt: skip


def read(text: str) -> Parsed:
    return parse(source_from_text(text))


def assert_account_closes(parsed: Parsed) -> None:
    account = parsed.account
    assert account is not None
    assert (account.unaccounted, account.invented) == (0, 0)
    assert account.total == account.kept + account.dropped


def tables(parsed: Parsed) -> list[list[list[str]]]:
    return [
        [[plain(cell) for cell in row] for row in (block.header, *block.rows)]
        for tier in parsed.document.tiers
        for section in tier.sections
        for block in section.blocks
        if isinstance(block, Table)
    ]


@given(SEEDS)
@QUICK
def test_a_made_capture_is_read_whole(seed: int) -> None:
    made = make_capture(seed, words=1500)
    parsed = read(made.text)
    assert_account_closes(parsed)
    assert parsed.layout == f"capture-{made.layout}"
    dropped = [f.excerpt for f in parsed.findings if f.code == "caption-dropped"]
    assert sorted(dropped) == sorted(made.captions)
    assert sorted(entry.term for entry in parsed.document.glossary) == sorted(made.terms)
    assert len(parsed.document.references) == made.references
    assert tables(parsed) == made.tables


@given(SEEDS, SEEDS)
@QUICK
def test_the_account_closes_for_mutated_captures(seed: int, change: int) -> None:
    parsed = read(mutate(make_capture(seed, words=1200).text, change))
    assert_account_closes(parsed)
    check(parsed.document)


@given(st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", " "])), max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_order_of_pieces_is_read_or_refused(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + end for piece, end in pieces)
    for layout in ("capture-a", "capture-b"):
        try:
            parsed = parse(source_from_text(text), layout)
        except UnreadableSource:
            continue
        assert_account_closes(parsed)
        check(parsed.document)


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parse(read_source(data, "bytes.txt"), "capture")
    except UnreadableSource as error:
        assert error.reason


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parsed = parse(source_from_text("Fundamentals\n\n" + text), "capture")
    except UnreadableSource:
        return
    assert_account_closes(parsed)


@pytest.mark.parametrize("layout", ["a", "b"])
def test_the_same_seed_gives_the_same_capture(layout: str) -> None:
    assert make_capture(7, layout).text == make_capture(7, layout).text
