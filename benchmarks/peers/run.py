"""What an article costs: Strata and Wagtail on granian and gunicorn, against nginx with its bytes.

Every server has one worker of one thread, and all are loaded in turn, as in
:mod:`benchmarks.delivery`. Wagtail's page holds the HTML of the article's text as rich text, and no
navigation, references or definitions; nginx sends as many bytes as the one it is compared with.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.delivery import MIDDLEWARE, Case, Site, compare, make_site, print_header
from benchmarks.serving import PRODUCTION, Missing, Server, machine, nginx, quiet, strata

HERE = Path(__file__).resolve().parent
PEERS = Path(sys.prefix) / "peers"
"""The environment that the peers are installed into."""
PORT = 8160
WAGTAIL = "benchmarks.peers.wagtail_site.wsgi:application"
ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 0, or 1 if a tool is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=PORT, help="the first of eight used")
    options = parser.parse_args(arguments)
    print(*machine(), sep="\n")
    try:
        install()
        with TemporaryDirectory(prefix="peers-") as folder:
            measure(make_site(Path(folder), options.articles, 500, 4000), options)
    except Missing as missing:
        print(missing)
        return 1
    return 0


def install() -> None:
    """Install the peers, once; Strata's own environment is left as it is."""
    if not (PEERS / "bin" / "granian").exists():
        quiet([sys.executable, "-m", "venv", PEERS])
        quiet([PEERS / "bin" / "pip", "install", "--quiet", "-r", HERE / "requirements.txt"])
    python = quiet([PEERS / "bin" / "python", "-c", "import wagtail, gunicorn; print('ok')"])
    if "ok" not in python:
        raise Missing(f"The peers could not be installed into {PEERS}.")


def fill(site: Site, ours: Server) -> None:
    """Give Wagtail the articles as Strata shows them."""
    pages = {slug: ours.get(f"/articles/{slug}/")[2].decode() for slug in site.slugs}
    given = [[slug, slug, "".join(ARTICLE.findall(page))] for slug, page in pages.items()]
    subprocess.run(
        [PEERS / "bin" / "python", "-m", "benchmarks.peers.wagtail_site.fill"],
        input=json.dumps(given), text=True, check=True,
        env={**os.environ, "PEER_FOLDER": str(site.folder)},
    )  # fmt: skip


def gunicorn(port: int, application: str, *python: str, **env: str) -> Server:
    """Return an application under gunicorn, run by an interpreter that has its packages."""
    options = ("--workers", "1", "--log-level", "error", "--bind", f"127.0.0.1:{port}")
    command = [*python, "-m", "gunicorn", *options, application]
    return Server(command, f"http://127.0.0.1:{port}", **env)


def gthread(port: int, application: str, *python: str, **env: str) -> Server:
    """Return the same with the kind of worker that keeps connections open."""
    return gunicorn(port, application, *python, GUNICORN_CMD_ARGS="-k gthread --threads 1", **env)


def granian(port: int, application: str, **env: str) -> Server:
    """Return a peer's application under granian, as Strata is run."""
    options = ("--interface", "wsgi", "--no-ws", "--http", "1", "--runtime-mode", "st")
    single = ("--workers", "1", "--blocking-threads", "1", "--log-level", "error")
    command = [str(PEERS / "bin" / "granian"), *options, *single, "--port", str(port), application]
    return Server(command, f"http://127.0.0.1:{port}", **env)


def servers(port: int, site: Site) -> Iterator[tuple[str, Server]]:
    """Yield every way in which an article is served."""
    own = {"DATABASE_URL": site.database, "KB_STATIC_ROOT": site.static, **PRODUCTION}
    [packages] = PEERS.glob("lib/python*/site-packages")
    lent = {**own, "PYTHONPATH": f"{Path(sys.prefix)}/lib/{packages.parent.name}/site-packages"}
    python = str(PEERS / "bin" / "python")
    yield "Strata, gunicorn", gthread(port + 2, "kb.wsgi:application", python, **lent)
    yield "Strata as middleware, gunicorn", gthread(port + 3, MIDDLEWARE, python, **lent)
    cached, folder = {"PEER_CACHE": "1"}, {"PEER_FOLDER": str(site.folder)}
    yield "Wagtail, granian", granian(port + 4, WAGTAIL, **folder)
    yield "Wagtail with wagtail-cache, granian", granian(port + 5, WAGTAIL, **folder, **cached)
    yield (
        "Wagtail with wagtail-cache, gunicorn",
        gthread(port + 6, WAGTAIL, python, **folder, **cached),
    )


def measure(site: Site, options: argparse.Namespace) -> None:
    """Serve the article in every way, load each in turn and print what that cost."""
    path = f"/articles/{site.slugs[0]}/"
    with ExitStack() as stack:
        ours = stack.enter_context(strata(options.port, site.database, KB_STATIC_ROOT=site.static))
        fill(site, ours)
        files = stack.enter_context(nginx(options.port + 1, site.folder / "files"))
        targets = {"Strata": ours}
        for name, server in servers(options.port, site):
            targets[name] = stack.enter_context(server)
        print_header()
        for case in (Case("article", path), Case("article, 304", path, is_conditional=True)):
            shown = {name: server for name, server in targets.items() if has(server, case)}
            compare(case, files, shown, site, options.seconds, options.rounds)


def has(server: Server, case: Case) -> bool:
    """Say whether a server can be asked for a case: some give no tag to ask with."""
    names = {name.lower() for name in server.get(case.path)[1]}
    return not case.is_conditional or "etag" in names


if __name__ == "__main__":
    sys.exit(main())
