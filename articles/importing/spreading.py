"""Reading and parsing files on all cores, so that one that kills its process stops no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from os import cpu_count

from articles.importing.folder import Item
from articles.importing.reading import Reading, Refusal, read
from kb.garbage import collect_seldom

ALONE = 24
"""Up to this many files of a run are read in this process; more are spread over all cores."""
KILLED = "The process that read the file was stopped from outside or ran out of memory."


class Readers:
    """Reads files in order; use as a context, so that its processes end with it."""

    def __init__(self, layout: str, expected: int, *, spread: bool = True) -> None:
        self.work = partial(read, layout=layout)
        self.cores = cpu_count() or 1
        self.is_spread = spread and expected > ALONE and self.cores > 1
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def read(self, items: Sequence[Item]) -> Iterator[Reading | Refusal]:
        """Yield what each file holds, or why it cannot be read."""
        if not items or not self.is_spread or not self._can_start():
            yield from map(self.work, items)
            return
        done = 0
        try:
            for reading in self._open(self.cores).map(self.work, items, chunksize=4):
                yield reading
                done += 1
        except BrokenProcessPool:
            self._close()
            yield from self._carefully(items[done:])

    def _can_start(self) -> bool:
        """Say whether processes can be started here at all; if not, none is tried again."""
        try:
            self._open(self.cores).submit(int).result()
        except BrokenProcessPool:
            self._close()
            self.is_spread = False
        return self.is_spread

    def _carefully(self, items: Sequence[Item]) -> Iterator[Reading | Refusal]:
        """Read one file at a time, to learn which of them it is that kills its process."""
        for item in items:
            try:
                yield self._open(1).submit(self.work, item).result()
            except BrokenProcessPool:
                self._close()
                yield Refusal(item.path, KILLED)
        self._close()

    def _open(self, processes: int) -> ProcessPoolExecutor:
        if self.pool is None:
            spawned = get_context("spawn")
            self.pool = ProcessPoolExecutor(processes, spawned, initializer=collect_seldom)
        return self.pool

    def _close(self) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
        self.pool = None
