"""QR codes (ISO/IEC 18004) of short texts, as SVG: the address on a printed page.

Byte mode, error correction level M, versions 1 to 10: up to 213 bytes of UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

MOST_BYTES = 213

BLOCKS = {
    1: (10, (16,)), 2: (16, (28,)), 3: (26, (44,)), 4: (18, (32, 32)), 5: (24, (43, 43)),
    6: (16, (27,) * 4), 7: (18, (31,) * 4), 8: (22, (38, 38, 39, 39)),
    9: (22, (36, 36, 36, 37, 37)), 10: (26, (43, 43, 43, 43, 44)),
}  # fmt: skip
"""Version → check bytes of each block at level M, and data bytes of every block."""

ALIGNMENT = {
    1: (), 2: (6, 18), 3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34), 7: (6, 22, 38),
    8: (6, 24, 42), 9: (6, 26, 46), 10: (6, 28, 50),
}  # fmt: skip
"""Version → rows and columns of the alignment patterns' centres."""

MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda r, c: (r + c) % 2,
    lambda r, c: r % 2,
    lambda r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
"""A module is inverted where its mask gives 0."""

_DARK = re.compile("1+")
_ONE = ord("1")

Grid = list[list[int]]
"""Rows of modules: 1 dark, 0 light."""


class TooLong(ValueError):
    """The text does not fit the largest code made here."""


@lru_cache(maxsize=16)
def svg_path(text: str) -> tuple[int, str]:
    """Return a code of ``text`` as its size in modules and an SVG path of lines one module wide.

    The line of row n lies at y = n. The quiet zone is not included. Raises TooLong above 213 bytes.
    """
    rows = matrix(text)
    return len(rows), "".join([run for place, row in enumerate(rows) for run in _runs(place, row)])


def matrix(text: str) -> list[str]:
    """Return the rows of a code of ``text``, 1 for a dark module, with the mask that reads best."""
    data = text.encode()
    version = _version(len(data))
    layout = _layout(version)
    modules = bytearray(b"0" * layout.size**2)
    for place in compress(layout.places, _bits(_codewords(data, version))):
        modules[place] = _ONE
    filled = int(modules, 2)
    candidates = (_rows(filled ^ mask, layout.size) for mask in layout.masks)
    return min(candidates, key=_penalty)


def _version(length: int) -> int:
    for version, (_, blocks) in BLOCKS.items():
        if length + (2 if version < 10 else 3) <= sum(blocks):
            return version
    raise TooLong(f"{length} bytes; at most {MOST_BYTES} fit")


# --- data and check bytes -----------------------------------------------------------------


def _codewords(data: bytes, version: int) -> list[int]:
    """Return data and check bytes of all blocks, interleaved."""
    checks, sizes = BLOCKS[version]
    stream = _stream(data, 16 if version == 10 else 8, sum(sizes))
    blocks, start = [], 0
    for size in sizes:
        blocks.append(stream[start : start + size])
        start += size
    woven = [block[i] for i in range(max(sizes)) for block in blocks if i < len(block)]
    remainders = [_check_bytes(block, checks) for block in blocks]
    return woven + [remainder[i] for i in range(checks) for remainder in remainders]


def _stream(data: bytes, length_bits: int, capacity: int) -> list[int]:
    """Return mode, length and data as bytes, padded to ``capacity``."""
    number = (0b0100 << length_bits) | len(data)
    number = ((number << 8 * len(data)) | int.from_bytes(data)) << 4
    used = (4 + length_bits + 8 * len(data) + 4) // 8
    padding = bytes(0xEC if i % 2 == 0 else 0x11 for i in range(capacity - used))
    return list(number.to_bytes(used) + padding)


def _tables() -> tuple[list[int], list[int]]:
    """Powers and logarithms in the field of 256 elements with x⁸+x⁴+x³+x²+1."""
    powers, logs, value = [0] * 510, [0] * 256, 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return powers, logs


POWERS, LOGS = _tables()


def _multiply(a: int, b: int) -> int:
    return POWERS[LOGS[a] + LOGS[b]] if a and b else 0


@lru_cache(maxsize=len(BLOCKS))
def _generator(count: int) -> tuple[int, ...]:
    """Return the polynomial for so many check bytes, without its leading one."""
    factors = [1]
    for exponent in range(count):
        shifted = [*factors, 0]
        for place, factor in enumerate(factors):
            shifted[place + 1] ^= _multiply(factor, POWERS[exponent])
        factors = shifted
    return tuple(factors[1:])


@lru_cache(maxsize=len(BLOCKS))
def _multiples(count: int) -> tuple[int, ...]:
    """Return the polynomial for so many check bytes times each byte, every product as a number."""
    products = [0]
    for bit in range(8):
        product = int.from_bytes([_multiply(factor, 1 << bit) for factor in _generator(count)])
        products += [product ^ smaller for smaller in products]
    return tuple(products)


def _check_bytes(block: Sequence[int], count: int) -> bytes:
    """Return the Reed–Solomon remainder of ``block``."""
    multiples, highest, kept = _multiples(count), 8 * (count - 1), (1 << 8 * count) - 1
    remainder = 0
    for byte in block:
        remainder = (remainder << 8 & kept) ^ multiples[byte ^ remainder >> highest]
    return remainder.to_bytes(count)


def _bits(codewords: Sequence[int]) -> Iterator[int]:
    digits = f"{int.from_bytes(bytes(codewords)):0{8 * len(codewords)}b}"
    return map(int, digits)


# --- modules ------------------------------------------------------------------------------


def _frame(version: int) -> tuple[Grid, Grid]:
    """Return the fixed patterns, and which modules are taken by them or by format and version."""
    size = 17 + 4 * version
    grid = [[0] * size for _ in range(size)]
    taken = [[0] * size for _ in range(size)]
    for row, column in ((0, 0), (0, size - 7), (size - 7, 0)):
        _finder(grid, taken, row, column)
    for row in ALIGNMENT[version]:
        for column in ALIGNMENT[version]:
            if not taken[row][column]:
                _square(grid, taken, row, column)
    for place in range(8, size - 8):
        for row, column in ((6, place), (place, 6)):
            grid[row][column], taken[row][column] = 1 - place % 2, 1
    for place in range(9):
        taken[8][place] = taken[place][8] = 1
    for place in range(8):
        taken[8][size - 1 - place] = taken[size - 1 - place][8] = 1
    grid[size - 8][8] = 1
    if version >= 7:
        _write_version(grid, taken, version)
    return grid, taken


def _finder(grid: Grid, taken: Grid, top: int, left: int) -> None:
    """A finder pattern with the light line around it."""
    size = len(grid)
    for row in range(max(top - 1, 0), min(top + 8, size)):
        for column in range(max(left - 1, 0), min(left + 8, size)):
            ring = max(abs(row - top - 3), abs(column - left - 3))
            grid[row][column], taken[row][column] = int(ring in (0, 1, 3)), 1


def _square(grid: Grid, taken: Grid, row: int, column: int) -> None:
    """An alignment pattern around its centre."""
    for r in range(row - 2, row + 3):
        for c in range(column - 2, column + 3):
            ring = max(abs(r - row), abs(c - column))
            grid[r][c], taken[r][c] = int(ring != 1), 1


def _write_version(grid: Grid, taken: Grid, version: int) -> None:
    bits = _with_remainder(version, 12, 0x1F25)
    size = len(grid)
    for place in range(18):
        row, column = place // 3, size - 11 + place % 3
        grid[row][column] = grid[column][row] = bits >> place & 1
        taken[row][column] = taken[column][row] = 1


def _with_remainder(value: int, checks: int, generator: int) -> int:
    """Return ``value`` followed by the remainder of its division by ``generator``."""
    remainder = value << checks
    while remainder.bit_length() > checks:
        remainder ^= generator << (remainder.bit_length() - checks - 1)
    return value << checks | remainder


@dataclass(frozen=True, slots=True)
class _Layout:
    """What all codes of a version share. A whole code is a number, its first module the highest."""

    size: int
    places: tuple[int, ...]
    """The free modules in the order data fills them, counted row by row."""
    masks: tuple[int, ...]
    """For each mask a code of nothing but zeros, with the fixed patterns and the format."""


@lru_cache(maxsize=len(BLOCKS))
def _layout(version: int) -> _Layout:
    blank, taken = _frame(version)
    size = len(blank)
    places = tuple(_places(taken))
    return _Layout(
        size,
        tuple(row * size + column for row, column in places),
        tuple(_masked(blank, places, mask) for mask in range(len(MASKS))),
    )


def _masked(blank: Grid, places: Iterable[tuple[int, int]], mask: int) -> int:
    grid = [row[:] for row in blank]
    tile = [[int(MASKS[mask](row, column) == 0) for column in range(12)] for row in range(12)]
    for row, column in places:  # every mask repeats itself after twelve
        grid[row][column] = tile[row % 12][column % 12]
    _write_format(grid, mask)
    return int("".join([str(module) for row in grid for module in row]), 2)


def _rows(code: int, size: int) -> list[str]:
    modules = f"{code:0{size**2}b}"
    return [modules[start : start + size] for start in range(0, size**2, size)]


def _places(taken: Grid) -> Iterator[tuple[int, int]]:
    """Yield the free modules in the order data fills them: two columns at a time, up and down."""
    size = len(taken)
    up = True
    for right in (*range(size - 1, 6, -2), *range(5, 0, -2)):
        for row in range(size - 1, -1, -1) if up else range(size):
            for column in (right, right - 1):
                if not taken[row][column]:
                    yield row, column
        up = not up


def _write_format(grid: Grid, mask: int) -> None:
    """Write level M, whose bits are 00, and the mask, twice."""
    bits = _with_remainder(mask, 10, 0x537) ^ 0x5412
    size = len(grid)
    for place in range(15):
        bit = bits >> place & 1
        column_row = place if place < 6 else place + 1 if place < 8 else size - 15 + place
        row_column = size - 1 - place if place < 8 else 7 if place == 8 else 14 - place
        grid[column_row][8] = bit
        grid[8][row_column] = bit


# --- choice of mask, and drawing ----------------------------------------------------------


def _penalty(rows: Sequence[str]) -> int:
    """Return how hard a code is to read: long runs of one shade, and too much of either.

    The standard also counts squares and look-alikes of the finder. Every mask is valid to a reader;
    these two rules find a good one at a quarter of the cost.
    """
    size = len(rows)
    columns = map("".join, zip(*rows, strict=True))
    dark = int("0".join((*rows, *columns)), 2)
    light = dark ^ _whole_lines(size)
    # Each module stands in a row and in a column.
    imbalance = abs(dark.bit_count() - size**2) * 10 // size**2
    return _long_runs(dark) + _long_runs(light) + 10 * imbalance


@lru_cache(maxsize=len(BLOCKS))
def _whole_lines(size: int) -> int:
    return int("0".join(["1" * size] * (2 * size)), 2)


def _long_runs(lines: int) -> int:
    """Return the sum of the lengths, less two, of all runs of five and more ones."""
    pairs = lines & lines >> 1
    fives = pairs & pairs >> 2 & lines >> 4
    return fives.bit_count() + 2 * (fives & ~(fives << 1)).bit_count()


def _runs(number: int, row: str) -> list[str]:
    """Return the dark runs of a row as lines along its middle."""
    spans = [run.span() for run in _DARK.finditer(row)]
    return [f"M{start} {number}h{end - start}" for start, end in spans]
