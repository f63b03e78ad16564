"""The QR code on a printed page."""

from __future__ import annotations

import hashlib

import pytest

from kb import qr
from tests.pages.checks import check_page, find

LONG = "https://kb.example.org/articles/" + "sleep-" * 20


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (
            "https://kb.example.org/a",
            "635e6a29a99face427f0638a2bfc893b10b7549d6f0344f229d7a56351297348",
        ),
        (LONG, "16d496c683c370ae4aed973fdf42631eddc65302b85f1087a744d6688dd0b10c"),
    ],
)
def test_code_is_the_one_another_encoder_draws(text, digest):
    """The digests are of codes that equal the ones of the qrcode package, module for module."""
    rows = ("".join(map(str, row)) for row in qr.matrix(text))
    assert hashlib.sha256("\n".join(rows).encode()).hexdigest() == digest


@pytest.mark.parametrize("length", [1, 14, 15, 62, 63, 122, 152, 180, 181, 213])
def test_data_and_check_bytes_agree(length):
    """Every block, read as a polynomial, has the generator's roots."""
    data = b"x" * length
    version = qr._version(length)
    checks, sizes = qr.BLOCKS[version]
    words = qr._codewords(data, version)
    woven, remainders = words[: sum(sizes)], words[sum(sizes) :]
    for number, size in enumerate(sizes):
        short = min(sizes)
        block = [woven[i * len(sizes) + number] for i in range(short)]
        block += woven[short * len(sizes) + number - sizes.count(short) :][: size - short]
        block += remainders[number :: len(sizes)]
        for root in range(checks):
            value = 0
            for byte in block:
                value = qr._multiply(value, qr.POWERS[root]) ^ byte
            assert value == 0


def test_longer_address_is_refused():
    with pytest.raises(qr.TooLong):
        qr.matrix("x" * (qr.MOST_BYTES + 1))


def test_article_prints_the_code_of_its_version(client, full_article):
    page = check_page(client.get("/articles/sleep-and-rest/"))
    svg = next(each for each in page.iter() if "qr" in (each.get("class") or "").split())
    size, path = qr.svg_path("http://127.0.0.1:8000/articles/sleep-and-rest/versions/1/")
    assert svg.get("viewBox") == f"-4 -4.5 {size + 8} {size + 8}"
    assert [each.get("d") for each in svg] == [path]
    assert not find(page, "style")
