"""Pages and files of the reference library."""

from __future__ import annotations

import json

import pytest

from references.columns import fill
from references.models import FormerKey, Quotation, Reference
from tests.factories import make_article, make_reference

pytestmark = pytest.mark.django_db


def work(
    title: str = "Iron at night", family: str = "Oak", year: int = 2010, **fields
) -> Reference:
    csl = {
        "type": "article-journal",
        "title": title,
        "author": [{"family": family, "given": "R."}],
        "issued": {"date-parts": [[year]]},
        "container-title": "J Examples",
        "volume": "1",
        "page": "2-3",
    }
    fields.setdefault("key", f"{family.lower()}-{year}")
    record = make_reference(csl=csl, is_public=True, **fields)
    fill(record).save()
    return record


def cited(*records: Reference):
    return make_article(references=records, title="Sleep of nurses", slug="sleep-of-nurses")


# --- the list -------------------------------------------------------------------------------


def test_the_list_shows_public_records_with_their_verification(client):
    work()
    make_reference(title="A draft's secret")
    page = client.get("/references/").content.decode()
    assert "Oak R. Iron at night. <em>J Examples</em>. 2010;1:2-3." in page
    assert "Unverified" in page
    assert "secret" not in page


def test_the_list_costs_few_queries_and_sets_no_cookie(client, django_assert_max_num_queries):
    for year in range(1980, 2020):
        work(year=year)
    with django_assert_max_num_queries(3):
        response = client.get("/references/")
    assert not response.cookies
    assert response.headers["ETag"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("verification=verified", ["elm-2012"]),
        ("letter=o", ["oak-2010"]),
        ("letter=z", []),
        ("author=el", ["elm-2012"]),
        ("year=2012", ["elm-2012"]),
        ("year=2012&letter=o", []),
    ],
)
def test_the_list_is_narrowed(client, query, shown):
    work()
    work(family="Elm", year=2012, verification="verified")
    rows = client.get(f"/references/?{query}").context["references"]
    assert [row.key for row in rows] == shown


@pytest.mark.parametrize(
    "query", ["verification=sure", "letter=oak", "year=20x0", "author=%00", "after=nonsense"]
)
def test_a_filter_that_cannot_be_is_not_found(client, query):
    assert client.get(f"/references/?{query}").status_code == 404


def test_pages_follow_each_other_by_author(client):
    for number in range(35):
        work(family=f"Oak{number:02}", title=f"Iron {number}")
    first = client.get("/references/").context
    second = client.get("/references/" + first["page"].next_url).context
    families = [row.key for page in (first, second) for row in page["references"]]
    assert families == sorted(families)
    assert len(families) == 35
    assert second["page"].previous_url


# --- one record -----------------------------------------------------------------------------


def test_a_record_tells_how_it_was_verified_and_who_cites_it(client):
    record = work(verification="corrected", verified_against="A registry")
    article = cited(record)
    page = client.get("/references/oak-2010/").content.decode()
    assert page.count("<h1") == 1
    assert "A registry" in page
    assert f"/articles/{article.slug}/" in page
    assert '"@type": "ScholarlyArticle"' in page


def test_a_record_costs_at_most_six_queries(client, django_assert_max_num_queries):
    cited(work())
    with django_assert_max_num_queries(6):
        assert client.get("/references/oak-2010/").status_code == 200


def test_a_drafts_use_of_a_record_is_not_told(client):
    record = work()
    make_article(references=(record,), title="A secret draft", published=False)
    assert "secret" not in client.get("/references/oak-2010/").content.decode()


def test_wordings_of_a_ledger_are_shown_and_those_of_documents_are_not(client):
    record = work()
    given = {"reference": record, "verdict": "misquoted", "wrong": {"year": "2010, not 2001"}}
    Quotation.objects.create(raw="Known words", raw_sha256="a", in_ledger=True, **given)
    Quotation.objects.create(raw="Words of a draft", raw_sha256="b", **given)
    page = client.get("/references/oak-2010/").content.decode()
    assert "Cited as “Known words”" in page
    assert "<dt>Year</dt><dd>2010, not 2001</dd>" in page
    assert "Words of a draft" not in page


def test_a_record_that_is_not_public_is_not_found(client):
    make_reference(key="hidden")
    assert client.get("/references/hidden/").status_code == 404
    assert client.get("/references/hidden.bib").status_code == 404


def test_the_key_of_a_merged_record_leads_on(client):
    FormerKey.objects.create(key="old", reference=work())
    for ending in ("/", ".bib"):
        response = client.get(f"/references/old{ending}")
        assert (response.status_code, response["Location"]) == (
            301,
            f"/references/oak-2010{ending}",
        )


def test_markup_in_a_record_is_text(client):
    work(title="<script>alert(1)</script>", key="hostile")
    page = client.get("/references/hostile/").content.decode()
    assert "<script>alert" not in page


# --- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "media_type", "begin"),
    [
        ("bib", "application/x-bibtex", "@article{oak-2010,"),
        ("ris", "application/x-research-info-systems", "TY  - JOUR"),
        ("json", "application/vnd.citationstyles.csl+json", "[\n{"),
    ],
)
def test_a_record_and_the_library_as_files(client, ending, media_type, begin):
    work()
    one = client.get(f"/references/oak-2010.{ending}")
    whole = client.get(f"/references.{ending}")
    assert one.headers["Content-Type"].startswith(media_type)
    assert one.content.decode().startswith(begin)
    assert b"".join(whole.streaming_content) == one.content


def test_the_library_file_holds_public_records_only(client):
    work()
    make_reference(key="hidden")
    items = json.loads(b"".join(client.get("/references.json").streaming_content))
    assert [item["id"] for item in items] == ["oak-2010"]


def test_a_file_that_has_not_changed_is_not_sent_again(client):
    work()
    etag = client.get("/references/oak-2010.bib").headers["ETag"]
    again = client.get("/references/oak-2010.bib", headers={"If-None-Match": etag})
    assert again.status_code == 304
