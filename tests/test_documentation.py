"""The documentation names what there is, and what it links to exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "seeds").glob("R*.md")]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"\w+:|/", target)]
    assert not [target for target in local if not (page.parent / target).exists()]


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [path.stem for path in (ROOT / "kb/management/commands").glob("[a-z]*.py")]
    assert commands
    assert not [name for name in commands if name not in readme]


def test_the_readme_names_the_two_commands_that_start_everything():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nmake serve\n" in readme
    assert "\nmake test\n" in readme


def test_every_test_that_the_walk_through_security_names_is_there():
    named = re.findall(r"\*(tests/[\w/]+(?:\.py)?)\*?", (ROOT / "docs" / "security.md").read_text())
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []
