"""Entries of reference lists, read into CSL-JSON."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.document.references import LONGEST_ENTRY, parse_reference
from tests.document.csl_lines import lines_of

CASES = Path(__file__).parent / "cases" / "references.txt"


def cases() -> list[tuple[str, str, list[str]]]:
    """Read title, entry and expected lines of every case."""
    found = []
    for block in CASES.read_text(encoding="utf-8").split("=== ")[1:]:
        head, expected = block.split("\n---\n")
        title, raw = head.split("\n")
        found.append((title, raw, expected.strip().split("\n")))
    return found


@pytest.mark.parametrize(
    ("raw", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()]
)
def test_an_entry_is_read_field_by_field(raw: str, expected: list[str]):
    parsed = parse_reference(raw)
    assert [*lines_of(parsed.csl), *(f"! {said}" for said in parsed.problems)] == expected


@pytest.mark.parametrize(
    "raw",
    [
        "- Oak J. Sleep. Examples. 2001;12:1-3.",
        "• Oak J. Sleep. Examples. 2001;12:1-3.",
        "7. Oak J. Sleep. Examples. 2001;12:1-3.",
        "[7] Oak J. Sleep. *Examples*. 2001;12:1–3.",
        "Oak\u00a0J.  Sleep.\tExamples.\u202f2001;12:1\u20143.",
        "\ufeffOak J. Sleep. Examples. 2001;12∞1-3.",
    ],
)
def test_bullets_numbers_spaces_and_dashes_make_no_difference(raw: str):
    assert parse_reference(raw).csl == {
        "type": "article-journal",
        "author": [{"family": "Oak", "given": "J"}],
        "issued": {"date-parts": [[2001]]},
        "title": "Sleep",
        "container-title": "Examples",
        "volume": "12",
        "page": "1-3",
    }


def test_a_pair_of_separators_in_a_title_becomes_dashes():
    raw = "Oak, J. (2001). Rest ∞ and quiet ∞ at night. Examples, 3(1), 4-5."
    assert parse_reference(raw).csl["title"] == "Rest – and quiet – at night"


@pytest.mark.parametrize("sign", ["∞", "∗", "⁎"])
def test_kin_of_the_separator_are_read_alike(sign: str):
    raw = f"Oak, J. (2001). Rest {sign} a view. Examples, 3(1), 40 {sign} 50."
    csl = parse_reference(raw).csl
    assert (csl["title"], csl["page"]) == ("Rest: a view", "40-50")


@pytest.mark.parametrize(
    "given_doi",
    [
        "https://doi.org/10.5555/a.b(1)2,3",
        "http://dx.doi.org/10.5555/a.b(1)2,3",
        "doi:10.5555/a.b(1)2,3",
        "DOI: 10.5555/a.b(1)2,3.",
        "(doi: 10.5555/a.b(1)2,3).",
        "10.5555/a.b(1)2,3;",
    ],
)
def test_a_doi_is_found_in_every_dress(given_doi: str):
    csl = parse_reference(f"Oak J. Sleep. Examples. 2001;12:1-3. {given_doi}").csl
    assert csl["DOI"] == "10.5555/a.b(1)2,3"
    assert csl["container-title"] == "Examples"


def test_a_very_long_text_is_reported_and_read_only_in_part():
    parsed = parse_reference("Oak J. " + "Sleep and rest. " * 10_000)
    assert f"longer than {LONGEST_ENTRY} characters" in parsed.problems


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_no_text_raises_and_all_results_are_json(text: str):
    json.dumps(parse_reference(text).csl)


@given(st.sampled_from(cases()), st.data())
@settings(max_examples=100)
def test_no_mutation_of_a_real_form_raises(case, data):
    raw = case[1]
    cut = data.draw(st.integers(0, len(raw)))
    noise = data.draw(st.text(alphabet=" .,;:()[]“”\"'∞–-&?0123456789Aaz", max_size=8))
    json.dumps(parse_reference(raw[:cut] + noise + raw[cut:]).csl)


@pytest.mark.parametrize("unit", ["Oak, J. ", "(2001) ", "1-", "“", "et al. ", "vol. 1, ", "a. "])
def test_a_hostile_megabyte_costs_no_more_than_its_beginning(unit: str):
    started = time.process_time()
    parse_reference(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 2


# --- the captures ---------------------------------------------------------------------------


@pytest.mark.captures
def test_every_reference_of_the_annotated_captures_is_right(samples: Path):
    gold = samples.parent / "gold"
    if not gold.is_dir():
        pytest.skip("beside the captures there is no folder of annotations")
    entries = [
        entry
        for path in sorted(gold.glob("*.json"))
        for entry in json.loads(path.read_text(encoding="utf-8"))["references"]
    ]
    wrong = [(entry["raw"], name) for entry in entries for name in wrong_fields(entry)]
    assert entries
    assert wrong == []


def wrong_fields(entry: dict) -> list[str]:
    csl = parse_reference(entry["raw"]).csl
    found = {
        "authors": [text for line in lines_of(csl) for text in authors_in(line)],
        "et_al": "custom" in csl,
        "year": csl.get("issued", {}).get("date-parts", [[None]])[0][0],
        "title": csl.get("title"),
        "container": csl.get("container-title"),
        "volume": csl.get("volume"),
        "issue": csl.get("issue"),
        "pages": csl.get("page"),
        "publisher": csl.get("publisher"),
        "edition": csl.get("edition"),
        "type": csl.get("type"),
    }
    return [name for name in found if found[name] != entry.get(f"{name}_clean", entry[name])]


def authors_in(line: str) -> list[str]:
    name, _, names = line.partition(": ")
    return [each.strip("{}") for each in names.split("; ")] if name == "author" else []
