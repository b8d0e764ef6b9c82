"""The activity history as AuditEvents: the médecin traitant is told every act, others their own, refusals too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.record.fhir.asking import HOSPITAL, PATIENT, Asker
from tests.record.player import ROOT

pytestmark = pytest.mark.django_db
LETTER = f"{ROOT}.1.1.101"
SEARCH = f"AuditEvent?{PATIENT}"


def told(asker: Asker, query: str = "", **how: Any) -> list[tuple[str, str, str]]:
    """Act, outcome and who, the latest first."""
    answer = asker.ask("GET", SEARCH + query, **how)
    assert answer.status == 200, answer.json
    return [
        (held["subtype"][0]["code"], held["outcome"], held["agent"][0]["who"]["identifier"]["value"])
        for held in answer.resources
    ]


@pytest.fixture
def lived(asker: Asker) -> Asker:
    """A hospital feeds, another physician is refused, the médecin traitant searches."""
    for name in ("td0.3-add", "td0.3-become-mt"):
        assert asker.player.play(name).fault is None
    assert asker.feed(HOSPITAL).status == 200
    assert asker.ask("GET", f"DocumentReference?{PATIENT}&status=current").status == 200
    return asker


@pytest.mark.rule("DMP-165")
def test_the_medecin_traitant_is_told_who_did_what(lived: Asker) -> None:
    acts = told(lived)
    assert ("record:document:search", "0", "899880000015") in acts
    assert ("record:document:feed", "0", "1990100109") in acts
    answer = lived.ask("GET", SEARCH)
    fed = next(held for held in answer.resources if held["subtype"][0]["code"] == "record:document:feed")
    assert fed["action"] == "C"
    assert fed["entity"][1]["what"]["identifier"]["value"] == f"urn:oid:{LETTER}"
    assert fed["entity"][1]["name"] == "Lettre de liaison de sortie"


@pytest.mark.rule("DMP-165")
def test_another_reader_is_told_of_his_own_acts_alone(lived: Asker) -> None:
    who = "td3.1a-find-documents-break-glass"
    assert lived.ask("GET", f"DocumentReference?{PATIENT}&status=current", who=who).status == 200
    assert {actor for _, _, actor in told(lived, who=who)} == {"899880000023"}


def test_acts_are_kept_by_date_and_by_outcome(lived: Asker) -> None:
    assert told(lived, "&date=lt2026") == []
    assert told(lived, "&outcome=4") == []
    assert told(lived, "&date=2026-09-15&outcome=0")


def test_a_structure_is_told_nothing(lived: Asker) -> None:
    refused = lived.ask("GET", SEARCH, who="td3.1b-get-documents")
    assert refused.status == 403
