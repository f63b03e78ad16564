"""Articles on subjects far apart, annotated before any of them was read, come out right."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.score import figure, score
from kb.document.layouts import parse
from kb.document.source import source_from_text
from tests.document.annotated import Capture, read_article
from tests.document.outline import CASES

ARTICLES = [read_article(path) for path in sorted((CASES / "annotated").glob("*.txt"))]
SEEDS = range(3)
LEAST = {"table cells": 0.98}
"""What is reached, where it is not everything."""


@pytest.mark.parametrize("layout", ["a", "b"])
def test_annotated_captures_are_read_as_well_as_they_have_been(layout: str) -> None:
    sums = {name: Counter[str]() for name in ("right", "wanted", "found")}
    for article in ARTICLES:
        for seed in SEEDS:
            capture = Capture(article, layout, seed)
            parsed = parse(source_from_text(capture.text))
            assert parsed.layout == f"capture-{layout}"
            assert parsed.account is not None
            assert (parsed.account.unaccounted, parsed.account.invented) == (0, 0)
            for kind, (right, wanted, found, _) in score(parsed, capture.gold()).items():
                for name, count in (("right", right), ("wanted", wanted), ("found", found)):
                    sums[name][kind] += count
    figures = {
        kind: round(figure(sums["right"][kind], sums["wanted"][kind], sums["found"][kind]), 3)
        for kind in sums["wanted"]
    }
    assert {kind: value for kind, value in figures.items() if value < LEAST.get(kind, 1.0)} == {}
