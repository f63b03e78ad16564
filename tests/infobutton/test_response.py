"""What an answer holds, whatever form it takes."""

from __future__ import annotations

import json

import feedparser
import pytest
from lxml import etree

from articles.publishing import publish, withdraw
from tests.factories import make_article, make_document, make_term
from tests.infobutton.conftest import about, slugs

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def atom(client, library):
    answer = client.get("/infobutton", about(informationRecipient="PROV"))
    return etree.fromstring(answer.content)


def test_an_independent_reader_understands_the_feed(client, library):
    read = feedparser.parse(client.get("/infobutton", about()).content)
    assert not read.bozo
    assert read.version == "atom10"
    entry = next(entry for entry in read.entries if entry.title == "Sleep and rest")
    assert "On &lt;sleep&gt; &amp; rest." in entry.summary
    assert entry.link == "http://127.0.0.1:8000/articles/sleep/fundamentals/"
    assert (read.feed.language, read.feed.author) == ("en", "Strata")


@pytest.mark.parametrize("name", ["id", "title", "subtitle", "updated", "author/a:name"])
def test_a_feed_has_what_the_guide_requires(atom, name):
    assert atom.tag == f"{{{ATOM['a']}}}feed"
    assert len(atom.findall(f"a:{name}", ATOM)) == 1


@pytest.mark.parametrize("name", ["id", "title", "updated", "published", "author/a:name", "link"])
def test_an_article_has_what_the_guide_requires(atom, name):
    entry = next(
        e for e in atom.findall("a:entry", ATOM) if "article/" in e.find("a:id", ATOM).text
    )
    assert entry.findall(f"a:{name}", ATOM)


def test_language_stands_at_the_feed_each_entry_and_each_link(atom):
    assert atom.get(LANG) == "en"
    assert [entry.get(LANG) for entry in atom.findall("a:entry", ATOM)] == ["en", "en"]
    assert {link.get("hreflang") for link in atom.iterfind(".//a:link", ATOM)} == {"en"}


def test_links_say_where_they_lead_and_what_is_there(atom):
    links = atom.findall("a:entry/a:link", ATOM)
    assert all(link.get(name) for link in links for name in ("href", "rel", "type", "title"))
    assert {link.get("rel") for link in links} == {"alternate", "related", "via"}


def test_the_feed_names_the_request_it_answers(atom):
    own = atom.find("a:link[@rel='self']", ATOM).get("href")
    assert own.startswith("http://127.0.0.1:8000/infobutton?mainSearchCriteria.v.c=G47.0&")


def test_the_request_is_repeated_as_categories_with_the_oid(feed):
    repeated = {each["scheme"]: each["term"] for each in feed()["category"]}
    assert repeated["mainSearchCriteria.v.c"] == "G47.0"
    assert repeated["mainSearchCriteria.v.cs"] == "2.16.840.1.113883.6.90"


def test_ids_are_stable_tags(feed):
    first, second = feed(), feed()
    assert first["id"] == second["id"]
    assert first["id"] != feed(about(informationRecipient="PROV"))["id"]
    ids = {entry["id"]["_value"] for entry in first["entry"]}
    assert "tag:127.0.0.1,2026:article/sleep/v1/fundamentals" in ids
    assert "tag:127.0.0.1,2026:term/insomnia" in ids


def test_an_entry_is_as_old_as_its_version_not_as_the_answer(feed, library):
    entry = next(e for e in feed()["entry"] if "article" in e["id"]["_value"])
    assert entry["updated"]["_value"] == f"{library.published_at:%Y-%m-%dT%H:%M:%SZ}"


def test_a_score_between_nought_and_one_orders_the_entries(feed):
    scores = [float(category(entry, "relevanceScore")) for entry in feed()["entry"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_an_entry_says_why_it_matched_and_whether_it_was_reviewed(feed):
    entry = next(e for e in feed()["entry"] if "article" in e["id"]["_value"])
    assert (
        category(entry, "http://127.0.0.1:8000/infobutton#matched") == "ICD-10-CM G47.0: insomnia"
    )
    assert category(entry, "http://127.0.0.1:8000/infobutton#review") == "unreviewed"


def test_a_category_scores_less_than_the_very_code(feed):
    exact, wide = feed(), feed(about(code="G47.09"))
    scores = [float(category(each["entry"][0], "relevanceScore")) for each in (exact, wide)]
    assert scores[0] > scores[1]


def category(entry, scheme):
    return next(each["term"] for each in entry["category"] if each["scheme"] == scheme)


# --- forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("text/xml", "text/xml; charset=utf-8"),
        ("text/XML", "text/xml; charset=utf-8"),
        ("application/atom+xml", "application/atom+xml; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/html", "text/html; charset=utf-8"),
        ("something/else", "application/atom+xml; charset=utf-8"),
    ],
)
def test_the_form_is_the_one_asked_for(client, library, asked, given):
    answer = client.get("/infobutton", about(knowledgeResponseType=asked))
    assert (answer.status_code, answer["Content-Type"]) == (200, given)


def test_a_browser_is_shown_a_page(client, library):
    answer = client.get("/infobutton", about(), HTTP_ACCEPT="text/html,application/xml;q=0.9")
    assert "On &lt;sleep&gt; &amp; rest." in answer.content.decode()
    assert not answer.cookies


def test_the_application_address_is_a_page(client, library):
    assert client.get("/infobutton/application", about())["Content-Type"].startswith("text/html")


def test_json_has_one_member_and_lists_where_things_repeat(client, library):
    answer = client.get("/infobutton", about(knowledgeResponseType="application/json")).json()
    assert list(answer) == ["feed"]
    entry = answer["feed"]["entry"][0]
    assert all(isinstance(entry[name], list) for name in ("link", "category"))
    assert set(entry["title"]) == {"type", "_value"}
    assert isinstance(answer["feed"]["author"], dict)


def test_a_script_calls_the_function_named(client, library):
    given = about(knowledgeResponseType="application/javascript", callback="kb.show_1")
    text = client.get("/infobutton", given).content.decode()
    assert text.startswith("/**/kb.show_1(")
    assert json.loads(text.removeprefix("/**/kb.show_1(").removesuffix(");"))["feed"]["entry"]
    assert "<" not in text


@pytest.mark.parametrize("callback", ["", "alert(1)", "a b", "1a", "a..b", "<script>", "a" * 65])
def test_a_callback_that_is_no_name_is_refused(client, library, callback):
    given = about(knowledgeResponseType="application/javascript", callback=callback)
    answer = client.get("/infobutton", given)
    assert answer.status_code == 400
    assert "callback" in answer.json()


# --- nothing, and nothing that is not public -------------------------------------------------


@pytest.mark.parametrize("given", [{}, {"mainSearchCriteria.v.dn": "zzqx"}])
def test_no_match_is_one_feed_without_entries(client, library, given):
    read = feedparser.parse(client.get("/infobutton", given).content)
    assert not read.bozo
    assert (read.feed.title, read.entries) == ("Strata", [])


def test_only_what_is_published_is_found(feed, library):
    draft = make_document(title="Insomnia draft")
    make_article(document=draft, slug="zzdraft", published=False)
    make_term("zzsecret", is_public=False).codes.create(system="MeSH", code="D999999")
    library.title = "zzsecret"
    library.save()
    assert "zz" not in json.dumps(feed({"mainSearchCriteria.v.dn": "insomnia"}))
    assert feed(about("MeSH", code="D999999"))["entry"] == []
    withdraw(library, by=None, reason="Outdated.")
    assert slugs(feed()) == ["glossary/insomnia/"]


def test_a_doubtful_code_matches_nothing(feed):
    make_term("apnoea").codes.create(system="MeSH", code="D012891", confidence="low")
    assert feed(about("MeSH", code="D012891"))["entry"] == []


def test_a_new_version_has_an_id_of_its_own(feed, library):
    library.title = "Rest and sleep"
    library.save()
    publish(library, note="Another title.")
    ids = [entry["id"]["_value"] for entry in feed()["entry"]]
    assert "tag:127.0.0.1,2026:article/sleep/v2/fundamentals" in ids


def test_the_answer_is_kept_by_no_shared_cache_and_readable_by_any_page(client, library):
    answer = client.get("/infobutton", about())
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in answer.get("Vary", "")


def test_requests_are_limited(client, library, monkeypatch):
    monkeypatch.setattr("kb.api.throttling.AddressThrottle.get_rate", lambda self: "1/min")
    assert client.get("/infobutton", about()).status_code == 200
    refused = client.get("/infobutton", about())
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


def test_the_number_of_queries_does_not_grow_with_the_answer(
    client, library, django_assert_max_num_queries
):
    client.get("/infobutton", about())
    with django_assert_max_num_queries(6):
        client.get("/infobutton", about())
