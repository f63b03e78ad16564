"""Every finding's code is registered, documented and used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.document.findings import CODES

ROOT = Path(__file__).parents[2]
HEADINGS = re.findall(r"^### ([a-z-]+)$", (ROOT / "docs/findings.md").read_text("utf-8"), re.M)


def test_the_documentation_has_a_heading_for_every_code() -> None:
    assert sorted(HEADINGS) == sorted(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_says_what_it_means_and_what_to_do(code: str) -> None:
    registered = CODES[code]
    assert registered.severity in ("info", "warning", "error")
    assert registered.title and not registered.title.endswith(".")
    assert registered.remedy.endswith(".")


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_documentation_repeats_the_registered_remedy(code: str) -> None:
    text = " ".join((ROOT / "docs/findings.md").read_text("utf-8").split())
    assert CODES[code].remedy in text


def test_every_code_is_used_somewhere() -> None:
    folders = ("kb", "articles", "glossary", "references")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources if path.name != "findings.py")
    assert [code for code in CODES if f'"{code}"' not in text] == []
