"""How the lists and the history of a record name things to patients and professionals."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from socle.ledger import ActCode
from socle.record.facts import DocumentFacts
from socle.record.portal.acts import Told, event
from socle.record.portal.shelf import WideFilters, kind_of
from socle.record.services import DocumentView
from socle.wire.hl7v2 import XCN, XON
from socle.wire.xds.model import APPROVED, Author, Code, DocumentEntry

LOINC = "2.16.840.1.113883.6.1"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("11502-2", "Compte rendu d'examens biologiques"),
        ("11488-4", "Compte rendu ou fiche de consultation ou de visite"),
        ("11490-0", "Lettre de liaison à la sortie d'un établissement de soins"),
    ],
)
def test_a_type_of_document_is_never_cut_short(code, said):
    assert kind_of(DocumentEntry(id="x", type_code=Code(code, LOINC, ""))) == said


def told(**changes):
    values = {
        "at": datetime(2026, 9, 15, 8, 40, tzinfo=UTC),
        "code": ActCode.DOCUMENT_READ,
        "own": False,
        "refused": False,
        "who": "Nolwenn Kervelec",
        "quality": "Médecin",
        "structure": "Cabinet du Dr Kervelec",
        "what": "Lecture d’un document",
        "document": "",
        "object_id": "",
        "mode": "",
        "reason": "",
        "icon": "eye",
    }
    return Told(**values | changes)


def test_who_acted_is_named_in_one_sentence():
    assert event(told()).detail == "Nolwenn Kervelec, médecin, Cabinet du Dr Kervelec"


def test_a_refused_act_and_a_repeated_one_are_told_beside_what_they_are():
    assert event(told(refused=True)).title == "Lecture d’un document (demande refusée)"
    assert event(told(times=2)).title == "Lecture d’un document (2 fois)"


def view(title, author, structure, deposited):
    entry = DocumentEntry(
        id=title, title=title, authors=(Author(XCN.of("8", author, "Ada"), (XON.of(structure, "1"),)),)
    )  # fmt: skip
    return DocumentView(
        entry=entry, facts=DocumentFacts(unique_id=title, entry_uuid=title, status=APPROVED, deposited_at=deposited)
    )


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", ["letter", "report"]),
        ("auteur=Ada+Prunier", ["letter"]),
        ("auteur=Labo+du+Pont", ["report"]),
        ("depot=2026-09-15", ["report"]),
        ("auteur=Ada+Prunier&depot=2026-09-15", []),
    ],
)
def test_a_professional_narrows_a_list_by_author_structure_and_day_of_deposit(asked, kept):
    old = view("letter", "PRUNIER", "CABINET", datetime(2026, 9, 14, 8, tzinfo=UTC))
    new = view("report", "SERPOLET", "LABO DU PONT", datetime(2026, 9, 14, 22, 30, tzinfo=UTC))  # the 15th in Paris
    shown = WideFilters(QueryDict(asked), (old, new)).keep((old, new))
    assert [one.entry.title for one in shown] == kept
