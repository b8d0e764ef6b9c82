"""TD0.4 and TD1.6: their messages come back as they were written, and what is off in them is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from socle.wire import habilitations, patients
from socle.wire.habilitations import ListedAuthorisation, ListMode
from socle.wire.hl7v2 import CX
from socle.wire.patients import DateType, ListedRecord, RecordListRequest

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)


def test_a_request_for_ones_records_comes_back_as_it_was():
    for kind in DateType:
        request = RecordListRequest(AT, kind, "899880000015")
        assert patients.read_list_request(patients.write_list_request(request)) == (request, [])


@pytest.mark.parametrize("start", ["hier", "2026", "20261332000000", "２０２６０９１５０８００００"])
def test_a_date_that_is_none_is_told(start):
    element = patients.write_list_request(RecordListRequest(AT, DateType.LAST_DOCUMENT))
    element[0].text = start
    request, findings = patients.read_list_request(element)
    assert request is None
    assert [(found.verdict.id, found.place) for found in findings] == [("wire.list-date", "startDate")]


def test_a_kind_of_date_that_is_none_is_told():
    element = patients.write_list_request(RecordListRequest(AT, DateType.LAST_DOCUMENT))
    element[1].text = "LASTAUTHORIZATION"
    assert [found.place for found in patients.read_list_request(element)[1]] == ["dateType"]


def test_the_records_come_back_as_they_were():
    record = ListedRecord(
        ids=(CX.of("284053523899177", "1.2.250.1.213.1.4.10", "NH"),),
        last_name="TAMARIN",
        birth_name="BOISJOLY",
        first_name="CAMILLE",
        civility="MME",
        birth_date="19840517",
        treating_physician=True,
        last_access="20260915080300",
    )
    assert patients.read_list_answer(patients.write_list_answer([record])) == (record,)
    assert patients.read_list_answer(patients.write_list_answer([])) == ()


def test_the_professionals_come_back_as_they_were():
    listed = ListedAuthorisation(
        national_id="899880000015",
        id_type="1.2.250.1.71.4.2.1",
        last_name="KERVELEC",
        first_name="Nolwenn",
        since="20260915080100",
        last_action="20260915080130",
        mode=ListMode.BLOCKED,
        rights=("MEDECIN_TRAITANT",),
    )
    assert habilitations.read_list_answer(habilitations.write_list_answer([listed])) == (listed,)
    for mode in ListMode:
        assert habilitations.read_list_request(habilitations.write_list_request(mode)) == (mode, [])
    odd = habilitations.write_list_request(ListMode.ALL)
    odd[0].text = "TOUS"
    assert [found.verdict.id for found in habilitations.read_list_request(odd)[1]] == ["wire.habilitation-action"]
