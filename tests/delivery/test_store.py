"""The bound of bytes, and what is dropped first."""

import random
import threading

import pytest

from kb.delivery.asking import Key
from kb.delivery.pages import Page
from kb.delivery.store import Store

BODY = b"Words and more words. " * 50


def key(name):
    return Key("http", "testserver", name)


def page(token=1, body=BODY):
    return Page(token, [("Content-Type", "text/html; charset=utf-8")], body, "")


SIZE = page().size


def test_a_page_is_found_in_its_own_state_only():
    store = Store(SIZE * 10)
    store.keep(key("a"), page())
    assert store.find(key("a"), 1).twin("identity").body == BODY
    assert store.find(key("a"), 2) is None
    assert store.find(key("b"), 1) is None


def test_bytes_stay_within_the_bound():
    store = Store(SIZE * 10)
    for number in range(100):
        store.keep(key(str(number)), page())
        assert store.size <= store.limit
    assert len(store) == 10


def test_what_is_asked_for_outlives_what_is_not():
    store = Store(SIZE * 10)
    for number in range(10):
        store.keep(key(str(number)), page())
    for number in range(10, 15):
        store.keep(key(str(number)), page())
    store.find(key("7"), 1)
    for number in range(20, 28):
        store.keep(key(str(number)), page())
    assert store.find(key("7"), 1)
    assert store.find(key("8"), 1) is None


def test_pages_of_an_old_state_go_first():
    store = Store(SIZE * 10)
    for number in range(10):
        store.keep(key(str(number)), page(token=1 if number == 9 else 2))
    store.keep(key("new"), page(token=2))
    store.keep(key("newer"), page(token=2))
    assert len(store) <= 10
    assert store.find(key("newer"), 2)


def test_a_new_page_takes_the_old_ones_place():
    store = Store(SIZE * 10)
    for _ in range(3):
        store.keep(key("a"), page())
    assert (len(store), store.size) == (1, SIZE)


def test_a_page_too_large_is_not_kept():
    store = Store(SIZE * 7)
    store.keep(key("a"), page())
    assert (len(store), store.size) == (0, 0)


def test_no_bytes_keep_nothing():
    store = Store(0)
    store.keep(key("a"), page())
    assert len(store) == 0


def test_twins_are_made_once_and_counted():
    store = Store(SIZE * 10)
    kept = page()
    store.keep(key("a"), kept)
    twin = store.twin(key("a"), kept, "br")
    assert store.twin(key("a"), kept, "br") is twin
    assert store.size == kept.size > SIZE
    store.clear()
    assert (len(store), store.size) == (0, 0)


def test_a_twin_of_a_page_that_was_dropped_is_not_counted():
    store = Store(SIZE * 10)
    kept = page()
    store.keep(key("a"), kept)
    store.clear()
    store.twin(key("a"), kept, "gzip")
    assert store.size == 0


def test_twins_of_many_pages_stay_within_the_bound():
    store = Store(SIZE * 10)
    pages = {str(number): page() for number in range(10)}
    for name, kept in pages.items():
        store.keep(key(name), kept)
    for name, kept in pages.items():
        store.twin(key(name), kept, "br")
        store.twin(key(name), kept, "gzip")
        assert store.size <= store.limit


@pytest.mark.parametrize("body", [b"short", random.Random(1).randbytes(1000)])
def test_what_compressing_does_not_shorten_is_sent_as_it_is(body):
    kept = page(body=body)
    assert kept.make_twin("br")[0] is kept.twin("identity")


def test_many_threads_leave_the_sum_right():
    store = Store(SIZE * 20)

    def work(start):
        for number in range(200):
            name = key(str((start + number) % 40))
            kept = store.find(name, 1)
            if kept is None:
                kept = page()
                store.keep(name, kept)
            store.twin(name, kept, ("br", "gzip", "identity")[number % 3])

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 40, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.size == sum(kept.size for kept in store._pages.values()) <= store.limit
