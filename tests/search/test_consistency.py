"""Whether search knows what is published, and mending it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kb.search import search
from kb.search.models import Name, Passage, Vocable
from tests.factories import make_article, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    from glossary.release import index_terms

    index_terms([make_term("ferritin", aliases=("iron store",)).pk])
    return make_article(slug="sleep")


def run(*options):
    call_command("rebuild_search", *options, stdout=StringIO())


def first(text):
    return [group.key for group in search(text).groups][:1]


def test_a_sound_index_is_left_alone(article):
    run("--check")


def test_a_lost_passage_is_found_and_mended(article):
    Name.objects.all().delete()
    Passage.objects.filter(kind="article").delete()
    with pytest.raises(CommandError, match="wrong"):
        run("--check")
    run("--repair")
    run("--check")
    assert first("sleep and rest") == ["sleep"]


def test_a_changed_passage_is_found_and_mended(article):
    Passage.objects.filter(kind="term").update(names_text="")
    with pytest.raises(CommandError):
        run("--check")
    run("--repair")
    assert first("iron store") == ["ferritin"]
    run("--check")


def test_what_is_not_published_is_taken_out(article):
    Passage.objects.filter(kind="article").update(key="ghost")
    run("--repair")
    assert not Passage.objects.filter(key="ghost").exists()
    run("--check")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps the index itself")
def test_a_trigger_made_again_is_the_migrations(db):
    from kb.search.engines.sqlite import TRIGGERS

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        made = {name: sql for name, sql in cursor.fetchall() if name in TRIGGERS}
    assert made == {name: f"CREATE TRIGGER {name} {sql}" for name, sql in TRIGGERS.items()}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps the index itself")
@pytest.mark.parametrize("index", ["search_index", "search_head"])
def test_an_index_that_lost_something_is_mended(article, index):
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608
    with pytest.raises(CommandError):
        run("--check")
    run("--repair")
    run("--check")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps the index itself")
def test_a_lost_trigger_and_a_stale_index_are_mended(article):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER search_passage_changed")
        cursor.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    assert first("openings for readers") == []
    with pytest.raises(CommandError):
        run("--check")
    run("--repair")
    run("--check")
    assert first("openings for readers") == ["sleep"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has triggers instead")
@pytest.mark.parametrize("name", ["document", "head", "sample"])
def test_a_lost_index_is_made_again(article, name):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX search_passage_{name}")
    with pytest.raises(CommandError):
        run("--check")
    run("--repair")
    run("--check")


def test_rebuilding_forgets_words_no_longer_in_use(article):
    Vocable.objects.create(word="withdrawnword")
    run()
    assert not Vocable.objects.filter(word="withdrawnword").exists()
    assert Vocable.objects.filter(word="ferritin", is_name=True).exists()
    run("--check")
