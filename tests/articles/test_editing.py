from __future__ import annotations

import pytest

from articles import editing, markdown_checks
from articles.editing import Conflict, SectionText
from articles.models import FormerSlug, Section
from kb.document.codec import digest
from tests.admin.conftest import make_person
from tests.factories import make_article, make_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article(published=False)


@pytest.fixture
def section(article) -> Section:
    return article.sections.get(tier="academic", heading="Why sleep matters")


def save(section: Section, markdown: str, *, by=None, base: str = "", heading: str | None = None):
    text = SectionText(section.heading if heading is None else heading, markdown)
    return editing.save_section(
        section.pk, text, by=by or make_person(), base=base or section.digest
    )


def test_saving_stores_text_tree_and_digest(section):
    editor = make_person("Editor")
    saved = save(section, "Rest **helps**.\n\n- one\n- two", by=editor)
    assert [block["type"] for block in saved.blocks] == ["paragraph", "list"]
    stored = Section.objects.get(pk=section.pk)
    assert stored.digest == digest(editing.read_section(stored)) != section.digest
    assert (stored.edited_by, stored.article.edited_by) == (editor, editor)
    assert stored.article.lock_version == section.article.lock_version + 1


def test_the_second_of_two_editors_is_refused_with_both_texts(section):
    first, second = make_person("Editor"), make_person("Editor")
    save(section, "What the first one wrote.", by=first)
    with pytest.raises(Conflict) as refused:
        save(section, "What the second one wrote.", by=second)
    assert refused.value.mine.markdown == "What the second one wrote."
    assert refused.value.theirs.markdown == "What the first one wrote."
    assert Section.objects.get(pk=section.pk).markdown == "What the first one wrote."


def test_two_editors_of_different_sections_do_not_meet(article):
    one, other = article.sections.all()[:2]
    save(one, "First.")
    save(other, "Second.")
    assert {row.markdown for row in article.sections.filter(pk__in=[one.pk, other.pk])} == {
        "First.",
        "Second.",
    }


def test_a_deleted_section_gives_the_text_back(section):
    editing.delete_section(section.pk, by=make_person(), base=section.digest)
    with pytest.raises(Conflict) as refused:
        save(section, "Written in vain?")
    assert refused.value.theirs is None
    assert refused.value.mine.markdown == "Written in vain?"


def test_a_save_that_changes_no_word_is_no_edit(section):
    save(section, section.markdown + "\n\n")
    article = Section.objects.get(pk=section.pk).article
    assert (article.lock_version, article.edited_by) == (section.article.lock_version, None)


def test_an_article_whose_row_moved_on_is_not_claimed(article):
    editing.claim(type(article).objects.get(pk=article.pk), by=make_person())
    with pytest.raises(Conflict):
        editing.claim(article, by=make_person())


def test_a_new_heading_keeps_the_anchor_that_addresses_name(section):
    saved = save(section, section.markdown, heading="Why people sleep")
    assert (saved.heading, saved.anchor) == ("Why people sleep", section.anchor)
    assert saved.digest != section.digest


def test_a_cited_work_joins_the_reference_list(section):
    reference = make_reference(key="example-2020")
    save(section, "As shown before [@example-2020, p. 3].")
    assert [entry.reference for entry in section.article.bibliography.all()] == [reference]


def test_a_section_is_added_at_the_end_with_an_anchor_of_its_own(article):
    text = SectionText("Why sleep matters", "Again, in other words.")
    added = editing.add_section(article, "academic", text, by=make_person())
    assert added.anchor == "why-sleep-matters-2"
    assert article.sections.filter(tier="academic").last() == added


def test_the_address_of_a_renamed_article_redirects():
    article = make_article(slug="sleep")
    article.slug = "sleep-and-rest"
    editing.save_details(article, ["slug"], former_slug="sleep")
    assert FormerSlug.objects.get(slug="sleep").article == article
    assert set(article.renderings.values_list("slug", flat=True)) == {"sleep-and-rest"}


@pytest.mark.parametrize(
    ("markdown", "line", "words"),
    [
        ("Fine.\n\n# Not here", 3, "###"),
        ("Fine.\n\n## Nor this", 3, "###"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 3, "3 cells"),
        ("See [this](javascript:alert)", 1, "address"),
        ("One.\n\nTwo [@no-such-work].", 3, "@no-such-work"),
        ("One [@].", 1, "citation mark"),
        ("```\ncode\n```", 1, "code"),
        ("One.\n\nAn <iframe> here.", 3, "HTML"),
    ],
)
def test_problems_name_their_line(markdown, line, words):
    found = markdown_checks.problems(markdown)
    assert any(problem.line == line and words in problem.message for problem in found), found


@pytest.mark.parametrize(
    "markdown",
    [
        "### A sub-heading\n\nText with H<sub>2</sub>O and a [link](https://example.org/).",
        "| a | b |\n|---|---|\n| 1 \\| 2 | 3 |",
        "Write to someone@example.org about this.",
    ],
)
def test_good_markdown_has_no_problems(markdown):
    assert markdown_checks.problems(markdown) == []
