"""Bring the change feed up to what is published, where it knows less."""

from __future__ import annotations

from typing import Any

from django.db import connection

from articles.models import Article
from glossary.models import Definition, Term
from kb import changes
from kb.migrating import is_migrated
from kb.models import Change
from kb.published import TOLD
from references.models import Reference

NEEDED = (Change, Article, Term, Definition, Reference)


def mend() -> int:
    """Tell the feed what it does not know of; return how many changes that were."""
    return sum(changes.mend(subject, facts()) for subject, facts in TOLD.items())


def begin_feed(**_: Any) -> None:
    """After migrating, begin the feed of a site that published before there was one.

    Done here and not in a migration, since what a record's digest is made of is for the present
    code to say, which can read the database only once all migrations have run.
    """
    if _has_tables() and not Change.objects.exists() and _has_content() and is_migrated():
        mend()


def _has_tables() -> bool:
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
    return {model._meta.db_table for model in NEEDED} <= present


def _has_content() -> bool:
    shown = (Article.objects.published(), Term.objects.public(), Reference.objects.public())
    return any(rows.exists() for rows in shown)
