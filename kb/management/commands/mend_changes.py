"""Bring the change feed up to what is published."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Prefetch

from articles import feeding
from glossary import digests
from glossary.models import Definition, Term
from kb import changes
from references import indexing
from references.models import Reference


class Command(BaseCommand):
    help = "Tell the change feed what it does not know of, as on a site older than the feed."

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Definition.objects.filter(status=Definition.Status.CHOSEN)
        ready = Term.objects.public().prefetch_related(
            "aliases", "codes", Prefetch("definitions", chosen)
        )
        records = Reference.objects.public().order_by("key").iterator(chunk_size=500)
        count = changes.mend(changes.ARTICLE, feeding.facts())
        count += changes.mend(changes.REFERENCE, map(indexing.fact_of, records))
        count += changes.mend(changes.TERM, digests.facts(ready.order_by("slug").iterator(500)))
        self.stdout.write(f"{count} changes told.")
