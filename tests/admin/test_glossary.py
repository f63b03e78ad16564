from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from articles.models import Rendering
from articles.publishing import publish
from glossary.models import Definition, FormerSlug, Term
from kb import state
from kb.document.tree import Section, Tier
from tests.admin.conftest import client_of, make_person
from tests.admin.test_article import form_of
from tests.admin.test_pages import address
from tests.factories import make_article, make_document, make_term, paragraph

pytestmark = pytest.mark.django_db


@pytest.fixture
def term() -> Term:
    term = make_term("melatonin", definition="What it was said to be.")
    term.definitions.update(reviewed_at=date(2024, 5, 6), reviewed_by_name="Rita Example")
    return term


def save(client, term: Term, **changes):
    page = address(Term, "change", term.pk)
    answer = client.post(page, {**form_of(client.get(page)), **changes})
    assert answer.status_code == 302, answer.context["errors"]
    term.refresh_from_db()


def test_saving_a_term_tells_the_linker(root, term):
    before = state.counters()
    save(root, term, kind="hormone")
    assert state.counters()[1] > before[1]


def test_other_words_lose_the_sign_off(root, term):
    save(root, term, kind="hormone")
    assert term.definitions.get().reviewed_at == date(2024, 5, 6)
    save(root, term, **{"definitions-0-text": "What it is said to be now."})
    definition = term.definitions.get()
    assert (definition.reviewed_at, definition.reviewed_by_name) == (None, "")


def test_the_articles_that_link_a_term_show_its_new_definition(root, term):
    words = paragraph("Some people take melatonin at night. " * 5)
    document = make_document(tiers=(Tier("fundamentals", (Section(None, (words,), level=2),)),))
    article = make_article(document=document, published=False)
    publish(article)
    assert article.term_uses.filter(term=term).exists()
    save(root, term, **{"definitions-0-text": "What it is said to be now."})
    page = Rendering.objects.get(article=article).page
    assert [shown["definition"] for shown in page["terms"]] == ["What it is said to be now."]


def test_a_renamed_address_redirects(root, term):
    save(root, term, slug="melatonin-hormone")
    assert FormerSlug.objects.get(slug="melatonin").term == term


def test_a_term_readers_can_open_is_not_deleted(root, term):
    assert root.post(address(Term, "delete", term.pk), {"post": "yes"}).status_code == 403
    Term.objects.update(is_public=False)
    assert root.post(address(Term, "delete", term.pk), {"post": "yes"}).status_code == 302


@pytest.mark.parametrize(("group", "signed"), [("Reviewer", True), ("Editor", False)])
def test_reviewers_sign_chosen_definitions_off(group, signed, term):
    Definition.objects.update(reviewed_at=None)
    other = Definition.objects.create(term=term, text="A candidate.", tier="academic")
    chosen = term.definitions.get(status="chosen")
    client = client_of(make_person(group))
    data = {"action": "sign_off", "_selected_action": [chosen.pk, other.pk]}
    client.post(reverse("admin:glossary_definition_changelist"), data)
    chosen.refresh_from_db(), other.refresh_from_db()
    assert (chosen.reviewed_at is not None) is signed
    assert other.reviewed_at is None


@pytest.mark.parametrize(
    ("query", "found"),
    [("definitions=candidates", 0), ("definitions=none", 0), ("used=no", 1), ("used=yes", 0)],
)
def test_filters_of_the_list(query, found, root, term):
    answer = root.get(f"{address(Term, 'changelist')}?{query}")
    assert answer.context["cl"].result_count == found


# --- choosing and merging -------------------------------------------------------------------


@pytest.fixture
def candidate(term) -> Definition:
    return Definition.objects.create(term=term, text="What another source says.")


def decide(client, row: Definition, **said):
    page = reverse("admin:glossary_term_decide", args=[row.term_id])
    return client.post(page, {"seen": row.text_sha256, **said}, follow=True)


def test_candidates_stand_beside_the_chosen_definition(root, term, candidate):
    html = root.get(reverse("admin:glossary_term_decide", args=[term.pk])).content.decode()
    assert "What it was said to be." in html
    assert "<ins>another" in html


def test_a_candidate_is_chosen_and_the_other_waits(root, term, candidate):
    before = term.definitions.get(status="chosen")
    decide(root, candidate, choose=candidate.pk)
    candidate.refresh_from_db(), before.refresh_from_db()
    assert (candidate.status, before.status) == ("chosen", "candidate")
    decide(root, before, reject=before.pk)
    before.refresh_from_db()
    assert before.status == "rejected"


def test_a_wording_that_changed_meanwhile_is_not_chosen(root, candidate):
    answer = decide(root, candidate, choose=candidate.pk, seen="0" * 64)
    candidate.refresh_from_db()
    assert candidate.status == "candidate"
    assert "changed meanwhile" in answer.content.decode()


def test_terms_are_merged_after_both_were_looked_at(root, term):
    gone = make_term("sleep hormone")
    page = reverse("admin:glossary_term_merge", args=[term.pk])
    assert root.get(page).status_code == 200
    html = root.get(page, {"gone": gone.pk}).content.decode()
    assert "/glossary/sleep-hormone/ leads to /glossary/melatonin/" in html
    assert root.post(page, {"gone": gone.pk}).status_code == 302
    assert not Term.objects.filter(pk=gone.pk).exists()
    assert root.post(page, {"gone": term.pk}).status_code == 200


def test_duplicates_are_listed_with_the_way_to_merge_them(root, term):
    twin = make_term("Melatonin", slug="melatonin-2")
    html = root.get(reverse("admin:glossary_term_care")).content.decode()
    assert f"{reverse('admin:glossary_term_merge', args=[term.pk])}?gone={twin.pk}" in html
