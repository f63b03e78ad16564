"""Make the search index anew, or say and mend what is wrong with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from kb import state
from kb.management.content import ContentCommand
from kb.management.job import only_one
from kb.published import SEARCHED
from kb.search import consistency, index, outbox
from kb.search.engines.base import database_engine, engine
from kb.search.engines.http import EngineDown
from kb.search.engines.opensearch import configured_engine


class Command(ContentCommand):
    help = "Make the search index anew from what is published. It stays usable meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument(
            "--check", action="store_true", help="change nothing; exit with 1 if something is wrong"
        )
        only.add_argument("--repair", action="store_true", help="mend only what is wrong")

    def handle(self, *args: Any, check: bool, repair: bool, **options: Any) -> None:
        with only_one("rebuild_search"):
            self._work(check=check, repair=repair)

    def _work(self, *, check: bool, repair: bool) -> None:
        wrong = [] if not (check or repair) else engine().problems()
        for problem in wrong:
            self.stdout.write(problem)
        is_anew = not check and (bool(wrong) or not repair)
        if is_anew:
            database_engine().rebuild()
        if not check and not repair:
            consistency.forget_words()
        count = len(wrong)
        with outbox.held():
            for kind in SEARCHED:
                count += self._kind(kind, check=check, repair=repair)
        if not check:
            self._tell_server(is_anew=is_anew)
        self._finish(count, check=check, repair=repair)

    def _tell_server(self, *, is_anew: bool) -> None:
        """Bring a search server up to date with the database, where there is one."""
        server = configured_engine()
        if server is None:
            return
        last = outbox.last_number()
        try:
            if is_anew:
                server.rebuild()
                outbox.clear(last)
        except EngineDown as error:
            raise CommandError(
                f"The database's index is made, but the search server failed ({error}). "
                "Run rebuild_search --repair when it answers."
            ) from error
        if not outbox.send():
            raise CommandError("The search server does not answer; changes wait for it.")

    def _kind(self, kind: str, *, check: bool, repair: bool) -> int:
        """Deal with one kind; return how many of it were wrong, or were written."""
        keys: set[str] = set()
        count = 0
        for batch in SEARCHED[kind]():
            keys |= set(batch)
            chosen = consistency.differing(kind, batch) if check or repair else list(batch)
            count += len(chosen)
            self._report(kind, chosen if check or repair else [], "differs from what is published")
            if not check:
                index.replace_many(kind, {key: batch[key] for key in chosen})
        strays = consistency.strays(kind, keys)
        self._report(kind, strays, "is not published")
        if not check:
            index.remove_many(kind, strays)
        return count + len(strays)

    def _report(self, kind: str, keys: list[str], what: str) -> None:
        for key in keys:
            self.stdout.write(f"{kind} {key}: {what}")

    def _finish(self, count: int, *, check: bool, repair: bool) -> None:
        if check and count:
            raise CommandError(f"{count} things are wrong. Run rebuild_search --repair.")
        if not check and count:
            state.advance()
        if check:
            self.stdout.write("The index agrees with what is published.")
        else:
            self.stdout.write(f"{count} {'mended' if repair else 'indexed'}.")
