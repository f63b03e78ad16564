"""Draw published articles anew, as after an upgrade that changed how they are shown."""

from __future__ import annotations

from typing import Any

from articles import topic_sizes, topic_terms
from articles.models import Article
from articles.refresh import show_again
from kb.management.content import ContentCommand
from kb.management.job import only_one


class Command(ContentCommand):
    help = "Draw every published article anew from its version; run it after an upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        with only_one("redraw"):
            count = show_again(Article.objects.published().values_list("pk", flat=True))
            topic_terms.mend()
            topic_sizes.mend()
        self.stdout.write(f"{count} article{'' if count == 1 else 's'} drawn anew.")
