"""Links by which a reviewer without an account reads a draft, and what reviewers say of it.

The address is the permission: a signed number of a :class:`~articles.models.PreviewLink`. It ends
at its date, when somebody ends it, and with the first change of the text it was made for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles import notices, workflow
from articles.models import Article, PreviewLink, ReviewComment
from kb.api.throttling import AddressThrottle
from kb.http import absolute

SALT = "strata.preview"
LONGEST = timedelta(days=31)
"""No link is good for longer, whatever its row says."""
OPENING = "Opening"
"""What a section without a heading is called."""
MAX_COMMENTS = 200
"""Comments through one link."""


class Ended(Exception):
    """A link that shows nothing any more; the message says why, for the person who opened it."""


class CommentThrottle(AddressThrottle):
    """So many comments of one address in a window."""

    scope = "comment"

    def get_rate(self) -> str:
        return str(settings.KB_COMMENT_RATE)


def make_link(article: Article, *, by: Any, days: int, note: str = "") -> PreviewLink:
    """Make a link to the working copy as it is now."""
    return PreviewLink.objects.create(
        article=article,
        lock_version=article.lock_version,
        made_by=by,
        made_by_name=workflow.name_of(by),
        note=note,
        expires_at=timezone.now() + min(timedelta(days=days), LONGEST),
    )


def address(link: PreviewLink) -> str:
    """Return the whole address of a link."""
    return absolute(reverse("preview:first", args=[token(link)]))


def token(link: PreviewLink) -> str:
    """Return the signed part of a link's address."""
    return signing.dumps({"link": link.pk, "lock": link.lock_version}, salt=SALT)


def open_link(token: str) -> PreviewLink:
    """Return the link that an address names, with its article. Raise :class:`Ended`."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LONGEST)
    except signing.SignatureExpired as error:
        raise Ended("The link has expired.") from error
    except signing.BadSignature as error:
        raise Ended("The link is not complete. Copy the whole of it.") from error
    link = PreviewLink.objects.select_related("article").filter(pk=said["link"]).first()
    if link is None or reason_ended(link, link.article):
        raise Ended(reason_ended(link, link.article) if link else "The link was taken back.")
    return link


def reason_ended(link: PreviewLink, article: Article) -> str:
    """Return why a link shows nothing any more; empty while it does."""
    if link.ended_at:
        return "The link was taken back."
    if link.expires_at <= timezone.now():
        return "The link has expired."
    if link.lock_version != article.lock_version:
        return "The text was changed after this link was made."
    return ""


def end(link: PreviewLink) -> None:
    """Take a link back."""
    PreviewLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=timezone.now())


# --- comments -------------------------------------------------------------------------------


def may_comment(request: HttpRequest, link: PreviewLink) -> bool:
    """Count an attempt to comment; say whether address and link are within their limits."""
    is_within = CommentThrottle().allow_request(request, SimpleNamespace())  # type: ignore[arg-type]
    return is_within and link.comments.count() < MAX_COMMENTS


@transaction.atomic
def comment(
    link: PreviewLink, *, tier: str, name: str, text: str, anchor: str = ""
) -> ReviewComment:
    """Keep what a reviewer said of a tier, or of the section there that has this anchor."""
    section = link.article.sections.filter(tier=tier, anchor=anchor).only("heading").first()
    made = ReviewComment.objects.create(
        article=link.article,
        link=link,
        lock_version=link.lock_version,
        tier=tier,
        anchor=anchor if section else "",
        heading=(section.heading or OPENING) if section else "",
        name=name,
        text=text,
    )
    notices.comment_left(made)
    return made


def sections_of(link: PreviewLink, tier: str) -> list[tuple[str, str]]:
    """Return the sections of a tier that may be commented on: anchor and name of each."""
    rows = link.article.sections.filter(tier=tier).order_by("position", "id")
    return [(anchor, name or OPENING) for anchor, name in rows.values_list("anchor", "heading")]


def settle(comments: Iterable[int], article: Article, *, by: Any) -> int:
    """Note that comments of an article were dealt with; return how many were open."""
    rows = ReviewComment.objects.filter(pk__in=comments, article=article, settled_at=None)
    return rows.update(settled_at=timezone.now(), settled_by=by)
