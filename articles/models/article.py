"""Articles: what they are, where they stand, and who answers for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from articles.models.people import person


class Topic(models.Model):
    """A subject that articles are grouped under."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    review_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Months between clinical reviews; empty for the default"
    )
    listed = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Its published articles, derived"
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
    owner = person()
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
    reviewed_by = person()
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
    edited_by = person(editable=False)
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
