"""What pages say of themselves to machines, held to schema.org's own domains and ranges."""

from __future__ import annotations

from datetime import date

import pytest

from articles.publishing import publish
from glossary.models import Definition
from kb.document.tree import Section, Tier
from tests.factories import FILLING, make_article, make_document, make_reference, make_term
from tests.factories import paragraph as paragraph_of
from tests.pages.checks import jsonld, parse
from tests.pages.vocabulary import problems

PAGES = (
    "/",
    "/articles/",
    "/articles/insomnia/fundamentals/",
    "/articles/insomnia/academic/",
    "/articles/insomnia/versions/",
    "/articles/insomnia/versions/1/",
    "/articles/insomnia/versions/1..2/",
    "/glossary/",
    "/glossary/insomnia/",
    "/references/",
    "/references/example-cited/",
    "/references/example-chapter/",
    "/search/?q=insomnia",
    "/embed/",
)


@pytest.fixture
def library(db):
    """An article on a coded term, reviewed, with references of several kinds, in two versions."""
    term = make_term("insomnia", kind="condition", aliases=("sleeplessness",))
    term.codes.create(system="ICD-10-CM", code="G47.0")
    term.codes.create(system="MeSH", code="D999999", confidence="low")
    Definition.objects.create(term=term, tier="academic", text="For doctors.", status="chosen")
    journal = make_reference(key="example-cited", doi="10.1000/example", pmid="12345")
    journal.csl.update(volume="7", page="1-9")
    journal.save()
    author = [{"literal": "An Example Society"}]
    chapter = {"type": "chapter", "title": "A part", "container-title": "A book", "author": author}
    part = make_reference(key="example-chapter", csl=chapter, type="chapter")
    retracted = make_reference(key="example-retracted", verification="retracted")
    tiers = tuple(
        Tier(
            name,
            (
                Section(None, (paragraph_of(f"Insomnia is common. {FILLING}"),), level=2),
                Section("Treatment", (paragraph_of("Regular hours help most people."),)),
                Section("A word more", (paragraph_of("Rest is not idleness."),)),
            ),
        )
        for name in ("fundamentals", "intermediate", "academic")
    )
    article = make_article(
        document=make_document(title="Insomnia and rest", summary="On rest.", tiers=tiers),
        slug="insomnia",
        references=(journal, part, retracted),
        topics=("Sleep",),
        reviewed_at=date(2026, 1, 1),
        reviewed_by_name="Dr Example",
    )
    article.sections.filter(tier="academic").last().delete()
    publish(article)
    return article


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_only_what_the_vocabulary_allows(client, library, address):
    values = jsonld(parse(client.get(address)))
    assert values.pop("@context") == "https://schema.org"
    assert list(problems(values)) == []


@pytest.mark.parametrize("address", PAGES[1:])
def test_a_page_tells_the_way_to_it(client, library, address):
    values = jsonld(parse(client.get(address)))
    steps = (values.get("breadcrumb") or values["mainEntityOfPage"]["breadcrumb"])[
        "itemListElement"
    ]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    for step in steps:
        assert client.get(step["item"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_an_article_says_who_it_is_for_and_how_far_to_rely_on_it(client, library):
    values = jsonld(parse(client.get("/articles/insomnia/academic/")))
    assert values["audience"]["@type"] == "MedicalAudience"
    assert values["medicalAudience"] == "https://schema.org/Clinician"
    assert values["educationalLevel"].startswith("US school grade")
    assert values["reviewedBy"] == {"@type": "Person", "name": "Dr Example"}
    assert (values["lastReviewed"], values["version"]) == ("2026-01-01", 2)
    assert values["creativeWorkStatus"] == "Reviewed by a clinician"
    assert [work["@type"] for work in values["citation"]] == [
        "ScholarlyArticle",
        "Chapter",
        "ScholarlyArticle",
    ]
    assert values["citation"][2]["creativeWorkStatus"] == "Retracted"


def test_an_article_names_its_subject_by_code(client, library):
    topic, subject = jsonld(parse(client.get("/articles/insomnia/fundamentals/")))["about"]
    assert topic == {"@type": "Thing", "name": "Sleep"}
    assert subject["@type"] == "MedicalCondition"
    assert subject["code"] == [
        {"@type": "MedicalCode", "codeValue": "G47.0", "codingSystem": "ICD-10-CM"}
    ]


def test_a_section_says_its_aspect_only_where_its_heading_does(client, library):
    parts = jsonld(parse(client.get("/articles/insomnia/fundamentals/")))["hasPart"]
    assert [part["headline"] for part in parts] == ["Treatment", "A word more"]
    assert parts[0]["hasHealthAspect"] == "https://schema.org/TreatmentsHealthAspect"
    assert "hasHealthAspect" not in parts[1]


def test_each_audience_has_a_set_of_terms_with_its_own_wording(client, library):
    values = jsonld(parse(client.get("/glossary/insomnia/")))
    said = {
        each["audience"]["audienceType"]: each["hasDefinedTerm"][0]["description"]
        for each in values["inDefinedTermSet"]
    }
    assert said == {
        "Patients and the public": "What insomnia means, in plain words.",
        "Informed readers": "What insomnia means, in plain words.",
        "Health professionals": "For doctors.",
    }
    sets = jsonld(parse(client.get("/glossary/")))["mainEntity"]["hasPart"]
    assert {each["@id"] for each in sets} == {e["@id"] for e in values["inDefinedTermSet"]}


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        ({"@type": "MedicalWebPage", "lastReviewed": ["2026-01-01", "2027-01-01"]}, "2 times"),
        ({"@type": "MedicalWebPage", "reviewDue": "2027-01-01"}, "no property"),
        ({"@type": "MedicalWebPage", "code": {"@type": "MedicalCode"}}, "no property"),
        ({"@type": "DefinedTerm", "audience": {"@type": "Patient"}}, "no property"),
        ({"@type": "WebPage", "audience": {"@type": "Person"}}, "takes"),
        ({"@type": "HealthTopicContent", "hasHealthAspect": "https://schema.org/Own"}, "takes"),
        ({"@type": "WebPage", "url": "nowhere"}, "takes"),
        ({"@type": "Illness"}, "no type"),
        ({"@type": "WebPage", "isPartOf": {"name": "x"}}, "no @type"),
    ],
)
def test_the_check_finds_what_others_got_wrong(node, problem):
    assert any(problem in found for found in problems(node))
