"""A site that an earlier release left is carried on by this one, and nothing of it is lost."""

from __future__ import annotations

import json

import pytest
from django.apps import apps as present_apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client

from articles import editing, workflow
from articles.models import Article, Section, Version
from kb.integrity import problems
from tests.upgrades import releases
from tests.upgrades.record import DRAFT_WORDS, NEW_WORDS, PASSWORD

DERIVED = {"search.passage", "search.name", "search.vocable"}
"""Written anew whenever what they are made of is shown anew."""
RENEWED = {
    "articles.rendering": {"html", "page", "api", "etag", "built_at"},
    "articles.listing": {"row"},
    "kb.sitestate": {"counter", "changed_at", "glossary"},
}
"""What of a row says how something is shown, which another release may do in its own way."""


@pytest.fixture(scope="module", params=releases.RELEASES)
def upgraded(request, django_db_setup, django_db_blocker):
    """A release's database with all migrations of this one; its models, as they were."""
    release = releases.release(request.param)
    with django_db_blocker.unblock():
        releases.destroy()
        old = releases.make(release)
        call_command("migrate", verbosity=0)
        ContentType.objects.clear_cache()
        yield release, old
        releases.destroy()
        call_command("migrate", verbosity=0)
        ContentType.objects.clear_cache()


@pytest.fixture
def client(upgraded):
    return Client()


@pytest.fixture
def undone(upgraded):
    """Whatever a test writes is taken back."""
    with transaction.atomic():
        yield upgraded
        transaction.set_rollback(True)


def text(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


def test_every_row_and_every_value_is_still_there(upgraded):
    release, _ = upgraded
    for row in release.rows:
        if row["model"] in DERIVED:
            continue
        found = present_apps.get_model(row["model"])._base_manager.get(pk=row["pk"])
        [now] = json.loads(serialize("json", [found]))
        for name, value in row["fields"].items():
            if name not in RENEWED.get(row["model"], ()):
                assert now["fields"][name] == value, f"{row['model']} {row['pk']} {name}"


def test_digests_agree_and_what_is_shown_does_once_it_is_drawn_anew(undone):
    assert {problem.check for problem in problems()} <= {"renderings", "index", "feed"}
    call_command("redraw", verbosity=0)
    call_command("rebuild_search", repair=True, verbosity=0)
    call_command("mend_changes", verbosity=0)
    assert [problem.as_json() for problem in problems()] == []
    assert Version.objects.count() == 4


@pytest.mark.parametrize("is_drawn_anew", [False, True])
def test_readers_find_everything_where_it_was(undone, client, is_drawn_anew):
    if is_drawn_anew:
        call_command("redraw", verbosity=0)
    page = text(client.get("/articles/rest-by-night/"))
    assert NEW_WORDS in page
    assert DRAFT_WORDS not in page
    assert NEW_WORDS not in text(client.get("/articles/rest-by-night/versions/1/"))
    assert NEW_WORDS in text(client.get("/articles/rest-by-night/versions/1..2/"))
    assert "rest-by-night" in text(client.get("/articles/"))
    assert "slow wave" in text(client.get("/glossary/slow-wave/"))
    assert "example-cited" in text(client.get("/references/example-cited/"))
    assert "Iron" in text(client.get("/articles/blood/"))
    assert client.get("/articles/withdrawn-one/").status_code == 410
    for path in ("/", "/glossary/", "/references/", "/feeds/articles.atom", "/sitemap.xml"):
        text(client.get(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/articles/rest-at-night/", "/articles/rest-by-night/"),
        ("/glossary/wave-that-is-slow/", "/glossary/slow-wave/"),
        ("/references/example-gone/", "/references/example-cited/"),
    ],
)
def test_former_addresses_still_lead_on(upgraded, client, old, new):
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, new)


def test_integrators_get_what_they_got(upgraded, client):
    article = client.get("/api/v1/articles/rest-by-night/").json()
    assert (article["version"], article["review"]["state"]) == (2, "reviewed")
    assert [term["slug"] for term in article["terms"]] == ["slow-wave"]
    assert [each["key"] for each in article["references"]] == ["example-cited"]
    assert article["references"][0]["verification"] == "verified"
    changes = client.get("/api/v1/changes/").json()["results"]
    assert len(changes) == len(upgraded[0].of("kb.change"))
    found = client.get("/api/v1/search/", {"q": "slow wave"}).json()["results"]
    assert "/glossary/slow-wave/" in found[0]["url"]


def test_people_sign_in_and_carry_on_with_their_drafts(undone, client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    login = {"username": "editor", "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", login).headers["Location"] == "/admin/"
    article = Article.objects.get(slug="rest-by-night")
    assert client.get(f"/admin/articles/article/{article.pk}/change/").status_code == 200
    draft = Section.objects.get(article=article, markdown=DRAFT_WORDS)
    editor, reviewer, publisher = (
        User.objects.get(username=name) for name in ("editor", "reviewer", "publisher")
    )
    words = editing.SectionText(draft.heading, f"{DRAFT_WORDS} And then some.")
    editing.save_section(draft.pk, words, by=editor, base=draft.digest)
    for step, person in (("submit", editor), ("sign_off", reviewer), ("publish", publisher)):
        article.refresh_from_db()
        workflow.perform(article.pk, step, by=person, seen_lock=article.lock_version)
    assert "And then some." in text(client.get("/articles/rest-by-night/"))
    assert article.versions.count() == 3


def test_workers_of_the_release_go_on_while_this_one_is_installed(undone):
    """The promise of docs/deployment.md: they read and write what they did, after migrating."""
    release, old = undone
    releases.write(release, old)
    for model in old.get_models():
        list(model._base_manager.all())


def test_a_release_is_recorded_with_rows_of_every_kind(upgraded):
    release, old = upgraded
    own = {"articles", "glossary", "references", "kb", "search"}
    kinds = {model._meta.label_lower for model in old.get_models() if model._meta.app_label in own}
    assert kinds - {row["model"] for row in release.rows} == set()
