"""The longest file that RPPS+ takes: `python -m benchmarks.enrolment`.

A file of people whom nobody knows, then the same people sent to another structure, each taken in one act on a database
of its own (SQLite, or `--database`): milliseconds of processor a line, without the commit, and statements a line.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.population import setup

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ENTITY, SITES, MANAGER = "1991100082", ("1991100090", "1991100108"), "3991100082/RH01"
TITLES = (
    "rpps;nom_naissance;prenoms;sexe;date_naissance;lieu_naissance;courriel;mobile;structure;role;mode;usages;debut;fin"
)


def lines(count: int, site: str) -> bytes:
    """People of whom no two look alike."""
    rows = (
        f";MARTIN{_letters(rank)};ANNE;F;19{50 + rank % 50}-04-{1 + rank % 28:02d};29019;a{rank}@exemple.test;"
        f"06399{rank:05d};{site[1:]};51;S;mssante;2026-09-01;"
        for rank in range(count)
    )
    return "\n".join([TITLES, *rows]).encode()


def _letters(rank: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in f"{rank:05d}")


def world() -> Any:
    """An association of two homes and its central manager; who he is."""
    from socle.directory import services
    from socle.directory.actor import Actor, Authentication, Kind
    from socle.directory.kinds import StructureKind
    from socle.directory.services import managing

    kind = StructureKind.MEDICO_SOCIAL
    services.register_structure(ENTITY, "ASSOCIATION", kind=kind, is_legal_entity=True)
    for site in SITES:
        services.register_structure(site, "EHPAD", kind=kind, legal_entity=ENTITY)
    services.register_employee(MANAGER, "PERRIN", "Odile", structure=ENTITY)
    services.register_card("80999/1", "CPE", MANAGER, since=date(2025, 1, 1), until=date(2028, 1, 1))
    managing.seat_manager(ENTITY, MANAGER, "Mme Direction", AT, since=date(2026, 1, 1))
    return Actor(id=MANAGER, name="PERRIN Odile", kind=Kind.EMPLOYEE, authentication=Authentication.EMPLOYEE_CARD)


def measured(actor: Any, data: bytes, count: int) -> tuple[float, float]:
    """A dry run counts statements, then the file is taken: milliseconds and statements a line."""
    from django.db import connection

    from socle.directory.services.files import take_file
    from socle.ledger.acting import act

    told: list[str] = []

    def seen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        told.append(sql)
        return execute(sql, params, many, context)

    def command() -> float:
        with connection.execute_wrapper(seen):
            take_file(actor, "essai.csv", data, AT, dry_run=True)
        begun = time.process_time()
        taken = take_file(actor, "envoi.csv", data, AT, dry_run=False)
        if not taken.decision.allowed:
            raise SystemExit(f"not taken: {[one.said for one in taken.lines if one.said][:3]}")
        return time.process_time() - begun

    spent = act(command)
    return 1000 * spent / count, len(told) / count


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.enrolment", description=__doc__)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--database", default="", help="a database URL (default: SQLite in a folder of its own)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="socle-enrolment-") as folder:
        setup(Path(folder), args.database)
        actor = world()
        for name, site in zip(("people nobody knows", "people known already"), SITES, strict=True):
            spent, statements = measured(actor, lines(args.lines, site), args.lines)
            print(f"{name}: {spent:.1f} ms of processor and {statements:.1f} statements a line, of {args.lines}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
