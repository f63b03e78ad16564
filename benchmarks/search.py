"""Relevance and speed of search: ``DATABASE_URL=… python -m benchmarks.search [--noise 10000]``.

The database must hold the starter library, published. Noise is articles of shuffled words from it,
entered into the search index only; use a database of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import django

QUERIES = Path(__file__).with_name("search_queries.txt")
SECTION_WORDS = 130
BATCH = 200


def queries(file: Path = QUERIES) -> Iterator[tuple[str, str, set[str]]]:
    """Yield class, query and the keys of which one is right."""
    group = ""
    for line in file.read_text().splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        elif " => " in line and not line.startswith("#"):
            typed, _, keys = line.partition(" => ")
            yield group, typed, {key.strip() for key in keys.split(",")}


def add_noise(number: int) -> float:
    """Enter ``number`` articles of three sections each; return how many a second."""
    from kb.search import index
    from kb.search.index import Entry
    from kb.search.models import Passage

    texts = Passage.objects.filter(kind="article").exclude(key__startswith="noise-")
    pool = [
        word for text in texts.values_list("body", flat=True) for word in re.findall(r"\w+", text)
    ]
    source = random.Random(1)

    def article(slug: str) -> list[Entry]:
        title = " ".join(source.choices(pool, k=5)).capitalize()
        return [
            Entry(
                kind="article",
                key=slug,
                title=title,
                url=f"/articles/{slug}/{tier}/",
                tier=tier,
                anchor=f"part-{place}",
                heading=" ".join(source.choices(pool, k=4)) if place else "",
                body=" ".join(source.choices(pool, k=SECTION_WORDS)),
            )
            for place, tier in enumerate(("fundamentals", "intermediate", "academic"))
        ]

    begun = time.perf_counter()
    for first in range(0, number, BATCH):
        slugs = [f"noise-{place}" for place in range(first, min(first + BATCH, number))]
        index.replace_many("article", {slug: article(slug) for slug in slugs})
    return number / (time.perf_counter() - begun)


def measure(file: Path) -> None:
    """Print reciprocal rank, share in the first three and time, by class and over all."""
    from kb.search import search

    ranks: dict[str, list[int]] = {}
    times: list[float] = []
    for group, typed, right in queries(file):
        begun = time.perf_counter()
        keys = [found.key for found in search(typed).groups]
        times.append((time.perf_counter() - begun) * 1000)
        rank = next((place for place, key in enumerate(keys, 1) if key in right), 0)
        ranks.setdefault(group, []).append(rank)
        if rank != 1:
            print(f"  {typed!r}: {rank or 'not on the first page'}; first is {keys[:1]}")
    for group, found in [*ranks.items(), ("all", [one for each in ranks.values() for one in each])]:
        reciprocal = statistics.mean(1 / rank if rank else 0 for rank in found)
        top = statistics.mean(0 < rank <= 3 for rank in found)
        print(
            f"{group:26} {len(found):4}  mean reciprocal rank {reciprocal:.3f}  top three {top:.1%}"
        )
    print(f"median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--noise", type=int, default=0, metavar="ARTICLES")
    parser.add_argument("--queries", type=Path, default=QUERIES, metavar="FILE")
    wanted = parser.parse_args()
    if wanted.noise:
        print(f"{add_noise(wanted.noise):.0f} articles indexed a second")
    measure(wanted.queries)


if __name__ == "__main__":
    main()
