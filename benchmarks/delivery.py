"""What answers cost, against nginx sending the same bytes and against the naive way.

``python -m benchmarks delivery`` makes a site of captures, serves it with granian (one worker, one
thread), and loads it, nginx and a naive Django implementation in turn: A B C A B C … Costs are
processor time of the servers' own processes for each request, which neighbours hardly move; a
ratio is the median over rounds of ratios within one round. *Share* is nginx's cost for the same
bytes divided by the target's: 1 is as cheap as a file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.serving import (
    PRODUCTION,
    Load,
    Missing,
    Server,
    front,
    in_turn,
    load,
    machine,
    naive,
    nginx,
    quiet,
)
from benchmarks.serving import strata as strata_server

PORT = 8130
MIDDLEWARE = "benchmarks.as_middleware:application"


@dataclass(frozen=True)
class Case:
    """One thing asked for, of Strata and of its peers."""

    name: str
    path: str
    naive_path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    connections: int = 8
    is_conditional: bool = False
    """Ask with the tag of a copy that is held, for an answer without a body."""


@dataclass
class Site:
    """The site that is measured: its database, and what there is to ask for."""

    folder: Path
    slugs: list[str]

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/strata.sqlite3"

    @property
    def static(self) -> str:
        return f"{self.folder}/static"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 0, or 1 if a tool is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--terms", type=int, default=500)
    parser.add_argument("--words", type=int, default=4000, help="of an article's three tiers")
    parser.add_argument("--seconds", type=int, default=2, help="a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep the site here, or use the one kept")
    parser.add_argument("--only", nargs="*", help="names of cases; all if there is none")
    parser.add_argument("--port", type=int, default=PORT, help="the first of five used")
    options = parser.parse_args(arguments)
    print(*machine(), sep="\n")
    try:
        with TemporaryDirectory(prefix="delivery-") as folder:
            measure(find_site(options.folder or Path(folder), options), options)
    except Missing as missing:
        print(missing)
        return 1
    return 0


# --- the site -------------------------------------------------------------------------------


def find_site(folder: Path, options: Any) -> Site:
    """Return the site that ``folder`` holds; make one if there is none."""
    if (folder / "naive.sqlite3").exists():
        database = {"DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3", "DEBUG": "1"}
        quiet([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **database)
        return Site(folder, _slugs(folder))
    site = make_site(folder, options.articles, options.terms, options.words)
    make_naive(site)
    return site


def _slugs(folder: Path) -> list[str]:
    env = {"DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3", "DEBUG": "1"}
    return quiet([sys.executable, "-m", "benchmarks.corpus", "slugs"], **env).split()


def make_site(folder: Path, articles: int, terms: int, words: int) -> Site:
    """Make terms and captures, import and publish them, as an editor would."""
    env = {"DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3", "DEBUG": "1"}
    python = (sys.executable, "-m")
    sizes = ("--count", articles, "--words", words)
    quiet([*python, "benchmarks.captures", folder / "documents", *sizes])
    quiet([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **env)
    quiet([*python, "benchmarks.corpus", "terms", str(terms)], **env)
    imported = ("import_documents", folder / "documents", "--publish")
    quiet([sys.executable, "manage.py", *imported], **env)
    collect = ("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    quiet([sys.executable, *collect], KB_STATIC_ROOT=f"{folder}/static", **PRODUCTION)
    return Site(folder, _slugs(folder))


def make_naive(site: Site) -> None:
    """Give the naive site the same texts and terms."""
    said = quiet(
        [sys.executable, "-m", "benchmarks.corpus", "texts"], DATABASE_URL=site.database, DEBUG="1"
    )
    subprocess.run(
        [sys.executable, "-m", "benchmarks.naive.fill"],
        input=said, text=True, check=True, env={**os.environ, "NAIVE_FOLDER": str(site.folder)},
    )  # fmt: skip


# --- measuring ------------------------------------------------------------------------------


def cases(site: Site) -> Iterator[Case]:
    """Yield what is asked for."""
    slug = site.slugs[0]
    page, api = f"/articles/{slug}/", f"/api/v1/articles/{slug}/"
    yield Case("article", page, page)
    yield Case("article, 1 connection", page, connections=1)
    yield Case("article, br", page, headers={"Accept-Encoding": "br"})
    yield Case("article, gzip", page, headers={"Accept-Encoding": "gzip"})
    yield Case("article, 304", page, page, is_conditional=True)
    yield Case("glossary", "/glossary/", "/glossary/")
    yield Case("API detail", api, f"/api/articles/{slug}/")
    yield Case("API list, page 1", "/api/v1/articles/", "/api/articles/")


def measure(site: Site, options: Any) -> None:
    """Serve the site in every way, load each in turn and print what that cost."""
    port, seconds, rounds = options.port, options.seconds, options.rounds
    with ExitStack() as stack:
        enter = stack.enter_context
        ours = enter(strata_server(port, site.database, KB_STATIC_ROOT=site.static))
        files = enter(nginx(port + 1, site.folder / "files"))
        cache = enter(front(port + 2, site.folder / "front", ours.address))
        plain = enter(naive(port + 3, site.folder))
        cached = enter(naive(port + 4, site.folder, NAIVE_CACHE="1"))
        print_header()
        for case in cases(site):
            if options.only and case.name not in options.only:
                continue
            targets = {"Strata": ours}
            if case.name == "article":
                targets["behind nginx"] = cache
            if case.naive_path:
                targets |= {"naive": plain, "naive, cached": cached}
            compare(case, files, targets, site, seconds, rounds)
        every_article(site, ours, files, seconds, rounds)
        searches(site, ours, plain, seconds, rounds)
    in_memory(site, options)
    through_middleware(site, options)


def compare(
    case: Case, files: Server, targets: Mapping[str, Server], site: Site, seconds: int, rounds: int
) -> None:
    """Load nginx and the targets in turn and print a line for each target."""
    prepared = {
        name: prepare(case, server, path_of(case, name), site.folder / "files", name)
        for name, server in targets.items()
    }
    loads: dict[str, list[tuple[Load, Load]]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, server in targets.items():
            file, headers, file_headers = prepared[name]
            asked = {"seconds": seconds, "connections": case.connections}
            static = load(files, file, **asked, **file_headers)
            loads[name].append((static, load(server, path_of(case, name), **asked, **headers)))
    for name, found in loads.items():
        size = len(targets[name].get(path_of(case, name), **case.headers)[2])
        print_line(f"{case.name}: {name}", size, found)


def path_of(case: Case, target: str) -> str:
    """Return the path that a target is asked for."""
    return case.naive_path if target.startswith("naive") else case.path


def prepare(
    case: Case, server: Server, path: str, folder: Path, name: str
) -> tuple[str, dict[str, str], dict[str, str]]:
    """Give nginx the bytes that a target answers; return its path and both sides' headers."""
    status, headers, body = server.get(path, **case.headers)
    assert status == 200, f"{name} answered {status} to {path}"
    file = f"/{case.name}-{name}".replace(" ", "-").replace(",", "")
    (folder / file.strip("/")).write_bytes(body)
    own, static = dict(case.headers), {}
    if case.is_conditional:
        own["If-None-Match"] = headers["etag"] if "etag" in headers else headers.get("ETag", "")
        static["If-None-Match"] = _tag_of_file(folder / file.strip("/"))
    return file, own, static


def _tag_of_file(path: Path) -> str:
    """Return the tag nginx gives a file: its time and size in hexadecimal."""
    facts = path.stat()
    return f'"{int(facts.st_mtime):x}-{facts.st_size:x}"'


def every_article(site: Site, ours: Server, files: Server, seconds: int, rounds: int) -> None:
    """All tiers of all articles in turn, each made before, against one file."""
    paths = pages_of(site)
    for path in paths:
        ours.get(path)
    case = Case("article", paths[0])
    file, _, _ = prepare(case, ours, paths[0], site.folder / "files", "every")
    script = in_turn(site.folder, paths)
    found = [
        (load(files, file, seconds=seconds), load(ours, "/", seconds=seconds, script=script))
        for _ in range(rounds)
    ]
    sizes = [len(ours.get(path)[2]) for path in paths]
    print_line(f"{len(paths)} pages in turn: Strata", round(statistics.mean(sizes)), found)


def pages_of(site: Site) -> list[str]:
    """Return the addresses of all tiers of all articles."""
    tiers = ("fundamentals", "intermediate", "academic")
    return [f"/articles/{slug}/{tier}/" for slug in site.slugs for tier in tiers]


def searches(site: Site, ours: Server, plain: Server, seconds: int, rounds: int) -> None:
    """Search over HTTP: ours against the naive one; one search, then more than are remembered."""
    path = "/search/?q=pressure"
    words = [
        "pressure",
        "sleep",
        "blood",
        "bone",
        "iron",
        "pain",
        "heart",
        "skin",
        "muscle",
        "weight",
        "hormone",
        "age",
        "test",
    ]
    different = [f"/search/?q={one}+{other}" for one in words for other in words if one != other]
    script = in_turn(site.folder, different)
    for name, asked in (("one search", None), (f"{len(different)} in turn", script)):
        for server in (ours, plain):
            server.get(path)
        pairs = [
            (
                load(plain, path, seconds=seconds, script=asked),
                load(ours, path, seconds=seconds, script=asked),
            )
            for _ in range(rounds)
        ]
        cost = statistics.median(own.cost for _, own in pairs)
        less = statistics.median(n.cost / o.cost for n, o in pairs)
        one = load(ours, path, seconds=seconds, connections=1, script=asked)
        print(
            f"{name}: {cost:.0f} us, {statistics.median(o.rate for _, o in pairs):.0f}/s; naive "
            f"costs {less:.2f} times as much; 1 connection: median {one.median:.2f} ms"
        )


def in_memory(site: Site, options: Any) -> None:
    """A new worker: its first page, and its memory before and after 10,000 page requests."""
    paths = pages_of(site)
    with strata_server(options.port, site.database, KB_STATIC_ROOT=site.static) as worker:
        begun, all_begun = worker.own_cpu(), worker.cpu()
        worker.get(paths[-1])  # the first article may have been drawn before anybody asked
        first = worker.own_cpu() - begun
        print(
            f"a new worker: {begun:.2f} s of processor time until it answers, {all_begun:.2f} s "
            f"with the process that starts workers; {first * 1000:.1f} ms for its first page, "
            f"{worker.memory():.1f} MiB (PSS) then"
        )
        before = worker.own_cpu()
        for path in paths[:-1]:
            worker.get(path)
        made = (worker.own_cpu() - before) / (len(paths) - 1)
        print(f"a page made: {made * 1000:.1f} ms of processor time, with the first of all else")
        script, asked = in_turn(site.folder, paths), 0.0
        while asked < 10_000:
            asked += load(worker, "/", seconds=2, script=script).rate * 2
        print(f"its memory after {asked:,.0f} page requests: {worker.memory():.1f} MiB (PSS)")


def through_middleware(site: Site, options: Any) -> None:
    """The same memory as Django's first middleware, nothing in front of Django."""
    path = f"/articles/{site.slugs[0]}/"
    with (
        strata_server(options.port, site.database, MIDDLEWARE, KB_STATIC_ROOT=site.static) as ours,
        nginx(options.port + 1, site.folder / "files") as files,
    ):
        case = Case("article, as middleware", path)
        compare(case, files, {"Strata": ours}, site, options.seconds, options.rounds)


# --- printing -------------------------------------------------------------------------------


def print_header() -> None:
    """Print the names of the columns."""
    print(
        "| what | bytes | req/s | p50 ms | p99 ms | us/request | nginx us | share | of its rate |"
    )
    print("|---|---|---|---|---|---|---|---|---|")


def print_line(name: str, size: int, rounds: list[tuple[Load, Load]]) -> None:
    """Print one row: medians over rounds of what a target and nginx showed."""

    def middle(*values: float) -> float:
        return statistics.median(values)

    own = [target for _, target in rounds]
    errors = sum(one.errors for one in own)
    print(
        f"| {name} | {size:,} | {middle(*(one.rate for one in own)):,.0f} "
        f"| {middle(*(one.median for one in own)):.2f} | {middle(*(one.slow for one in own)):.1f} "
        f"| {middle(*(one.cost for one in own)):,.0f} "
        f"| {middle(*(static.cost for static, _ in rounds)):.0f} "
        f"| {middle(*(static.cost / one.cost for static, one in rounds)):.4f} "
        f"| {middle(*(one.rate / static.rate for static, one in rounds)):.3f} |"
        + (f" {errors} errors" if errors else ""),
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
