"""Where an answer leads: what of it names the next thing to ask for.

Readers of the description see it, and a test walks along it.
"""

from __future__ import annotations

from typing import Any

FIRST = "$response.body#/results/0"
ASKED = "$request.path"


def _link(operation: str, **parameters: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": parameters}


LINKS: dict[str, dict[str, Any]] = {
    "articles_list": {
        "article": _link("articles_retrieve", slug=f"{FIRST}/slug"),
        "tier": _link("articles_tier", slug=f"{FIRST}/slug", tier=f"{FIRST}/tiers/0/tier"),
        "versions": _link("articles_versions_list", slug=f"{FIRST}/slug"),
    },
    "articles_retrieve": {
        "version": _link(
            "articles_versions_retrieve",
            slug="$response.body#/slug",
            number="$response.body#/version",
        ),
        "section": _link(
            "articles_section",
            slug="$response.body#/slug",
            tier="$response.body#/tiers/0/tier",
            anchor="$response.body#/tiers/0/sections/0/anchor",
        ),
        "reference": _link("references_retrieve", key="$response.body#/references/0/key"),
        "term": _link("terms_retrieve", slug="$response.body#/terms/0/slug"),
    },
    "articles_versions_list": {
        "version": _link(
            "articles_versions_retrieve", slug=f"{ASKED}.slug", number=f"{FIRST}/number"
        ),
        "difference": _link(
            "articles_difference",
            slug=f"{ASKED}.slug",
            old=f"{FIRST}/number",
            new=f"{FIRST}/number",
        ),
    },
    "terms_list": {"term": _link("terms_retrieve", slug=f"{FIRST}/slug")},
    "terms_retrieve": {"articles": _link("articles_list", term="$response.body#/slug")},
    "references_list": {"reference": _link("references_retrieve", key=f"{FIRST}/key")},
    "references_retrieve": {"articles": _link("articles_list", reference="$response.body#/key")},
    "topics_list": {"articles": _link("articles_list", topic=f"{FIRST}/slug")},
    "changes": {"later": _link("changes", since="$response.body#/cursor")},
    "export_manifest": {"changes": _link("changes", since="$response.body#/changes")},
    "annotate_create": {"term": _link("terms_retrieve", slug="$response.body#/terms/0/slug")},
}
"""Operation → name → what to ask next, and with what of the answer."""
