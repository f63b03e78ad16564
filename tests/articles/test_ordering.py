"""Sections change places and tiers; nobody moves what another has moved meanwhile."""

from __future__ import annotations

import pytest

from articles import editing, ordering
from articles.editing import SectionText
from articles.models import Article, Section
from kb.document.codec import digest
from tests.admin.conftest import make_person
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article()


def place(section: Section, tier: str, position: int, *, seen: int | None = None) -> Section:
    lock = Article.objects.get(pk=section.article_id).lock_version
    seen = lock if seen is None else seen
    return ordering.place(section.pk, tier, position, by=make_person(), seen=seen)


def order(article: Article, tier: str) -> list[str]:
    return [section.heading or "Opening" for section in article.sections.filter(tier=tier)]


def headed(article: Article, tier: str) -> Section:
    return article.sections.get(tier=tier, heading="Why sleep matters")


def test_a_section_moves_within_its_tier_and_stops_at_its_ends(article):
    section = headed(article, "academic")
    place(section, "academic", 0)
    assert order(article, "academic") == ["Why sleep matters", "Opening"]
    place(section, "academic", 99)
    assert order(article, "academic") == ["Opening", "Why sleep matters"]


def test_a_section_moves_to_a_place_of_another_tier_with_its_words(article):
    section = headed(article, "academic")
    moved = place(section, "fundamentals", 1)
    assert order(article, "fundamentals") == ["Opening", "Why sleep matters", "Why sleep matters"]
    assert order(article, "academic") == ["Opening"]
    assert (moved.anchor, moved.blocks) == ("why-sleep-matters-2", section.blocks)
    assert moved.digest == digest(editing.read_section(moved))


def test_ways_that_editors_chose_do_not_outlive_the_tier_they_led_to(article):
    section, other = headed(article, "academic"), headed(article, "fundamentals")
    other.counterparts.create(tier="academic", target=section)
    section.counterparts.create(tier="fundamentals", target=other)
    place(section, "intermediate", 0)
    assert (other.counterparts.count(), section.counterparts.count()) == (0, 0)


def test_a_move_is_an_edit_and_makes_an_approval_void(article):
    Article.objects.filter(pk=article.pk).update(state="approved")
    place(headed(article, "academic"), "academic", 0)
    article.refresh_from_db()
    assert (article.state, article.lock_version, article.edited_by is None) == ("draft", 1, False)
    assert article.transitions.first().action == "edit"


def test_a_move_to_where_it_is_is_no_edit(article):
    place(headed(article, "academic"), "academic", 1)
    article.refresh_from_db()
    assert article.lock_version == 0


def test_of_two_who_move_the_second_is_refused(article):
    section = headed(article, "academic")
    place(section, "academic", 0, seen=0)
    with pytest.raises(ordering.OrderChanged):
        place(section, "fundamentals", 0, seen=0)
    assert order(article, "academic") == ["Why sleep matters", "Opening"]


def test_a_move_after_somebody_saved_a_section_is_refused(article):
    section = headed(article, "fundamentals")
    text = SectionText(section.heading, "Other words.")
    editing.save_section(section.pk, text, by=make_person(), base=section.digest)
    with pytest.raises(ordering.OrderChanged):
        place(section, "academic", 0, seen=0)


def test_a_section_that_is_gone_is_not_moved(article):
    section = headed(article, "academic")
    editing.delete_section(section.pk, by=make_person(), base=section.digest)
    with pytest.raises(ordering.OrderChanged):
        place(section, "academic", 0)


@pytest.mark.parametrize(
    ("tier", "direction", "to"),
    [
        ("academic", "up", ("academic", 0)),
        ("academic", "down", ("academic", 2)),
        ("academic", "simpler", ("intermediate", 1)),
        ("academic", "deeper", ("academic", 1)),
        ("fundamentals", "simpler", ("fundamentals", 1)),
        ("fundamentals", "deeper", ("intermediate", 1)),
    ],
)
def test_one_step_leads_to_the_neighbour(article, tier, direction, to):
    assert ordering.step(headed(article, tier), direction) == to
