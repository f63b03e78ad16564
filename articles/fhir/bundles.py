"""Search results and errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from articles.fhir.base import Resource, known, place

_ISSUES = {
    400: "invalid",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    410: "deleted",
    429: "throttled",
}


def searchset(
    resources: Iterable[Resource], total: int | None, links: Mapping[str, str]
) -> Resource:
    """Return a Bundle of what a search found; ``total`` is None where it was not counted."""
    entries = [
        {
            "fullUrl": place(each["resourceType"], each["id"]),
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in resources
    ]
    counted = {} if total is None else {"total": total}
    return known(
        {
            "resourceType": "Bundle",
            "type": "searchset",
            **counted,
            "link": [{"relation": name, "url": url} for name, url in links.items()],
            "entry": entries,
        }
    )


def outcome(status: int, detail: str) -> Resource:
    """Return an OperationOutcome with one error."""
    code = _ISSUES.get(status, "exception" if status >= 500 else "processing")
    issue = {"severity": "error", "code": code, "diagnostics": detail}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
