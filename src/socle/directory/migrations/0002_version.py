from django.db import migrations, models

from socle.directory.versions import install, uninstall


class Migration(migrations.Migration):
    """Any change of the directory changes its version, so that no process keeps what no longer is."""

    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=36)),
            ],
            options={"db_table": "directory_version"},
        ),
        migrations.RunPython(install, uninstall),
    ]
