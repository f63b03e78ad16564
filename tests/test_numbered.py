"""The highest number that names end in."""

from __future__ import annotations

import pytest

from articles.models import Article
from kb.numbered import highest_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _articles():
    slugs = ("sleep", "sleep-2", "sleep-9", "sleep-10", "sleep-and-rest-77", "sleep-well")
    others = ("sleeping-90", "sleep-011", "sleep-100b", "asleep-50", "sleep-4-2")
    Article.objects.bulk_create(Article(title="A", slug=slug) for slug in (*slugs, *others))


@pytest.mark.parametrize(
    ("stem", "highest"),
    [("sleep", 10), ("sleep-and-rest", 77), ("sleep-4", 2), ("sleep-well", 0), ("rest", 0)],
)
def test_it_is_told_by_number_and_not_by_spelling(stem, highest):
    assert highest_number(Article.objects.all(), "slug", stem) == highest


def test_signs_that_patterns_know_are_no_patterns():
    Article.objects.create(title="A", slug="a_b-3")
    Article.objects.create(title="A", slug="axb-8")
    assert highest_number(Article.objects.all(), "slug", "a_b") == 3
