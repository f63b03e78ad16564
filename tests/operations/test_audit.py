"""The audit of the pinned packages fails on a weakness, and never passes silently unasked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).resolve().parents[2] / "requirements" / "audit.py"
SOUND = {"name": "sound", "version": "1.0", "vulns": []}
WEAK = {"name": "weak", "version": "1.0", "vulns": [{"id": "X-2020-1", "fix_versions": ["1.1"]}]}
UNASKED = {"name": "unasked", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture
def index(tmp_path):
    """A folder in place of PyPI, which knows no package until a test says so."""
    folder = tmp_path / "index"
    folder.mkdir()
    return folder


def tell(index: Path, name: str, version: str, *weak: dict[str, object]) -> None:
    """Let the index tell what is known of the newest version of a package."""
    (index / name).mkdir()
    said = {"info": {"version": version}, "vulnerabilities": weak}
    (index / name / "json").write_text(json.dumps(said))


def pinned(name: str) -> str:
    return re.search(rf"(?m)^{name}==(\S+)", (AUDIT.parent / "runtime.txt").read_text())[1]


@pytest.fixture
def audit(tmp_path, index):
    """Run the audit with a stand-in for pip-audit; return its exit code and what it says."""

    def _audit(answers: dict[str, object]) -> tuple[int, str]:
        program = tmp_path / "pip-audit"
        program.write_text(
            f"#!{sys.executable}\n"
            "import json, sys\n"
            f"answers = json.loads({json.dumps(json.dumps(answers))})\n"
            "[service] = [a.partition('=')[2] for a in sys.argv if 'service=' in a]\n"
            "answer = answers[service]\n"
            "if isinstance(answer, str):\n"
            "    sys.exit(answer)\n"
            "print(json.dumps({'dependencies': answer}))\n"
        )
        program.chmod(0o755)
        done = subprocess.run(
            [sys.executable, str(AUDIT), str(program), index.as_uri()],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return _audit


def test_sound_packages_pass_and_are_counted(audit):
    assert audit({"pypi": [SOUND, SOUND]}) == (0, "No known weakness in 2 packages (pypi).\n")


def test_a_weakness_fails_by_name_with_the_version_that_mends_it(audit):
    assert audit({"pypi": [SOUND, WEAK]}) == (1, "weak 1.0: X-2020-1, mended in 1.1\n")


def test_a_package_that_was_not_asked_about_fails(audit):
    code, said = audit({"pypi": [SOUND, UNASKED]})
    assert code == 1
    assert "unasked" in said


def test_another_list_is_asked_where_the_first_knows_nothing(audit):
    assert audit({"pypi": [UNASKED], "osv": [WEAK]})[0] == 1


@pytest.mark.parametrize("osv", [[UNASKED], "requests.exceptions.ConnectionError: no such host"])
def test_no_list_within_reach_is_said_aloud(audit, osv):
    code, said = audit({"pypi": [UNASKED], "osv": osv})
    assert code == 0
    assert said.startswith("NOT AUDITED")


def test_a_program_that_fails_for_another_reason_fails(audit):
    code, said = audit({"pypi": "it is broken"})
    assert code == 1
    assert "it is broken" in said


def test_what_is_pinned_at_its_newest_version_is_asked_about_without_a_list(audit, index):
    tell(index, "django", pinned("django"))
    tell(index, "granian", "999.0", {"id": "X-2020-2", "fixed_in": []})
    code, said = audit({"pypi": [UNASKED], "osv": [UNASKED]})
    assert code == 0
    first, second = said.splitlines()
    assert first == "1 packages are pinned at their newest version: no known weakness."
    assert second.startswith("NOT AUDITED")
    assert "granian" in second
    assert "django," not in second


def test_a_weakness_of_the_newest_version_fails(audit, index):
    tell(index, "granian", pinned("granian"), {"id": "X-2020-3", "fixed_in": [], "withdrawn": None})
    code, said = audit({"pypi": [UNASKED], "osv": [UNASKED]})
    assert code == 1
    assert "X-2020-3, mended in no version yet" in said
