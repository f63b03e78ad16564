"""The glossary: terms, their other names, their definitions and their codes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

TIER_CHOICES = [
    ("fundamentals", "Fundamentals"),
    ("intermediate", "Intermediate"),
    ("academic", "Academic"),
]


class TermQuerySet(models.QuerySet["Term"]):
    def public(self) -> TermQuerySet:
        """Terms that readers may see."""
        # Not `is_public=True`: SQLite finds a comparison by its index, and a bare column not.
        return self.filter(is_public__in=[True])


class Term(models.Model):
    """A word or phrase of the field that articles link to."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=200, editable=False)
    initial = models.CharField(max_length=1, editable=False, help_text="A to Z, or #")
    kind = models.CharField(max_length=40, blank=True, help_text="hormone, drug, test, cell …")
    case_sensitive = models.BooleanField(
        default=False, help_text="Link only where the capitals agree (short abbreviations)"
    )
    related = models.ManyToManyField("self", blank=True)
    is_public = models.BooleanField("public", default=False)
    is_linked = models.BooleanField(
        "link in articles", default=True, help_text="Off for words too common to link"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="term_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["is_public", "sort_name", "id"], name="term_public_sort"),
            models.Index(fields=["is_public", "initial", "sort_name"], name="term_public_initial"),
            models.Index(fields=["kind", "sort_name"], name="term_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.set_sort_name()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/glossary/{self.slug}/"

    def set_sort_name(self) -> None:
        """Fill the columns the A–Z list is ordered and grouped by; bulk writers call it too."""
        self.sort_name = sorted_as(self.name)
        first = self.sort_name[:1].upper()
        self.initial = first if "A" <= first <= "Z" else "#"


def sorted_as(name: str) -> str:
    """Return what a term of this name is sorted and matched by."""
    from kb.document.text import slugify

    return (slugify(name).replace("-", " ") or name.casefold())[:200]


class FormerSlug(models.Model):
    """A slug that a merged or renamed term had; its address redirects."""

    slug = models.SlugField(max_length=120, unique=True)
    term = models.ForeignKey(Term, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class Alias(models.Model):
    """Another name of a term."""

    class Kind(models.TextChoices):
        SYNONYM = "synonym", "Synonym"
        ABBREVIATION = "abbreviation", "Abbreviation"
        LAY = "lay", "Lay word"
        SPELLING = "spelling", "Spelling variant"
        PLURAL = "plural", "Plural"

    term = models.ForeignKey(Term, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, editable=False, help_text="Case-folded text")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SYNONYM)

    class Meta:
        verbose_name_plural = "aliases"
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(fields=["term", "text"], name="alias_once_per_term"),
            models.CheckConstraint(
                condition=Q(kind__in=["synonym", "abbreviation", "lay", "spelling", "plural"]),
                name="alias_kind_is_known",
            ),
        ]
        indexes = [models.Index(fields=["folded"], name="alias_folded")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args, **kwargs):
        self.folded = self.text.casefold()
        super().save(*args, **kwargs)


class Definition(models.Model):
    """What a term means, as one source says it, for one tier's reader or for all.

    Two sources that differ are two candidates; an editor chooses. Of a term's candidates for one
    tier at most one is chosen.
    """

    class Status(models.TextChoices):
        CANDIDATE = "candidate", "Candidate"
        CHOSEN = "chosen", "Chosen"
        REJECTED = "rejected", "Rejected"

    term = models.ForeignKey(Term, models.CASCADE, related_name="definitions")
    tier = models.CharField(max_length=12, blank=True, choices=TIER_CHOICES)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CANDIDATE)
    source = models.CharField(max_length=300, blank=True, help_text="Where the wording came from")
    references = models.ManyToManyField("references.Reference", blank=True)
    reviewed_at = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["tier", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "tier", "text_sha256"], name="definition_wording_once"
            ),
            models.UniqueConstraint(
                fields=["term", "tier"],
                condition=Q(status="chosen"),
                name="definition_one_chosen_per_tier",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["candidate", "chosen", "rejected"]),
                name="definition_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(tier__in=["", "fundamentals", "intermediate", "academic"]),
                name="definition_tier_is_known",
            ),
        ]
        indexes = [models.Index(fields=["status", "term"], name="definition_status")]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args, **kwargs):
        from glossary.wording import wording_sha256

        self.text_sha256 = wording_sha256(self.text)
        super().save(*args, **kwargs)


class Code(models.Model):
    """A code of a clinical terminology for a term."""

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    term = models.ForeignKey(Term, models.CASCADE, related_name="codes")
    system = models.CharField(max_length=40, help_text="MeSH, SNOMED CT, LOINC, RxNorm, ICD-10-CM")
    code = models.CharField(max_length=40)
    display = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=400, blank=True)
    confidence = models.CharField(
        max_length=6,
        choices=Confidence.choices,
        default=Confidence.HIGH,
        help_text="Only codes of high confidence are shown as codes",
    )

    class Meta:
        ordering = ["system", "code"]
        constraints = [
            models.UniqueConstraint(fields=["term", "system", "code"], name="code_once_per_term"),
        ]
        indexes = [models.Index(fields=["system", "code"], name="code_system_code")]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"

    @property
    def is_shown(self) -> bool:
        """Whether readers and integrators are given it as a code."""
        return self.confidence == self.Confidence.HIGH
