"""Tables whose cells are joined by single spaces are divided as their authors meant."""

from __future__ import annotations

import pytest

from benchmarks.fit_edges import cells_right, trusted, written
from benchmarks.written_tables import read_tables as read_corpus
from kb.document import edge_weights
from kb.document.columns import find_columns
from kb.document.edges import read_row
from kb.document.tables import SURE
from tests.document.outline import CASES

NO_PAIRS: frozenset[str] = frozenset()
HELD_OUT = {"tables_held_out.txt": 0.9, "tables_other_subjects.txt": 0.92}
"""Tables that no weight was fitted to, and the share of their cells that is found at least."""


def read_tables() -> list[tuple[str, list[list[str]]]]:
    """The cases of ``tables.txt`` as title and rows of cells."""
    text = (CASES / "tables.txt").read_text(encoding="utf-8")
    found = []
    for case in text.split("\n===\n"):
        title, _, body = case.strip().partition("\n---\n")
        found.append((title, [line.split(" || ") for line in body.splitlines()]))
    return found


@pytest.mark.parametrize(("title", "rows"), read_tables(), ids=lambda value: str(value)[:40])
def test_columns_are_found(title: str, rows: list[list[str]]) -> None:
    joined = [" ".join(row) for row in rows]
    found = find_columns(joined[0], joined[1:], NO_PAIRS)
    assert found is not None
    assert [list(found.header), *map(list, found.rows)] == rows


def test_nearly_all_cells_of_many_tables_are_found() -> None:
    right, total = cells_right(read_corpus(CASES / "table_corpus.txt"))
    assert total > 7000 and right / total > 0.945


@pytest.mark.parametrize(("file", "least"), HELD_OUT.items())
def test_tables_that_no_weight_was_fitted_to_are_found_as_well_as_they_have_been(
    file: str, least: float
) -> None:
    right, total = cells_right(read_corpus(CASES / file))
    assert total > 500 and right / total > least


@pytest.mark.parametrize("file", HELD_OUT)
def test_a_table_that_is_trusted_is_right(file: str) -> None:
    told = trusted(read_corpus(CASES / file))
    sure = [right for confidence, right in told if confidence >= SURE]
    assert len(sure) > len(told) / 4 and all(sure)


def test_the_weights_are_kept_as_the_fitting_writes_them() -> None:
    assert edge_weights.FILE.read_text(encoding="utf-8") == written(edge_weights.read_weights())


def test_words_that_stand_together_in_the_prose_are_not_cut_apart() -> None:
    pairs = frozenset({("rhythm", "control")})
    found = find_columns("Goal Rhythm Control Drug", ["Comfort Fewer episodes Flecainide"], pairs)
    assert found is not None
    assert "Rhythm Control" in " | ".join(found.header)


def test_a_cell_may_end_with_a_small_word() -> None:
    row = read_row("Microbiome Keeps pathogens out Antibiotics Time", NO_PAIRS)
    assert row.tokens.index("Antibiotics") in row.edges


def test_a_line_without_any_edge_has_no_columns() -> None:
    assert find_columns("Header", ["all in small letters and one cell"], NO_PAIRS) is None


def test_a_very_long_row_is_refused_instead_of_guessed() -> None:
    assert find_columns("Name Value", ["Word " * 5000], NO_PAIRS) is None
