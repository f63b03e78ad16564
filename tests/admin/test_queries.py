"""Lists cost the same number of queries however long they are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Source
from articles.publishing import publish_many
from glossary.models import Definition
from tests.admin.test_pages import make_source
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db

LISTS = [
    "articles_article",
    "articles_section",
    "articles_importfinding",
    "articles_source",
    "articles_importrun",
    "articles_version",
    "articles_transition",
    "articles_topic",
    "articles_termuse",
    "articles_citation",
    "articles_rendering",
    "articles_bibliographyentry",
    "articles_upload",
    "articles_previewlink",
    "articles_reviewcomment",
    "articles_notice",
    "glossary_term",
    "glossary_definition",
    "glossary_alias",
]
MOST = 15


def fill(start: int, stop: int) -> None:
    articles = []
    for number in range(start, stop):
        term = make_term(f"term number {number}", aliases=(f"name {number}",))
        Definition.objects.create(term=term, text=f"Another wording {number}.", tier="academic")
        article = make_article(
            title=f"Article {number}",
            topics=(f"topic {number}",),
            references=(make_reference(),),
            published=False,
        )
        make_source(article, state=Source.State.CURRENT)
        articles.append(article.pk)
    publish_many(articles)


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_have_a_constant_number_of_queries(root):
    fill(0, 5)
    few = {name: count(root, reverse(f"admin:{name}_changelist")) for name in LISTS}
    fill(5, 50)
    many = {name: count(root, reverse(f"admin:{name}_changelist")) for name in LISTS}
    assert many == few
    assert max(many.values()) <= MOST, many


def test_the_first_page_has_few_queries(root):
    fill(0, 3)
    assert count(root, "/admin/") <= MOST


def test_an_articles_page_does_not_query_per_section_or_reference(root):
    short = make_article(references=(make_reference(),))
    long = make_article(references=tuple(make_reference() for _ in range(20)))
    make_source(short), make_source(long)
    page = "admin:articles_article_change"
    few = count(root, reverse(page, args=[short.pk]))
    assert count(root, reverse(page, args=[long.pk])) <= few <= 20
