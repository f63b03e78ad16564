"""What the reading of one capture shares between its parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.document.ledger import Ledger
from kb.document.lines import Line
from kb.document.prose import Prose
from kb.document.signs import resolve_signs
from kb.document.tooltips import Tooltip, cut_tooltips
from kb.document.tree import GlossaryEntry, TermDefinition


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
