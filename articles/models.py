"""Articles: the working copy editors change, and the versions readers see."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.desk import Notice as Notice  # Django looks for an app's models here
from articles.desk import PreviewLink as PreviewLink
from articles.desk import ReviewComment as ReviewComment
from articles.desk import ReviewReminder as ReviewReminder
from articles.desk import Upload as Upload
from kb.document.tree import TIERS

TIER_CHOICES = [(tier, tier.capitalize()) for tier in TIERS]
REFLECTION = "reflection"
PART_CHOICES = [*TIER_CHOICES, (REFLECTION, "Reflection")]


def _person(**options: Any) -> models.ForeignKey:
    """A person who did something: never deleted while content names them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", **options
    )


class Topic(models.Model):
    """A subject that articles are grouped under."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    review_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Months between clinical reviews; empty for the default"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """Articles that readers can open."""
        return self.filter(published__isnull=False)

    def overdue(self, today) -> ArticleQuerySet:
        """Articles whose clinical review was due before ``today``."""
        return self.filter(review_due__lt=today)


class Article(models.Model):
    """A subject kept at three tiers. Its rows are the working copy; readers see a version."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        APPROVED = "approved", "Approved"

    class TitleSource(models.TextChoices):
        MANIFEST = "manifest", "Manifest"
        FRONT_MATTER = "front-matter", "Front matter"
        DERIVED = "derived", "Derived from the text"
        EDITOR = "editor", "Editor"

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    title_source = models.CharField(
        max_length=12, choices=TitleSource.choices, default=TitleSource.EDITOR
    )
    summary = models.TextField(blank=True)
    note = models.TextField(
        blank=True, help_text="How the text was made and what a reviewer must check; shown"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="articles")
    owner = _person()
    owner_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published = models.ForeignKey(
        "Version", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(blank=True)

    reviewed_at = models.DateField(null=True, blank=True, help_text="Date of clinical sign-off")
    reviewed_by = _person()
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    review_due = models.DateField(null=True, blank=True)

    defines = models.ManyToManyField(
        "glossary.Term",
        blank=True,
        related_name="defined_by",
        help_text="Terms that the article's sources define; public once it is published",
    )
    stop_terms = models.ManyToManyField(
        "glossary.Term",
        blank=True,
        related_name="+",
        help_text="Terms not to link in this article",
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_by = _person(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        permissions = [
            ("submit_article", "Can submit articles for review"),
            ("sign_off_article", "Can sign articles off clinically"),
            ("publish_article", "Can publish and withdraw articles"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="article_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="article_has_a_slug"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "approved"]),
                name="article_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(published__isnull=True) | Q(published_at__isnull=False),
                name="article_published_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["title", "id"], name="article_title"),
            models.Index(
                fields=["title", "id"],
                condition=Q(published__isnull=False),
                name="article_published_title",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(published__isnull=False),
                name="article_recent",
            ),
            models.Index(fields=["state", "edited_at"], name="article_state_edited"),
            models.Index(fields=["review_due"], name="article_review_due"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/articles/{self.slug}/"


class FormerSlug(models.Model):
    """A slug an article had; its address redirects."""

    slug = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class Section(models.Model):
    """A headed part of the working copy, as Markdown and as the tree read from it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sections")
    tier = models.CharField(max_length=12, choices=PART_CHOICES)
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True, help_text="Empty for an opening")
    level = models.PositiveSmallIntegerField(default=3)
    anchor = models.SlugField(max_length=120)
    markdown = models.TextField(blank=True)
    blocks = models.JSONField(default=list, editable=False)
    digest = models.CharField(max_length=64, editable=False, help_text="Of heading and blocks")
    imported_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The digest when last imported"
    )
    source = models.ForeignKey(
        "Source", models.PROTECT, null=True, blank=True, editable=False, related_name="sections"
    )
    first_line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    last_line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_by = _person(editable=False)

    class Meta:
        ordering = ["article", "tier", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "tier", "anchor"], name="section_anchor_once_per_tier"
            ),
            models.CheckConstraint(
                condition=Q(tier__in=[*TIERS, REFLECTION]), name="section_tier_is_known"
            ),
            models.CheckConstraint(condition=~Q(anchor=""), name="section_has_an_anchor"),
        ]
        indexes = [models.Index(fields=["article", "tier", "position"], name="section_order")]

    def __str__(self) -> str:
        return self.heading or self.anchor

    @property
    def is_edited(self) -> bool:
        """Whether an editor changed it since it was imported."""
        return bool(self.imported_digest) and self.imported_digest != self.digest


class Counterpart(models.Model):
    """Where a section's subject is told at another tier; no target says: nowhere."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="counterparts")
    tier = models.CharField(max_length=12, choices=TIER_CHOICES)
    target = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="counterpart_of"
    )
    chosen_by = _person(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "tier"], name="counterpart_once_per_tier"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(section=F("target")),
                name="counterpart_is_another_section",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} → {self.target or 'none'}"


class BibliographyEntry(models.Model):
    """An entry of the working copy's reference list."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bibliography")
    position = models.PositiveIntegerField()
    reference = models.ForeignKey(
        "references.Reference", models.PROTECT, related_name="bibliography_entries"
    )
    raw = models.TextField(blank=True, help_text="As the source gives it")

    class Meta:
        ordering = ["article", "position", "id"]
        verbose_name_plural = "bibliography entries"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reference"], name="bibliography_lists_a_work_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)


class Version(models.Model):
    """A published state of an article, whole and for ever. Written once; a trigger holds that."""

    class Significance(models.TextChoices):
        WORDING = "wording", "Wording"
        CONTENT = "content", "Content"
        SAFETY = "safety", "Safety"

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField(help_text="The whole document tree")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical document")
    note = models.TextField(blank=True, help_text="What changed, for readers")
    significance = models.CharField(
        max_length=8, choices=Significance.choices, default=Significance.CONTENT
    )
    created_at = models.DateTimeField()
    created_by = _person()
    created_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(significance__in=["wording", "content", "safety"]),
                name="version_significance_is_known",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="version_recent")]

    def __str__(self) -> str:
        return f"{self.article} v{self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("A version is written once. Publish a new one instead.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/articles/{self.article.slug}/versions/{self.number}/"

    def delete(self, *args, **kwargs):
        raise TypeError("A version is kept for ever. Withdraw the article instead.")


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def to_settle(self) -> FeedbackQuerySet:
        """Answers that ask for something and that nobody has dealt with."""
        return self.filter(settled_at=None, is_helpful=False)


class Feedback(models.Model):
    """A reader's answer to "Was this helpful?", kept without anything about the reader."""

    class Reason(models.TextChoices):
        HARD = "hard", "Too hard to understand"
        SIMPLE = "simple", "Too simple"
        MISSING = "missing", "Something is missing"
        WRONG = "wrong", "Something is wrong"
        OUTDATED = "outdated", "Out of date"
        OTHER = "other", "Something else"

    HARMFUL = (Reason.WRONG, Reason.OUTDATED)
    """Reasons that may mean harm to a reader who believes the text."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="feedback")
    tier = models.CharField(max_length=12, choices=TIER_CHOICES)
    is_helpful = models.BooleanField("helpful")
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    received_on = models.DateField()
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = _person(editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name_plural = "feedback"
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="feedback_recent"),
            models.Index(fields=["settled_at", "is_helpful", "reason"], name="feedback_open"),
        ]

    def __str__(self) -> str:
        return f"{'Helpful' if self.is_helpful else 'Not helpful'}: {self.version}"


class Rendering(models.Model):
    """What a page and the API need for one tier of the published version; derived, rebuilt."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="renderings")
    version = models.ForeignKey(Version, models.CASCADE, related_name="renderings")
    slug = models.SlugField(max_length=120)
    tier = models.CharField(max_length=12, choices=TIER_CHOICES)
    html = models.TextField(help_text="The tier's sections")
    page = models.JSONField(help_text="Everything else the page shows")
    api = models.JSONField(help_text="The tier as the API gives it")
    etag = models.CharField(max_length=64)
    built_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "tier"], name="rendering_once_per_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}/{self.tier}"


class Listing(models.Model):
    """What lists show and filter of a published article: one row each, derived at publishing.

    An article's own columns are the working copy, which may be ahead of what readers see: a title
    changed in a draft, a review of a text that is not out yet.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="listing"
    )
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    sort_title = models.CharField(max_length=300)
    topics = models.ManyToManyField(Topic, blank=True, related_name="listings")
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    reviewed_at = models.DateField(null=True)
    review_due = models.DateField(null=True)
    is_too_hard = models.BooleanField(
        default=False, help_text="A tier reads harder than its readers should be asked to"
    )
    row = models.JSONField(help_text="The rest of what a list shows")

    class Meta:
        ordering = ["sort_title", "article"]
        indexes = [
            models.Index(fields=["sort_title", "article"], name="listing_title"),
            models.Index(fields=["published_at", "article"], name="listing_recent"),
            models.Index(fields=["first_published_at", "article"], name="listing_first"),
            models.Index(fields=["reviewed_at", "review_due"], name="listing_review"),
            models.Index(fields=["is_too_hard", "article"], name="listing_too_hard"),
        ]

    def __str__(self) -> str:
        return self.title


class TermUse(models.Model):
    """A section of a published version that links a term; derived at publishing."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="term_uses")
    term = models.ForeignKey("glossary.Term", models.CASCADE, related_name="uses")
    tier = models.CharField(max_length=12, choices=PART_CHOICES)
    anchor = models.SlugField(max_length=120)
    heading = models.CharField(max_length=300, blank=True)
    sentence = models.TextField(blank=True, help_text="The sentence the term is linked in")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "term", "tier", "anchor"], name="term_use_once_per_section"
            ),
        ]
        indexes = [models.Index(fields=["term", "article"], name="term_use_term")]

    def __str__(self) -> str:
        return f"{self.term} in {self.article}"


class Citation(models.Model):
    """A section of a published version that cites a reference; derived at publishing.

    A work that is listed but cited nowhere has one row with an empty tier.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="citations")
    reference = models.ForeignKey("references.Reference", models.PROTECT, related_name="citations")
    number = models.PositiveIntegerField(help_text="In the article's list")
    tier = models.CharField(max_length=12, choices=PART_CHOICES, blank=True)
    anchor = models.CharField(max_length=120, blank=True)
    heading = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reference", "tier", "anchor"],
                name="citation_once_per_section",
            ),
        ]
        indexes = [models.Index(fields=["reference", "article"], name="citation_reference")]

    def __str__(self) -> str:
        return f"{self.reference} in {self.article}"


class Transition(models.Model):
    """One step of an article's workflow: who, when, from what to what, and why."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="transitions")
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    by = _person()
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["article", "-at"], name="transition_article")]

    def __str__(self) -> str:
        return f"{self.article}: {self.action}"


class ImportRun(models.Model):
    """One run of the importer."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = _person()
    by_name = models.CharField(max_length=200, blank=True)
    paths = models.JSONField(default=list)
    totals = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["-started_at"], name="import_run_recent")]

    def __str__(self) -> str:
        return f"Import of {self.started_at:%Y-%m-%d %H:%M}"


class Source(models.Model):
    """A document as it was imported, byte for byte."""

    class State(models.TextChoices):
        CURRENT = "current", "Current"
        PENDING = "pending", "Waiting for an editor"
        SUPERSEDED = "superseded", "Superseded"
        DECLINED = "declined", "Declined"

    article = models.ForeignKey(Article, models.PROTECT, related_name="sources")
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="sources")
    name = models.CharField(max_length=300, help_text="File name")
    folder = models.CharField(max_length=500, blank=True, help_text="Where the file lay")
    sha256 = models.CharField(max_length=64)
    facts_sha256 = models.CharField(
        max_length=64, help_text="Of what the manifest and folder say of it"
    )
    content = models.BinaryField(help_text="The original, verbatim")
    encoding = models.CharField(max_length=40, default="utf-8")
    layout = models.CharField(max_length=20)
    importer_version = models.CharField(max_length=20)
    document = models.JSONField(help_text="The document as parsed")
    document_digest = models.CharField(max_length=64)
    report = models.JSONField(
        default=dict, help_text="What the document holds, and its word account"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CURRENT)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="current"), name="source_one_current"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["current", "pending", "superseded", "declined"]),
                name="source_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="source_sha256"),
            models.Index(fields=["name"], name="source_name"),
            models.Index(fields=["state", "-imported_at"], name="source_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """The original as text."""
        return bytes(self.content).decode(self.encoding, errors="replace")


class ImportFinding(models.Model):
    """Something an import noticed, open until an editor settles it."""

    class Severity(models.TextChoices):
        INFO = "info", "Info"
        WARNING = "warning", "Warning"
        ERROR = "error", "Error"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="findings")
    source = models.ForeignKey(
        Source, models.CASCADE, null=True, blank=True, related_name="findings"
    )
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="findings"
    )
    path = models.CharField(max_length=500, blank=True, help_text="File, for refused documents")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    line = models.PositiveIntegerField(default=0)
    excerpt = models.TextField(blank=True)
    message = models.TextField(blank=True)
    is_open = models.BooleanField("open", default=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = _person()
    settled_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-is_open", "severity", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["info", "warning", "error"]),
                name="finding_severity_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["is_open", "severity", "code"], name="finding_queue"),
            models.Index(fields=["article", "is_open"], name="finding_article"),
        ]

    def __str__(self) -> str:
        return f"{self.code}, line {self.line}"
