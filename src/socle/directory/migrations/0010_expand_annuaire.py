"""The public directory: editions, their entries, what is attached to them, and the terms they are found by."""

from django.db import migrations, models


def _own(*key):
    return [
        ("pk", models.CompositePrimaryKey(*key, blank=True, editable=False, primary_key=True, serialize=False)),
        ("edition", models.BigIntegerField()),
        ("type", models.CharField(max_length=1)),
    ]


def _texts(column):
    return models.Index(
        fields=["edition", "type", column],
        opclasses=["int8_ops", "varchar_ops", "varchar_pattern_ops"],
        condition=models.Q(**{f"{column}__isnull": False}),
        name=f"directory_entry_{column}",
    )


def _belonging(column):
    return models.Index(
        fields=["edition", column, "type", "key"],
        condition=models.Q(**{f"{column}__isnull": False}),
        name=f"directory_entry_{column}",
    )


_TEXTS = ("name", "given", "city")


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_expand_cards_twins")]
    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("label", models.CharField(max_length=500)),
            ],
            options={
                "db_table": "directory_edition",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["source"], condition=models.Q(state="current"), name="directory_one_current"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                *_own("edition", "type", "key"),
                ("key", models.CharField(max_length=64)),
                ("updated", models.DateTimeField()),
                ("active", models.BooleanField()),
                ("hidden", models.BooleanField()),
                *((name, models.CharField(max_length=200, null=True)) for name in _TEXTS),
                ("postal", models.CharField(max_length=16, null=True)),
                ("owner", models.CharField(max_length=64, null=True)),
                ("person", models.CharField(max_length=64, null=True)),
                ("facts", models.TextField()),
                ("resource", models.TextField()),
            ],
            options={
                "db_table": "directory_entry",
                "indexes": [
                    models.Index(fields=["edition", "type", "updated"], name="directory_entry_updated"),
                    models.Index(fields=["edition"], condition=models.Q(hidden=True), name="directory_entry_hidden"),
                    *map(_texts, (*_TEXTS, "postal")),
                    *map(_belonging, ("owner", "person")),
                ],
            },
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                *_own("edition", "type", "key", "rank"),
                ("key", models.CharField(max_length=64)),
                ("rank", models.IntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("facts", models.TextField()),
            ],
            options={"db_table": "directory_detail"},
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                *_own("edition", "type", "name", "code", "key", "system"),
                ("name", models.CharField(max_length=32)),
                ("code", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=64)),
                ("system", models.CharField(max_length=200)),
            ],
            options={"db_table": "directory_term"},
        ),
    ]
