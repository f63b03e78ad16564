"""Articles in the editors' site: what is looked at, what is written, what is decided."""

from articles.admin import (
    article,
    feedback,
    finding,
    library,
    notice,
    record,
    section,
    share,
    source,
    upload,
)

__all__ = [
    "article",
    "feedback",
    "finding",
    "library",
    "notice",
    "record",
    "section",
    "share",
    "source",
    "upload",
]
