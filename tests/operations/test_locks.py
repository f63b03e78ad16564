"""A job runs once at a time, and a process that dies holds nothing back."""

from __future__ import annotations

import multiprocessing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from kb.locks import JobIsRunning, job_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def held_elsewhere():
    """Another process that holds the lock of rebuild_search, and can be killed."""
    here, there = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(target=_hold, args=(there,))
    connections.close_all() if connection.vendor == "postgresql" else None
    process.start()
    assert here.poll(30)
    assert here.recv() == "held"
    yield process
    process.kill()
    process.join()


def _hold(pipe):
    with job_lock("rebuild_search"):
        pipe.send("held")
        pipe.recv()


def test_second_process_is_told(held_elsewhere):
    with pytest.raises(JobIsRunning), job_lock("rebuild_search"):
        pass
    with pytest.raises(CommandError, match="Another process is at rebuild_search"):
        call_command("rebuild_search", "--check")
    with job_lock("another job"):
        pass


def test_dead_process_holds_nothing_back(held_elsewhere):
    held_elsewhere.kill()
    held_elsewhere.join()
    for _ in range(1000):
        try:
            with job_lock("rebuild_search"):
                return
        except JobIsRunning:  # the server is still noticing that its client died
            continue
    pytest.fail("the lock outlived its process")


def test_lock_is_given_back_after_a_failure():
    with pytest.raises(RuntimeError), job_lock("rebuild_search"):
        raise RuntimeError
    with job_lock("rebuild_search"):
        pass
