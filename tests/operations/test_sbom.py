"""The list of components names every pinned package, with the hashes that pip checks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from kb import __version__

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"


def made() -> str:
    command = [sys.executable, str(REQUIREMENTS / "sbom.py")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_pin_is_a_component_with_its_hashes():
    pins = (REQUIREMENTS / "runtime.txt").read_text()
    bill = json.loads(made())
    listed = {(each["name"], each["version"]): each for each in bill["components"]}
    pinned = re.findall(r"(?m)^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", pins)
    assert len(pinned) > 20
    assert set(listed) == set(pinned)
    assert len(re.findall("--hash=sha256:", pins)) == sum(
        len(each["hashes"]) for each in listed.values()
    )
    assert all(each["hashes"] for each in listed.values())


def test_list_has_what_cyclonedx_asks_for():
    bill = json.loads(made())
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    UUID(bill["serialNumber"].removeprefix("urn:uuid:"))
    assert bill["metadata"]["component"]["version"] == __version__
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(set(references)) == len(references)
    for each in bill["components"]:
        assert each["type"] == "library"
        assert re.fullmatch(r"pkg:pypi/[a-z0-9-]+@[\w.+!-]+", each["purl"])
        assert all(re.fullmatch("[0-9a-f]{64}", digest["content"]) for digest in each["hashes"])


def test_same_pins_give_the_same_list():
    assert made() == made()
