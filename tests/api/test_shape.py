"""What holds for every address: methods, errors, cross-origin reading, no cookies."""

from __future__ import annotations

import pytest

from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db

READ_ONLY = ["", "articles/", "articles/sleep/", "articles/sleep/versions/", "terms/", "topics/"]
MEMBERS = {"type", "title", "status", "detail"}


@pytest.fixture(autouse=True)
def _content():
    make_term("rest")
    make_article(slug="sleep")


@pytest.mark.parametrize("path", READ_ONLY)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_addresses_refuse_to_be_written(client, path, method):
    answer = getattr(client, method)(f"/api/v1/{path}", {}, content_type="application/json")
    assert answer.status_code == 405
    assert set(answer.json()) == MEMBERS
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", READ_ONLY)
def test_head_gives_the_headers_of_get(client, path):
    got, asked = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert asked.status_code == 200
    assert asked.content == b""
    assert asked["ETag"] == got["ETag"]
    assert asked["Content-Type"] == got["Content-Type"]


@pytest.mark.parametrize("path", [*READ_ONLY, "none-such/", "articles/none-such/"])
def test_no_answer_sets_a_cookie_or_varies_by_one(ask, path):
    answer = ask(path)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("path", [*READ_ONLY, "none-such/", "articles/?colour=red"])
def test_pages_of_every_origin_may_read_the_answer(ask, path):
    answer = ask(path, headers={"Origin": "https://app.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer


def test_a_browser_may_ask_before_it_posts(client):
    answer = client.options(
        "/api/v1/annotate",
        headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"},
    )
    assert answer.status_code == 204
    assert answer["Allow"] == "POST, OPTIONS"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_nothing_is_there_but_says_so_in_the_one_shape(client, method):
    for path in ("/api/nowhere/", "/api/v1/nowhere", "/api/v2/articles/"):
        answer = getattr(client, method)(path)
        assert answer.status_code == 404
        assert set(answer.json()) == MEMBERS


def test_a_forgotten_slash_is_added(client):
    answer = client.get("/api/v1/articles?page_size=1")
    assert answer.status_code == 301
    assert answer["Location"] == "/api/v1/articles/?page_size=1"


def test_an_answer_nobody_can_give_is_406_in_json(ask):
    answer = ask("articles/", headers={"Accept": "application/xml"})
    assert answer.status_code == 406
    assert set(answer.json()) == MEMBERS


def test_several_unknown_parameters_are_all_named(ask):
    data = ask("articles/sleep/?colour=red&size=2").json()
    assert set(data) == {*MEMBERS, "colour", "size"}
    assert "colour" in data["detail"]
    assert "size" in data["detail"]


def test_a_parameter_called_like_a_member_does_not_break_the_shape(ask):
    data = ask("articles/?status=1&detail=2").json()
    assert data["status"] == 400
    assert isinstance(data["detail"], str)


def test_an_unexpected_error_has_the_one_shape(client, monkeypatch, settings):
    from articles.api.viewsets import ArticleViewSet

    def fail(self, *args, **kwargs):
        raise RuntimeError("secret")

    monkeypatch.setattr(ArticleViewSet, "list", fail)
    client.raise_request_exception = False
    answer = client.get("/api/v1/articles/")
    assert answer.status_code == 500
    assert set(answer.json()) == MEMBERS
    assert b"secret" not in answer.content


def test_the_index_leads_to_every_list(ask, client):
    data = ask("").json()
    for name in ("articles", "terms", "topics", "schema", "docs"):
        path = "/" + data[name].split("/", 3)[3]
        assert client.get(path).status_code == 200, name


def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert "http://" not in page.content.decode()
    assert "https://" not in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert 'src="?script=1"' in page.content.decode()
    script = client.get("/api/docs/?script=1")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/schema/" in script.content
    assert "unsafe-inline" not in client.get("/api/v1/")["Content-Security-Policy"]


def test_a_former_name_leads_to_the_present_one(client):
    term, article = make_term("doze"), make_article(slug="rest-now")
    reference = make_reference(key="new-2020", is_public=True)
    term.former_slugs.create(slug="old")
    article.former_slugs.create(slug="old")
    reference.former_keys.create(key="old")
    for kind, name in (("terms", "doze"), ("articles", "rest-now"), ("references", "new-2020")):
        answer = client.get(f"/api/v1/{kind}/old/")
        assert answer.status_code == 301
        assert answer["Location"].endswith(f"/api/v1/{kind}/{name}/")


def test_the_former_name_of_what_is_not_public_leads_nowhere(client):
    make_term("secret", is_public=False).former_slugs.create(slug="old")
    make_article(published=False).former_slugs.create(slug="old")
    make_reference().former_keys.create(key="old")
    for kind in ("terms", "articles", "references"):
        assert client.get(f"/api/v1/{kind}/old/").status_code == 404
