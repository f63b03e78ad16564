"""What an address answers when it cannot give what it was asked for: meaning and example of each.

A test gets every one of them from the running API and compares it with its example.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from kb.api.errors import problem

MEANINGS = {
    "400": "A parameter, the cursor or the body cannot be used; the answer names it.",
    "401": "The API key is not known, or has been revoked.",
    "404": "There is no such published content.",
    "405": "The address does not know this method.",
    "406": "The address cannot answer in the media type asked for.",
    "409": "The change is ahead of this site, which was set up anew.",
    "413": "The request is too large.",
    "415": "The body is not JSON.",
    "429": "Too many requests; wait as `Retry-After` says.",
}

SAID: dict[str, Any] = {
    "400": {"page_size": ["Give a whole number from 1 to 200."]},
    "401": "This API key is not known here, or has been revoked. None is needed.",
    "404": "There is no published article “none-such”.",
    "405": 'Method "DELETE" not allowed.',
    "406": "Could not satisfy the request Accept header.",
    "409": "This site has no such change: it was set up anew. Begin again with the export.",
    "413": "Send at most 2,500,000 bytes.",
    "415": 'Unsupported media type "text/plain" in request.',
    "429": "Request was throttled. Expected available in 20 seconds.",
}

READING = ("304", "400", "401", "404", "405", "406", "429")
WRITING = ("400", "401", "405", "406", "413", "415", "429")


def example(status: str) -> dict[str, Any]:
    """Return an error as the API gives it."""
    said = SAID[status]
    return problem(HTTPStatus(int(status)), said if isinstance(said, dict) else {"detail": said})
