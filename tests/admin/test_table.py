"""A table as a grid, as a plain form does it: no script, no word lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles import editing
from articles.editing import SectionText
from articles.models import ImportFinding, Section
from kb.document.codec import blocks_to_json
from kb.document.tree import Span, Table, Text
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import address, make_source
from tests.factories import make_article, make_reference

pytestmark = pytest.mark.django_db

TEXT = "Before.\n\nTable: Two things\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nAfter."


@pytest.fixture
def section(editor) -> Section:
    article = make_article()
    section = article.sections.get(tier="academic", heading="Why sleep matters")
    text = SectionText(section.heading, TEXT)
    return editing.save_section(section.pk, text, by=editor, base=section.digest)


@pytest.fixture
def client(editor):
    return client_of(editor)


def page(section: Section, number: int = 0) -> str:
    return reverse("admin:articles_section_table", args=[section.pk, number])


def posted(section: Section, *rows: str, **fields: str) -> dict[str, str]:
    """What the form posts; each row's cells are parted by commas."""
    cells = [row.split(",") for row in rows or ("A,B", "1,2")]
    named = {f"cell-{y}-{x}": cell for y, row in enumerate(cells) for x, cell in enumerate(row)}
    opened = {"heading": section.heading, "markdown": section.markdown, "base": section.digest}
    size = {"rows": str(len(cells)), "columns": str(len(cells[0])), "caption": "Two things"}
    return {**opened, **size, **named, **fields}


def grid_in(html: str) -> list[str]:
    return re.findall(r'name="cell-\d+-\d+"[^>]*>([^<]*)<', html)


def test_the_grid_shows_the_stored_table_and_the_whole_text(section, client):
    html = client.get(page(section)).content.decode()
    assert grid_in(html) == ["A", "B", "1", "2"]
    assert "Two things" in html
    assert "Before." in html
    assert "<td>2</td>" in html.split('id="shown"')[1]


def test_a_text_that_is_not_saved_opens_as_a_grid_and_nothing_is_written(section, client):
    text = {"heading": "New", "markdown": "Typed.\r\n\r\n| X |\r\n|---|\r\n| y |", "base": "b"}
    html = client.post(page(section), {**text, "open": "0"}).content.decode()
    assert grid_in(html) == ["X", "y"]
    assert "Typed." in html
    assert 'name="heading" value="New"' in html
    assert Section.objects.get(pk=section.pk).markdown == TEXT


@pytest.mark.parametrize(
    ("wish", "cells", "focus"),
    [
        ("add-row 1", ["A", "B", "1", "2", "", ""], "cell-2-0"),
        ("remove-row 1", ["A", "B"], "cell-0-0"),
        ("add-column 0", ["A", "", "B", "1", "", "2"], "cell-0-1"),
        ("remove-column 0", ["B", "2"], "cell-0-0"),
        ("column-right 0", ["B", "A", "2", "1"], "cell-0-1"),
        ("row-up 1", ["A", "B", "1", "2"], "cell-0-0"),
        ("nonsense 9", ["A", "B", "1", "2"], ""),
    ],
)
def test_buttons_change_the_shape_and_say_where_to_go_on(section, client, wish, cells, focus):
    html = client.post(page(section), posted(section, do=wish)).content.decode()
    assert grid_in(html) == cells
    assert re.findall(r'name="([^"]+)"[^>]*autofocus', html) == ([focus] if focus else [])
    assert Section.objects.get(pk=section.pk).markdown == TEXT


def test_a_save_writes_the_table_and_leaves_the_rest(section, client, editor):
    answer = client.post(page(section), posted(section, "A,B,C", "1,a|b,", save="1"))
    assert answer.status_code == 302
    section.refresh_from_db()
    expected = TEXT.replace(
        "| A | B |\n|---|---|\n| 1 | 2 |",
        "| A | B | C |\n| --- | --- | --- |\n| 1 | a\\|b |  |",
    )
    assert section.markdown == expected
    assert section.edited_by == editor
    assert "grid" in LogEntry.objects.latest("pk").get_change_message()


def test_of_two_editors_the_second_gets_both_texts(section, client):
    stale = posted(section, "A,B", "mine,2", save="1")
    text = SectionText(section.heading, "Theirs.")
    editing.save_section(section.pk, text, by=make_person("Editor"), base=section.digest)
    answer = client.post(page(section), stale)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Theirs." in html
    assert "Before." in html
    assert Section.objects.get(pk=section.pk).markdown == "Theirs."


@pytest.mark.parametrize(
    ("cell", "said"),
    [("[@nobody-1999]", "no reference with the key"), ("<b>x</b>", "HTML is not kept")],
)
def test_what_would_be_lost_is_refused_with_the_grid_as_typed(section, client, cell, said):
    answer = client.post(page(section), posted(section, "A,B", f"{cell},2", save="1"))
    html = answer.content.decode()
    assert said in html
    assert [unescape(each) for each in grid_in(html)] == ["A", "B", cell, "2"]
    assert Section.objects.get(pk=section.pk).markdown == TEXT


def test_a_grid_that_cannot_be_read_again_is_refused(section, client):
    html = client.post(page(section), posted(section, "A,B", "`1,2`", save="1")).content.decode()
    assert "code mark" in html
    assert Section.objects.get(pk=section.pk).markdown == TEXT


def test_a_table_that_is_not_there_loses_no_typed_word(section, client):
    assert client.get(page(section, 7)).status_code == 302
    text = {"heading": "H", "markdown": "Typed and not saved.", "base": section.digest}
    answer = client.post(page(section), text)
    assert answer.status_code == 409
    assert "Typed and not saved." in answer.content.decode()


@pytest.mark.parametrize("size", [("0", "2"), ("9" * 5000, "1"), ("-1", "2"), ("9999", "9999")])
def test_a_grid_of_an_impossible_size_is_refused(section, client, size):
    data = posted(section) | {"rows": size[0], "columns": size[1]}
    assert client.post(page(section), data).status_code == 409


def test_a_finding_leads_to_its_table_beside_the_raw_lines(section, client):
    section.article.bibliography.create(position=0, reference=make_reference())
    source = make_source(section.article)
    table = Table(((Text("A"),),), (((Text("1"),),),), span=Span(2, 3))
    Section.objects.filter(pk=section.pk).update(
        source=source, first_line=1, last_line=3, blocks=blocks_to_json((table,))
    )
    finding = source.findings.get(line=2)
    ImportFinding.objects.filter(pk=finding.pk).update(code="table-guessed")
    html = client.get(address(ImportFinding, "change", finding.pk)).content.decode()
    link = f"{page(section)}?finding={finding.pk}"
    assert f'href="{link}"' in html
    html = client.get(link).content.decode()
    raw = html.split('id="raw"')[1].split("</section>")[0]
    assert "Sleep &amp; rest." in raw
    assert 'class="marked"' in raw


def test_the_sections_page_has_a_button_for_each_table(section, client):
    html = client.get(address(Section, "change", section.pk)).content.decode()
    assert f'formaction="{page(section)}"' in html
    assert "Edit the table “Two things” as a grid" in html


def test_the_preview_names_the_tables(section, client):
    preview = reverse("admin:articles_section_preview")
    assert client.post(preview, {"markdown": TEXT}).json()["tables"] == ["Two things"]


def test_whoever_cannot_write_cannot_open_the_grid(section):
    assert client_of(make_person("Reviewer")).get(page(section)).status_code == 403
