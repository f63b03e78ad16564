"""``python -m benchmarks NAME …`` runs the benchmark of that name; ``--help`` says how."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = {
    "admin-lists": "benchmarks.admin_lists",
    "captures": "benchmarks.captures",
    "delivery": "benchmarks.delivery",
    "growth": "benchmarks.growth",
    "import": "benchmarks.import_scale",
    "lists": "benchmarks.list_scale",
    "score": "benchmarks.score",
    "search": "benchmarks.search",
    "soak": "benchmarks.soak.run",
    "peers": "benchmarks.peers.run",
    "search-scale": "benchmarks.search_scale",
}


def main(arguments: list[str]) -> int:
    """Run one benchmark; return its exit code."""
    name = arguments[0] if arguments else ""
    if name not in BENCHMARKS:
        print("usage: python -m benchmarks NAME …; NAME is one of", ", ".join(BENCHMARKS))
        return 2
    sys.argv = [f"benchmarks {name}", *arguments[1:]]
    return int(import_module(BENCHMARKS[name]).main() or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
