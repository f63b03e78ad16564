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
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.serving import PRODUCTION, machine, quiet

PAGE = 50
FAR = (1, 500, 2000)
BATCH = 25
DRAWN = "a new term: draw each of 25 anew"


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
    """Measure at each size in turn; print a row for each thing that somebody waits for."""
    env = _site(folder, documents=5, terms=500, words=400)
    made = folder / "more"
    quiet([sys.executable, "-m", "benchmarks.captures", made, "--count", 32, "--words", 4000])
    env["GROWTH_DOCUMENTS"] = str(made)
    found: dict[str, dict[int, str]] = {}
    for size in sizes:
        quiet([sys.executable, "-m", "benchmarks.corpus", "articles", size], **env)
        said = quiet([sys.executable, "-m", "benchmarks", "growth", "--inside", "corpus"], **env)
        for line in said.splitlines():
            name, _, cost = line.rpartition("\t")
            found.setdefault(name, {})[size] = cost
    print("| ms | " + " | ".join(f"{size:,} articles" for size in sizes) + " |")
    print("|" + "---|" * (len(sizes) + 1))
    for name, costs in found.items():
        print(f"| {name} | " + " | ".join(costs.get(size, "–") for size in sizes) + " |")


def _by_terms(folder: Path, sizes: list[int]) -> None:
    print("| terms | build ms | link 5,000 words ms | without C, ms | glossary ms |")
    print("|---|---|---|---|---|")
    for size in sizes:
        place = folder / str(size)
        place.mkdir()
        env = _site(place, documents=1, terms=size)
        said = quiet([sys.executable, "-m", "benchmarks", "growth", "--inside", "terms"], **env)
        print(said.strip(), flush=True)


def _site(folder: Path, *, documents: int, terms: int, words: int = 4000) -> dict[str, str]:
    """Make a site of a few captures; return the environment that leads to it."""
    env = {**PRODUCTION, "DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3"}
    python = [sys.executable, "-m"]
    quiet([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **env)
    quiet([*python, "benchmarks.corpus", "terms", terms], **env)
    sizes = ("--count", documents, "--words", words)
    quiet([*python, "benchmarks.captures", folder / "documents", *sizes], **env)
    _give_topics(folder / "documents")
    imported = ("import_documents", folder / "documents", "--publish")
    quiet([sys.executable, "manage.py", *imported], **env)
    return env


def _give_topics(documents: Path) -> None:
    """Say in a folder's manifest that each document has three topics, one of them its own."""
    said = [
        f'["{path.name}"]\ntopics = ["All", "Every other {number % 2}", "Own {number}"]\n'
        for number, path in enumerate(sorted(documents.glob("*.txt")))
    ]
    (documents / "manifest.toml").write_text("\n".join(said))


# --- inside the process that is measured ----------------------------------------------------


def corpus() -> None:
    """Print, a line each, what everything costs at this size."""
    client = _client()
    from articles.models import Article, Listing
    from articles.publishing import show
    from articles.refresh import _mentioning

    slug = Listing.objects.order_by("pk").values_list("slug", flat=True)[0]
    article = Article.objects.select_related("published").get(slug=slug)
    term, missing = _new_terms()
    person, feed = _editor(), _newest_change()
    published = Article.objects.published()
    works: dict[str, Callable[[], Any]] = {
        "an article": lambda: client(f"/articles/{slug}/"),
        "home": lambda: client("/"),
        "the list of articles": lambda: client("/articles/"),
        "the glossary": lambda: client("/glossary/"),
        "a term": lambda: client("/glossary/blood-pressure/"),
        "search, one word in every article": lambda: client("/search/?q=patients"),
        "search, a title": lambda: client("/search/?q=made+article+000500"),
        "feed of articles": lambda: client("/feeds/articles.atom"),
        "sitemap": lambda: client("/sitemap.xml"),
        "API: an article": lambda: client(f"/api/v1/articles/{slug}/"),
        "API: changes": lambda: client("/api/v1/changes/"),
        "API: newest changes": lambda: client(f"/api/v1/changes/?since={feed}"),
        **_list_pages(client),
        "admin: articles": lambda: person("/admin/articles/article/"),
        "admin: articles, searched": lambda: person("/admin/articles/article/?q=000500"),
        "admin: home": lambda: person("/admin/"),
        "publish a change": lambda: _publish(article),
        "import a document of 4,000 words, publish": _import_one,
        "a new term: who mentions it, one in 10,000": lambda: _mentioning([term], published),
        "a new term that nobody mentions": lambda: _mentioning([missing], published),
        "a new term: draw one of 400 words anew": lambda: _in_transaction(lambda: show([article])),
        DRAWN: lambda: _draw(BATCH),
    }
    for name, work in works.items():
        try:
            times = BATCH if name == DRAWN else 1
            print(f"{name}\t{least(work, times=5) / times:.2f}", flush=True)
        except Exception as error:
            print(f"{name}\t{type(error).__name__}", flush=True)
            print(f"{name}: {error}", file=sys.stderr)


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
    print(f"| {Term.objects.count():,} | " + " | ".join(f"{cost:.2f}" for cost in costs) + " |")


def _client() -> Callable[[str], Any]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    return partial(_get, Client())


def _get(client: Any, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    return answer


def _list_pages(client: Callable[[str], Any]) -> dict[str, Callable[[], Any]]:
    """Return what asks for far pages of the API's list, by a cursor as clients hold one."""
    from articles.models import Listing
    from kb.api.cursors import Cursor

    found: dict[str, Callable[[], Any]] = {}
    order = ("sort_title", "article_id")
    for number in FAR:
        rows = Listing.objects.order_by(*order).values_list(*order)
        before = list(rows[(number - 1) * PAGE - 1 : (number - 1) * PAGE]) if number > 1 else [None]
        cursor = Cursor("title", list(before[0])).encode() if before and before[0] else ""
        path = f"/api/v1/articles/?page_size={PAGE}" + (f"&cursor={cursor}" if cursor else "")
        if before:
            found[f"API: list of articles, page {number}"] = partial(client, path)
    return found


def _new_terms() -> tuple[int, int]:
    """Return two terms made just now: one that some articles mention, one that none does."""
    from benchmarks.copies import RARE
    from glossary.models import Term

    names = (RARE, "quorvixal tendrimone")
    made = [
        Term.objects.get_or_create(
            slug=name.replace(" ", "-"), defaults={"name": name, "is_public": True}
        )[0]
        for name in names
    ]
    return made[0].pk, made[1].pk


def _editor() -> Callable[[str], Any]:
    from django.contrib.auth.models import User
    from django.test import Client

    person, _ = User.objects.get_or_create(
        username="measuring", defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return partial(_get, client)


def _newest_change() -> str:
    """Return a cursor of the change feed a hundred changes from its end."""
    from django.db.models import Max

    from kb.models import Change

    return str((Change.objects.aggregate(newest=Max("number"))["newest"] or 100) - 100)


_waiting: list[Path] = []


def _import_one() -> None:
    """Import and publish a document that is not there yet."""
    from articles.importing.run import Options, import_paths
    from articles.models import Source

    if not _waiting:
        known = set(Source.objects.values_list("name", flat=True))
        paths = sorted(Path(os.environ["GROWTH_DOCUMENTS"]).glob("*.txt"))
        _waiting.extend(path for path in paths if path.name not in known)
    import_paths([_waiting.pop()], Options(publish=True))


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


def _draw(number: int) -> None:
    """Draw so many articles anew, as for a term that they mention."""
    from articles.models import Article
    from articles.refresh import show_again

    published = Article.objects.published().order_by("pk")[:number]
    _in_transaction(lambda: show_again(published.values_list("pk", flat=True)))


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


if __name__ == "__main__":
    sys.exit(main())
