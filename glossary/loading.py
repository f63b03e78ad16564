"""Bringing the terms a document defines into the glossary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction

from glossary.matching import Matcher, by_name, name_slug
from glossary.models import Alias, Code, Definition, Term
from glossary.wording import wording_sha256
from kb.document.findings import Finding
from kb.document.tree import GlossaryEntry, TermAlias, TermDefinition


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a document's glossary gave."""

    term_ids: tuple[int, ...]
    """The term of each entry, in the order of the entries."""
    findings: tuple[Finding, ...] = ()
    """What an editor should know: differing definitions, names that belong to another term."""
    created: int = 0
    """How many terms are new."""
    is_changed: bool = False
    """Whether names or terms were added, so that a linker has to be made anew."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The glossary of one document."""

    entries: Sequence[GlossaryEntry]
    source: str
    """Where the wordings come from."""
    reference_ids: Mapping[str, int] = field(default_factory=dict)
    """Records by the document's citation keys."""


def load_entries(
    entries: Sequence[GlossaryEntry],
    *,
    source: str,
    reference_ids: Mapping[str, int] | None = None,
) -> Loaded:
    """Bring one document's glossary entries into the glossary; see :func:`load_many`."""
    return load_many([Brought(list(entries), source, reference_ids or {})])[0]


@transaction.atomic
def load_many(brought: Sequence[Brought]) -> list[Loaded]:
    """Bring documents' glossary entries into the glossary, and never overwrite what is there.

    An entry joins the term that has its name or alias, whatever the case or apostrophe; names
    that only look alike stay apart. The first wording for a tier becomes the chosen definition,
    a different one a candidate for an editor. Loading twice changes nothing, and loading several
    documents at once gives what loading one after the other gives, in a constant number of queries.
    """
    items = [
        _Item(number, entry, one.source)
        for number, one in enumerate(brought)
        for entry in one.entries
    ]
    if items:
        _find_terms(items)
        _fill_kinds(items)
        _add_aliases(items)
        _add_codes(items)
        _Definitions(items).load([one.reference_ids for one in brought])
        _add_related(items)
    return [_loaded([item for item in items if item.number == n]) for n in range(len(brought))]


@dataclass(slots=True)
class _Item:
    """One entry on its way into the glossary."""

    number: int
    """Which of the documents brings it."""
    entry: GlossaryEntry
    source: str
    term: Term = field(default_factory=Term)
    is_new: bool = False
    """Whether the entry made its term."""
    added: int = 0
    """How many aliases it gave its term."""
    findings: list[Finding] = field(default_factory=list)

    def report(self, code: str, message: str) -> None:
        line = self.entry.span.first if self.entry.span else 0
        self.findings.append(Finding(code, line, excerpt=self.entry.term, message=message))


def _loaded(items: list[_Item]) -> Loaded:
    created = sum(item.is_new for item in items)
    return Loaded(
        term_ids=tuple(item.term.pk for item in items),
        findings=tuple(finding for item in items for finding in item.findings),
        created=created,
        is_changed=created > 0 or any(item.added for item in items),
    )


# --- terms --------------------------------------------------------------------------------


def _find_terms(items: Sequence[_Item]) -> None:
    """Give each entry its term, and make those the glossary has not."""
    matcher = Matcher([item.entry for item in items])
    for _, group in groupby(items, key=lambda item: item.number):
        document = list(group)
        for item in document:
            term = matcher.find(item.entry.term)
            item.is_new = term is None
            item.term = term or _new_term(item.entry)
            if item.is_new:
                matcher.add(item.term)
        for item in document:
            for alias in item.entry.aliases:
                matcher.add_alias(item.term, alias.text, alias.kind)
    Term.objects.bulk_create([item.term for item in items if item.is_new])


def _new_term(entry: GlossaryEntry) -> Term:
    term = Term(slug=name_slug(entry.term), name=entry.term[:200], kind=entry.kind[:40])
    term.set_sort_name()
    return term


def _fill_kinds(items: Sequence[_Item]) -> None:
    changed = {}
    for item in items:
        if item.entry.kind and not item.term.kind:
            item.term.kind = item.entry.kind[:40]
            changed[item.term.pk] = item.term
    if changed:
        Term.objects.bulk_update(changed.values(), ["kind"])


# --- other names and codes ----------------------------------------------------------------


def _add_aliases(items: Sequence[_Item]) -> None:
    """Add the names not yet known; a name that is another term's own stays that term's."""
    wanted = [
        (item, alias)
        for item in items
        for alias in (*item.entry.aliases, TermAlias(item.entry.term, Alias.Kind.SPELLING))
        if alias.text.strip() and alias.text.casefold() != item.term.name.casefold()
    ]
    if not wanted:
        return
    owners = _owners([alias.text for _, alias in wanted])
    born = {item.term.pk: item.number for item in items if item.is_new}
    rows = Alias.objects.filter(term__in={item.term.pk for item in items})
    known = set(rows.values_list("term", "folded"))
    new: list[Alias] = []
    for item, alias in wanted:
        row = _alias(item.term, alias.text, alias.kind)
        owner = owners.get(row.folded, item.term.pk)
        if owner != item.term.pk and born.get(owner, -1) <= item.number:
            item.report("alias-taken", f"“{alias.text}” is a term of its own.")
        elif (item.term.pk, row.folded) not in known:
            known.add((item.term.pk, row.folded))
            new.append(row)
            item.added += 1
    Alias.objects.bulk_create(new)


def _alias(term: Term, text: str, kind: str) -> Alias:
    kind = kind if kind in Alias.Kind.values else Alias.Kind.SYNONYM
    return Alias(term=term, text=text[:200], folded=text[:200].casefold(), kind=kind)


def _owners(texts: Sequence[str]) -> dict[str, int]:
    """Return which of the texts are terms' own names, and whose."""
    return {term.name.casefold(): term.pk for term in by_name(texts)}


def _add_codes(items: Sequence[_Item]) -> None:
    confidences = set(Code.Confidence.values)
    codes = [
        Code(
            term=item.term,
            system=code.system[:40],
            code=code.code[:40],
            display=code.display[:300],
            evidence=code.evidence[:400],
            confidence=code.confidence if code.confidence in confidences else Code.Confidence.LOW,
        )
        for item in items
        for code in item.entry.codes
    ]
    if codes:
        Code.objects.bulk_create(codes, ignore_conflicts=True)


def _add_related(items: Sequence[_Item]) -> None:
    """Link related terms, both ways; names the glossary does not have are left out."""
    names = [name for item in items for name in item.entry.related]
    if not names:
        return
    matcher = Matcher([GlossaryEntry(name, ()) for name in names])
    through = Term.related.through
    pairs = set()
    for item in items:
        for name in item.entry.related:
            other = matcher.find(name)
            if other is not None and other.pk != item.term.pk:
                pairs |= {(item.term.pk, other.pk), (other.pk, item.term.pk)}
    rows = [through(from_term_id=a, to_term_id=b) for a, b in sorted(pairs)]
    through.objects.bulk_create(rows, ignore_conflicts=True)


# --- definitions --------------------------------------------------------------------------


class _Definitions:
    """The definitions of the terms at hand, before and after documents' own are added."""

    def __init__(self, items: Sequence[_Item]) -> None:
        self.items = items
        self.known: dict[tuple[int, str, str], Definition] = {}
        self.settled: set[tuple[int, str]] = set()
        """Terms and tiers for which somebody's wording already stands or waits."""
        self.sources: dict[int, set[str]] = {}
        """The sources that have worded a term, for whichever reader."""

    def load(self, reference_ids: Sequence[Mapping[str, int]]) -> None:
        """Add the wordings, each with the references of its document."""
        self._read()
        new: list[Definition] = []
        citing: list[tuple[Definition, int]] = []
        for item in self.items:
            ids = reference_ids[item.number]
            cited = [ids[key] for key in item.entry.references if key in ids]
            for wording in item.entry.definitions:
                if definition := self._definition(item, wording, new):
                    citing += [(definition, reference) for reference in cited]
        Definition.objects.bulk_create(new)
        _cite(citing)

    def _read(self) -> None:
        rows = Definition.objects.filter(term__in={item.term.pk for item in self.items})
        for row in rows:
            self.known[row.term_id, row.tier, row.text_sha256] = row
            if row.status != Definition.Status.REJECTED:
                self._settle(row)

    def _settle(self, row: Definition) -> None:
        self.settled.add((row.term_id, row.tier))
        self.sources.setdefault(row.term_id, set()).add(row.source)

    def _definition(
        self, item: _Item, wording: TermDefinition, new: list[Definition]
    ) -> Definition | None:
        """Return the row for a wording, adding it to ``new`` if there is none yet."""
        if not wording.text.strip():
            return None
        term, tier, digest = item.term, wording.tier or "", wording_sha256(wording.text)
        known = self.known.get((term.pk, tier, digest))
        if known is not None:
            return known
        is_first = not self._is_settled(item, tier)
        # A public term would show a chosen wording at once, and its document is a draft as yet.
        is_chosen = is_first and not term.is_public
        definition = Definition(
            term=term,
            tier=tier,
            text=wording.text,
            text_sha256=digest,
            status=Definition.Status.CHOSEN if is_chosen else Definition.Status.CANDIDATE,
            source=item.source[:300],
        )
        if not is_first:
            said = "The wording differs from the one the glossary has; it waits as a candidate."
            item.report("definition-differs", said)
        self._settle(definition)
        self.known[term.pk, tier, digest] = definition
        new.append(definition)
        return definition

    def _is_settled(self, item: _Item, tier: str) -> bool:
        """Say whether somebody's wording for the tier stands or waits.

        A wording for every reader also meets those for single tiers, unless its own source gave
        them: else it would stand beside what an editor wrote for each of them.
        """
        if (item.term.pk, tier) in self.settled:
            return True
        return not tier and bool(self.sources.get(item.term.pk, set()) - {item.source[:300]})


def _cite(citing: Sequence[tuple[Definition, int]]) -> None:
    through = Definition.references.through
    pairs = {(definition.pk, reference) for definition, reference in citing}
    rows = [through(definition_id=a, reference_id=b) for a, b in sorted(pairs)]
    if rows:
        through.objects.bulk_create(rows, ignore_conflicts=True)
