"""The integrity check finds what does not agree, each kind of it, and nothing on a sound site."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article, Listing, Rendering, Section, TermTopic, Topic, Version
from glossary.models import Term
from kb.integrity import CHECKS, problems
from kb.models import Change
from kb.search.models import Passage
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def overwrite_version(number: int, **columns: str) -> None:
    """Change a version behind the back of the trigger that forbids it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE articles_version DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER version_is_written_once")
        for name, value in columns.items():
            sql = f"UPDATE articles_version SET {name} = %s WHERE number = %s"  # noqa: S608
            cursor.execute(sql, [value, number])


def change_a_version():
    overwrite_version(1, digest="0" * 64)


def break_a_document():
    overwrite_version(1, document='{"tiers": 7}')


def change_a_section():
    Section.objects.filter(tier="academic").update(heading="Another heading")


def lose_the_pages():
    Rendering.objects.all().delete()


def lose_the_list():
    Listing.objects.all().delete()


def change_a_page():
    Rendering.objects.filter(tier="academic").update(html="<p>Other words.</p>")


def withdraw_behind_its_back():
    Article.objects.update(published=None)


def lose_a_passage():
    Passage.objects.filter(kind="article").first().delete()


def hide_a_term():
    Term.objects.filter(slug="melatonin").update(is_public=False)


def count_a_term_too_many():
    topic = Topic.objects.create(slug="rest", name="Rest")
    TermTopic.objects.create(topic=topic, term=Term.objects.first())


def count_an_article_too_many():
    Topic.objects.create(slug="rest", name="Rest", listed=1)


def lose_a_change():
    Change.objects.filter(kind="published").delete()


HARM = [
    (change_a_version, "versions", "sleep-and-rest v1"),
    (break_a_document, "versions", "sleep-and-rest v1"),
    (change_a_section, "sections", "sleep-and-rest academic#"),
    (lose_the_pages, "renderings", "sleep-and-rest"),
    (lose_the_list, "renderings", "sleep-and-rest"),
    (change_a_page, "renderings", "sleep-and-rest/academic"),
    (withdraw_behind_its_back, "orphans", "sleep-and-rest"),
    (count_a_term_too_many, "orphans", "glossary"),
    (count_an_article_too_many, "orphans", "topics"),
    (lose_a_passage, "index", "article sleep-and-rest"),
    (hide_a_term, "index", "term melatonin"),
    (lose_a_change, "feed", "article sleep-and-rest"),
]


def test_sound_site_has_no_problem(sound_article, capsys):
    make_article(slug="a-draft", published=False)
    assert list(problems()) == []
    call_command("verify")
    assert "Everything agrees: 1 versions" in capsys.readouterr().out


@pytest.mark.parametrize(("harm", "check", "subject"), HARM)
def test_harm_is_found_and_named(sound_article, harm, check, subject):
    harm()
    found = [each for each in problems() if each.check == check]
    assert found
    assert found[0].subject.startswith(subject)


def test_row_that_points_nowhere_is_found(transactional_db, sound_article):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE articles_article ADD CONSTRAINT unchecked CHECK (id > 0) NOT VALID"
            )
            found = [each.message for each in problems() if each.check == "orphans"]
            cursor.execute("ALTER TABLE articles_article DROP CONSTRAINT unchecked")
        assert found == ["The constraint unchecked has never been checked."]
        return
    with connection.constraint_checks_disabled():
        Section.objects.filter(tier="academic").update(source_id=99)
    found = [each.message for each in problems() if each.check == "orphans"]
    Section.objects.update(source_id=None)
    assert found
    assert "articles_source" in found[0]


def test_report_as_json_counts_each_check_and_the_exit_says_it(sound_article, capsys):
    change_a_page()
    with pytest.raises(SystemExit) as exit:
        call_command("verify", "--json")
    assert exit.value.code == 1
    report = json.loads(capsys.readouterr().out)
    assert report["checks"] == {**dict.fromkeys(CHECKS, 0), "renderings": 1}
    assert report["problems"][0]["subject"] == "sleep-and-rest/academic"
    assert report["versions"] == Version.objects.count()
