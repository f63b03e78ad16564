"""Bytes into lines: the only place that knows encodings, line ends and size limits."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from kb.document.findings import Finding
from kb.document.text import normalise

MAX_BYTES = 16 * 1024 * 1024
"""Largest source read, in bytes."""
MAX_LINES = 500_000
"""Most lines read."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\x7fELF",
    b"{\\rtf",
)
_LETTERS = re.compile(r"[^\W\d_]")


class UnreadableSource(ValueError):
    """A source that cannot be read as text at all."""

    def __init__(self, reason: str, line: int = 0, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        """What is wrong, in a sentence."""
        self.line = line
        """Line concerned, counted from 1; 0 when it is the whole source."""
        self.remedy = remedy
        """What to do about it, in a sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source, decoded."""

    name: str
    """File name, without folders."""
    text: str
    """The decoded text, verbatim but for a byte order mark."""
    lines: tuple[str, ...]
    """The lines with Unicode normalised (see :func:`kb.document.text.normalise`), no line ends."""
    sha256: str
    """Digest of the bytes, in hexadecimal."""
    encoding: str
    """Encoding the bytes were read in."""
    findings: tuple[Finding, ...] = ()
    """What reading noticed."""


def read_source(data: bytes, name: str, *, limit: int = MAX_BYTES) -> Source:
    """Decode ``data``; raise :class:`UnreadableSource` where that cannot be done safely."""
    if len(data) > limit:
        raise UnreadableSource(
            f"The source holds {len(data):,} bytes; at most {limit:,} are read.",
            remedy="Split the document, or check that the file is a text.",
        )
    text, encoding = _decode(data)
    if not text.strip():
        raise UnreadableSource("The source is empty.", remedy="Capture the page again.")
    lines = tuple(map(normalise, _LINE_END.split(text)))
    if lines[-1] == "":
        lines = lines[:-1]
    if len(lines) > MAX_LINES:
        raise UnreadableSource(
            f"The source has {len(lines):,} lines; at most {MAX_LINES:,} are read.",
            remedy="Split the document, or check that the file is a text.",
        )
    findings = () if encoding == "utf-8" else (_encoding_guessed(encoding),)
    return Source(name, text, lines, hashlib.sha256(data).hexdigest(), encoding, findings)


def source_from_text(text: str, name: str = "text") -> Source:
    """A source made from ``text`` that is already decoded."""
    return read_source(text.encode("utf-8", "replace"), name)


def _encoding_guessed(encoding: str) -> Finding:
    message = f"The source is not UTF-8; it was read as {encoding}."
    return Finding("encoding-guessed", 0, "", message)


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_strictly(data, encoding).lstrip("\ufeff"), encoding
    if data.startswith(_MAGIC) or b"\x00" in data:
        raise _not_text(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _decode_western(data, error)


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start, encoding) from None
    if "\x00" in text:
        raise _not_text(data)
    return text


def _decode_western(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """Read as Windows-1252 if the result is plausibly a Western text, else refuse."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _undecodable(data, error.start, "utf-8") from None
    foreign = sum(1 for byte in data if byte > 127)
    controls = sum(1 for byte in data if byte < 32 and byte not in b"\t\n\r\x0c")
    if controls or foreign * 8 > len(data) or len(_LETTERS.findall(text)) * 2 < len(text):
        raise _undecodable(data, error.start, "utf-8")
    return text, "windows-1252"


def _undecodable(data: bytes, offset: int, encoding: str) -> UnreadableSource:
    line = data.count(b"\n", 0, offset) + 1
    return UnreadableSource(
        f"The bytes at offset {offset} are no {encoding} text.", line, "Save the file as UTF-8."
    )


def _not_text(data: bytes) -> UnreadableSource:
    line = data.count(b"\n", 0, max(data.find(b"\x00"), 0)) + 1
    return UnreadableSource(
        "The source is binary, not text.", line, "Export the document as plain text or Markdown."
    )
