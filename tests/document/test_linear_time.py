"""No source of a megabyte takes more than its share: twice the text, at most twice the time."""

from __future__ import annotations

import gc
import time

import pytest

from benchmarks.captures import make_capture
from kb.document.checks import check
from kb.document.layouts import parse
from kb.document.source import source_from_text

MEGABYTE = 1_000_000
ROUNDS = 4
"""Times that each size is measured, if need be: the shortest counts, for what else the machine does
only adds."""
MOST = 2.6
"""Times that twice the text may take: 2, and what clocks and caches are off by. A quadratic step
that matters would make it 4."""

SENTENCE = "Some people sleep 7 ∞ 8 hours, e.g. when the light (which is blue) fades early. "
SHAPES = {
    "captures": "".join(make_capture(seed, "a", 900).text + "\n" for seed in range(6)),
    "close captures": "".join(make_capture(seed, "b", 900).text + "\n" for seed in range(6)),
    "one line": SENTENCE,
    "one word": "unbreakable",
    "short lines": "A few words\n",
    "items": "  • Lead word ∞ and a rest of some words\n",
    "nested items": "- one\n  - two\n    - three\n",
    "rows": "Row A few words 12 mg Some other words.\n",
    "bars": "Name | Value | Other |\n",
    "captions": "A pale stone on sand, symbolizing calm\n\n",
    "tooltips": "A long text about sleep Meaning ∞ Sleep is rest. goes on. ",
    "headings": "Why Is It So?\n\nIt is so because of the light.\n\n",
    "marks": "∞ ∗ | • “ ( [ ... ?! ",
    "spaces": "word" + " " * 200,
    "references": "  • Smith, J. (2001). On sleep. Journal of Rest, 1(2), 3-4.\n",
    "terms": "Sleep\n\nMeaning ∞ Sleep is a state of rest.\n\n",
}
HEADS = {"references": "References\n\n", "terms": "Glossary\n\n"}


def seconds(text: str, layout: str) -> float:
    """Return the seconds of processor time that reading takes.

    Collecting garbage is left out: it costs by what else the process holds.
    """
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        check(parse(source_from_text(text), layout).document)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_at_most_twice_the_time(shape: str) -> None:
    head = "Fundamentals\n\n" + SENTENCE * 3 + "\n\n" + HEADS.get(shape, "")
    body = SHAPES[shape]
    half = head + body * (MEGABYTE // 2 // len(body))
    whole = head + body * (MEGABYTE // len(body))
    layout = "capture-b" if shape == "close captures" else "capture-a"
    first, second = [seconds(half, layout)], [seconds(whole, layout)]
    while min(second) > MOST * max(min(first), 0.02) and len(first) < ROUNDS:
        first.append(seconds(half, layout))
        second.append(seconds(whole, layout))
    assert min(second) <= MOST * max(min(first), 0.02), (first, second)
