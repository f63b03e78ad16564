"""Commands that read or write the content, and so need the tables as the code knows them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from kb.migrating import is_migrated, migrate_if_needed


class ContentCommand(BaseCommand):
    """A command that ends at once, saying why, where the database's migrations are behind.

    One that takes ``--migrate`` brings the database up to date instead.
    """

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            if options.get("migrate"):
                migrate_if_needed()
            is_ready = is_migrated()
        except OperationalError as error:
            raise CommandError(f"The database cannot be used (DATABASE_URL): {error}") from error
        if not is_ready:
            raise CommandError(
                "The database has not all tables and columns of this version. "
                "Make a backup if it holds anything, then run: manage.py migrate"
            )
        return super().execute(*args, **options)
