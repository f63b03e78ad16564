from __future__ import annotations

import pytest
from django.urls import reverse

from articles import editing
from articles.editing import SectionText
from articles.models import Article, Section
from kb import state
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import address, make_source
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    article = make_article()
    return article.sections.get(tier="academic", heading="Why sleep matters")


@pytest.fixture
def client(editor):
    return client_of(editor)


def page(section: Section) -> str:
    return address(Section, "change", section.pk)


def posted(section: Section, markdown: str, **fields) -> dict[str, str]:
    opened = {"heading": section.heading, "base": section.digest, "_save": "Save"}
    return {**opened, "markdown": markdown, **fields}


def test_the_form_holds_the_text_and_the_digest_it_was_opened_with(section, client):
    html = client.get(page(section)).content.decode()
    assert "People need rest to stay well." in html
    assert section.digest in html


def test_a_save_goes_back_to_the_sections_row(section, client, editor):
    answer = client.post(page(section), posted(section, "Rest is **good**.\r\n\r\nMore."))
    assert answer["Location"].endswith(
        f"/article/{section.article_id}/change/#section-{section.pk}"
    )
    section.refresh_from_db()
    assert (section.markdown, section.edited_by) == ("Rest is **good**.\n\nMore.", editor)


def test_of_two_editors_the_second_gets_both_texts_and_nothing_is_lost(section, client):
    other = client_of(make_person("Editor", username="other"))
    assert other.post(page(section), posted(section, "Theirs came first.")).status_code == 302
    answer = client.post(page(section), posted(section, "Mine came second."))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs came first." in html
    assert "Mine came second." in html
    assert "<ins>" in html
    section.refresh_from_db()
    assert section.markdown == "Theirs came first."


def test_after_a_conflict_the_merged_text_can_be_saved(section, client):
    text = SectionText(section.heading, "Theirs.")
    stored = editing.save_section(section.pk, text, by=make_person("Editor"), base=section.digest)
    assert client.post(page(section), posted(section, "Mine.")).status_code == 409
    merged = posted(section, "Theirs and mine.", base=stored.digest)
    assert client.post(page(section), merged).status_code == 302
    section.refresh_from_db()
    assert section.markdown == "Theirs and mine."


def test_a_form_without_a_digest_is_refused(section, client):
    answer = client.post(page(section), posted(section, "Blind.", base=""))
    assert answer.status_code == 409


def test_problems_are_errors_that_name_their_lines(section, client):
    answer = client.post(page(section), posted(section, "Fine.\n\n# Not here\n\n[@nobody-1999]"))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Line 3:" in html
    assert "Line 5:" in html
    assert "Fine.\n\n# Not here" in html
    section.refresh_from_db()
    assert section.markdown == "People need rest to stay well."


def test_the_page_shows_the_source_lines_and_their_findings(section, client):
    source = make_source(section.article)
    Section.objects.filter(pk=section.pk).update(source=source, first_line=2, last_line=3)
    html = client.get(page(section)).content.decode()
    assert "Sleep &amp; rest." in html
    assert "Something on line 2." in html
    assert "Something on line 0." not in html


def test_the_page_says_what_makes_the_text_hard_and_no_term_explains(section, client):
    make_term("bronchoconstriction")
    sentence = "Bronchoconstriction and spirometry " + "matter to them and " * 7 + "to us."
    client.post(page(section), posted(section, f"{sentence} It is short."))
    html = client.get(page(section)).content.decode()
    panel = html.split('id="beside-obstacles"')[1].split("</section>")[0]
    assert f"{sentence} <span" in panel
    assert "33 words" in panel
    assert "It is short." not in panel
    hard = panel.split("no term explains")[1]
    assert "spirometry" in hard
    assert "Bronchoconstriction" not in hard


def test_the_article_says_which_section_is_too_hard(section, client):
    hard = "Multifactorial pathophysiological considerations necessitate individualised care. " * 8
    section = section.article.sections.get(tier="fundamentals", heading=section.heading)
    client.post(page(section), posted(section, hard))
    html = client.get(address(Article, "change", section.article_id)).content.decode()
    row = html.split(f'id="section-{section.pk}"')[1].split("</li>")[0]
    assert "too hard" in row
    assert html.count("too hard") <= 2


def test_the_preview_is_the_sites_own_rendering(section, client):
    make_term("melatonin")
    state.advance(glossary=True)
    make_reference(key="example-2020")
    answer = client.post(
        reverse("admin:articles_section_preview"),
        {
            "article": section.article_id,
            "tier": "fundamentals",
            "heading": "Night",
            "markdown": f"Take melatonin [@example-2020]. {'Sleep well. ' * 20}",
        },
    ).json()
    assert '<a class="term" href="/glossary/melatonin/"' in answer["html"]
    assert 'class="citation"' in answer["html"]
    assert answer["measures"]["words"] == 42
    assert answer["problems"] == []


def test_the_preview_says_what_makes_the_text_hard(client):
    make_term("melatonin")
    state.advance(glossary=True)
    text = f"Melatonin and pathophysiology {'and more ' * 15} end."
    preview = reverse("admin:articles_section_preview")
    found = client.post(preview, {"markdown": text}).json()["obstacles"]
    assert [sentence["words"] for sentence in found["sentences"]] == [34]
    assert [word["word"] for word in found["words"]] == ["pathophysiology"]


def test_offers_are_answered_as_json(section, client):
    make_reference(key="owl-2031", title="Night birds")
    complete = reverse("admin:articles_section_complete")
    answer = client.get(complete, {"kind": "work", "q": "night", "article": section.article_id})
    assert [offer["value"] for offer in answer.json()["offers"]] == ["owl-2031"]
    assert client.get(complete, {"kind": "term", "q": "nothing like it"}).json() == {"offers": []}
    assert client.get(complete, {"kind": "user", "q": "e"}).status_code == 400


def test_a_reviewer_reads_the_section_as_readers_will(section):
    html = client_of(make_person("Reviewer")).get(page(section)).content.decode()
    assert "<p>People need rest to stay well.</p>" in html


def test_an_unknown_work_is_marked_in_the_preview(section, client):
    answer = client.post(reverse("admin:articles_section_preview"), {"markdown": "So [@nobody]."})
    assert "citation-unknown" in answer.json()["html"]


def test_the_preview_of_hostile_text_is_harmless(section, client):
    text = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    answer = client.post(reverse("admin:articles_section_preview"), {"markdown": text}).json()
    assert "<script" not in answer["html"]
    assert "<img" not in answer["html"]
    assert 'href="javascript' not in answer["html"]
    assert answer["problems"]


def test_a_section_is_added_to_a_tier(section, client):
    article = section.article
    data = {"article": article.pk, "tier": "academic", "heading": "Naps", "markdown": "Short."}
    assert client.post(address(Section, "add"), {**data, "base": ""}).status_code == 302
    added = article.sections.get(anchor="naps")
    assert (added.tier, added.position, added.level) == ("academic", 2, 3)


def test_deleting_a_section_is_an_edit_of_its_article(section, client, editor):
    article = section.article
    answer = client.post(address(Section, "delete", section.pk), {"post": "yes"})
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.edited_by == editor
    assert not Section.objects.filter(pk=section.pk).exists()
