"""Which requests are answered from memory, and in what form."""

import pytest

from kb.delivery.asking import accepts, coding, holds
from tests.delivery.wsgi import States, environ, make_memory


def is_wanted(path="/a/", method="GET", **more):
    return make_memory(States()).wanted(environ(path, method, **more)) is not None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_plain_requests_are_answered(method):
    assert is_wanted(method=method)
    assert is_wanted(method=method, HTTP_COOKIE="theme=dark", CONTENT_LENGTH="0")


@pytest.mark.parametrize(
    ("path", "method", "more"),
    [
        ("/a/", "POST", {}),
        ("/a/", "OPTIONS", {}),
        ("/a/?q=1", "GET", {}),
        ("/a/", "GET", {"HTTP_COOKIE": "theme=dark; sessionid=abc"}),
        ("/a/", "GET", {"HTTP_COOKIE": "csrftoken=abc"}),
        ("/a/", "GET", {"HTTP_AUTHORIZATION": "Api-Key strata_x"}),
        ("/a/", "GET", {"HTTP_AUTHORIZATION": ""}),
        ("/a/", "GET", {"CONTENT_LENGTH": "3"}),
        ("/a/", "GET", {"HTTP_TRANSFER_ENCODING": "chunked"}),
        ("/a/", "GET", {"HTTP_IF_MODIFIED_SINCE": "Sat, 01 Jan 2000 00:00:00 GMT"}),
        ("/a/", "GET", {"SCRIPT_NAME": "/kb"}),
        ("/a/", "GET", {"HTTP_HOST": ""}),
        ("/admin/", "GET", {}),
        ("/static/a.css", "GET", {}),
    ],
)
def test_all_others_go_past(path, method, more):
    assert not is_wanted(path, method, **more)


def test_nothing_is_answered_in_a_state_nobody_knows():
    states = States()
    states.counter = None
    assert make_memory(states).wanted(environ("/a/")) is None


def test_schemes_and_hosts_are_remembered_apart():
    memory = make_memory(States())
    requests = [
        environ("/a/"),
        environ("/a/", HTTP_HOST="other.example"),
        environ("/a/", **{"wsgi.url_scheme": "https"}),
    ]
    assert len({memory.wanted(request) for request in requests}) == 3


def test_a_proxys_word_on_the_scheme_counts_only_if_it_is_ours():
    plain, forwarded = environ("/a/"), environ("/a/", HTTP_X_FORWARDED_PROTO="https")
    direct, behind = make_memory(States()), make_memory(States(), is_behind_proxy=True)
    assert direct.wanted(plain) == direct.wanted(forwarded)
    assert behind.wanted(plain) != behind.wanted(forwarded)


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "identity"),
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("zstd", "identity"),
        ("deflate;q=1", "identity"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.5, identity", "identity"),
        ("br;q=0.5, identity;q=0.1", "br"),
        ("identity;q=0", "identity"),
        ("*;q=0", "identity"),
        ("gzip;q=nonsense", "identity"),
        (",;,", "identity"),
    ],
)
def test_the_coding_is_the_smallest_a_client_likes_best(header, chosen):
    assert coding({"HTTP_ACCEPT_ENCODING": header}) == chosen


@pytest.mark.parametrize(
    ("header", "is_held"),
    [
        ('"a"', True),
        ('"b", "a"', True),
        ('W/"a"', True),
        ("*", True),
        ('"b"', False),
        ('"a-br"', False),
        ("a", False),
        ("", False),
    ],
)
def test_a_held_copy_is_known_by_its_tag(header, is_held):
    assert holds(header, '"a"') is is_held


@pytest.mark.parametrize(
    ("header", "is_accepted"),
    [
        ("", True),
        ("*/*", True),
        ("text/html, */*;q=0.8", True),
        ("application/json", True),
        ("application/*", True),
        ("text/html", False),
    ],
)
def test_what_a_client_does_not_accept_is_left_to_the_site(header, is_accepted):
    assert accepts(header, "application/json") is is_accepted
    assert accepts(header, "")
