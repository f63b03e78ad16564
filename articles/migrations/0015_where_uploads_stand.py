"""Uploads that wait to be loaded still do; what was loaded is done."""

from django.db import migrations
from django.db.models import F


def say_where_they_stand(apps, schema_editor):
    uploads = apps.get_model("articles", "Upload").objects.filter(state="queued")
    uploads.filter(loaded_at=None).exclude(trial={}).update(state="planned")
    loaded = {"confirmed_at": F("loaded_at"), "confirmed_by": F("by")}
    uploads.exclude(loaded_at=None).update(state="done", **loaded)


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_import_jobs")]

    operations = [migrations.RunPython(say_where_they_stand, migrations.RunPython.noop)]
