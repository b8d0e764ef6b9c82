"""Batches of INSi verifications that wait to be collected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_expand_file_twins")]
    operations = [
        migrations.CreateModel(
            name="InsiBatch",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("depositor", models.CharField(max_length=100)),
                ("deposited_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField()),
                ("results", models.TextField()),
            ],
            options={
                "db_table": "identity_insi_batch",
                "indexes": [models.Index(fields=["deposited_at"], name="identity_insi_batch_age")],
            },
        ),
    ]
