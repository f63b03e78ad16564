"""Tooltips are cut out of running text, with the right term and the right end."""

from __future__ import annotations

import pytest

from kb.document.tooltips import cut_tooltips


@pytest.mark.parametrize(
    ("text", "rest", "term"),
    [
        (
            "A low peak flow Meaning ∞ Peak flow is the speed of air. reading counts.",
            "A low peak flow reading counts.",
            "peak flow",
        ),
        (
            "Doctors check HRV Meaning ∞ Heart rate variability (HRV) is a measure. at rest.",
            "Doctors check HRV at rest.",
            "HRV",
        ),
        (
            "She takes statins Meaning ∞ A statin is a drug, e.g. for lipids. , as before.",
            "She takes statins, as before.",
            "statins",
        ),
        (
            "Severe cases of rosacea Meaning ∗ Rosacea is a disease of 1.5 percent. (type 2) heal.",
            "Severe cases of rosacea (type 2) heal.",
            "rosacea",
        ),
    ],
)
def test_a_labelled_tooltip_is_cut_out(text: str, rest: str, term: str) -> None:
    left, found = cut_tooltips(text)
    assert (left, [tooltip.term for tooltip in found]) == (rest, [term])


def test_a_teaser_inside_a_sentence_is_cut_out() -> None:
    text = (
        "In adults, Chronic Kidney Disease New diets may ease the load on organs. (CKD) is common."
    )
    left, found = cut_tooltips(text)
    assert left == "In adults, Chronic Kidney Disease (CKD) is common."
    assert [(tip.term, tip.label) for tip in found] == [("Chronic Kidney Disease", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Take it with food, e.g. bread or rice. It helps.",
        "The value fell (see above). Then it rose.",
        "Approx. half of them improved within 3.5 weeks.",
    ],
)
def test_plain_text_is_left_alone(text: str) -> None:
    assert cut_tooltips(text) == (text, [])


def test_a_definition_without_an_end_is_marked() -> None:
    _, found = cut_tooltips("The vagus nerve Meaning ∞ The vagus nerve is the tenth")
    assert [tooltip.is_closed for tooltip in found] == [False]
