from __future__ import annotations

from typing import Any

from django import template

from articles import notices
from articles.admin.queues import Queue, queues

register = template.Library()


@register.simple_tag
def work_queues(user: Any) -> list[Queue]:
    """The queues of work that this person may see."""
    return queues(user)


@register.simple_tag
def unread_notices(user: Any) -> int:
    """How many notices this person has not read."""
    return notices.unread(user)
