"""Two tables for people, written from what the code decides: `python -m tests.rights_tables` renews docs/rights.md.

Functional rights: what each role may do, by way of signing in and mode of access. Matrix: which kinds of documents
each profession may read, and what each cell rests on.
"""

# ruff: noqa: PLC0415, T201 - a program: Django is set up before the rooms load
from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socle.directory.actor import Actor
    from socle.record.rules.rights import Right

PAGE = Path(__file__).parent.parent / "docs" / "rights.md"
#: The day of the tables.
DAY = date(2026, 11, 1)
MODES = {"normal": "normal", "centre_15": "regulation", "bris_de_glace": "break-glass", "-": "any"}
HEAD = f"""# Who may do what, and read what

Written by `python -m tests.rights_tables` from what the code decides on {DAY.isoformat()}; a test holds this page to it. A right
is refused unless it stands here. The patient's will comes after both tables: `src/socle/record/rules/access.py`.

## Functional rights

Role × mode of access × action, for each way of signing in. **yes**, no; a number is a condition, told below. Source: PDT-INF-526,
PDT-INF-606 (GIE SESAM-Vitale); `src/socle/record/data/functional_rights.csv`.
"""
MATRIX = """
## Habilitation matrix

Profession × kind of document, to read it. The annex of the order of 26 October 2023 is known in part. **yes** and no rest on a
public text; *yes* and *no* in italics are ASSUMED, for demonstrations only: `socle serve` refuses both until the operator
has loaded the annex (`SOCLE_HABILITATION_MATRIX`). The author reads his own document whatever the matrix says.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_functional(), MATRIX, *_matrix(), ""])


def _functional() -> list[str]:
    from socle.record.rules.rights import table

    cells = {key: right for key, rights in table().items() for right in rights if right.in_force(DAY)}
    conditions: dict[str, int] = {}
    lines: list[str] = []
    for way in dict.fromkeys(way for _action, way, _role, _mode in cells):
        columns = list(dict.fromkeys((role, mode) for _action, of, role, mode in cells if of == way))
        lines += [
            f"### {way}",
            "",
            "| action | " + " | ".join(f"{role}, {MODES[mode]}" for role, mode in columns) + " |",
        ]
        lines += ["|---" * (len(columns) + 1) + "|"]
        for action in dict.fromkeys(action for action, of, _role, _mode in cells if of == way):
            row = [_cell(cells.get((action, way, role, mode)), conditions) for role, mode in columns]
            lines.append(f"| {action} | " + " | ".join(row) + " |")
        lines.append("")
    return [*lines, "Conditions:", "", *(f"{number}. {words}" for words, number in conditions.items())]


def _cell(right: Right | None, conditions: dict[str, int]) -> str:
    if right is None:
        return ""
    said = "**yes**" if right.allowed else "no"
    return said if not right.condition else f"{said} ({conditions.setdefault(right.condition, len(conditions) + 1)})"


def _matrix() -> list[str]:
    from socle import codes
    from socle.record.rules.matrix import DEMONSTRATION, _documents, readable_types
    from socle.rulebook.choices import Choices

    real, shown = Choices(production=True, habilitation_matrix=""), Choices(habilitation_matrix=DEMONSTRATION)
    documents, rests = _documents(), _standing()
    named = {code for types in documents.values() for code in types}
    other = next(entry.code for entry in codes.value_set("type_code") if entry.code not in named)
    rows = [*documents.items(), ("every other", (other,))]
    columns: dict[tuple[str, ...], list[str]] = {}  # professions that read alike share one
    for code in sorted(rests, key=int):
        actor, column = _professional(code), []
        for document, types in rows:
            public, assumed = (all(map(readable_types(actor, DAY, known).allows, types)) for known in (real, shown))
            told = document in rests[code] or "" in rests[code]
            column.append(("**yes**" if public else "no") if told else ("*yes*" if assumed else "*no*"))
        columns.setdefault(tuple(column), []).append(f"{codes.label('profession', code)} ({code})")
    lines = ["| document | " + " | ".join(", ".join(names) for names in columns.values()) + " |"]
    lines.append("|---" * (len(columns) + 1) + "|")
    return [
        *lines,
        *(f"| {document} | " + " | ".join(cells) + " |" for (document, _), *cells in zip(rows, *columns, strict=True)),
    ]


def _standing() -> dict[str, set[str]]:
    """By profession, the documents that a public text speaks of; '' for all of them."""
    from socle.record.rules.matrix import _WHOLE, _packaged

    found: dict[str, set[str]] = {}
    for row in _packaged("habilitation_matrix.csv"):
        if row["right"] == "consult" and row["kind"] == "profession":
            for code in row["profession_codes"].split():
                spoken = found.setdefault(code, set())
                if row["confidence"] == "CONFIRMED" and row["value"] in {"yes", "no"}:
                    spoken.add("" if row["document"] in _WHOLE else row["document"])
    return found


def _professional(code: str) -> Actor:
    from socle.directory.actor import Actor, Authentication, Kind

    return Actor(kind=Kind.PROFESSIONAL, id="899", name="", authentication=Authentication.CARD, profession=code)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socle.config.django")
    django.setup()
    PAGE.write_text(page(), "utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
