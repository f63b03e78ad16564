"""Tell people of reviews that are due."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from articles.reminders import remind
from kb.management.content import ContentCommand
from kb.management.job import only_one


class Command(ContentCommand):
    help = (
        "Remind those who answer for articles of reviews due within 60 days, and again of those "
        "overdue: by notices in the editors' site, and by mail where EMAIL_URL is set. Run it "
        "daily; nobody is told the same twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with only_one("send_reminders"):
            count = remind(timezone.localdate())
        self.stdout.write(f"{count} articles reminded of.")
