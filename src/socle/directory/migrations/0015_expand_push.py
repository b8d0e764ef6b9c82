"""What the second screen was asked to show, so that nobody's telephone is flooded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_expand_common_twins")]
    operations = [
        migrations.CreateModel(
            name="Push",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, db_index=True)),
                ("holder", models.CharField(max_length=64)),
                ("client_id", models.CharField(max_length=100)),
                ("at", models.DateTimeField(db_index=True)),
                ("stopped", models.BooleanField(default=False)),
                ("confirmed", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "directory_connect_push",
                "indexes": [
                    models.Index(fields=["holder", "at"], name="directory_connect_push_holder"),
                    models.Index(fields=["client_id", "at"], name="directory_connect_push_client"),
                ],
            },
        ),
    ]
