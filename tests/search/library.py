"""A small library to search in."""

from __future__ import annotations

from kb.search import index
from kb.search.index import Entry, EntryName

ARTICLES = {
    "iron-and-energy": (
        "Iron and energy",
        [
            ("fundamentals", "introduction", "", "Low iron can make you tired. Ask for a ferritin "
             "test before you buy tablets."),
            ("fundamentals", "what-helps", "What helps", "Iron tablets work for most people. Take "
             "them every other day to spare your stomach."),
            ("academic", "introduction", "", "Iron deficiency without anaemia lowers exercise "
             "capacity. IL-6 raises hepcidin, which blocks ferroportin."),
            ("academic", "dosing", "Alternate-day dosing", "Ferrous sulphate 60 mg on alternate "
             "days raises fractional absorption in women’s studies."),
        ],
    ),
    "sleep-and-blood-pressure": (
        "Sleep and blood pressure",
        [
            ("fundamentals", "introduction", "", "Poor sleep can raise blood pressure. Snoring is "
             "a clue to sleep apnoea."),
            ("academic", "introduction", "", "Obstructive sleep apnoea raises sympathetic tone; "
             "CO₂ retention and 11β-hydroxylase activity have been studied."),
        ],
    ),
    "kidney-stones": (
        "Kidney stones",
        [
            ("fundamentals", "introduction", "", "Drink enough water. Stones of calcium oxalate "
             "are the most common."),
        ],
    ),
}  # fmt: skip

TERMS = [
    ("ferritin", "ferritin", "test", [EntryName("iron store test", "lay")],
     "A protein that stores iron; its level in blood tells how much iron is left."),
    ("sleep-apnoea", "sleep apnoea", "condition",
     [EntryName("OSA", "abbreviation"), EntryName("breathing stops at night", "lay")],
     "Pauses in breathing during sleep."),
    ("hypertension", "hypertension", "condition",
     [EntryName("high blood pressure", "lay"), EntryName("raised blood pressure", "synonym")],
     "Blood pressure that stays above the usual range."),
    ("interleukin-6", "interleukin-6", "cytokine", [EntryName("IL-6", "abbreviation")],
     "A signal between cells that rises in inflammation."),
    ("ferrous-sulphate", "ferrous sulphate", "drug", [EntryName("ferrous sulfate", "spelling")],
     "An iron salt taken by mouth."),
    ("growth-factor", "growth factor", "protein", [], "A protein that tells cells to divide."),
    ("growth-factors", "growth factors", "group", [], "The family of such proteins."),
]  # fmt: skip

REFERENCES = [
    ("smith-2020", "Iron deficiency without anaemia", [EntryName("10.1000/xyz.123", "code")]),
]


def article_entries(slug: str) -> list[Entry]:
    """Return the entries of one of the library's articles."""
    title, sections = ARTICLES[slug]
    return [
        Entry(
            kind="article",
            key=slug,
            title=title,
            tier=tier,
            anchor=anchor,
            heading=heading,
            body=body,
            url=f"/articles/{slug}/{tier}/" + (f"#{anchor}" if heading else ""),
        )
        for tier, anchor, heading, body in sections
    ]


def fill() -> None:
    """Put the library into the index."""
    index.replace_many("article", {slug: article_entries(slug) for slug in ARTICLES})
    for slug, name, subject, names, body in TERMS:
        entry = Entry(
            kind="term", key=slug, title=name, names=tuple(names), body=body, subject=subject,
            url=f"/glossary/{slug}/",
        )  # fmt: skip
        index.replace("term", slug, [entry])
    for key, title, names in REFERENCES:
        entry = Entry(
            kind="reference", key=key, title=title, names=tuple(names), url=f"/references/{key}/"
        )
        index.replace("reference", key, [entry])
