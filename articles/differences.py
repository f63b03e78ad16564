"""Two documents side by side, as the public pages and the editors' site show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import mark_safe

from articles.models import REFLECTION
from articles.tiers import LABELS
from kb.document.diff import SectionChange, diff_documents
from kb.document.tree import Document
from kb.markup.diff_html import render_block_change, render_runs

PART_LABELS = {**LABELS, REFLECTION: "Reflection"}


@dataclass(frozen=True, slots=True)
class Change:
    """One section that differs, its words written as HTML."""

    label: str
    """Where it stands: what its tier gives the reader, or the reflection."""
    fate: str
    """``added``, ``removed`` or ``changed``."""
    heading: str
    """Empty for an opening."""
    body: str


def changed_sections(old: Document, new: Document) -> tuple[list[Change], int]:
    """Return the sections that differ, in the new order, and how many do not."""
    changes = diff_documents(old, new)
    changed = [written(change) for change in changes if change.fate != "same"]
    return changed, len(changes) - len(changed)


def written(change: SectionChange) -> Change:
    """Return a section's change with its words as HTML."""
    body = "".join(render_block_change(block) for block in change.blocks)
    heading = render_runs(change.heading)
    return Change(PART_LABELS[change.tier], change.fate, _safe(heading), _safe(body))


def _safe(html: str) -> str:
    return mark_safe(html)  # noqa: S308 - written from the tree, escaped
