"""How many terms the articles of each topic use is right at once, whatever happens to them."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from articles import topic_terms
from articles.models import TermTopic
from articles.publishing import publish, publish_many, show, withdraw
from articles.refresh import refresh
from glossary.browsing import browse
from glossary.merging import merge
from kb.document.tree import Section, Tier
from tests.factories import make_article, make_document, make_term, paragraph

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    """Return the number of terms of each topic, as the glossary's page gives it."""
    assert not topic_terms.differing()
    return dict(browse({}).topic_names.values())


def article_on(text: str, *topics: str, **options):
    tier = Tier("fundamentals", (Section(None, (paragraph(text),)),))
    document = make_document(title="Made", tiers=(tier,), topics=topics)
    return make_article(document=document, topics=topics, **options)


def test_terms_count_from_the_moment_an_article_is_published():
    make_term("melatonin")
    make_term("cortisol")
    article = article_on("Melatonin and cortisol.", "Sleep", "Hormones", published=False)
    assert counts() == {}
    publish(article)
    assert counts() == {"Sleep": 2, "Hormones": 2}


def test_terms_count_as_long_as_any_article_of_the_topic_uses_them():
    make_term("melatonin")
    make_term("cortisol")
    both = article_on("Melatonin and cortisol.", "Sleep")
    one = article_on("Melatonin.", "Sleep")
    assert counts() == {"Sleep": 2}
    withdraw(both)
    assert counts() == {"Sleep": 1}
    withdraw(one)
    assert counts() == {}


def test_terms_go_with_an_article_to_its_new_topic():
    make_term("melatonin")
    article, other = article_on("Melatonin.", "Sleep"), article_on("Nothing.", "Rest")
    article.topics.set(other.topics.all())
    publish_many([article.pk])
    assert counts() == {"Rest": 1}


def test_a_new_term_counts_where_it_is_mentioned():
    article_on("Melatonin.", "Sleep")
    assert counts() == {}
    refresh(terms=[make_term("melatonin").pk])
    assert counts() == {"Sleep": 1}


def test_a_hidden_term_does_not_count():
    term = make_term("melatonin")
    article = article_on("Melatonin.", "Sleep")
    type(term).objects.update(is_public=False)
    assert counts() == {}
    show([article])
    assert counts() == {}


def test_merged_terms_count_once():
    kept, gone = make_term("melatonin"), make_term("sleep hormone")
    article_on("Melatonin and the sleep hormone.", "Sleep")
    article_on("The sleep hormone.", "Rest")
    assert counts() == {"Sleep": 2, "Rest": 1}
    merge(gone, kept)
    assert counts() == {"Sleep": 1, "Rest": 1}
    refresh(terms=[kept.pk])
    assert counts() == {"Sleep": 1, "Rest": 1}


def test_a_topic_shows_its_terms_alone():
    make_term("melatonin")
    make_term("cortisol")
    article_on("Melatonin.", "Sleep")
    article_on("Cortisol.", "Stress")
    assert [term.name for term in browse({"topic": "sleep"}).terms()] == ["melatonin"]


def test_redrawing_takes_out_what_is_not_used():
    make_term("melatonin")
    article = article_on("Nothing.", "Sleep")
    TermTopic.objects.create(term=make_term("cortisol"), topic=article.topics.get())
    call_command("redraw")
    assert counts() == {}


def test_redrawing_puts_in_what_an_earlier_version_left_out():
    make_term("melatonin")
    article_on("Melatonin.", "Sleep")
    TermTopic.objects.all().delete()
    call_command("redraw")
    assert counts() == {"Sleep": 1}
