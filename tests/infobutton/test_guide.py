"""The guides' demands on whoever answers a knowledge request, a test for each.

Numbered as ``docs/standards.md`` lists them. "URL" is the URL-based guide, "SOA" the guide of the
knowledge response, "IHE" the retrieval profile built on both.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from lxml import etree

from articles.publishing import withdraw
from tests.infobutton.conftest import OID, about, slugs

NAMES = {"a": "http://www.w3.org/2005/Atom", "d": "http://purl.org/dc/terms/"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GUIDE = (Path(settings.BASE_DIR) / "docs" / "standards.md").read_text()
ARTICLE = "articles/sleep/fundamentals/"
RULES = re.findall(r"^\| (R\d+) \|", GUIDE, re.MULTILINE)


def xml(client, given=None, **more):
    answer = client.get("/infobutton", {**(given or about()), **more})
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def texts(tree, path):
    return [each.text for each in tree.findall(path, NAMES)]


def article(tree):
    entries = tree.findall("a:entry", NAMES)
    return next(e for e in entries if "article/" in e.findtext("a:id", "", NAMES))


def test_every_rule_of_the_documentation_has_its_test_and_the_reverse():
    tests = [name for name in globals() if re.match(r"test_r\d+_", name)]
    assert sorted(RULES) == sorted({name.split("_")[1].upper() for name in tests})
    assert f"{len(RULES)} rules bind whoever answers" in GUIDE


# --- the request (URL) --------------------------------------------------------------------------


def test_r1_a_request_comes_by_get(client, library):
    assert client.get("/infobutton", about()).status_code == 200


def test_r2_a_request_comes_by_post(client, library):
    assert client.post("/infobutton", about()).status_code == 200


def test_r3_both_ways_have_the_same_names(client, library):
    given = about(knowledgeResponseType="application/json", informationRecipient="PROV")
    got, posted = client.get("/infobutton", given), client.post("/infobutton", given)
    assert slugs(got.json()["feed"]) == slugs(posted.json()["feed"]) != []


@pytest.mark.parametrize("part", ["c", "cs", "dn", "ot"])
def test_r4_names_are_the_last_two_elements_abbreviated(feed, part):
    whole = {"c": "code", "cs": "codeSystem", "dn": "displayName", "ot": "originalText"}[part]
    short = about(**{"mainSearchCriteria.v.dn": "x", "mainSearchCriteria.v.ot": "y"})
    long = dict(short)
    long[f"mainSearchCriteria.value.{whole}"] = long.pop(f"mainSearchCriteria.v.{part}")
    assert feed(long)["category"] != []
    assert slugs(feed(long)) == slugs(feed(short)) != []


def test_r5_a_second_instance_is_told_by_a_suffix(feed):
    given = {"mainSearchCriteria.v.dn": "nothing of the kind"}
    assert feed(given)["entry"] == []
    more = {f"{name}1": value for name, value in about().items()}
    assert ARTICLE in slugs(feed({**given, **more}))


def test_r6_a_code_means_something_with_its_system_only(feed):
    assert ARTICLE in slugs(feed(about("MeSH")))
    assert feed({"mainSearchCriteria.v.c": about("MeSH")["mainSearchCriteria.v.c"]})["entry"] == []


@pytest.mark.parametrize("system", OID)
def test_r7_code_systems_are_named_by_oid(feed, system):
    assert ARTICLE in slugs(feed(about(system)))


@pytest.mark.parametrize(
    ("recipient", "tier"),
    [("PAT", "fundamentals"), ("PROV", "academic"), ("PAYOR", "intermediate")],
)
def test_r8_the_recipient_is_told_from_patient_provider_and_payor(feed, recipient, tier):
    assert f"articles/sleep/{tier}/" in slugs(feed(about(informationRecipient=recipient)))


# --- the response (SOA) -------------------------------------------------------------------------


def test_r9_the_answer_can_be_xml(client, library):
    answer = client.get("/infobutton", about(knowledgeResponseType="text/xml"))
    assert answer["Content-Type"].startswith("text/xml")
    assert etree.fromstring(answer.content).tag == f"{{{NAMES['a']}}}feed"


def test_r10_the_answer_can_be_json(client, library):
    answer = client.get("/infobutton", about(knowledgeResponseType="application/json"))
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["feed"]["entry"]


def test_r11_the_answer_can_be_a_call(client, library):
    asked = about(knowledgeResponseType="application/javascript", callback="show")
    answer = client.get("/infobutton", asked)
    assert answer["Content-Type"].startswith("application/javascript")
    assert json.loads(answer.content.decode().partition("(")[2][:-2])["feed"]["entry"]


def test_r12_there_is_one_feed_and_it_is_the_root(client, library):
    tree = xml(client)
    assert len([each for each in tree.iter() if each.tag.endswith("}feed")]) == 1


@pytest.mark.parametrize("given", [None, {"mainSearchCriteria.v.dn": "zzqx"}])
def test_r13_the_feed_has_an_id_a_title_and_when_it_was_made(client, library, given):
    tree = xml(client, given)
    assert all(len(texts(tree, f"a:{name}")) == 1 for name in ("id", "title", "updated"))
    assert re.fullmatch(r"(tag|urn|https?):\S+", texts(tree, "a:id")[0])
    datetime.fromisoformat(texts(tree, "a:updated")[0])


def test_r14_the_feed_names_its_subject_and_its_publisher(client, library):
    tree = xml(client, **{"mainSearchCriteria.v.dn": "Insomnia"})
    assert "Insomnia" in texts(tree, "a:subtitle")[0]
    assert texts(tree, "a:author/a:name") == ["Strata"]


def test_r15_the_feed_repeats_the_request_in_pairs_of_scheme_and_term(client, library):
    asked = about(informationRecipient="PROV", **{"taskContext.c.c": "PROBLISTREV"})
    said = {e.get("scheme"): e.get("term") for e in xml(client, asked).findall("a:category", NAMES)}
    assert said == asked


def test_r16_each_entry_has_an_id_a_title_and_when_it_changed(client, library):
    for entry in xml(client).findall("a:entry", NAMES):
        assert all(texts(entry, f"a:{name}") for name in ("id", "title", "updated"))


def test_r17_each_entry_has_a_link_to_read_it(client, library):
    for entry in xml(client).findall("a:entry", NAMES):
        (link, *_) = entry.findall("a:link[@rel='alternate']", NAMES)
        path = link.get("href").removeprefix("http://127.0.0.1:8000")
        assert client.get(path).status_code == 200


def test_r18_each_link_says_what_it_is(client, library):
    links = xml(client).findall(".//a:link", NAMES)
    assert all(e.get(n) for e in links for n in ("href", "rel", "type", "hreflang", "title"))


def test_r19_language_stands_at_the_feed_and_at_each_entry(client, library):
    tree = xml(client)
    assert {each.get(LANG) for each in (tree, *tree.findall("a:entry", NAMES))} == {"en"}


def test_r20_text_says_its_kind(client, library):
    tree = xml(client)
    for path in ("a:title", "a:subtitle", "a:entry/a:title", "a:entry/a:summary"):
        assert {each.get("type") for each in tree.findall(path, NAMES)} <= {"text", "html"}


def test_r21_relevance_is_a_number_from_nought_to_one(client, library):
    scores = xml(client).findall("a:entry/a:category[@scheme='relevanceScore']", NAMES)
    assert len(scores) == 2
    assert all(0 <= float(each.get("term")) <= 1 for each in scores)


def test_r22_nothing_found_is_a_feed_without_entries(client, library):
    assert xml(client, {"mainSearchCriteria.v.dn": "zzqx"}).findall("a:entry", NAMES) == []


def test_r23_json_has_the_names_of_atom_with_text_as_a_value(feed):
    answer = feed()
    assert {"id", "title", "subtitle", "updated", "author", "category", "entry"} <= set(answer)
    assert all("_value" in answer[name] for name in ("id", "title", "updated"))
    assert isinstance(answer["entry"][0]["link"], list)


# --- retrieval (IHE) ----------------------------------------------------------------------------


def test_r24_the_feed_links_to_the_request_it_answers(client, library):
    (link,) = xml(client).findall("a:link[@rel='self']", NAMES)
    path = link.get("href").removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200


def test_r25_an_article_says_when_it_was_published_and_by_whom(client, library):
    entry = article(xml(client))
    assert texts(entry, "a:published")
    assert texts(entry, "a:author/a:name")


def test_r26_an_article_says_how_to_cite_it_what_holds_it_and_where_it_is_from(client, library):
    entry = article(xml(client))
    assert "Sleep and rest" in texts(entry, "d:bibliographicCitation")[0]
    assert texts(entry, "d:isPartOf") == ["http://127.0.0.1:8000/"]
    assert "Version 1. Not yet reviewed" in texts(entry, "d:provenance")[0]


def test_r27_a_request_that_cannot_be_read_is_400(client, library):
    asked = about(knowledgeResponseType="application/javascript", callback="1;alert")
    assert client.get("/infobutton", asked).status_code == 400


def test_r28_a_document_that_was_withdrawn_is_410(client, library):
    (link,) = article(xml(client)).findall("a:link[@rel='alternate']", NAMES)
    withdraw(library)
    path = link.get("href").removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 410


def test_r29_a_knowledge_request_is_not_cached(client, library):
    assert "no-cache" in client.get("/infobutton", about())["Cache-Control"]


# --- MedlinePlus Connect ------------------------------------------------------------------------

CONNECT = [
    ("problem", about("ICD-10-CM", **{"mainSearchCriteria.v.dn": "Insomnia"})),
    ("problem", about("SNOMED CT", **{"informationRecipient.languageCode.c": "en"})),
    ("drug", about("RxNorm", **{"mainSearchCriteria.v.dn": "Melatonin 3 MG"})),
    ("lab", about("LOINC", **{"informationRecipient.languageCode.c": "es"})),
]


@pytest.mark.parametrize(("kind", "given"), CONNECT)
@pytest.mark.parametrize("form", ["", "text/xml", "application/json"])
def test_a_client_of_medlineplus_connect_changes_the_address_only(
    client, library, kind, given, form
):
    asked = {**given, **({"knowledgeResponseType": form} if form else {})}
    answer = client.get("/infobutton/service", asked)
    assert answer.status_code == 200
    if form == "application/json":
        entries = answer.json()["feed"]["entry"]
        found = {e["title"]["_value"]: e["link"][0]["href"] for e in entries}
    else:
        entries = etree.fromstring(answer.content).findall("a:entry", NAMES)
        found = {
            e.findtext("a:title", "", NAMES): e.find("a:link", NAMES).get("href") for e in entries
        }
    assert found["Sleep and rest"] == f"http://127.0.0.1:8000/{ARTICLE}"


@pytest.mark.parametrize(("kind", "given"), CONNECT)
def test_its_application_address_is_a_page_for_a_reader(client, library, kind, given):
    answer = client.get("/infobutton/application", given)
    assert answer["Content-Type"].startswith("text/html")
    assert "Sleep and rest" in answer.content.decode()
