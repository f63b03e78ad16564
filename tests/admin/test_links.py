"""What linking a term would do, and where an editor says not to."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.models import TermUse
from articles.proposed_links import proposals
from glossary.twins import find_alike
from tests.admin.conftest import client_of
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


def page(term) -> str:
    return reverse("admin:glossary_term_links", args=[term.pk])


def test_a_new_term_shows_who_would_gain_it_with_the_sentence(root):
    make_article(title="Rest and sleep")
    make_article(title="Unseen", published=False)
    term = make_term("opening", is_public=False)
    (proposal,) = proposals(term)
    assert (proposal.title, proposal.is_linked, proposal.is_stopped) == (
        "Rest and sleep", False, False,
    )  # fmt: skip
    assert [place.tier for place in proposal.places] == ["fundamentals", "intermediate", "academic"]
    assert proposal.places[0].sentence == "An opening for fundamentals readers about sleep."
    html = root.get(page(term)).content.decode()
    assert "would be linked" in html and "is not public" in html and "Unseen" not in html


def test_other_names_and_endings_count_and_parts_of_words_do_not():
    make_article()
    assert proposals(make_term("unused", aliases=("passage",)))
    assert proposals(make_term("reader"))
    assert not proposals(make_term("open"))


def test_a_stopped_link_goes_at_once_and_comes_back(editor):
    term = make_term("sleep")
    article = make_article()
    client = client_of(editor)
    assert TermUse.objects.filter(term=term).exists()
    client.post(page(term), {"stop": article.pk})
    assert not TermUse.objects.filter(term=term).exists()
    assert 'data-term="sleep"' not in article.renderings.first().html
    assert "stopped" in client.get(page(term)).content.decode()
    client.post(page(term), {"allow": article.pk})
    assert TermUse.objects.filter(term=term).exists()
    said = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert [text.split()[-1] for text in said] == ["stopped.", "allowed."]


def test_stopping_makes_no_version_and_keeps_the_lists_of_others():
    term = make_term("sleep")
    article, other = make_article(), make_article()
    client_of_root = article.versions.count()
    from articles.proposed_links import stop

    stop(article.pk, term, is_stopped=True)
    assert article.versions.count() == client_of_root
    assert TermUse.objects.filter(term=term, article=other).exists()


def test_names_nearly_the_same_are_proposed(root):
    make_term("oestrogen"), make_term("oestrogens level")
    make_term("haemoglobin"), make_term("haemoglobine")
    make_term("vitamin B1"), make_term("vitamin B2")
    make_term("type A"), make_term("type B")
    assert [(pair.first.name, pair.second.name) for pair in find_alike()] == [
        ("haemoglobin", "haemoglobine")
    ]
    html = root.get(reverse("admin:glossary_term_care")).content.decode()
    assert "haemoglobine" in html


def test_where_used_and_where_cited_list_this_record_only(root):
    term, record = make_term("sleep"), make_reference()
    make_article(references=(record, make_reference())), make_term("rest")
    for model, row, name in (("termuse", term, "term"), ("citation", record, "reference")):
        address = reverse(f"admin:articles_{model}_changelist") + f"?{name}__id__exact={row.pk}"
        rows = root.get(address).context_data["cl"].result_list
        assert {getattr(each, name) for each in rows} == {row}
        label = row._meta.label_lower.replace(".", "_")
        html = root.get(reverse(f"admin:{label}_change", args=[row.pk])).content.decode()
        assert address in html


def test_many_articles_take_no_more_queries(root, django_assert_max_num_queries):
    term = make_term("sleep")
    for _ in range(6):
        make_article()
    with django_assert_max_num_queries(12):
        root.get(page(term))
