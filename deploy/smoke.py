"""Ask a site that was just deployed for one thing of each kind, as a reader's browser would.

SITE is its public address; APP, if given, that of a worker behind the proxy. Exit 1 names what
failed. Nothing is changed on the site.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import os
import re
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

SITE = os.environ.get("SITE", "http://127.0.0.1:8000")
APP = os.environ.get("APP", "")


class Answer:
    """What a request was answered with."""

    def __init__(self, path: str, base: str = SITE, method: str = "GET", **headers: str) -> None:
        place = urlsplit(base)
        made = (
            http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        )
        connection = made(place.netloc, timeout=20)
        connection.putrequest(method, path, "Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        connection.close()

    @property
    def text(self) -> str:
        is_packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


def ready() -> None:
    answer = Answer("/readyz")
    assert json.loads(answer.text)["status"] == "ok", answer.text


def article() -> None:
    slug = json.loads(Answer("/api/v1/articles/?page_size=1").text)["results"][0]["slug"]
    page = Answer(f"/articles/{slug}/academic/", Accept_Encoding="gzip")
    assert page.status == 200
    assert page.headers["Content-Encoding"] == "gzip"
    assert '<article data-tier="academic"' in page.text
    assert "Set-Cookie" not in page.headers
    again = Answer(
        f"/articles/{slug}/academic/", Accept_Encoding="gzip", If_None_Match=page.headers["ETag"]
    )
    assert (again.status, again.body) == (304, b"")


def cache() -> None:
    Answer("/glossary/")
    answer = Answer("/glossary/")
    assert answer.headers.get("X-Cache") in ("HIT", "STALE", "UPDATING", None), answer.headers


def numbers() -> None:
    first, second = Answer("/glossary/"), Answer("/glossary/", X_Request_ID="smoke-0123456789")
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert second.headers.get_all("X-Request-ID") == ["smoke-0123456789"]


def headers() -> None:
    answer = Answer("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
        assert answer.headers[name], name


def static() -> None:
    [path] = set(re.findall(r'href="(/static/strata[^"]*\.css)"', Answer("/").text))
    answer = Answer(path, Accept_Encoding="gzip")
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"], answer.headers
    assert answer.headers["Content-Encoding"] == "gzip"


def search() -> None:
    answer = Answer("/api/v1/search/?q=the")
    assert answer.status == 200
    assert "results" in json.loads(answer.text)


def editors() -> None:
    answer = Answer("/admin/login/")
    assert answer.status == 200
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = answer.headers["Set-Cookie"]
    for wanted in ("HttpOnly", "SameSite=Lax", "Path=/admin/"):
        assert wanted in cookie, cookie


def metrics() -> None:
    assert Answer("/metrics").status == 404
    if APP:
        assert "strata_requests_total" in Answer("/metrics", APP).text


def strangers() -> None:
    with contextlib.suppress(http.client.RemoteDisconnected):  # the proxy does not speak with them
        expect(400, Answer("/", Host="attacker.example"))
    if APP:
        expect(400, Answer("/", APP, Host="attacker.example"))
    expect(404, Answer("/articles/none/"))
    assert Answer("/", method="DELETE").status in (403, 405)


def expect(status: int, answer: Answer) -> None:
    assert answer.status == status, f"{answer.status} where {status} was expected"


CHECKS: tuple[Callable[[], None], ...] = (
    ready, article, cache, numbers, headers, static, search, editors, metrics, strangers,
)  # fmt: skip


def main() -> int:
    failed = 0
    for check in CHECKS:
        try:
            check()
        except Exception as error:
            failed += 1
            print(f"FAILED {check.__name__}: {type(error).__name__} {error}")
        else:
            print(f"ok     {check.__name__}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
