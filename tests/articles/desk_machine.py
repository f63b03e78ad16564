"""A desk at which everything happens in any order: what may be done, and what must then hold.

Every text that is written carries a word nobody else writes. The machine keeps its own books of
which of these words readers may see, and reads the site as a visitor would.
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from articles import editing, proposals, workflow
from articles.editing import Conflict, SectionText
from articles.importing.run import Options, import_paths
from articles.models import Article, BibliographyEntry, Listing, Rendering, Source, Version
from articles.refresh import refresh
from articles.restoring import restore
from glossary import deciding
from glossary.linking import forget_linker
from glossary.merging import merge as merge_terms
from glossary.models import Definition, Term
from kb.document.codec import digest, from_json
from kb.document.tree import TIERS
from kb.search.models import Passage
from references.merging import merge as merge_references
from references.models import Reference

MARK = re.compile(r"zq[a-z]{6}qz")
NAMES = ("alpha", "beta")
DOCUMENT = """---
title: About {name} {words}
slug: {name}
references:
  - {{id: work-{name}, type: book, title: Work of {name}, issued: {{date-parts: [[2020]]}}}}
---

# Fundamentals

An opening on rest and on repose. {words}

## Why it matters

People need rest, and sometimes repose [@work-{name}]. {words}

# Academic

Rest is measured, and repose is too. {words}

# Glossary

## rest

Fundamentals: The state of not working.

## repose

Fundamentals: Another word for it.
"""

articles = st.sampled_from(NAMES)
places = st.integers(0, 5)


def marks(*texts: object) -> set[str]:
    """The words of the machine that stand in texts, written together or not."""
    return set(MARK.findall(" ".join(map(str, texts)).lower()))


def text_of(version: Version) -> set[str]:
    """The words of a version but for its summary, which neither its page nor search has."""
    return marks({**version.document, "summary": ""})


class Desk(RuleBasedStateMachine):
    """Two articles, three people, and a visitor."""

    people: dict[str, object] = {}

    @initialize()
    def open_the_desk(self):
        cache.clear()
        forget_linker()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.folder = TemporaryDirectory()
        self.numbers = count()
        self.client = Client()
        self.shown: dict[str, set[str] | None] = dict.fromkeys(NAMES)
        self.versions: dict[tuple[str, int], tuple[str, set[str]]] = {}
        self.held: set[str] = set()
        for name in NAMES:
            self.import_again(name)

    def teardown(self):
        if not hasattr(self, "block"):
            return
        try:
            self.read_the_site()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)
            self.folder.cleanup()

    # --- helpers ------------------------------------------------------------------------------

    def word(self) -> str:
        number, letters = next(self.numbers), ""
        for _ in range(6):
            number, place = divmod(number, 26)
            letters = chr(97 + place) + letters
        return f"zq{letters}qz"

    def article(self, name: str) -> Article:
        return Article.objects.get(slug=name)

    def read(self, address: str) -> str:
        return self.client.get(address).getvalue().decode()

    def working(self, name: str) -> set[str]:
        article = self.article(name)
        rows = article.sections.values_list("heading", "markdown")
        return marks(article.title, article.summary, *(text for row in rows for text in row))

    def note_version(self, name: str, wanted: set[str]) -> None:
        version = self.article(name).published
        self.shown[name] = wanted
        self.versions.setdefault((name, version.number), (version.digest, wanted))

    # --- what editors do ----------------------------------------------------------------------

    @rule(name=articles, place=places)
    def edit(self, name, place):
        sections = list(self.article(name).sections.order_by("pk"))
        if not sections:
            return
        section = sections[place % len(sections)]
        text = SectionText(section.heading, f"Words on rest, {self.word()}.")
        editing.save_section(section.pk, text, by=self.people["Editor"], base=section.digest)

    @rule(name=articles)
    def edit_from_a_stale_page(self, name):
        section = self.article(name).sections.first()
        before = self.working(name)
        if section is None:
            return
        try:
            text = SectionText("", self.word())
            editing.save_section(section.pk, text, by=self.people["Editor"], base="0" * 64)
        except Conflict as refused:
            assert refused.theirs.digest == section.digest
        else:
            raise AssertionError("A stale save went through.")
        assert self.working(name) == before

    @rule(name=articles, tier=st.sampled_from(TIERS))
    def add_a_section(self, name, tier):
        text = SectionText(f"On {self.word()}", f"More on repose, {self.word()}.")
        editing.add_section(self.article(name), tier, text, by=self.people["Editor"])

    @rule(name=articles, place=places)
    def delete_a_section(self, name, place):
        sections = list(self.article(name).sections.order_by("pk"))
        if sections:
            section = sections[place % len(sections)]
            by = self.people["Editor"]
            editing.delete_section(section.pk, by=by, base=section.digest)

    @rule(name=articles)
    def give_another_title(self, name):
        article = self.article(name)
        article.title, article.summary = f"Named {self.word()}", f"Short: {self.word()}."
        editing.save_details(article, ["title", "summary"], former_slug=name)
        editing.claim(article, by=self.people["Editor"])

    @rule(name=articles)
    def import_again(self, name):
        path = Path(self.folder.name) / f"{name}.md"
        before = self.working(name) if Article.objects.filter(slug=name).exists() else set()
        path.write_text(DOCUMENT.format(name=name, words=self.word()))
        report = import_paths([path], Options(by=self.people["Editor"], spread=False)).as_json()
        status = report["documents"][0]["status"]
        assert status in ("created", "updated", "pending"), report
        if status == "pending":
            assert self.working(name) == before

    @rule(name=articles, place=places, whole=st.booleans())
    def take_over_a_proposal(self, name, place, whole):
        source = Source.objects.filter(article__slug=name, state="pending").first()
        if source is None:
            return
        if whole:
            proposals.finish(source, by=self.people["Editor"])
            return
        rows = [row for row in proposals.compare(source) if row.is_open]
        if rows:
            row = rows[place % len(rows)]
            by = self.people["Editor"]
            proposals.accept(source, row.tier, row.anchor, by=by, base=row.base)

    @rule(name=articles, number=places)
    def restore(self, name, number):
        versions = list(self.article(name).versions.order_by("number"))
        if versions:
            version = versions[number % len(versions)]
            lock = self.article(name).lock_version
            restore(version, by=self.people["Editor"], seen_lock=lock)
            assert self.working(name) == self.versions[name, version.number][1]

    # --- the workflow -------------------------------------------------------------------------

    def step(self, name: str, action: str) -> bool:
        group = {"submit": "Editor", "sign_off": "Reviewer"}.get(action, "Publisher")
        lock = self.article(name).lock_version
        try:
            with transaction.atomic():
                workflow.perform(
                    self.article(name).pk,
                    action,
                    by=self.people[group],
                    seen_lock=lock,
                    comment="For the record.",
                )
        except workflow.Refused:
            return False
        return True

    @rule(name=articles)
    def submit(self, name):
        self.step(name, "submit")

    @rule(name=articles)
    def sign_off(self, name):
        self.step(name, "sign_off")

    @rule(name=articles, action=st.sampled_from(["publish", "publish_wording"]))
    def publish(self, name, action):
        wanted = self.working(name)
        if self.step(name, action):
            self.note_version(name, wanted)

    @rule(name=articles)
    def publish_all_the_way(self, name):
        wanted = self.working(name)
        for action in ("submit", "sign_off"):
            self.step(name, action)
        if self.step(name, "publish"):
            self.note_version(name, wanted)

    @rule(name=articles)
    def withdraw(self, name):
        if self.step(name, "withdraw"):
            self.shown[name] = None

    # --- the glossary and the library -----------------------------------------------------------

    @rule(term=st.sampled_from(["rest", "repose"]))
    def propose_a_definition(self, term):
        row, word = Term.objects.filter(slug=term).first(), self.word()
        if row is not None:
            Definition.objects.create(term=row, tier="academic", text=f"It is {word}.")
            self.held.add(word)

    @precondition(lambda self: self.held)
    @rule(place=places)
    def choose_a_definition(self, place):
        rows = list(Definition.objects.filter(tier="academic", status="candidate").order_by("pk"))
        if not rows:
            return
        row = rows[place % len(rows)]
        chosen = Definition.objects.filter(term=row.term, tier="academic", status="chosen").first()
        deciding.choose(row.pk, seen=row.text_sha256)
        refresh(terms=[row.term_id])
        self.held = (self.held - marks(row.text)) | (marks(chosen.text) if chosen else set())

    @rule()
    def merge_the_terms(self):
        gone = Term.objects.filter(slug="repose").first()
        kept = Term.objects.filter(slug="rest").first()
        if gone is None or kept is None:
            return
        was = {row.pk: row.status for row in gone.definitions.all()}
        merge_terms(gone, kept)
        refresh(terms=[kept.pk])
        for row in Definition.objects.filter(pk__in=was, status="candidate"):
            self.held |= marks(row.text) if was[row.pk] == "chosen" else set()

    @rule()
    def merge_the_references(self):
        gone = Reference.objects.filter(key="work-beta").first()
        kept = Reference.objects.filter(key="work-alpha").first()
        if gone is not None and kept is not None:
            merge_references(gone, kept)
            refresh(references=[kept.key])
            assert not BibliographyEntry.objects.filter(reference__key="work-beta").exists()

    # --- what must hold -------------------------------------------------------------------------

    @invariant()
    def published_is_the_last_published_version(self):
        for name, words in getattr(self, "shown", {}).items():
            rows = Rendering.objects.filter(slug=name)
            listed = Listing.objects.filter(slug=name)
            found = Passage.objects.filter(kind="article", key=name)
            if words is None:
                assert not (rows.exists() or listed.exists() or found.exists())
                continue
            last = max(number for known, number in self.versions if known == name)
            version = self.article(name).published
            assert version.number == last
            told = [text for row in rows.values_list("html", "page", "api") for text in row]
            assert marks(*told) == words
            assert marks(*found.values_list("body", "title", "heading")) == text_of(version)
            assert marks(*listed.values_list("title", "row")) <= words

    @invariant()
    def versions_are_what_they_were(self):
        if not hasattr(self, "versions"):
            return
        kept = {}
        for version in Version.objects.select_related("article"):
            document = from_json(version.document)
            assert digest(document) == version.digest
            kept[version.article.slug, version.number] = (version.digest, marks(version.document))
        assert kept == self.versions

    @rule()
    def read_the_site(self):
        """Open every public address as a visitor; meet no word that is not published."""
        current: set[str] = set().union(*(words or set() for words in self.shown.values()))
        for address in ADDRESSES:
            told = marks(self.read(address))
            assert not told & self.held, address
            assert told <= current | self._definitions(), address
        for name, words in self.shown.items():
            self._read_article(name, words)
        for version in Version.objects.select_related("article"):
            self._read_version(version)

    def _read_article(self, name: str, words: set[str] | None) -> None:
        answer = self.client.get(f"/api/v1/articles/{name}/")
        assert (answer.status_code == 200) is (words is not None)
        if words is not None:
            assert marks(answer.content.decode()) - self._definitions() == words
        for address in (f"/articles/{name}/", *(f"/articles/{name}/{tier}/" for tier in TIERS)):
            told = marks(self.read(address))
            assert told <= (words or set()) | self._definitions(), address
        for word in self.working(name) - (words or set()):
            found = self.client.get("/api/v1/search/", {"q": word}).json()["results"]
            assert word not in marks(found), word

    def _read_version(self, version: Version) -> None:
        answer = self.client.get(version.get_absolute_url())
        is_open = self.shown[version.article.slug] is not None
        assert (answer.status_code == 200) is is_open, version
        told = marks(answer.content.decode())
        assert told == (text_of(version) if is_open else set()), version

    def _definitions(self) -> set[str]:
        """Words of definitions that were chosen: those of a public term may be read."""
        texts = Definition.objects.filter(status="chosen").values_list("text", flat=True)
        return marks(*texts) - self.held


ADDRESSES = (
    "/",
    "/articles/",
    "/glossary/",
    "/glossary/rest/",
    "/glossary/repose/",
    "/references/",
    "/feeds/articles.atom",
    "/sitemap.xml",
    "/api/v1/articles/",
    "/api/v1/terms/?expand=definitions",
    "/api/v1/terms/rest/",
    "/api/v1/references/",
    "/api/v1/changes/",
    "/api/v1/export.ndjson",
    "/search/?q=rest",
    "/api/v1/search/?q=rest",
)
