"""Static files, each looked up when somebody first asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


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


def require_collected() -> None:
    """Raise ImproperlyConfigured if pages would name static files that nobody has collected.

    Better at the start than at every page.
    """
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        raise ImproperlyConfigured(
            f"There are no collected static files in {settings.STATIC_ROOT}. Run: manage.py "
            "collectstatic --noinput (KB_STATIC_ROOT names another folder)"
        )
