"""Descriptions of pictures under the rows of a table are told from rows."""

from __future__ import annotations

from kb.document.layouts import parse
from kb.document.source import source_from_text
from kb.document.tree import Table

PROSE = (
    "The thyroid gland sets the pace of the body. Most lumps in it do no harm at all, and a look "
    "with ultrasound tells which few of them need a second look. The report names five features."
)
ROWS = """Feature Reassuring Finding Suspicious Finding
Shape Wider than tall Taller than wide
Margin Smooth Lobulated, irregular, or extending beyond the gland
"""


def read(last: str, caption: str = "") -> tuple[Table, list[str]]:
    text = f"Fundamentals\n\n{PROSE}\n\n{caption}{ROWS}{last}\n\n{PROSE}\n"
    parsed = parse(source_from_text(text), "capture-a")
    blocks = parsed.document.tiers[0].sections[0].blocks
    found = [block for block in blocks if isinstance(block, Table)]
    return found[0], [f.excerpt for f in parsed.findings if f.code == "caption-dropped"]


def test_a_phrase_without_any_place_for_a_second_cell_is_no_row():
    picture = "Model of a nephron, its loops lit from within"
    table, dropped = read(picture, "Common Features and What to Watch\n")
    assert (len(table.rows), dropped) == (2, [picture])


def test_a_row_whose_word_only_begins_like_one_of_pictures_stays():
    table, dropped = read("Echogenic Foci None or large comet-tail artefacts Tiny bright points")
    assert (len(table.rows), dropped) == (3, [])
