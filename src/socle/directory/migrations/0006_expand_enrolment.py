"""RPPS+: who registers where, the civil status of those registered, each registration, each file."""

import django.db.models.deletion
from django.db import migrations, models

import socle.directory.models.enrolment


def _id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _structure(name):
    protect = django.db.models.deletion.PROTECT
    return ("structure", models.ForeignKey(on_delete=protect, related_name=name, to="directory.structure"))


def _life():
    return [("since", models.DateField()), ("until", models.DateField(blank=True, null=True))]


def _decision():
    return [("decided_by", models.CharField(max_length=200)), ("decided_at", models.DateTimeField())]


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_expand_connect_twins")]

    operations = [
        migrations.CreateModel(
            name="EnrolmentFile",
            fields=[
                _id(),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("sent_by", models.CharField(db_index=True, max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("dry_run", models.BooleanField()),
                ("taken", models.BooleanField()),
                ("lines", models.IntegerField()),
                ("faulty", models.IntegerField()),
                ("report", models.JSONField(default=socle.directory.models.enrolment._nothing)),
            ],
            options={"db_table": "directory_rpps_file"},
        ),
        migrations.CreateModel(
            name="NumberRange",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("next", models.IntegerField(default=1)),
            ],
            options={"db_table": "directory_rpps_range"},
        ),
        migrations.CreateModel(
            name="Manager",
            fields=[
                _id(),
                _structure("managers"),
                ("holder", models.CharField(db_index=True, max_length=64)),
                ("name", models.CharField(max_length=200)),
                *_life(),
                *_decision(),
            ],
            options={"db_table": "directory_rpps_manager"},
        ),
        migrations.CreateModel(
            name="RegistrationBody",
            fields=[
                _id(),
                (
                    "structure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registration_body",
                        to="directory.structure",
                    ),
                ),
                ("kind", models.CharField(choices=[("ars", "ars"), ("grades", "grades")], max_length=8)),
                ("departments", models.CharField(max_length=400)),
                *_life(),
            ],
            options={"db_table": "directory_rpps_body"},
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                _id(),
                _structure("delegations"),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="directory.registrationbody",
                    ),
                ),
                *_life(),
                *_decision(),
            ],
            options={"db_table": "directory_rpps_delegation"},
        ),
        migrations.CreateModel(
            name="CivilStatus",
            fields=[
                _id(),
                (
                    "professional",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="civil_status",
                        to="directory.professional",
                    ),
                ),
                ("birth_name", models.CharField(max_length=100)),
                ("given_names", models.CharField(max_length=100)),
                ("sex", models.CharField(max_length=1)),
                ("birth_date", models.DateField()),
                ("birth_place", models.CharField(max_length=5)),
                ("name_key", models.CharField(max_length=100)),
                ("mail", models.CharField(blank=True, max_length=200)),
                ("mobile", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "db_table": "directory_rpps_civil",
                "indexes": [models.Index(fields=["birth_date", "name_key"], name="directory_rpps_civil_key")],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                _id(),
                (
                    "professional",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="directory.professional",
                    ),
                ),
                _structure("enrolments"),
                ("role", models.CharField(max_length=32)),
                ("profession", models.CharField(blank=True, max_length=32)),
                ("practice", models.CharField(max_length=1)),
                ("uses", models.JSONField(default=socle.directory.models.enrolment._nothing)),
                *_life(),
                ("enrolled_by", models.CharField(max_length=64)),
                ("enrolled_at", models.DateTimeField()),
                ("authority", models.CharField(max_length=64)),
                ("left_by", models.CharField(blank=True, max_length=64)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "directory_rpps_enrolment",
                "indexes": [models.Index(fields=["structure", "until"], name="directory_rpps_by_place")],
            },
        ),
    ]
