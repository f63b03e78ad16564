"""Figures for Prometheus: requests by route, times, queries; off unless somebody may ask.

A site has several workers and a scrape reaches one of them, so every worker keeps its figures in a
file of its own below ``KB_METRICS_DIR`` and whoever is asked adds the files up. A worker that ends
leaves its file, so that no counter goes back; the folder is emptied when the service starts.
"""

from __future__ import annotations

import hmac
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kb import __version__, state
from kb.admin_access import is_in, networks
from kb.login_address import client_address
from kb.logs import METHODS, route_of

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends, in seconds, of the classes that times are counted in."""
WRITE_SECONDS = 1.0
"""How often a worker writes its figures at most."""

Counts = dict[str, float]
"""Figures by their whole name, labels included."""


class Figures:
    """The figures of one process."""

    def __init__(self) -> None:
        self._counts: Counts = {}
        self._lock = threading.Lock()
        self._written = 0.0

    def request(self, request: HttpRequest, status: int, seconds: float) -> None:
        """Count one request."""
        method = request.method if request.method in METHODS else "other"
        route = _quoted(route_of(request))
        names = [f'strata_requests_total{{method="{method}",route="{route}",status="{status}"}}']
        names += [_bucket(route, end) for end in BUCKETS if seconds <= end]
        names += [_bucket(route, "+Inf"), f'strata_request_seconds_count{{route="{route}"}}']
        with self._lock:
            for name in names:
                self._counts[name] = self._counts.get(name, 0) + 1
            total = f'strata_request_seconds_sum{{route="{route}"}}'
            self._counts[total] = self._counts.get(total, 0) + seconds

    def copy(self) -> Counts:
        """Return the figures as they are."""
        with self._lock:
            return dict(self._counts)

    def keep(self, folder: Path | None, *, now: bool = False) -> None:
        """Write the figures to the process' file, if that was not done just now."""
        moment = time.monotonic()
        if folder is None or (not now and moment < self._written + WRITE_SECONDS):
            return
        self._written = moment
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f"{os.getpid()}.part"
        partial.write_text(json.dumps(self.copy()), encoding="utf-8")
        partial.replace(folder / f"{os.getpid()}.json")


FIGURES = Figures()


class MetricsMiddleware:
    """Count every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_on():
            return self.get_response(request)
        begun = time.perf_counter()
        response = self.get_response(request)
        FIGURES.request(request, response.status_code, time.perf_counter() - begun)
        FIGURES.keep(_folder())
        return response


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text format; 404 to whoever may not ask."""
    if not may_ask(request):
        raise Http404
    counts = _all(_folder())
    site, glossary = state.counters()
    counts["strata_site_state"] = site
    counts["strata_glossary_state"] = glossary
    counts[f'strata_build_info{{version="{__version__}"}}'] = 1
    return HttpResponse(
        "".join(lines(counts)), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def is_on() -> bool:
    """Say whether anybody may ask for figures."""
    return bool(settings.KB_METRICS_TOKEN or settings.KB_METRICS_NETWORKS)


def may_ask(request: HttpRequest) -> bool:
    """Say whether a request has the token, or comes from a network that needs none."""
    token = settings.KB_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    return is_in(client_address(request), networks(settings.KB_METRICS_NETWORKS))


TYPES = {
    "strata_requests_total": ("counter", "Requests answered by Django."),
    "strata_request_seconds": ("histogram", "Time Django took to answer."),
    "strata_site_state": ("gauge", "The counter that every publish advances."),
    "strata_glossary_state": ("gauge", "The counter that every change of term names advances."),
    "strata_build_info": ("gauge", "The version that is running."),
}


def lines(counts: Mapping[str, float]) -> Iterator[str]:
    """Yield figures as lines, each kind below what it is."""
    for name, (kind, meaning) in TYPES.items():
        own = [key for key in counts if _family(key) == name]
        if own:
            yield f"# HELP {name} {meaning}\n# TYPE {name} {kind}\n"
        yield from (f"{key} {counts[key]:g}\n" for key in sorted(own))


def _family(key: str) -> str:
    name = key.partition("{")[0]
    for ending in ("_bucket", "_sum", "_count"):
        name = name.removesuffix(ending)
    return name


def _all(folder: Path | None) -> Counts:
    if folder is None:
        return FIGURES.copy()
    FIGURES.keep(folder, now=True)
    return _sum(_read(path) for path in sorted(folder.glob("*.json")))


def _read(path: Path) -> Counts:
    try:
        return {str(name): float(value) for name, value in json.loads(path.read_text()).items()}
    except (OSError, ValueError):  # just being replaced, or cut short by a full disk
        return {}


def _sum(parts: Iterable[Counts]) -> Counts:
    total: Counts = {}
    for part in parts:
        for name, value in part.items():
            total[name] = total.get(name, 0) + value
    return total


def _folder() -> Path | None:
    return Path(settings.KB_METRICS_DIR) if settings.KB_METRICS_DIR else None


def _bucket(route: str, end: float | str) -> str:
    return f'strata_request_seconds_bucket{{route="{route}",le="{end}"}}'


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
