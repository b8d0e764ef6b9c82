"""Other releases of Socle: this one copied and changed, run as whole programs by `PYTHONPATH`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "socle"

MIGRATION = """
from django.db import migrations, models
from django.db.models.functions import Substr
from socle.storage.schema import operations
from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("{app}", "{before}")]
    atomic = {atomic}
    operations = [{operation}]
"""


@dataclass(frozen=True)
class Release:
    """A copy of Socle in a folder of its own."""

    folder: Path

    @property
    def package(self) -> Path:
        return self.folder / "socle"

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process run this copy."""
        return {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}

    def migrate(self, app: str, name: str, operation: str, *, atomic: bool = True) -> str:
        """Add a migration after the last one of `app`; its whole name."""
        folder = self.package / app / "migrations"
        last = max(file.stem for file in folder.glob("[0-9]*.py"))
        whole = f"{int(last[:4]) + 1:04d}_{name}"
        text = MIGRATION.format(app=app, before=last, atomic=atomic, operation=operation)
        (folder / f"{whole}.py").write_text(text, "utf-8")
        return whole

    def replace(self, file: str, former: str, present: str) -> None:
        """Change the source: `former` must be there."""
        path = self.package / file
        text = path.read_text("utf-8")
        assert former in text, f"{file} has changed: {former!r} is not there any more"
        path.write_text(text.replace(former, present, 1), "utf-8")


def copy(folder: Path, source: Path = PACKAGE) -> Release:
    """A copy of the package in `folder`."""
    shutil.copytree(source, folder / "socle", ignore=shutil.ignore_patterns("__pycache__"))
    return Release(folder)
