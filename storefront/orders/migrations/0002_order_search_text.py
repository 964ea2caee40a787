from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="search_text",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=200
            ),
            preserve_default=False,
        ),
    ]
