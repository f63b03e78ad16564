from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KbConfig(AppConfig):
    name = "kb"
    label = "kb"
    verbose_name = "Site"

    def ready(self) -> None:
        from kb.mending import begin_feed

        post_migrate.connect(begin_feed, sender=self, dispatch_uid="begin_feed")
