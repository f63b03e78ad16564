from __future__ import annotations

from typing import Any

from django import template

from articles import notices, review_calendar
from articles.admin.queues import Queue, queues

register = template.Library()


@register.simple_tag
def work_queues(user: Any) -> dict[str, list[Queue]]:
    """The queues of work that this person may see: theirs, those of others, and empty ones."""
    shown = queues(user)
    return {
        "mine": [queue for queue in shown if queue.count and queue.is_mine],
        "others": [queue for queue in shown if queue.count and not queue.is_mine],
        "empty": [queue for queue in shown if not queue.count],
    }


@register.simple_tag
def unread_notices(user: Any) -> int:
    """How many notices this person has not read."""
    return notices.unread(user)


@register.simple_tag
def review_calendars(user: Any) -> dict[str, str]:
    """The addresses of this person's calendars of reviews; none for who may read no drafts."""
    if not user.has_perm("articles.view_article"):
        return {}
    scopes = (review_calendar.MINE, review_calendar.ALL)
    return {scope: review_calendar.address(user, scope) for scope in scopes}
