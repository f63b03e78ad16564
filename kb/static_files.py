"""Static files, each looked up when somebody first asks for it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Sends static files as WhiteNoise does, without listing all of them at the start.

    The list took a sixth of a worker's start and a MiB, for nothing where nginx sends the files.
    """

    def add_files(self, root: str, prefix: str | None = None) -> None:
        listed, self.autorefresh = self.autorefresh, True  # only note where the files lie
        super().add_files(root, prefix)
        self.autorefresh = listed

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        is_new = path.startswith(self.static_prefix) and path not in self.files
        if is_new and not self.autorefresh:
            found: Any = self.find_file(path)
            if found is not None:
                self.files[path] = found
        answer: HttpResponseBase = super().__call__(request)
        return answer


class SparingCompressor(Compressor):  # type: ignore[misc]
    """Leaves a file alone whose compressed twins say what it says.

    Compressing anew takes nearly all the time of collecting, and a service that collects when it
    starts is away as long: after a crash, too.
    """

    def compress(self, path: str) -> list[str]:
        """Write the twins of a file where they are wanted; return their paths."""
        if _has_twins(Path(path)):
            return [f"{path}.br", f"{path}.gz"]
        written: list[str] = super().compress(path)
        return written


def _has_twins(path: Path) -> bool:
    try:
        packed = [Path(f"{path}{suffix}").read_bytes() for suffix in (".br", ".gz")]
        br, gz = brotli.decompress(packed[0]), gzip.decompress(packed[1])
    except (OSError, EOFError, zlib.error, brotli.error):  # missing, or half written
        return False
    return bool(br == gz == path.read_bytes())


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and compressed twins, as WhiteNoise makes them, and only those that are new."""

    def create_compressor(self, **options: Any) -> Compressor:
        return SparingCompressor(**options)


def require_collected() -> None:
    """Raise ImproperlyConfigured if pages would name static files that nobody has collected.

    Better at the start than at every page.
    """
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        raise ImproperlyConfigured(
            f"There are no collected static files in {settings.STATIC_ROOT}. Run: manage.py "
            "collectstatic --noinput (KB_STATIC_ROOT names another folder)"
        )
