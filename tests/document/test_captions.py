"""Descriptions of decorative pictures are told from paragraphs, wherever they stand."""

from __future__ import annotations

import pytest

from kb.document.captions import CERTAIN, Place, caption_score
from kb.document.text import words

SUBJECT = frozenset(
    words(
        "the heart rhythm of most adults changes with age and blood pressure rises while the wave "
        "of current moves through both chambers and doctors measure the effect of drugs"
    )
)
PARAGRAPHS = [
    "A daily walk of thirty minutes lowers blood pressure in most adults.",
    "This figure represents the share of adults with high pressure.",
    "A healthy mitral valve has two thin leaflets that close without a gap.",
    "A smooth, firm and movable lump is usually harmless.",
    "Red, scaling patches on the elbows suggest psoriasis and reflect faster turnover of cells.",
    "The image below illustrates how light enters the eye.",
    "White coat hypertension describes values that rise only in the clinic.",
    "A few quiet mornings reveal the pattern behind most of these falls ∞",
    "The choice follows from such findings. Three smooth devices are in use:",
]
CAPTIONS = [
    "A modern clinic waiting room with pale wooden chairs and tall windows",
    "Woman stretching on a mat beside a sunlit window, promoting mobility and wellness",
    "Stacked smooth stones in balance, symbolizing harmony between rest and activity.",
    "Fresh salmon, avocado and walnuts on a slate plate",
    "Diverse professionals in discussion around a table. Focus on collaborative care",
    "A serene forest path winding into morning mist. It evokes the journey toward better sleep.",
    "Close-up of raindrops on a spider web",
]


@pytest.mark.parametrize("before_heading", [True, False])
@pytest.mark.parametrize("text", PARAGRAPHS)
def test_a_paragraph_stays(text: str, before_heading: bool) -> None:
    assert caption_score(text, Place(before_heading=before_heading), SUBJECT) < CERTAIN


@pytest.mark.parametrize("before_heading", [True, False])
@pytest.mark.parametrize("text", CAPTIONS)
def test_a_caption_is_known(text: str, before_heading: bool) -> None:
    assert caption_score(text, Place(before_heading=before_heading), SUBJECT) >= CERTAIN
