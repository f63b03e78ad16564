"""Import and publish many captures, then import them again: rates, memory, growth.

``python -m benchmarks import --documents 1000`` makes captures of about 4,000 words, imports and
publishes them into a new SQLite database, and imports the unchanged folder once more. Each size
runs in a process of its own. Rates are documents a second of processor time, workers' included,
so that neighbours on the machine count little; a fixed loop is timed before and after each run to
show how fast the processor was.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import captures

LOOP = 1_000_000
"""Rounds of the loop that shows the processor's speed."""


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--small", type=int, help="compare the cost with that of so many")
    parser.add_argument("--words", type=int, default=4000)
    parser.add_argument("--spread", action="store_true", help="read in further processes")
    parser.add_argument("--into", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.into:
        print(json.dumps(_measure(Path(options.into), spread=options.spread)))
        return 0
    sizes = [options.small, options.documents] if options.small else [options.documents]
    results = [_run(size, options.words, spread=options.spread) for size in sizes]
    for result in results:
        _say(result)
    if options.small:
        ratio = results[1]["cold"] / results[0]["cold"]
        print(f"growth: a document costs {ratio:.2f} times as much at {sizes[1]} as at {sizes[0]}")
    return 0


def _run(count: int, words: int, *, spread: bool) -> dict[str, Any]:
    """Make captures and measure in a new process."""
    with TemporaryDirectory(prefix="import-") as folder:
        captures.main([f"{folder}/documents", "--count", str(count), "--words", str(words)])
        command = [sys.executable, "-m", "benchmarks", "import", "--into", folder]
        there = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3",
            "DJANGO_SETTINGS_MODULE": "kb.settings",
            "DEBUG": "0",
            "SECRET_KEY": "only-for-this-measurement",
            "KB_STATEMENT_SECONDS": "0",  # as every command has it
        }
        command += ["--spread"] if spread else []
        done = subprocess.run(command, env=there, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _measure(folder: Path, *, spread: bool) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from articles.importing.run import Options, import_paths

    call_command("migrate", verbosity=0)
    loops = [_loop()]
    measured: dict[str, Any] = {}
    for name in ("cold", "again"):
        before = _spent()
        report = import_paths([folder / "documents"], Options(publish=True, spread=spread))
        measured[name] = (_spent() - before) / len(report.entries) * 1000
        measured[f"{name}_totals"] = {key: n for key, n in report.totals.items() if n}
        loops.append(_loop())
    measured["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    measured["loop"] = sorted(loops)[1]
    return measured


def _spent() -> float:
    """Return seconds of processor time of this process and its finished children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _loop() -> float:
    """Return milliseconds of processor time that a fixed loop takes."""
    start = time.process_time()
    sum(n * n for n in range(LOOP))
    return (time.process_time() - start) * 1000


def _say(result: dict[str, Any]) -> None:
    cold, again = result["cold"], result["again"]
    count = result["cold_totals"]["documents"]
    print(f"{count} documents, {result['cold_totals']['words_total'] // count} words each")
    print(f"  import and publish   {1000 / cold:8.1f} documents/s/core ({cold:.1f} ms each)")
    print(f"  unchanged            {1000 / again:8.0f} documents/s/core ({again:.3f} ms each)")
    print(f"  peak memory          {result['memory']:8} MB, without the reading processes")
    print(f"  fixed loop           {result['loop']:8.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
