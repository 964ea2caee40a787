import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_asking_staff")]

    operations = [
        migrations.RenameModel(old_name="Entry", new_name="ReportLine"),
        migrations.RenameIndex(
            model_name="reportline",
            old_name="entry_of_run",
            new_name="report_line_of_run",
        ),
        migrations.AlterField(
            model_name="reportline",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="report_lines",
                to="exchange.import",
            ),
        ),
    ]
