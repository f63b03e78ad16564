"""Each section's counterpart in the other tiers."""

from __future__ import annotations

from kb.document.counterparts import counterparts
from kb.document.tree import Document, Paragraph, Section, Text, Tier


def section(title, text):
    heading = None if title == "opening" else title.replace("_", " ")
    return Section(heading, (Paragraph((Text(text),)),))


def tier(name, **texts):
    return Tier(name, tuple(section(title, text) for title, text in texts.items()))


DOCUMENT = Document(
    "Asthma",
    tiers=(
        tier(
            "fundamentals",
            opening="Asthma makes it hard to breathe.",
            What_triggers_asthma="Dust, pollen and cold air can trigger an attack.",
            Using_an_inhaler="Shake the inhaler. Breathe out, press, breathe in slowly.",
            Questions_to_ask="Bring a list. Ask who to call at night.",
        ),
        tier(
            "academic",
            opening="Asthma is a heterogeneous disease of the airways.",
            Inhaler_technique="Errors in inhaler technique are common: inhalers used too fast.",
            Triggers="Allergens such as pollen and dust mites, cold air, infections.",
            Biologics="Antibodies against interleukins reduce exacerbations.",
        ),
        tier("intermediate", opening="All of it in one section."),
    ),
)
FOUND = counterparts(DOCUMENT)


def test_openings_belong_together():
    assert FOUND["fundamentals", "introduction"]["academic"] == "introduction"


def test_sections_meet_by_what_they_say_whatever_their_order():
    assert FOUND["fundamentals", "what-triggers-asthma"]["academic"] == "triggers"
    assert FOUND["academic", "inhaler-technique"]["fundamentals"] == "using-an-inhaler"


def test_a_section_without_a_like_has_no_counterpart():
    assert FOUND["academic", "biologics"]["fundamentals"] is None
    assert FOUND["fundamentals", "questions-to-ask"]["academic"] is None


def test_a_tier_of_one_section_is_the_counterpart_of_all():
    assert FOUND["academic", "biologics"]["intermediate"] == "introduction"


def test_every_section_has_an_answer_for_every_other_tier():
    assert len(FOUND) == 9
    assert all(len(answers) == 2 for answers in FOUND.values())
