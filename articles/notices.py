"""Telling people what concerns them: in the editors' site, and by mail where it is configured."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Notice, ReviewComment, Transition
from kb.http import absolute

logger = logging.getLogger(__name__)

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"

SAID = {
    "submit": "submitted “{title}” for review",
    "return": "returned “{title}” with a comment",
    "sign_off": "signed “{title}” off",
    "publish": "published “{title}”",
    "publish_wording": "published a wording fix of “{title}”",
    "withdraw": "withdrew “{title}”",
    "restore": "made an old version of “{title}” the draft again",
}
"""Action of a transition → what its notice says after the person's name."""

NEXT = {"submit": "articles.sign_off_article", "sign_off": "articles.publish_article"}
"""Action of a transition → permission of those whose turn it is then."""


def step_taken(step: Transition, *, also: Iterable[Any] = ()) -> list[Notice]:
    """Tell those concerned that a step was taken: whose text it is, and whose turn it is."""
    if step.action not in SAID:
        return []
    article = step.article
    people = {*also, *responsible(article), *submitters(article)}
    if permission := NEXT.get(step.action):
        people |= set(holders(permission))
    text = f"{step.by_name or 'The site'} {SAID[step.action].format(title=article.title)}"
    return notify(people, article, text, comment=step.comment, but=step.by)


def comment_left(comment: ReviewComment) -> list[Notice]:
    """Tell those concerned that a reviewer without an account said something."""
    people = set(responsible(comment.article))
    if comment.link and comment.link.made_by:
        people.add(comment.link.made_by)
    text = f"{comment.name} commented on the draft of “{comment.article.title}”"
    return notify(people, comment.article, text, comment=comment.text)


def notify(
    people: Iterable[Any], article: Article, text: str, *, comment: str = "", but: Any = None
) -> list[Notice]:
    """Leave a notice for each active person but one; mail goes out after the commit."""
    told = [person for person in people if person and person.is_active and person != but]
    said = " ".join(text.split())[:500]
    notices = Notice.objects.bulk_create(
        Notice(person=person, article=article, text=said, comment=comment)
        for person in sorted(told, key=lambda person: person.pk)
    )
    if settings.KB_SENDS_MAIL:
        transaction.on_commit(partial(send, notices))
    return notices


# --- who is concerned -----------------------------------------------------------------------


def responsible(article: Article) -> list[Any]:
    """Return whose text it is: the owner and the last editor."""
    return [person for person in (article.owner, article.edited_by) if person]


def submitters(article: Article) -> list[Any]:
    """Return who submitted the article last, if anybody did."""
    step = article.transitions.filter(action="submit").select_related("by").first()
    return [step.by] if step and step.by else []


def holders(permission: str) -> Iterable[Any]:
    """Return the active people whose groups give them a permission; superusers are not meant."""
    return get_user_model().objects.with_perm(
        permission, is_active=True, include_superusers=False, backend=MODEL_BACKEND
    )


# --- reading and mailing --------------------------------------------------------------------


def unread(person: Any) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(person=person, read_at=None).count()


def mark_read(person: Any, ids: Iterable[int] | None = None) -> None:
    """Note that a person read these notices of theirs, or all of them."""
    notices = Notice.objects.filter(person=person, read_at=None)
    notices = notices if ids is None else notices.filter(pk__in=ids)
    notices.update(read_at=timezone.now())


def send(notices: Iterable[Notice]) -> None:
    """Mail notices to those who have an address. A mail server that fails stops nobody's work."""
    messages = [_message(notice) for notice in notices if notice.person.email]
    if messages:
        _deliver(messages)


def send_together(person: Any, notices: Iterable[Notice]) -> None:
    """Mail one person several notices in one letter; as :func:`send` otherwise."""
    rows = list(notices)
    if not (settings.KB_SENDS_MAIL and person.email and rows):
        return
    lines = [f"{row.text}\n{_page(row)}" for row in rows]
    subject = f"{settings.SITE_NAME}: {len(rows)} reviews to plan"
    _deliver([EmailMessage(subject=subject, body="\n\n".join(lines), to=[person.email])])


def _page(notice: Notice) -> str:
    return absolute(reverse("admin:articles_article_change", args=[notice.article_id]))


def _deliver(messages: list[EmailMessage]) -> None:
    try:
        get_connection().send_messages(messages)
    except Exception:
        logger.exception("Notices could not be mailed; they are in the editors' site")


def _message(notice: Notice) -> EmailMessage:
    parts = [f"{notice.text}.", notice.comment, _page(notice)]
    return EmailMessage(
        subject=f"{settings.SITE_NAME}: {notice.text}"[:200],
        body="\n\n".join(part for part in parts if part),
        to=[notice.person.email],
    )
