"""Reading measures, against hand counts and an independent library."""

from __future__ import annotations

import pytest

from kb.document.reading import hard_words, longest_sentences, measure, measure_together
from kb.document.syllables import syllables

SIMPLE = (
    "Your lungs bring air into the body. When you breathe in, the chest grows wider. Air flows "
    "through small tubes. At the end of each tube are tiny bags. Here the blood takes up what it "
    "needs. Then you breathe out. If the tubes get tight, you may hear a whistle. Rest and slow "
    "breaths can help. Some people use a puffer. Ask your nurse how to hold it."
)
PLAIN = (
    "Asthma is a common condition in which the airways become narrow and swollen. Many things "
    "can start an attack, such as dust, pollen, cold air or exercise. Most people take a "
    "preventive medicine every day, and a reliever when they need it. A written plan tells you "
    "what to do when symptoms get worse. Children usually learn to use a spacer with their "
    "inhaler."
)
DEEP = (
    "Chronic obstructive pulmonary disease is characterised by persistent airflow limitation that "
    "is usually progressive and associated with an enhanced inflammatory response in the airways. "
    "Diagnosis requires spirometry after administration of a bronchodilator. Comorbidities, "
    "including cardiovascular disease, osteoporosis and depression, contribute to the severity of "
    "individual presentations. Pharmacological treatment reduces exacerbations and improves "
    "tolerance of exercise."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("air", 1), ("breathe", 1), ("walked", 1), ("needed", 2), ("tables", 2), ("boxes", 2),
        ("medicine", 3), ("medication", 4), ("anxious", 2), ("curious", 3), ("patient", 2),
        ("society", 4), ("metabolism", 5), ("osteoarthritis", 6), ("cardiovascular", 6),
        ("diagnoses", 4), ("statement", 2), ("guidelines", 2), ("diarrhoea", 4), ("IL-6", 3),
        ("FEV1", 4), ("NSAIDs", 5), ("2019", 1), ("twelve-year-old", 3), ("patient's", 2),
        ("WHO", 5), ("x", 1),
    ],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(("text", "tolerance"), [(SIMPLE, 1.0), (PLAIN, 1.0), (DEEP, 1.6)])
def test_grades_agree_with_an_independent_library(text, tolerance):
    scireadability = pytest.importorskip("scireadability")
    measured = measure(text)
    assert measured.grade == pytest.approx(scireadability.flesch_kincaid_grade(text), abs=tolerance)
    assert measured.smog == pytest.approx(scireadability.smog_index(text), abs=1.6)


def test_deeper_texts_measure_deeper():
    grades = [measure(text).grade for text in (SIMPLE, PLAIN, DEEP)]
    assert grades == sorted(grades)
    assert grades[0] < 4
    assert grades[2] > 14


def test_abbreviations_and_decimals_end_no_sentence():
    text = "Dr. Lee gave 2.5 mg, e.g. at night. It helped vs. placebo, i.e. less wheeze."
    assert measure(text).sentences == 2


def test_minutes_depend_on_the_tier():
    text = "Breathe in. " * 300
    assert measure(text, tier="fundamentals").minutes == 3
    assert measure(text, tier="academic").minutes == 4


def test_an_empty_text_measures_nothing():
    assert measure("").words == measure("").minutes == measure("").grade == 0


@pytest.mark.parametrize("tier", [None, "fundamentals", "academic"])
def test_parts_together_measure_what_the_whole_does(tier):
    parts = [SIMPLE, "", PLAIN, "1.", DEEP]
    together = measure_together([measure(part, tier=tier) for part in parts], tier=tier)
    assert together == measure("\n".join(parts), tier=tier)


def test_long_sentences_are_listed_longest_first():
    found = longest_sentences(f"{'A ' * 30}. {'B ' * 40}. Short one.")
    assert [sentence.words for sentence in found] == [40, 30]


def test_hard_words_are_those_no_term_explains():
    text = "Spirometry shows bronchoconstriction. FEV1 falls. Spirometry is information."
    assert [(w.word, w.count) for w in hard_words(text, ["bronchoconstriction"])] == [
        ("Spirometry", 2),
        ("FEV1", 1),
    ]
    assert hard_words(text, ["spirometry", "bronchoconstriction", "FEV1"]) == []
