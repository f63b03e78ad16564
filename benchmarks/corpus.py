"""Rows made directly, for sizes that importing would take hours to reach.

``python -m benchmarks.corpus terms 500`` (or ``articles 10000``, ``slugs``, ``texts``) works on the
database of ``DATABASE_URL``. Made articles are copies of the published ones, each under a slug and
a title of its own.
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


def make_articles(count: int) -> None:
    """Bring the published articles to so many: renderings, listings and uses of terms copied."""
    from django.db import transaction
    from django.utils import timezone

    from articles.models import Article, Listing, Rendering, TermUse, Version
    from kb import state

    models = list(Article.objects.published().select_related("published").order_by("pk")[:5])
    present = Article.objects.published().count()
    for start in range(present, count, BATCH):
        with transaction.atomic():
            numbers = range(start, min(start + BATCH, count))
            sources = [models[number % len(models)] for number in numbers]
            made = Article.objects.bulk_create(
                Article(
                    slug=f"made-{number:06}", title=f"Made article {number:06}",
                    published_at=timezone.now(), first_published_at=timezone.now(),
                )
                for number in numbers
            )  # fmt: skip
            versions = Version.objects.bulk_create(
                Version(
                    article=article, number=1, document=source.published.document,
                    digest=source.published.digest,
                )
                for article, source in zip(made, sources, strict=True)
            )  # fmt: skip
            for article, version in zip(made, versions, strict=True):
                article.published = version
            Article.objects.bulk_update(made, ["published"])
            _copy_derived(made, versions, sources, (Rendering, Listing, TermUse))
            state.advance()


def _copy_derived(made, versions, sources, kinds) -> None:
    rendering, listing, term_use = kinds
    by_source = {source.pk: source for source in sources}
    rows = {kind: {pk: list(kind.objects.filter(article=pk)) for pk in by_source} for kind in kinds}
    copies: dict[type, list] = {kind: [] for kind in kinds}
    for article, version, source in zip(made, versions, sources, strict=True):
        for row in rows[rendering][source.pk]:
            copies[rendering].append(
                rendering(
                    article=article, version=version, slug=article.slug, tier=row.tier,
                    html=row.html, page={**row.page, "slug": article.slug, "title": article.title},
                    api=row.api, etag=row.etag, built_at=row.built_at,
                )
            )  # fmt: skip
        for row in rows[listing][source.pk]:
            values = {
                field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields
            }
            values |= {
                "article_id": article.pk, "slug": article.slug, "title": article.title,
                "sort_title": article.title.casefold(),
            }  # fmt: skip
            copies[listing].append(listing(**values))
        for row in rows[term_use][source.pk]:
            values = {
                field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields
            }
            copies[term_use].append(term_use(**{**values, "id": None, "article_id": article.pk}))
    for kind, found in copies.items():
        kind.objects.bulk_create(found, batch_size=BATCH)


def _values(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


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
        make_articles(options.count)
    else:
        {"slugs": slugs, "texts": texts}[options.what]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
