"""Lists: items, nesting, and the words an item opens with that name what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.document.language import (
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    PREPOSITIONS,
    SENTENCE_OPENERS,
    bare,
    is_acronym,
    is_capitalised,
    looks_verb_s,
)
from kb.document.ledger import Ledger
from kb.document.lines import Line, bullet_length, item_number, span_of
from kb.document.signs import resolve_signs
from kb.document.text import SIGNS, sentences, squeeze
from kb.document.tree import List, ListItem, Text

MOST_LEAD_WORDS = 14
_SEPARATOR = re.compile(rf" ?[{SIGNS}] | ?: | [–—] ")
_BAD_END = PREPOSITIONS | ARTICLES | CONJUNCTIONS


def read_list(lines: Sequence[Line], texts: Sequence[str], ledger: Ledger) -> List:
    """The list whose items stand on ``lines``; ``texts`` are the items without their bullets."""
    leads = split_leads(texts)
    depths = _depths(lines)
    for line in lines:
        if item_number(line):
            ledger.label(item_number(line))
    flat = [
        ListItem(_inline(rest), _inline(lead) if lead else None, span=line.span)
        for line, (lead, rest) in zip(lines, leads, strict=True)
    ]
    return _nest(lines, flat, depths)


def item_text(line: Line) -> str:
    """The words of an item without bullet or number."""
    return squeeze(line.raw[bullet_length(line) :])


def _inline(text: str) -> tuple[Text, ...]:
    return (Text(resolve_signs(text)),) if text else ()


def _depths(lines: Sequence[Line]) -> list[int]:
    """Nesting of each item, from its indentation: 0 outermost, at most one deeper than before."""
    stack: list[int] = []
    depths = []
    for line in lines:
        indent = len(line.raw) - len(line.raw.lstrip())
        while stack and indent < stack[-1] - 1:
            stack.pop()
        if not stack or indent > stack[-1] + 1:
            stack.append(indent)
        depths.append(min(len(stack) - 1, 5))
    return depths


def _nest(lines: Sequence[Line], items: Sequence[ListItem], depths: Sequence[int]) -> List:
    """Items and depths as a list of lists."""
    found: list[ListItem] = []
    index = 0
    while index < len(items):
        end = index + 1
        while end < len(items) and depths[end] > depths[index]:
            end += 1
        item = items[index]
        if end > index + 1:
            inner = slice(index + 1, end)
            child = _nest(lines[inner], items[inner], depths[inner])
            item = ListItem(item.content, item.lead, (child,), span=item.span)
        found.append(item)
        index = end
    return List(tuple(found), ordered=bool(item_number(lines[0])), span=span_of(lines))


# --- leads --------------------------------------------------------------------------------


def split_leads(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Each item as ``(lead, rest)``; the lead is empty where the item has none.

    A separator after few words marks a lead. Without one, the lead is a noun phrase before the
    capital that opens the item's first sentence; it is believed where most items have one.
    """
    marked = [_split_at_separator(text) for text in texts]
    unmarked = [
        _split_at_capital(text) if not lead else None
        for text, (lead, _) in zip(texts, marked, strict=True)
    ]
    scores = [found[0] for found in unmarked if found is not None]
    good = sum(1 for score in scores if score >= 1.0)
    believed = bool(scores) and good * 2 >= len(scores)
    leads = []
    for found, (lead, rest), text in zip(unmarked, marked, texts, strict=True):
        if lead:
            leads.append((lead, rest))
        elif found and (found[0] >= 2.5 or (believed and found[0] >= 0.5)):
            leads.append((text[: found[1]].rstrip(), text[found[1] :]))
        else:
            leads.append(("", text))
    return leads


def _split_at_separator(text: str) -> tuple[str, str]:
    found = _SEPARATOR.search(text[:200])
    if found is None:
        return "", text
    lead, rest = text[: found.start()].strip(), text[found.end() :].strip()
    is_phrase = lead and rest and len(lead.split()) <= MOST_LEAD_WORDS and len(sentences(lead)) == 1
    if not is_phrase or lead.endswith(","):
        return "", text
    if lead[-1].isdigit() and rest[0].isdigit():
        return "", text
    return lead, rest


def _split_at_capital(text: str) -> tuple[float, int] | None:
    """The best place for a lead's end as (evidence, offset), if there is any."""
    if not text.rstrip("\"'”’)").endswith((".", "!", "?")):
        return None
    best: tuple[float, int] | None = None
    tokens = list(re.finditer(r"\S+", text[:400]))[: MOST_LEAD_WORDS + 2]
    for index in range(1, len(tokens) - 1):
        if tokens[index - 1].group().endswith((".", ",", ";", "!", "?")):
            break
        if bare(tokens[index - 1].group()).lower() in AUXILIARIES:
            break
        score = _lead_score([token.group() for token in tokens], index)
        if best is None or score > best[0]:
            best = (score, tokens[index].start())
    return best


def _lead_score(tokens: list[str], index: int) -> float:
    """Evidence that a sentence opens at ``tokens[index]`` and a lead stands before it."""
    here, before, after = tokens[index], tokens[index - 1], tokens[index + 1]
    word, left, right = bare(here).lower(), bare(before).lower(), bare(after).lower()
    is_bad_end = left in _BAD_END and not (before == "A" and index > 1)
    if not is_capitalised(here) or here.startswith("(") or is_bad_end or not left:
        return -9.0
    if any(t.count("(") > t.count(")") for t in (" ".join(tokens[:index]),)):
        return -9.0
    if here == "A" and is_capitalised(after):
        return -9.0
    if word in SENTENCE_OPENERS:
        return 3.0 if not is_capitalised(after) or word in ARTICLES else 2.0
    score = 0.0 if is_capitalised(before) or before.endswith(")") else 1.0
    score += 0.5 if before.endswith(")") else 0.0
    score -= 1.0 if is_acronym(here) or len(word) < 2 else 0.0
    score += -1.5 if is_capitalised(after) and not is_acronym(after) else 0.75
    if (
        right in AUXILIARIES
        or looks_verb_s(right)
        or right in ("and", "or", "of", "with", "to", "in")
    ):
        score += 0.75
    return score - 0.5 * any(
        looks_verb_s(bare(t).lower()) and not is_capitalised(t) for t in tokens[:index]
    )
