"""The site behind the layer: what is remembered, what never is, and that nothing is stale."""

from __future__ import annotations

from datetime import timedelta

import brotli
import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.document import section_row
from articles.models import Article, Rendering
from articles.previews import address, make_link
from articles.publishing import publish, withdraw
from glossary.models import Term
from kb import front, state
from kb.api.throttling import AddressThrottle
from kb.delivery.layer import Layer
from kb.delivery.memory import Memory
from kb.delivery.pages import PERSONAL
from kb.document.tree import Section
from kb.http import public_page
from tests.delivery.conftest import SiteStates
from tests.delivery.wsgi import ask, make_memory
from tests.factories import make_article, make_document, make_term, paragraph

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/articles/",
    "/articles/sleep-and-rest/",
    "/articles/sleep-and-rest/academic/",
    "/articles/sleep-and-rest/versions/",
    "/articles/sleep-and-rest/versions/1/",
    "/articles/sleep-and-rest/versions/1/cite.ris",
    "/articles/sleep-and-rest/references.bib",
    "/glossary/",
    "/glossary/melatonin/",
    "/references/",
    "/references/example-cited/",
    "/references/example-cited.json",
    "/search/",
    "/feeds/articles.atom",
    "/feeds/changes.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/opensearch.xml",
    "/embed/",
    "/embed/strata.js",
    "/api/v1/",
    "/api/v1/articles/",
    "/api/v1/articles/sleep-and-rest/",
    "/api/v1/articles/sleep-and-rest/versions/",
    "/api/v1/articles/sleep-and-rest/versions/1/",
    "/api/v1/articles/sleep-and-rest/academic/",
    "/api/v1/terms/",
    "/api/v1/terms/melatonin/",
    "/api/v1/references/",
    "/api/v1/references/example-cited/",
    "/api/v1/topics/",
    "/api/v1/changes/",
    "/api/v1/export/manifest/",
]

PASSED = [
    "/admin/login/",
    "/healthz",
    "/readyz",
    "/search/?q=sleep",
    "/articles/?topic=sleep",
    "/api/v1/articles/?page_size=1",
    "/api/v1/search/?q=sleep",
    "/infobutton?mainSearchCriteria.v.dn=sleep",
    "/nowhere/",
    "/articles/nowhere/",
    "/api/v1/articles/nowhere/",
    "/articles/sleep-and-rest",
]

UNHEARD = frozenset(("etag", "vary", "content-length"))
"""Headers that the layer gives its own values."""


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_remembered_as_the_site_gives_it(
    layer, get, full_article, path, django_assert_num_queries
):
    plain = Client().get(path)
    first = get(path)
    layer.memory._states.hold()
    with django_assert_num_queries(0):
        second = get(path)
        not_modified = get(path, HTTP_IF_NONE_MATCH=second.headers["etag"])
    assert layer.memory.counts.remembered == 2
    assert second.body == first.body == plain.content
    assert not_modified.status == 304
    kept = {
        name.lower(): value
        for name, value in plain.items()
        if name.lower() not in UNHEARD | PERSONAL
    }
    assert kept.items() <= second.headers.items()


@pytest.mark.parametrize("path", PASSED)
def test_all_else_is_not_remembered(is_remembered, full_article, path):
    assert not is_remembered(path)


def test_an_article_takes_one_query_when_it_is_made(
    layer, get, full_article, django_assert_num_queries
):
    layer.memory._states.hold()
    for path in ("/articles/sleep-and-rest/", "/api/v1/articles/sleep-and-rest/"):
        with django_assert_num_queries(1):
            assert get(path).status == 200


def test_security_headers_come_from_memory_too(get, full_article):
    get("/")
    headers = get("/").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_a_foreign_host_is_refused_and_gets_nothing_remembered(layer, get, full_article):
    get("/")
    assert get("/", HTTP_HOST="evil.example").status == 400
    assert get("/", HTTP_HOST="evil.example").status == 400
    assert len(layer.memory.store) == 1


def test_plain_http_is_redirected_though_the_page_is_remembered(get, full_article, settings):
    settings.SECURE_SSL_REDIRECT = True
    secure = {"wsgi.url_scheme": "https"}
    layer = Layer(WSGIHandler(), make_memory(SiteStates()))
    assert ask(layer, "/", **secure).status == 200
    assert ask(layer, "/", **secure).status == 200
    assert ask(layer, "/").status == 301


def test_a_page_decorated_to_be_private_stays_so(get, full_article):
    link = make_link(full_article, by=None, days=1)
    path = "/" + address(link).split("/", 3)[3]
    assert get(path).status == 302
    assert "no-store" in get(path + "academic/").headers["cache-control"]


def test_an_editors_session_goes_past(is_remembered, full_article, client):
    person = get_user_model().objects.create_superuser("editor", "e@example.org", "secret-word")
    client.force_login(person)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert not is_remembered("/", HTTP_COOKIE=cookie)
    assert is_remembered("/", HTTP_COOKIE="seen=1")


def test_a_view_is_private_until_it_is_decorated(full_article):
    memory = make_memory(SiteStates())
    made = []

    def view(request):
        made.append(request)
        response = HttpResponse("words", content_type="text/html")
        response["Cache-Control"] = "public, max-age=60"
        return response

    for answer, times in ((view, 2), (public_page(view), 1)):
        made.clear()
        middleware = _middleware(memory, answer)
        for _ in range(2):
            assert (
                middleware(RequestFactory().get("/x/", HTTP_HOST="testserver")).content == b"words"
            )
        assert len(made) == times


# --- never stale ------------------------------------------------------------------------------


def _rewrite(article: Article, text: str) -> None:
    row = article.sections.get(tier="fundamentals", position=0)
    new = section_row(article, "fundamentals", 0, Section(None, (paragraph(text),), 2, row.anchor))
    new.pk = row.pk
    new.save()


def test_a_publish_shows_at_the_next_request(get, full_article):
    paths = ("/articles/sleep-and-rest/", "/api/v1/articles/sleep-and-rest/")
    for path in paths:
        get(path)
    _rewrite(full_article, "Quite newly written words.")
    for path in paths:
        assert "Quite newly written" not in get(path).text
    publish(full_article)
    for path in paths:
        assert "Quite newly written" in get(path).text


def test_a_withdrawal_shows_at_the_next_request(get, full_article):
    for path in ("/articles/sleep-and-rest/", "/articles/", "/sitemap.xml"):
        assert "sleep-and-rest" in get(path).text
    withdraw(full_article)
    assert get("/articles/sleep-and-rest/").status == 410
    assert get("/api/v1/articles/sleep-and-rest/").status == 404
    for path in ("/articles/", "/sitemap.xml", "/feeds/articles.atom"):
        assert "sleep-and-rest" not in get(path).text


def test_a_hidden_term_is_gone_at_the_next_request(get):
    term = make_term("melatonin")
    assert get("/glossary/melatonin/").status == 200
    Term.objects.filter(pk=term.pk).update(is_public=False)
    state.advance(glossary=True)
    assert get("/glossary/melatonin/").status == 404


def test_what_is_rolled_back_is_never_remembered(layer, get, full_article):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        state.advance()
        Rendering.objects.update(html="<p>never published</p>")
        get("/articles/sleep-and-rest/")
        raise ZeroDivisionError
    assert "never published" not in get("/articles/sleep-and-rest/").text


def test_a_review_that_falls_due_overnight_shows_in_the_morning(get):
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_article(slug="sleep", reviewed_at=timezone.localdate(), review_due=tomorrow)
    path = "/api/v1/articles/sleep/"
    assert '"state":"reviewed"' in get(path).text
    page = get("/articles/sleep/").body
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert '"state":"overdue"' in get(path).text
        assert get("/articles/sleep/").body != page


def test_a_page_that_a_publish_left_alone_keeps_its_tag(get, full_article):
    tag = get("/glossary/melatonin/").headers["etag"]
    make_article(document=make_document(title="Onions"))
    assert get("/glossary/melatonin/", HTTP_IF_NONE_MATCH=tag).status == 304


# --- the API's limit --------------------------------------------------------------------------


def test_answers_from_memory_are_not_counted_and_say_nothing_of_a_limit(get, full_article):
    first, second = get("/api/v1/terms/"), get("/api/v1/terms/")
    assert first.headers["x-ratelimit-remaining"] == "599"
    assert "x-ratelimit-remaining" not in second.headers
    assert get("/api/v1/topics/").headers["x-ratelimit-remaining"] == "598"


def test_a_client_over_its_limit_is_not_refused_what_costs_nothing(get, full_article, monkeypatch):
    monkeypatch.setattr(AddressThrottle, "get_rate", lambda self: "1/min")
    assert get("/api/v1/terms/").status == 200
    assert get("/api/v1/terms/").status == 200
    assert get("/api/v1/topics/").status == 429
    assert get("/api/v1/topics/", REMOTE_ADDR="192.0.2.9").status == 200


def test_a_wrong_key_is_refused_though_the_answer_is_remembered(get, full_article):
    get("/api/v1/terms/")
    assert get("/api/v1/terms/", HTTP_AUTHORIZATION="Api-Key strata_wrong").status == 401


def test_a_form_that_cannot_be_given_is_refused_though_another_is_remembered(get, full_article):
    assert get("/api/v1/terms/").status == 200
    assert get("/api/v1/terms/", HTTP_ACCEPT="text/html").status == 406
    assert get("/api/v1/terms/", HTTP_ACCEPT="text/html, */*;q=0.1").status == 200


def test_the_description_in_two_forms_is_not_remembered(get, full_article):
    assert "openapi:" in get("/api/schema/").text
    accept = {"HTTP_ACCEPT": "application/vnd.oai.openapi+json"}
    assert get("/api/schema/", **accept).text.startswith("{")


# --- the same as a middleware -----------------------------------------------------------------


def _middleware(memory: Memory, view) -> front.MemoryMiddleware:
    made = front.MemoryMiddleware(view)
    made._memory = lambda: memory  # type: ignore[method-assign]
    return made


@pytest.fixture
def with_middleware(settings, monkeypatch):
    memory = make_memory(SiteStates(), 20_000_000)
    monkeypatch.setattr(front.MemoryMiddleware, "_memory", lambda self: memory)
    settings.MIDDLEWARE = ["kb.front.MemoryMiddleware", *settings.MIDDLEWARE]
    return memory


@pytest.mark.parametrize("path", ["/articles/sleep-and-rest/", "/api/v1/terms/", "/robots.txt"])
def test_the_middleware_remembers_the_same(with_middleware, full_article, get, path):
    client = Client(HTTP_HOST="testserver")
    first, second = client.get(path), client.get(path)
    assert with_middleware.counts.remembered == 1
    assert first.content == second.content == get(path).body
    assert second["ETag"] == first["ETag"] == get(path).headers["etag"]
    assert second["Content-Length"] == str(len(second.content))
    assert second["X-Frame-Options"] == "DENY"
    unchanged = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "Content-Type" not in unchanged
    assert client.head(path)["ETag"] == first["ETag"]
    assert first["X-Request-ID"] != second["X-Request-ID"]
    numbered = client.get(path, headers={"X-Request-ID": "proxy-0123456789"})
    assert numbered["X-Request-ID"] == "proxy-0123456789"


def test_the_middleware_lets_the_rest_past(with_middleware, full_article):
    client = Client(HTTP_HOST="testserver")
    for path in ("/search/?q=sleep", "/nowhere/", "/healthz"):
        client.get(path)
        client.get(path)
    assert with_middleware.counts.remembered == 0
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("path", ["/api/schema/", "/api/v1/articles/sleep-and-rest/", "/"])
def test_what_is_remembered_and_what_is_not_is_compressed_alike(get, full_article, path):
    plain = get(path)
    for _ in range(2):
        coded = get(path, HTTP_ACCEPT_ENCODING="br")
        assert coded.headers["content-encoding"] == "br"
        assert brotli.decompress(coded.body) == plain.body
        held = {"HTTP_ACCEPT_ENCODING": "br", "HTTP_IF_NONE_MATCH": coded.headers["etag"]}
        assert get(path, **held).status == 304
