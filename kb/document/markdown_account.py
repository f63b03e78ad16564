"""The word account of a source in our Markdown.

Marks, keys and field names are words of such a source too. The document is written out again, and
what the source has beyond that is what was not kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kb.document.account import Account
from kb.document.findings import Finding
from kb.document.markdown_writer import write_document
from kb.document.source import Source
from kb.document.text import words
from kb.document.tree import TIERS, Document

_NUMBER = re.compile(r"^\s*\d+\.(?=\s)", re.MULTILINE)
_PART = re.compile(rf"^# +({'|'.join((*TIERS, 'reflection', 'glossary', 'references'))})\b", re.I)
_ENTITY = re.compile(r"&#?\w+;")
_MARKS = re.compile(r"\\(?=[^\w\s])|</?(?:sub|sup|em|strong|code)>|[*_`]+")


def markdown_account(
    source: Source, document: Document, findings: Iterable[Finding]
) -> tuple[Account, list[str]]:
    """Return the account, and the words that neither the document nor a finding holds.

    The caller reports those words as dropped, which is why the account counts them so.
    """
    given = _words("\n".join(source.lines))
    kept = Counter(_words(write_document(document)))
    kept.update(name for line in source.lines for name in _PART.findall(line))
    dropped = [finding.excerpt for finding in findings if finding.dropped]
    reported = Counter(word for excerpt in dropped for word in _words(excerpt))
    lost = _lost(given, kept + reported)
    count = sum(reported.values()) + len(lost)
    return Account(len(given), len(given) - count, count, 0), lost


def _words(text: str) -> list[str]:
    text = _NUMBER.sub("", _ENTITY.sub(" ", text))
    return words(_MARKS.sub("", text))


def _lost(given: Sequence[str], kept: Counter[str]) -> list[str]:
    """Return the words given more often than kept, in order."""
    left = Counter({word.lower(): 0 for word in kept})
    for word, times in kept.items():
        left[word.lower()] += times
    lost: list[str] = []
    for word in given:
        left[word.lower()] -= 1
        if left[word.lower()] < 0:
            lost.append(word)
    return lost
