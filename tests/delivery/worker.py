"""A worker process of the whole site, asked over its standard input: a path a line.

Answers each with a line of JSON: status, body, whether it came from memory. Asked for ``modules``,
it names those that were imported.
"""

from __future__ import annotations

import json
import sys

from kb.front import memory
from kb.wsgi import application
from tests.delivery.wsgi import ask


def main() -> None:
    counts = memory().counts
    for line in sys.stdin:
        if line.strip() == "modules":
            print(json.dumps({"modules": sorted(sys.modules)}), flush=True)
            continue
        before = counts.remembered
        answer = ask(application, line.strip())
        said = {
            "status": answer.status,
            "text": answer.text,
            "remembered": counts.remembered > before,
        }
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
