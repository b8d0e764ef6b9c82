"""The habilitation matrix: what is known applies, what is unknown refuses, the operator loads the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.record.facts_builders import actor, nurse

from socle import codes
from socle.record.rules import matrix, readable_types
from socle.rulebook.choices import Choices

DAY = date(2026, 9, 15)
KNOWN = Choices()
DEMONSTRATION = replace(KNOWN, habilitation_matrix="demonstration")


def reads(profession: str, type_code: str, choices: Choices = KNOWN, day: date = DAY) -> bool:
    return readable_types(actor(profession=profession), day, choices).allows(type_code)


@pytest.mark.rule("DMP-050")
@pytest.mark.parametrize("choices", [KNOWN, DEMONSTRATION], ids=["public part", "demonstration"])
def test_a_physician_reads_every_type_but_one(choices: Choices) -> None:
    refused = [entry.code for entry in codes.value_set("type_code") if not reads("10", entry.code, choices)]
    assert refused == ["ATTEST-RESID"]


@pytest.mark.rule("DMP-051")
@pytest.mark.rule("DMP-055")
@pytest.mark.parametrize(
    ("profession", "type_code", "allowed"),
    [
        ("21", "11502-2", True),
        ("21", "PROT_ALD", True),
        ("21", "68599-0", False),
        ("21", "EXPPAT_3", False),
        ("38", "57833-6", True),
        ("39", "89601-9", False),
        ("60", "15507-7", True),
        ("60", "68599-0", False),
        ("69", "75496-0", False),
        ("40", "80788-3", False),
        ("40", "11490-0", True),
        ("80", "83901-9", False),
        ("80", "11490-0", True),
    ],
)
@pytest.mark.parametrize("choices", [KNOWN, DEMONSTRATION], ids=["public part", "demonstration"])
def test_the_public_lines_apply(profession: str, type_code: str, allowed: bool, choices: Choices) -> None:
    assert reads(profession, type_code, choices) is allowed


@pytest.mark.parametrize("profession", ["50", "70", "91", "98"])
def test_a_profession_whose_line_is_unknown_reads_nothing_but_in_a_demonstration(profession: str) -> None:
    assert not reads(profession, "11502-2")
    assert reads(profession, "11502-2", DEMONSTRATION)
    assert not reads(profession, "68599-0", DEMONSTRATION)


def test_the_demonstration_never_opens_a_real_record() -> None:
    assert reads("50", "11502-2", DEMONSTRATION)
    assert not reads("50", "11502-2", replace(DEMONSTRATION, production=True))


@pytest.mark.rule("DMP-058")
@pytest.mark.parametrize("profession", ["SECRETARIAT_MEDICAL", "AUTOMATE", "35", "", "999"])
def test_who_is_not_in_the_matrix_reads_nothing(profession: str) -> None:
    assert not reads(profession, "11502-2")
    assert not reads(profession, "11502-2", DEMONSTRATION)


@pytest.mark.rule("DMP-052")
@pytest.mark.rule("DMP-053")
def test_the_operators_file_replaces_the_public_part_from_its_own_day(tmp_path: Path) -> None:
    annex = tmp_path / "annex.csv"
    annex.write_text(
        "profession,profession_codes,kind,document,right,value,confidence,source,note,valid_from,valid_until\n"
        "Sage-femme,50,profession,(every category),consult,no,CONFIRMED,annex,,2023-10-29,2026-12-31\n"
        "Sage-femme,50,profession,compte rendu de biologie,consult,yes,CONFIRMED,annex,,2023-10-29,2026-12-31\n"
        "Sage-femme,50,profession,(every category),consult,no,CONFIRMED,annex,,2027-01-01,\n"
        "Sage-femme,50,profession,57055-6,consult,yes,CONFIRMED,annex,,2027-01-01,\n",
        encoding="utf-8",
    )
    loaded = replace(KNOWN, habilitation_matrix=str(annex))
    assert reads("50", "11502-2", loaded)
    assert not reads("50", "57055-6", loaded)
    later = date(2027, 1, 1)
    assert not reads("50", "11502-2", loaded, later)
    assert reads("50", "57055-6", loaded, later)
    assert not reads("10", "11502-2", loaded)


def test_roles_wait_for_the_setting_and_then_for_their_line(tmp_path: Path) -> None:
    annex = tmp_path / "annex.csv"
    annex.write_text(
        "profession,profession_codes,kind,document,right,value,confidence,source,note,valid_from,valid_until\n"
        "Aide-soignant,35,role,compte rendu de biologie,consult,yes,CONFIRMED,annex,,2023-10-29,\n",
        encoding="utf-8",
    )
    loaded = replace(KNOWN, habilitation_matrix=str(annex))
    assert not reads("35", "11502-2", loaded)
    assert reads("35", "11502-2", replace(loaded, matrix_applies_to_roles=True))


def test_days_before_the_first_version_are_judged_by_it() -> None:
    assert reads("60", "11502-2", day=date(2022, 1, 1)) is reads("60", "11502-2")


def test_every_document_of_the_matrix_is_joined_to_types_that_exist() -> None:
    types = codes.value_set("type_code")
    assert all(types.contains(code) for listed in matrix._documents().values() for code in listed)


def test_a_nurse_is_told_her_profession_and_the_type() -> None:
    assert not readable_types(nurse(), DAY, KNOWN).allows("68599-0")


@pytest.mark.rule("DMP-054")
def test_those_whom_the_rpps_plus_alone_registers_read_once_the_matrix_is_changed_for_them(tmp_path: Path) -> None:
    file = tmp_path / "matrix.csv"
    head = "profession,profession_codes,kind,document,right,value,confidence,source,note,valid_from,valid_until"
    file.write_text(f"{head}\nAide-soignant,35,role,(every category),consult,yes,ASSUMED,test,,2021-01-01,\n")
    opened = replace(KNOWN, habilitation_matrix=str(file), matrix_applies_to_roles=True)
    assert not reads("35", "11490-0", opened, date(2022, 12, 30))
    assert reads("35", "11490-0", opened, date(2022, 12, 31))
