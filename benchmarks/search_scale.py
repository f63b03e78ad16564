"""Speed of search by size: ``DATABASE_URL=… python -m benchmarks search-scale [--articles N …]``.

The database must be empty; it is migrated and filled with generated articles of three sections and
400 words, written straight into the index. Words are invented and as uneven as those of a language
are: the commonest stand in most articles, most in a few.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, product
from pathlib import Path

import django

TIERS = ("fundamentals", "intermediate", "academic")
WORDS = 30_000
SECTION_WORDS = 133
BATCH = 1_000
ROUNDS = 40
SEED = 7


@dataclass(slots=True)
class Language:
    """Invented words with their frequencies, commonest first."""

    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    source: random.Random = field(default_factory=lambda: random.Random(SEED))

    def __post_init__(self) -> None:
        syllables = ["".join(pair) for pair in product("bdfgklmnprtvz", "aiou")]
        made = ("".join(parts) for parts in product(syllables, repeat=3))
        self.words = list(made)
        self.source.shuffle(self.words)
        del self.words[WORDS:]
        self.weights = list(accumulate(1 / (rank + 12) for rank in range(WORDS)))

    def text(self, words: int) -> str:
        """Return so many words, common ones often."""
        return " ".join(self.source.choices(self.words, cum_weights=self.weights, k=words))


def article_rows(language: Language, number: int) -> Iterator[dict[str, object]]:
    """Yield the index rows of one article."""
    from kb.search.index import marks

    title = language.text(4)
    for position, tier in enumerate(TIERS):
        heading = language.text(3) if position else ""
        body = language.text(SECTION_WORDS)
        yield {
            "kind": "article", "key": f"made-{number}", "tier": tier, "anchor": f"part-{position}",
            "position": position, "title": title.capitalize(), "heading": heading,
            "url": f"/articles/made-{number}/{tier}/", "title_text": title,
            "names_text": "" if position else title, "heading_text": heading,
            "marks_text": marks("article", tier), "body_text": body, "body": body,
        }  # fmt: skip


def fill(language: Language, first: int, last: int) -> float:
    """Write articles ``first`` to ``last``; return how many a second."""
    from django.db import transaction

    from kb.rows import insert
    from kb.search.models import Name, Passage

    begun = time.perf_counter()
    for start in range(first, last, BATCH):
        numbers = range(start, min(start + BATCH, last))
        rows = [row for number in numbers for row in article_rows(language, number)]
        with transaction.atomic():
            insert(Passage, list(rows[0]), [tuple(row.values()) for row in rows])
            keys = [f"made-{number}" for number in numbers]
            leads = Passage.objects.filter(kind="article", key__in=keys, position=0)
            names = [
                (pk, title.lower().replace(" ", ""), "title", title)
                for pk, title in leads.values_list("pk", "title")
            ]
            insert(Name, ("passage_id", "key", "sort", "text"), names)
    return (last - first) / (time.perf_counter() - begun)


def fill_vocabulary(language: Language) -> None:
    """Make every word of the language known."""
    from kb.rows import insert
    from kb.search.models import Vocable

    insert(Vocable, ("word", "is_name"), [(word, True) for word in language.words])


def questions(language: Language, size: int) -> dict[str, list[str]]:
    """Return what is asked, by class."""
    from kb.search.models import Passage

    chosen = random.Random(size)
    common, middling, rare = language.words[:12], language.words[60:300], language.words[9_000:]
    bodies = [
        Passage.objects.values_list("body", flat=True).get(key=f"made-{number}", position=0)
        for number in chosen.sample(range(size), ROUNDS)
    ]
    places = [chosen.randrange(SECTION_WORDS - 3) for _ in bodies]
    return {
        "one word": [
            chosen.choice(pool) for pool in (common, middling, rare) for _ in range(ROUNDS // 3)
        ],
        "one common word": common,
        "two common words": [" ".join(chosen.sample(common, 2)) for _ in range(ROUNDS)],
        "three-word phrase": [
            " ".join(body.split()[at : at + 3]) for body, at in zip(bodies, places, strict=True)
        ],
        "eight words": [" ".join(chosen.sample(middling, 8)) for _ in range(ROUNDS)],
        "misspelt": [_misspelt(chosen.choice(middling)) for _ in range(ROUNDS)],
    }


def _misspelt(word: str) -> str:
    return f"{word[:3]}x{word[4:]}"


def timed(ask: Callable[[str], object], typed: Sequence[str]) -> str:
    """Return median and worst of the times it takes to ask each once, after a round to warm up."""
    for text in typed[:5]:
        ask(text)
    server = server_clock()
    wall, processor = [], []
    for text in typed:
        begun, worked = time.perf_counter(), time.process_time() + server()
        ask(text)
        wall.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() + server() - worked) * 1000)
    return (
        f"median {statistics.median(wall):6.1f} ms, worst {max(wall):6.1f} ms; processor time, the "
        f"database's too: median {statistics.median(processor):6.1f}, worst {max(processor):6.1f}"
    )


def server_clock() -> Callable[[], float]:
    """Return what tells the seconds that the database's process has worked for this connection.

    Always 0 on SQLite, which works in this process, and where the server is on another machine.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not told.exists():
        return lambda: 0.0
    return lambda: int(told.read_text().split()[0]) / 1e9


def loop() -> float:
    """Return the milliseconds a fixed loop takes, to show how fast the processor is just now."""
    begun = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number
    return (time.process_time() - begun) * 1000


def measure(language: Language, size: int) -> None:
    """Print the times of each class of questions, and how often a title finds its article."""
    from kb.search import search, suggest
    from kb.search.models import Passage

    print(f"  fixed loop of a million rounds: {loop():.0f} ms")
    for name, typed in questions(language, size).items():
        print(f"  {name:20} {timed(search, typed)}")
    starts = [word[:length] for word in language.words[200:220] for length in (2, 4)]
    print(f"  {'suggestions':20} {timed(suggest, starts)}")
    keys = [f"made-{number}" for number in random.Random(1).sample(range(size), ROUNDS)]
    titles = dict(Passage.objects.filter(key__in=keys, position=0).values_list("key", "title"))
    for share, words in (("whole title", 4), ("three words of it", 3), ("two words of it", 2)):
        found = sum(
            key in [one.key for one in search(" ".join(title.split()[:words])).groups[:3]]
            for key, title in titles.items()
        )
        print(f"  {share}: its article is in the first three {found} times of {len(titles)}")


def sizes() -> str:
    """Return how large the index is, with the texts it is made from."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_total_relation_size('search_passage'), "
                "pg_relation_size('search_passage_document') + "
                "pg_relation_size('search_passage_head') + "
                "pg_relation_size('search_passage_sample')"
            )
        else:
            cursor.execute(
                "SELECT (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size), "
                "(SELECT sum(length(block)) FROM search_index_data) + "
                "(SELECT sum(length(block)) FROM search_head_data)"
            )
        whole, index = cursor.fetchone()
    return f"{whole / 1e6:.0f} MB with texts, of which full-text index {index / 1e6:.0f} MB"


def settle() -> None:
    """Let the database put its index in order, as it does by itself when left alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE search_passage, search_name")
        else:
            for name in ("search_index", "search_head"):
                cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    from django.core.management import call_command

    from kb.garbage import collect_seldom
    from kb.search.models import Passage

    parser = argparse.ArgumentParser(prog="benchmarks search-scale", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    wanted = parser.parse_args()
    call_command("migrate", verbosity=0)
    language = Language()
    done = Passage.objects.filter(position=0).count()
    if not done:
        fill_vocabulary(language)
    for size in wanted.articles:
        if size > done:
            language.source.seed(size)
            rate = fill(language, done, size)
            settle()
            done = size
            print(f"{size} articles: {rate:.0f} a second, {sizes()}", flush=True)
        collect_seldom()  # as workers do
        measure(language, size)


if __name__ == "__main__":
    main()
