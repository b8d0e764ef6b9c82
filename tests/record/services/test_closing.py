"""A closed record serves nobody and keeps everything it held."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import ledger, storage
from socle.record import services
from socle.record.facts import SpaceStatus
from socle.record.models import Entry, Identifier, Record
from socle.record.profile import IHE
from socle.record.services.bringing import FormerLife, bring_in
from socle.record.submissions import REPOSITORY
from socle.wire.xds.model import DocumentRequest
from tests.record import facts_builders as build
from tests.record.services.test_access import camille  # noqa: F401 - fixture
from tests.record.submission_builders import TESTER, submission

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
NOTE = "2.25.1.1"


@pytest.fixture
def closed(camille):  # noqa: F811
    """Camille's record, fed with one document and closed an hour later."""
    record_id = services.open_record(camille, AT)
    assert services.feed(TESTER, submission((NOTE, b"<a/>"), patient=INS), AT, profile=IHE).decision.allowed
    Record.objects.update(status="closed", closed_at=AT + timedelta(hours=1))
    return record_id


@pytest.mark.rule("MES-007")
def test_nobody_feeds_nor_reads_it_not_even_a_test_tool_nor_its_holder(closed, camille):  # noqa: F811
    later = AT + timedelta(days=1)
    fed = services.feed(TESTER, submission(("2.25.1.2", b"<b/>"), patient=INS, set_id="9.2"), later, profile=IHE)
    assert [finding.verdict.id for finding in fed.decision.errors] == ["record.closed"]
    assert not services.read_document(build.patient(id=camille.pk), closed, NOTE, later).decision.allowed
    asked = services.retrieve(TESTER, [DocumentRequest(REPOSITORY, NOTE)], INS, later, profile=IHE)
    assert [finding.verdict.id for finding in asked.decision.errors] == ["record.closed"]


@pytest.mark.rule("MES-007")
def test_its_documents_its_identifiers_and_its_history_are_kept(closed):
    for days in (2, 5, 3000):
        services.sweep_documents(AT + timedelta(days=days))
    entry = Entry.objects.get(record_id=closed, unique_id=NOTE)
    assert storage.documents().get(closed, NOTE, entry.location) == b"<a/>"
    assert Identifier.objects.filter(record_id=closed).exists()
    assert {act.code.value for act in ledger.acts(closed)} >= {"record:record:open", "record:document:feed"}


@pytest.mark.rule("MES-007")
def test_a_record_closed_elsewhere_is_brought_in_closed(camille):  # noqa: F811
    day = AT - timedelta(days=30)
    life = FormerLife(opened_at=day, space=SpaceStatus.ACTIVE, closed_at=AT, closing_motive="FERMETURE_DEMANDE_PATIENT")
    bring_in(camille, life)
    refused = services.authorise(build.actor(), INS, AT)
    assert [finding.verdict.id for finding in refused.decision.errors] == ["record.closed"]
