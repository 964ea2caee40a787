from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_split_alert_key")]

    operations = [
        migrations.RemoveConstraint("alert", "one_open_alert_per_matter"),
        # With a default, so that going back finds something to put there.
        migrations.AlterField("alert", "key", models.CharField(default="", max_length=200)),
        migrations.RemoveField("alert", "key"),
        migrations.AddConstraint(
            "alert",
            models.UniqueConstraint(condition=models.Q(("settled_at", None)), fields=("kind", "subject"), name="one_open_alert_per_matter"),
        ),
    ]
