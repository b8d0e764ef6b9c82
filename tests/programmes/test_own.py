"""The feeds of a structure, from Socle's own record: each document once, as it stands now, and nobody's datum."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle.programmes import files, own
from socle.record import services
from socle.record.models import Entry
from socle.record.profile import IHE
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import XCN, XON
from socle.wire.xds.model import DELETED, REPLACES, Association, Author, Code
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.submission_builders import TESTER, submission

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FINESS, DAY = "3990100109", date(2026, 9, 15)
PDF = Code("urn:ihe:iti:xds-sd:pdf:2008", "1.3.6.1.4.1.19376.1.2.3")
BODY = Code("urn:ihe:lab:xd-lab:2008", "1.3.6.1.4.1.19376.1.2.3")
FEEDS = files.Shape(
    "feeds",
    (
        files.Column("document", required=True),
        files.Column("type_code", required=True),
        files.Column("level"),
        files.Column("ins_qualified", files.Kind.FLAG),
        files.Column("status"),
        files.Column("sent", files.Kind.INSTANT),
        files.Column("finess_eg"),
        files.Column("stay"),
        files.Column("report"),
    ),
)


def put(unique_id, *, at=build.AT, finess=FINESS, form=PDF, links=(), **changes):
    author = Author(person=XCN.of("899880000098", "AUTEUR"), institutions=(XON.of("CH", f"1{finess}"),))
    sent = submission(
        (unique_id, f"<d{unique_id[-1]}/>".encode()),
        set_id=f"9.{unique_id}",
        patient=build.INS,
        format_code=form,
        authors=(author,),
        **{"type_code": Code("11490-0", "2.16.840.1.113883.6.1")} | changes,
    )
    sent = replace(sent, associations=(*sent.associations, *links))
    outcome = services.feed(TESTER, sent, at, profile=IHE)
    assert outcome.decision.allowed, outcome.decision.findings


def _lines(tmp_path, **changes):
    asked = {"start": DAY, "end": DAY} | changes
    count = own.feeds([f"1{FINESS}"], asked["start"], asked["end"], into=tmp_path / "feeds.csv", choices=Choices())
    rows = files.rows(tmp_path / "feeds.csv", FEEDS).rows
    assert len({row["document"] for row in rows}) == count.documents
    return {row["document"]: row for row in rows}


def test_a_document_fed_is_a_line_of_the_file_that_the_programmes_read(record_id, tmp_path):  # noqa: F811
    put("2.25.1.1")
    put("2.25.1.2", form=BODY)
    lines = _lines(tmp_path)
    assert {name: line["level"] for name, line in lines.items()} == {"2.25.1.1": "N1", "2.25.1.2": "N3"}
    line = lines["2.25.1.1"]
    assert (line["type_code"], line["status"], line["finess_eg"]) == ("11490-0", "accepted", FINESS)
    assert line["ins_qualified"] is True
    assert line["sent"].date() == DAY
    assert "BOISJOLY" not in (tmp_path / "feeds.csv").read_text("utf-8")


def test_what_another_structure_fed_or_on_another_day_is_not_in_it(record_id, tmp_path):  # noqa: F811
    put("2.25.1.1")
    put("2.25.1.2", finess="3990100117")
    put("2.25.1.3", at=build.AT + timedelta(days=1))
    assert list(_lines(tmp_path)) == ["2.25.1.1"]
    assert list(_lines(tmp_path, end=DAY + timedelta(days=1))) == ["2.25.1.1", "2.25.1.3"]


def test_a_document_replaced_since_or_deleted_says_so(record_id, tmp_path):  # noqa: F811
    put("2.25.1.1")
    first = Entry.objects.get(unique_id="2.25.1.1")
    put("2.25.1.2", links=[Association(id="link", type=REPLACES, source="Document01", target=first.id)])
    put("2.25.1.3")
    third = Entry.objects.get(unique_id="2.25.1.3")
    Entry.objects.filter(pk=third.pk).update(status=DELETED)
    statuses = {name: line["status"] for name, line in _lines(tmp_path).items()}
    assert statuses == {"2.25.1.1": "replaced", "2.25.1.2": "accepted", "2.25.1.3": "deleted"}


def test_nobody_can_tell_that_an_ins_was_qualified_before_it_had_to_be():
    fed = services.Fed(
        unique_id="1",
        type_code="11490-0",
        format_code="",
        deposited_at=build.AT.replace(year=2022),
        deleted=False,
        replaced=False,
    )
    assert own.line(fed, Choices())[3] == "non"


STAY = "22000417^^^&1.2.250.1.999.1&ISO^urn:ihe:iti:xds:2015:encounterId"
ORDER = "B4711^^^&1.2.250.1.999.2&ISO^urn:ihe:iti:xds:2013:order"
EXAM = "A-9^^^&1.2.250.1.999.3&ISO^urn:ihe:iti:xds:2013:accession"
STUDY = "1.2.3^^^^urn:ihe:iti:xds:2016:studyInstanceUID"


def test_the_local_numbers_that_metadata_tell_have_a_line_each(record_id, tmp_path):  # noqa: F811
    put("2.25.1.1", reference_ids=(STAY, ORDER, EXAM, STUDY))
    put("2.25.1.2", reference_ids=(STUDY,))
    written = own.feeds([f"1{FINESS}"], DAY, DAY, into=tmp_path / "feeds.csv", choices=Choices())
    assert (written.documents, written.numbered) == (2, 1)
    rows = files.rows(tmp_path / "feeds.csv", FEEDS).rows
    told = [(row["document"], row["stay"], row["report"]) for row in rows]
    assert told == [
        ("2.25.1.1", "22000417", None),
        ("2.25.1.1", None, "B4711"),
        ("2.25.1.1", None, "A-9"),
        ("2.25.1.2", None, None),
    ]


def test_figures_count_what_still_stands_by_type_and_each_person_once(record_id):  # noqa: F811
    put("2.25.1.1")
    put("2.25.1.2", type_code=Code("11488-4", "2.16.840.1.113883.6.1"))
    put("2.25.1.3")
    put("2.25.1.4", finess="3990100117")
    Entry.objects.filter(unique_id="2.25.1.3").update(status=DELETED)
    found = own.figures([f"1{FINESS}"], DAY, DAY)
    assert (found.documents, found.persons, found.gone) == (2, 1, 1)
    assert found.by_type == {"11490-0": (1, 1), "11488-4": (1, 1)}
    assert own.figures([], DAY, DAY).documents == 0
