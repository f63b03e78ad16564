"""How a view says that its answer is the same for everybody.

The layer hangs a ticket on the request; without one nobody is listening. Nothing is remembered
unless a view allows it, so a new view is private until somebody decides otherwise.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

PLACE = "strata.ticket"
"""Where the ticket hangs in the WSGI environment."""


class Ticket:
    """What the view that answers one request says of its answer."""

    __slots__ = ("counter", "media_type")

    def __init__(self) -> None:
        self.counter: int | None = None
        """The site's counter, read before anything that the answer is made of; None if private."""
        self.media_type = ""
        """What the client must accept to be given the answer; empty if it is not asked."""


def allow(environ: MutableMapping[str, Any], counter: int, media_type: str = "") -> None:
    """Let the answer to this request be given to everybody while the site's counter stays so.

    ``counter`` must have been read before, or together with, what the answer shows.
    """
    ticket = environ.get(PLACE)
    if ticket is not None:
        ticket.counter = counter
        ticket.media_type = media_type


def is_allowed(environ: MutableMapping[str, Any]) -> bool:
    """Whether the answer to this request was allowed to everybody and somebody was listening.

    It is to be left as it is, then: whoever remembers it makes its compressed forms.
    """
    ticket = environ.get(PLACE)
    return ticket is not None and ticket.counter is not None
