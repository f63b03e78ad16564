"""The tools: what each takes, and what it answers from published content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.html import strip_tags

from articles import review
from articles.models import Rendering
from glossary.linking import definitions_for
from glossary.models import Code, Term
from kb.document.tree import TIERS
from kb.http import absolute
from kb.markup.citation_style import reference_text
from kb.search import search as find
from references.models import Reference

Values = dict[str, Any]
MOST_RESULTS = 20


class Refusal(ValueError):
    """The tool cannot answer; the message says why, for the agent to read."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function an agent may call."""

    name: str
    description: str
    properties: Mapping[str, Values]
    required: tuple[str, ...]
    call: Callable[[Mapping[str, Any]], Values]

    def described(self) -> Values:
        """Return the tool as ``tools/list`` gives it."""
        schema = {
            "type": "object",
            "properties": dict(self.properties),
            "required": list(self.required),
            "additionalProperties": False,
        }
        return {
            "name": self.name,
            "description": self.description,
            "inputSchema": schema,
            "annotations": {"readOnlyHint": True, "openWorldHint": False},
        }


def call(name: str, given: Any) -> Values:
    """Return a tool's answer; raises KeyError for a tool there is not, and Refusal."""
    tool = TOOLS[name]
    if not isinstance(given, dict):
        raise Refusal("Arguments are an object.")
    for key, value in given.items():
        _check(key, value, tool.properties)
    missing = [key for key in tool.required if not given.get(key)]
    if missing:
        raise Refusal(f"Give {', '.join(missing)}.")
    return tool.call(given)


def _check(key: str, value: Any, properties: Mapping[str, Values]) -> None:
    if key not in properties:
        raise Refusal(f"There is no argument {key!r}. Known: {', '.join(properties)}.")
    wanted = properties[key]
    if wanted["type"] == "integer":
        if type(value) is not int or not wanted["minimum"] <= value <= wanted["maximum"]:
            raise Refusal(f"{key} is a number from {wanted['minimum']} to {wanted['maximum']}.")
    elif not isinstance(value, str) or len(value) > wanted["maxLength"] or "\0" in value:
        raise Refusal(f"{key} is a text of at most {wanted['maxLength']} characters.")
    elif "enum" in wanted and value not in wanted["enum"]:
        raise Refusal(f"{key} is one of {', '.join(wanted['enum'])}.")


# --- what the tools do ----------------------------------------------------------------------


def _search(given: Mapping[str, Any]) -> Values:
    found = find(
        given["query"],
        tier=given.get("tier"),
        kind=given.get("kind"),
        page_size=given.get("limit", 10),
    )
    shown = [(group, group.hits[0]) for group in found.groups]
    pages = _pages([(group.key, hit.tier) for group, hit in shown if group.kind == "article"])
    results = []
    for group, hit in shown:
        page = pages.get((group.key, hit.tier))
        if group.kind == "article" and page is None:
            continue
        results.append(
            {
                "kind": group.kind,
                "slug": group.key,
                "title": group.title,
                "url": absolute(hit.url),
                "anchor": hit.anchor or None,
                "heading": hit.heading or None,
                "passage": strip_tags(str(hit.snippet)),
                **(_state(page) if page else {}),
            }
        )
    correction = found.correction.shown if found.correction else None
    return {
        "results": results,
        "total": found.total,
        "searched_instead": correction,
        "did_you_mean": found.did_you_mean or None,
        "has_all_words": not found.is_partial,
    }


def _pages(places: list[tuple[str, str]]) -> dict[tuple[str, str], Values]:
    rows = Rendering.objects.filter(slug__in={slug for slug, _ in places})
    return {(slug, tier): page for slug, tier, page in rows.values_list("slug", "tier", "page")}


def _get_section(given: Mapping[str, Any]) -> Values:
    slug, tier = given["article"], given.get("tier", TIERS[0])
    rendering = Rendering.objects.filter(slug=slug, tier=tier).defer("html").first()
    if rendering is None:
        raise Refusal(f"There is no published article {slug!r} with the tier {tier!r}.")
    sections, page = rendering.api["sections"], rendering.page
    anchors = [section["anchor"] for section in sections]
    anchor = given.get("anchor") or anchors[0]
    if anchor not in anchors:
        raise Refusal(f"There is no section {anchor!r}. Known: {', '.join(anchors)}.")
    section = sections[anchors.index(anchor)]
    return {
        "title": page["title"],
        "heading": section["heading"],
        "anchor": anchor,
        "sections": anchors,
        "url": absolute(f"/articles/{slug}/{tier}/#{anchor}"),
        "text": section["markdown"],
        **_state(page),
        "references": [
            {name: each[name] for name in ("key", "number", "text", "verification")}
            for each in page["references"]
            if f"@{each['key']}" in section["markdown"]
        ],
    }


def _state(page: Mapping[str, Any]) -> Values:
    """Return what an answer must say with an article's passage."""
    state = review.state(page["reviewed_at"], page["review_due"], timezone.localdate())
    return {
        "tier": page["tier"],
        "version": page["version"],
        "published_at": page["published_at"],
        "review": {"state": state, "reviewed_at": page["reviewed_at"], "due": page["review_due"]},
        "verification": page["verification_counts"],
        "permalink": absolute(f"/articles/{page['slug']}/versions/{page['version']}/"),
    }


def _define_term(given: Mapping[str, Any]) -> Values:
    name, tier = given["term"].strip(), given.get("tier", TIERS[0])
    named = Q(slug=name) | Q(name__iexact=name) | Q(aliases__folded=name.casefold())
    terms = list(Term.objects.public().filter(named).distinct().order_by("sort_name")[:5])
    if not terms:
        raise Refusal(f"The glossary has no term {name!r}. Try the tool search.")
    definitions = definitions_for([term.pk for term in terms], tier)
    return {"terms": [_term(term, definitions.get(term.pk)) for term in terms]}


def _term(term: Term, definition: Any) -> Values:
    codes = term.codes.filter(confidence=Code.Confidence.HIGH)
    return {
        "slug": term.slug,
        "name": term.name,
        "url": absolute(f"/glossary/{term.slug}/"),
        "definition": definition.text if definition else None,
        "tier": (definition.tier or None) if definition else None,
        "written_for_another_tier": bool(definition and definition.is_fallback),
        "review": {"state": "reviewed" if definition and definition.reviewed else "unreviewed"},
        "source": (definition.source or None) if definition else None,
        "codes": list(codes.values("system", "code", "display")),
    }


def _cite(given: Mapping[str, Any]) -> Values:
    key = given["key"]
    record = Reference.objects.public().filter(key=key).first()
    if record is None:
        raise Refusal(f"The library has no reference {key!r} that a published article cites.")
    return {
        "key": key,
        "text": reference_text(record.csl),
        "csl": record.csl,
        "verification": record.verification,
        "url": absolute(f"/references/{key}/"),
    }


# --- what the tools are ---------------------------------------------------------------------


def _text(description: str, most: int = 300, **more: Any) -> Values:
    return {"type": "string", "description": description, "maxLength": most, **more}


_TIER = _text("How deep: fundamentals is plain, academic for clinicians.", 12, enum=list(TIERS))
_LIMIT = {"type": "integer", "description": "Most results.", "minimum": 1, "maximum": MOST_RESULTS}

TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "search",
            "Find passages of articles, terms and references. Passages say their tier, version "
            "and state of review.",
            {
                "query": _text("What to look for."),
                "tier": _TIER,
                "kind": _text("Narrow to one.", 12, enum=["article", "term", "reference"]),
                "limit": _LIMIT,
            },
            ("query",),
            _search,
        ),
        Tool(
            "get_section",
            "Read one section of a published article as Markdown, with the references it cites. "
            "Without an anchor: the opening, and the anchors of the others.",
            {
                "article": _text("The article's slug."),
                "tier": _TIER,
                "anchor": _text("The section's anchor."),
            },
            ("article",),
            _get_section,
        ),
        Tool(
            "define_term",
            "Define a term for a reader: by its name, another name or slug.",
            {"term": _text("The term."), "tier": _TIER},
            ("term",),
            _define_term,
        ),
        Tool(
            "cite",
            "Give a reference of the library: formatted, as CSL-JSON, and whether it was verified.",
            {"key": _text("The reference's key, as in @key.")},
            ("key",),
            _cite,
        ),
    )
}
