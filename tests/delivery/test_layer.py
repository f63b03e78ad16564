"""The layer: repeats from memory, everything else from the site behind it."""

import gzip
import os
import threading

import brotli
import pytest

from kb.delivery.memory import Memory
from kb.delivery.number import WELL_FORMED, number_of
from kb.delivery.ticket import allow
from tests.delivery.wsgi import ask, environ, make_layer


@pytest.fixture
def both():
    return make_layer()


def for_everybody(answer):
    """An answer's headers without those of one request."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def test_a_public_page_is_made_once(both):
    layer, site = both
    answers = [ask(layer, "/a/") for _ in range(3)]
    assert len(site.asked) == 1
    assert {answer.body for answer in answers} == {site.body}
    assert for_everybody(answers[0]) == for_everybody(answers[2])
    assert site.closed == 1


def test_headers_come_with_the_page_whole_or_not(both):
    layer, _ = both
    whole = ask(layer, "/a/")
    unchanged = ask(layer, "/a/", HTTP_IF_NONE_MATCH=whole.headers["etag"])
    assert (unchanged.status, unchanged.body) == (304, b"")
    for name in ("content-security-policy", "cache-control", "etag", "vary"):
        assert unchanged.headers[name] == whole.headers[name]
    assert "content-length" not in unchanged.headers
    assert "content-type" not in unchanged.headers


def test_a_copy_is_good_only_with_the_headers_it_came_with(both):
    layer, site = both
    site.more = [("Permissions-Policy", "camera=*")]
    tag = ask(layer, "/a/").headers["etag"]
    unchanged = ask(layer, "/a/", HTTP_IF_NONE_MATCH=tag)
    assert (unchanged.status, "permissions-policy" in unchanged.headers) == (304, False)
    site.states.counter = 2
    assert ask(layer, "/a/", HTTP_IF_NONE_MATCH=tag).status == 304
    site.states.counter, site.more = 3, [("Permissions-Policy", "camera=()")]
    whole = ask(layer, "/a/", HTTP_IF_NONE_MATCH=tag)
    assert (whole.status, whole.headers["permissions-policy"]) == (200, "camera=()")


def test_each_coding_has_its_own_strong_tag(both):
    layer, site = both
    plain, br, gz = (
        ask(layer, "/a/", HTTP_ACCEPT_ENCODING=name) for name in ("zstd", "br", "gzip")
    )
    assert plain.body == brotli.decompress(br.body) == gzip.decompress(gz.body) == site.body
    assert "content-encoding" not in plain.headers
    assert (br.headers["content-encoding"], gz.headers["content-encoding"]) == ("br", "gzip")
    tags = {answer.headers["etag"] for answer in (plain, br, gz)}
    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)
    for answer in (plain, br, gz):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert int(answer.headers["content-length"]) == len(answer.body)


def test_the_tag_of_one_coding_is_not_that_of_another(both):
    layer, _ = both
    tag = ask(layer, "/a/", HTTP_ACCEPT_ENCODING="br").headers["etag"]
    headers = {"HTTP_IF_NONE_MATCH": tag}
    assert ask(layer, "/a/", **headers).status == 200
    assert ask(layer, "/a/", HTTP_ACCEPT_ENCODING="br", **headers).status == 304


def test_a_first_request_may_be_answered_with_not_modified(both):
    layer, _ = both
    tag = ask(layer, "/a/").headers["etag"]
    layer.memory.store.clear()
    assert ask(layer, "/a/", HTTP_IF_NONE_MATCH=tag).status == 304


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_remembered_answer_is_a_list_which_servers_send_in_one_piece(both, method):
    layer, site = both
    tag = ask(layer, "/a/").headers["etag"]
    whole = layer(environ("/a/", method), lambda *start: None)
    assert whole == ([site.body] if method == "GET" else [])
    held = environ("/a/", method, HTTP_IF_NONE_MATCH=tag)
    assert layer(held, lambda *start: None) == []


@pytest.mark.parametrize("comes_first", [True, False])
def test_head_is_answered_as_get_is(both, comes_first):
    layer, site = both
    if not comes_first:
        ask(layer, "/a/")
    head, get = ask(layer, "/a/", "HEAD"), ask(layer, "/a/")
    assert (head.status, head.body) == (200, b"")
    assert for_everybody(head) == for_everybody(get)
    assert [method for method, _ in site.asked] == ["GET"]


def test_what_the_view_does_not_allow_is_not_remembered(both):
    layer, site = both
    site.is_public = False
    ask(layer, "/a/")
    ask(layer, "/a/")
    assert len(site.asked) == 2
    assert site.closed == 2


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved Permanently", "500 Oops"])
def test_only_whole_answers_are_remembered(both, status):
    layer, site = both
    site.status = status
    assert [ask(layer, "/a/").status for _ in range(2)] == [int(status[:3])] * 2
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "a=b"),
        ("Vary", "Cookie"),
        ("Cache-Control", "private"),
        ("Content-Encoding", "br"),
    ],
)
def test_headers_that_speak_against_it_are_heeded(both, header):
    layer, site = both
    site.more = [header]
    ask(layer, "/a/")
    assert ask(layer, "/a/").headers[header[0].lower()] == header[1]
    assert len(site.asked) == 2


def test_one_clients_own_headers_reach_that_client_alone(both):
    layer, site = both
    site.more = [("X-RateLimit-Remaining", "7"), ("X-Request-ID", "given-by-the-site")]
    first, second = ask(layer, "/a/"), ask(layer, "/a/")
    assert first.headers["x-ratelimit-remaining"] == "7"
    assert first.headers["x-request-id"] == "given-by-the-site"
    assert "x-ratelimit-remaining" not in second.headers
    assert second.headers["x-request-id"] != "given-by-the-site"


def test_every_answer_from_memory_has_a_number_of_its_own(both):
    layer, _ = both
    tag = ask(layer, "/a/").headers["etag"]
    conditional = {"HTTP_IF_NONE_MATCH": tag}
    answers = [ask(layer, "/a/"), ask(layer, "/a/", "HEAD"), ask(layer, "/a/", **conditional)]
    numbers = [answer.headers["x-request-id"] for answer in answers]
    assert [answer.status for answer in answers] == [200, 200, 304]
    assert len(set(numbers)) == 3
    assert all(WELL_FORMED.fullmatch(number) for number in numbers)


def test_the_number_of_a_proxy_is_kept_if_it_is_one(both):
    layer, _ = both
    ask(layer, "/a/")

    def number(given):
        return ask(layer, "/a/", HTTP_X_REQUEST_ID=given).headers["x-request-id"]

    assert number("proxy-0123456789") == "proxy-0123456789"
    for given in ("", "short", "a" * 65, "two\r\nSet-Cookie: lines=1", "é" * 12):
        assert WELL_FORMED.fullmatch(number(given))
        assert number(given) != given


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")
def test_a_forked_process_numbers_on_its_own():
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, number_of({}).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 64).decode()[:20] != number_of({})[:20]


def test_an_answer_that_is_not_remembered_is_conditional_too(both):
    layer, site = both
    site.is_public = False
    answer = ask(layer, "/a/", HTTP_IF_NONE_MATCH='"by-the-site"')
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["content-security-policy"]
    assert site.closed == 1


def test_head_of_what_is_not_remembered_has_no_body(both):
    layer, site = both
    site.is_public = False
    assert ask(layer, "/a/", "HEAD").body == b""


# --- never stale ------------------------------------------------------------------------------


def test_a_new_state_makes_every_page_anew(both):
    layer, site = both
    ask(layer, "/a/")
    site.states.counter, site.body = 2, b"New words. " * 100
    assert ask(layer, "/a/").body == site.body
    site.states.day = 2
    ask(layer, "/a/")
    assert len(site.asked) == 3


def test_the_same_bytes_keep_their_tag_in_another_state(both):
    layer, site = both
    tag = ask(layer, "/a/").headers["etag"]
    site.states.counter = 2
    assert ask(layer, "/a/", HTTP_IF_NONE_MATCH=tag).status == 304
    site.states.counter, site.body = 3, b"New words. " * 100
    assert ask(layer, "/a/", HTTP_IF_NONE_MATCH=tag).status == 200


def test_a_page_made_while_the_site_changed_is_sent_and_forgotten(both):
    layer, site = both

    def publish():
        site.states.counter += 1

    site.before = publish
    assert ask(layer, "/a/").status == 200
    assert len(layer.memory.store) == 0


def test_a_page_of_a_state_not_yet_seen_here_is_not_remembered(both):
    layer, site = both
    seen = site.states.current()
    layer.memory._states.current = lambda: seen
    site.states.counter = 2
    ask(layer, "/a/")
    assert len(layer.memory.store) == 0
    assert site.states.expired == 1


def test_a_request_that_may_change_something_makes_the_layer_look_again(both):
    layer, site = both
    ask(layer, "/a/")
    assert site.states.expired == 0
    ask(layer, "/a/", "POST")
    assert site.states.expired == 1


def test_a_state_nobody_knows_leaves_all_to_the_site(both):
    layer, site = both
    ask(layer, "/a/")
    site.states.counter = None
    ask(layer, "/a/")
    assert len(site.asked) == 2


# --- many at once -----------------------------------------------------------------------------


def together(number, work):
    start = threading.Barrier(number)
    found = []

    def one():
        start.wait()
        found.append(work())

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def hold_until_others_wait(layer, site, monkeypatch, number):
    """Make the site answer its first request only when all others have come."""
    come, alone = threading.Semaphore(0), Memory.alone

    def counting(self, wanted):
        come.release()
        return alone(self, wanted)

    monkeypatch.setattr(Memory, "alone", counting)
    site.before = lambda: [come.acquire(timeout=10) for _ in range(number)]


def test_a_page_that_many_want_at_once_is_made_once(both, monkeypatch):
    layer, site = both
    hold_until_others_wait(layer, site, monkeypatch, 8)
    answers = together(8, lambda: ask(layer, "/a/"))
    assert len(site.asked) == 1
    assert {answer.body for answer in answers} == {site.body}


def test_nobody_waits_for_a_page_that_may_not_be_remembered_twice(both):
    layer, site = both
    site.is_public = False
    answers = together(4, lambda: ask(layer, "/a/"))
    assert len(answers) == len(site.asked) == 4


def test_a_page_that_fails_frees_those_who_wait(both):
    layer, site = both

    def fail():
        raise RuntimeError("power cut")

    site.before = fail
    with pytest.raises(RuntimeError):
        ask(layer, "/a/")
    site.before = lambda: None
    assert ask(layer, "/a/").status == 200
    assert not layer.memory._makers


def test_threads_that_read_and_threads_that_publish_never_mix_states(both):
    layer, site = both
    wrong = []

    def numbered(environ, start_response):
        """A page that says in which state it was made."""
        counter = site.states.counter
        allow(environ, counter)
        headers = [("Content-Length", str(len(str(counter)))), ("Cache-Control", "public")]
        start_response("200 OK", headers)
        return [str(counter).encode()]

    def read():
        for _ in range(200):
            before = site.states.counter
            text = int(ask(layer, "/a/").text)
            if text < before:
                wrong.append((before, text))

    def publish():
        for _ in range(50):
            site.states.counter += 1
            ask(layer, "/b/")

    layer._application = numbered
    threads = [threading.Thread(target=work) for work in (read, read, read, publish)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
