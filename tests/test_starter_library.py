"""The starter library keeps what docs/writing.md promises, measured on the files themselves."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import scireadability

from kb.document import layouts
from kb.document.layouts.markdown import parse_glossary
from kb.document.reading import longest_sentences, measure
from kb.document.source import read_source
from kb.document.tree import Document, Table, Tier
from kb.markup.citation_marks import cited_keys
from kb.markup.text import plain_document, reading_text

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
ARTICLES = sorted(path for path in SEEDS.glob("*-*.md"))
CEILINGS = {"fundamentals": 8.0, "intermediate": 12.0}
DOI = re.compile(r"10\.\d{4,9}/\S+")


@cache
def document(path: Path) -> Document:
    return layouts.parse(read_source(path.read_bytes(), path.name)).document


@cache
def ledger() -> dict:
    return json.loads((SEEDS / "references.json").read_text(encoding="utf-8"))


@cache
def glossary():
    path = SEEDS / "glossary.md"
    return parse_glossary(read_source(path.read_bytes(), path.name)).document.glossary


def tier(path: Path, name: str) -> Tier:
    return next(tier for tier in document(path).tiers if tier.name == name)


def text_of(part: Tier) -> str:
    return "\n".join(reading_text(section.blocks) for section in part.sections)


def keys_of(path: Path) -> set[str]:
    sections = [section for part in document(path).tiers for section in part.sections]
    blocks = [block for section in sections for block in section.blocks]
    return set(cited_keys([*blocks, *(document(path).reflection or ())]))


def test_there_are_five_articles():
    assert len(ARTICLES) == 5


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
class TestEachArticle:
    def test_reads_without_a_finding_that_asks_for_work(self, path):
        parsed = layouts.parse(read_source(path.read_bytes(), path.name))
        assert not [finding for finding in parsed.findings if finding.severity != "info"]

    def test_has_three_tiers_a_table_a_pull_quote_and_a_reflection(self, path):
        tiers = document(path).tiers
        assert [part.name for part in tiers] == ["fundamentals", "intermediate", "academic"]
        blocks = [block for part in tiers for section in part.sections for block in section.blocks]
        assert any(isinstance(block, Table) for block in blocks)
        assert document(path).reflection

    @pytest.mark.parametrize("name", ["fundamentals", "intermediate"])
    def test_stays_below_its_reading_ceiling_by_both_measures(self, path, name):
        text = text_of(tier(path, name))
        assert measure(text).grade <= CEILINGS[name]
        assert scireadability.flesch_kincaid_grade(text) <= CEILINGS[name]

    def test_has_no_sentence_over_25_words_for_patients(self, path):
        long = longest_sentences(text_of(tier(path, "fundamentals")), over=25)
        assert [(sentence.words, sentence.text) for sentence in long if sentence.words > 25] == []

    @pytest.mark.parametrize(
        ("name", "least", "most"),
        [("fundamentals", 600, 900), ("intermediate", 900, 1300), ("academic", 1200, 1800)],
    )
    def test_is_as_long_as_its_tier_should_be(self, path, name, least, most):
        assert least <= measure(text_of(tier(path, name))).words <= most

    def test_cites_only_records_of_the_ledger(self, path):
        assert keys_of(path) <= {record["key"] for record in ledger()["references"]}

    def test_says_that_nobody_has_reviewed_it(self, path):
        assert "no clinician has reviewed" in document(path).note.lower()
        assert document(path).owner == "Strata starter library"

    def test_is_not_empty_of_words_in_plain_text(self, path):
        assert len(plain_document(document(path)).split()) > 2500


def test_every_reference_is_cited_or_serves_a_quotation():
    cited = set().union(*map(keys_of, ARTICLES))
    cited |= {key for entry in glossary() for key in entry.references}
    idle = [
        record["key"]
        for record in ledger()["references"]
        if record["key"] not in cited and record.get("role") != "quotation"
    ]
    assert idle == []


def test_every_doi_is_well_formed():
    dois = [record["csl"]["DOI"] for record in ledger()["references"] if "DOI" in record["csl"]]
    assert dois
    assert [doi for doi in dois if not DOI.fullmatch(doi)] == []


def test_a_record_is_verified_only_against_something():
    for record in ledger()["references"]:
        verification = record.get("verification", {})
        if verification.get("state") in ("verified", "corrected"):
            assert verification.get("against"), record["key"]


def test_every_misquotation_names_what_is_wrong_or_where_to_look():
    for quotation in ledger()["quotations"]:
        if quotation["verdict"] == "misquoted":
            assert quotation["key"], quotation["as_given"]
            assert quotation["wrong"], quotation["as_given"]


def test_the_glossary_has_enough_terms_each_with_a_plain_and_a_professional_wording():
    entries = glossary()
    assert len(entries) >= 110
    for entry in entries:
        tiers = {definition.tier for definition in entry.definitions}
        assert None in tiers or {"fundamentals", "academic"} <= tiers, entry.term
        assert entry.kind, entry.term


def test_the_glossarys_references_are_in_the_ledger():
    known = {record["key"] for record in ledger()["references"]}
    assert {key for entry in glossary() for key in entry.references} <= known


def test_related_terms_exist():
    names = {entry.term.casefold() for entry in glossary()}
    names |= {alias.text.casefold() for entry in glossary() for alias in entry.aliases}
    missing = {
        name for entry in glossary() for name in entry.related if name.casefold() not in names
    }
    assert missing == set()


def luhn(code: str) -> bool:
    """The check digit of LOINC codes."""
    digits = [int(digit) for digit in code if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


VERHOEFF_TIMES = [
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
]  # fmt: skip
VERHOEFF_PERMUTE = [
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
]  # fmt: skip


def verhoeff(code: str) -> bool:
    """The check digit of SNOMED CT identifiers."""
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(VERHOEFF_TIMES[check][int(VERHOEFF_PERMUTE[place % 8][int(digit)])])
    return check == 0


SHAPES = {
    "MeSH": (re.compile(r"[DCQ]\d{6,9}"), None),
    "LOINC": (re.compile(r"\d{1,5}-\d"), luhn),
    "SNOMED CT": (re.compile(r"\d{6,18}"), verhoeff),
    "RxNorm": (re.compile(r"\d{1,8}"), None),
    "ICD-10-CM": (re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?"), None),
}


def test_every_code_is_well_formed_and_its_check_digit_right():
    codes = [code for entry in glossary() for code in entry.codes]
    assert codes
    for code in codes:
        shape, check = SHAPES[code.system]
        assert shape.fullmatch(code.code), code
        assert check is None or check(code.code), code
        assert code.confidence == "high"


def test_the_check_digits_tell_a_wrong_code():
    assert luhn("2243-4")
    assert not luhn("2243-5")
    assert verhoeff("73211009")
    assert not verhoeff("73211008")
