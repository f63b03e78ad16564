"""Note which published articles have a tier that reads harder than it should."""

from django.db import migrations


def mark(apps, schema_editor):
    rows = apps.get_model("articles", "Listing").objects.using(schema_editor.connection.alias)
    hard = [
        pk
        for pk, row in rows.values_list("pk", "row").iterator()
        if any(tier["reading"].get("above_ceiling") for tier in row.get("tiers", ()))
    ]
    for start in range(0, len(hard), 500):
        rows.filter(pk__in=hard[start : start + 500]).update(is_too_hard=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_what_waits")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
