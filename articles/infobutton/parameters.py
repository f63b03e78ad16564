"""Reading a knowledge request, leniently: what senders write, not only what the guide says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]

LONGEST_VALUE = 300
MOST_TOPICS = 10

_PARTS = {
    "code": "c",
    "codesystem": "cs",
    "codesystemname": "csn",
    "displayname": "dn",
    "originaltext": "ot",
    "value": "v",
    "unit": "u",
    "name": "n",
}
"""Names of the message's elements, and the abbreviations the guide gives them."""

_HEADS = {
    "mainsearchcritieria": "mainSearchCriteria",  # the guides' own examples spell it so
    "task": "taskContext",
}

_KNOWN = {
    name.casefold(): name
    for name in (
        "mainSearchCriteria.v.c",
        "mainSearchCriteria.v.cs",
        "mainSearchCriteria.v.csn",
        "mainSearchCriteria.v.dn",
        "mainSearchCriteria.v.ot",
        "subTopic.v.c",
        "subTopic.v.cs",
        "subTopic.v.csn",
        "subTopic.v.dn",
        "subTopic.v.ot",
        "informationRecipient",
        "informationRecipient.languageCode.c",
        "informationRecipient.languageCode.cs",
        "informationRecipient.languageCode.dn",
        "informationRecipient.healthCareProvider.c.c",
        "informationRecipient.healthCareProvider.c.cs",
        "informationRecipient.healthCareProvider.c.dn",
        "performer",
        "performer.languageCode.c",
        "performer.languageCode.cs",
        "performer.languageCode.dn",
        "performer.healthCareProvider.c.c",
        "performer.healthCareProvider.c.cs",
        "performer.healthCareProvider.c.dn",
        "taskContext.c.c",
        "taskContext.c.cs",
        "taskContext.c.dn",
        "patientPerson.administrativeGenderCode.c",
        "patientPerson.administrativeGenderCode.cs",
        "patientPerson.administrativeGenderCode.dn",
        "age.v.v",
        "age.v.u",
        "ageGroup.v.c",
        "ageGroup.v.cs",
        "ageGroup.v.dn",
        "encounter.c.c",
        "encounter.c.cs",
        "encounter.c.dn",
        "knowledgeResponseType",
    )
}
"""The parameters an answer repeats. Everything else is read past and never repeated: who holds the
record, where the patient is, and what was measured are no business of an answer."""

_REPEAT = re.compile(r"^(?P<name>.*?\D)(?P<number>\d{1,2})$")
_DEPRECATED = re.compile(r"^(mainSearchCriteria|subTopic)\.c\.", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a request asks about."""

    code: str = ""
    system: str = ""
    """An OID, as a rule; a name or a URI by some senders."""
    label: str = ""
    """The code's own name."""
    text: str = ""
    """What the user saw or typed."""

    @property
    def words(self) -> tuple[str, ...]:
        """What to look for where the code leads nowhere."""
        return tuple(words for words in (self.label, self.text) if words)


@dataclass(frozen=True, slots=True)
class KnowledgeRequest:
    """What is asked, for whom, and how the answer is to be written."""

    pairs: Pairs
    """The known parameters under the guide's names, for the answer to repeat."""
    topics: tuple[Concept, ...]
    subtopics: tuple[Concept, ...]
    tier: str
    response_type: str
    """A media type in lower case; empty where none was named."""
    callback: str


def read(given: Iterable[tuple[str, str]]) -> KnowledgeRequest:
    """Return the request that parameters make; nothing given is ever an error."""
    given = list(given)
    numbered = list(_numbered(given))
    first = {name: value for name, number, value in reversed(numbered) if number == 0}
    return KnowledgeRequest(
        pairs=tuple((_suffixed(name, number), value) for name, number, value in numbered),
        topics=_concepts("mainSearchCriteria", numbered),
        subtopics=_concepts("subTopic", numbered),
        tier=_tier(first),
        response_type=first.get("knowledgeResponseType", "").partition(";")[0].strip().lower(),
        callback=next((value for name, value in given if name.lower() == "callback"), ""),
    )


def canonical(name: str) -> tuple[str, int] | None:
    """Return the guide's name of a parameter and which repeat it is; None for one unknown."""
    spelt = _spelt(name.strip())
    if spelt.casefold() in _KNOWN:
        return _KNOWN[spelt.casefold()], 0
    repeat = _REPEAT.match(spelt)
    if repeat is None:
        return None
    known = _KNOWN.get(_spelt(repeat["name"]).casefold())
    return (known, int(repeat["number"])) if known else None


def _spelt(name: str) -> str:
    """Return a name with its wobbles and whole words turned into what the guide writes."""
    head, *parts = name.split(".")
    head = _HEADS.get(head.casefold(), head)
    short = ".".join([head, *(_PARTS.get(part.casefold(), part) for part in parts)])
    return _DEPRECATED.sub(r"\1.v.", short)


def _numbered(given: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int, str]]:
    """Yield name, repeat and value of each known parameter; a name given twice is a repeat."""
    seen: set[tuple[str, int]] = set()
    for raw, raw_value in given:
        place = canonical(raw)
        value = _clean(raw_value)
        if place is None or not value:
            continue
        name, number = place
        while (name, number) in seen:
            number += 1
        seen.add((name, number))
        yield name, number, value


def _clean(value: str) -> str:
    return " ".join(_CONTROLS.sub(" ", value).split())[:LONGEST_VALUE]


def _suffixed(name: str, number: int) -> str:
    return f"{name}{number}" if number else name


def _concepts(head: str, numbered: Iterable[tuple[str, int, str]]) -> tuple[Concept, ...]:
    found: dict[int, dict[str, str]] = {}
    for name, number, value in numbered:
        if name.startswith(f"{head}.v."):
            found.setdefault(number, {})[name.rpartition(".")[2]] = value
    return tuple(_concept(found[number]) for number in sorted(found))[:MOST_TOPICS]


def _concept(parts: dict[str, str]) -> Concept:
    return Concept(
        code=parts.get("c", ""),
        system=parts.get("cs") or parts.get("csn", ""),
        label=parts.get("dn", ""),
        text=parts.get("ot", ""),
    )


_TIER_OF = {"PAT": "fundamentals", "PROV": "academic", "PAYOR": "intermediate"}


def _tier(first: dict[str, str]) -> str:
    """Return the tier for whoever will read the answer; patients unless somebody else is named."""
    is_education = first.get("taskContext.c.c", "").upper() == "PATEDUE"
    by_recipient = _TIER_OF.get(first.get("informationRecipient", "").upper(), "")
    by_performer = _TIER_OF.get(first.get("performer", "").upper(), "")
    return by_recipient or (not is_education and by_performer) or _TIER_OF["PAT"]
