"""Copies of published articles, made inside SQLite: a hundred thousand in minutes.

Each has its own slug and title; what is derived from it (pages, lists, uses of terms, the search
index, changes) is copied as it is. One in ten thousand mentions ``RARE``, which names no term.
"""

from __future__ import annotations

from typing import Any

RARE = "zirvomatose reploxin"
EACH = 10_000
BATCH = 10_000


def make_articles(count: int) -> None:
    """Bring the published articles to so many."""
    from django.db import connection, transaction
    from django.db.models import Max

    from articles import topic_sizes
    from articles.models import Article, Version
    from kb import state
    from kb.models import Change, SiteState

    models = list(Article.objects.published().order_by("pk").values_list("pk", flat=True)[:5])
    present = Article.objects.published().count()
    article = (Article.objects.aggregate(n=Max("pk"))["n"] or 0) + 1 - present
    version = (Version.objects.aggregate(n=Max("pk"))["n"] or 0) + 1 - present
    change = (Change.objects.aggregate(n=Max("pk"))["n"] or 0) + 1 - present
    for start in range(present, count, BATCH):
        last = min(start + BATCH, count) - 1
        with transaction.atomic(), connection.cursor() as cursor:
            for sql in _statements(models, article, version, change):
                cursor.execute(sql, [start, last])
            state.advance()
            SiteState.objects.update(changes=change + last)
    topic_sizes.mend()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _statements(models: list[int], article: int, version: int, change: int) -> list[str]:
    """Return what makes the articles of numbers between two parameters."""
    from articles.models import Article, Citation, Listing, Rendering, TermUse, Version
    from kb.models import Change
    from kb.search.models import Passage

    slug = "printf('made-%%06d', n)"
    title = "printf('Made article %%06d', n)"
    source = _chosen(models)
    keys = {"article_id": f"{article} + n", "version_id": f"{version} + n", "slug": slug}
    rare = f"CASE WHEN n %% {EACH} = 7 THEN ' {RARE}.' ELSE '' END"
    own = {"slug": slug, "title": title}
    of_article = f"t.article_id = {source}"
    of_key = f"t.key = (SELECT slug FROM articles_article WHERE id = {source})"  # noqa: S608
    passage = {
        "key": slug, "url": f"'/articles/' || {slug} || '/'", "title": title,
        "title_text": "printf('made article %%06d', n)", "body": f"t.body || {rare}",
        "body_text": f"t.body_text || {rare.replace('.', '')}",
    }  # fmt: skip
    return [
        _copy(Article, f"t.id = {source}", id=f"{article} + n", published_id=f"{version} + n",
              **own),
        _copy(Version, f"{of_article} AND t.number = 1", id=f"{version} + n",
              article_id=f"{article} + n"),
        _copy(Rendering, of_article, **keys),
        _copy(Listing, of_article, article_id=f"{article} + n", slug=slug, title=title,
              sort_title="printf('made article %%06d', n)",
              api=f"replace(replace(t.api, t.slug, {slug}), t.title, {title})"),
        _copy(Article.topics.through, of_article, article_id=f"{article} + n"),
        _copy(Listing.topics.through, f"t.listing_id = {source}", listing_id=f"{article} + n"),
        _copy(TermUse, of_article, article_id=f"{article} + n"),
        _copy(Citation, of_article, article_id=f"{article} + n"),
        _copy(Passage, f"t.kind = 'article' AND {of_key}", **passage),
        _copy(Change, f"t.kind = 'published' AND {of_key}", number=f"{change} + n", key=slug),
        _NAMES,
    ]  # fmt: skip


_NAMES = (
    "WITH span(first, last) AS (SELECT %s, %s) "
    "INSERT INTO search_name (key, sort, text, passage_id) "
    "SELECT replace(title_text, ' ', ''), 'title', title, id FROM span, search_passage "
    "WHERE kind = 'article' AND position = 0 "
    "AND key BETWEEN printf('made-%%06d', first) AND printf('made-%%06d', last)"
)


def _chosen(models: list[int]) -> str:
    cases = " ".join(f"WHEN {place} THEN {pk}" for place, pk in enumerate(models))
    return f"CASE n %% {len(models)} {cases} END"


def _copy(model: Any, which: str, **values: str) -> str:
    """Return a statement that copies the rows ``t`` for each number ``n``, with other values."""
    fields = [field.column for field in model._meta.concrete_fields]
    columns = [name for name in fields if name != "id" or "id" in values]
    given = ", ".join(values.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    numbers = "WITH RECURSIVE span(first, last) AS (SELECT %s, %s), numbers(n) AS ("
    numbers += "SELECT first FROM span UNION ALL SELECT n + 1 FROM numbers, span WHERE n < last)"
    rows = f"SELECT {given} FROM numbers JOIN {table} t ON {which}"  # noqa: S608 - made here
    return f"{numbers} INSERT INTO {table} ({names}) {rows}"
