"""The article page: what it shows, how it is honest, and where it refuses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import html5lib
import pytest
import time_machine

from articles.models import Article, FormerSlug, Rendering
from articles.publishing import publish, withdraw
from kb.document.tree import Section, Tier
from tests.factories import make_article, make_document, make_reference, paragraph
from tests.pages.checks import check_page, find, jsonld, words

HOSTILE = """"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}"""


def read(client, address="/articles/sleep-and-rest/"):
    return check_page(client.get(address))


def test_default_address_shows_the_simplest_tier(client, full_article):
    (article,) = find(read(client), "article")
    assert article.get("data-tier") == "fundamentals"


def test_article_without_the_simplest_tier_shows_the_next(client, db):
    tier = Tier("academic", (Section(None, (paragraph("For clinicians."),), level=2),))
    article = make_article(document=make_document(tiers=(tier,)))
    page = read(client, f"/articles/{article.slug}/")
    assert find(page, "article")[0].get("data-tier") == "academic"


def test_tiers_are_links_with_plain_labels(client, full_article):
    (switch,) = find(read(client), "nav", class_="tiers")
    links = find(switch, "a")
    assert [link.get("href") for link in links] == [
        f"/articles/sleep-and-rest/{tier}/" for tier in ("fundamentals", "intermediate", "academic")
    ]
    for link, label in zip(
        links, ("Short and plain", "More detail", "For health professionals"), strict=True
    ):
        assert words(link).startswith(label)
    assert links[0].get("aria-current") == "page"


def test_sections_are_in_the_text_and_in_the_contents(client, full_article):
    page = read(client)
    anchors = [section.get("id") for section in find(find(page, "article")[0], "section")]
    assert anchors == ["introduction", "the-body-clock", "what-helps"]
    (contents,) = find(page, "nav", class_="contents contents-wide")
    assert "#the-body-clock" in [link.get("href") for link in find(contents, "a")]


def test_way_to_the_counterpart_is_a_link_without_script(client, full_article):
    targets = {link.get("href") for link in find(read(client), "a")}
    assert "/articles/sleep-and-rest/intermediate/#the-body-clock" in targets


def test_term_is_linked_and_its_definition_is_on_the_page(client, full_article):
    page = read(client)
    term = next(link for link in find(page, "a", class_="term") if link.text == "melatonin")
    assert term.get("href") == "/glossary/melatonin/"
    (entry,) = find(page, "div", data_entry="melatonin")
    assert "A hormone of the night." in words(entry)


def test_wording_of_another_tier_is_announced(client, full_article):
    (entry,) = find(read(client), "div", data_entry="melatonin")
    assert "This is the wording for health professionals" in words(entry)
    (entry,) = find(
        read(client, "/articles/sleep-and-rest/academic/"), "div", data_entry="melatonin"
    )
    assert "This is the wording" not in words(entry)


def test_reference_says_in_words_whether_it_was_verified(client, full_article):
    (entry,) = find(read(client), "li", id="ref-1")
    assert "Unverified" in words(entry)
    targets = [link.get("href") for link in find(entry, "a")]
    assert "https://doi.org/10.1000/example" in targets
    assert "https://pubmed.ncbi.nlm.nih.gov/12345/" in targets
    assert "#cite-1-1" in targets


def test_citation_mark_leads_to_its_reference(client, full_article):
    (mark,) = find(read(client), "sup", class_="citation")
    assert find(mark, "a")[0].get("href") == "#ref-1"


def test_quotation_verdict_is_told(client, full_article):
    rendering = Rendering.objects.get(slug="sleep-and-rest", tier="fundamentals")
    reference = rendering.page["references"][0]
    reference["raw"] = "Exampel A. A wrong title. 1999."
    reference["quotation"] = {"verdict": "misquoted", "note": "", "found": "Example AB. Right."}
    rendering.save()
    text = words(find(read(client), "li", id="ref-1")[0])
    assert "Cited in the source as “Exampel A. A wrong title. 1999.”" in text
    assert "The record found is: Example AB. Right." in text


def test_unreviewed_article_says_so_before_its_text(client, full_article):
    html = client.get("/articles/sleep-and-rest/").content.decode()
    assert html.index("No clinician has reviewed this article") < html.index("<article")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-06-30", "reviewed"),
        ("2026-07-01", "reviewed"),
        ("2026-07-02", "overdue"),
    ],
)
def test_review_runs_out_on_its_own(client, db, today, expected):
    article = make_article(
        reviewed_at=date(2026, 1, 1), review_due=date(2026, 7, 1), reviewed_by_name="Dr Example"
    )
    with time_machine.travel(datetime.fromisoformat(today).replace(tzinfo=UTC)):
        page = read(client, f"/articles/{article.slug}/")
    notices = [each.get("data-review") for each in page.iter() if each.get("data-review")]
    assert notices == [expected]


def test_etag_changes_with_the_day(client, full_article):
    with time_machine.travel(datetime(2026, 6, 30, tzinfo=UTC)):
        before = client.get("/articles/sleep-and-rest/").headers["ETag"]
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC)):
        assert client.get("/articles/sleep-and-rest/").headers["ETag"] != before


def test_level_above_the_aim_is_admitted(client, full_article):
    rendering = Rendering.objects.get(slug="sleep-and-rest", tier="fundamentals")
    for tier in rendering.page["tiers"]:
        tier["reading"].update(grade=11.2, ceiling=8.0, above_ceiling=True)
    rendering.save()
    html = client.get("/articles/sleep-and-rest/").content.decode()
    assert "Reads at about grade 11; we aim for 8." in html


def test_reading_level_is_told_part_by_part(client, full_article):
    html = client.get("/articles/sleep-and-rest/").content.decode()
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    rows = [
        ["".join(cell.itertext()) for cell in row]
        for row in tree.findall(".//details[@class='by-part no-print']//tbody/tr")
    ]
    assert [row[0] for row in rows] == ["Opening", "The body clock", "What helps"]
    assert rows[0][1:] == ["too short", "5", "1"]
    assert float(rows[1][1]) > 5


def test_machines_read_the_same_facts(client, full_article):
    values = jsonld(read(client))
    assert "MedicalWebPage" in values["@type"]
    assert values["url"].endswith("/articles/sleep-and-rest/fundamentals/")
    assert values["audience"]["audienceType"] == "Patients and the public"
    assert "lastReviewed" not in values
    assert "reviewedBy" not in values
    assert values["citation"][0]["sameAs"][0] == "https://doi.org/10.1000/example"
    assert {term["name"] for term in values["mentions"]} == {"melatonin", "body clock"}


def test_machines_learn_of_a_review(client, db):
    article = make_article(reviewed_at=date(2026, 1, 1), reviewed_by_name="Dr Example")
    values = jsonld(read(client, f"/articles/{article.slug}/"))
    assert values["lastReviewed"] == "2026-01-01"
    assert values["reviewedBy"] == {"@type": "Person", "name": "Dr Example"}


def test_canonical_address_is_the_tier(client, full_article):
    (link,) = find(read(client), "link", rel="canonical")
    assert link.get("href").endswith("/articles/sleep-and-rest/fundamentals/")


def test_nothing_of_an_editor_runs_in_a_page(client, db):
    reference = make_reference(title=HOSTILE)
    document = make_document(title=HOSTILE, summary=HOSTILE, note=HOSTILE, owner=HOSTILE)
    article = make_article(
        document=document,
        slug="hostile",
        references=(reference,),
        topics=(HOSTILE,),
        note=HOSTILE,
        owner_name=HOSTILE,
    )
    publish(article, note=HOSTILE)
    for address in ("", "academic/", "versions/", "versions/1/"):
        html = client.get(f"/articles/hostile/{address}").content.decode()
        assert "<script>alert" not in html
        assert not re.search(r"<img[^>]+onerror", html)
        assert "{{ 7|add:7 }}" in html


def test_json_ld_cannot_be_closed_by_a_title(client, db):
    article = make_article(document=make_document(title="</script><script>alert(1)</script>"))
    response = client.get(f"/articles/{article.slug}/")
    assert jsonld(check_page(response))["name"] == "</script><script>alert(1)</script>"


# --- refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/articles/nothing/",
        "/articles/sleep-and-rest/expert/",
        "/articles/nothing/fundamentals/",
        "/articles/nothing/versions/",
        "/articles/sleep-and-rest/versions/2/",
        "/articles/sleep-and-rest/versions/0/",
        "/articles/sleep-and-rest/versions/99999999999999999999/",
        "/articles/sleep-and-rest/versions/1..1/",
        "/articles/sleep-and-rest/versions/1..2/",
        "/articles/?topic=nothing",
        "/articles/?review=maybe",
        "/articles/?after=%00",
        "/articles/?after=W10",
        "/articles/?after=WyJhIiwgInQiXQ",
        "/articles/?before=ÿ",
    ],
)
def test_unknown_address_is_a_helpful_404(client, full_article, address):
    response = client.get(address)
    assert response.status_code == 404
    page = check_page(response)
    assert find(page, "input", id="not-found-search")


def test_missing_article_is_explained_while_developing_too(client, db, settings):
    settings.DEBUG = True
    response = client.get("/articles/nothing/")
    assert response.status_code == 404
    assert find(check_page(response), "input", id="not-found-search")


def test_draft_is_not_there(client, db):
    article = make_article(published=False)
    assert client.get(f"/articles/{article.slug}/").status_code == 404
    assert client.get(f"/articles/{article.slug}/versions/").status_code == 404
    assert article.title not in client.get("/articles/").content.decode()


def test_draft_of_a_published_article_does_not_show(client, full_article):
    Article.objects.update(title="A DRAFT TITLE", summary="A DRAFT SUMMARY")
    for address in ("/", "/articles/", "/articles/sleep-and-rest/", "/feeds/articles.atom"):
        assert "A DRAFT" not in client.get(address).content.decode()
    assert "A DRAFT" not in client.get("/articles/sleep-and-rest/versions/").content.decode()


def test_withdrawn_article_is_gone_with_its_reason(client, full_article):
    withdraw(full_article, reason="A dose was wrong.")
    for address in ("", "fundamentals/", "versions/"):
        response = client.get(f"/articles/sleep-and-rest/{address}")
        assert response.status_code == 410
        assert "A dose was wrong." in response.content.decode()
    check_page(response)
    assert client.get("/articles/sleep-and-rest/versions/1/").status_code == 404


@pytest.mark.parametrize("rest", ["", "academic/", "versions/"])
def test_former_slug_leads_to_the_article(client, full_article, rest):
    FormerSlug.objects.create(slug="old-name", article=full_article)
    response = client.get(f"/articles/old-name/{rest}")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/articles/sleep-and-rest/{rest}"


def test_tier_the_article_lacks_is_a_404_that_says_so(client, db):
    tier = Tier("academic", (Section(None, (paragraph("For clinicians."),), level=2),))
    article = make_article(document=make_document(tiers=(tier,)))
    response = client.get(f"/articles/{article.slug}/fundamentals/")
    assert response.status_code == 404
    assert "not written at this depth" in response.content.decode()
