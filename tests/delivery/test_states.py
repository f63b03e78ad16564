"""What the site's state is, asked from aside of Django."""

import sqlite3
import threading
from datetime import UTC, datetime

import psycopg
import pytest
import time_machine
from django.db import connection

from kb import state
from kb.delivery.states import Dates, NoStates, PolledStates, PostgresqlReader, SqliteStates
from kb.front import libpq_parameters, states_of


@pytest.fixture
def file(tmp_path):
    return make_file(tmp_path / "strata ?#.sqlite3", 1)


def make_file(path, counter):
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE kb_sitestate (id INTEGER PRIMARY KEY, counter INTEGER)")
        database.execute("CREATE TABLE other (word TEXT)")
        database.execute("INSERT INTO kb_sitestate VALUES (1, ?)", [counter])
    database.close()
    return path


def write(path, sql):
    with sqlite3.connect(path) as database:
        database.execute(sql)
    database.close()


def sqlite_states(path):
    return SqliteStates(str(path), Dates("UTC"))


def test_a_commit_is_seen_at_once(file):
    states = sqlite_states(file)
    before = states.current()
    write(file, "UPDATE kb_sitestate SET counter = 2")
    assert (before.counter, states.current().counter) == (1, 2)


def test_what_is_not_committed_is_not_seen(file):
    states = sqlite_states(file)
    before = states.current()
    other = sqlite3.connect(file)
    other.execute("UPDATE kb_sitestate SET counter = 2")
    assert states.current() == before
    other.commit()
    assert states.current() != before
    other.close()


def test_a_change_of_something_else_leaves_the_state(file):
    states = sqlite_states(file)
    before = states.current()
    write(file, "INSERT INTO other VALUES ('a session')")
    assert states.current() == before


def test_threads_agree_on_the_state(file):
    states, found = sqlite_states(file), []
    threads = [threading.Thread(target=lambda: found.append(states.current())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [states.current()] * 4


def test_a_database_put_in_anothers_place_is_another_state(file, tmp_path, monkeypatch):
    states = sqlite_states(file)
    before = states.current()
    make_file(tmp_path / "restored", 1).replace(file)
    monkeypatch.setattr(states._local, "checked", -10.0)  # as if a second had passed
    after = states.current()
    assert after.counter == before.counter
    assert after != before


def test_a_database_that_is_not_there_has_no_state_until_it_is(tmp_path):
    states = sqlite_states(tmp_path / "late.sqlite3")
    assert states.current() is None
    make_file(tmp_path / "late.sqlite3", 3)
    assert states.current().counter == 3


def test_the_database_is_only_read(file):
    states = sqlite_states(file)
    states.current()
    with pytest.raises(sqlite3.OperationalError):
        states._watch()._connection.execute("DELETE FROM other")


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/New_York"])
def test_both_midnights_make_another_state(zone):
    dates = Dates(zone)
    with time_machine.travel(datetime(2025, 3, 1, 12, tzinfo=UTC), tick=False) as traveller:
        seen = []
        for _ in range(48):
            seen.append(dates.today())
            traveller.shift(3600)
        assert len(set(seen)) == (3 if zone == "UTC" else 5)
        assert seen == sorted(seen)


def test_a_clock_put_back_is_believed():
    dates = Dates("UTC")
    with time_machine.travel(datetime(2025, 3, 2, 12, tzinfo=UTC)):
        later = dates.today()
    with time_machine.travel(datetime(2025, 3, 1, 12, tzinfo=UTC)):
        assert dates.today() < later


# --- a state that is polled -------------------------------------------------------------------


class Counter:
    def __init__(self):
        self.value, self.reads = 1, 0

    def __call__(self):
        self.reads += 1
        if self.value is None:
            raise ConnectionError("the database is away")
        return self.value


def polled(read, interval=1000.0):
    return PolledStates(read, Dates("UTC"), interval=interval)


def test_the_counter_is_believed_for_a_while_then_read_again():
    read = Counter()
    states = polled(read)
    assert [states.current().counter for _ in range(5)] == [1] * 5
    assert read.reads == 1
    states._believed_until = 0.0  # as if the while had passed
    read.value = 2
    assert states.current().counter == 2


def test_what_the_process_changed_itself_is_seen_next():
    read = Counter()
    states = polled(read)
    states.current()
    read.value = 2
    states.expire()
    assert states.current().counter == 2


def test_a_database_that_is_away_is_asked_now_and_then_and_found_again():
    read = Counter()
    states = polled(read)
    read.value = None
    assert [states.current() for _ in range(5)] == [None] * 5
    assert read.reads == 1
    read.value = 4
    states.expire()
    assert states.current().counter == 4


def test_threads_that_come_together_read_once():
    read = Counter()
    states, start = polled(read), threading.Barrier(8)

    def one():
        start.wait()
        states.current()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read.reads == 1


# --- the site's own database ------------------------------------------------------------------


def test_a_database_in_memory_is_never_looked_into():
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:memorydb?mode=memory"}
    assert isinstance(states_of(database), NoStates)


def test_no_memory_needs_no_state(settings):
    settings.KB_PAGE_MEMORY = 0
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere.sqlite3"}
    assert isinstance(states_of(database), NoStates)


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_postgresqls_counter_is_read_and_a_lost_connection_made_again():
    state.advance()
    read = PostgresqlReader(libpq_parameters(connection.settings_dict))
    assert read() == state.counters()[0]
    process = read._connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [process])
    state.advance()
    assert read() == state.counters()[0]
    read.close()


def test_a_server_that_is_not_there_raises_and_is_not_asked_twice(monkeypatch):
    tried = []

    def connect(**parameters):
        tried.append(parameters)
        raise psycopg.OperationalError("nobody there")

    monkeypatch.setattr(psycopg, "connect", connect)
    with pytest.raises(psycopg.OperationalError):
        PostgresqlReader({"host": "127.0.0.1"})()
    assert len(tried) == 1
