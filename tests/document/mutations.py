"""Sources spoiled in every way that captures and careless hands spoil them."""

from __future__ import annotations

import random


def mutate(text: str, seed: int) -> str:
    """``text`` with lines moved, dropped, doubled and joined."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 25)):
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(5)
        if kind == 0:
            lines.insert(to, lines.pop(at))
        elif kind == 1:
            del lines[at]
        elif kind == 2:
            lines.insert(to, lines[at])
        elif kind == 3:
            lines[at] = lines[at][: len(lines[at]) // 2]
        else:
            lines[at] = f"{lines[at]} {lines[to]}"
    return chance.choice(["\n", "\r\n", "\r"]).join(lines)


def spoil(data: bytes, seed: int) -> bytes:
    """``data`` with bytes changed, lost, doubled and put in."""
    chance = random.Random(seed)
    spoiled = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(spoiled))
        kind = chance.randrange(4)
        if kind == 0:
            spoiled[at] = chance.randrange(256)
        elif kind == 1:
            del spoiled[at : at + chance.randrange(2000)]
        elif kind == 2:
            spoiled[at:at] = spoiled[at : at + chance.randrange(2000)]
        else:
            spoiled[at:at] = chance.choice(STRANGE)
    return bytes(spoiled)


STRANGE = (
    "\u202e\u200b\ufeff".encode(),
    "e\u0301\u0323\ud7a3".encode(),
    b"\x00",
    b"\x0c\x1b[31m",
    b"\r",
    b"\xc3\x28",
    b"---\na: &a [*a]\n---\n",
    b"<script>alert(1)</script>",
    b"[@" * 30,
    b"((((" * 60,
    "∞".encode() * 40,
    b"|" * 200,
)
"""Bytes that texts rarely hold, or never."""
