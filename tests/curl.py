"""The curl commands of the documentation, asked of the test client."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

HOST = "http://127.0.0.1:8000"


def commands(page: Path) -> list[str]:
    """Return the commands in a page's shell examples, each on one line."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = (line for block in blocks for line in block.replace("\\\n", " ").splitlines())
    return [line for line in lines if line.startswith("curl")]


def expected_status(command: str) -> int:
    """Return the status a comment at the command's end names; 200 without one."""
    named = re.search(r"# (\d{3})$", command)
    return int(named[1]) if named else 200


def run(client: Any, command: str) -> Any:
    """Send what the command would send and return the answer."""
    words = shlex.split(command, comments=True)
    path = path_of(command)
    kind, headers = _headers(words)
    pairs = dict(p.split("=", 1) for p in _values(words, "--data-urlencode"))
    bodies = _values(words, "-d")
    if not bodies:
        return client.get(path, pairs, headers=headers)
    if kind == "application/json":
        return client.post(path, json.loads(bodies[0]), content_type=kind, headers=headers)
    return client.post(
        path, "&".join(bodies), content_type="application/x-www-form-urlencoded", headers=headers
    )


def path_of(command: str) -> str:
    """Return the path a command asks for."""
    words = shlex.split(command, comments=True)
    return next(word for word in words if word.startswith(HOST)).removeprefix(HOST)


def _headers(words: list[str]) -> tuple[str, dict[str, str]]:
    """Return the content type and the other headers; what the shell fills in is left out."""
    lines = [line for line in _values(words, "-H") if "$" not in line]
    headers = dict(line.split(": ", 1) for line in lines)
    return headers.pop("Content-Type", ""), headers


def _values(words: list[str], option: str) -> list[str]:
    return [words[n + 1] for n, word in enumerate(words) if word == option]
