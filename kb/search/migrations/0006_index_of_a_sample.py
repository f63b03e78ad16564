"""On PostgreSQL, one passage of sixteen gets a full-text index of its own.

An index gives all passages that match before the first of them can be taken, so a search for common
words takes as long as there are texts. Such words have enough matches in the sample.
"""

from django.db import migrations

INDEX = """
CREATE INDEX search_passage_sample ON search_passage USING gin (document) WHERE (id & 15) = 0
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX, params=None)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_passage_sample")


class Migration(migrations.Migration):
    dependencies = [("search", "0005_index_of_heads")]

    operations = [migrations.RunPython(make, unmake)]
