"""The linker is built anew by itself when the site changes, before anybody asks for it."""

from __future__ import annotations

import threading

import pytest

from glossary.keeping import Keeper

LONG = 10
"""Seconds after which a thread that should have done something has not."""


class Site:
    def __init__(self):
        self.state: object = 1
        self.built = threading.Semaphore(0)
        self.looked = threading.Semaphore(0)
        self.fails = False

    def look(self):
        self.looked.release()
        return self.state

    def build(self):
        fails, self.fails = self.fails, False
        self.built.release()
        if fails:
            raise OSError("The database is away.")


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def keeper(site):
    made = Keeper(site.look, interval=0.001)
    yield made
    made.end()


def looked(site, times=5):
    return all(site.looked.acquire(timeout=LONG) for _ in range(times))


def test_nothing_is_built_while_nothing_changes(site, keeper):
    keeper.begin(site.build)
    assert looked(site)
    assert not site.built.acquire(blocking=False)


def test_a_change_is_built_once_without_being_asked_for(site, keeper):
    keeper.begin(site.build)
    site.state = 2
    assert site.built.acquire(timeout=LONG)
    assert looked(site)
    assert not site.built.acquire(blocking=False)


def test_a_building_that_failed_is_tried_again(site, keeper):
    keeper.begin(site.build)
    site.fails = True
    site.state = 2
    assert site.built.acquire(timeout=LONG)
    assert site.built.acquire(timeout=LONG)


def test_a_state_nobody_knows_is_no_change(site, keeper):
    keeper.begin(site.build)
    site.state = None
    assert looked(site)
    site.state = 1
    assert looked(site)
    assert not site.built.acquire(blocking=False)


def test_it_begins_once(site, keeper):
    keeper.begin(site.build)
    keeper.begin(site.build)
    assert sum(thread.name == "linker" for thread in threading.enumerate()) == 1


def test_a_process_that_keeps_nothing_starts_no_thread(monkeypatch, site):
    monkeypatch.setattr("glossary.keeping._keeper", None)
    from glossary.keeping import begin

    begin(site.build)
    assert not any(thread.name == "linker" for thread in threading.enumerate())
