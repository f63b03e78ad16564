"""Rows in bulk, as a large library has them: to see what lists cost, not what they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles import models
from glossary.models import Alias, Code, Definition, Term
from glossary.models import FormerSlug as TermSlug
from kb.document.codec import blocks_to_json, to_json
from kb.models import ApiKey, Change
from kb.search.models import Unfound
from references.models import FormerKey, MergeProposal, Quotation, Reference
from tests.factories import FILLING, make_document, paragraph

BATCH = 500
TERMS_USED = 8
WORKS_CITED = 4
TIERS = ("fundamentals", "intermediate", "academic")


def fill(start: int, stop: int, *, terms: int = 1, works: int = 1) -> None:
    """Add the articles of these numbers, with ``terms`` and ``works`` new ones for each."""
    person, _ = User.objects.get_or_create(username="filler")
    made = Maker(start, stop, person)
    made.glossary(terms)
    made.library(works)
    made.articles()


class Maker:
    """Makes rows for the articles numbered from ``start`` to before ``stop``."""

    def __init__(self, start: int, stop: int, person: User) -> None:
        self.numbers = range(start, stop)
        self.person = person
        self.now = timezone.now()
        self.terms: list[Term] = []
        self.records: list[Reference] = []

    def glossary(self, each: int) -> None:
        first, last = self.numbers.start * each, self.numbers.stop * each
        terms = [
            Term(slug=f"term-{n}", name=f"term {n}", sort_name=f"term {n:08}", initial="T")
            for n in range(first, last)
        ]
        self.terms = insert(terms)
        insert(
            Alias(term=term, text=f"other {term.name}", folded=f"other {term.name}")
            for term in self.terms
        )
        insert(
            Definition(term=term, tier=tier, text=FILLING, text_sha256=f"{n}", status=status)
            for term in self.terms
            for n, (tier, status) in enumerate([("", "chosen"), ("academic", "candidate")])
        )
        insert(Code(term=term, system="Example", code=f"X{term.pk}") for term in self.terms)

    def library(self, each: int) -> None:
        first, last = self.numbers.start * each, self.numbers.stop * each
        self.records = insert(
            Reference(
                key=f"work-{n}", title=f"Work number {n}", authors="Example", year=2000 + n % 20,
                csl={"type": "book", "title": f"Work number {n}"}, is_public=True,
            )
            for n in range(first, last)
        )  # fmt: skip
        pairs = zip(self.records[::2], self.records[1::2], strict=False)
        insert(MergeProposal(first=a, second=b, reason="alike", score=0.9) for a, b in pairs)
        insert(
            Quotation(raw=f"Example. {one.title}.", raw_sha256=one.key, reference=one)
            for one in self.records
        )

    # --- articles -----------------------------------------------------------------------------

    def articles(self) -> None:
        rows = insert(
            models.Article(
                slug=f"article-{n}", title=f"Article number {n}", state=STATES[n % 3],
                owner=self.person, published_at=self.now, first_published_at=self.now,
                edited_at=self.now, edited_by=self.person,
                reviewed_at=self.now.date() if n % 2 else None,
                review_due=self.now.date() + timedelta(days=n % 200 - 100) if n % 2 else None,
            )
            for n in self.numbers
        )  # fmt: skip
        run = models.ImportRun.objects.create(started_at=self.now, totals={"created": len(rows)})
        for name in ("_texts", "_sources", "_versions", "_uses", "_desk", "_seldom"):
            getattr(self, name)(rows, run)

    def _texts(self, rows: list[Any], run: Any) -> None:
        blocks = blocks_to_json((paragraph(FILLING),))
        insert(
            models.Section(
                article=row, tier=tier, position=n, heading=f"Part {n}", anchor=f"part-{n}",
                markdown=FILLING, blocks=blocks, digest=f"{n}", edited_by=self.person,
            )
            for row in rows for tier in TIERS for n in range(2)
        )  # fmt: skip
        insert(models.FormerSlug(slug=f"old-{row.slug}", article=row) for row in rows)

    def _sources(self, rows: list[Any], run: Any) -> None:
        document = to_json(make_document())
        sources = insert(
            models.Source(
                article=row, run=run, name=f"{row.slug}.txt", sha256=row.slug, facts_sha256="",
                content=FILLING.encode() * 20, layout="capture-a", importer_version="1",
                document=document, document_digest="", imported_at=self.now,
                state="pending" if row.pk % 10 == 0 else "current",
            )
            for row in rows
        )  # fmt: skip
        insert(
            models.ImportFinding(
                run=run, source=one, article=one.article, code="table-guessed",
                severity=severity, line=3, message="Look here.",
            )
            for one in sources for severity in ("warning", "info")
        )  # fmt: skip

    def _versions(self, rows: list[Any], run: Any) -> None:
        document = to_json(make_document())
        versions = insert(
            models.Version(
                article=row, number=1, document=document, digest=row.slug, created_at=self.now
            )
            for row in rows
        )
        for version in versions:
            version.article.published = version
        models.Article.objects.bulk_update(rows, ["published"], batch_size=BATCH)
        insert(
            models.Rendering(
                article=one.article, version=one, slug=one.article.slug, tier=tier,
                html=FILLING * 10, page={}, api={}, etag="", built_at=self.now,
            )
            for one in versions for tier in TIERS
        )  # fmt: skip
        insert(
            models.Feedback(
                version=one, tier=TIERS[0], is_helpful=False, reason="wrong", received_on=self.now
            )
            for one in versions
        )

    def _uses(self, rows: list[Any], run: Any) -> None:
        insert(
            models.TermUse(article=row, term=term, tier=TIERS[0], anchor=f"part-{n}")
            for row in rows
            for n, term in enumerate(self._some(self.terms, row.pk, TERMS_USED))
        )
        cited = [(row, self._some(self.records, row.pk, WORKS_CITED)) for row in rows]
        insert(
            models.Citation(article=row, reference=one, number=n, tier=TIERS[0])
            for row, records in cited
            for n, one in enumerate(records, 1)
        )
        insert(
            models.BibliographyEntry(article=row, reference=one, position=n)
            for row, records in cited
            for n, one in enumerate(records)
        )

    def _some(self, rows: list[Any], start: int, count: int) -> list[Any]:
        count = min(count, len(rows))
        return [rows[(start * 7 + place) % len(rows)] for place in range(count)]

    def _desk(self, rows: list[Any], run: Any) -> None:
        kind = ContentType.objects.get_for_model(models.Article)
        insert(models.Transition(article=row, action="submit", by=self.person) for row in rows)
        links = insert(
            models.PreviewLink(article=row, lock_version=0, expires_at=self.now) for row in rows
        )
        insert(
            models.ReviewComment(
                article=one.article, link=one, lock_version=0, tier=TIERS[0], name="A", text="B"
            )
            for one in links
        )
        insert(models.Notice(person=self.person, article=row, text="Look.") for row in rows)
        insert(
            LogEntry(user=self.person, content_type=kind, object_id=row.pk, action_flag=2)
            for row in rows
        )
        numbers = [row.pk for row in rows]
        insert(Change(number=n, kind="published", key=f"{n}", at=self.now) for n in numbers)

    def _seldom(self, rows: list[Any], run: Any) -> None:
        """Rows of kinds that a library has fewer of, or only after years."""
        today, numbers = self.now.date(), [row.pk for row in rows]
        topics = insert(models.Topic(slug=f"topic-{n}", name=f"Topic {n}") for n in numbers[::20])
        rows[0].topics.through.objects.bulk_create(
            rows[0].topics.through(article=row, topic=topics[n % len(topics)])
            for n, row in enumerate(rows)
        )
        sections = models.Section.objects.filter(article__in=numbers[:BATCH], tier=TIERS[0])
        insert(
            models.Counterpart(section=one, tier=TIERS[1], chosen_by=self.person)
            for one in sections
        )
        insert(models.ReviewReminder(article=row, due=today, stage="soon") for row in rows)
        report = {"documents": [], "totals": {}, "notes": []}
        insert(
            models.Upload(
                by=self.person, by_name="filler", names=[f"{n}.txt"], content=FILLING.encode(),
                state="planned", trial=report,
            )
            for n in numbers[::2]
        )  # fmt: skip
        insert(models.ImportRun(started_at=self.now, by=self.person) for _ in numbers[::2])
        insert(TermSlug(slug=f"old-{term.slug}", term=term) for term in self.terms)
        insert(FormerKey(key=f"old-{one.key}", reference=one) for one in self.records)
        insert(
            Unfound(digest=f"{n}", text=f"lost {n}", count=n % 9, first_day=today, last_day=today)
            for n in numbers
        )
        insert(ApiKey(name=f"key {n}", sha256=f"{n}") for n in numbers[::20])
        people = insert(
            User(username=f"person-{n}", is_staff=True, password="!") for n in numbers[::20]
        )
        group = Group.objects.order_by("pk").first()
        group.user_set.add(*people) if group else None
        facts = {"ip_address": "192.0.2.1", "user_agent": "A", "path_info": "/admin/login/"}
        insert(
            AccessAttempt(username=f"{n}", failures_since_start=1, **facts) for n in numbers[::20]
        )
        insert(AccessLog(username=f"{n}", **facts) for n in numbers[::20])
        insert(AccessFailureLog(username=f"{n}", **facts) for n in numbers[::20])
        insert(TOTPDevice(user=one, name="telephone") for one in people)
        insert(StaticDevice(user=one, name="codes") for one in people)


STATES = ("draft", "in_review", "approved")


def insert(rows: Any) -> list[Any]:
    """Write rows of one model some at a time; return them."""
    made: list[Model] = []
    for batch in _batches(rows):
        made += type(batch[0])._base_manager.bulk_create(batch)
    return made


def _batches(rows: Any) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
