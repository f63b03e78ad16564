"""The work that waits, counted for the first page of the editors' site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from articles.admin.article_list import DUE_SOON
from articles.models import (
    Article,
    BibliographyEntry,
    Feedback,
    ImportFinding,
    Listing,
    ReviewComment,
    Source,
)
from glossary.models import Definition
from kb.search.models import Unfound
from references.models import MergeProposal, Reference, Verification

WRITE = "articles.change_article"
SIGN_OFF = "articles.sign_off_article"
PUBLISH = "articles.publish_article"


@dataclass(frozen=True, slots=True)
class Queue:
    """Work of one kind: how much, what to do about it, where it is."""

    count: int
    label: str
    action: str
    """What to do next."""
    url: str
    is_mine: bool
    """Whether this person's account lets them do it."""


def queues(user: Any) -> list[Queue]:
    """Return the queues this person may look at."""
    return [queue for count in COUNTS for queue in count(user)]


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{query}"


def _articles(user: Any) -> Iterator[Queue]:
    """Counts of articles, in one query."""
    if not user.has_perm("articles.view_article"):
        return
    today = timezone.localdate()
    published = Q(published__isnull=False)
    listed = BibliographyEntry.objects.filter(article=OuterRef("pk"))
    counts = Article.objects.aggregate(
        to_review=Count("pk", filter=Q(state="in_review") & ~Q(edited_by=user.pk)),
        in_review=Count("pk", filter=Q(state="in_review")),
        approved=Count("pk", filter=Q(state="approved")),
        overdue=Count("pk", filter=published & Q(review_due__lt=today)),
        soon=Count("pk", filter=published & Q(review_due__range=(today, today + DUE_SOON))),
        unreviewed=Count("pk", filter=published & Q(reviewed_at__isnull=True)),
        newer=Count("pk", filter=published & Q(state="draft", edited_at__gt=F("published_at"))),
        uncited=Count("pk", filter=published & ~Exists(listed)),
    )
    for name, label, action, query, permission in ARTICLE_QUEUES:
        is_mine = user.has_perm(permission)
        if name != "to_review" or is_mine:
            url = _list("articles_article", query)
            yield Queue(counts[name], label, action, url, is_mine)


ARTICLE_QUEUES = (
    ("to_review", "waiting for your review", "Sign off or return", "mine=review", SIGN_OFF),
    ("in_review", "in review", "Sign off or return", "state__exact=in_review", SIGN_OFF),
    ("approved", "approved", "Publish", "state__exact=approved", PUBLISH),
    ("overdue", "reviews overdue", "Submit for review", "published=yes&review=overdue", WRITE),
    (
        "soon",
        "reviews due within 60 days",
        "Plan the review",
        "published=yes&review=soon",
        WRITE,
    ),
    (
        "unreviewed",
        "published without review",
        "Submit for review",
        "published=yes&review=unreviewed",
        WRITE,
    ),
    (
        "newer",
        "newer drafts",
        "Finish and submit",
        "published=changed&state__exact=draft",
        WRITE,
    ),
    ("uncited", "articles that cite nothing", "Add works", "published=yes&waiting=uncited", WRITE),
)
"""Name of the count, label, next action, filter of the list, permission of the next action."""


def _reading(user: Any) -> Iterator[Queue]:
    if user.has_perm("articles.view_article"):
        hard = Listing.objects.filter(is_too_hard=True).count()
        url = _list("articles_article", "waiting=hard")
        yield Queue(hard, "with a tier above its level", "Simplify", url, user.has_perm(WRITE))


def _readers(user: Any) -> Iterator[Queue]:
    """What readers and reviewers without an account said, in two queries."""
    if not user.has_perm("articles.view_article"):
        return
    is_mine = user.has_perm(WRITE)
    harmful = Q(reason__in=Feedback.HARMFUL)
    said = Feedback.objects.to_settle().aggregate(
        harm=Count("pk", filter=harmful), other=Count("pk", filter=~harmful)
    )
    for count, label, action, harm in (
        (said["harm"], "readers say it is wrong or out of date", "Check the text", "high"),
        (said["other"], "other remarks of readers", "Read", "low"),
    ):
        url = _list("articles_feedback", f"harm={harm}")
        yield Queue(count, label, action, url, is_mine)
    comments = ReviewComment.objects.filter(settled_at=None).count()
    url = _list("articles_reviewcomment", "settled_at__isempty=1")
    yield Queue(comments, "comments on previews", "Answer in the text", url, is_mine)


def _imports(user: Any) -> Iterator[Queue]:
    if user.has_perm("articles.view_source"):
        waiting = Source.objects.filter(state=Source.State.PENDING).count()
        url = _list("articles_source", "state__exact=pending")
        is_mine = user.has_perm("articles.change_source")
        yield Queue(waiting, "changed sources", "Compare and decide", url, is_mine)
    if user.has_perm("articles.view_importfinding"):
        is_mine = user.has_perm("articles.change_importfinding")
        counts = ImportFinding.objects.filter(is_open=True).aggregate(
            errors=Count("pk", filter=Q(severity="error")), all=Count("pk")
        )
        url = _list("articles_importfinding", "severity__exact=error")
        label, action = "documents or parts refused", "Correct the source"
        yield Queue(counts["errors"], label, action, url, is_mine)
        url = reverse("admin:articles_importfinding_changelist")
        yield Queue(counts["all"], "findings to settle", "Look and settle", url, is_mine)


def _glossary(user: Any) -> Iterator[Queue]:
    if user.has_perm("glossary.view_definition"):
        waiting = Definition.objects.filter(status=Definition.Status.CANDIDATE).count()
        url = _list("glossary_definition", "status__exact=candidate")
        is_mine = user.has_perm("glossary.change_definition")
        yield Queue(waiting, "definitions to decide", "Choose or reject", url, is_mine)
    if user.has_perm("glossary.add_alias"):
        waiting = Unfound.objects.filter(settled_at=None).exclude(text="").count()
        url = _list("search_unfound", "settled_at__isempty=1")
        yield Queue(waiting, "searches that found nothing", "Give a term the name", url, True)


def _references(user: Any) -> Iterator[Queue]:
    if user.has_perm("references.view_reference"):
        is_mine = user.has_perm("references.change_reference")
        unverified = Reference.objects.public().filter(verification=Verification.UNVERIFIED)
        query = f"verification__exact={Verification.UNVERIFIED}&is_public__exact=1"
        url = _list("references_reference", f"{query}&o=-{column_of('cited_by')}")
        yield Queue(
            unverified.count(), "cited works unverified", "Compare with the work", url, is_mine
        )
    if user.has_perm("references.view_mergeproposal"):
        is_mine = user.has_perm("references.change_mergeproposal")
        alike = MergeProposal.objects.filter(state=MergeProposal.State.OPEN).count()
        url = _list("references_mergeproposal", "state__exact=open")
        yield Queue(alike, "records that may be one", "Merge or keep apart", url, is_mine)


def column_of(name: str) -> int:
    """Return the number by which the list of references is sorted by a column.

    The first column is number 0 without the boxes of a list's actions, which only those see who
    may do something; sorted by a neighbour, the list still opens.
    """
    return admin.site._registry[Reference].list_display.index(name) + 1


COUNTS = (_articles, _reading, _imports, _readers, _glossary, _references)
"""Each counts one kind of work, with a fixed number of queries."""
