"""The whole run, and what it found."""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import threading
import time

from benchmarks.soak import load
from benchmarks.soak.services import READY_SECONDS, Services
from benchmarks.soak.truth import Truth, revision_in

ARTICLES = 24
EDITORS = 2
AWAY_SECONDS = 45
"""How long after a restart of the database began 503 is a right answer, on a busy machine."""


def main() -> int:
    """Run; return 1 if anything was at fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--base", type=int, default=8145, help="the first of three ports")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    services = Services(options.base, options.workers)
    try:
        return _run(services, options.minutes, random.Random(options.seed))
    finally:
        services.stop()
        services.remove()


def _run(services: Services, minutes: float, dice: random.Random) -> int:
    places = _prepare(services)
    slugs = sorted(places)
    truth = Truth(slugs)
    stop = threading.Event()
    threads = _start(services, truth, places, stop, dice)
    memory = _disturb(services, truth, minutes * 60, dice)
    stop.set()
    for thread in threads:
        thread.join(120)
    _check_the_end(truth, slugs)
    verified = services.manage("verify")
    if verified.returncode:
        truth.fault(f"verify: {verified.stdout[-500:]}{verified.stderr[-500:]}")
    ended = services.stop()
    return _report(services, truth, memory, ended)


def _prepare(services: Services) -> dict[str, int]:
    """Start everything with a library of our own; return articles, each with a section's number."""
    services.make_database()
    services.start_cache()
    for name, value in services.environment.items():
        os.environ[name] = value
    for command in (("migrate", "--verbosity", "0"), ("collectstatic", "--noinput")):
        done = services.manage(*command)
        if done.returncode:
            raise RuntimeError(done.stderr)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kb.settings"
    import django

    django.setup()
    places = _library()
    services.start_site()
    _wait_until_ready(services)
    return places


def _library() -> dict[str, int]:
    from django.contrib.auth.models import User

    from articles.models import Section
    from glossary.release import index_terms
    from kb.document import tree
    from tests.factories import make_article, make_document, make_term, paragraph

    User.objects.create_superuser("soak", password=load.PASSWORD)
    index_terms([make_term("sleep").pk])
    places = {}
    for number in range(ARTICLES):
        slug = f"soak-{number}"
        text = f"This is revision number 0 of {slug}, about sleep and rest."
        opening = tree.Section(None, (paragraph(text),), level=2)
        document = make_document(
            title=f"Soak {number}", tiers=(tree.Tier("fundamentals", (opening,)),)
        )
        article = make_article(document=document, slug=slug)
        places[slug] = Section.objects.get(article=article).pk
    return places


def _wait_until_ready(services: Services) -> None:
    browser = load.Browser(services.port, Truth([]))
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if browser.ask("ready", "/readyz")[0] == 200:
                return
        except load.CUT:
            time.sleep(0.5)
    raise RuntimeError(f"The site does not answer: {services.log()[-2000:]}")


def _start(services, truth, places, stop, dice):  # type: ignore[no-untyped-def]
    slugs = sorted(places)
    works = [load.reader(services, truth, slugs, random.Random(n)) for n in range(3)]
    works.append(load.asker(services, truth, slugs, dice))
    works.append(load.importer(services, truth, stop))
    for number in range(EDITORS):
        own = {slug: places[slug] for slug in slugs[number :: EDITORS * 3]}
        editor = load.Editor(services, truth, own)
        editor.log_in()
        works.append(editor.work)
    return [load.repeat(stop, work) for work in works]


def _disturb(
    services: Services, truth: Truth, seconds: float, dice: random.Random
) -> list[list[float]]:
    """Kill a worker each minute, restart Redis and the database twice; return memory over time."""
    begun = time.monotonic()
    events = [(share * seconds, "database") for share in (0.3, 0.7)]
    events += [(share * seconds, "redis") for share in (0.2, 0.55)]
    events += [(30.0 + 60 * n, "worker") for n in range(int(seconds // 60) or 1)]
    memory: list[list[float]] = []
    for at, what in [*sorted(events), (seconds, "end")]:
        while (now := time.monotonic() - begun) < at:
            time.sleep(min(10, at - now))
            memory.append(services.memory())
        print(f"{at:6.0f} s  {what}", flush=True)
        _strike(services, truth, what, dice)
    return memory


def _strike(services: Services, truth: Truth, what: str, dice: random.Random) -> None:
    if what == "worker":
        services.kill_a_worker(dice)
    elif what == "redis":
        services.kill_cache()
        time.sleep(5)
        services.start_cache()
    elif what == "database":
        truth.excuse(AWAY_SECONDS)
        services.stop_database()
        time.sleep(3)
        services.start_database()


def _check_the_end(truth: Truth, slugs: list[str]) -> None:
    """No acknowledged edit is lost, and pages are what a fresh process makes of them."""
    from django.db import connection
    from django.test import Client

    from articles.models import Section

    connection.close()
    for slug, number in truth.edits.items():
        markdown = Section.objects.get(article__slug=slug).markdown
        if (revision_in(markdown) or 0) < number:
            truth.fault(f"{slug}: edit {number} was acknowledged and is lost")
    client = Client(SERVER_NAME="127.0.0.1")
    compared = 0
    for slug in slugs:
        body = client.get(f"/articles/{slug}/fundamentals/").content
        seen = truth.digest_of(slug, revision_in(body.decode()) or 0)
        compared += seen is not None
        if seen not in (None, hashlib.sha256(body).hexdigest()):
            truth.fault(f"{slug}: readers saw other bytes than the site makes")
    truth.answers["pages compared in the end"] = compared


def _report(services: Services, truth: Truth, memory: list[list[float]], ended: float) -> int:
    for kind, count in sorted(truth.answers.items()):
        print(f"{count:8}  {kind}")
    rounds = max(truth.edits.values(), default=0)
    print(f"{len(truth.edits):8}  articles edited, the busiest in {rounds} rounds")
    highest = [max(each) for each in memory if each]
    if len(highest) >= 4:
        half = len(highest) // 2
        early, late = statistics.median(highest[:half]), statistics.median(highest[half:])
        print(f"memory of the largest worker (PSS): {early:.0f} MiB in the first half of the run, "
              f"{late:.0f} MiB in the second, at most {max(highest):.0f} MiB")  # fmt: skip
    print(f"the site ended {ended:.1f} s after it was asked to")
    tracebacks = services.log().count("Traceback (most recent call last)")
    print(f"{tracebacks} tracebacks in the site's log")
    for fault in truth.faults[:20]:
        print("FAULT", fault)
    print("no fault" if not truth.faults else f"{len(truth.faults)} faults")
    return 1 if truth.faults else 0
