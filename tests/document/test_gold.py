"""Real captures, where the folder named by KB_SAMPLE_DOCUMENTS is there, are read right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.score import main
from kb.document.layouts import parse
from kb.document.source import read_source

FOLDER = os.environ.get("KB_SAMPLE_DOCUMENTS", "")
GOLD = Path(FOLDER).parent / "gold"

pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not FOLDER, reason="KB_SAMPLE_DOCUMENTS names no folder of captures"),
]


def test_every_capture_accounts_for_its_words() -> None:
    for path in sorted(Path(FOLDER).glob("*.txt")):
        account = parse(read_source(path.read_bytes(), path.name)).account
        assert account is not None and (account.unaccounted, account.invented) == (0, 0), path.name


@pytest.mark.skipif(not GOLD.is_dir(), reason="no folder “gold” beside KB_SAMPLE_DOCUMENTS")
def test_annotated_captures_are_read_without_a_difference() -> None:
    assert main([FOLDER, str(GOLD), "--at-least", "1.0", "--quiet"]) == 0
