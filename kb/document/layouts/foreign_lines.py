"""Descriptions of pictures that stand among the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from kb.document.captions import (
    CERTAIN,
    Place,
    caption_score,
    ends_as_sentence,
    speaks_of_a_picture,
)
from kb.document.language import title_share
from kb.document.layouts.reader import Reader
from kb.document.lines import Line
from kb.document.tables import MOST_ROWS, may_have_cells, strong_edges

NO_ROW = 6.2
"""Evidence from which the last line of a table is a caption, however its words would divide."""


def foreign_lines(lines: Sequence[Line], reader: Reader) -> list[Line]:
    """Descriptions of pictures among the rows of a table, below its header.

    A row has a strong edge for each further cell; where rows end without a full stop, its lack
    says nothing.
    """
    tail = lines[-1:] if len(lines) > 2 and _may_be_description(lines[-1]) else []
    if len(lines) > MOST_ROWS or not (tail or any(_may_be_foreign(line) for line in lines[1:])):
        return []
    edges = {line.number: strong_edges(line.text) for line in lines[1:]}
    if tail and not edges[tail[0].number] and all(edges[line.number] for line in lines[1:-1]):
        return list(tail)
    if tail and not may_have_cells(tail[0].text):
        return list(tail)
    open_ended = sum(1 for line in lines[1:] if not ends_as_sentence(line.text))
    usual = sorted(edges.values())[len(edges) // 2]
    found = []
    for index, line in enumerate(lines[1:], 1):
        if not _may_be_foreign(line):
            continue
        is_last = index == len(lines) - 1
        place = Place(before_heading=is_last)
        score = caption_score(line.text, place, reader.prose.vocabulary)
        if open_ended > 1 and not ends_as_sentence(line.text):
            score -= 2.0
        if is_last and score >= NO_ROW:
            found.append(line)
            continue
        score -= 1.0 * min(edges[line.number] - min(usual, 1), 3)
        fits = edges[line.number] >= max(usual, 1)
        if score >= (CERTAIN if is_last and not fits else CERTAIN + 2.0):
            found.append(line)
    return found


def _may_be_description(line: Line) -> bool:
    """Whether a line could be a picture's description of one phrase, without a full stop."""
    tokens = line.text.split()
    return len(tokens) > 4 and title_share(tokens) < 0.5 and not ends_as_sentence(line.text)


def _may_be_foreign(line: Line) -> bool:
    return title_share(line.text.split()) < 0.75 and speaks_of_a_picture(line.text)
