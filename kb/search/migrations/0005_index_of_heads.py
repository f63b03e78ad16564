"""On SQLite, titles, names and headings get a full-text index of their own.

Words that are common in texts are not so there, so that what is called by them is found without
reading all that is known of them. PostgreSQL has had the column ``head`` for that.
"""

from django.db import migrations

INDEXES = {
    "search_index": ("title_text", "names_text", "heading_text", "marks_text", "body_text"),
    "search_head": ("title_text", "names_text", "heading_text", "marks_text"),
}
TABLE = """
CREATE VIRTUAL TABLE search_head USING fts5(
    title_text, names_text, heading_text, marks_text,
    content='search_passage', content_rowid='id', columnsize=0,
    tokenize='porter unicode61 remove_diacritics 2', prefix='3'
)
"""


def _add(index):
    names = INDEXES[index]
    values = ", ".join(f"new.{name}" for name in names)
    return f"INSERT INTO {index} (rowid, {', '.join(names)}) VALUES (new.id, {values});"  # noqa: S608


def _drop(index):
    names = INDEXES[index]
    values = ", ".join(f"old.{name}" for name in names)
    return (
        f"INSERT INTO {index} ({index}, rowid, {', '.join(names)}) "  # noqa: S608
        f"VALUES ('delete', old.id, {values});"
    )


def _make_triggers(schema_editor, indexes):
    add, drop = " ".join(map(_add, indexes)), " ".join(map(_drop, indexes))
    for name, moment, done in (
        ("added", "INSERT", add),
        ("removed", "DELETE", drop),
        ("changed", "UPDATE", f"{drop} {add}"),
    ):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS search_passage_{name}")
        schema_editor.execute(
            f"CREATE TRIGGER search_passage_{name} AFTER {moment} ON search_passage "
            f"BEGIN {done} END"
        )


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    schema_editor.execute(TABLE)
    schema_editor.execute("INSERT INTO search_head (search_head) VALUES ('rebuild')")
    _make_triggers(schema_editor, list(INDEXES))


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    _make_triggers(schema_editor, ["search_index"])
    schema_editor.execute("DROP TABLE search_head")


class Migration(migrations.Migration):
    dependencies = [("search", "0004_unfound")]

    operations = [migrations.RunPython(make, unmake)]
