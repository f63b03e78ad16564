"""Files sent from the browser: what is let in, tried, and loaded by the importer.

Nothing of an upload is trusted: names are checked before anything is written to disk, sizes are
counted while reading rather than believed, and only texts come through.
"""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone

from articles import workflow
from articles.importing.folder import DOCUMENT_SUFFIXES, MANIFEST
from articles.importing.run import Options, import_paths
from articles.models import ImportFinding, ImportRun, Source, Upload
from kb.document.source import MAX_BYTES

MAX_FILES = 200
MAX_TOTAL = 48 * 1024 * 1024
"""Bytes of all files together, unpacked."""
MAX_DEPTH = 6
"""Folders within folders, the file's own name counted."""
MAX_NAME = 200
KEPT_FOR = timedelta(days=1)
"""How long an upload waits to be loaded before it is thrown away."""
SUFFIXES = frozenset({*DOCUMENT_SUFFIXES, ".toml"})

Files = dict[str, bytes]
"""Path within the upload → bytes."""


class BadUpload(ValueError):
    """An upload that is not let in; the message says why, for the person who sent it."""


# --- letting in -----------------------------------------------------------------------------


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


# --- trying and loading ---------------------------------------------------------------------


def keep(files: Files, *, by: Any) -> Upload:
    """Keep an upload with the report of what loading it would do. Old ones are thrown away."""
    Upload.objects.filter(loaded_at=None, at__lt=timezone.now() - KEPT_FOR).delete()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return Upload.objects.create(
        by=by,
        by_name=workflow.name_of(by),
        names=sorted(files),
        content=packed.getvalue(),
        trial=_import(files, dry_run=True, by=by),
    )


def load(upload: Upload, *, by: Any) -> bool:
    """Import an upload as drafts, once; say whether this call did it."""
    now = timezone.now()
    waiting = Upload.objects.filter(pk=upload.pk, loaded_at=None)
    if not waiting.update(loaded_at=now):
        return False
    try:
        with zipfile.ZipFile(BytesIO(bytes(upload.content))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        report = _import(files, dry_run=False, by=by)
    except BaseException:
        Upload.objects.filter(pk=upload.pk).update(loaded_at=None)
        raise
    Upload.objects.filter(pk=upload.pk).update(report=report, content=b"")
    return True


def _import(files: Files, *, dry_run: bool, by: Any) -> dict[str, Any]:
    """Run the importer on the files in a folder of their own; its name stays out of all records."""
    with TemporaryDirectory(prefix="upload-") as folder:
        root = Path(folder).resolve()
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        options = Options(dry_run=dry_run, by=by, spread=False)
        report = import_paths([root], options).as_json()
        if not dry_run:
            _forget_folder(str(root))
    said: dict[str, Any] = json.loads(json.dumps(report).replace(f"{root}/", ""))
    return said


def _forget_folder(root: str) -> None:
    """Write in records where the file lay in the upload, not where it lay on this machine."""
    shown = Value("upload")
    Source.objects.filter(folder__startswith=root).update(
        folder=Replace(F("folder"), Value(root), shown)
    )
    for name in ("path", "message"):
        runs = ImportRun.objects.order_by("-pk")[:5].values("pk")
        rows = ImportFinding.objects.filter(run__in=list(runs.values_list("pk", flat=True)))
        rows.filter(**{f"{name}__contains": root}).update(
            **{name: Replace(F(name), Value(f"{root}/"), Value(""))}
        )
