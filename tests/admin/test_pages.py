"""Every page of the editors' site opens for those it is for, and for nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import previews
from articles.import_jobs import asking
from articles.models import (
    Article,
    BibliographyEntry,
    Citation,
    Counterpart,
    FormerSlug,
    ImportFinding,
    ImportRun,
    Listing,
    PreviewLink,
    Rendering,
    ReviewComment,
    Section,
    Source,
    TermUse,
    Topic,
    Transition,
    Upload,
    Version,
)
from glossary.models import Alias, Code, Definition, Term
from kb.document.codec import to_json
from kb.models import SiteState
from references.models import Reference
from tests.admin.conftest import client_of, make_person
from tests.factories import make_article, make_document, make_reference, make_term

pytestmark = pytest.mark.django_db


def make_source(article: Article, **fields) -> Source:
    """The text an article was made of, with two findings."""
    run = ImportRun.objects.create(started_at=timezone.now(), totals={"created": 1})
    defaults = {
        "name": "sleep.txt",
        "sha256": "0" * 64,
        "facts_sha256": "0" * 64,
        "content": b"Fundamentals\nSleep & rest.\nMore of it.\n",
        "layout": "capture-a",
        "importer_version": "1",
        "document": to_json(make_document()),
        "document_digest": "0" * 64,
        "imported_at": timezone.now() - timedelta(days=1),
    }
    source = Source.objects.create(article=article, run=run, **{**defaults, **fields})
    for line, severity, code in (
        (0, "info", "table-guessed"),
        (2, "warning", "table-doubtful"),
    ):
        ImportFinding.objects.create(
            run=run,
            source=source,
            article=article,
            code=code,
            severity=severity,
            line=line,
            message=f"Something on line {line}.",
        )
    return source


@pytest.fixture
def content(db) -> Article:
    """One of everything."""
    term = make_term("rest")
    Alias.objects.create(term=term, text="repose")
    Code.objects.create(term=term, system="MeSH", code="X1")
    article = make_article(references=(make_reference(),), topics=("sleep",), slug="sleep")
    source = make_source(article)
    article.sections.update(source=source, first_line=1, last_line=3)
    first, second = article.sections.all()[:2]
    Counterpart.objects.create(section=first, tier="academic", target=second)
    FormerSlug.objects.create(article=article, slug="old-sleep")
    asking.receive({"rest.md": b"# Academic\n\nWords.\n"}, by=None)
    link = previews.make_link(article, by=None, days=7)
    previews.comment(link, tier="academic", name="Dr Example", text="Look here.")
    return article


MODELS = [
    Article,
    BibliographyEntry,
    Citation,
    Counterpart,
    FormerSlug,
    ImportFinding,
    ImportRun,
    PreviewLink,
    Rendering,
    ReviewComment,
    Section,
    Source,
    TermUse,
    Topic,
    Transition,
    Upload,
    Version,
    Term,
    Alias,
    Definition,
    Code,
    Reference,
    SiteState,
]
IMMUTABLE = [Citation, Rendering, Source, TermUse, Transition, Version, ImportRun, SiteState]


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_of_ours_has_a_page():
    ours = ("articles", "glossary", "references", "kb")
    models = {model for label in ours for model in apps.get_app_config(label).get_models()}
    assert models - admin.site._registry.keys() <= {Listing}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_list_and_record_open_for_a_superuser(model, content, root):
    assert root.get(address(model, "changelist"), {"q": "sleep"}).status_code in (200, 302)
    assert root.get(address(model, "changelist")).status_code == 200
    record = model._default_manager.first()
    assert root.get(address(model, "change", record.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_list_and_record_are_refused_without_a_group(model, content):
    client = client_of(make_person())
    assert client.get(address(model, "changelist")).status_code == 403
    record = model._default_manager.first()
    assert client.get(address(model, "change", record.pk)).status_code == 403


@pytest.mark.parametrize("model", IMMUTABLE, ids=lambda model: model.__name__)
def test_records_kept_for_ever_have_no_form(model, content, root):
    record = model._default_manager.first()
    assert root.get(address(model, "add")).status_code == 403
    assert root.post(address(model, "change", record.pk), {}).status_code == 403
    assert root.post(address(model, "delete", record.pk), {"post": "yes"}).status_code == 403


def test_a_visitor_is_sent_to_the_login(content):
    answer = Client().get(address(Article, "changelist"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


PAGES = [
    lambda article: "/admin/",
    lambda article: address(Article, "change", article.pk),
    lambda article: reverse("admin:articles_article_step", args=[article.pk, "submit"]),
    lambda article: address(Section, "change", article.sections.first().pk),
    lambda article: f"{address(Section, 'add')}?article={article.pk}&tier=academic",
    lambda article: address(ImportFinding, "changelist"),
    lambda article: address(ImportFinding, "change", article.findings.first().pk),
    lambda article: address(Source, "change", article.sources.first().pk),
    lambda article: reverse("admin:articles_upload_send"),
    lambda article: reverse("admin:articles_upload_look", args=[Upload.objects.first().pk]),
]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_inline(page, content, root):
    answer = root.get(page(content))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)


def test_the_first_page_counts_the_work(content, root):
    html = root.get("/admin/").content.decode()
    assert re.search(r"<strong>2</strong>\s*findings to settle", html)
    assert re.search(r"<strong>1</strong>\s*published without review", html)


def test_an_unpublished_article_has_no_link_to_the_site(root):
    article = make_article(published=False)
    assert "View on site" not in root.get(address(Article, "change", article.pk)).content.decode()
