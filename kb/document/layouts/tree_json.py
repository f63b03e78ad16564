"""Our own JSON: a document tree as ``export_documents --format json`` writes it."""

from __future__ import annotations

import json

from kb.document.account import Account, document_pieces
from kb.document.codec import InvalidTree, from_json
from kb.document.layouts.parsed import Parsed
from kb.document.source import Source, UnreadableSource
from kb.document.text import words

NAME = "json"


def parse(source: Source) -> Parsed:
    """Read a document tree; raise :class:`UnreadableSource` where it is none.

    The tree is taken whole or not at all, so its word account closes by itself.
    """
    try:
        document = from_json(json.loads(source.text))
    except json.JSONDecodeError as error:
        raise UnreadableSource(f"This is not JSON: {error.msg}.", error.lineno) from error
    except (InvalidTree, RecursionError) as error:
        raise UnreadableSource(
            f"This JSON is no document: {error}",
            remedy="Export a document as JSON to see the shape.",
        ) from error
    kept = sum(len(words(piece)) for piece in document_pieces(document))
    return Parsed(document, (), NAME, Account(kept, kept, 0, 0))
