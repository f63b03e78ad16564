"""What a knowledge request may say: the parameters of the URL-based guide, and their wobbles."""

from __future__ import annotations

import pytest

from articles.infobutton.parameters import canonical, read
from tests.factories import make_term
from tests.infobutton.conftest import CODES, OID, about, slugs

ARTICLE = "articles/sleep/fundamentals/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/infobutton", "/infobutton/", "/infobutton/service"])
def test_get_and_post_give_the_same_answer_without_a_redirect(client, library, method, address):
    given = about(knowledgeResponseType="application/json")
    answer = getattr(client, method)(address, given)
    assert answer.status_code == 200
    assert ARTICLE in slugs(answer.json()["feed"])


def test_a_form_sent_as_text_pairs_is_read(client, library):
    body = f"mainSearchCriteria.v.c=G47.0&mainSearchCriteria.v.cs={OID['ICD-10-CM']}"
    answer = client.post("/infobutton", body, content_type="application/x-www-form-urlencoded")
    assert b"<entry" in answer.content


@pytest.mark.parametrize("system", CODES)
def test_a_code_is_understood_by_its_systems_oid(feed, system):
    assert ARTICLE in slugs(feed(about(system)))


@pytest.mark.parametrize("spelt", ["urn:oid:2.16.840.1.113883.6.90", "ICD-10-CM", "icd10cm"])
def test_a_system_may_be_named_in_other_ways(feed, spelt):
    given = {**about(), "mainSearchCriteria.v.cs": spelt}
    assert ARTICLE in slugs(feed(given))


def test_the_systems_name_stands_in_for_its_oid(feed):
    given = {"mainSearchCriteria.v.c": "G47.0", "mainSearchCriteria.v.csn": "ICD-10-CM"}
    assert ARTICLE in slugs(feed(given))


@pytest.mark.parametrize("code", ["G470", "g47.0", "G47.00", "G47.01"])
def test_an_icd_code_is_met_without_its_dot_and_by_its_category(feed, code):
    assert ARTICLE in slugs(feed(about(code=code)))


def test_a_code_of_another_system_matches_nothing(feed):
    assert feed(about("RxNorm", code=CODES["SNOMED CT"]))["entry"] == []


def test_a_code_without_a_system_matches_nothing(feed):
    assert feed({"mainSearchCriteria.v.c": CODES["RxNorm"]})["entry"] == []


@pytest.mark.parametrize("name", ["dn", "ot"])
def test_words_are_used_where_the_code_leads_nowhere(feed, name):
    given = about(code="Z99.9")
    assert ARTICLE in slugs(feed({**given, f"mainSearchCriteria.v.{name}": "Chronic insomnia"}))


def test_words_without_a_term_are_searched_for(feed):
    assert ARTICLE in slugs(feed({"mainSearchCriteria.v.dn": "sleep and rest"}))


def test_repeats_give_the_union_of_topics(feed):
    make_term("melatonin").codes.create(system="MeSH", code="D008550")
    given = about(**{"mainSearchCriteria.v.c1": "D008550", "mainSearchCriteria.v.cs1": OID["MeSH"]})
    assert {ARTICLE, "glossary/insomnia/", "glossary/melatonin/"} <= set(slugs(feed(given)))


def test_a_name_given_twice_counts_as_a_repeat():
    asked = read([("mainSearchCriteria.v.dn", "one"), ("mainSearchCriteria.v.dn", "two")])
    assert [topic.label for topic in asked.topics] == ["one", "two"]


@pytest.mark.parametrize(
    ("spelt", "means"),
    [
        ("mainSearchCriteria.value.code", "mainSearchCriteria.v.c"),
        ("mainSearchCriteria.value.codeSystem", "mainSearchCriteria.v.cs"),
        ("mainSearchCriteria.value.codeSystemName", "mainSearchCriteria.v.csn"),
        ("mainSearchCriteria.value.displayName", "mainSearchCriteria.v.dn"),
        ("mainSearchCriteria.value.originalText", "mainSearchCriteria.v.ot"),
        ("age.value.unit", "age.v.u"),
        ("MAINSEARCHCRITERIA.V.C", "mainSearchCriteria.v.c"),
        ("mainSearchCritieria.v.c", "mainSearchCriteria.v.c"),
        ("mainSearchCriteria.c.c", "mainSearchCriteria.v.c"),
        ("mainSearchCriteria.c.cs", "mainSearchCriteria.v.cs"),
        ("task.c.c", "taskContext.c.c"),
    ],
)
def test_abbreviations_and_wobbles_mean_what_the_guide_writes(spelt, means):
    assert canonical(spelt) == (means, 0)


def test_a_suffix_counts_repeats():
    assert canonical("mainSearchCriteria.v.c2") == ("mainSearchCriteria.v.c", 2)


@pytest.mark.parametrize(
    ("given", "tier"),
    [
        ({}, "fundamentals"),
        ({"informationRecipient": "PAT"}, "fundamentals"),
        ({"informationRecipient": "PROV"}, "academic"),
        ({"informationRecipient": "prov"}, "academic"),
        ({"informationRecipient": "PAYOR"}, "intermediate"),
        ({"performer": "PROV"}, "academic"),
        ({"performer": "PROV", "informationRecipient": "PAT"}, "fundamentals"),
        ({"performer": "PROV", "taskContext.c.c": "PATEDUE"}, "fundamentals"),
        ({"informationRecipient": "SOMEBODY"}, "fundamentals"),
    ],
)
def test_the_recipient_decides_the_tier(feed, given, tier):
    assert f"articles/sleep/{tier}/" in slugs(feed(about(**given)))


@pytest.mark.parametrize("code", ["Q000628", "Q000627"])
def test_a_sub_topic_leads_to_its_section(feed, code):
    found = slugs(feed(about(**{"subTopic.v.c": code, "subTopic.v.cs": OID["MeSH"]})))
    assert "articles/sleep/fundamentals/#treatment" in found


@pytest.mark.parametrize(
    "name",
    [
        "patientPerson.administrativeGenderCode.c",
        "age.v.v",
        "ageGroup.v.c",
        "observation.c.c",
        "observation.valueNegationInd",
        "observation.nullFlavor",
        "encounter.c.c",
        "serviceDeliveryLocation.id.root",
        "locationOfInterest.addr.CTY",
        "representedOrganization.id.root",
        "holder.assignedEntity.n",
        "informationRecipient.healthCareProvider.c.c",
        "no.such.parameter",
        "mainSearchCriteria",
        "..",
        "9",
    ],
)
@pytest.mark.parametrize("value", ["F", "", "\x00<&>\u2028"])
def test_other_parameters_change_nothing_and_are_never_an_error(feed, name, value):
    assert slugs(feed(about(**{name: value}))) == slugs(feed())


def test_a_language_we_lack_is_answered_in_the_one_we_have_and_says_so(feed):
    answer = feed(about(**{"informationRecipient.languageCode.c": "es"}))
    assert answer["entry"]
    assert {entry["lang"] for entry in answer["entry"]} == {"en"}


def test_certificate_text_is_neither_repeated_nor_logged(client, library, caplog):
    secret = {"holder.assignedEntity.certificateText": "zzsecret", "callback": "alert(1)"}
    good = client.get("/infobutton", about(**secret))
    bad = client.get("/infobutton", about(knowledgeResponseType="application/javascript", **secret))
    assert bad.status_code == 400
    assert b"zzsecret" not in good.content + bad.content
    assert "zzsecret" not in caplog.text
