"""Looking for garbage less often, where very many objects are made and few lie in cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (10_000, 5, 2)
"""Objects made, and collections of the younger ones, before the collector looks: among all objects
after some 150 documents, whose rows know their article as it knows them, which is a cycle."""

IN_WORKERS = (2_000, 10, 10)
"""The same where memory counts: a page leaves some cycles, and these would pile up to MiBs."""


def collect_seldom(threshold: tuple[int, int, int] = SELDOM) -> None:
    """Let this process look for cycles seldom, and never among what it holds already."""
    gc.freeze()
    gc.set_threshold(*threshold)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cycles seldom in the block. Trees of a document are freed without: they have none.

    As it comes, the collector takes a tenth of the time of an import.
    """
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
