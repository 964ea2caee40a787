"""The index over an entry's words: a text search vector, or SQLite's FTS5."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# No parser: a word is what stands between two spaces.
POSTGRESQL = [
    "ALTER TABLE shelves_entry ADD COLUMN tokens tsvector GENERATED ALWAYS AS"
    " (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX entry_words ON shelves_entry USING gin (tokens)"
    " WITH (fastupdate = off)",
]
# Rows are written by entries.py: a trigger would vanish with the next ALTER TABLE.
SQLITE = [
    "CREATE VIRTUAL TABLE shelves_words USING fts5"
    " (words, tokenize = \"unicode61 remove_diacritics 0 tokenchars '-:'\")",
]


def create_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if on_postgresql else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE shelves_entry DROP COLUMN tokens")
    else:
        schema_editor.execute("DROP TABLE shelves_words")


class Migration(migrations.Migration):
    dependencies = [("shelves", "0001_initial")]

    operations = [migrations.RunPython(create_index, drop_index)]
