"""Every verdict of the builder is obtained as it says it can be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from socle.documents import building
from socle.documents.building import verdicts
from socle.rulebook import Verdict
from socle.rulebook.choices import Choices

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COVER = {"cme_validated_on": "2026-09-01", "cme_reference": "CME 2026-14", "physicians_warned_on": "2026-09-02"}

#: Verdict → the one change to the description of a discharge letter that obtains it.
CHANGED = {
    "documents.build-unknown-key": lambda d: d["patient"].update(birth_nom="X"),
    "documents.build-missing": lambda d: d.pop("patient"),
    "documents.build-wrong-value": lambda d: d["patient"].update(birth_date="hier"),
    "documents.build-code-unknown": lambda d: d.update(type="12345-6"),
    "documents.build-code-retired": lambda d: d["authors"][0].update(profession="G15_35"),
    "documents.build-ins-missing": lambda d: d["patient"].pop("matricule"),
    "documents.build-not-counted": lambda d: (d.pop("document"), d.update(type="11502-2")),
    "documents.build-type-not-of-dmp": lambda d: (d.pop("document"), d.update(type="101881-1")),
    "documents.build-file-wrong": lambda d: d.update(file={"media_type": "image/tiff"}),
    "documents.build-cover-refused": lambda d: d.update(cover={}),
}
#: Those that a PDF brings about: `test_pdf`.
APART = {"documents.build-data-matrix-absent", "documents.build-cover-stopgap", "documents.build-pdf-unchanged"}


@pytest.mark.parametrize("verdict", CHANGED)
def test_a_description_changed_in_one_place_obtains_its_verdict(letter, verdict):
    CHANGED[verdict](letter)
    spec, findings = building.from_mapping(letter)
    if spec is not None:
        findings = building.build(spec, b"%PDF-1.7\n%%EOF", at=AT, choices=Choices()).findings
    assert verdict in {finding.verdict.id for finding in findings}


def test_every_verdict_of_the_builder_is_obtained():
    ids = {each.id for each in vars(verdicts).values() if isinstance(each, Verdict)}
    assert ids == CHANGED.keys() | APART
