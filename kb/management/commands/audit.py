"""Say in what state the content is."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from articles.audit import audit
from kb.management.content import ContentCommand


class Command(ContentCommand):
    help = "List what is unreviewed, overdue, unverified, uncited, too hard to read or broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text", dest="layout")

    def handle(self, *args: Any, **options: Any) -> None:
        remarks = list(audit(timezone.localdate()))
        totals = Counter(remark.code for remark in remarks)
        if options["layout"] == "json":
            report = {"remarks": [remark.as_json() for remark in remarks], "totals": dict(totals)}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for remark in remarks:
            self.stdout.write(
                f"{remark.severity:7} {remark.code:22} {remark.subject}  {remark.message}"
            )
        counted = ", ".join(f"{number} {code}" for code, number in sorted(totals.items()))
        self.stdout.write(counted or "Nothing to remark.")
