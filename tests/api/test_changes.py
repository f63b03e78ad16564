"""The change feed, the export and the manifest: a copy made of them is the site."""

from __future__ import annotations

import json
import random
from io import StringIO

import feedparser
import pytest
from django.core.management import call_command
from django.db import transaction

from articles.editing import save_details
from articles.models import Article
from articles.publishing import publish, withdraw
from articles.refresh import refresh
from glossary.models import Definition
from glossary.release import index_terms
from kb import changes
from kb.changes import Fact, digest_of
from kb.mending import begin_feed
from kb.models import Change
from references.merging import merge
from tests.factories import make_article, make_document, make_reference, make_term

pytestmark = pytest.mark.django_db


def facts(answer) -> list[tuple]:
    return [(row["kind"], row["key"], row["gone"]) for row in answer.json()["results"]]


def manifest(ask) -> dict[tuple[str, str], str]:
    records = ask("export/manifest/").json()["records"]
    return {(each["kind"], each["key"]): each["digest"] for each in records}


def lines(answer) -> list[dict]:
    return [json.loads(line) for line in answer.getvalue().decode().splitlines()]


def rename(article: Article, slug: str) -> None:
    former, article.slug = article.slug, slug
    with transaction.atomic():
        save_details(article, ["slug"], former_slug=former)


# --- the feed -----------------------------------------------------------------------------------


def test_a_publication_is_told_with_what_it_changes(ask):
    article = make_article(slug="sleep", references=(make_reference(key="shown"),))
    answer = ask("changes/")
    assert facts(answer) == [("published", "sleep", False), ("reference", "shown", False)]
    first = answer.json()["results"][0]
    assert (first["version"], first["significance"]) == (1, "content")
    assert first["digest"] == article.published.digest == ask("articles/sleep/").json()["digest"]


def test_what_goes_leaves_a_tombstone(ask):
    article = make_article(slug="sleep", references=(make_reference(key="shown"),))
    since = ask("changes/").json()["cursor"]
    withdraw(article, reason="An error.")
    answer = ask(f"changes/?since={since}")
    assert facts(answer) == [("withdrawn", "sleep", True), ("reference", "shown", True)]
    assert answer.json()["results"][0]["digest"] is None
    assert "error" not in answer.content.decode()


def test_a_draft_is_never_told_of(ask):
    make_article(published=False, references=(make_reference(),))
    index_terms([make_term(is_public=False).pk])
    assert facts(ask("changes/")) == []


def test_an_article_shown_anew_has_no_significance(ask):
    reference = make_reference(key="shown")
    make_article(slug="sleep", references=(reference,))
    refresh(references=["shown"])
    assert [row["significance"] for row in ask("changes/").json()["results"]][-1] is None


def test_a_safety_change_says_so(ask):
    article = make_article(slug="sleep")
    article.sections.first().delete()
    publish(article, significance="safety")
    last = ask("changes/").json()["results"][-1]
    assert (last["version"], last["significance"]) == (2, "safety")


def test_a_renamed_article_leaves_word_of_its_name(ask):
    rename(make_article(slug="sleep"), "slumber")
    gone, shown = ask("changes/").json()["results"][1:]
    assert (gone["key"], gone["gone"], gone["renamed_to"]) == ("sleep", True, "slumber")
    assert (shown["key"], shown["gone"], shown["version"]) == ("slumber", False, 1)


def test_a_merged_reference_leaves_word_of_its_key(ask):
    gone, kept = make_reference(key="gone"), make_reference(key="kept")
    make_article(references=(gone,))
    merge(gone, kept)
    rows = {row["key"]: row for row in ask("changes/").json()["results"]}
    assert rows["gone"]["renamed_to"] == "kept"


def test_a_term_is_told_of_when_it_reads_differently_only(ask):
    term = make_term("passage")
    index_terms([term.pk])
    index_terms([term.pk])
    assert facts(ask("changes/")) == [("term", "passage", False)]
    Definition.objects.filter(term=term).update(text="Another wording.")
    index_terms([term.pk])
    assert len(facts(ask("changes/"))) == 2
    last = ask("changes/").json()["results"][-1]
    assert last["digest"] == ask("terms/passage/").json()["digest"]


def test_pages_follow_one_another_without_a_gap(ask, client):
    for _ in range(5):
        make_article()
    page = ask("changes/?page_size=2").json()
    numbers = [row["number"] for row in page["results"]]
    while page["has_more"]:
        page = client.get(page["next"]).json()
        numbers += [row["number"] for row in page["results"]]
    assert numbers == [1, 2, 3, 4, 5]
    assert client.get(page["next"]).json()["results"] == []


def test_a_client_that_knows_all_is_told_so_in_a_few_bytes(ask, client):
    make_article()
    following = ask("changes/").json()["next"]
    known = client.get(following)
    assert client.get(following, headers={"If-None-Match": known["ETag"]}).status_code == 304


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "٣", "9" * 30])
def test_what_is_no_cursor_is_refused(ask, since):
    assert ask(f"changes/?since={since}").status_code == 400


def test_a_cursor_from_the_future_is_a_conflict(ask):
    answer = ask("changes/?since=7")
    assert answer.status_code == 409
    assert answer.json()["title"] == "Conflict"


def test_what_is_rolled_back_leaves_no_hole():
    changes.record(changes.ARTICLE, [Fact("first", "1")])
    with pytest.raises(RuntimeError), transaction.atomic():
        changes.record(changes.ARTICLE, [Fact("lost", "2")])
        raise RuntimeError
    changes.record(changes.ARTICLE, [Fact("second", "3")])
    assert list(Change.objects.values_list("number", "key")) == [(1, "first"), (2, "second")]


def test_recording_costs_the_same_for_many(django_assert_num_queries):
    changes.record(changes.TERM, [Fact("first", "1")])
    with django_assert_num_queries(4):
        changes.record(changes.TERM, [Fact(f"term-{n}", "1") for n in range(100)])


def test_the_last_changes_are_an_atom_feed_too(client):
    withdraw(make_article(slug="sleep", references=(make_reference(key="shown"),)))
    answer = client.get("/feeds/changes.atom")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [
        "Reference: shown",
        "Article withdrawn: sleep",
        "Reference: shown",
        "Article published: sleep",
    ]
    assert len({entry.id for entry in read.entries}) == 4
    assert (
        client.get("/feeds/changes.atom", headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )


# --- the export ---------------------------------------------------------------------------------


@pytest.fixture
def library():
    index_terms([make_term("passage", aliases=("way",)).pk, make_term("rest").pk])
    make_article(slug="sleep", references=(make_reference(key="shown"),))
    make_article(slug="bone")
    make_article(slug="draft", published=False, references=(make_reference(key="hidden"),))


def test_the_export_holds_everything_published(ask, library):
    read = lines(ask("export.ndjson"))
    assert [(each["kind"], each["key"]) for each in read] == [
        ("article", "bone"),
        ("article", "sleep"),
        ("reference", "shown"),
        ("term", "passage"),
        ("term", "rest"),
    ]
    assert {(each["kind"], each["key"]): each["digest"] for each in read} == manifest(ask)
    assert read[1]["data"] == ask("articles/sleep/").json()


def test_a_broken_export_goes_on_where_it_broke(ask, library):
    whole = lines(ask("export.ndjson"))
    for place, line in enumerate(whole, 1):
        assert lines(ask(f"export.ndjson?after={line['kind']}/{line['key']}")) == whole[place:]


@pytest.mark.parametrize("after", ["sleep", "topic/rest", "article/"])
def test_a_place_that_is_none_is_refused(ask, after):
    assert ask(f"export.ndjson?after={after}").status_code == 400


def test_the_digest_of_a_reference_can_be_made_from_what_is_given(ask, library):
    for line in lines(ask("export.ndjson")):
        if line["kind"] == "reference":
            made = {name: line["data"][name] for name in ("csl", "verification")}
            assert digest_of(made) == line["digest"]


def test_the_manifest_says_from_where_to_follow(ask, library):
    assert ask("export/manifest/").json()["changes"] == ask("changes/").json()["cursor"]


# --- a copy -------------------------------------------------------------------------------------


class Replica:
    """A copy that knows nothing but the feed and the addresses it names."""

    def __init__(self, client) -> None:
        self.client, self.held, self.next = client, {}, "/api/v1/changes/?page_size=3"

    def follow(self) -> None:
        has_more = True
        while has_more:
            page = self.client.get(self.next).json()
            for row in page["results"]:
                self.apply(row)
            self.next, has_more = page["next"], page["has_more"]

    def apply(self, row: dict) -> None:
        kind = "article" if row["kind"] in ("published", "withdrawn") else row["kind"]
        answer = None if row["gone"] else self.client.get(row["api_url"])
        if answer is None or answer.status_code != 200:
            self.held.pop((kind, row["key"]), None)
        else:
            self.held[kind, row["key"]] = answer.json()["digest"]


def step(chance: random.Random, articles: list[Article], number: int) -> None:
    """Publish, change, withdraw or rename one of some articles."""
    article = chance.choice(articles)
    article.refresh_from_db()
    action = chance.choice(("change", "withdraw", "rename"))
    if action == "withdraw" and article.published:
        withdraw(article)
    elif action == "rename" and article.published:
        rename(article, f"name-{number}")
    else:
        section = article.sections.order_by("pk").first()
        section.heading = f"Heading {number}"
        section.save()
        publish(article)


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_made_of_the_feed_alone_equals_the_site(ask, client, seed):
    chance = random.Random(seed)
    reference = make_reference(key="shared")
    articles = [
        make_article(document=make_document(title=f"Title {n}"), references=(reference,))
        for n in range(3)
    ]
    replica = Replica(client)
    for number in range(12):
        step(chance, articles, number)
        if chance.random() < 0.4:
            replica.follow()
    replica.follow()
    assert replica.held == manifest(ask)


def test_a_feed_begun_late_is_brought_up_to_what_is_published(ask, library):
    Change.objects.all().delete()
    changes.record(changes.ARTICLE, [Fact("stray", "1")])
    call_command("mend_changes", stdout=StringIO())
    told = {(row["key"], row["gone"]) for row in ask("changes/?page_size=200").json()["results"]}
    keys = {key for _, key in manifest(ask)}
    assert told == {("stray", False), ("stray", True), *((key, False) for key in keys)}
    number = changes.last_number()
    call_command("mend_changes", stdout=StringIO())
    assert changes.last_number() == number


def test_migrating_begins_the_feed_of_a_site_that_is_older_than_it(ask, library):
    Change.objects.all().delete()
    call_command("migrate", verbosity=0)
    told = {(row["key"], row["gone"]) for row in ask("changes/?page_size=200").json()["results"]}
    assert told == {(key, False) for _, key in manifest(ask)}
    number = changes.last_number()
    call_command("migrate", verbosity=0)
    assert changes.last_number() == number


def test_migrating_an_empty_site_tells_nothing(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        begin_feed()
    assert not Change.objects.exists()
