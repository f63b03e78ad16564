"""Ask the public lists of known weaknesses about the pinned runtime requirements.

``python requirements/audit.py PIP-AUDIT`` runs that program. It exits with 1 if a package has a
known weakness or could not be asked about. Where no list can be reached, PyPI may still tell what
is known of the newest version of each package: a weakness of one that is pinned at it fails, too.
It passes without an answer for the others, and names them; pip-audit itself passes then, as if
nothing had been found.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

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


def pins() -> dict[str, str]:
    """Return the pinned version of each package."""
    return dict(re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", PINS.read_text()))


def newest_index() -> str:
    """Return the address that answers ``NAME/json`` with the newest version and what is known of
    it: where pip asks what packages there are."""
    from pip._internal.models.index import PyPI

    return str(PyPI.pypi_url)


def ask_newest(index: str) -> list[dict[str, Any]]:
    """Return what an index says of each package that is pinned at its newest version."""
    found = []
    for name, version in pins().items():
        try:
            with urlopen(f"{index}/{name}/json", timeout=30) as answer:  # noqa: S310 - ours
                said = json.load(answer)
        except (URLError, TimeoutError, ValueError):
            continue
        if said["info"]["version"] == version and "vulnerabilities" in said:
            weak = [
                {"id": each["id"], "fix_versions": each.get("fixed_in", ())}
                for each in said["vulnerabilities"]
                if not each.get("withdrawn")
            ]
            found.append({"name": name, "version": version, "vulns": weak})
    return found


def main(program: str, index: str = "") -> int:
    for service in LISTS:
        found = ask(program, service)
        if found is not None:
            lines = told(found)
            print("\n".join(lines) or f"No known weakness in {len(found)} packages ({service}).")
            return 1 if lines else 0
    return tell_newest(ask_newest(index or newest_index()))


def tell_newest(found: list[dict[str, Any]]) -> int:
    """Say what is known of packages pinned at their newest version; of others nothing is."""
    if not found:
        print(UNREACHABLE)
        return 0
    lines, unasked = told(found), sorted(set(pins()) - {each["name"] for each in found})
    weak = f"{len(lines)} known weaknesses" if lines else "no known weakness"
    print("\n".join([*lines, f"{len(found)} packages are pinned at their newest version: {weak}."]))
    if unasked:
        print(f"NOT AUDITED, for no list answers for older versions: {', '.join(unasked)}.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
