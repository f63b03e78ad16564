"""Bytes become lines, or are refused with a reason, a line and a remedy."""

from __future__ import annotations

import pytest

from kb.document.layouts import parse
from kb.document.source import UnreadableSource, read_source, source_from_text


def test_utf8_is_read_without_a_finding() -> None:
    source = read_source("Blood glucose – 5.5\n".encode(), "a.txt")
    assert (source.encoding, source.lines, source.findings) == (
        "utf-8",
        ("Blood glucose – 5.5",),
        (),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind_divide_lines(end: str) -> None:
    assert source_from_text(f"one{end}{end}two{end}").lines == ("one", "", "two")


def test_a_byte_order_mark_is_taken_off() -> None:
    assert read_source(b"\xef\xbb\xbfFundamentals", "a.txt").lines == ("Fundamentals",)


def test_spaces_of_every_width_are_plain_spaces() -> None:
    assert source_from_text("5\u00a0mg\u2009daily\u200b").lines == ("5 mg daily",)


def test_western_text_is_read_with_a_finding() -> None:
    source = read_source("The patient’s café".encode("cp1252"), "a.txt")
    assert source.lines == ("The patient’s café",)
    assert [finding.code for finding in source.findings] == ["encoding-guessed"]


def test_utf16_with_a_mark_is_read() -> None:
    assert read_source("Sleep".encode("utf-16"), "a.txt").lines == ("Sleep",)


@pytest.mark.parametrize(
    "data",
    [b"", b" \n\t\n", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"a\x00b", bytes(range(128, 256)) * 9],
    ids=["empty", "blank", "picture", "pdf", "nul", "undecodable"],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSource) as caught:
        read_source(data, "a.txt")
    assert caught.value.reason and caught.value.remedy


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(UnreadableSource) as caught:
        read_source(b"one\ntwo\nthr\x00e", "a.txt")
    assert caught.value.line == 3


def test_a_source_over_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="at most 10"):
        read_source(b"x" * 11, "a.txt", limit=10)


def test_a_capture_of_nothing_but_the_site_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="no article"):
        parse(source_from_text("Skip to main content\n\nHome > Sleep\n\nShare this page\n"))
