"""Bring the change feed up to what is published."""

from __future__ import annotations

from typing import Any

from kb.management.content import ContentCommand
from kb.management.job import only_one
from kb.mending import mend


class Command(ContentCommand):
    help = (
        "Tell the change feed what it does not know of, as after a partial restore. A site older "
        "than the feed is brought up to date by migrate."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with only_one("mend_changes"):
            count = mend()
        self.stdout.write(f"{count} changes told.")
