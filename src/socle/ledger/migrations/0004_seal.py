from django.db import migrations

from socle.ledger.guard import install_seal, uninstall_seal


class Migration(migrations.Migration):
    """Events wait for their place from now on, earlier ones too; places and heads are never changed."""

    dependencies = [("ledger", "0003_tree")]

    operations = [migrations.RunPython(install_seal, uninstall_seal)]
