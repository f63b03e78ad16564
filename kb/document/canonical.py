"""The canonical form of a tree: normal form as JSON with sorted keys, without spans.

A document and its sections are digested each for itself, and a document's canonical form holds
those of its sections: :class:`Forms` makes each once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kb.document.anchors import with_anchors
from kb.document.encode import blocks_to_json, section_to_json, to_json
from kb.document.normal_form import normal_blocks, normal_document, normal_section
from kb.document.tree import Block, Document, Section, Tier


class Forms:
    """Normal forms and canonical texts of sections, remembered while this lives."""

    def __init__(self) -> None:
        self._normal: dict[int, tuple[Section, Section]] = {}
        """Sections and their normal forms by identity, which holding it keeps."""
        self._texts: dict[int, str | None] = {}
        """Canonical texts by the identity of a normal form held above; None until it is asked."""

    def normal(self, section: Section) -> Section:
        """Return the section in normal form."""
        if id(section) not in self._normal:
            normal = normal_section(section)
            self._normal[id(section)] = section, normal
            self._texts[id(normal)] = None
        return self._normal[id(section)][1]

    def section_text(self, section: Section) -> str:
        """Return the canonical form of a section as JSON."""
        return self._text(self.normal(section))

    def document_text(self, document: Document) -> str:
        """Return the canonical form of a document as JSON."""
        normal = with_anchors(normal_document(document, self.normal))
        data = to_json(replace(normal, tiers=()), spans=False)
        data.pop("title_source", None)
        tiers = ",".join(map(self._tier, normal.tiers))
        # Of what follows the tiers in order, only texts: no other key can be taken for theirs.
        before, _, after = _written(data).rpartition('"tiers":[]')
        return f'{before}"tiers":[{tiers}]{after}'

    def _tier(self, tier: Tier) -> str:
        return f'{{"sections":[{",".join(map(self._text, tier.sections))}],"tier":"{tier.name}"}}'

    def _text(self, normal: Section) -> str:
        text = self._texts.get(id(normal))
        if text is None:
            text = _written(section_to_json(normal, spans=False))
            if id(normal) in self._texts:
                self._texts[id(normal)] = text
        return text


def canonical_text(value: Document | Section | Iterable[Block], forms: Forms | None = None) -> str:
    """Return the canonical form as JSON without spaces; ``forms`` holds what was made before."""
    forms = forms or Forms()
    if isinstance(value, Document):
        return forms.document_text(value)
    if isinstance(value, Section):
        return forms.section_text(value)
    return _written(blocks_to_json(normal_blocks(value), spans=False))


def digest(value: Document | Section | Iterable[Block], forms: Forms | None = None) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical form of a tree or a part of one."""
    return hashlib.sha256(canonical_text(value, forms).encode()).hexdigest()


def _written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
