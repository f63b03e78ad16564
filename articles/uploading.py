"""Files sent from the browser: what is let in.

Nothing of an upload is trusted: names are checked before anything is written to disk, sizes are
counted while reading rather than believed, and only texts come through.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from articles.importing.names import DOCUMENT_SUFFIXES, MANIFEST
from kb.document.source import MAX_BYTES

MAX_FILES = 200
MAX_TOTAL = 48 * 1024 * 1024
"""Bytes of all files together, unpacked."""
MAX_DEPTH = 6
"""Folders within folders, the file's own name counted."""
MAX_NAME = 200
SUFFIXES = frozenset({*DOCUMENT_SUFFIXES, ".toml"})

Files = dict[str, bytes]
"""Path within the upload → bytes."""


class BadUpload(ValueError):
    """An upload that is not let in; the message says why, for the person who sent it."""


def read_files(sent: Iterable[tuple[str, BinaryIO]]) -> Files:
    """Return the files sent, those within zips too. Raise :class:`BadUpload`."""
    files: Files = {}
    for name, stream in sent:
        for path, data in _unpacked(name, stream):
            _let_in(files, path, data)
    if not any(PurePosixPath(path).suffix.lower() in DOCUMENT_SUFFIXES for path in files):
        raise BadUpload(f"There is no document in it; documents end in {_known()}.")
    return files


def _let_in(files: Files, path: str, data: bytes) -> None:
    if path.casefold() in {known.casefold() for known in files}:
        raise BadUpload(f"“{path}” is there twice.")
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadUpload(f"“{path}” is not a text.")
    files[path] = data
    if len(files) > MAX_FILES:
        raise BadUpload(f"There are more than {MAX_FILES} files; send them in parts.")
    if sum(map(len, files.values())) > MAX_TOTAL:
        raise BadUpload(f"The files are larger than {MAX_TOTAL:,} bytes together.")


def _unpacked(name: str, stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    path = safe_path(name)
    if PurePosixPath(path).suffix.lower() != ".zip":
        _check_type(path)
        yield path, _bounded(stream, path)
        return
    try:
        with zipfile.ZipFile(stream) as archive:
            yield from _members(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise BadUpload(f"“{path}” cannot be unpacked: {error}.") from error


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > 4 * MAX_FILES:
        raise BadUpload(f"The zip holds {len(members):,} files; at most {MAX_FILES} are read.")
    for member in members:
        path = safe_path(member.filename)
        if _is_clutter(path):
            continue
        if member.flag_bits & 1:
            raise BadUpload(f"“{path}” is encrypted.")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
            raise BadUpload(f"“{path}” is a link or a device, not a file.")
        _check_type(path)
        with archive.open(member) as stream:
            yield path, _bounded(stream, path)


def _bounded(stream: Any, path: str) -> bytes:
    """Read a file, counting: what its header says of its size may be a lie."""
    data: bytes = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadUpload(f"“{path}” is larger than {MAX_BYTES:,} bytes.")
    return data


def safe_path(name: str) -> str:
    """Return a name as a path that stays below its folder. Raise :class:`BadUpload`."""
    path = PurePosixPath(name)
    shown = name.encode("ascii", "backslashreplace").decode()[:80]
    if not name or any(ord(letter) < 32 for letter in name) or "\\" in name or ":" in name:
        raise BadUpload(f"“{shown}” is no plain file name.")
    if path.is_absolute() or any(part in ("..", ".") for part in name.split("/")):
        raise BadUpload(f"“{shown}” leads out of its folder.")
    if len(path.parts) > MAX_DEPTH or any(len(part.encode()) > MAX_NAME for part in path.parts):
        raise BadUpload(f"“{shown}” lies too deep or has too long a name.")
    return str(path)


def _is_clutter(path: str) -> bool:
    """Say whether a member is what operating systems put into zips unasked."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(path).parts)


def _check_type(path: str) -> None:
    file = PurePosixPath(path)
    if file.suffix.lower() not in SUFFIXES or (
        file.suffix.lower() == ".toml" and file.name != MANIFEST
    ):
        raise BadUpload(f"“{path}” is of no kind that is imported; send {_known()} or a zip.")


def _known() -> str:
    return ", ".join(sorted(DOCUMENT_SUFFIXES))


def pack(files: Files) -> bytes:
    """Return files as one zip, as they are kept until they are imported."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return packed.getvalue()


def unpack(content: bytes) -> Files:
    """Return the files of a zip that :func:`pack` made."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
