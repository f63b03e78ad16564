"""The database's own full-text index over the passages' prepared columns.

On SQLite an FTS5 table with external content, kept by triggers; on PostgreSQL a generated column
with a GIN index. A later migration that rebuilds the table of passages on SQLite (any AlterField)
must make the triggers again.
"""

from django.db import migrations
from django.db.utils import OperationalError

COLUMNS = "title_text, names_text, heading_text, marks_text, body_text"


def _values(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in COLUMNS.split(", "))


SQLITE_TABLE = f"""
CREATE VIRTUAL TABLE search_index USING fts5(
    {COLUMNS}, content='search_passage', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2', prefix='3'
)
"""

SQLITE_TRIGGERS = (
    f"""
    CREATE TRIGGER search_passage_added AFTER INSERT ON search_passage BEGIN
        INSERT INTO search_index (rowid, {COLUMNS}) VALUES (new.id, {_values("new")});
    END
    """,  # noqa: S608 - column names of our own
    f"""
    CREATE TRIGGER search_passage_removed AFTER DELETE ON search_passage BEGIN
        INSERT INTO search_index (search_index, rowid, {COLUMNS})
        VALUES ('delete', old.id, {_values("old")});
    END
    """,  # noqa: S608 - column names of our own
    f"""
    CREATE TRIGGER search_passage_changed AFTER UPDATE ON search_passage BEGIN
        INSERT INTO search_index (search_index, rowid, {COLUMNS})
        VALUES ('delete', old.id, {_values("old")});
        INSERT INTO search_index (rowid, {COLUMNS}) VALUES (new.id, {_values("new")});
    END
    """,  # noqa: S608 - column names of our own
)

# English stems without English stop words: "low T" must keep its T. The prepared text is plain
# letters and digits, so the parser's other kinds of token hardly occur.
POSTGRESQL = (
    """
    CREATE TEXT SEARCH DICTIONARY strata_stem (TEMPLATE = snowball, LANGUAGE = english)
    """,
    "CREATE TEXT SEARCH CONFIGURATION strata (COPY = pg_catalog.english)",
    "ALTER TEXT SEARCH CONFIGURATION strata ALTER MAPPING REPLACE english_stem WITH strata_stem",
    """
    ALTER TABLE search_passage ADD COLUMN document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('strata', title_text), 'A')
        || setweight(to_tsvector('strata', names_text), 'B')
        || setweight(to_tsvector('strata', heading_text), 'C')
        || setweight(to_tsvector('strata', body_text), 'D')
    ) STORED
    """,
    "CREATE INDEX search_passage_document ON search_passage USING gin (document)",
    # An index holds no weights, so a search in titles alone has a small column of its own.
    """
    ALTER TABLE search_passage ADD COLUMN head tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('strata', title_text), 'A')
        || setweight(to_tsvector('strata', names_text), 'B')
        || setweight(to_tsvector('strata', heading_text), 'C')
    ) STORED
    """,
    "CREATE INDEX search_passage_head ON search_passage USING gin (head)",
)
POSTGRESQL_BACK = (
    "DROP INDEX search_passage_head",
    "ALTER TABLE search_passage DROP COLUMN head",
    "DROP INDEX search_passage_document",
    "ALTER TABLE search_passage DROP COLUMN document",
    "DROP TEXT SEARCH CONFIGURATION strata",
    "DROP TEXT SEARCH DICTIONARY strata_stem",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)
        return
    try:
        schema_editor.execute(SQLITE_TABLE)
    except OperationalError as error:
        raise OperationalError(
            "This Python's SQLite has no full-text search (FTS5), or one older than 3.20. Use a "
            f"Python built with it, or PostgreSQL through DATABASE_URL. SQLite says: {error}"
        ) from error
    for statement in SQLITE_TRIGGERS:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL_BACK:
            schema_editor.execute(statement)
        return
    for name in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER search_passage_{name}")
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_passages_and_names")]

    operations = [migrations.RunPython(make, unmake)]
