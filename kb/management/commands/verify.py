"""Check that the database agrees with itself."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from django.core.management.base import CommandParser

from articles.models import Version
from kb.backup.site import facts
from kb.integrity import CHECKS, problems
from kb.management.content import ContentCommand


class Command(ContentCommand):
    help = (
        "Check digests of all versions, rows that point nowhere, pages, search index and change "
        "feed. Exit with 1 if anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="answer as JSON")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        found = list(problems())
        totals = Counter(problem.check for problem in found)
        digest = facts().versions_sha256
        count = Version.objects.count()
        if as_json:
            report = {
                "versions": count,
                "versions_sha256": digest,
                "checks": {name: totals[name] for name in CHECKS},
                "problems": [problem.as_json() for problem in found],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            for problem in found:
                self.stdout.write(f"{problem.check:10} {problem.subject}  {problem.message}")
            said = f"{len(found)} problems" if found else "Everything agrees"
            self.stdout.write(f"{said}: {count} versions, digest {digest}")
        if found:
            sys.exit(1)
