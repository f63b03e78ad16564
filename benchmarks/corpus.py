"""Rows made directly, for sizes that importing would take hours to reach.

``python -m benchmarks.corpus terms 500`` (or ``articles 10000``, ``slugs``, ``texts``) works on the
database of ``DATABASE_URL``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from itertools import islice

import django

BATCH = 500
_SYLLABLES = ("ba", "co", "di", "fe", "go", "hu", "ja", "ke", "li", "mo", "nu", "pa", "ro", "xe")


def names(count: int) -> Iterator[str]:
    """Yield so many made-up names, each of one to three words, that never repeat."""
    source, known = random.Random(7), set()
    while len(known) < count:
        name = " ".join(
            "".join(source.choices(_SYLLABLES, k=source.randint(2, 4)))
            for _ in range(source.choice((1, 1, 2, 2, 3)))
        )
        if name not in known:
            known.add(name)
            yield name


def real_names() -> list[str]:
    """Return the subjects that the captures write of, so that some terms are met."""
    from benchmarks.captures import SUBJECTS

    return [name for group in SUBJECTS.values() for name in group]


def make_terms(count: int) -> None:
    """Make so many public terms, the subjects of the captures first."""
    from django.db import transaction

    from glossary.models import Definition, Term
    from glossary.wording import wording_sha256
    from kb import state

    wanted = [*real_names(), *names(count)][:count]
    with transaction.atomic():
        for batch in _batches(wanted):
            terms = [Term(name=name, slug=name.replace(" ", "-"), is_public=True) for name in batch]
            for term in terms:
                term.set_sort_name()
            made = Term.objects.bulk_create(terms)
            texts = {
                term.pk: f"What {term.name} means, said in one plain sentence." for term in made
            }
            Definition.objects.bulk_create(
                Definition(
                    term_id=pk, text=text, text_sha256=wording_sha256(text), status="chosen",
                    source="made for measuring",
                )
                for pk, text in texts.items()
            )  # fmt: skip
        state.advance(glossary=True)


def _batches(rows: list[str]) -> Iterator[list[str]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def slugs() -> None:
    """Print the slugs of the published articles."""
    from articles.models import Listing

    print(*Listing.objects.order_by("pk").values_list("slug", flat=True)[:200], sep="\n")


def texts() -> None:
    """Print terms and articles as JSON, an article as the Markdown of its simplest tier's page."""
    from articles.models import Rendering
    from glossary.models import Definition

    chosen = Definition.objects.filter(status="chosen", term__is_public=True)
    articles = {}
    for row in Rendering.objects.order_by("pk").filter(tier="fundamentals"):
        parts = [
            f"## {section['heading'] or ''}\n\n{section['markdown']}"
            for section in row.api["sections"]
        ]
        articles[row.slug] = [row.slug, row.page["title"], "\n\n".join(parts)]
    terms = list(chosen.values_list("term__name", "text"))
    print(json.dumps({"terms": terms, "articles": list(articles.values())}))


def main() -> int:
    """Do as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["terms", "articles", "slugs", "texts"])
    parser.add_argument("count", type=int, nargs="?", default=0)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    if options.what == "terms":
        make_terms(options.count)
    elif options.what == "articles":
        from benchmarks.copies import make_articles

        make_articles(options.count)
    else:
        {"slugs": slugs, "texts": texts}[options.what]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
