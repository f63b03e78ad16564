"""Ask the public lists of known weaknesses about the pinned runtime requirements.

``python requirements/audit.py PIP-AUDIT`` runs that program. It exits with 1 if a package has a
known weakness or could not be asked about. It passes without an answer, and says so, only where no
list can be reached at all; pip-audit itself passes then, as if nothing had been found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PINS = Path(__file__).resolve().parent / "runtime.txt"
LISTS = ("pypi", "osv")
UNREACHABLE = (
    "NOT AUDITED: no list of known weaknesses could be reached from here (PyPI, OSV), so nothing "
    "is known of the pinned packages. Run `make audit` where one can be, before a release."
)


def ask(program: str, service: str) -> list[dict[str, Any]] | None:
    """Return what a list says of each package; None if it cannot be reached."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    command = [program, *options, f"--vulnerability-service={service}", "--requirement", str(PINS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if not done.stdout.strip():
        if "ConnectionError" in done.stderr or "Max retries" in done.stderr:
            return None
        sys.exit(f"pip-audit failed:\n{done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return None if all("skip_reason" in each for each in found) else found


def told(found: list[dict[str, Any]]) -> list[str]:
    """Return a line for each known weakness and for each package that was not asked about."""
    lines = [f"{each['name']}: {each['skip_reason']}" for each in found if "skip_reason" in each]
    for each in found:
        for weakness in each.get("vulns", ()):
            mended = ", ".join(weakness.get("fix_versions", ())) or "no version yet"
            lines.append(f"{each['name']} {each['version']}: {weakness['id']}, mended in {mended}")
    return lines


def main(program: str) -> int:
    for service in LISTS:
        found = ask(program, service)
        if found is not None:
            lines = told(found)
            print("\n".join(lines) or f"No known weakness in {len(found)} packages ({service}).")
            return 1 if lines else 0
    print(UNREACHABLE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
