"""The search page and its suggestions."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.search import vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]


def get(client, **asked):
    return client.get("/search/", asked)


def test_the_page_shows_marked_snippets_and_links_to_sections(client):
    page = get(client, q="alternate days").content.decode()
    assert '<a href="/articles/iron-and-energy/academic/#dosing">Alternate-day dosing</a>' in page
    assert "<mark>alternate</mark>" in page


def test_an_empty_search_asks_for_a_word(client):
    answer = get(client)
    assert answer.status_code == 200
    assert "Type a word" in answer.content.decode()


def test_nothing_found_helps_on(client):
    page = get(client, q="ferzzzzz").content.decode()
    assert "Nothing found" in page
    assert 'href="/glossary/ferritin/"' in page


def test_a_correction_is_said_and_a_medicine_is_asked_about(client):
    assert "Showing results for <strong>hepcidin" in get(client, q="hepcidn").content.decode()
    assert "Did you mean “ferritin”?" in get(client, q="feritin").content.decode()


def test_a_medicine_that_looks_like_the_word_typed_is_offered_as_a_link(client):
    from kb.search.index import Entry, replace

    body = "A note wrote ferratin & more."
    replace("article", "x", [Entry(kind="article", key="x", title="Notes", url="/x/",
                                   tier="academic", anchor="introduction", body=body)])  # fmt: skip
    page = get(client, q="ferratin <b>").content.decode()
    assert 'Did you mean <a href="/search/?q=ferritin+b">ferritin b</a>?' in page
    assert "results below are for what you typed" in page
    assert '<a href="/x/">' in page


def test_facets_are_links_that_keep_the_query(client):
    page = get(client, q="iron", kind="article").content.decode()
    assert "/search/?q=iron&amp;kind=article&amp;tier=academic" in page
    assert 'href="/search/?q=iron" >All' in page or 'href="/search/?q=iron">All' in page


def test_markup_in_texts_and_queries_is_escaped(client):
    from kb.search.index import Entry, replace

    body = "An <script>alert(1)</script> & nettle tea"
    replace("article", "x", [Entry(kind="article", key="x", title="<b>Nettle</b>", url="/x/",
                                   tier="academic", anchor="introduction", body=body)])  # fmt: skip
    page = get(client, q="nettle <i>tea</i>").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<i>tea" not in page
    assert "&lt;b&gt;<mark>Nettle</mark>&lt;/b&gt;" in page


def test_the_page_sets_no_cookie_and_may_be_cached(client):
    answer = get(client, q="iron")
    assert not answer.cookies
    assert "public" in answer.headers["Cache-Control"]
    again = client.get("/search/", {"q": "iron"}, headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


QUERIES = 6
"""What a page of results may ask of the database, the site's state included."""
TYPED = [
    "iron",
    "iron tablets work",
    "ferritin",
    "zzqqxxyy",
    "",
    "hepcidn",  # corrected, one word
    "irom tablets work",  # corrected, all words found
    "irom oxalat zzqqxxyy",  # corrected, only some words found
    "irn tablets",  # too short to be surely wrong: asked as typed first
    "iron oxalate",  # only some words found
    "hepcid iron oxalate",  # begun
    "wholegrain breads",  # in very many passages
    "wholegrian breads",
    "whole grain bread oxalate",
]


@pytest.fixture
def crowded(filled):
    """More passages with the same words than are ranked."""
    from kb.search.index import Entry, replace_many

    replace_many("article", {
        f"bread-{number}": [Entry(
            kind="article", key=f"bread-{number}", title=f"Bread {number}", url="/x/",
            tier=("fundamentals", "academic")[number % 2], anchor="introduction",
            body="Wholegrain breads keep well.",
        )]
        for number in range(320)
    })  # fmt: skip


@pytest.mark.usefixtures("crowded")
def test_no_page_takes_more_than_six_queries(client, django_assert_max_num_queries):
    for typed in TYPED:
        for narrowed in ({}, {"kind": "article"}, {"kind": "article", "tier": "academic"}):
            vocabulary.forget()
            with django_assert_max_num_queries(QUERIES, info=f"{typed} {narrowed}"):
                get(client, q=typed, **narrowed)


@pytest.mark.usefixtures("each_engine")
@pytest.mark.parametrize(
    "typed",
    [
        '"', "'", "a\"b", "NEAR(", "iron AND", "OR OR", "-iron", "iron*", "(iron", "iron)", ":",
        "^", "{title_text}: iron", "\x00", "iron\x00", "%", "_", "\\", "'; DROP TABLE x; --",
        "& | !", "<->", "iron:*", "the of and", "a", "🩺", "🩺🩺 iron", "ირონ", "铁", "x" * 10_000,
        "iron " * 2_000, "-" * 10_000, "β", "µg", "½", "iron" + "\u0301" * 500, "１２",
        "kindisarticle", "0x1F", "1e5", "10.1000/xyz", "http://x.y/z?a=b#c", "a@b.cd",
    ],
)  # fmt: skip
def test_awkward_input_gives_a_page(client, typed):
    answer = get(client, q=typed)
    assert answer.status_code == 200
    assert "does not answer" not in answer.content.decode()
    assert client.get("/search/suggest", {"q": typed}).status_code == 200


@pytest.mark.parametrize("name", ["page", "kind", "tier"])
@pytest.mark.parametrize("value", ["", "0", "-1", "x", "99999999999", "²", "\x00", "1.5"])
def test_awkward_choices_are_as_good_as_none(client, name, value):
    assert get(client, q="iron", **{name: value}).status_code == 200


@pytest.mark.usefixtures("each_engine")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60) | st.text(alphabet="\"'()*:^-+ ironβ6\x00<>&|!\\", max_size=40))
def test_any_text_gives_a_page(client, typed):
    typed = typed.encode("utf-8", "ignore").decode()
    answer = get(client, q=f"<b>{typed}")
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()
    assert "does not answer" not in answer.content.decode()
    assert get(client, q=typed).status_code == 200
    assert client.get("/search/suggest", {"q": typed}).status_code == 200


def test_suggestions_follow_the_opensearch_format(client):
    answer = client.get("/search/suggest", {"q": "fer"})
    text, names, notes, addresses = answer.json()
    assert text == "fer"
    assert names[:2] == ["ferritin", "ferrous sulphate"]
    assert len(names) == len(notes) == len(addresses)
    assert addresses[0].endswith("/glossary/ferritin/")


def test_suggestions_know_other_names_and_later_words(client):
    assert client.get("/search/suggest", {"q": "high bl"}).json()[2] == ["hypertension"]
    assert "Iron and energy" in client.get("/search/suggest", {"q": "energ"}).json()[1]


def test_suggestions_take_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get("/search/suggest", {"q": "iro"})
