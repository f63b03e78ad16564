"""How costs grow: with the articles of the site, and with the terms of the glossary.

``python -m benchmarks growth --articles 1000 10000 --terms 100 1000 10000 50000`` makes rows
directly (importing so many would take hours), and measures in process what a user waits for:
pages as they are made, API lists near and far, a publish, a new term. Milliseconds of processor
time, the least of several, for neighbours only ever add to it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.serving import PRODUCTION, machine, quiet

PAGE = 50
FAR = (1, 500, 2000)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--terms", type=int, nargs="*", default=[100, 1000, 10_000, 50_000])
    parser.add_argument("--inside", choices=["corpus", "terms"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.inside:
        {"corpus": corpus, "terms": terms}[options.inside]()
        return 0
    print(*machine(), sep="\n")
    with TemporaryDirectory(prefix="growth-") as folder:
        _by_articles(Path(folder), options.articles)
    with TemporaryDirectory(prefix="growth-") as folder:
        _by_terms(Path(folder), options.terms)
    return 0


def _by_articles(folder: Path, sizes: list[int]) -> None:
    env = _site(folder, documents=5, terms=500)
    print("| articles | " + " | ".join(WAITED_FOR) + " |")
    print("|" + "---|" * (len(WAITED_FOR) + 1))
    for size in sizes:
        quiet([sys.executable, "-m", "benchmarks.corpus", "articles", size], **env)
        print(quiet([sys.executable, "-m", "benchmarks", "growth", "--inside", "corpus"], **env))


def _by_terms(folder: Path, sizes: list[int]) -> None:
    print("| terms | build ms | link 5,000 words ms | without C, ms | glossary ms |")
    print("|---|---|---|---|---|")
    for size in sizes:
        place = folder / str(size)
        place.mkdir()
        env = _site(place, documents=1, terms=size)
        print(quiet([sys.executable, "-m", "benchmarks", "growth", "--inside", "terms"], **env))


def _site(folder: Path, *, documents: int, terms: int) -> dict[str, str]:
    """Make a site of a few captures; return the environment that leads to it."""
    env = {**PRODUCTION, "DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3"}
    python = [sys.executable, "-m"]
    quiet([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **env)
    quiet([*python, "benchmarks.corpus", "terms", terms], **env)
    quiet([*python, "benchmarks.captures", folder / "documents", "--count", documents], **env)
    imported = ("import_documents", folder / "documents", "--publish")
    quiet([sys.executable, "manage.py", *imported], **env)
    return env


# --- inside the process that is measured ----------------------------------------------------

WAITED_FOR = (
    "article ms",
    "list of articles ms",
    "glossary ms",
    "API detail ms",
    *(f"API list, page {number} ms" for number in FAR),
    "publish ms",
    "find a new term's articles ms",
    "redraw one ms",
)


def corpus() -> None:
    """Print one row: what each thing costs at this size."""
    client = _client()
    from articles.models import Article, Listing
    from articles.publishing import show
    from articles.refresh import _mentioning

    slug = Listing.objects.order_by("pk").values_list("slug", flat=True)[0]
    article = Article.objects.select_related("published").get(slug=slug)
    term = _rare_term()
    costs = [
        least(lambda: client(f"/articles/{slug}/")),
        least(lambda: client("/articles/")),
        least(lambda: client("/glossary/")),
        least(lambda: client(f"/api/v1/articles/{slug}/")),
        *_list_pages(client),
        least(lambda: _publish(article), times=3),
        least(lambda: _mentioning([term]), times=3),
        least(lambda: _in_transaction(lambda: show([article])), times=3),
    ]
    print(f"| {Listing.objects.count():,} | " + " | ".join(_said(cost) for cost in costs) + " |")


def terms() -> None:
    """Print one row: what building and using the linker costs for this glossary."""
    client = _client()
    from articles.models import Rendering
    from glossary.linking import link_targets
    from glossary.models import Term
    from kb.markup.link import Linker

    pages = Rendering.objects.all()
    words = " ".join(section["markdown"] for page in pages for section in page.api["sections"])
    text = " ".join((words.split() * 5)[:5000])
    targets = link_targets()
    fast, plain = Linker(targets), Linker(targets, automaton=False)
    costs = [
        least(lambda: Linker(targets), times=3),
        least(lambda: fast.find(text)),
        least(lambda: plain.find(text)),
        least(lambda: client("/glossary/")),
    ]
    print(f"| {Term.objects.count():,} | " + " | ".join(_said(cost) for cost in costs) + " |")


def _client() -> Callable[[str], Any]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    client = Client()

    def get(path: str) -> Any:
        answer = client.get(path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        return answer

    return get


def _list_pages(client: Callable[[str], Any]) -> list[float | None]:
    """Return what far pages of the API's list cost, reached by a cursor as clients hold one."""
    from articles.models import Listing
    from kb.api.pagination import Cursor

    found: list[float | None] = []
    order = ("sort_title", "article_id")
    for number in FAR:
        rows = Listing.objects.order_by(*order).values_list(*order)
        before = list(rows[(number - 1) * PAGE - 1 : (number - 1) * PAGE]) if number > 1 else [None]
        if not before:
            found.append(None)
            continue
        cursor = Cursor("title", list(before[0])).encode() if before[0] else ""
        query = f"?cursor={cursor}" if cursor else ""
        found.append(least(lambda query=query: client(f"/api/v1/articles/{query}")))
    return found


def _rare_term() -> int:
    """Return a term that no published article mentions yet, but some will be searched for."""
    from glossary.models import Term

    return int(Term.objects.order_by("-pk").values_list("pk", flat=True)[0])


def _publish(article: Any) -> None:
    """Publish an article whose text has changed since, and undo it."""
    from django.db import transaction

    from articles.publishing import publish

    with transaction.atomic():
        section = article.sections.order_by("pk").first()
        type(section).objects.filter(pk=section.pk).update(heading=f"Anew {time.time_ns()}")
        publish(article)
        transaction.set_rollback(True)
    article.refresh_from_db()


def _in_transaction(work: Callable[[], Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def least(work: Callable[[], Any], times: int = 7) -> float:
    """Return the least milliseconds of processor time that ``work`` took, once it was warm."""
    work()
    spent = []
    for _ in range(times):
        before = time.process_time()
        work()
        spent.append((time.process_time() - before) * 1000)
    return min(spent)


def _said(cost: float | None) -> str:
    return "–" if cost is None else f"{cost:.2f}"


if __name__ == "__main__":
    sys.exit(main())
