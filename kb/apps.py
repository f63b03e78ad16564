from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class KbConfig(AppConfig):
    name = "kb"
    label = "kb"
    verbose_name = "Site"

    def ready(self) -> None:
        from kb.logs import SlowQueries
        from kb.mending import begin_feed

        post_migrate.connect(begin_feed, sender=self, dispatch_uid="begin_feed")
        if settings.KB_SLOW_QUERY_MS:
            watch = SlowQueries(settings.KB_SLOW_QUERY_MS)
            connection_created.connect(watch.connect, weak=False, dispatch_uid="slow_queries")
