"""A backup as one file: a gzipped tar of a manifest, the digests of all versions, the database.

The manifest stands first, so that what a backup holds is read without unpacking it.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

from kb import __version__

FORMAT = 1
"""Raised when an older Strata could no longer read the file."""
SUFFIX = ".strata.tar.gz"
MANIFEST, VERSIONS, DATABASE = "manifest.json", "versions.txt", "database"
_CHUNK = 1 << 20


class BackupFailed(RuntimeError):
    """A backup could not be made, read or restored; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database holds, as far as two copies of it are compared."""

    versions: int
    """How many versions of articles there are."""
    versions_sha256: str
    """Of a line for each version: its article's slug, its number, its digest."""
    migrations: tuple[str, ...]
    """Applied migrations, as ``app.name``."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    engine: str
    """``sqlite`` or ``postgresql``."""
    made_at: str
    """When, in ISO 8601."""
    strata: str
    """The version of Strata that made it."""
    facts: Facts
    database_sha256: str
    """Of the member that is the database."""
    database_bytes: int
    format: int = FORMAT


def default_name() -> str:
    """Return the name of a backup made now, when only its folder is given."""
    return f"strata-{timezone.now():%Y%m%dT%H%M%SZ}{SUFFIX}"


@contextmanager
def workspace(near: Path) -> Iterator[Path]:
    """Give a folder only we can read, on the disk of ``near``, and remove it in the end."""
    with tempfile.TemporaryDirectory(prefix=".strata-", dir=near) as folder:
        yield Path(folder)


def write(target: Path, folder: Path, engine: str, facts: Facts) -> Manifest:
    """Pack the members that lie in ``folder`` into ``target``, whole or not at all."""
    database = folder / DATABASE
    manifest = Manifest(
        engine=engine,
        made_at=timezone.now().isoformat(timespec="seconds"),
        strata=__version__,
        facts=facts,
        database_sha256=sha256_of(database),
        database_bytes=database.stat().st_size,
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
    partial = folder / "packed"
    with partial.open("wb") as stream:
        partial.chmod(0o600)
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=6) as tar:
            for name in (MANIFEST, VERSIONS, DATABASE):
                tar.add(folder / name, arcname=name)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(target)
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Return what the backup at ``path`` says of itself."""
    with _opened(path) as tar:
        data = json.load(_member(tar, MANIFEST, path))
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BackupFailed(f"{path} has a format that this version of Strata cannot read.")
    facts = data.pop("facts")
    facts["migrations"] = tuple(facts["migrations"])
    return Manifest(facts=Facts(**facts), **data)


def unpack_database(path: Path, manifest: Manifest, folder: Path) -> Path:
    """Write the database of a backup into ``folder``, check its digest, and return where it is."""
    target = folder / DATABASE
    with _opened(path) as tar, target.open("wb") as stream:
        member = _member(tar, DATABASE, path)
        while chunk := member.read(_CHUNK):
            stream.write(chunk)
    if sha256_of(target) != manifest.database_sha256:
        raise BackupFailed(f"{path} is damaged: its database has another digest than it says.")
    return target


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:gz") as tar:
            yield tar
    except FileNotFoundError as error:
        raise BackupFailed(f"There is no file {path}.") from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise BackupFailed(f"{path} is no backup of Strata, or it is damaged.") from error


def _member(tar: tarfile.TarFile, name: str, path: Path) -> IO[Any]:
    member = tar.extractfile(name)
    if member is None:
        raise BackupFailed(f"{path} is no backup of Strata: it has no {name}.")
    return member
