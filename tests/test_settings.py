"""Settings refuse nonsense at start, and the documentation lists them all."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "k" * 25 + "-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://kb.example.org",
    "ALLOWED_HOSTS": "kb.example.org",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("key", ["", "development-only-key-never-use-it-on-a-public-site"])
def test_a_public_site_does_not_start_without_a_key_of_its_own(key):
    result = run("check", **{**PRODUCTION, "SECRET_KEY": key})
    assert result.returncode != 0
    assert "SECRET_KEY is missing" in result.stderr


def test_production_settings_pass_the_deployment_check():
    result = run("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SITE_URL", "kb.example.org", "SITE_URL"),
        ("DATABASE_URL", "mysql://root@localhost/x", "DATABASE_URL"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(name, value, said):
    result = run("check", **{**PRODUCTION, name: value})
    assert result.returncode != 0
    assert said in result.stderr


def test_every_variable_read_is_documented():
    settings = (ROOT / "kb" / "settings.py").read_text()
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""", settings))
    documented = (ROOT / "docs" / "configuration.md").read_text()
    assert read
    assert not [name for name in sorted(read) if f"`{name}`" not in documented]
