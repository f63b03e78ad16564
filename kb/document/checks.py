"""Rules over a document: each a function that yields findings, each with one code.

Rules look at the tree alone, so they serve sources of every layout and edits alike. They report
and never change anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from kb.document.account import blocks_pieces, plain
from kb.document.captions import ends_as_sentence
from kb.document.findings import Finding
from kb.document.language import word_set
from kb.document.reading import CEILINGS, measure
from kb.document.text import fold, sentences, words
from kb.document.tree import (
    TIERS,
    Block,
    Citation,
    Document,
    Inline,
    List,
    Paragraph,
    PullQuote,
    ReferenceEntry,
    Span,
    Tier,
)

ENOUGH_WORDS = 60
"""Words from which a tier's reading level is judged."""

Running = Paragraph | PullQuote | List


class Checked:
    """A document and what several rules look at, made once."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def running(self) -> tuple[tuple[Running, str], ...]:
        """Paragraphs and lists of all tiers with their text."""
        return tuple(
            (block, "\n".join(blocks_pieces([block])))
            for tier in self.document.tiers
            for section in tier.sections
            for block in section.blocks
            if isinstance(block, Paragraph | PullQuote | List)
        )

    @cached_property
    def cites(self) -> bool:
        """Whether anything cites a reference by its key."""
        return any(
            _has_citation(block)
            for tier in self.document.tiers
            for section in tier.sections
            for block in section.blocks
        )


Rule = Callable[[Checked], Iterator[Finding]]

_CLAIM = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|meta-analys[ei]s|evidence|research|surveys?|data)\s+(?:\w+\s+){0,3}"
    r"(?:show|shows|showed|shown|suggests?|suggested|found|finds?|indicates?|demonstrates?|"
    r"demonstrated|reports?|reported|confirms?|confirmed|links?|linked)\b"
    r"|\b\d+(?:\.\d+)?(?:\s?%|\s+percent)\s+(?:of|fewer|more|lower|higher|reduction|increase)\b",
    re.IGNORECASE,
)
_CLAIM_STEMS = (
    "stud", "trial", "meta-analys", "evidence", "research", "survey", "data", "%", "percent"
)  # fmt: skip
"""One of these stands in every claim."""
_UNIT = r"(?:mg|mcg|µg|μg|ng|pg|IU|mmol|mL|ml|dL)(?:/(?:kg|d?L|mL|ml|day|h))?"
_MAY_BE_UNIT = re.compile(r"\s(?:[mµμn][cgmlL]|pg|IU|dL)")
"""How every unit begins, and hardly any word."""
_BARE_UNIT = re.compile(rf"(?<!\S)(\S{{1,40}})\s+({_UNIT})\b(?![-–])")
_BEFORE_UNIT = word_set("in per as or and to of the a by with using unit units than every")
_DOSE = re.compile(r"\b[Dd]os(?:e|es|age|ages) of (\d[\d.,]*)(?:\s*[-–]\s*[\d.,]+)?\s+(\w+)")
_NO_UNIT = word_set(
    "daily twice once a per every in at for by before after with when each weekly and or is was"
)


def check(document: Document) -> tuple[Finding, ...]:
    """Everything the rules find, in the order of lines."""
    checked = Checked(document)
    found = [finding for rule in RULES for finding in rule(checked)]
    return tuple(sorted(found, key=lambda finding: finding.line))


def _line(span: Span | None) -> int:
    return span.first if span is not None else 0


# --- structure ----------------------------------------------------------------------------


def missing_tiers(checked: Checked) -> Iterator[Finding]:
    """``tier-missing``: one of the three tiers is not there."""
    document = checked.document
    named = {tier.name for tier in document.tiers}
    for name in TIERS if document.tiers else ():
        if name not in named:
            yield Finding("tier-missing", 0, "", f"The document has no tier “{name}”.")


def empty_headings(checked: Checked) -> Iterator[Finding]:
    """``heading-empty``: a section has a heading and nothing under it."""
    for tier in checked.document.tiers:
        for section in tier.sections:
            if section.heading is not None and not section.blocks:
                message = f"Nothing stands under this heading of the tier “{tier.name}”."
                yield Finding("heading-empty", _line(section.span), section.heading, message)


def cut_off_texts(checked: Checked) -> Iterator[Finding]:
    """``text-cut-off``: the last paragraph of a tier or of the reflection ends in mid-sentence."""
    document = checked.document
    ends = [tier.sections[-1].blocks for tier in document.tiers if tier.sections]
    for blocks in (*ends, document.reflection or ()):
        last = blocks[-1] if blocks else None
        if not isinstance(last, Paragraph):
            continue
        text = plain(last.content)
        if not ends_as_sentence(text) and len(words(text)) > 5:
            message = "The paragraph has no full stop at its end."
            yield Finding("text-cut-off", _line(last.span), text[-200:], message)


def missing_ends(checked: Checked) -> Iterator[Finding]:
    """``references-missing``, ``glossary-missing``, ``reflection-missing``."""
    document = checked.document
    if not document.tiers:
        return
    if not document.references and not checked.cites:
        yield Finding("references-missing", 0, "", "The document lists no references.")
    if not document.glossary:
        yield Finding("glossary-missing", 0, "", "The document defines no terms.")
    if document.reflection is None:
        yield Finding("reflection-missing", 0, "", "The document has no reflection.")


# --- references ---------------------------------------------------------------------------


def duplicate_references(checked: Checked) -> Iterator[Finding]:
    """``reference-duplicate``: two entries have the same identifier, or title and year."""
    seen: dict[str, int] = {}
    for number, entry in enumerate(checked.document.references, 1):
        names = _identities(entry)
        known = next((seen[name] for name in names if name in seen), None)
        if known is not None:
            message = f"The entry may be the same work as entry {known}."
            yield Finding("reference-duplicate", _line(entry.span), entry.raw, message)
        for name in names:
            seen.setdefault(name, number)


def _identities(entry: ReferenceEntry) -> list[str]:
    csl = entry.csl
    found = [f"{name}:{str(csl[name]).lower()}" for name in ("DOI", "PMID") if csl.get(name)]
    dates = (csl.get("issued") or {}).get("date-parts") or [[""]]
    title = " ".join(words(fold(str(csl.get("title", "")))))
    if title:
        found.append(f"title:{title}:{dates[0][0] if dates[0] else ''}")
    return found


def uncited_claims(checked: Checked) -> Iterator[Finding]:
    """``claim-uncited``: a statement about studies or shares without a citation.

    Where a document cites nothing by key, as captures do, one finding counts them all.
    """
    found = [
        (block, sentence)
        for block, text in checked.running
        if _may_claim(text) and not _has_citation(block)
        for sentence in sentences(text)
        if _may_claim(sentence) and _CLAIM.search(sentence)
    ]
    if not found:
        return
    if not checked.cites:
        message = f"{len(found)} statements about evidence or numbers carry no citation."
        yield Finding("claim-uncited", _line(found[0][0].span), found[0][1], message)
        return
    for block, sentence in found:
        message = "The statement carries no citation."
        yield Finding("claim-uncited", _line(block.span), sentence, message)


def _may_claim(text: str) -> bool:
    """A quick look that spares most texts the full one."""
    text = text.casefold()
    return any(map(text.__contains__, _CLAIM_STEMS))


# --- wording ------------------------------------------------------------------------------


def reading_levels(checked: Checked) -> Iterator[Finding]:
    """``reading-level``: a tier reads harder than its ceiling."""
    for tier in checked.document.tiers:
        ceiling = CEILINGS.get(tier.name)
        if ceiling is None:
            continue
        found = measure(tier_text(tier))
        if found.words >= ENOUGH_WORDS and found.grade > ceiling:
            message = (
                f"The tier “{tier.name}” reads at grade {found.grade:.1f}; "
                f"its ceiling is {ceiling:.0f}."
            )
            yield Finding("reading-level", _line(tier.span), "", message)


def tier_text(tier: Tier) -> str:
    """The running text of ``tier``, without headings and tables."""
    texts: list[str] = []
    for section in tier.sections:
        texts.extend(blocks_pieces(b for b in section.blocks if isinstance(b, Paragraph | List)))
    return "\n".join(texts)


def bare_units(checked: Checked) -> Iterator[Finding]:
    """``unit-without-number``: a unit of measure follows a word that is no number."""
    for block, text in checked.running:
        for found in _BARE_UNIT.finditer(text) if _MAY_BE_UNIT.search(text) else ():
            before = found[1].strip("(,;.").lower()
            if before and not any(c.isdigit() for c in before) and before not in _BEFORE_UNIT:
                message = f"The unit “{found[2]}” follows “{found[1]}”, which is no number."
                yield Finding("unit-without-number", _line(block.span), found[0], message)


def bare_doses(checked: Checked) -> Iterator[Finding]:
    """``dose-without-unit``: a dose is a number and nothing else."""
    for block, text in checked.running:
        for found in _DOSE.finditer(text) if "dos" in text or "Dos" in text else ():
            if found[2].lower() in _NO_UNIT:
                message = f"The dose “{found[1]}” has no unit."
                yield Finding("dose-without-unit", _line(block.span), found[0], message)


# --- walking ------------------------------------------------------------------------------


def _has_citation(block: Block) -> bool:
    return any(True for _ in _block_citations(block))


def _block_citations(block: Block) -> Iterator[Citation]:
    if isinstance(block, Paragraph | PullQuote):
        yield from _inline_citations(block.content)
    elif isinstance(block, List):
        for item in block.items:
            yield from _inline_citations(item.content)
            for child in item.children:
                yield from _block_citations(child)


def _inline_citations(content: tuple[Inline, ...]) -> Iterator[Citation]:
    for node in content:
        if isinstance(node, Citation):
            yield node
        else:
            yield from _inline_citations(getattr(node, "children", ()))


RULES: tuple[Rule, ...] = (
    missing_tiers,
    empty_headings,
    cut_off_texts,
    missing_ends,
    duplicate_references,
    uncited_claims,
    reading_levels,
    bare_units,
    bare_doses,
)
"""Every rule, in the order of this module."""
