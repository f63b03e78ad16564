"""The policy of links to terms, held by every section of the starter library and the captures."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest

from articles.importing.run import Options, import_paths
from articles.models import Rendering
from kb.document.text import words
from tests.conftest import SAMPLES
from tests.pages.checks import XHTML, find

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
MOST_PER_HUNDRED_WORDS = 4
NEVER_IN = ("h2", "h3", "h4", "thead", "code", "sup", "a")


@pytest.fixture
def sections(db):
    """Every section of everything there is, as (its address, its element)."""
    import_paths([SEEDS, *([Path(SAMPLES)] if SAMPLES else [])], Options(publish=True))
    found = [
        (f"{row.slug}/{row.tier}/#{section.get('id')}", section)
        for row in Rendering.objects.all()
        for section in find(html5lib.parse(row.html), "section")
    ]
    assert len(found) > 60
    return found


def test_links_to_terms_hold_the_policy_everywhere(sections):
    broken = [(place, fault) for place, section in sections for fault in faults(section)]
    assert broken == []
    assert sum(len(find(section, "a", class_="term")) for _, section in sections) > 100


def faults(section):
    """Yield what is wrong with a section's links to terms."""
    slugs = [link.get("data-term") for link in find(section, "a", class_="term")]
    if len(slugs) != len(set(slugs)):
        yield "a term is linked twice"
    count = len(words(text_of(section)))
    if len(slugs) > count * MOST_PER_HUNDRED_WORDS / 100:
        yield f"{len(slugs)} links in {count} words"
    for name in NEVER_IN:
        if any(find(part, "a", class_="term") for part in find_below(section, name)):
            yield f"a link in {name}"


def find_below(section, name):
    """Return the elements of a name; of a link, what is in it."""
    parts = find(section, name)
    return [child for part in parts for child in part] if name == "a" else parts


def text_of(section) -> str:
    """Return the section's own words, without its ways to other tiers."""
    parts = [part for part in section if part.tag != f"{XHTML}ul" or part.get("class") != "ways"]
    return " ".join(" ".join(part.itertext()) for part in parts)
