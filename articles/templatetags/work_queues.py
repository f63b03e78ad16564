from __future__ import annotations

from typing import Any

from django import template

from articles import notices
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
