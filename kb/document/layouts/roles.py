"""What a line that stands alone is: heading, caption, furniture of the site or paragraph."""

from __future__ import annotations

from kb.document.captions import CERTAIN, DOUBTFUL, Place, caption_score
from kb.document.chrome import is_chrome
from kb.document.headings import heading_score
from kb.document.layouts.reader import Reader
from kb.document.layouts.units import Unit

RARE = 1.0
"""Evidence that a caption needs beyond the usual in a layout that hardly has any."""


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
