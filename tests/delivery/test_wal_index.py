"""Commits seen in memory: each of them, at once, and never at the price of SQLite's own locks."""

import sqlite3
import subprocess
import sys

import pytest

from tests.delivery.test_states import file, make_file, sqlite_states, write  # noqa: F401

DEAD_MAN = 128
"""The byte of ``-shm`` that every connection keeps locked as long as it lives."""


@pytest.fixture
def states(file):  # noqa: F811
    return sqlite_states(file)


def elsewhere(program, path):
    """Run a program in another process, as another worker or a command would."""
    given = [sys.executable, "-c", program, str(path)]
    return subprocess.run(given, check=True, capture_output=True, text=True).stdout.strip()


def statements_of(states):
    said = []
    states._watch()._connection.set_trace_callback(said.append)
    return said


def test_nothing_is_asked_while_nobody_commits(states):
    states.current()
    said = statements_of(states)
    assert len({states.current() for _ in range(100)}) == 1
    assert said == []


def test_every_commit_is_seen_at_once_whatever_becomes_of_the_log(states, file):  # noqa: F811
    modes = ("PASSIVE", "FULL", "RESTART", "TRUNCATE")
    for counter in range(2, 42):
        write(file, "UPDATE kb_sitestate SET counter = counter + 1")
        assert states.current().counter == counter
        write(file, f"PRAGMA wal_checkpoint({modes[counter % 4]})")
        assert states.current().counter == counter


def test_a_commit_of_another_process_is_seen_at_once(states, file):  # noqa: F811
    program = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1])
file.execute("UPDATE kb_sitestate SET counter = counter + 1")
file.commit()
{end}
"""
    for counter, end in ((2, "file.close()"), (3, "import os; os._exit(0)"), (4, "")):
        elsewhere(program.format(end=end), file)
        assert states.current().counter == counter


def test_what_is_rolled_back_leaves_the_state(states, file):  # noqa: F811
    before = states.current()
    other = sqlite3.connect(file)
    other.execute("PRAGMA cache_size = 1")  # what does not fit is written before it is committed
    other.execute("UPDATE kb_sitestate SET counter = 2")
    other.execute("INSERT INTO other SELECT hex(zeroblob(100000))")
    other.rollback()
    other.close()
    assert states.current() == before


@pytest.mark.parametrize("is_left_over", [False, True])
def test_without_a_log_the_database_itself_is_asked(tmp_path, is_left_over):
    path = make_file(tmp_path / "strata.sqlite3", 1)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    database.close()
    if is_left_over:
        log = make_file(tmp_path / "another.sqlite3", 1)
        other = sqlite3.connect(log)
        other.execute("SELECT * FROM kb_sitestate").fetchone()
        (tmp_path / "strata.sqlite3-shm").write_bytes(
            (tmp_path / "another.sqlite3-shm").read_bytes()
        )
        other.close()
    states = sqlite_states(path)
    assert states.current().counter == 1
    assert states._watch()._head is None
    write(path, "UPDATE kb_sitestate SET counter = 2")
    assert states.current().counter == 2


def test_sqlites_locks_stay(states, file):  # noqa: F811
    pytest.importorskip("fcntl")
    states.current()
    sqlite_states(file).current()  # a second look at the same file, given up again
    program = f"""
import fcntl, sys
with open(sys.argv[1] + "-shm", "r+b") as index:
    try:
        fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, {DEAD_MAN})
    except OSError:
        print("locked")
"""
    assert elsewhere(program, file) == "locked"


def test_nobody_turns_the_log_off_behind_its_back(states, file):  # noqa: F811
    states.current()
    program = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], timeout=0)
try:
    file.execute("PRAGMA journal_mode=DELETE")
except sqlite3.OperationalError:
    print("locked")
"""
    assert elsewhere(program, file) == "locked"
