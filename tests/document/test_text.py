"""Words, sentences, slugs and signs."""

from __future__ import annotations

import pytest

from kb.document.signs import resolve_signs
from kb.document.text import sentences, slugify, words


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Heart Rate", "heart-rate"),
        ("ERα binding", "er-alpha-binding"),
        ("β-carotene", "beta-carotene"),
        ("Sjögren’s syndrome", "sjogrens-syndrome"),
        ("∞ – !", ""),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_long_slug_ends_at_a_word() -> None:
    assert slugify("one two three four", limit=9) == "one-two"


def test_words_keep_inner_hyphens_and_apostrophes() -> None:
    assert words("the patient’s low-dose (5 mg) plan") == [
        "the", "patient’s", "low-dose", "5", "mg", "plan",
    ]  # fmt: skip


def test_abbreviations_and_decimals_end_no_sentence() -> None:
    text = "Dr. Ray gave 2.5 mg, e.g. at night. It helped. Did it?"
    assert sentences(text) == ["Dr. Ray gave 2.5 mg, e.g. at night.", "It helped.", "Did it?"]


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("two phases ∞ rest and work.", "two phases: rest and work."),
        ("pages 609 ∞ 618.", "pages 609–618."),
        ("This plan ∞ eat, move, sleep ∞ helps.", "This plan – eat, move, sleep – helps."),
        ("Low ∞ one. High ∞ two.", "Low: one. High: two."),
        ("the role ∞", "the role:"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_signs_are_resolved_by_their_place(text: str, resolved: str) -> None:
    assert resolve_signs(text) == resolved
