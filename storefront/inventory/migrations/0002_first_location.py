"""A shop has a place for its goods from the first day; staff rename it as they like."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add_first_location(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("inventory", "Location").objects.create(name="Kho chính")


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.RunPython(add_first_location, migrations.RunPython.noop),
    ]
