"""Figures for Prometheus: requests by route, times, memory; off unless somebody may ask.

A site has several workers and a scrape reaches one of them, so every worker keeps its figures in a
file of its own below ``KB_METRICS_DIR`` and whoever is asked adds the files up. A worker that ends
leaves its file, so that no counter goes back; the folder is emptied when the service starts.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Event, Lock, Thread, get_ident

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kb import __version__, state
from kb.admin_access import is_in, networks
from kb.front import memory
from kb.login_address import client_address
from kb.logs import METHODS, route_of

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends, in seconds, of the classes that times are counted in."""
WRITE_SECONDS = 1.0
"""How often a worker writes its figures at most."""

logger = logging.getLogger(__name__)

Counts = dict[str, float]
"""Figures by their whole name, labels included."""


class Figures:
    """The figures of one process."""

    def __init__(self) -> None:
        self._counts: Counts = {}
        self._lock = Lock()
        self._written: Counts = {}
        self._writer: Thread | None = None
        self._ended = Event()

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
        """Return the figures as they are, with those of the memory of pages."""
        with self._lock:
            return self._counts | _of_memory()

    def keep(self, folder: Path) -> None:
        """Write the figures to the process' file from now on, again and again.

        By a thread and not by requests: what is answered from memory comes by no middleware.
        """
        if self._writer is None or not self._writer.is_alive():
            with self._lock:
                if self._writer is None or not self._writer.is_alive():
                    self._writer = Thread(target=self._go_on, args=(folder,), daemon=True)
                    self._writer.start()

    def end(self) -> None:
        """Write no more."""
        self._ended.set()

    def write(self, folder: Path) -> None:
        """Write the figures to the process' file; a full disk is told to the log alone."""
        counts = self.copy()
        if counts == self._written:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            partial = folder / f"{os.getpid()}.{get_ident()}.part"
            partial.write_text(json.dumps(counts), encoding="utf-8")
            partial.replace(folder / f"{os.getpid()}.json")
        except OSError as error:
            logger.warning("The figures cannot be written: %s", error)
            return
        self._written = counts

    def _go_on(self, folder: Path) -> None:
        while not self._ended.wait(WRITE_SECONDS):
            self.write(folder)


def _of_memory() -> Counts:
    known = memory()
    counts, store = known.counts, known.store
    requests = {"remembered": counts.remembered, "made": counts.made, "passed": counts.passed}
    return {
        **{f'strata_memory_requests_total{{answer="{name}"}}': n for name, n in requests.items()},
        "strata_memory_evictions_total": store.dropped,
        "strata_memory_pages": len(store),
        "strata_memory_bytes": store.size,
    }


FIGURES = Figures()


class MetricsMiddleware:
    """Count every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_on():
            return self.get_response(request)
        if folder := _folder():
            FIGURES.keep(folder)
        begun = time.perf_counter()
        response = self.get_response(request)
        FIGURES.request(request, response.status_code, time.perf_counter() - begun)
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
    "strata_memory_requests_total": (
        "counter",
        "Requests answered from memory, made to be remembered, or handed past it.",
    ),
    "strata_memory_evictions_total": ("counter", "Pages dropped from memory to make room."),
    "strata_memory_pages": ("gauge", "Pages that the workers alive remember, each its own."),
    "strata_memory_bytes": ("gauge", "Bytes that those pages take, about."),
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
    FIGURES.write(folder)
    return _sum(_read(path) for path in sorted(folder.glob("*.json")))


def _read(path: Path) -> Counts:
    """Return a worker's figures; of one that has ended only what it counted, not what it held."""
    try:
        read = json.loads(path.read_text())
        counts = {str(name): float(value) for name, value in read.items()}
    except (OSError, ValueError):  # just being replaced, or cut short by a full disk
        return {}
    if _is_alive(path.stem):
        return counts
    return {
        name: value
        for name, value in counts.items()
        if TYPES.get(_family(name), ("",))[0] != "gauge"
    }


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


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
