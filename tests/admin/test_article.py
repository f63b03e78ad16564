from __future__ import annotations

import re

import pytest
from django.urls import reverse

from articles import editing
from articles.admin.article_list import standing, with_counts
from articles.editing import SectionText
from articles.models import Article
from kb.document.tree import Citation, CitationItem, Paragraph, Section, Text, Tier
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import address, make_source
from tests.factories import make_article, make_document, make_reference

pytestmark = pytest.mark.django_db


def form_of(answer) -> dict[str, str]:
    """What a browser would post if nothing were changed."""
    data: dict[str, str] = {}
    context = answer.context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, list):
                data[field.html_name] = [getattr(each, "pk", each) for each in value]
            elif value is not None:
                data[field.html_name] = value
    return data


def page(article: Article) -> str:
    return address(Article, "change", article.pk)


def confirm(client, article: Article, name: str, **said):
    url = reverse("admin:articles_article_step", args=[article.pk, name])
    seen = Article.objects.get(pk=article.pk).lock_version
    return client.post(url, {"seen": seen, "comment": "", **said})


def test_the_whole_way_through_the_pages():
    article = make_article(published=False)
    editor, reviewer, publisher = (
        client_of(make_person(group)) for group in ("Editor", "Reviewer", "Publisher")
    )
    assert confirm(editor, article, "submit").status_code == 302
    assert confirm(reviewer, article, "sign_off").status_code == 302
    answer = confirm(publisher, article, "publish", comment="First.", significance="safety")
    assert answer.status_code == 302
    article.refresh_from_db()
    assert (article.published.note, article.published.significance) == ("First.", "safety")
    html = editor.get(page(article)).content.decode()
    assert "First." in html
    assert "View on site" in html


def test_a_step_that_does_not_start_here_says_why():
    article = make_article(published=False)
    answer = confirm(client_of(make_person("Reviewer")), article, "sign_off")
    assert answer.status_code == 409
    assert "does not start there" in answer.content.decode()


def test_an_unknown_step_is_not_found(root):
    article = make_article()
    assert root.get(f"/admin/articles/article/{article.pk}/step/explode/").status_code == 404


def test_a_page_that_was_only_looked_at_changes_nothing(root):
    article = make_article(published=False)
    reverse_url = reverse("admin:articles_article_step", args=[article.pk, "submit"])
    assert root.get(reverse_url).status_code == 200
    article.refresh_from_db()
    assert article.state == "draft"


def test_saving_unchanged_details_is_no_edit(root):
    article = make_article(references=(make_reference(),), topics=("sleep",))
    answer = root.post(page(article), form_of(root.get(page(article))))
    assert answer.status_code == 302, answer.context["errors"]
    article.refresh_from_db()
    assert (article.edited_by, article.lock_version) == (None, 0)


def test_a_new_title_is_an_edit_by_its_editor(root, superuser):
    article = make_article()
    data = {**form_of(root.get(page(article))), "title": "A better title"}
    assert root.post(page(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.title_source) == ("A better title", "editor")
    assert (article.edited_by, article.lock_version) == (superuser, 1)


def test_details_changed_meanwhile_are_not_overwritten_unseen(root):
    article = make_article()
    data = {**form_of(root.get(page(article))), "title": "Mine"}
    Article.objects.filter(pk=article.pk).update(title="Theirs")
    answer = root.post(page(article), data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Title: Theirs" in html
    assert 'value="Mine"' in html
    again = {**data, "seen": answer.context["adminform"].form["seen"].value()}
    assert root.post(page(article), again).status_code == 302
    article.refresh_from_db()
    assert article.title == "Mine"


def test_a_writer_who_got_in_between_does_not_end_in_an_error(root, monkeypatch):
    article = make_article()
    data = {**form_of(root.get(page(article))), "title": "Mine"}
    claim, calls = editing.claim, []

    def interrupted(row, *, by):
        calls.append(row.lock_version)
        if len(calls) == 1:
            raise editing.Conflict(SectionText("", ""), None)
        claim(row, by=by)

    monkeypatch.setattr(editing, "claim", interrupted)
    assert root.post(page(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.title, len(calls)) == ("Mine", 2)


def test_a_cited_work_stays_in_the_list(root):
    reference = make_reference(key="example-2020")
    mark = Citation((CitationItem("example-2020"),))
    opening = Section(None, (Paragraph((Text("Shown "), mark)),), level=2)
    document = make_document(tiers=(Tier("academic", (opening,)),))
    article = make_article(document=document, references=(reference,), published=False)
    data = {**form_of(root.get(page(article))), "bibliography-0-DELETE": "on"}
    answer = root.post(page(article), data)
    assert "The text still cites example-2020" in answer.content.decode()
    assert article.bibliography.count() == 1


def test_a_step_shows_what_changed_since_the_published_version(root, editor):
    article = make_article()
    section = article.sections.get(tier="academic", position=1)
    text = SectionText(section.heading, "People need sleep to stay well.")
    editing.save_section(section.pk, text, by=editor, base=section.digest)
    url = reverse("admin:articles_article_step", args=[article.pk, "submit"])
    html = root.get(url).content.decode()
    assert re.search(r"<del>rest *</del> *<ins>sleep *</ins>", html)
    assert "An opening for" not in html


@pytest.mark.parametrize("group", ["Editor", "Reviewer", "Publisher"])
def test_the_working_copy_is_read_as_it_will_be_published(group):
    article = make_article(published=False, references=(make_reference(),))
    page = reverse("admin:articles_article_read", args=[article.pk, "academic"])
    html = client_of(make_person(group)).get(page).content.decode()
    assert "An opening for academic readers" in html
    assert "An opening for fundamentals readers" not in html
    assert "Journal of Examples" in html


def test_the_overview_lists_sections_findings_and_steps(root):
    article = make_article()
    make_source(article)
    html = root.get(page(article)).content.decode()
    assert html.count("Why sleep matters</a>") == 3
    assert "Something on line 2." in html
    assert "sleep.txt" in html
    assert "Submit for review" in html


def test_a_published_article_is_not_deleted(root):
    article = make_article()
    assert root.post(address(Article, "delete", article.pk), {"post": "yes"}).status_code == 403


def test_where_an_article_stands_is_said_in_words():
    def words(article):
        return standing(with_counts(Article.objects.all()).get(pk=article.pk))

    article = make_article()
    assert words(article) == "Published"
    article.state = "in_review"
    article.save()
    assert words(article) == "Published; in review"
    assert words(make_article(published=False)) == "Draft"


FILTERS = {
    "published": ("yes", "changed", "no", "withdrawn"),
    "review": ("unreviewed", "overdue", "soon", "reviewed"),
    "waiting": ("findings", "proposal", "uncited"),
    "state__exact": ("draft",),
}
QUERIES = [f"{name}={value}" for name, values in FILTERS.items() for value in values]


@pytest.mark.parametrize("query", QUERIES)
def test_every_filter_answers(query, root):
    make_article()
    answer = root.get(f"{address(Article, 'changelist')}?{query}")
    assert answer.status_code == 200
    wanted = query in (
        "published=yes",
        "review=unreviewed",
        "waiting=uncited",
        "state__exact=draft",
    )
    assert (answer.context["cl"].result_count == 1) is wanted


def test_all_tiers_are_read_side_by_side_each_name_once(editor):
    reference = make_reference(key="owl-2031")
    cited = (Paragraph((Text("So it is "), Citation((CitationItem("owl-2031"),)))),)
    tiers = tuple(
        Tier(name, (Section("Why", cited),))
        for name in ("fundamentals", "intermediate", "academic")
    )
    article = make_article(document=make_document(tiers=tiers), references=(reference,))
    page = reverse("admin:articles_article_read", args=[article.pk, "all"])
    html = client_of(editor).get(page).content.decode()
    identifiers = re.findall(r' id="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))
    assert html.count("So it is") == 3
    assert {"fundamentals-why", "intermediate-why", "academic-why"} <= set(identifiers)


def test_a_safety_change_without_words_for_readers_is_not_published(editor):
    article = make_article(published=False, state="approved")
    publisher = client_of(make_person("Publisher"))
    answer = confirm(publisher, article, "publish", comment=" ", significance="safety")
    assert answer.status_code == 200
    assert "Say what changed" in answer.content.decode()
    article.refresh_from_db()
    assert article.state == "approved"
