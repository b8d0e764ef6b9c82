"""A Socle inside this process, with a real database and real files: the world of the worked dialogues and many patients."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.wire import pki

#: Patients with a record each, so that none holds more documents than a person has.
PATIENTS = 200
PHYSICIAN = "899880000015"
HOSPITAL = "1990100109"


def setup(folder: Path, database: str = "") -> None:
    """Socle's settings and Django, once for the process."""
    from socle.config import startup  # noqa: PLC0415 - settings are read once, here
    from socle.config.settings import Settings  # noqa: PLC0415
    from socle.rulebook.choices import Choices  # noqa: PLC0415

    startup.setup(
        Settings(
            data_dir=folder,
            database_url=database,
            sandbox=True,
            secret_key="fuzzing" * 8,
            log_level="WARNING",
            profile="ihe",
            choices=Choices(open_record_for_unknown_test_ins=True, habilitation_matrix="demonstration"),
        )
    )


@dataclass
class House:
    """Where it stands, and its patients by rank: their INS. `records` are the ids of their records."""

    folder: Path
    patients: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Database, clock, trust, the cast of the dialogues, and patients who trust one physician and the hospital."""
        from socle import clock  # noqa: PLC0415
        from socle.config import startup  # noqa: PLC0415
        from socle.directory import trust  # noqa: PLC0415
        from tests.fuzzing import corpus  # noqa: PLC0415
        from tests.record import cast  # noqa: PLC0415

        self.folder.mkdir(parents=True, exist_ok=True)
        clock.install(clock.MovableClock(pki.NOW, frozen=True))
        clock.installed().set(pki.NOW)  # type: ignore[attr-defined]
        startup.migrate()
        names = ("ca-root", "ca-persons", "ca-organisations")
        trust.install(
            trust.of_pem([(corpus.DIALOGUES / "certs" / f"TEST-ONLY-{name}.crt.pem").read_bytes() for name in names])
        )
        world = cast.assemble()
        for rank in range(PATIENTS):
            self._welcome(rank)
        self._sandbox(world)

    def _welcome(self, rank: int) -> None:
        from socle.directory.actor import Actor, Authentication, Kind  # noqa: PLC0415
        from socle.identity import matricule  # noqa: PLC0415
        from socle.identity import services as identity  # noqa: PLC0415
        from socle.identity.traits import Traits  # noqa: PLC0415
        from socle.record.facts import SpaceStatus  # noqa: PLC0415
        from socle.record.models import Record  # noqa: PLC0415
        from socle.record.services.bringing import FormerLife, Granted, bring_in  # noqa: PLC0415
        from socle.wire.hl7v2 import CX  # noqa: PLC0415

        ins = matricule.with_key(f"2840535238{rank + 1:03d}")
        traits = Traits(
            birth_name="PATIENTE",
            given_names="CAMILLE",
            first_given_name="CAMILLE",
            sex="F",
            birth_date=date(1984, 5, 17),
            birth_place="35238",
            used_name="",
        )
        person, findings = identity.register(traits, CX.of(ins, "1.2.250.1.213.1.4.10", "NH"), at=pki.NOW)
        assert person is not None, findings
        since = datetime(2026, 1, 1, tzinfo=UTC)
        physician = Actor(
            kind=Kind.PROFESSIONAL, id=PHYSICIAN, name="", authentication=Authentication.CARD, profession="10"
        )
        hospital = Actor(kind=Kind.STRUCTURE, id=HOSPITAL, name="", authentication=Authentication.CERTIFICATE)
        granted = (
            Granted(actor=physician, since=since, until=datetime(2040, 1, 1, tzinfo=UTC), treating_physician=True),
            Granted(actor=hospital, since=since, until=datetime(2040, 1, 1, tzinfo=UTC), treating_physician=False),
        )
        bring_in(person, FormerLife(opened_at=since, space=SpaceStatus.ACTIVE, granted=granted))
        self.patients.append(ins)
        self.records.append(Record.objects.get(person_id=person.pk).pk)

    def _sandbox(self, world: Any) -> None:
        """What the sandbox's own pages ask for."""
        from socle import clock  # noqa: PLC0415
        from socle.sandbox import state  # noqa: PLC0415
        from socle.sandbox.authority import Authority  # noqa: PLC0415

        here = state.Sandbox(self.folder, world, Authority(self.folder / "authority"), clock.installed(), pki.NOW)  # type: ignore[arg-type]
        state.install(here)


_folder: Path | None = None


def prepare(folder: Path | None = None, database: str = "") -> None:
    """Set Socle up for this process, in `folder` or a temporary one. Its world is made at the first use."""
    global _folder  # noqa: PLW0603 - one process, one Socle
    _folder = folder or Path(tempfile.mkdtemp(prefix="socle-fuzzing-"))
    _folder.mkdir(parents=True, exist_ok=True)
    setup(_folder, database)


@cache
def house() -> House:
    """The one Socle of this process, settled at the first call."""
    assert _folder is not None, "prepare() was not called"
    found = House(_folder)
    found.settle()
    return found


def forget() -> None:
    """Remove its folder."""
    if _folder is not None and "socle-fuzzing-" in _folder.name:
        shutil.rmtree(_folder, ignore_errors=True)
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
