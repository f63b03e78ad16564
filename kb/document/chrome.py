"""Lines that belong to the site around an article: menus, notices, links to elsewhere."""

from __future__ import annotations

import re

from kb.document.language import word_set

_PHRASES = re.compile(
    r"(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation|search|footer)"
    r"|(?:back|return|scroll) to (?:the )?top"
    r"|(?:toggle|open|close|main|site)? ?(?:menu|navigation)"
    r"|(?:search|home|log ?in|sign ?in|sign ?up|log ?out|register|subscribe|share|print|download|"
    r"advertisements?|sponsored|cookies?|loading|next|previous|related|contents|breadcrumbs?)"
    r"|(?:about|contact)(?: us)?|privacy(?: policy)?|terms (?:of (?:use|service)|and conditions)"
    r"|(?:accept|reject|manage) (?:all )?cookies|cookie (?:policy|settings|preferences)"
    r"|(?:share|print|save|download|email|copy) (?:this|the|on|via|link)\b.{0,40}"
    r"|(?:read|learn|show|load|see|view) (?:more|less|all)\b.{0,30}"
    r"|(?:continue|keep) reading.{0,30}"
    r"|(?:related|recommended|popular|recent|more|you (?:may|might) also like) ?"
    r"(?:articles?|posts?|questions?|reading|topics?|stories)?"
    r"|table of contents|on this page|in this article|was this (?:page|article|answer) helpful\??"
    r"|(?:last )?(?:updated|reviewed|modified|published)(?: on)?:? .{4,30}|\d+ min(?:ute)?s? read"
    r"|(?:subscribe|sign up) (?:to|for) .{0,60}|follow us.{0,40}|all rights reserved.{0,20}"
    r"|(?:©|copyright\b).{0,80}|(?:we|this (?:web)?site) uses? cookies.{0,200}",
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(r"[^>›»/]{1,40}(?: [>›»] [^>›»]{1,60}){1,6}$")
_STRUCTURAL = word_set("references reflection glossary")


def is_chrome(text: str) -> bool:
    """Whether ``text``, a whole line, is furniture of the site and no part of the article."""
    if len(text) > 240:
        return False
    bare = text.strip(" .!>›»|•-–—[]()")
    if bare.lower() in _STRUCTURAL:
        return False
    return _PHRASES.fullmatch(bare) is not None or _is_breadcrumb(text)


def _is_breadcrumb(text: str) -> bool:
    return (">" in text or "›" in text or "»" in text) and _BREADCRUMB.match(text) is not None
