"""An entry's twin tells what its indexes do not; facts that many share have one too (docs/decisions/0014)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_expand_common_index")]
    atomic = False
    operations = [
        Twins({"entry": ("active", "hidden", "facts", "resource"), "common": ("edition", "type", "key", "facts")}),
    ]
