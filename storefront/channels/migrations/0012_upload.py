import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0011_learned_buffer'),
        ('connections', '0008_turn'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500)),
                ('external_id', models.CharField(max_length=300)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connections.connection')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('connection', 'url'), name='one_upload_per_picture')],
            },
        ),
    ]
