import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_alert")]

    operations = [
        migrations.AddField("alert", "kind", models.CharField(default="", max_length=40, verbose_name="kind"), preserve_default=False),
        migrations.AddField("alert", "subject", models.CharField(blank=True, default="", max_length=160, verbose_name="about"), preserve_default=False),
        migrations.AddField("alert", "fix_vi", models.CharField(blank=True, default="", max_length=300, verbose_name="what to do (Vietnamese)"), preserve_default=False),
        migrations.AddField("alert", "fix_en", models.CharField(blank=True, default="", max_length=300, verbose_name="what to do (English)"), preserve_default=False),
        migrations.AddField("alert", "link", models.CharField(blank=True, default="", max_length=200, verbose_name="page"), preserve_default=False),
        migrations.AddField("alert", "stage", models.CharField(blank=True, default="", editable=False, max_length=20), preserve_default=False),
        migrations.AddField("alert", "quiet_until", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
        migrations.AddField("alert", "by_email", models.BooleanField(default=True, editable=False)),
        migrations.AddField("alert", "emailed_at", models.DateTimeField(blank=True, null=True, verbose_name="written to staff")),
    ]
