"""Text as FHIR allows it: XHTML of few elements and attributes."""

from __future__ import annotations

import re

from lxml import etree, html

from kb.http import absolute

_ALLOWED = frozenset(
    re.findall(
        r"\w+",
        "a abbr b blockquote br caption code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre q "
        "small span strong sub sup table tbody td tfoot th thead tr u ul",
    )
)
_XHTML = "http://www.w3.org/1999/xhtml"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def narrative(markup: str) -> dict[str, str]:
    """Return a Narrative of HTML that the site's own writer made."""
    root = html.fragment_fromstring(_CONTROLS.sub("", markup), create_parent="div")
    for element in list(root.iter()):
        _restrict(element)
    root.set("xmlns", _XHTML)
    text = etree.tostring(root, encoding="unicode", method="xml")
    return {"status": "generated", "div": text}


def _restrict(element: html.HtmlElement) -> None:
    """Keep an element FHIR allows, with its address if it leads anywhere outside this text."""
    href = element.get("href", "")
    element.attrib.clear()
    if element.tag == "a" and (not href or href.startswith("#")):
        element.tag = "span"
    elif element.tag == "a":
        element.set("href", absolute(href) if href.startswith("/") else href)
    elif element.tag not in _ALLOWED:
        element.tag = "div"
