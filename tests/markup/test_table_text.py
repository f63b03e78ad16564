"""Tables within Markdown: found as the reader finds them, written so that it reads the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.document.markdown_writer import write_blocks
from kb.document.tree import Paragraph, Table, Text
from kb.markup import table_grid
from kb.markup.markdown import read_blocks, read_inlines
from kb.markup.table_grid import Grid
from kb.markup.table_text import CannotBeWritten, find_tables, replace_table, write_grid

PLAIN = "| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"
GRID = Grid((("A", "B"), ("1", "2"), ("3", "4")))


def tables_read(markdown: str) -> list[Table]:
    return [block for block in read_blocks(markdown).blocks if isinstance(block, Table)]


@pytest.mark.parametrize(
    "markdown",
    [
        PLAIN,
        f"Before.\n\n{PLAIN}\n\nAfter.",
        f"### Heading\n{PLAIN}",
        f"Words\n### Heading\n{PLAIN}",
        PLAIN.replace("|", "    |", 1),
        f"- item\n\n<!-- -->\n{PLAIN}",
        "A | B\n--- | ---\n1 | 2\n3 | 4",
        "|A|B|\n|:-:|--:|\n|1|2|too many|\n|3|4",
    ],
)
def test_a_table_is_found_wherever_the_reader_finds_it(markdown):
    assert [found.grid for found in find_tables(markdown)] == [GRID]
    assert len(tables_read(markdown)) == 1


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "Words | more",
        f"Words\n{PLAIN}",
        "| A | B |\n\n|---|---|",
        "- a\n- b",
        "- item\n\n    | A | B |\n    |---|---|\n    | 1 | 2 |",
    ],
)
def test_what_the_reader_takes_for_words_is_no_table(markdown):
    assert find_tables(markdown) == []
    assert tables_read(markdown) == []


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_caption_belongs_to_the_table_it_stands_before(between):
    found = find_tables(f"Words.\n\nTable: What it is{between}{PLAIN}\n\n{PLAIN}")
    assert [table.grid.caption for table in found] == ["What it is", ""]
    assert found[0].first == 2


def test_what_is_around_a_table_stays_to_the_letter():
    before, after = "Odd   *spacing*\nkept.  \n\n", "\n\n1. one\n1. one\n\n"
    changed = replace_table(before + PLAIN + after, 0, Grid((("A", "B"), ("5", ""))))
    assert changed == f"{before}| A | B |\n| --- | --- |\n| 5 |  |{after}"


def test_the_second_table_is_changed_and_the_first_is_not():
    text = f"{PLAIN}\n\nTable: Second\n\n{PLAIN}"
    changed = replace_table(text, 1, Grid((("X",), ("y",))))
    assert changed == f"{PLAIN}\n\n| X |\n| --- |\n| y |"


@pytest.mark.parametrize(
    "cell",
    ["a|b", "`a|b`", "a\\|b", "**bold** [link](https://e.org/?a=1)", "[@owl, p. 1]", "", "\\\\"],
)
def test_a_cell_is_read_again_as_it_was_written(cell):
    text = write_grid(Grid((("A", "B"), (cell, "x"))))
    (table,) = tables_read(text)
    assert table.rows[0][0] == read_inlines(cell)
    (found,) = find_tables(text)
    assert replace_table(text, 0, found.grid) == text


def test_half_a_code_mark_that_would_swallow_a_bar_is_refused():
    with pytest.raises(CannotBeWritten):
        replace_table(PLAIN, 0, Grid((("A", "B"), ("`x", "y`"))))


@given(
    st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), min_size=2, max_size=4),
    st.text(max_size=12),
)
def test_tables_of_any_words_are_found_as_written_and_written_as_found(rows, caption):
    cells = tuple(tuple((Text(cell),) for cell in row) for row in rows)
    table = Table(cells[0], cells[1:], caption=(Text(caption),))
    text = write_blocks((Paragraph((Text("Before."),)), table, Paragraph((Text("After."),))))
    read = tables_read(text)
    found = find_tables(text)
    assert len(found) == len(read)
    for number, each in enumerate(found):
        again = replace_table(text, number, each.grid)
        assert read_blocks(again).blocks == read_blocks(text).blocks


@pytest.mark.parametrize(
    ("changed", "rows"),
    [
        (table_grid.add_row(GRID, 0), ("AB", "  ", "12", "34")),
        (table_grid.remove_row(GRID, 1), ("AB", "34")),
        (table_grid.remove_row(GRID, 0), ("AB", "12", "34")),
        (table_grid.move_row(GRID, 1, 1), ("AB", "34", "12")),
        (table_grid.move_row(GRID, 1, -1), ("AB", "12", "34")),
        (table_grid.move_row(GRID, 2, 1), ("AB", "12", "34")),
        (table_grid.add_column(GRID, 0), ("A B", "1 2", "3 4")),
        (table_grid.remove_column(GRID, 0), ("B", "2", "4")),
        (table_grid.remove_column(Grid((("A",),)), 0), ("A",)),
        (table_grid.move_column(GRID, 0, 1), ("BA", "21", "43")),
        (table_grid.move_column(GRID, 0, -1), ("AB", "12", "34")),
    ],
)
def test_rows_and_columns_are_added_removed_and_moved(changed, rows):
    assert tuple("".join(cell or " " for cell in row) for row in changed.rows) == rows
