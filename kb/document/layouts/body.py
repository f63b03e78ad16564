"""From the lines of a tier or the reflection to blocks: what both capture layouts share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kb.document import pullquotes
from kb.document.account import plain
from kb.document.captions import (
    CERTAIN,
    DOUBTFUL,
    Place,
    caption_score,
    ends_as_sentence,
    speaks_of_a_picture,
)
from kb.document.chrome import is_chrome
from kb.document.headings import heading_score
from kb.document.language import title_share
from kb.document.ledger import Ledger
from kb.document.lines import Line, is_item, is_pipe_row
from kb.document.lists import item_text, read_list
from kb.document.prose import Prose
from kb.document.signs import resolve_signs
from kb.document.tables import (
    MOST_ROWS,
    looks_like_header,
    read_pipe_table,
    read_spaced_table,
    strong_edges,
)
from kb.document.tooltips import Tooltip, cut_tooltips
from kb.document.tree import (
    Block,
    GlossaryEntry,
    Heading,
    Paragraph,
    PullQuote,
    Section,
    Span,
    Table,
    TermDefinition,
    Text,
)
from kb.document.tree import List as ListBlock

RARE = 1.0
"""Evidence that a caption needs beyond the usual in a layout that hardly has any."""


NO_ROW = 6.2
"""Evidence from which the last line of a table is a caption, however its words would divide."""


@dataclass(slots=True)
class Unit:
    """Lines that belong together, before it is decided what they are."""

    kind: str
    """``list``, ``pipes``, ``rows`` (several lines set as one group) or ``lone``."""
    lines: list[Line]
    attached: bool = False
    """Directly under something else, with no blank line between."""
    role: str = ""
    """For a lone line: ``heading``, ``caption``, ``chrome`` or ``paragraph``."""


@dataclass(slots=True)
class Reader:
    """What the reading of one capture shares between its parts."""

    ledger: Ledger
    prose: Prose
    is_spaced: bool
    """Whether blank lines divide paragraphs, as in layout A."""
    entries: list[GlossaryEntry] = field(default_factory=list)
    """Terms found in tooltips."""

    def clean(self, text: str, line: Line) -> str:
        """``text`` without tooltips, which go to the glossary or the ledger."""
        text, found = cut_tooltips(text)
        for tooltip in found:
            self._take(tooltip, line)
        return text

    def _take(self, tooltip: Tooltip, line: Line) -> None:
        if not tooltip.label:
            message = f"A sentence after “{tooltip.term}” announces another article."
            self.ledger.drop("tooltip-teaser", line.number, tooltip.text, message)
            return
        self.ledger.label(tooltip.label)
        if not tooltip.term or not tooltip.text:
            self.ledger.drop(
                "glossary-stray", line.number, tooltip.text, "A tooltip explains no term."
            )
            return
        if not tooltip.is_sure:
            message = f"The tooltip was taken to explain “{tooltip.term}”."
            self.ledger.note("tooltip-term-guessed", line.number, tooltip.text, message)
        if not tooltip.is_closed:
            message = f"The definition of “{tooltip.term}” does not end."
            self.ledger.note("tooltip-unclosed", line.number, tooltip.text, message)
        definition = TermDefinition(resolve_signs(tooltip.text))
        self.entries.append(GlossaryEntry(tooltip.term, (definition,), span=line.span))


# --- grouping -----------------------------------------------------------------------------


def group(lines: Sequence[Line], is_spaced: bool) -> list[Unit]:
    """``lines`` as units. With ``is_spaced`` lines without a blank between belong together."""
    units: list[Unit] = []
    for line in lines:
        kind = _kind(line)
        last = units[-1] if units else None
        attached = line.gap == 0 and last is not None and is_spaced
        if last is not None and _continues(last, kind, line, is_spaced):
            last.lines.append(line)
        else:
            units.append(Unit(kind, [line], attached))
    for unit in units:
        if unit.kind == "lone" and len(unit.lines) > 1:
            unit.kind = "rows"
        elif unit.kind == "pipes" and len(unit.lines) == 1:
            unit.kind = "lone"
    return units


def _kind(line: Line) -> str:
    if is_item(line):
        return "list"
    return "pipes" if is_pipe_row(line) else "lone"


def _continues(last: Unit, kind: str, line: Line, is_spaced: bool) -> bool:
    if kind != last.kind:
        return False
    if kind == "lone":
        return is_spaced and line.gap == 0 and not last.attached
    return line.gap <= 1 if kind == "list" else line.gap == 0


# --- roles of lone lines ------------------------------------------------------------------


def assign_roles(units: list[Unit], reader: Reader, *, is_last: bool) -> None:
    """Decide for each lone line what it is, from the last to the first.

    ``is_last`` tells that nothing follows these units in the source.
    """
    before_heading = not is_last
    has_text = False
    for index in range(len(units) - 1, -1, -1):
        unit = units[index]
        if unit.kind == "lone":
            unit.role = _role(
                unit, reader, before_heading=before_heading, has_text=has_text, is_first=index == 0
            )
        if unit.role in ("caption", "chrome"):
            continue
        before_heading = unit.role == "heading"
        has_text = not before_heading


def _role(
    unit: Unit, reader: Reader, *, before_heading: bool, has_text: bool, is_first: bool
) -> str:
    line = unit.lines[0]
    text = line.text
    if is_chrome(text):
        return "chrome"
    is_set_off = (line.gap > 0 or is_first) and not unit.attached
    heading = heading_score(text) if has_text else 0.0
    if not is_set_off:
        # Without blank lines to tell by, a line set as a title is one; others are not.
        heading = 0.7 if heading == 1.0 and not reader.is_spaced else 0.0
    if len(text) > 900:
        return "paragraph"
    place = Place(unit.attached, before_heading, is_set_off)
    caption = caption_score(text, place, reader.prose.vocabulary)
    if not reader.is_spaced:
        caption -= RARE
    if heading >= 1.0 and caption < CERTAIN + 2.0:
        return "heading"
    if caption >= CERTAIN and (is_set_off or not heading):
        return "caption"
    if heading >= 0.5:
        message = "The line was taken for a heading."
        reader.ledger.note("heading-doubtful", line.number, text, message)
        return "heading"
    if caption >= DOUBTFUL:
        message = "The line may describe a decorative picture; it was kept as a paragraph."
        reader.ledger.note("caption-doubtful", line.number, text, message)
    return "paragraph"


# --- blocks -------------------------------------------------------------------------------


def read_sections(lines: Sequence[Line], reader: Reader, *, is_last: bool) -> tuple[Section, ...]:
    """The sections of a tier whose lines are ``lines``."""
    units = group(lines, reader.is_spaced)
    assign_roles(units, reader, is_last=is_last)
    blocks = read_blocks(units, reader)
    sections: list[Section] = []
    heading: Heading | None = None
    start = 0
    for index, block in enumerate([*blocks, None]):
        if block is not None and not isinstance(block, Heading):
            continue
        if heading is not None or index > start:
            sections.append(_section(heading, blocks[start:index]))
        heading, start = block, index + 1
    return _with_pull_quote(tuple(sections), reader)


def _section(heading: Heading | None, blocks: Sequence[Block]) -> Section:
    spans = [block.span for block in (heading, *blocks) if block is not None and block.span]
    span = Span(spans[0].first, spans[-1].last) if spans else None
    if heading is None:
        return Section(None, tuple(blocks), 2, span=span)
    return Section(heading.text, tuple(blocks), 3, span=span)


def read_blocks(units: Sequence[Unit], reader: Reader) -> list[Block]:
    """The blocks of ``units``; headings stand among them."""
    blocks: list[Block] = []
    for unit in units:
        _READERS[unit.kind](unit, reader, blocks)
    return blocks


def _read_lone(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    line = unit.lines[0]
    if unit.role == "caption":
        message = "The line describes a decorative picture."
        reader.ledger.drop("caption-dropped", line.number, line.text, message)
    elif unit.role == "chrome":
        message = "The line belongs to the site, not to the article."
        reader.ledger.drop("page-chrome", line.number, line.text, message)
    elif unit.role == "heading":
        blocks.append(Heading(resolve_signs(reader.clean(line.text, line)), span=line.span))
    else:
        blocks.append(_paragraph(line, reader))


def _paragraph(line: Line, reader: Reader) -> Paragraph:
    text = resolve_signs(reader.clean(line.text, line))
    return Paragraph((Text(text),), span=line.span)


def _read_list(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    texts = [reader.clean(item_text(line), line) for line in unit.lines]
    blocks.append(read_list(unit.lines, texts, reader.ledger))


def _read_pipes(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    blocks.append(read_pipe_table(unit.lines, None, reader.clean, reader.ledger))


def _read_rows(unit: Unit, reader: Reader, blocks: list[Block]) -> None:
    """Several lines set as one group: a table, perhaps with captions; or plain paragraphs."""
    foreign = _foreign_lines(unit.lines, reader)
    lines = [line for line in unit.lines if line not in foreign]
    table = read_spaced_table(lines, reader.prose.pairs, reader.ledger) if len(lines) > 1 else None
    if table is not None:
        blocks.append(table)
    else:
        _read_as_paragraphs(lines, reader, blocks)
    for line in foreign:
        message = "The line under a table or text describes a decorative picture."
        reader.ledger.drop("caption-dropped", line.number, line.text, message)


def _foreign_lines(lines: Sequence[Line], reader: Reader) -> list[Line]:
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
    open_ended = sum(1 for line in lines[1:] if not ends_as_sentence(line.text))
    usual = sorted(edges.values())[len(edges) // 2]
    found = []
    for index, line in enumerate(lines[1:], 1):
        if not _may_be_foreign(line):
            continue
        is_last = index == len(lines) - 1
        place = Place(before_heading=is_last)
        score = caption_score(line.text, place, reader.prose.vocabulary)
        if is_last and score >= NO_ROW:
            found.append(line)
            continue
        if open_ended > 1 and not ends_as_sentence(line.text):
            score -= 2.0
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


def _read_as_paragraphs(lines: Sequence[Line], reader: Reader, blocks: list[Block]) -> None:
    if len(lines) > 1 and looks_like_header(lines[0].text):
        message = "No columns were found; the lines were kept as paragraphs."
        reader.ledger.note(
            "table-unread", lines[0].number, "\n".join(x.text for x in lines), message
        )
    blocks.extend(_paragraph(line, reader) for line in lines)


_READERS: dict[str, Callable[[Unit, Reader, list[Block]], None]] = {
    "lone": _read_lone,
    "list": _read_list,
    "pipes": _read_pipes,
    "rows": _read_rows,
}


# --- pull quotes --------------------------------------------------------------------------


def _with_pull_quote(sections: tuple[Section, ...], reader: Reader) -> tuple[Section, ...]:
    """``sections`` of one tier with the best lone sentence made a pull quote."""
    places: list[tuple[int, int]] = []
    candidates: list[pullquotes.Candidate] = []
    for number, section in enumerate(sections):
        for index, block in enumerate(section.blocks):
            if isinstance(block, Paragraph):
                places.append((number, index))
                candidates.append(_candidate(section.blocks, index))
    chosen = pullquotes.choose(candidates)
    if chosen is None:
        return sections
    number, index = places[chosen]
    return _replace_quote(sections, number, index, reader)


def _candidate(blocks: Sequence[Block], index: int) -> pullquotes.Candidate:
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    block = blocks[index]
    return pullquotes.Candidate(
        plain(block.content) if isinstance(block, Paragraph) else "",
        plain(before.content) if isinstance(before, Paragraph) else "",
        plain(after.content) if isinstance(after, Paragraph) else "",
        introduces=isinstance(after, ListBlock | Table),
        is_first=index == 0,
    )


def _replace_quote(
    sections: tuple[Section, ...], number: int, index: int, reader: Reader
) -> tuple[Section, ...]:
    section = sections[number]
    block = section.blocks[index]
    if not isinstance(block, Paragraph):
        return sections
    quote = PullQuote(block.content, span=block.span)
    line = block.span.first if block.span else 0
    reader.ledger.note(
        "pullquote-guessed", line, plain(block.content), "A lone sentence of the tier."
    )
    blocks = (*section.blocks[:index], quote, *section.blocks[index + 1 :])
    return (*sections[:number], replace(section, blocks=blocks), *sections[number + 1 :])
