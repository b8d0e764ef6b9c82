"""Facts that many entries of the public directory share stand once (docs/decisions/0014)."""

from django.db import migrations, models

from socle.storage.schema.operations import AddColumn

_KEY = models.CompositePrimaryKey(
    "edition", "type", "key", blank=True, editable=False, primary_key=True, serialize=False
)


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_expand_annuaire_twins")]
    operations = [
        migrations.CreateModel(
            name="Common",
            fields=[
                ("pk", _KEY),
                ("edition", models.BigIntegerField()),
                ("type", models.CharField(max_length=1)),
                ("key", models.CharField(max_length=16)),
                ("facts", models.TextField()),
            ],
            options={"db_table": "directory_common"},
        ),
        AddColumn("entry", "common", models.CharField(max_length=16, null=True)),
    ]
