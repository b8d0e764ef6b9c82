"""Messages by flow, from the recipient's domain; no address is kept."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from socle.programmes.esms.messages import Flow, flow, traffic

AT = date(2024, 12, 31)
BOXES = {"ehpad@chapelle.mssante.fr": "140000001"}


def row(recipient, *, sent="2024-12-01T09:00", sender="Ehpad@Chapelle.mssante.fr", **told):
    return {"recipient": recipient, "sent": sent and datetime.fromisoformat(sent), "sender": sender, **told}


@pytest.mark.rule("MSS-001")
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("dr.a@mssante.fr", Flow.PROFESSIONAL),
        ("dr.a@chu.mssante.fr", Flow.PROFESSIONAL),
        ("dr.a@notmssante.fr", Flow.OUTSIDE),
        ("dr.a@mssante.fr.example.org", Flow.OUTSIDE),
        ("288042923299113@patient.mssante.fr", Flow.CITIZEN),
        ("mssante.fr", Flow.OUTSIDE),
    ],
)
def test_a_mailbox_is_mssante_by_its_whole_domain(address, expected):
    assert flow(address) is expected


def test_flows_are_counted_by_the_structure_of_the_sender():
    rows = [
        row("a@chu.mssante.fr"),
        row("1@patient.mssante.fr", ins_qualified=True),
        row("2@patient.mssante.fr", ins_qualified=False),
        row("a@chu.mssante.fr", sender="x@y.mssante.fr"),
        row("a@chu.mssante.fr", sender="x@y.mssante.fr", finess_eg="140000002"),
        row("a@gmail.com"),
        row("ehpad@chapelle.mssante.fr", sender="1@patient.mssante.fr", finess_eg="140000001"),
        row("a@chu.mssante.fr", sent=None),
        row("a@chu.mssante.fr", sent="2025-01-01T00:00"),
        row("a@chu.mssante.fr", sent="2023-12-30T23:59"),
    ]
    found = traffic(rows, BOXES, AT, 12)
    assert found.by_structure["140000001"].as_json() == {"professional": 1, "citizen": 2, "citizen_ins_qualified": 1}
    assert found.by_structure["140000002"].total == 1
    assert found.as_json() == {
        "outside_mssante": 1,
        "not_sent_by_a_professional_mailbox": 1,
        "without_structure": 1,
        "undated": 1,
        "other_period": 2,
    }


def test_whether_an_ins_was_qualified_is_not_made_up_when_the_file_does_not_say():
    found = traffic([row("1@patient.mssante.fr")], BOXES, AT, 0)
    assert found.by_structure["140000001"].qualified is None
