"""A change of the glossary rewrites the articles that mention it, and leaves all others alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Rendering
from articles.refresh import refresh
from glossary.models import Alias
from kb import state
from kb.document.tree import Section, Tier
from kb.markup.link import Linker, LinkTarget
from kb.search.mentions import article_texts
from tests.factories import FILLING, make_article, make_document, make_term, paragraph

pytestmark = pytest.mark.django_db

SPELLINGS = [
    ("oestradiol", "Oestradiols are given."),
    ("estradiol", "An estradiol-related effect."),
    ("17β-estradiol", "They took 17β‑estradiol daily."),
    ("IL-6", "Levels of IL-6 rise; anti-IL-6 drugs exist."),
    ("B12", "Vitamin B12, or B12's helper."),
    ("diagnosis", "Two diagnoses were made."),
    ("biopsy", "Biopsies were taken (biopsies of skin)."),
    ("crow's foot", "A crow’s foot shows."),
    ("ALL", "Children with ALL are treated."),
    ("IT", "Given IT and with IT support."),
    ("café au lait spot", "Some café au lait spots fade."),
    ("2,3-DPG", "Without 2,3-DPG nothing works."),
    ("body clock", "The body clock is set by light."),
    ("CO₂", "More CO₂ is breathed out."),
]


def written(text, **fields):
    tier = Tier("academic", (Section(None, (paragraph(f"{text} {FILLING}"),), level=2),))
    return make_article(document=make_document(tiers=(tier,)), **fields)


def rows(article):
    return list(article.renderings.order_by("tier").values_list("pk", "html", "page", "built_at"))


@pytest.mark.parametrize(("name", "text"), SPELLINGS)
def test_every_text_that_the_linker_finds_a_name_in_is_looked_into(name, text):
    article = written(text)
    written("Nothing of the kind.")
    linker = Linker([LinkTarget.of("term", name)])
    assert linker.find(text)
    assert {key for key, body in article_texts(linker.names) if linker.find(body)} == {article.slug}


def test_a_name_without_a_word_is_looked_for_everywhere():
    article = written("Plain words.")
    assert {key for key, _ in article_texts(["‡"])} == {article.slug}


def test_a_new_term_rewrites_the_articles_that_mention_it_and_no_byte_of_others():
    mentioning, other = written("People need ferritin."), written("People need rest.")
    before, kept = rows(mentioning), rows(other)
    term = make_term("ferritin")
    state.advance(glossary=True)
    assert refresh(terms=[term.pk]) == 1
    assert rows(other) == kept
    assert rows(mentioning) != before
    assert 'data-term="ferritin"' in Rendering.objects.get(article=mentioning).html


def test_what_was_just_published_is_left_alone():
    mentioning, new = written("People need ferritin."), written("Ferritin stores iron.")
    kept = rows(new)
    term = make_term("ferritin")
    state.advance(glossary=True)
    assert refresh(terms=[term.pk], besides=[mentioning.pk, new.pk]) == 0
    assert refresh(terms=[term.pk], besides=[new.pk]) == 1
    assert rows(new) == kept


def test_a_new_alias_rewrites_what_it_names():
    mentioning, other = written("A storage protein is measured."), written("People need rest.")
    kept = rows(other)
    term = make_term("ferritin")
    Alias.objects.create(term=term, text="storage protein")
    state.advance(glossary=True)
    assert refresh(terms=[term.pk]) == 1
    assert rows(other) == kept
    assert 'data-term="ferritin"' in Rendering.objects.get(article=mentioning).html


def test_an_alias_that_another_term_gains_too_links_to_neither():
    make_term("ferritin", aliases=("storage protein",))
    state.advance(glossary=True)
    mentioning = written("A storage protein is measured.")
    assert 'data-term="ferritin"' in Rendering.objects.get(article=mentioning).html
    other = make_term("casein", aliases=("storage protein",))
    state.advance(glossary=True)
    assert refresh(terms=[other.pk]) == 1
    assert "data-term" not in Rendering.objects.get(article=mentioning).html


def test_looking_for_mentions_reads_no_other_terms():
    written("People need rest.")
    term = make_term("ferritin")
    with CaptureQueriesContext(connection) as queries:
        refresh(terms=[term.pk])
    asked = [each["sql"] for each in queries if 'FROM "glossary_term"' in each["sql"]]
    assert asked
    assert all('"glossary_term"."id" IN' in sql for sql in asked)


def test_a_term_taken_away_rewrites_what_linked_to_it():
    term = make_term("ferritin")
    state.advance(glossary=True)
    mentioning, other = written("People need ferritin."), written("People need rest.")
    kept = rows(other)
    term.is_linked = False
    term.save()
    state.advance(glossary=True)
    assert refresh(terms=[term.pk]) == 1
    assert rows(other) == kept
    assert "data-term" not in Rendering.objects.get(article=mentioning).html


def test_looking_for_mentions_reads_no_more_for_more_articles():
    written("People need ferritin.")
    term = make_term("ferritin")
    state.advance(glossary=True)
    refresh(terms=[term.pk])  # which makes the linker
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            refresh(terms=[term.pk])
        counts.append(len(queries))
        for _ in range(8):
            written("People need rest.")
    assert counts[0] == counts[1]


def test_more_articles_can_be_left_aside_than_a_statement_takes_parameters():
    article = written("People need ferritin.")
    term = make_term("ferritin")
    state.advance(glossary=True)
    published = range(article.pk + 1, article.pk + 300_000)
    assert refresh(terms=[term.pk], besides=published) == 1
