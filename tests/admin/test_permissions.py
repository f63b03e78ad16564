"""Who may do what: every group against every action of the editors' site."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import editing
from articles.editing import SectionText
from articles.import_jobs import asking
from articles.models import Article, ImportFinding, Notice, Section, Source
from articles.publishing import publish
from glossary.models import Term
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import address, make_source
from tests.factories import make_article, make_term

pytestmark = pytest.mark.django_db

GROUPS = ["Editor", "Reviewer", "Publisher", "Administrator"]
E, R, P, A = GROUPS
EVERYBODY = {E, R, P, A}
WRITERS = {E, A}


@pytest.fixture
def workplace(db) -> Article:
    """A draft with its source, its findings and a notice, and a term."""
    article = make_article(slug="sleep", published=False)
    make_source(article)
    make_term("rest")
    return article


def upload():
    return asking.receive({"rest.md": b"# Academic\n\nWords.\n"}, by=None)


def step(name):
    return lambda article: reverse("admin:articles_article_step", args=[article.pk, name])


def of(view, model):
    """The page of the first record of a model."""
    return lambda article: address(model, view, model.objects.first().pk)


def plain(model, view):
    return lambda article: address(model, view)


def finding(article):
    return reverse("admin:articles_importfinding_settle", args=[article.findings.first().pk])


def proposal(article):
    Source.objects.update(state="pending")
    return reverse("admin:articles_source_proposal", args=[article.sources.first().pk])


def table(article):
    text = SectionText("Hours", "| Age | Hours |\n|---|---|\n| Adults | 8 |")
    section = editing.add_section(article, "academic", text, by=None)
    return reverse("admin:articles_section_table", args=[section.pk, 1])


def notice(article):
    """A notice of the account made last: whoever asks reads their own."""
    person = User.objects.order_by("pk").last() or make_person()
    row = Notice.objects.create(person=person, article=article, text="Look here.")
    return reverse("admin:articles_notice_open", args=[row.pk])


ACTIONS = {
    # name: (method, address, data, groups)
    "see the list of articles": ("get", plain(Article, "changelist"), {}, EVERYBODY),
    "open an article": ("get", of("change", Article), {}, EVERYBODY),
    "change an article": ("post", of("change", Article), {}, WRITERS),
    "add an article": ("get", plain(Article, "add"), {}, WRITERS),
    "open a section": ("get", of("change", Section), {}, EVERYBODY),
    "change a section": (
        "post",
        of("change", Section),
        lambda article: {"markdown": "Words.", "base": Section.objects.first().digest},
        WRITERS,
    ),
    "add a section": ("get", plain(Section, "add"), {}, WRITERS),
    "delete a section": ("get", of("delete", Section), {}, WRITERS),
    "preview": ("post", lambda a: reverse("admin:articles_section_preview"), {}, WRITERS),
    "be offered names": (
        "get",
        lambda a: reverse("admin:articles_section_complete") + "?kind=term&q=rest",
        {},
        WRITERS,
    ),
    "edit a table": ("get", table, {}, WRITERS),
    "move a section": (
        "post",
        lambda a: reverse("admin:articles_article_move", args=[a.pk]),
        lambda a: {"move": f"{a.sections.first().pk} down", "seen": a.lock_version},
        WRITERS,
    ),
    "submit": ("get", step("submit"), {}, WRITERS),
    "return": ("get", step("return"), {}, {R, P, A}),
    "sign off": ("get", step("sign_off"), {}, {R}),
    "publish": ("get", step("publish"), {}, {P, A}),
    "publish a wording fix": ("get", step("publish_wording"), {}, {P, A}),
    "withdraw": ("get", step("withdraw"), {}, {P, A}),
    "restore a version": (
        "get",
        lambda a: reverse("admin:articles_article_restore", args=[a.pk, publish(a).number]),
        {},
        WRITERS,
    ),
    "compare versions": (
        "get",
        lambda a: reverse("admin:articles_article_versions", args=[a.pk]),
        {},
        EVERYBODY,
    ),
    "read a section's history": (
        "get",
        lambda a: reverse("admin:articles_section_versions", args=[a.sections.first().pk]),
        {},
        EVERYBODY,
    ),
    "import documents": ("get", lambda a: reverse("admin:articles_upload_send"), {}, WRITERS),
    "look at an upload": (
        "get",
        lambda a: reverse("admin:articles_upload_look", args=[upload().pk]),
        {},
        WRITERS,
    ),
    "cancel an upload": (
        "post",
        lambda a: reverse("admin:articles_upload_look", args=[upload().pk]),
        {"cancel": "1"},
        WRITERS,
    ),
    "load an upload": (
        "post",
        lambda a: reverse("admin:articles_upload_look", args=[upload().pk]),
        {},
        WRITERS,
    ),
    "share a draft": (
        "post",
        lambda a: reverse("admin:articles_article_share", args=[a.pk]),
        {"days": "7"},
        EVERYBODY,
    ),
    "look at findings": ("get", of("change", ImportFinding), {}, EVERYBODY),
    "settle a finding": ("post", finding, {"note": "Checked."}, {E, R, A}),
    "look at a proposal": ("get", proposal, {}, EVERYBODY),
    "decide on a proposal": ("post", proposal, {"decline": "1"}, WRITERS),
    "see accounts": ("get", lambda a: reverse("admin:auth_user_changelist"), {}, {A}),
    "add an account": ("get", lambda a: reverse("admin:auth_user_add"), {}, {A}),
    "change groups": ("get", lambda a: reverse("admin:auth_group_add"), {}, set()),
    "read the log": ("get", lambda a: reverse("admin:admin_logentry_changelist"), {}, {A}),
    "change a term": ("get", lambda a: reverse("admin:glossary_term_add"), {}, WRITERS),
    "read the working copy": (
        "get",
        lambda a: reverse("admin:articles_article_read", args=[a.pk, "academic"]),
        {},
        EVERYBODY,
    ),
    "mark notices as read": (
        "post",
        lambda a: reverse("admin:articles_notice_read"),
        {},
        EVERYBODY,
    ),
    "open a notice": ("get", notice, {}, EVERYBODY),
    "see duplicates": ("get", lambda a: reverse("admin:glossary_term_care"), {}, EVERYBODY),
    "merge terms": (
        "get",
        lambda a: reverse("admin:glossary_term_merge", args=[Term.objects.first().pk]),
        {},
        WRITERS,
    ),
    "compare definitions": (
        "get",
        lambda a: reverse("admin:glossary_term_decide", args=[Term.objects.first().pk]),
        {},
        EVERYBODY,
    ),
    "choose a definition": (
        "post",
        lambda a: reverse("admin:glossary_term_decide", args=[Term.objects.first().pk]),
        lambda a: {"choose": Term.objects.first().definitions.first().pk},
        WRITERS,
    ),
    "see the links of a term": (
        "get",
        lambda a: reverse("admin:glossary_term_links", args=[Term.objects.first().pk]),
        {},
        EVERYBODY,
    ),
    "stop a link in an article": (
        "post",
        lambda a: reverse("admin:glossary_term_links", args=[Term.objects.first().pk]),
        lambda a: {"stop": a.pk},
        WRITERS,
    ),
    "paste works": ("get", lambda a: reverse("admin:references_reference_paste"), {}, WRITERS),
    "change a topic": ("get", lambda a: reverse("admin:articles_topic_add"), {}, {A}),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("group", GROUPS)
def test_every_group_may_do_its_own_work_only(group, action, workplace):
    method, page, data, allowed = ACTIONS[action]
    client = client_of(make_person(group))
    said = data(workplace) if callable(data) else data
    status = getattr(client, method)(page(workplace), said).status_code
    assert status in (200, 302, 403)
    assert (status != 403) is (group in allowed)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_account_without_a_group_may_do_nothing(action, workplace):
    method, page, data, _ = ACTIONS[action]
    said = data(workplace) if callable(data) else data
    client = client_of(make_person())
    assert getattr(client, method)(page(workplace), said).status_code == 403


def test_no_action_is_taken_for_another_sites_page(workplace):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root"))
    for action, (_, page, data, _) in ACTIONS.items():
        said = data(workplace) if callable(data) else data
        assert client.post(page(workplace), said).status_code == 403, action
