"""/api/v1/: what the site is and holds."""

from __future__ import annotations

import pytest

from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


def test_the_index_counts_what_is_published(ask):
    make_article(references=(make_reference(),), topics=("Rest",))
    make_article(published=False, topics=("Hidden",), references=(make_reference(),))
    make_term(is_public=False)
    counts = ask("").json()["counts"]
    assert counts == {"articles": 1, "terms": 0, "references": 1, "topics": 1}


def test_the_state_grows_with_every_publication(ask):
    before = ask("").json()["state"]
    make_article()
    assert ask("").json()["state"] > before


def test_the_index_names_the_tiers(ask):
    tiers = ask("").json()["tiers"]
    assert [each["tier"] for each in tiers] == ["fundamentals", "intermediate", "academic"]
    assert all(each["label"] for each in tiers)
