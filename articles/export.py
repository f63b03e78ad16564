"""Every article back out as files that import to the same content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from articles.document import working_document
from articles.importing.names import GLOSSARY, REFERENCES
from articles.models import Article
from glossary.export import glossary_entries
from kb.document.codec import to_json
from kb.document.markdown_writer import write_document
from kb.document.tree import Document
from references.export import ledger_quotations, ledger_records

SUFFIXES = {"markdown": ".md", "json": ".json"}


def export_documents(folder: Path, layout: str) -> list[Path]:
    """Write the working copy of every article into ``folder``, and the glossary and the reference
    library beside them. Return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        _write(folder / f"{document.slug}{SUFFIXES[layout]}", _text(document, layout))
        for document in _documents()
    ]
    records = ledger_records()
    if records:
        ledger = {"references": records, "quotations": ledger_quotations()}
        written.append(_write(folder / REFERENCES, _json(ledger)))
    entries = tuple(glossary_entries())
    if entries:
        glossary = write_document(Document(title="Glossary", glossary=entries))
        written.append(_write(folder / GLOSSARY, glossary))
    return written


def _documents() -> Iterator[Document]:
    articles = Article.objects.order_by("slug").prefetch_related("sections", "topics")
    for article in articles.iterator(chunk_size=100):
        yield _document(article)


def _document(article: Article) -> Document:
    return replace(working_document(article), glossary=())


def as_text(article: Article, layout: str) -> str:
    """Return the working copy as the text of a file that imports to the same content."""
    return _text(_document(article), layout)


def _text(document: Document, layout: str) -> str:
    return write_document(document) if layout == "markdown" else _json(to_json(document))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
