"""What each domain is worth, from the user's own table alone: no public one exists. Source: spec/programmes.md 1.5."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from socle.programmes.files import rows
from socle.programmes.sunes.computing import Refused
from socle.programmes.sunes.shapes import AMOUNTS
from socle.programmes.sunes.verdicts import AMOUNT_NEGATIVE, AMOUNT_TWICE
from socle.rulebook.finding import Decision, refuse


def amounts(path: Path, mapping: Mapping[str, str] | None = None) -> dict[str, dict[str, Decimal]]:
    """Euros of each domain, by legal entity. `mapping` names headings by our columns.

    Raises `Refused` for a line that cannot be read, an amount below 0 or told twice, `UnreadableFile` for no table.
    """
    sheet = rows(path, AMOUNTS, mapping=mapping)
    if sheet.rejected.count:
        raise Refused(Decision(tuple(one.reason for one in sheet.rejected.first)))
    found: dict[str, dict[str, Decimal]] = {}
    for row in sheet.rows:
        own = found.setdefault(row["finess"], {})
        if row["domain"] in own:
            raise Refused(refuse(AMOUNT_TWICE.at(str(row.line), expected=row["domain"], found=row["finess"])))
        if row["amount"] < 0:
            raise Refused(refuse(AMOUNT_NEGATIVE.at(str(row.line), expected=row["domain"], found=row["amount"])))
        own[row["domain"]] = row["amount"]
    return found
