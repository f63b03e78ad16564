"""POST /api/v1/annotate: terms in anybody's text."""

from __future__ import annotations

from typing import Any

import pytest

from glossary.models import Definition
from tests.factories import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def annotate(client):
    def post(**body: Any) -> Any:
        return client.post("/api/v1/annotate", body, content_type="application/json")

    return post


def found(answer, given: str) -> list[tuple[str, str]]:
    """Return each mention as (slug, the characters it stands for)."""
    assert answer.status_code == 200, answer.content
    return [(term["slug"], given[term["start"] : term["end"]]) for term in answer.json()["terms"]]


def test_terms_of_a_text_are_found_with_their_definition(annotate):
    make_term("osteoclast", definition="A cell that takes bone away.")
    text = "Each osteoclast lives for weeks."
    answer = annotate(text=text, tier="fundamentals")
    assert found(answer, text) == [("osteoclast", "osteoclast")]
    term = answer.json()["terms"][0]
    assert {name: term[name] for name in ("name", "start", "end", "tier", "definition")} == {
        "name": "osteoclast",
        "start": 5,
        "end": 15,
        "tier": None,
        "definition": "A cell that takes bone away.",
    }


def test_offsets_count_code_points(annotate):
    make_term("osteoclast")
    text = "𝛼-blockers 🦴 and the osteoclast"
    assert found(annotate(text=text), text) == [("osteoclast", "osteoclast")]


def test_every_mention_is_given_by_any_name(annotate):
    make_term("bone mineral density", slug="bmd", aliases=("bone density",))
    text = "Bone density falls. Then bone mineral density rises."
    assert found(annotate(text=text), text) == [
        ("bmd", "Bone density"),
        ("bmd", "bone mineral density"),
    ]


def test_the_definition_is_the_tier_s_own_or_says_that_it_is_not(annotate):
    term = make_term("osteoclast", definition="For academics.", tier="academic")
    answer = annotate(text="osteoclast", tier="academic").json()["terms"][0]
    assert (answer["tier"], answer["fallback"]) == ("academic", False)
    answer = annotate(text="osteoclast", tier="fundamentals").json()["terms"][0]
    assert (answer["tier"], answer["fallback"]) == ("academic", True)
    Definition.objects.create(term=term, tier="fundamentals", text="Plain.", status="chosen")
    answer = annotate(text="osteoclast").json()["terms"][0]
    assert (answer["definition"], answer["fallback"]) == ("Plain.", False)


def test_offsets_into_html_point_at_its_source(annotate):
    make_term("osteoclast")
    make_term("H&E stain", slug="he")
    page = (
        '<p class="osteoclast">An <em>H&amp;E stain</em> of an\n<b>osteoclast</b>&nbsp;&hellip;</p>'
    )
    assert found(annotate(html=page), page) == [
        ("he", "H&amp;E stain"),
        ("osteoclast", "osteoclast"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<h2>osteoclast</h2>",
        "<a href='/x'>osteoclast</a>",
        "<code>osteoclast</code>",
        "<script>osteoclast</script>",
        "<SCRIPT>'</b>osteoclast'</SCRIPT>",
        "<style>osteoclast</style>",
        "<textarea>osteoclast</textarea>",
        "<!-- osteoclast -->",
        "<p title='a > osteoclast'></p>",
        "<a><b>osteoclast</b></a>",
        "osteo<b>clast</b>",
        "<button>osteoclast",
    ],
)
def test_terms_are_not_marked_where_no_mark_may_stand(annotate, page):
    make_term("osteoclast")
    assert found(annotate(html=page), page) == []


def test_text_after_what_is_passed_over_is_read_again(annotate):
    make_term("osteoclast")
    page = "<h2>osteoclast</h2><svg/><p>osteoclast</p>"
    assert found(annotate(html=page), page) == [("osteoclast", "osteoclast")]


def test_private_and_unlinked_terms_and_candidates_stay_hidden(annotate):
    make_term("secretword", is_public=False)
    term = make_term("osteoclast", definition="")
    Definition.objects.create(term=term, text="A candidate.")
    text = "secretword osteoclast"
    answer = annotate(text=text)
    assert found(answer, text) == [("osteoclast", "osteoclast")]
    assert answer.json()["terms"][0]["definition"] == ""


def test_an_empty_text_has_no_terms(annotate):
    assert annotate(text="").json() == {"terms": []}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "detail"),
        ({"text": "a", "html": "b"}, "detail"),
        ({"text": 3}, "text"),
        ({"text": None}, "text"),
        ({"text": "a" * 200_001}, "text"),
        ({"text": "a", "tier": "expert"}, "tier"),
        ({"text": "a", "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(annotate, body, name):
    answer = annotate(**body)
    assert answer.status_code == 400
    assert answer.json()[name]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"[" * 100_000, 400),
        (b'{"text": "\\ud800"}', 400),
        (b'{"text": NaN}', 400),
        (b'{"text": "\xff"}', 400),
        (b'{"text": "' + b"a" * 2_600_000 + b'"}', 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(client, body, status):
    answer = client.post("/api/v1/annotate", body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_form_is_no_body(client):
    assert client.post("/api/v1/annotate", {"text": "a"}).status_code == 415


def test_reading_is_refused(client):
    answer = client.get("/api/v1/annotate")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST, OPTIONS"


def test_queries_do_not_grow_with_the_text(annotate, django_assert_num_queries):
    names = [f"{letter}osteoclast" for letter in "abcdefgh"]
    for name in names:
        make_term(name)
    annotate(text="to build the linker")
    for count in (1, 8):
        with django_assert_num_queries(3):
            assert len(annotate(text=" and ".join(names[:count])).json()["terms"]) == count
