"""What is stored of a document's text: JSON, Markdown and digests, each made once."""

from __future__ import annotations

import json
from typing import Any

from articles.document import content_digest, section_facts, sections_of
from kb.document.canonical import Forms
from kb.document.encode import blocks_to_json, to_text
from kb.document.tree import Block, Document
from kb.rows import JsonText


class Written:
    """A document as its source and its sections keep it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._forms = Forms()
        self._blocks: dict[int, JsonText] = {}
        """The JSON of blocks by their identity; the document holds them."""

    @property
    def digest(self) -> str:
        """The digest of what an editor can change in the text."""
        return content_digest(self.document, self._forms)

    @property
    def json(self) -> JsonText:
        """The document as JSON."""
        return JsonText(to_text(self.document, self._blocks_text))

    def sections(self) -> list[dict[str, Any]]:
        """Return the columns of the rows of the sections, in order."""
        return [
            section_facts(tier, position, section, self._forms)
            | {"blocks": self._blocks_text(section.blocks)}
            for tier, position, section in sections_of(self.document)
        ]

    def _blocks_text(self, blocks: tuple[Block, ...]) -> JsonText:
        if id(blocks) not in self._blocks:
            self._blocks[id(blocks)] = JsonText(json.dumps(blocks_to_json(blocks)))
        return self._blocks[id(blocks)]
