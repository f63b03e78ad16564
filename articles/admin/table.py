"""A table of a section as a grid of cells: a plain form whose buttons change its shape.

The form carries the section's whole text, saved or not, so that opening the grid loses no word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from articles import editing
from articles.admin import conflict, preview
from articles.admin.log import note_change
from articles.editing import Conflict, SectionText
from articles.markdown_checks import problems
from articles.models import ImportFinding, Section
from articles.tables import labels, source_lines
from kb.document import tree
from kb.markup import table_grid
from kb.markup.markdown import read_blocks
from kb.markup.table_grid import Grid
from kb.markup.table_text import CannotBeWritten, find_tables, replace_table, write_grid

TEMPLATE = "admin/articles/section/table.html"
LONGEST_HEADING = Section._meta.get_field("heading").max_length or 0
MOST_CELLS = 3000
"""Cells of a grid that a page shows; a larger table is edited as text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text the grid belongs to, as the editor has it: saved or not."""

    text: SectionText
    base: str
    """Digest of the stored section it was written over."""
    number: int
    """Which of its tables, from 0."""
    grid: Grid


OPERATIONS: dict[str, Callable[[Grid, int], Grid]] = {
    "add-row": table_grid.add_row,
    "remove-row": table_grid.remove_row,
    "row-up": lambda grid, at: table_grid.move_row(grid, at, -1),
    "row-down": lambda grid, at: table_grid.move_row(grid, at, 1),
    "add-column": table_grid.add_column,
    "remove-column": table_grid.remove_column,
    "column-left": lambda grid, at: table_grid.move_column(grid, at, -1),
    "column-right": lambda grid, at: table_grid.move_column(grid, at, 1),
}
"""What a button does to the grid, by the first part of its value; the second is the place."""

STEPS = {
    "add-row": 1,
    "add-column": 1,
    "row-down": 1,
    "column-right": 1,
    "row-up": -1,
    "column-left": -1,
}
"""How far from the button's own row or column the editor goes on."""


def respond(
    request: HttpRequest, section: Section, number: int, context: dict[str, Any]
) -> HttpResponse:
    """Show the grid, change its shape as asked, or save it with the section's text."""
    if not request.user.has_perm("articles.change_section"):
        raise PermissionDenied
    draft = _read(request, section, number)
    if draft is None:
        return _as_text(request, section, context)
    found: list[str] = []
    focus = ""
    finding = ImportFinding.objects.filter(pk=_finding(request)).first()
    if "do" in request.POST:
        draft, focus = _reshaped(draft, request.POST["do"])
    elif "save" in request.POST:
        found = _save(request, section, draft)
        if not found:
            return HttpResponseRedirect(_next_address(section, finding))
    context |= _shown(section, draft, finding)
    context |= {"problems": found, "focus": focus, "is_changed": request.method == "POST"}
    return TemplateResponse(request, TEMPLATE, context)


def _as_text(request: HttpRequest, section: Section, context: dict[str, Any]) -> HttpResponse:
    """Go to the section's own form; with a text that is not saved, show both texts."""
    reason = "There is no such table in your text that could be shown as a grid. Edit it as text."
    if "markdown" not in request.POST:
        messages.error(request, reason)
        return HttpResponseRedirect(_address(section))
    text, _ = _posted_text(request.POST)
    page = conflict.context(Conflict(text, section), context) | {"reason": reason}
    return TemplateResponse(request, conflict.TEMPLATE, page, status=409)


def _next_address(section: Section, finding: ImportFinding | None) -> str:
    """Return where to go on after a save: the finding that led here, or the section."""
    if finding is not None:
        return reverse("admin:articles_importfinding_change", args=[finding.pk])
    return f"{_address(section)}#section-{section.pk}"


# --- reading the form -----------------------------------------------------------------------


def _read(request: HttpRequest, section: Section, number: int) -> Draft | None:
    """Return the draft as posted, or as stored; None if there is no such table to show."""
    posted = request.POST
    text, base = SectionText(section.heading, section.markdown), section.digest
    if "markdown" in posted:
        text, base = _posted_text(posted)
    if number >= len(labels(text.markdown, read_blocks(text.markdown).blocks)):
        return None
    stored = find_tables(text.markdown)[number].grid
    grid = _posted_grid(posted) if "rows" in posted else stored
    if grid is None or grid.width * grid.height > MOST_CELLS:
        return None
    return Draft(text, base, number, grid)


def _posted_text(posted: QueryDict) -> tuple[SectionText, str]:
    """Return the section's text as posted, and the digest of what it was written over."""
    heading = " ".join(posted.get("heading", "").split())
    markdown = posted.get("markdown", "").replace("\r\n", "\n")
    return SectionText(heading, markdown), posted.get("base", "")


def _posted_grid(posted: QueryDict) -> Grid | None:
    height, width = preview.number(posted.get("rows")), preview.number(posted.get("columns"))
    if not 0 < height * width <= MOST_CELLS:
        return None
    rows = tuple(
        tuple(posted.get(f"cell-{row}-{column}", "") for column in range(width))
        for row in range(height)
    )
    return Grid(rows, posted.get("caption", ""))


def _reshaped(draft: Draft, wish: str) -> tuple[Draft, str]:
    """Return the draft with its grid changed, and the name of the field to go on in."""
    name, _, place = wish.partition(" ")
    operation, at = OPERATIONS.get(name), preview.number(place)
    if operation is None:
        return draft, ""
    grid = operation(draft.grid, at)
    step = STEPS.get(name, 0)
    return Draft(draft.text, draft.base, draft.number, grid), _field(grid, name, at + step)


def _field(grid: Grid, name: str, at: int) -> str:
    is_row = "row" in name
    last = (grid.height if is_row else grid.width) - 1
    place = max(0, min(at, last))
    return f"cell-{place}-0" if is_row else f"cell-0-{place}"


def _finding(request: HttpRequest) -> int:
    return preview.number(request.POST.get("finding") or request.GET.get("finding"))


# --- saving ---------------------------------------------------------------------------------


def _save(request: HttpRequest, section: Section, draft: Draft) -> list[str]:
    """Save the section with the changed table; return what must be mended first.

    Raises :class:`articles.editing.Conflict` when the stored section is another by now.
    """
    try:
        markdown = replace_table(draft.text.markdown, draft.number, draft.grid)
    except CannotBeWritten:
        return [
            "A code mark (`) is opened in one cell and closed in another. Close each in its own."
        ]
    if len(draft.text.heading) > LONGEST_HEADING:
        return [f"The heading is longer than {LONGEST_HEADING} characters."]
    if found := [str(problem) for problem in problems(markdown)]:
        return found
    text = SectionText(draft.text.heading, markdown)
    saved = editing.save_section(section.pk, text, by=request.user, base=draft.base)
    note_change(request, saved, f"Changed table {draft.number + 1} as a grid.")
    messages.success(request, "The table and the text of the section are saved.")
    return []


# --- showing --------------------------------------------------------------------------------


def _shown(section: Section, draft: Draft, finding: ImportFinding | None) -> dict[str, Any]:
    rows = [
        [{"name": f"cell-{at}-{place}", "value": cell} for place, cell in enumerate(row)]
        for at, row in enumerate(draft.grid.rows)
    ]
    return {
        "title": f"Table {draft.number + 1}: {section.heading or 'Opening'}",
        "original": section,
        "opts": Section._meta,
        "draft": draft,
        "header": rows[0],
        "body": rows[1:],
        "finding": finding,
        "source_lines": source_lines(section, draft.number, finding),
        "html": _html(section, draft.grid),
        "address": _address(section),
    }


def _html(section: Section, grid: Grid) -> str:
    blocks = read_blocks(write_grid(grid)).blocks
    node = tree.Section(heading=None, blocks=blocks, anchor="preview")
    return mark_safe(preview.section_html(node, section.article))  # noqa: S308 - escaped


def _address(section: Section) -> str:
    return reverse("admin:articles_section_change", args=[section.pk])
