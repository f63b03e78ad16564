"""What holds for every public page."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"


def parse(response: Any) -> Element:
    """Return the page as a tree; raises html5lib's ParseError where it is not valid HTML."""
    parser = html5lib.HTMLParser(strict=True)
    return parser.parse(response.content.decode())


def find(page: Element, name: str, **attributes: str) -> list[Element]:
    """Return the elements of a name that have the attributes given (``class_`` for class)."""
    wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return [
        element
        for element in page.iter(XHTML + name)
        if all(element.get(key) == value for key, value in wanted.items())
    ]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def jsonld(page: Element) -> dict[str, Any]:
    (script,) = find(page, "script", type="application/ld+json")
    return json.loads(script.text or "")


def check_page(response: Any) -> Element:
    """Check what every HTML page promises and return it as a tree."""
    page = parse(response)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert len(find(page, "main")) == 1
    assert len(find(page, "h1")) == 1
    assert find(page, "title")[0].text
    check_headings(page)
    check_nothing_inline(page)
    check_ids(page)
    return page


def check_headings(page: Element) -> None:
    """No level is skipped on the way down."""
    levels = [
        int(element.tag[-1])
        for element in page.iter()
        if isinstance(element.tag, str) and element.tag in {f"{XHTML}h{n}" for n in range(1, 7)}
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def check_nothing_inline(page: Element) -> None:
    for script in find(page, "script"):
        assert script.get("src") or script.get("type") == "application/ld+json"
    assert not find(page, "style")
    for element in page.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def check_ids(page: Element) -> None:
    """Every id once, and every link within the page leads somewhere."""
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)
    targets = {link.get("href", "") for link in find(page, "a")}
    missing = {t[1:] for t in targets if t.startswith("#")} - set(ids)
    assert not missing
