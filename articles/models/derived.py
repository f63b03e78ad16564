"""What is derived from a published version: pages, lists and where things are used."""

from __future__ import annotations

from django.db import models

from articles.models.article import Article, Topic
from articles.models.parts import PART_CHOICES, TIER_CHOICES
from articles.models.version import Version


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
        default=False,
        db_default=False,
        help_text="A tier reads harder than its readers should be asked to",
    )
    row = models.JSONField(help_text="The rest of what a list shows")
    api = models.TextField(
        default="", db_default="", help_text="As the API's list gives it, whatever the day"
    )

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


class TermTopic(models.Model):
    """A topic of which some published article uses a term; derived, for counting."""

    term = models.ForeignKey("glossary.Term", models.CASCADE, related_name="in_topics")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "topic"], name="term_topic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.term} in {self.topic}"


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
