"""Hold in the database that a version's content is never updated."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER version_is_written_once BEFORE UPDATE ON articles_version
BEGIN SELECT RAISE(ABORT, 'a version is written once'); END
"""

POSTGRESQL = """
CREATE FUNCTION version_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a version is written once'; END $$;
CREATE TRIGGER version_is_written_once BEFORE UPDATE ON articles_version
FOR EACH ROW EXECUTE FUNCTION version_is_written_once();
"""

DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS version_is_written_once",
    "postgresql": "DROP FUNCTION IF EXISTS version_is_written_once() CASCADE",
}


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute({"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor], params=None)


def drop(apps, schema_editor):
    schema_editor.execute(DROP[schema_editor.connection.vendor], params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_articles")]

    operations = [migrations.RunPython(create, drop)]
