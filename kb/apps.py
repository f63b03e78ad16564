from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class KbConfig(AppConfig):
    default = True
    name = "kb"
    label = "kb"
    verbose_name = "Site"

    def ready(self) -> None:
        from kb.connections import watch_files
        from kb.logs import SlowQueries

        watch_files()
        post_migrate.connect(_begin_feed, sender=self, dispatch_uid="begin_feed")
        if settings.KB_SLOW_QUERY_MS:
            watch = SlowQueries(settings.KB_SLOW_QUERY_MS)
            connection_created.connect(watch.connect, weak=False, dispatch_uid="slow_queries")


def _begin_feed(**said: Any) -> None:
    from kb.mending import begin_feed  # it needs all the apps, which a web worker does not

    begin_feed(**said)


class LazyAdminConfig(SimpleAdminConfig):
    """The editors' site, whose pages are looked for when somebody opens one, or checks them."""

    default = False

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_pages, checks.Tags.admin)


def _check_pages(app_configs: Any, **said: Any) -> list[checks.CheckMessage]:
    admin.autodiscover()
    return list(check_admin_app(app_configs, **said))
