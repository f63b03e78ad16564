"""What the editors' site says on each of its pages.

Django imports every module of tags with its first page, whoever asks for it; so these load what
they need when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from articles.admin.queues import Queue

register = template.Library()


@register.simple_tag
def work_queues(user: Any) -> dict[str, list[Queue]]:
    """The queues of work that this person may see: theirs, those of others, and empty ones."""
    from articles.admin.queues import queues

    shown = queues(user)
    return {
        "mine": [queue for queue in shown if queue.count and queue.is_mine],
        "others": [queue for queue in shown if queue.count and not queue.is_mine],
        "empty": [queue for queue in shown if not queue.count],
    }


@register.simple_tag
def unread_notices(user: Any) -> int:
    """How many notices this person has not read."""
    from articles import notices

    return notices.unread(user)


@register.simple_tag
def review_calendars(user: Any) -> dict[str, str]:
    """The addresses of this person's calendars of reviews; none for who may read no drafts."""
    from articles import review_calendar

    if not user.has_perm("articles.view_article"):
        return {}
    scopes = (review_calendar.MINE, review_calendar.ALL)
    return {scope: review_calendar.address(user, scope) for scope in scopes}
