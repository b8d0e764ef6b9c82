"""A program sends a file with the card of a manager: the same service, the same verdicts, no session."""

from __future__ import annotations

import pytest
from django.test import Client

from socle import ledger
from socle.directory import trust
from socle.directory.enrolment.tracing import register_of
from socle.directory.models import Enrolment, EnrolmentFile
from socle.ledger import ActCode, Outcome
from socle.wire.certificates import CardType
from socle.wire.certificates.issue import Use
from tests.directory.conftest import authority, mint  # noqa: F401 - fixtures
from tests.directory.enrolment.builders import ASSOCIATION, HOME
from tests.directory.enrolment.conftest import CENTRAL, OF_HOME
from tests.directory.enrolment.test_files import ENTRY, OTHER, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CSV = "text/csv"


@pytest.fixture
def sent(desk, authority, mint):  # noqa: F811
    """Sends lines with the card of somebody; gives the status and what was told."""
    trust.install(authority.trust)

    def send(*lines, who=CENTRAL, dry_run=False, type=CSV):
        structure = ASSOCIATION.idnat if who == CENTRAL else HOME.idnat
        card = mint.card(who, Use.AUTHENTICATION, card_type=CardType.CPE, structure=structure) if who else None
        browser = Client(enforce_csrf_checks=True, **({"socle.certificate": card} if card else {}))
        address = f"/rpps-plus/fichier/envoi?nom=arrivees.csv{'&essai=1' if dry_run else ''}"
        answer = browser.post(address, sheet(*lines), content_type=type)
        return answer.status_code, answer.json()

    yield send
    trust.install(trust.Trust(()))


@pytest.mark.rule("RPPS-011")
def test_a_manager_s_card_sends_a_file_that_is_taken_whole(sent):
    status, told = sent(ENTRY, OTHER)
    assert (status, told["taken"], told["verdicts"]) == (200, True, [])
    assert [(line["number"], line["taken"], line["created"]) for line in told["lines"]] == [
        (2, True, True),
        (3, True, True),
    ]
    assert {line["rpps"] for line in told["lines"]} == {f"{one.professional.rpps}" for one in Enrolment.objects.all()}
    assert EnrolmentFile.objects.get().sent_by == CENTRAL


def test_a_dry_run_tells_each_line_and_keeps_nothing_and_a_faulty_line_keeps_the_others_out(sent):
    faulty = OTHER | {"role": "10"}
    for dry_run in (True, False):
        status, told = sent(ENTRY, faulty, dry_run=dry_run)
        assert (status, told["taken"], told["faulty"]) == (422, False, 1)
        (verdict,) = told["lines"][1]["verdicts"]
        assert (verdict["id"], verdict["severity"]) == ("directory.enrolment-regulated-profession", "error")
        assert verdict["fr"]
    assert not Enrolment.objects.exists()
    assert sent(ENTRY, dry_run=True)[1]["taken"] is False
    assert not Enrolment.objects.exists()


def test_a_manager_of_a_site_declares_for_it_alone(sent):
    _, told = sent(ENTRY, OTHER, who=OF_HOME)
    assert [line["taken"] for line in told["lines"]] == [True, False]


@pytest.mark.rule("RPPS-016")
def test_whoever_is_no_manager_or_shows_no_card_sends_nothing_and_the_journal_knows(sent):
    status, told = sent(ENTRY, who="3991100090/RH99")
    assert (status, [one["id"] for one in told["verdicts"]]) == (403, ["directory.professional-unknown"])
    status, told = sent(ENTRY, who="899700218896")
    assert (status, [one["id"] for one in told["verdicts"]]) == (403, ["directory.enrolment-not-manager"])
    status, told = sent(ENTRY, who="")
    assert (status, [one["id"] for one in told["verdicts"]]) == (403, ["directory.client-certificate-absent"])
    assert not Enrolment.objects.exists()


def test_a_page_of_another_site_cannot_send_with_the_card_of_the_browser(sent):
    for type in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        assert sent(ENTRY, type=type)[0] == 415
    assert not Enrolment.objects.exists()


@pytest.mark.rule("RPPS-015")
def test_what_is_sent_is_traced_as_what_a_page_sends(sent):
    sent(ENTRY)
    told = [(one.code, one.outcome) for one in ledger.acts(register_of(ASSOCIATION))]
    assert (ActCode.ENROLMENT_FILE, Outcome.DONE) in told
