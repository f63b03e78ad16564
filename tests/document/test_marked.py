"""Captures in the manner of real ones, annotated before they were read, come out right."""

from __future__ import annotations

from collections import Counter

from benchmarks.score import figure, score
from kb.document.account import plain
from kb.document.layouts import parse
from kb.document.source import source_from_text
from kb.document.tables import SURE
from kb.document.tree import Table
from tests.document.marked import MarkedCapture
from tests.document.outline import CASES

CAPTURES = [MarkedCapture(path) for path in sorted((CASES / "marked").glob("*.txt"))]
LEAST = {"table cells": 0.92, "pullquotes": 0.98, "paragraphs": 0.99, "order": 0.99}
"""What is reached, where it is not everything."""


def test_marked_captures_are_read_as_well_as_they_have_been() -> None:
    right, wanted, found = Counter[str](), Counter[str](), Counter[str]()
    for capture in CAPTURES:
        parsed = parse(source_from_text(capture.text))
        assert parsed.layout == f"capture-{capture.layout}"
        assert parsed.account is not None
        assert (parsed.account.unaccounted, parsed.account.invented) == (0, 0)
        for kind, (good, gold, read, _) in score(parsed, capture.gold).items():
            right[kind] += good
            wanted[kind] += gold
            found[kind] += read
    figures = {kind: round(figure(right[kind], wanted[kind], found[kind]), 3) for kind in wanted}
    assert {kind: value for kind, value in figures.items() if value < LEAST.get(kind, 1.0)} == {}


def test_a_table_with_a_wrong_cell_is_never_trusted() -> None:
    wrong = 0
    for capture in (capture for capture in CAPTURES if capture.layout == "a"):
        document = parse(source_from_text(capture.text)).document
        sections = [section for tier in document.tiers for section in tier.sections]
        read = [block for held in sections for block in held.blocks if isinstance(block, Table)]
        gold = [
            block
            for tier in capture.gold["tiers"]
            for section in tier["sections"]
            for block in section["blocks"]
            if block["type"] == "table"
        ]
        for table, held in zip(read, gold, strict=True):
            cells = [[plain(cell) for cell in row] for row in (table.header, *table.rows)]
            if cells != [held["header"], *held["rows"]]:
                wrong += 1
                assert table.confidence is not None and table.confidence < SURE, held["header"]
    assert wrong > 0
