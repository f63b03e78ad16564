"""The published site as files, with the bytes the site itself would answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.test import Client

from articles.site_paths import page_paths

MISSING = "/404.html"
WRITTEN = ".strata-export.json"
"""In the folder: the files an export wrote, so that the next removes what is gone and no other."""


class PageFailed(RuntimeError):
    """A page that the site lists did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did."""

    files: int
    written: int
    removed: int


def export_site(folder: Path) -> Exported:
    """Write every public page into ``folder``.

    A file whose bytes are the same is left alone and a page that is gone is removed, so that a copy
    elsewhere sees only what changed. Each file is replaced whole; what is gone goes last.
    """
    before = _read_list(folder)
    names, written = set(), 0
    for path, content in _contents():
        name = file_name(path)
        names.add(name)
        written += _write(folder / name, content)
    gone = before - names
    _write(folder / WRITTEN, json.dumps(sorted(names | before), indent=0).encode())
    for name in gone:
        _remove(folder, name)
    _write(folder / WRITTEN, json.dumps(sorted(names), indent=0).encode())
    return Exported(len(names), written, len(gone))


def file_name(path: str) -> str:
    """Return where in the folder the answer of a path lies."""
    return path.lstrip("/") + ("index.html" if path.endswith("/") else "")


def _contents() -> Iterator[tuple[str, bytes]]:
    client = Client(SERVER_NAME=_host(), **_scheme())
    for path in page_paths():
        yield path, _page(client, path)
    yield MISSING, client.get(MISSING).content
    yield from _static()


def _host() -> str:
    return settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"


def _scheme() -> dict[str, str]:
    return {"wsgi.url_scheme": "https"} if settings.SITE_URL.startswith("https:") else {}


def _page(client: Client, path: str) -> bytes:
    response = client.get(path)
    if response.status_code != 200:
        raise PageFailed(f"{path} answered {response.status_code}")
    return response.getvalue()


def _static() -> Iterator[tuple[str, bytes]]:
    """Yield the static files that public pages load, under the names that pages give them."""
    for finder in finders.get_finders():
        for name, source in finder.list(["admin/*", "drf_spectacular_sidecar/*", "*.map"]):
            storage, stored = source, name
            if isinstance(staticfiles_storage, ManifestFilesMixin):
                storage, stored = staticfiles_storage, staticfiles_storage.stored_name(name)
            try:
                with storage.open(stored) as file:
                    yield staticfiles_storage.url(name), file.read()
            except FileNotFoundError as error:
                raise PageFailed("Static files are missing. Run collectstatic first.") from error


def _write(target: Path, content: bytes) -> int:
    """Replace a file if its content is another; return whether (1) or not (0)."""
    if target.is_file() and target.read_bytes() == content:
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(content)
    partial.replace(target)
    return 1


def _read_list(folder: Path) -> set[str]:
    """Return the files an earlier export wrote. A name that leads out of the folder is none."""
    try:
        names = json.loads((folder / WRITTEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return {
        name
        for name in names
        if isinstance(name, str) and not Path(name).is_absolute() and ".." not in Path(name).parts
    }


def _remove(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    for parent in (folder / name).parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()
