"""What search knows of the reference library, and which records the public may see."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from kb import changes
from kb.search import index
from kb.search.index import Entry, EntryName
from references.models import Reference


def show(references: QuerySet[Reference]) -> None:
    """Make records public and searchable."""
    shown = list(references)
    if not shown:
        return
    Reference.objects.filter(pk__in=[record.pk for record in shown]).update(is_public=True)
    index.replace_many("reference", {record.key: [entry_of(record)] for record in shown})
    changes.record(changes.REFERENCE, [fact_of(record) for record in shown])


def hide(references: QuerySet[Reference]) -> None:
    """Take records from the public and from search."""
    hidden = list(references.only("key"))
    if not hidden:
        return
    Reference.objects.filter(pk__in=[record.pk for record in hidden]).update(is_public=False)
    index.remove_many("reference", [record.key for record in hidden])
    changes.record(changes.REFERENCE, [changes.Fact(record.key) for record in hidden])


def fact_of(record: Reference) -> changes.Fact:
    """Return what the change feed says of a public record."""
    return changes.Fact(record.key, digest_of(record))


def digest_of(record: Reference) -> str:
    """Return the digest of a record and of the state of its verification."""
    content = {"csl": record.item, "verification": record.verification}
    return changes.digest_of(content)


def entries_in_batches(size: int = 500) -> Iterator[dict[str, list[Entry]]]:
    """Yield the search entries of all public records by key, some at a time."""
    last = 0
    while records := list(Reference.objects.public().filter(pk__gt=last).order_by("pk")[:size]):
        yield {record.key: [entry_of(record)] for record in records}
        last = records[-1].pk


def entry_of(record: Reference) -> Entry:
    """Return the search entry of a record."""
    identifiers = [f"DOI {record.doi}" if record.doi else "", record.pmid or ""]
    facts = [record.authors, record.container, str(record.year or ""), *identifiers]
    return Entry(
        kind="reference",
        key=record.key,
        title=record.title or record.key,
        names=tuple(
            EntryName(code, "code") for code in (record.key, record.doi, record.pmid) if code
        ),
        body=". ".join(fact for fact in facts if fact),
        url=record.get_absolute_url(),
    )
