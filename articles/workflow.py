"""The workflow of an article: what may happen to it next, who may do it, and a record of it.

The working copy goes from draft to in review to approved, or back to draft with a comment; once
published it is a draft of the next version. The table :data:`ACTIONS` says all of it; the only way
through it is :func:`perform`, and every step leaves a :class:`~articles.models.Transition`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from articles import notices, publishing
from articles.models import Article, Transition, Version

DRAFT, IN_REVIEW, APPROVED = Article.State.DRAFT, Article.State.IN_REVIEW, Article.State.APPROVED

SUBMITTED_BY = "articles.submit_article"
SIGNED_OFF_BY = "articles.sign_off_article"
PUBLISHED_BY = "articles.publish_article"

EDITED = "edit"
"""The action recorded when an edit makes an approval void."""


class Refused(Exception):
    """A step that may not be taken; the message says why, for the person who tried."""


@dataclass(frozen=True, slots=True)
class Action:
    """A step of the workflow."""

    name: str
    """What a transition records."""
    label: str
    """What the button says."""
    explanation: str
    """What the confirmation page says will happen."""
    permissions: tuple[str, ...]
    """Any one of these is needed."""
    states: frozenset[str]
    """States it starts from."""
    target: str
    """The state it ends in."""
    needs_comment: bool = False
    """Whether the person must say why."""
    needs_published: bool = False
    """Whether only an article that readers can open can take this step."""
    publishes: bool = False
    """Whether it makes the next version."""
    needs_another_person: bool = False
    """Whether whoever made the edits at stake is refused."""


ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action(
            "submit",
            "Submit for review",
            "Reviewers find the article in their queue.",
            (SUBMITTED_BY,),
            frozenset({DRAFT}),
            IN_REVIEW,
        ),
        Action(
            "return",
            "Return with a comment",
            "The article is a draft again, and its editors read your comment.",
            (SIGNED_OFF_BY, PUBLISHED_BY),
            frozenset({IN_REVIEW, APPROVED}),
            DRAFT,
            needs_comment=True,
        ),
        Action(
            "sign_off",
            "Sign off clinically",
            "You state that you have read all tiers and that they are right. Your name and "
            "today's date will be shown to readers, and the next review falls due.",
            (SIGNED_OFF_BY,),
            frozenset({IN_REVIEW}),
            APPROVED,
            needs_another_person=True,
        ),
        Action(
            "publish",
            "Publish",
            "The working copy becomes the next version, and readers see it at once.",
            (PUBLISHED_BY,),
            frozenset({APPROVED}),
            DRAFT,
            publishes=True,
        ),
        Action(
            "publish_wording",
            "Publish as a wording fix",
            "Only for language: nothing clinical has changed. The next version is published "
            "without a new sign-off, and the date of review stays as it is.",
            (PUBLISHED_BY,),
            frozenset({IN_REVIEW}),
            DRAFT,
            needs_published=True,
            publishes=True,
            needs_another_person=True,
        ),
        Action(
            "withdraw",
            "Withdraw",
            "Readers no longer find the article; its versions are kept.",
            (PUBLISHED_BY,),
            frozenset({DRAFT, IN_REVIEW, APPROVED}),
            DRAFT,
            needs_comment=True,
            needs_published=True,
        ),
    )
}


# --- what may be done -----------------------------------------------------------------------


def possible(article: Article, user: Any) -> list[Action]:
    """Return the actions this person may take now, in the order of the workflow."""
    return [action for action in ACTIONS.values() if not refusal(article, action, user)]


def refusal(article: Article, action: Action, user: Any) -> str:
    """Return why this person may not take this action now; empty when they may."""
    return next(_reasons(article, action, user), "")


def _reasons(article: Article, action: Action, user: Any) -> Iterator[str]:
    if not has_permission(action, user):
        yield "Your account does not have the permission for this step."
    if article.state not in action.states:
        yield f"The article is “{article.get_state_display()}”; this step does not start there."
    if action.needs_published and article.published_id is None:
        yield "The article is not published."
    if action.needs_another_person and has_edits_of(article, user):
        yield (
            "You edited this article since it was last signed off. "
            "Another person must take this step."
        )


def has_permission(action: Action, user: Any) -> bool:
    """Say whether the person's groups let them take this action at all."""
    return any(user.has_perm(permission) for permission in action.permissions)


def has_edits_of(article: Article, user: Any) -> bool:
    """Say whether words this person edited are not yet signed off, or theirs is the last edit."""
    if article.edited_by_id == user.pk and user.pk is not None:
        return True
    sections = article.sections.filter(edited_by=user)
    if signed_off := last_sign_off(article):
        sections = sections.filter(edited_at__gt=signed_off)
    return sections.exists()


def last_sign_off(article: Article) -> datetime | None:
    """Return when the article was last signed off, or None."""
    steps = article.transitions.filter(action="sign_off")
    return steps.order_by("-at").values_list("at", flat=True).first()


# --- taking a step --------------------------------------------------------------------------


@transaction.atomic
def perform(
    article_id: int,
    name: str,
    *,
    by: Any,
    seen_lock: int,
    comment: str = "",
    significance: str = Version.Significance.CONTENT,
) -> Transition:
    """Take a step of the workflow and record it.

    ``seen_lock`` is the article's ``lock_version`` as the person saw it: a text that changed
    meanwhile is not signed off or published unread. Raises :class:`Refused`.
    """
    article = Article.objects.select_for_update().get(pk=article_id)
    action = ACTIONS[name]
    _check(article, action, by, seen_lock, comment)
    before, steps = article.state, article.transitions.count()
    version = _carry_out(article, action, by, comment, significance)
    article.state = action.target
    article.save(update_fields=["state", "updated_at"])
    if article.transitions.count() > steps:  # publishing keeps its own record
        step = article.transitions.select_related("version", "by").latest("pk")
    else:
        step = record(article, action.name, before, by=by, comment=comment, version=version)
    step.article = article
    notices.step_taken(step)
    return step


def _check(article: Article, action: Action, by: Any, seen_lock: int, comment: str) -> None:
    if reason := refusal(article, action, by):
        raise Refused(reason)
    if article.lock_version != seen_lock:
        raise Refused("The article was changed after you opened this page. Read it again first.")
    if action.needs_comment and not comment.strip():
        raise Refused("Say why, in a comment.")


def _carry_out(
    article: Article, action: Action, by: Any, comment: str, significance: str
) -> Version | None:
    if action.name == "sign_off":
        sign_off(article, by)
    elif action.name == "withdraw":
        publishing.withdraw(article, by=by, by_name=name_of(by), reason=comment)
    elif action.publishes:
        wording = Version.Significance.WORDING
        meant = wording if action.name == "publish_wording" else significance
        return _publish(article, by, comment, meant)
    return None


def _publish(article: Article, by: Any, note: str, significance: str) -> Version:
    try:
        return publishing.publish(
            article, by=by, by_name=name_of(by), note=note, significance=significance
        )
    except publishing.NothingToPublish as reason:
        raise Refused(str(reason)) from reason


def record(
    article: Article,
    action: str,
    before: str,
    *,
    by: Any,
    comment: str = "",
    version: Version | None = None,
) -> Transition:
    """Write down a step that was taken."""
    return Transition.objects.create(
        article=article,
        action=action,
        from_state=before,
        to_state=article.state,
        version=version,
        by=by,
        by_name=name_of(by),
        comment=comment.strip(),
    )


def reopen(article: Article, *, by: Any) -> None:
    """Make an approved article a draft again because its text was edited; keeps others as is."""
    if Article.objects.filter(pk=article.pk, state=APPROVED).update(state=DRAFT):
        article.state = DRAFT
        record(article, EDITED, APPROVED, by=by)


# --- clinical sign-off ----------------------------------------------------------------------


def sign_off(article: Article, by: Any) -> None:
    """Set who reviewed the article, today's date and when the next review is due."""
    today = timezone.localdate()
    article.reviewed_at = today
    article.reviewed_by = by
    article.reviewed_by_name = name_of(by)
    article.review_due = add_months(today, review_months(article))
    article.save(
        update_fields=["reviewed_at", "reviewed_by", "reviewed_by_name", "review_due", "updated_at"]
    )


def review_months(article: Article) -> int:
    """Return the months to the next review: the shortest of its topics', or the site's."""
    shortest = article.topics.aggregate(months=Min("review_months"))["months"]
    return int(shortest or settings.KB_REVIEW_MONTHS)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def name_of(user: Any) -> str:
    """Return the name a person is shown by, which stays when the account does not."""
    return user.get_full_name() or user.get_username() if user is not None else ""
