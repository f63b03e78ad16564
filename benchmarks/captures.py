"""Realistic captures in our own wording, any number, in both layouts.

``make_capture(seed)`` gives a capture of about 4,000 words and what it was made of, so tests can
compare. ``python -m benchmarks.captures FOLDER --count 1000`` writes files.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

SUBJECTS: dict[str, tuple[str, ...]] = {
    "heart": (
        "heart rhythm", "blood pressure", "arterial stiffness", "cardiac output", "valve function",
        "cholesterol transport", "exercise capacity", "vascular tone", "clot formation",
        "pulse wave",
    ),
    "sleep": (
        "sleep pressure", "circadian timing", "slow-wave sleep", "dream recall", "night waking",
        "light exposure", "melatonin release", "sleep efficiency", "daytime alertness", "snoring",
    ),
    "skin": (
        "skin barrier", "wound healing", "pigment formation", "oil production", "hair growth",
        "sun damage", "contact allergy", "itch signals", "moisture loss", "scar tissue",
    ),
    "diabetes": (
        "glucose control", "insulin response", "meal timing", "kidney filtration", "nerve damage",
        "weight regulation", "fasting glucose", "retinal vessels", "foot care", "liver fat",
    ),
    "nutrition": (
        "iron stores", "dietary fibre", "protein intake", "vitamin absorption", "gut bacteria",
        "salt balance", "meal planning", "bone minerals", "food allergy", "energy expenditure",
    ),
    "mind": (
        "attention span", "stress response", "memory formation", "mood regulation",
        "pain perception",
        "habit change", "social contact", "panic attacks", "grief work", "motivation",
    ),
    "kidney": (
        "fluid balance", "urine concentration", "stone formation", "acid load", "renal blood flow",
        "potassium level", "protein loss", "bladder control", "dialysis access", "anaemia",
    ),
    "law": (
        "informed consent", "legal capacity", "advance directives", "patient records",
        "proxy consent",
        "medical confidentiality", "treatment refusal", "expert opinion", "duty of care",
        "liability",
    ),
}  # fmt: skip

_OPENERS = (
    "For many people, {a} changes slowly and without pain.",
    "Doctors often look at {a} before they look at {b}.",
    "A change in {a} rarely comes alone.",
    "In daily life, {a} depends on habits more than on drugs.",
    "The link between {a} and {b} was described decades ago.",
    "Age affects {a}, and so do illness and lack of movement.",
    "Most guidelines name {a} as the first point to check.",
    "When {a} worsens, {b} usually follows within months.",
)
_MIDDLES = (
    "It reacts to small steps, provided they are repeated every day.",
    "Measurements at home give a better picture than a single visit.",
    "Several small trials point in the same direction, although none lasted longer than a year.",
    "This effect is stronger in older adults and weaker after a period of training.",
    "Two mechanisms have been proposed; both involve {b}.",
    "Tests cost little, and the result is known within a day.",
    "What helps one person may do nothing for another, so plans should be reviewed.",
    "The body answers with a slow adjustment that takes weeks (rarely months).",
    "An example is the change seen after surgery, e.g. when {b} falls for some days.",
    "Values of 10 ∞ 20 units are common in adults.",
)
_CLOSERS = (
    "Patience is part of the treatment.",
    "A written plan makes the next visit easier.",
    "None of this replaces a conversation with a clinician.",
    "The aim is steady improvement, not perfection.",
    "Later sections return to {b} in more detail.",
    "These points matter most in the first year.",
)
_QUOTES = (
    "Good care for {a} begins with knowing how {b} behaves over time.",
    "Steady attention to {a} protects more people than any single drug.",
    "Lasting change in {a} grows from routines that people can keep.",
    "Clear goals turn the treatment of {a} from guesswork into steady progress.",
)
_HEADINGS = (
    "Understanding {A}", "How Does {A} Change With Age?", "The Role of {A} in Daily Care",
    "Measuring {A}", "From {A} to {B}", "When Is {A} a Problem?", "{A} and Its Limits",
    "Treatment Options for {A}", "Beyond {A} ∞ Looking at {B}",
)  # fmt: skip
_THINGS = (
    "A smooth grey pebble on wet sand", "Two pale feathers on a linen cloth",
    "A cracked clay bowl filled with clear water", "Rows of glass jars on a wooden shelf",
    "A spiral staircase seen from below", "Soft green moss on weathered stone",
    "A woman holding a lantern beside a misty lake", "Bright threads woven into a dense lattice",
    "An open book under a brass lamp", "A single dandelion seed against a dark backdrop",
)  # fmt: skip
_MEANINGS = (
    "symbolizing {a} and patient trust", "This visual represents {a}, balance, and informed choice",
    "It evokes the patient journey toward steady {a}", "representing precise support for {a}",
    "This image embodies {a} and long-term wellness", "Emblematic of {a} and restored balance",
)  # fmt: skip
_LEADS = (
    "Regular Checks", "Gradual Change", "Warning Signs", "Daily Routine", "Family History",
    "Shared Decisions", "Drug Interactions", "Follow-Up Visits",
)  # fmt: skip
_ITEMS = (
    "The clinic notes the value at each visit and compares it with the last one.",
    "This keeps side effects rare and gives the body time to adjust.",
    "A sudden rise or fall should be reported within a day.",
    "It works best when meals, sleep and movement keep their usual hours.",
)
_FAMILIES = ("Arden", "Okoye", "Lindgren", "Moreau", "Tanaka", "Silva", "Novak", "Haddad", "Byrne")
_JOURNALS = ("Journal of Everyday Medicine", "Clinical Habits", "Northern Health Review", "Care")
_HEADERS = (
    ("Measure", "Usual Range", "What It Means"),
    ("Clinical Factor", "Mechanism of Action", "Effect on Daily Life"),
    ("Patient Group", "Main Goal", "Recommended Step"),
)
_CELLS = (
    ("Supports recovery after exertion.", "Slows the decline seen with age.", "Reduces strain."),
    ("Improves sleep and mood within weeks.", "Raises the need for care.", "Allows smaller doses."),
)  # fmt: skip


@dataclass(slots=True)
class Capture:
    """A made capture and what it holds."""

    text: str
    layout: str
    captions: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    references: int = 0


class _Maker:
    def __init__(self, seed: int, layout: str, words: int) -> None:
        self.random = random.Random(seed)
        self.layout = layout
        self.words = words
        self.topics = SUBJECTS[self.random.choice(sorted(SUBJECTS))]
        self.lines: list[str] = []
        self.made = Capture("", layout)
        self.defined: set[str] = set()

    def fill(self, template: str) -> str:
        a, b = self.random.sample(self.topics, 2)
        return template.format(a=a, b=b, A=a.title(), B=b.title())

    def say(self, templates: tuple[str, ...]) -> str:
        return self.fill(self.random.choice(templates))

    def paragraph(self) -> str:
        middles = [self.fill(m) for m in self.random.sample(_MIDDLES, self.random.randint(2, 4))]
        return " ".join([self.say(_OPENERS), *middles, self.say(_CLOSERS)])

    def put(self, *lines: str) -> None:
        """Lines of one block, with a blank after them where the layout has one."""
        self.lines.extend(lines)
        if self.layout == "a":
            self.lines.append("")

    def caption(self) -> str:
        thing, meaning = self.random.choice(_THINGS), self.say(_MEANINGS)
        text = f"{thing}. {meaning}" if meaning[0].isupper() else f"{thing}, {meaning}"
        self.made.captions.append(text)
        return text

    def tooltip(self, paragraph: str) -> str:
        """A definition behind the first mention of a topic that has none yet."""
        for topic in self.topics:
            at = paragraph.find(f"{topic} ")
            if topic in self.defined or at < 0:
                continue
            self.defined.add(topic)
            self.made.terms.append(topic)
            end = at + len(topic)
            return f"{paragraph[:end]} Meaning ∞ {definition(topic)}{paragraph[end:]}"
        return paragraph

    def section(self) -> None:
        heading = self.say(_HEADINGS)
        self.made.headings.append(heading.replace(" ∞", ":"))
        if self.layout == "a":
            self.put(self.caption())
            self.put(heading)
        else:
            self.lines.extend(["", heading])
        for _ in range(self.random.randint(2, 4)):
            self.prose()
        extra = self.random.random()
        if extra < 0.35:
            self.list()
        elif extra < 0.6:
            self.table()

    def prose(self) -> None:
        text = self.paragraph()
        self.put(self.tooltip(text) if self.layout == "b" else text)

    def list(self) -> None:
        self.put("The following points help at every visit:")
        bullet = "  • " if self.layout == "a" else "- "
        leads = self.random.sample(_LEADS, self.random.randint(3, 5))
        self.put(*(f"{bullet}{lead} ∞ {self.random.choice(_ITEMS)}" for lead in leads))
        self.prose()

    def table(self) -> None:
        self.put("The following table compares the main points:")
        header = list(self.random.choice(_HEADERS))
        firsts = self.random.sample([topic.title() for topic in self.topics], 4)
        rows = [[first, *(self.random.choice(cells) for cells in _CELLS)] for first in firsts]
        self.made.tables.append([header, *rows])
        if self.layout == "a":
            trailing = [self.caption()] if self.random.random() < 0.4 else []
            self.put(*(" ".join(row) for row in [header, *rows]), *trailing)
        else:
            lines = [" | ".join(row) + " |" for row in [header, *rows]]
            self.put(lines[0], "---|" * len(header), *lines[1:])
        self.prose()

    def tier(self, name: str, words: int) -> None:
        self.lines.extend(["", name] if self.layout == "b" else [name, ""])
        start = len(self.lines)
        self.prose()
        self.prose()
        self.put(self.say(_QUOTES))
        self.prose()
        while sum(line.count(" ") + 1 for line in self.lines[start:]) < words:
            self.section()
        self.lines.append("")

    def references(self) -> None:
        self.lines.extend(["References", ""] if self.layout == "a" else ["", "References"])
        count = self.random.randint(4, 10)
        self.made.references = count
        bullet = "  • " if self.layout == "a" else "- "
        self.lines.extend(bullet + self.reference() for _ in range(count))
        if self.layout == "a":
            self.put(self.caption())

    def reference(self) -> str:
        family, journal = self.random.choice(_FAMILIES), self.random.choice(_JOURNALS)
        year, volume = self.random.randint(1990, 2024), self.random.randint(1, 60)
        first = self.random.randint(1, 900)
        title = self.fill("{A} in practice ∞ a study of {b}")
        if self.layout == "a":
            where = f"{volume}(2), {first}-{first + 9}"
            return f"{family}, K. et al. ({year}). {title}. {journal}, {where}."
        where = f"vol. {volume}, {year}, pp. {first}-{first + 9}"
        return f"{family}, K. et al. “{title}.” {journal}, {where}."

    def reflection(self) -> None:
        self.lines.extend(["Reflection", ""] if self.layout == "a" else ["", "Reflection", ""])
        self.put(self.paragraph())
        if self.layout == "a":
            self.put(self.caption())

    def glossary(self) -> None:
        self.lines.extend(["Glossary", ""])
        for topic in self.random.sample(self.topics, 8):
            self.lines.extend([self.caption(), "", topic, ""])
            if self.random.random() < 0.8:
                self.made.terms.append(topic)
                self.lines.append(f"Meaning ∞ {definition(topic)}")
            else:
                self.lines.append(
                    self.fill("New habits may improve {a} by supporting {b} at night.")
                )

    def make(self) -> Capture:
        if self.layout == "a":
            self.lines.extend(["Skip to main content", ""])
        share = (self.words - (700 if self.layout == "a" else 250)) // 3
        for name in ("Fundamentals", "Intermediate", "Academic"):
            self.tier(name, share)
        self.references()
        self.reflection()
        if self.layout == "a":
            self.glossary()
        self.made.text = "\n".join(self.lines)
        return self.made


def definition(topic: str) -> str:
    """The definition a made capture gives of ``topic``."""
    return f"{topic.capitalize()} is a concept of medicine that describes one part of a whole."


def make_capture(seed: int, layout: str = "", words: int = 4000) -> Capture:
    """A capture of about ``words`` words; the same ``seed`` gives the same capture."""
    return _Maker(seed, layout or ("a", "b")[seed % 2], words).make()


def main(arguments: list[str] | None = None) -> int:
    """Write captures into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--words", type=int, default=4000)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for seed in range(options.first_seed, options.first_seed + options.count):
        text = make_capture(seed, words=options.words).text
        (options.folder / f"capture-{seed:06d}.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
