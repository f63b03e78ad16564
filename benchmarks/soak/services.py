"""PostgreSQL, Redis and the site's workers, of one's own, to be killed and started again."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120


class Services:
    """Everything below one temporary folder and on four ports from ``base`` on."""

    def __init__(self, base: int, workers: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="strata-soak-"))
        self.folder.chmod(0o755)
        self.port, self.database, self.cache = base, base + 1, base + 2
        self.workers = workers
        self.environment = {
            **os.environ,
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": f"postgres://strata@127.0.0.1:{self.database}/strata",
            "CACHE_URL": f"redis://127.0.0.1:{self.cache}/0",
            "KB_VAR_DIR": str(self.folder / "var"),
            "KB_API_RATE": "1000000/min",
            "KB_LOG_FORMAT": "json",
        }
        self._site: subprocess.Popen[bytes] | None = None
        self._redis: subprocess.Popen[bytes] | None = None

    # --- PostgreSQL -------------------------------------------------------------------------

    def make_database(self) -> None:
        """Make an empty database and start its server."""
        data, place = self.folder / "data", self.folder / "run"
        for path in (data, place):
            path.mkdir()
            if os.geteuid() == 0:
                shutil.chown(path, "postgres", "postgres")
        _run([*_as_postgres(), _tool("initdb"), "-D", str(data), "-U", "strata", "-A", "trust",
              "-E", "UTF8", "--locale=C.UTF-8"])  # fmt: skip
        self.start_database()
        _run([_tool("createdb"), "-h", "127.0.0.1", "-p", str(self.database), "-U", "strata",
              "strata"])  # fmt: skip

    def start_database(self) -> None:
        options = (
            f"-p {self.database} -c listen_addresses=127.0.0.1 "
            f"-c unix_socket_directories={self.folder / 'run'}"
        )
        self._control("-l", str(self.folder / "run" / "log"), "-o", options, "start")

    def stop_database(self) -> None:
        self._control("-m", "fast", "stop")

    def _control(self, *arguments: str) -> None:
        data = str(self.folder / "data")
        _run([*_as_postgres(), _tool("pg_ctl"), "-D", data, "-w", "-t", "120", *arguments])

    # --- Redis ------------------------------------------------------------------------------

    def start_cache(self) -> None:
        self._redis = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self.cache), "--save", "",
             "--appendonly", "no", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def kill_cache(self) -> None:
        if self._redis:
            self._redis.kill()
            self._redis.wait()

    # --- the site ---------------------------------------------------------------------------

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the site."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def start_site(self) -> None:
        command = [sys.executable, "manage.py", "serve", "--as-it-is", "--port", str(self.port)]
        self._log = (self.folder / "site.log").open("wb")
        self._site = subprocess.Popen(
            [*command, "--workers", str(self.workers)],
            cwd=ROOT, env=self.environment, stdout=self._log, stderr=self._log,
        )  # fmt: skip

    def worker_ids(self) -> list[int]:
        """Return the processes of the workers that live."""
        if self._site is None:
            return []
        path = Path(f"/proc/{self._site.pid}/task/{self._site.pid}/children")
        try:
            children = [int(each) for each in path.read_text().split()]
        except OSError:
            return []
        return [each for each in children if _is_worker(each)]

    def kill_a_worker(self, dice: random.Random) -> int | None:
        """End one worker at once, as a machine short of memory does."""
        ids = self.worker_ids()
        if not ids:
            return None
        chosen = dice.choice(ids)
        os.kill(chosen, signal.SIGKILL)
        return chosen

    def memory(self) -> list[float]:
        """Return each worker's own memory (PSS) in MiB."""
        return [each for each in map(_pss, self.worker_ids()) if each]

    def stop(self) -> float:
        """End everything; return how many seconds the site took to end when asked to."""
        begun = time.monotonic()
        if self._site:
            self._site.terminate()
            try:
                self._site.wait(60)
            except subprocess.TimeoutExpired:
                self._site.kill()
        took = time.monotonic() - begun
        self.kill_cache()
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop_database()
        return took

    def log(self) -> str:
        """Return what the site wrote to its log."""
        return (self.folder / "site.log").read_text(errors="replace")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_worker(process: int) -> bool:
    """Tell workers from the helpers that Python's multiprocessing starts beside them."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
    return b"resource_tracker" not in command and bool(command)


def _pss(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    [line] = [line for line in text.splitlines() if line.startswith("Pss:")]
    return int(line.split()[1]) / 1024


def _tool(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name


def _as_postgres() -> list[str]:
    """PostgreSQL's server does not run as root."""
    if os.geteuid():
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _run(command: list[str]) -> None:
    # What it prints goes to a file: a server that it leaves running would hold a pipe open.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False)
        said.seek(0)
        if done.returncode:
            raise RuntimeError(f"{command}: {said.read()}")
