"""Topics whose published articles use a term, once for those published before."""

from django.db import migrations

STEP = 1000


def fill(apps, schema_editor):
    uses = apps.get_model("articles", "TermUse").objects.using(schema_editor.connection.alias)
    rows = apps.get_model("articles", "TermTopic")
    met = uses.filter(article__listing__topics__isnull=False).order_by()
    pairs = met.values_list("term", "article__listing__topics").distinct()
    rows.objects.using(schema_editor.connection.alias).bulk_create(
        (rows(term_id=term, topic_id=topic) for term, topic in pairs),
        batch_size=STEP,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_terms_of_topics")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
