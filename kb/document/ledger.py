"""Where a reader writes down what it noticed and which words it left out."""

from __future__ import annotations

from kb.document.findings import Finding


class Ledger:
    """Findings collected while one source is read."""

    def __init__(self, findings: tuple[Finding, ...] = ()) -> None:
        self._findings = list(findings)
        self._labels: list[str] = []

    def note(self, code: str, line: int, excerpt: str, message: str) -> None:
        """Something an editor should look at; the words stay in the text."""
        self._findings.append(Finding(code, line, excerpt, message))

    def drop(self, code: str, line: int, excerpt: str, message: str) -> None:
        """Words left out of the content; ``excerpt`` holds all of them."""
        self._findings.append(Finding(code, line, excerpt, message, dropped=True))

    def label(self, text: str) -> None:
        """A word that marks structure, such as a tier's name or the number of a list item."""
        self._labels.append(text)

    def findings(self) -> tuple[Finding, ...]:
        """Everything noted, in the order of lines; labels together in one finding."""
        found = list(self._findings)
        if self._labels:
            message = f"{len(self._labels)} labels mark structure and are no part of the text."
            excerpt = " ".join(self._labels)
            found.append(Finding("structure-label", 0, excerpt, message, dropped=True))
        return tuple(sorted(found, key=lambda finding: finding.line))
