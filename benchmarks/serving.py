"""Servers that a benchmark starts itself, what they cost, and load upon them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")
BEGIN_WITHIN = 60
"""Seconds a server may take until it answers."""


class Missing(RuntimeError):
    """A tool that the benchmark needs is not there; the message says which, and how to get it."""


def tool(name: str, package: str) -> str:
    """Return the path of a program; raises Missing with what to install."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise Missing(f"{name} is not installed. On Debian or Ubuntu: apt install {package}")
    return found


class Server:
    """A server with all its processes, ended with the block it is used in."""

    def __init__(self, command: Sequence[str], address: str, **env: str) -> None:
        self.address = address
        self._command = list(command)
        # What is installed is compiled, so what is measured may be, too.
        self._env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **env}

    def __enter__(self) -> Server:
        self._said = TemporaryFile()  # a pipe that nobody reads would stop a server that complains
        self._process = subprocess.Popen(
            self._command, env=self._env, stdout=subprocess.DEVNULL, stderr=self._said
        )
        try:
            self._wait()
        except Exception:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def cpu(self) -> float:
        """Return the seconds of processor time that all its processes have taken."""
        return sum(_cpu(pid) for pid in self.processes())

    def own_cpu(self) -> float:
        """Return the seconds of processor time of its largest process, to the microsecond."""
        return max(_exact_cpu(pid) for pid in self.processes())

    def memory(self) -> float:
        """Return the MiB of its largest process; what is shared counts in part (PSS)."""
        return max(_pss(pid) for pid in self.processes())

    def processes(self) -> list[int]:
        """Return its processes, itself first."""
        found, waiting = [], [self._process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += _children(pid)
        return found

    def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        """Ask for a path, a redirect or refusal being an answer like any."""
        request = urllib.request.Request(self.address + path, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return answer.status, dict(answer.headers.items()), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers.items()), error.read()

    def _wait(self) -> None:
        until = time.monotonic() + BEGIN_WITHIN
        while True:
            if self._process.poll() is not None:
                self._said.seek(0)
                said = self._said.read().decode(errors="replace")
                raise RuntimeError(f"{self._command[0]} ended: {said[-800:]}")
            try:
                self.get("/nothing-there")
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text().split())
    return found


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _exact_cpu(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _pss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


# --- the servers ----------------------------------------------------------------------------


def strata(
    port: int, database: str, application: str = "kb.wsgi:application", **env: str
) -> Server:
    """Return Strata under granian: one worker, one thread."""
    return _granian(port, application, DATABASE_URL=database, **PRODUCTION, **env)


def naive(port: int, folder: Path, **env: str) -> Server:
    """Return the naive implementation under granian, likewise."""
    return _granian(port, "benchmarks.naive.wsgi:application", NAIVE_FOLDER=str(folder), **env)


PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-this-measurement-and-never-for-a-site",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SITE_URL": "http://127.0.0.1:8000",
    "KB_LOG_LEVEL": "ERROR",
    "KB_API_RATE": "100000000/min",
    "PYTHONWARNINGS": "ignore",
}


def _granian(port: int, application: str, **env: str) -> Server:
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "--no-ws", "--workers", "1", "--blocking-threads", "1"),
        *("--http", "1", "--runtime-mode", "st"),
        *("--log-level", "error", "--host", "127.0.0.1", "--port", str(port), application),
    ]
    return Server(command, f"http://127.0.0.1:{port}", **env)


def nginx(port: int, folder: Path) -> Server:
    """Return nginx sending the files of ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    place = f"root {folder}; default_type text/html; etag on;"
    site = f"server {{ listen 127.0.0.1:{port}; location / {{ {place} }} }}"
    return _nginx(port, folder, f"access_log off; sendfile on; tcp_nopush on; {site}")


LOG = "access_log @LOG@ strata buffer=64k flush=5s if=$strata_logged;"


def front(port: int, folder: Path, behind: str) -> Server:
    """Return nginx as ``deploy/nginx`` sets it up, in front of the address ``behind``.

    One client may ask as often as it likes, and no log is written, as none is for the files that
    it is compared with.
    """
    folder.mkdir(parents=True, exist_ok=True)
    site = Path("deploy/nginx/strata.conf").read_text()
    given = {
        LOG: "access_log off;", "rate=100r/s": "rate=1000000r/s", "@CACHE@": f"{folder}/pages",
        "@BACKEND@": behind.removeprefix("http://"), "@LISTEN@": f"127.0.0.1:{port}",
        "@HOST@": "127.0.0.1", "@SCHEME@": "http", "@STATIC@": f"{folder}/static",
    }  # fmt: skip
    for place, value in given.items():
        if place not in site:
            raise RuntimeError(f"deploy/nginx/strata.conf has no {place!r} any more")
        site = site.replace(place, value)
    return _nginx(port, folder, site)


def _nginx(port: int, folder: Path, site: str) -> Server:
    configuration = folder / "nginx.conf"
    owner = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(
        f"{owner} daemon off; worker_processes 1; pid {folder}/nginx.pid; "
        f"error_log {folder}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{ keepalive_requests 100000000; "
        f"client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; "
        f"fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; "
        f"scgi_temp_path {folder}/scgi;\n{site}\n}}\n"
    )
    command = [tool("nginx", "nginx"), "-c", str(configuration), "-e", f"{folder}/error.log"]
    return Server(command, f"http://127.0.0.1:{port}")


# --- load -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of load showed."""

    rate: float
    """Requests a second."""
    cost: float
    """Microseconds of the server's processor time a request."""
    median: float
    """Milliseconds."""
    slow: float
    """Milliseconds that 99 of 100 answers stay below."""
    errors: int
    """Answers other than 2xx and 3xx, and connections that failed."""


def load(
    server: Server, path: str, *, seconds: int, connections: int = 8, script: Path | None = None,
    **headers: str,
) -> Load:  # fmt: skip
    """Load a server with wrk and return what that showed and cost."""
    command = [tool("wrk", "wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command += ["-s", str(script)] if script else []
    before = server.cpu()
    done = subprocess.run(
        [*command, server.address + path], capture_output=True, text=True, check=True
    )
    spent = server.cpu() - before
    return _read(done.stdout, spent)


def _read(said: str, spent: float) -> Load:
    count = int(_found(r"(\d+) requests in", said))
    errors = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", said))
    errors += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", said)))
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        cost=spent / max(count, 1) * 1e6,
        median=_milliseconds(_found(r"(?m)^\s+50%\s+(\S+)", said)),
        slow=_milliseconds(_found(r"(?m)^\s+99%\s+(\S+)", said)),
        errors=errors,
    )


def _found(pattern: str, said: str) -> str:
    match = re.search(pattern, said)
    if not match:
        raise RuntimeError(f"wrk said something unforeseen: {said[-400:]}")
    return match.group(1)


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def in_turn(folder: Path, paths: Sequence[str]) -> Path:
    """Write a script that makes wrk ask for paths in turn."""
    script = folder / "in-turn.lua"
    listed = ", ".join(f'"{path}"' for path in paths)
    script.write_text(
        f"local paths = {{{listed}}}\nlocal n = 0\n"
        "request = function()\n  n = n % #paths + 1\n"
        '  return wrk.format("GET", paths[n])\nend\n'
    )
    return script


def machine() -> Iterator[str]:
    """Yield lines that say what this machine is."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    yield f"{os.cpu_count()} cores, {model.group(1) if model else 'unknown'}"
    yield f"Python {sys.version.split()[0]}; load averages {Path('/proc/loadavg').read_text()[:14]}"


def quiet(command: Sequence[Any], **env: str) -> str:
    """Run a command to its end and return what it printed; its error is ours."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {done.stderr[-800:]}")
    return done.stdout
