"""Bringing the terms a document defines into the glossary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


@transaction.atomic
def load_entries(
    entries: Sequence[GlossaryEntry],
    *,
    source: str,
    reference_ids: Mapping[str, int] | None = None,
) -> Loaded:
    """Bring a document's glossary entries into the glossary, and never overwrite what is there.

    An entry joins the term that has its name or alias, whatever the case or apostrophe; names
    that only look alike stay apart. The first wording for a tier becomes the chosen definition,
    a different one a candidate for an editor. ``source`` says where the wordings come from;
    ``reference_ids`` maps the document's citation keys to records. Loading twice changes nothing.
    """
    entries = list(entries)
    if not entries:
        return Loaded(())
    matcher = Matcher(entries)
    terms, created = _terms(entries, matcher)
    findings: list[Finding] = []
    added = _add_aliases(entries, terms, findings)
    _add_codes(entries, terms)
    _Definitions(terms, source, findings).load(entries, reference_ids or {})
    _add_related(entries, terms)
    return Loaded(
        term_ids=tuple(term.pk for term in terms),
        findings=tuple(findings),
        created=len(created),
        is_changed=bool(created) or added > 0,
    )


# --- terms --------------------------------------------------------------------------------


def _terms(entries: Sequence[GlossaryEntry], matcher: Matcher) -> tuple[list[Term], list[Term]]:
    """Return the term of each entry, and those made just now."""
    created: list[Term] = []
    found: list[Term] = []
    for entry in entries:
        term = matcher.find(entry.term)
        if term is None:
            term = Term(slug=name_slug(entry.term), name=entry.term[:200], kind=entry.kind[:40])
            term.set_sort_name()
            matcher.add(term)
            created.append(term)
        found.append(term)
    Term.objects.bulk_create(created)
    _fill_kinds(entries, found)
    return found, created


def _fill_kinds(entries: Sequence[GlossaryEntry], terms: Sequence[Term]) -> None:
    changed = {}
    for entry, term in zip(entries, terms, strict=True):
        if entry.kind and not term.kind:
            term.kind = entry.kind[:40]
            changed[term.pk] = term
    if changed:
        Term.objects.bulk_update(changed.values(), ["kind"])


# --- other names and codes ----------------------------------------------------------------


def _add_aliases(
    entries: Sequence[GlossaryEntry], terms: Sequence[Term], findings: list[Finding]
) -> int:
    """Add the names not yet known; a name that is another term's own stays that term's."""
    wanted = [
        (term, alias, entry)
        for entry, term in zip(entries, terms, strict=True)
        for alias in (*entry.aliases, TermAlias(entry.term, Alias.Kind.SPELLING))
        if alias.text.strip() and alias.text.casefold() != term.name.casefold()
    ]
    owners = _owners([alias.text for _, alias, _ in wanted])
    rows = Alias.objects.filter(term__in={term.pk for term in terms})
    known = set(rows.values_list("term", "folded"))
    new: list[Alias] = []
    for term, alias, entry in wanted:
        row = _alias(term, alias.text, alias.kind)
        if owners.get(row.folded, term.pk) != term.pk:
            findings.append(_finding("alias-taken", entry, f"“{alias.text}” is a term of its own."))
        elif (term.pk, row.folded) not in known:
            known.add((term.pk, row.folded))
            new.append(row)
    Alias.objects.bulk_create(new)
    return len(new)


def _alias(term: Term, text: str, kind: str) -> Alias:
    kind = kind if kind in Alias.Kind.values else Alias.Kind.SYNONYM
    return Alias(term=term, text=text[:200], folded=text[:200].casefold(), kind=kind)


def _owners(texts: Sequence[str]) -> dict[str, int]:
    """Return which of the texts are terms' own names, and whose."""
    return {term.name.casefold(): term.pk for term in by_name(texts)}


def _add_codes(entries: Sequence[GlossaryEntry], terms: Sequence[Term]) -> None:
    confidences = set(Code.Confidence.values)
    codes = [
        Code(
            term=term,
            system=code.system[:40],
            code=code.code[:40],
            display=code.display[:300],
            evidence=code.evidence[:400],
            confidence=code.confidence if code.confidence in confidences else Code.Confidence.LOW,
        )
        for entry, term in zip(entries, terms, strict=True)
        for code in entry.codes
    ]
    if codes:
        Code.objects.bulk_create(codes, ignore_conflicts=True)


def _add_related(entries: Sequence[GlossaryEntry], terms: Sequence[Term]) -> None:
    """Link related terms, both ways; names the glossary does not have are left out."""
    names = [name for entry in entries for name in entry.related]
    if not names:
        return
    matcher = Matcher([GlossaryEntry(name, ()) for name in names])
    through = Term.related.through
    pairs = set()
    for entry, term in zip(entries, terms, strict=True):
        for name in entry.related:
            other = matcher.find(name)
            if other is not None and other.pk != term.pk:
                pairs |= {(term.pk, other.pk), (other.pk, term.pk)}
    rows = [through(from_term_id=a, to_term_id=b) for a, b in sorted(pairs)]
    through.objects.bulk_create(rows, ignore_conflicts=True)


# --- definitions --------------------------------------------------------------------------


@dataclass
class _Definitions:
    """The definitions of the terms at hand, before and after a document's own are added."""

    terms: Sequence[Term]
    source: str
    findings: list[Finding]
    known: dict[tuple[int, str, str], Definition] = field(default_factory=dict)
    settled: set[tuple[int, str]] = field(default_factory=set)
    """Terms and tiers for which somebody's wording already stands or waits."""
    settled_elsewhere: set[int] = field(default_factory=set)
    """Terms that another source has worded, for whichever reader."""

    def load(self, entries: Sequence[GlossaryEntry], reference_ids: Mapping[str, int]) -> None:
        self._read()
        new: list[Definition] = []
        citing: list[tuple[Definition, GlossaryEntry]] = []
        for entry, term in zip(entries, self.terms, strict=True):
            for wording in entry.definitions:
                if definition := self._definition(term, wording, entry, new):
                    citing.append((definition, entry))
        Definition.objects.bulk_create(new)
        _cite(citing, reference_ids)

    def _read(self) -> None:
        rows = Definition.objects.filter(term__in={term.pk for term in self.terms})
        for row in rows:
            self.known[row.term_id, row.tier, row.text_sha256] = row
            if row.status != Definition.Status.REJECTED:
                self.settled.add((row.term_id, row.tier))
                if row.source != self.source:
                    self.settled_elsewhere.add(row.term_id)

    def _definition(
        self, term: Term, wording: TermDefinition, entry: GlossaryEntry, new: list[Definition]
    ) -> Definition | None:
        """Return the row for a wording, adding it to ``new`` if there is none yet."""
        if not wording.text.strip():
            return None
        tier, digest = wording.tier or "", wording_sha256(wording.text)
        known = self.known.get((term.pk, tier, digest))
        if known is not None:
            return known
        is_first = not self._is_settled(term, tier)
        # A public term would show a chosen wording at once, and its document is a draft as yet.
        is_chosen = is_first and not term.is_public
        definition = Definition(
            term=term,
            tier=tier,
            text=wording.text,
            text_sha256=digest,
            status=Definition.Status.CHOSEN if is_chosen else Definition.Status.CANDIDATE,
            source=self.source[:300],
        )
        if not is_first:
            said = "The wording differs from the one the glossary has; it waits as a candidate."
            self.findings.append(_finding("definition-differs", entry, said))
        self.settled.add((term.pk, tier))
        self.known[term.pk, tier, digest] = definition
        new.append(definition)
        return definition

    def _is_settled(self, term: Term, tier: str) -> bool:
        """Say whether somebody's wording for the tier stands or waits.

        A wording for every reader also meets those for single tiers, unless its own source gave
        them: else it would stand beside what an editor wrote for each of them.
        """
        if (term.pk, tier) in self.settled:
            return True
        return not tier and term.pk in self.settled_elsewhere


def _cite(
    citing: Sequence[tuple[Definition, GlossaryEntry]], reference_ids: Mapping[str, int]
) -> None:
    through = Definition.references.through
    pairs = {
        (definition.pk, reference_ids[key])
        for definition, entry in citing
        for key in entry.references
        if key in reference_ids
    }
    rows = [through(definition_id=a, reference_id=b) for a, b in sorted(pairs)]
    if rows:
        through.objects.bulk_create(rows, ignore_conflicts=True)


def _finding(code: str, entry: GlossaryEntry, message: str) -> Finding:
    line = entry.span.first if entry.span else 0
    return Finding(code=code, line=line, excerpt=entry.term, message=message)
