"""Write a CycloneDX list of the pinned runtime requirements to standard output.

Names, versions and hashes come from ``runtime.txt`` alone; nothing is asked of anybody.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)([^\\]*)", re.ASCII)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(text: str) -> list[dict[str, Any]]:
    """Return the components that a file of pins with hashes names."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if pin := PIN.match(line):
            found.append(_component(pin[1], pin[2], pin[3].strip(" ;")))
        if found:
            added = [{"alg": "SHA-256", "content": each} for each in HASH.findall(line)]
            found[-1]["hashes"].extend(added)
    return found


def _component(name: str, version: str, marker: str) -> dict[str, Any]:
    normal = re.sub(r"[-_.]+", "-", name).lower()
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"pkg:pypi/{normal}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{normal}@{version}",
        "hashes": [],
    }
    if marker:
        component["properties"] = [{"name": "strata:environment-marker", "value": marker}]
    return component


def bill(text: str, version: str) -> dict[str, Any]:
    """Return the whole list; the same pins give the same serial number."""
    parts = components(text)
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([version, parts], sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "strata-kb",
                "name": "strata-kb",
                "version": version,
            }
        },
        "components": parts,
        "dependencies": [{"ref": "strata-kb", "dependsOn": [each["bom-ref"] for each in parts]}],
    }


def main() -> None:
    source = (HERE.parent / "kb" / "__init__.py").read_text(encoding="utf-8")
    [version] = re.findall(r'__version__ = "([^"]+)"', source)
    made = bill((HERE / "runtime.txt").read_text(encoding="utf-8"), version)
    json.dump(made, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
