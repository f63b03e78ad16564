"""Nothing unpublished can be reached: every address is walked with drafts and secrets about."""

from __future__ import annotations

import json

import pytest

from articles.models import Article, Section
from articles.publishing import withdraw
from glossary.models import Definition
from kb.api.site import ADDRESSES
from kb.document.tree import TIERS
from tests.api.content import one_tier
from tests.factories import make_article, make_document, make_reference, make_term

pytestmark = pytest.mark.django_db

SECRET = "zzsecret"
LISTS = (
    "articles/",
    "terms/",
    "references/",
    "topics/",
    f"search/?q={SECRET}",
    "search/?q=passage",
)
PARTS = (
    "",
    "articles/sleep/?expand=versions",
    "articles/sleep/versions/",
    "articles/sleep/versions/1/",
    "articles/sleep/versions/1..1/",
    *(f"articles/sleep/{tier}/" for tier in TIERS),
    *(f"articles/sleep/{tier}/introduction/" for tier in TIERS),
    "terms/?expand=definitions,codes",
    *(f"terms/passage/?tier={tier}" for tier in TIERS),
    "export/manifest/",
)


@pytest.fixture
def _content():
    """Public content, and beside it everything that must not be seen, marked as secret."""
    make_term("passage").related.add(make_term(f"{SECRET} term", is_public=False))
    article = make_article(
        slug="sleep", references=(make_reference(key="shown"),), topics=("Rest",)
    )
    hidden = make_reference(key=f"{SECRET}-reference", title=SECRET)
    draft = make_document(title=f"{SECRET} draft", tiers=(one_tier("academic", f"A {SECRET}."),))
    make_article(document=draft, published=False, topics=(SECRET,), references=(hidden,))
    withdraw(make_article(document=draft, slug=f"{SECRET}-gone"), reason=SECRET)
    article.title, article.summary, article.note = SECRET, SECRET, SECRET
    article.topics.add(article.topics.model.objects.get(slug=SECRET))
    article.save()
    Section.objects.filter(article=article).update(heading=SECRET, markdown=SECRET)
    term = article.defines.model.objects.get(slug="passage")
    Definition.objects.create(term=term, tier="academic", text=SECRET)
    Definition.objects.create(term=term, tier="academic", text=SECRET + "2", status="rejected")
    term.codes.create(system="MeSH", code=SECRET, confidence="low")


def addresses(client) -> list[str]:
    """Return every list's address and every address its rows lead to."""
    found = [f"/api/v1/{path}" for path in LISTS]
    for path in list(found):
        for row in client.get(path).json()["results"]:
            found += [row[name] for name in ("api_url", "articles_url") if name in row]
    found += [f"/api/v1/{path}" for path in PARTS]
    return [address.removeprefix("http://127.0.0.1:8000") for address in found]


def test_no_answer_holds_a_word_that_is_not_published(client, _content):
    walked = addresses(client)
    assert len(walked) > len(LISTS) + len(ADDRESSES) // 2
    for address in walked:
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = json.dumps(answer.json()).replace(f"q={SECRET}", "")
        assert SECRET not in body, address


def test_the_export_holds_no_word_that_is_not_published(ask, _content):
    text = ask("export.ndjson").getvalue().decode()
    assert len(text.splitlines()) == 3  # an article, its reference, a term
    assert SECRET not in text


def test_the_feed_tells_the_key_of_what_was_published_and_no_more(ask, _content):
    rows = ask("changes/").json()["results"]
    told = [row for row in rows if SECRET in json.dumps(row)]
    assert {row["key"] for row in told} == {f"{SECRET}-gone"}
    for row in told:
        del row["key"], row["url"], row["api_url"]
    assert SECRET not in json.dumps(told)


@pytest.mark.parametrize(
    "path",
    [
        f"articles/{SECRET}-draft/",
        f"articles/{SECRET}-gone/",
        f"articles/{SECRET}-gone/versions/",
        f"articles/{SECRET}-gone/versions/1..1/",
        f"articles/{SECRET}-gone/academic/",
        f"articles/{SECRET}-gone/academic/introduction/",
        f"articles/{SECRET}-gone/versions/1/",
        f"terms/{SECRET}-term/",
        f"references/{SECRET}-reference/",
    ],
)
def test_what_is_not_public_is_not_there(ask, _content, path):
    assert ask(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        f"articles/?topic={SECRET}",
        f"articles/?reference={SECRET}-reference",
        f"articles/?term={SECRET}-term",
        f"articles/?code={SECRET}",
        f"terms/?q={SECRET}",
        f"terms/?code={SECRET}",
        f"references/?author={SECRET}",
        f"references/?article={SECRET}-gone",
    ],
)
def test_no_filter_tells_of_it(ask, _content, query):
    assert ask(query).json()["results"] == []


def test_a_cursor_holds_published_values_only(ask, _content):
    make_article(slug="other")
    Article.objects.update(title=SECRET)
    first = ask("articles/?page_size=1").json()
    assert first["next"]
    from kb.api.cursors import Cursor

    text = first["next"].split("cursor=")[1].split("&")[0]
    assert SECRET not in str(Cursor.decode(text).values)


def test_annotating_tells_of_no_private_term(client, _content):
    body = {"text": f"A {SECRET} term in a passage.", "tier": "academic"}
    answer = client.post("/api/v1/annotate", body, content_type="application/json")
    assert [term["slug"] for term in answer.json()["terms"]] == ["passage"]
    assert SECRET not in answer.content.decode()
