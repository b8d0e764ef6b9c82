from django.db import migrations

from socle.ledger.guard import install, uninstall


class Migration(migrations.Migration):
    """The database itself refuses to change or remove an event."""

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(install, uninstall)]
