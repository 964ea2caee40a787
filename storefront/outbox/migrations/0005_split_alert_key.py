"""A key such as "oversold K7F3 mug" becomes a kind and a subject."""

from django.db import migrations

KINDS = ("unknown thing", "orders unread", "oversold", "import")


def split(apps, schema_editor):
    for alert in apps.get_model("outbox", "Alert").objects.iterator():
        kind = next((k for k in KINDS if alert.key.startswith(f"{k} ")), "")
        alert.kind = kind or alert.key.partition(" ")[0][:40]
        alert.subject = alert.key[len(alert.kind) :].strip()[:160]
        alert.save(update_fields=["kind", "subject"])


def join(apps, schema_editor):
    for alert in apps.get_model("outbox", "Alert").objects.iterator():
        alert.key = f"{alert.kind} {alert.subject}".strip()
        alert.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_alert_incident")]

    operations = [migrations.RunPython(split, join)]
