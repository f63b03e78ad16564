"""The page that answers a stale save: both texts, the difference, and a way to go on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from articles.editing import Conflict
from articles.models import Section
from kb.document.diff import diff_words

TEMPLATE = "admin/articles/section/conflict.html"


def context(refused: Conflict, shared: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows."""
    theirs, mine = refused.theirs, refused.mine
    return {
        **shared,
        "title": "This section changed while you were writing",
        "opts": Section._meta,
        "mine": mine,
        "theirs": theirs,
        "address": theirs and reverse("admin:articles_section_change", args=[theirs.pk]),
        "heading_runs": diff_words(theirs.heading, mine.heading) if theirs else (),
        "runs": diff_words(theirs.markdown, mine.markdown) if theirs else (),
    }
