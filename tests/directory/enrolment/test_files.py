"""A file of entries and exits: every line judged, the whole taken or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from socle import ledger
from socle.directory.enrolment.layout import NAMES
from socle.directory.enrolment.tracing import register_of
from socle.directory.models import Enrolment, EnrolmentFile, NumberRange, Professional
from socle.directory.services import enrolment, files
from socle.ledger import ActCode, Outcome
from tests.directory.enrolment.builders import ASSOCIATION, HOME, MAELLE, NOW, OTHER_HOME, manager
from tests.directory.enrolment.conftest import CENTRAL

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEAD = manager(CENTRAL)
ENTRY = {
    "nom_naissance": "LE GOFF",
    "prenoms": "MAËLLE",
    "sexe": "F",
    "date_naissance": "1991-04-23",
    "lieu_naissance": "29019",
    "structure": HOME.idnat[1:],
    "role": "51",
    "mode": "S",
    "usages": "mssante",
    "debut": "2026-09-01",
}
OTHER = ENTRY | {"nom_naissance": "ABGRALL", "structure": OTHER_HOME.idnat[1:], "role": "41"}


def sheet(*lines):
    rows = [";".join(line.get(name, "") for name in NAMES) for line in lines]
    return "\n".join([";".join(NAMES), *rows]).encode()


def send(*lines, dry_run=False, at=NOW, actor=HEAD):
    return files.take_file(actor, "arrivees.csv", sheet(*lines), at, dry_run=dry_run)


def said(taken):
    return [[one.id.removeprefix("directory.") for one in line.said] for line in taken.lines]


@pytest.mark.rule("RPPS-011")
def test_a_file_registers_everybody_in_it(desk):
    taken = send(ENTRY, OTHER)
    assert taken.decision.allowed
    assert [line.number for line in taken.lines] == [2, 3]
    assert {one.structure.idnat for one in Enrolment.objects.select_related("structure")} == {
        HOME.idnat,
        OTHER_HOME.idnat,
    }
    assert {line.rpps for line in taken.lines} == set(Professional.objects.exclude(profession="10").values_list(
        "rpps", flat=True
    ))  # fmt: skip


def test_one_faulty_line_keeps_the_others_out_and_each_is_told_in_french(desk):
    taken = send(ENTRY, OTHER | {"role": "10"}, ENTRY | {"sexe": "?", "nom_naissance": "BIHAN"})
    assert [one.verdict.id for one in taken.decision.errors] == ["directory.enrolment-file-not-taken"]
    assert said(taken)[0] == []
    assert said(taken)[1] == ["enrolment-regulated-profession"]
    assert said(taken)[2] == ["enrolment-value-unreadable"]
    assert taken.lines[2].said[0].sentence == "« ? » ne se lit pas : attendu F ou M."
    assert not Enrolment.objects.exists()
    assert not Professional.objects.filter(family="LE GOFF").exists()
    assert not NumberRange.objects.exists()
    assert [line.rpps for line in taken.lines] == ["", "", ""]


def test_a_dry_run_says_what_would_be_said_and_keeps_nothing_but_its_report(desk):
    dry = send(ENTRY, OTHER, dry_run=True)
    assert dry.decision.allowed
    assert not Enrolment.objects.exists()
    assert not ledger.acts(register_of(HOME))
    done = send(ENTRY, OTHER)
    assert said(dry) == said(done)
    assert [replace(line, rpps="") for line in done.lines] == [replace(line, rpps="") for line in dry.lines]
    (kept,) = EnrolmentFile.objects.all()
    assert (kept.taken, kept.lines, kept.faulty) == (True, 2, 0)


def test_the_same_person_twice_in_a_file_is_told_on_the_second_line(desk):
    taken = send(ENTRY, ENTRY)
    assert said(taken)[0] == []
    assert "enrolment-file-line-twice" in said(taken)[1]
    assert taken.lines[1].said[0].sentence.endswith("que la ligne 2.")


def test_a_line_sees_what_the_lines_before_it_did(desk):
    taken = send(ENTRY, ENTRY | {"structure": OTHER_HOME.idnat[1:]})
    assert taken.decision.allowed
    assert said(taken)[1] == ["enrolment-known-person"]
    assert taken.lines[0].rpps == taken.lines[1].rpps


@pytest.mark.rule("RPPS-004")
def test_a_file_declares_exits_too(desk):
    done = enrolment.enrol(HEAD, MAELLE, NOW)
    gone = {"acte": "sortie", "rpps": done.rpps, "structure": HOME.idnat[1:], "fin": "2026-09-14"}
    never = gone | {"structure": OTHER_HOME.idnat[1:]}
    assert said(send(gone, never))[1] == ["enrolment-not-there"]
    assert Enrolment.objects.get().until is None
    assert send(gone).decision.allowed
    assert f"{Enrolment.objects.get().until}" == "2026-09-14"


@pytest.mark.rule("RPPS-015")
def test_a_file_and_each_of_its_lines_are_traced(desk):
    send(ENTRY, OTHER)
    send(ENTRY | {"role": ""})
    told = [(one.code, one.outcome) for one in ledger.acts(register_of(ASSOCIATION))]
    assert told.count((ActCode.ENROLMENT_ADD, Outcome.DONE)) == 2
    assert told.count((ActCode.ENROLMENT_FILE, Outcome.DONE)) == 1
    assert told.count((ActCode.ENROLMENT_FILE, Outcome.REFUSED)) == 1


@pytest.mark.rule("RPPS-011")
def test_no_file_is_taken_before_files_are(desk):
    early = send(ENTRY, at=datetime(2022, 3, 17, 8, 0, tzinfo=UTC))
    assert [one.verdict.id for one in early.decision.errors] == ["directory.enrolment-file-not-open-yet"]
    assert (early.lines, early.id) == ((), 0)


def test_what_is_no_file_is_refused_and_traced(desk):
    taken = files.take_file(HEAD, "photo.png", b"\x89PNG\0", NOW, dry_run=False)
    assert [one.verdict.id for one in taken.decision.errors] == ["directory.enrolment-file-unreadable"]
    assert ledger.acts(register_of(ASSOCIATION))[0].outcome is Outcome.REFUSED
