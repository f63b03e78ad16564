"""A search server in front of the database: failing, catching up, being made anew."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kb.search import index, search
from kb.search.engines import fallback, opensearch
from kb.search.engines.http import EngineDown, Server
from kb.search.models import Passage, Pending
from tests.search import library

pytestmark = pytest.mark.django_db


def down(method, path):
    return 503, {"error": {"reason": "the node is starting"}}


FAILURES = {
    "it is starting": down,
    "it refuses": lambda method, path: (401, {"error": {"reason": "who are you?"}}),
    "it speaks no JSON": lambda method, path: (200, b"<html>A proxy's page</html>"),
    "it speaks of something else": lambda method, path: (200, {"ok": True}),
    "its answers have no hits": lambda method, path: (200, {"responses": [{}, {}]}),
    "its hits have no facts": lambda method, path: (
        200, {"responses": [{"hits": {"total": {"value": 1}, "hits": [{"_id": "1"}]}}] * 2},
    ),
}  # fmt: skip


@pytest.fixture
def found(server):
    library.fill()
    return server


def run(*options):
    output = StringIO()
    call_command("rebuild_search", *options, stdout=output)
    return output.getvalue()


@pytest.mark.parametrize("failure", FAILURES)
def test_the_database_answers_for_a_server_that_fails(client, found, failure):
    found.failing = FAILURES[failure]
    answer = client.get("/search/", {"q": "iron tablets work"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Iron and energy" in page.replace("<mark>", "").replace("</mark>", "")
    assert "does not answer just now" in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_server_that_answers_again_is_asked_again(client, found, monkeypatch):
    monkeypatch.setattr(fallback, "PAUSE", 0.0)
    found.failing = down
    assert search("iron tablets").is_fallback
    found.failing = None
    assert not search("iron tablets").is_fallback
    assert "does not answer" not in client.get("/search/", {"q": "iron"}).content.decode()


def test_a_server_that_failed_is_left_alone_for_a_while(found):
    found.failing = down
    search("iron tablets")
    found.asked.clear()
    assert search("iron tablets").is_fallback
    assert found.asked == []


def test_no_reader_waits_for_a_server_that_hangs(found, settings):
    settings.SEARCH_TIMEOUT = 0.1
    released = threading.Event()
    found.failing = lambda method, path: released.wait(20) and None
    try:
        assert search("iron tablets").is_fallback
    finally:
        released.set()


def test_nobody_at_the_address(found, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9/strata-test"
    results = search("iron tablets")
    assert results.is_fallback
    assert results.groups[0].key == "iron-and-energy"


def test_what_a_server_missed_is_sent_when_it_answers_again(found):
    found.failing = down
    index.remove("article", "kidney-stones")
    assert Pending.objects.filter(key="kidney-stones").exists()
    found.failing = None
    index.remove("article", "no-such-article")
    assert not Pending.objects.exists()
    held = found.index("strata-test").sources.values()
    assert "kidney-stones" not in {source["key"] for source in held}


def test_what_the_server_still_holds_of_a_withdrawn_text_is_never_shown(found):
    found.failing = down
    index.remove("article", "kidney-stones")
    found.failing = None
    fallback.forgive()
    results = search("calcium oxalate")
    assert not results.is_fallback
    assert results.groups == ()


def test_a_rebuild_answers_from_the_old_index_until_the_new_is_whole(found):
    old = found.aliases["strata-test"]
    led = []

    def watch(method, path):
        led.append((path, found.aliases["strata-test"]))

    found.failing = watch
    opensearch.configured_engine().rebuild()
    before = [where for path, where in led if path in ("/_bulk", "/_aliases")]
    assert len(before) > 1
    assert set(before) == {old}
    assert found.aliases["strata-test"] != old
    assert list(found.indices) == [found.aliases["strata-test"]]


def test_a_rebuild_that_fails_leaves_the_old_index(found):
    old = found.aliases["strata-test"]
    found.failing = lambda method, path: down(method, path) if path == "/_bulk" else None
    with pytest.raises(EngineDown):
        opensearch.configured_engine().rebuild()
    assert found.aliases["strata-test"] == old
    assert list(found.indices) == [old]


@pytest.fixture
def published(server):
    from tests.factories import make_article

    return make_article(slug="sleep")


@pytest.mark.parametrize("harm", ["lost", "other words", "stray", "no index"])
def test_a_broken_index_is_found_and_mended(server, published, harm):
    run("--check")
    held = server.index("strata-test")
    name = "article:sleep:0"
    if harm == "lost":
        assert held.drop(name)
    elif harm == "other words":
        held.put(name, {**held.sources[name], "body_text": "nonsense", "digest": "other"})
    elif harm == "stray":
        held.put("article:ghost:0", {**held.sources[name], "key": "ghost"})
    else:
        server.aliases.clear()
    with pytest.raises(CommandError, match="wrong"):
        run("--check")
    run("--repair")
    run("--check")
    assert [group.key for group in search("openings for readers").groups] == ["sleep"]
    assert not search("openings for readers").is_fallback


def test_a_rebuild_without_the_server_mends_the_database_and_says_so(server, published):
    Passage.objects.all().update(body_text="")
    server.failing = down
    with pytest.raises(CommandError, match="search server"):
        run()
    assert Passage.objects.exclude(body_text="").exists()


@pytest.mark.parametrize(
    "url", ["ftp://host/strata", "https:///strata", "http://host/Strata", "http://host/a,b", "x"]
)
def test_an_address_that_names_no_server_is_refused(url):
    with pytest.raises(ValueError, match="SEARCH_URL"):
        Server.from_url(url)


def test_an_address_may_hold_a_password():
    server = Server.from_url("opensearch+tls://me:p%40ss@search.example.org")
    assert (server.host, server.port, server.is_encrypted) == ("search.example.org", 9200, True)
    assert server.name == "strata"
    assert server.authorization == "Basic bWU6cEBzcw=="
