"""What articles need of the glossary: an automaton of names, and a definition for each reader."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from glossary import keeping
from glossary.models import Alias, Definition, Term
from kb import state
from kb.document.tree import TIERS
from kb.markup.link import Form, Linker, LinkTarget

logger = logging.getLogger(__name__)

# Lay words are what people type, not what a text means: "thin bones" leads a search to
# osteoporosis but does not name it. Plurals are found by the linker itself, irregular ones here.
LINKED_KINDS = frozenset({"synonym", "abbreviation", "spelling", "plural"})


@dataclass(frozen=True, slots=True)
class ShownDefinition:
    """The wording a reader of one tier is shown for a term."""

    text: str
    tier: str
    """The tier the wording was written for; empty when written for every reader."""
    is_fallback: bool
    """True when the wording was written for another tier's reader."""
    source: str
    """Where the wording came from; empty when the site's editors wrote it."""
    reviewed: bool
    """True when a clinician signed the wording off."""


# --- the linker ---------------------------------------------------------------------------


class _Cache:
    """The newest linker of this process, by glossary counter.

    A linker made inside a transaction may know terms that are never committed. It waits aside
    until the commit; a rollback takes its hook off the connection, and with that its validity.
    """

    def __init__(self) -> None:
        self.committed: tuple[int, Linker] | None = None
        self.pending: tuple[int, Linker] | None = None

    def find(self, counter: int) -> Linker | None:
        for kept in (self.pending if self._is_pending_alive() else None, self.committed):
            if kept and kept[0] == counter:
                return kept[1]
        return None

    def keep(self, counter: int, linker: Linker) -> None:
        if not connection.in_atomic_block:
            self.committed = (counter, linker)
            return
        self.pending = (counter, linker)
        transaction.on_commit(self._promote)

    def _promote(self) -> None:
        if self.pending:
            self.committed, self.pending = self.pending, None

    def _is_pending_alive(self) -> bool:
        return any(hook[1] == self._promote for hook in connection.run_on_commit)


_cache = _Cache()
_building = threading.Lock()


def current_linker() -> Linker:
    """Return the linker of all public, linked terms; made anew when the glossary changed."""
    keeping.begin(_refresh)
    _, counter = state.counters()
    linker = _cache.find(counter)
    if linker is not None:
        return linker
    with _building:  # threads that need it at once wait for one of them to build it
        _, counter = state.counters()  # while this one waited, a newer one may have been built
        linker = _cache.find(counter)
        if linker is None:
            linker = _build(counter)
            _cache.keep(counter, linker)
    return linker


def _build(counter: int) -> Linker:
    begun = time.perf_counter()
    targets = link_targets()
    linker = Linker(targets)
    logger.debug(
        "Process %d built the linker of glossary state %d: %d names in %.0f ms",
        *(os.getpid(), counter, len(targets), (time.perf_counter() - begun) * 1000),
    )
    return linker


def _refresh() -> None:
    """Build the linker that the next reader will need; see :mod:`glossary.keeping`."""
    try:
        current_linker()
    finally:
        connection.close()  # it is the keeping thread's own


def forget_linker() -> None:
    """Drop the remembered linker, as when the database underneath was exchanged."""
    _cache.__init__()  # type: ignore[misc]


def link_targets() -> list[LinkTarget]:
    """Return the names articles are searched for, terms' own names before any alias.

    An alias that several terms share names none of them in a text, so it is left out.
    """
    terms = Term.objects.public().filter(is_linked=True)
    names = {
        pk: (slug, name, exact)
        for pk, slug, name, exact in terms.values_list("pk", "slug", "name", "case_sensitive")
    }
    targets = [
        LinkTarget(slug, (_form(name, exact=exact),)) for slug, name, exact in names.values()
    ]
    aliases = list(
        Alias.objects.filter(term__in=terms, kind__in=LINKED_KINDS).values_list(
            "term", "text", "folded", "kind"
        )
    )
    return [*targets, *_alias_targets(aliases, {pk: name[0] for pk, name in names.items()})]


def targets_of(term: Term) -> list[LinkTarget]:
    """Return the names of one term, public or not, by which a text would be searched for it."""
    return _targets_of([term])


def targets_of_linked(term_ids: Collection[int]) -> list[LinkTarget]:
    """Return the names of those of the terms that articles link to; the others are not read.

    Names that another term has too are among them: whoever gains one may take links from it.
    """
    return _targets_of(Term.objects.public().filter(pk__in=term_ids, is_linked=True))


def _targets_of(terms: Iterable[Term]) -> list[LinkTarget]:
    by_id = {term.pk: term for term in terms}
    forms = [(term.slug, _form(term.name, exact=term.case_sensitive)) for term in by_id.values()]
    aliases = Alias.objects.filter(term__in=by_id, kind__in=LINKED_KINDS)
    for pk, text, kind in aliases.values_list("term", "text", "kind"):
        forms.append((by_id[pk].slug, Form(text, _exact(text, kind))))
    return [LinkTarget(slug, (form,)) for slug, form in forms if form.text.strip()]


def _form(name: str, *, exact: bool) -> Form:
    return Form(name, True if exact else None)


def _exact(text: str, kind: str) -> bool | None:
    """Say that a short abbreviation's capitals must agree; None lets its letters decide."""
    return True if kind == "abbreviation" and len(text) < 3 else None


def _alias_targets(
    aliases: list[tuple[int, str, str, str]], slugs: Mapping[int, str]
) -> Iterator[LinkTarget]:
    shared = Counter(folded for folded, _ in {(folded, term) for term, _, folded, _ in aliases})
    for term, text, folded, kind in aliases:
        if shared[folded] == 1:
            yield LinkTarget(slugs[term], (Form(text, _exact(text, kind)),))


# --- definitions --------------------------------------------------------------------------


def definitions_for(term_ids: Iterable[int], tier: str) -> dict[int, ShownDefinition]:
    """Return the chosen definition of each term for a tier's reader, in one query.

    The tier's own wording comes first, then the one for every reader, then the nearest other
    tier's, which is marked as a fallback. Terms without a chosen definition are left out.
    """
    return definitions_by_tier(term_ids, [tier])[tier]


def definitions_by_tier(
    term_ids: Iterable[int], tiers: Iterable[str] = TIERS
) -> dict[str, dict[int, ShownDefinition]]:
    """Do for several tiers' readers what :func:`definitions_for` does for one, in one query."""
    chosen = Definition.objects.filter(term__in=list(term_ids), status=Definition.Status.CHOSEN)
    definitions = list(chosen.only("term", "tier", "text", "source", "reviewed_at"))
    return {tier: _best(definitions, tier) for tier in tiers}


def _best(definitions: Iterable[Definition], tier: str) -> dict[int, ShownDefinition]:
    order = {name: place for place, name in enumerate(_preference(tier))}
    best: dict[int, Definition] = {}
    for definition in definitions:
        kept = best.get(definition.term_id)
        if kept is None or order[definition.tier] < order[kept.tier]:
            best[definition.term_id] = definition
    return {pk: show(definition, tier) for pk, definition in best.items()}


def show(definition: Definition, tier: str) -> ShownDefinition:
    """Return a definition as a reader of ``tier`` is shown it."""
    return ShownDefinition(
        text=definition.text,
        tier=definition.tier,
        is_fallback=definition.tier not in ("", tier),
        source=definition.source,
        reviewed=definition.reviewed_at is not None,
    )


def _preference(tier: str) -> list[str]:
    """Return tiers in the order a reader of ``tier`` is best served; simpler before deeper."""
    own = TIERS.index(tier) if tier in TIERS else 0
    others = sorted(TIERS, key=lambda name: (abs(TIERS.index(name) - own), TIERS.index(name)))
    return [others[0], "", *others[1:]]
