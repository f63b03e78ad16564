"""The reference library: one record for each cited work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Verification(models.TextChoices):
    """Whether the record was compared with the work itself or a registry."""

    UNVERIFIED = "unverified", "Unverified"
    VERIFIED = "verified", "Verified"
    CORRECTED = "corrected", "Corrected"
    NOT_FOUND = "not-found", "Not found"
    RETRACTED = "retracted", "Retracted"


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def public(self) -> ReferenceQuerySet:
        """Records that a published article lists."""
        # Not `is_public=True`: SQLite finds a comparison by its index, and a bare column not.
        return self.filter(is_public__in=[True])


class Reference(models.Model):
    """A work that articles cite. ``csl`` is the whole record; columns repeat what is searched."""

    key = models.SlugField(max_length=80, unique=True, help_text="Citation key, such as riggs-2002")
    type = models.CharField(max_length=40, default="article-journal", help_text="CSL type")
    title = models.TextField(blank=True)
    authors = models.TextField(blank=True, help_text="Family names, for lists and search")
    container = models.CharField(max_length=400, blank=True, help_text="Journal, book or site")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    doi = models.CharField("DOI", max_length=255, null=True, blank=True, unique=True)
    pmid = models.CharField("PMID", max_length=12, null=True, blank=True, unique=True)
    csl = models.JSONField("CSL-JSON", default=dict)
    identity = models.CharField(
        max_length=255, blank=True, help_text="Normalised title, year and first author"
    )
    author_year = models.CharField(
        max_length=80, blank=True, editable=False, help_text="To find works of like makers"
    )
    title_key = models.CharField(
        max_length=80, blank=True, editable=False, help_text="To find works of like titles"
    )

    verification = models.CharField(
        max_length=12, choices=Verification.choices, default=Verification.UNVERIFIED
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_by_name = models.CharField(max_length=200, blank=True)
    verified_at = models.DateField(null=True, blank=True)
    verified_against = models.CharField(
        max_length=400, blank=True, help_text="What the record was compared with"
    )
    verification_note = models.TextField(blank=True, help_text="What was wrong, if anything")

    is_public = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verification__in=Verification.values),
                name="reference_verification_is_known",
            ),
            models.CheckConstraint(
                condition=Q(doi__isnull=True) | ~Q(doi=""), name="reference_doi_is_null_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(pmid__isnull=True) | ~Q(pmid=""),
                name="reference_pmid_is_null_not_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["identity"], name="reference_identity"),
            models.Index(fields=["author_year"], name="reference_author_year"),
            models.Index(fields=["title_key"], name="reference_title_key"),
            models.Index(fields=["is_public", "key"], name="reference_public_key"),
            models.Index(
                fields=["is_public", "author_year", "key"], name="reference_public_makers"
            ),
            models.Index(fields=["is_public", "year", "key"], name="reference_public_year"),
            models.Index(fields=["verification", "key"], name="reference_verification"),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return f"/references/{self.key}/"

    @property
    def item(self) -> dict[str, Any]:
        """The CSL-JSON item, with the key as its id."""
        return {"id": self.key, **self.csl}


class FormerKey(models.Model):
    """A key that a merged or renamed record had; its address redirects."""

    key = models.SlugField(max_length=80, unique=True)
    reference = models.ForeignKey(Reference, models.CASCADE, related_name="former_keys")

    def __str__(self) -> str:
        return self.key


class Quotation(models.Model):
    """A reference as some document gives it, and what became of checking it."""

    class Verdict(models.TextChoices):
        UNCHECKED = "unchecked", "Not checked"
        EXACT = "exact", "As the record has it"
        MISQUOTED = "misquoted", "The record found differs"
        NOT_FOUND = "not-found", "No such work was found"

    raw = models.TextField()
    raw_sha256 = models.CharField(max_length=64, unique=True)
    identity = models.CharField(max_length=255, blank=True)
    author_year = models.CharField(max_length=80, blank=True, editable=False)
    title_key = models.CharField(max_length=80, blank=True, editable=False)
    csl = models.JSONField("CSL-JSON as given", default=dict, blank=True)
    reference = models.ForeignKey(
        Reference, models.PROTECT, null=True, blank=True, related_name="quotations"
    )
    verdict = models.CharField(max_length=12, choices=Verdict.choices, default=Verdict.UNCHECKED)
    wrong = models.JSONField("fields given wrongly", default=dict, blank=True)
    note = models.TextField(blank=True)
    in_ledger = models.BooleanField(
        default=False, editable=False, help_text="Stands in a ledger file, so it may be shown"
    )
    see = models.JSONField(
        default=list, blank=True, help_text="Keys of works that may have been meant"
    )

    class Meta:
        indexes = [
            models.Index(fields=["identity"], name="quotation_identity"),
            models.Index(fields=["verdict", "author_year"], name="quotation_author_year"),
            models.Index(fields=["verdict", "title_key"], name="quotation_title_key"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["unchecked", "exact", "misquoted", "not-found"]),
                name="quotation_verdict_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.raw[:80]


class MergeProposal(models.Model):
    """Two records that may be one work; an editor decides."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MERGED = "merged", "Merged"
        APART = "apart", "Kept apart"

    first = models.ForeignKey(Reference, models.CASCADE, related_name="+")
    second = models.ForeignKey(Reference, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    score = models.FloatField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="merge_proposed_once"),
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="merge_of_two_different_records"
            ),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="merge_proposal_queue")]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"
