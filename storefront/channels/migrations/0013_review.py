import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0012_upload'),
        ('connections', '0008_turn'),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('passed', 'Passed'), ('refused', 'Refused')], max_length=7)),
                ('since', models.DateTimeField()),
                ('ask_at', models.DateTimeField(null=True)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connections.connection')),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review', to='channels.listing')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ask_at__isnull', False)), fields=['connection', 'ask_at'], name='review_due')],
            },
        ),
    ]
