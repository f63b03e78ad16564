"""What a folder holds for all its documents: shared references and shared terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from articles.importing.folder import Selection
from glossary.loading import load_entries
from glossary.release import choose_first, release
from kb import state
from kb.document.layouts.markdown import parse_glossary
from kb.document.source import UnreadableSource, read_source
from references.ledger import LedgerError, load_ledger
from references.models import Reference


@dataclass(slots=True)
class Shared:
    """What loading the shared files gave."""

    notes: list[str] = field(default_factory=list)
    problems: list[tuple[Path, str]] = field(default_factory=list)
    terms: set[int] = field(default_factory=set)
    """Terms whose names may have changed."""
    references: set[str] = field(default_factory=set)
    """Keys of records that have changed."""


def load_shared(selection: Selection, *, publish: bool) -> Shared:
    """Load ledgers, then glossaries, each file in one transaction; a bad one stops no other."""
    shared = Shared()
    for path in selection.ledgers:
        _ledger(path, shared)
    for path in selection.glossaries:
        _glossary(path, shared, publish=publish)
    return shared


def _ledger(path: Path, shared: Shared) -> None:
    try:
        with transaction.atomic():
            loaded = load_ledger(path.read_bytes(), source=path.name)
    except (LedgerError, OSError) as error:
        shared.problems.append((path, str(error)))
    else:
        shared.references |= loaded.changed
        shared.notes.append(f"{path}: {loaded}")


def _glossary(path: Path, shared: Shared, *, publish: bool) -> None:
    try:
        parsed = parse_glossary(read_source(path.read_bytes(), path.name))
    except (UnreadableSource, OSError) as error:
        shared.problems.append((path, str(error)))
        return
    entries = parsed.document.glossary
    keys = {key for entry in entries for key in entry.references}
    source = parsed.document.title or path.name
    ids = dict(Reference.objects.filter(key__in=keys).values_list("key", "pk"))
    with transaction.atomic():
        loaded = load_entries(entries, source=source, reference_ids=ids)
        if loaded.is_changed:
            state.advance(glossary=True)
            shared.terms.update(loaded.term_ids)
        if publish:
            release(list(loaded.term_ids))
            choose_first(list(loaded.term_ids), {source})
    shared.notes.append(f"{path}: {len(loaded.term_ids)} shared terms")
