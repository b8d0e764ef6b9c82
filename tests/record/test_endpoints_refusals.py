"""What the endpoints refuse before any use case: bad tokens, bad messages, transactions that are not served."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from socle import clock
from socle.ledger.models import Event
from socle.record import endpoints
from socle.record.models import Record
from socle.wire.exchange import Request
from tests.databases import held_by_another
from tests.record.player import Player, answer_of

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 9, 15, 8, tzinfo=UTC)
DENIED = "DMPAccessDeniedByRightsService"


def last_act() -> dict[str, Any]:
    """The last event of the journal, as it is kept."""
    told: dict[str, Any] = json.loads(Event.objects.latest("sequence").body)
    return told


# --- tokens ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "subcode", "sentence"),
    [
        ("unsigned", "wsse:InvalidSecurity", "Le jeton n'est pas signé."),
        ("altered-after-signing", "wsse:FailedAuthentication", "Le jeton a été modifié après sa signature."),
        ("signature-wrapped", "wsse:FailedAuthentication", "La signature ne couvre pas le jeton présenté."),
        ("expired-issue-instant", "wsse:FailedAuthentication", "Le jeton est trop ancien."),
        ("expired-conditions", "wsse:FailedAuthentication", "La période de validité du jeton est passée."),
        ("expired-certificate", "DMPInvalidCertificate", "Le certificat a expiré."),
        ("unknown-authority", "DMPInvalidCertificate", "Le certificat ne vient pas d'une autorité reconnue."),
        (
            "authentication-certificate",
            "DMPInvalidCertificate",
            "Le jeton doit être signé avec un certificat de signature.",
        ),
        (
            "structure-not-of-certificate",
            "DMPInvalidCertificate",
            "La structure du jeton n'est pas celle du certificat.",
        ),
        ("missing-specialty", "", "Aucune specialite dans le vihf"),
        ("break-glass-without-reason", DENIED, "Le bris de glace demande une justification."),
        ("wrong-patient", DENIED, "Le patient du jeton n'est pas celui du message."),
    ],
)
def test_a_bad_token_is_a_fault_of_the_sender_and_a_line_of_the_journal(
    player: Player, name: str, subcode: str, sentence: str
) -> None:
    answer = player.play(name, at=MORNING, service="patients")
    assert answer.status == 400
    assert answer.fault is not None
    side, given, reason = answer.fault
    assert side == "Sender"
    assert sentence in reason
    assert given == subcode
    act = last_act()
    assert act["outcome"] == "refused"
    assert act["verdicts"]
    assert act["details"]["service"] == "patients"


def test_a_professional_outside_the_structure_of_the_token_is_refused(player: Player) -> None:
    answer = player.play("unlinked-professional-and-structure", at=MORNING, service="patients")
    assert answer.fault == ("Sender", "", "PS et Structure non lies")


@pytest.mark.rule("AUTH-040")
def test_a_call_without_client_certificate_is_refused_and_journaled(player: Player) -> None:
    answer = player.play("td0.2-authorisation-none", certificate=None)
    assert answer.fault is not None
    assert answer.fault[1] == "DMPInvalidCertificate"
    assert "Aucun certificat client" in answer.fault[2]
    act = last_act()
    assert act["verdicts"] == ["directory.client-certificate-absent"]
    assert act["author"]["id"] == "899880000015"


def test_the_certificate_of_another_card_is_refused(player: Player) -> None:
    other = player.certificate("card-daumont-auth")
    answer = player.play("td0.2-authorisation-none", certificate=other)
    assert answer.fault is not None
    assert answer.fault[1] == "DMPInvalidCertificate"


def test_the_same_message_played_twice_is_refused_the_second_time(player: Player) -> None:
    assert player.play("td0.2-authorisation-none").fault is None
    assert player.play("td0.2-authorisation-none").fault is not None
    assert player.play("td0.2-authorisation-none", fresh=True).fault is None


def test_a_message_without_token_is_refused(player: Player) -> None:
    data, content_type = player.message("td0.2-authorisation-none")
    start, end = data.index(b"<wsse:Security"), data.index(b"</wsse:Security>") + len(b"</wsse:Security>")
    answer = player.send(data[:start] + data[end:], content_type, "patients", MORNING, None)
    assert answer.fault is not None
    assert answer.fault[:2] == ("Sender", "wsse:InvalidSecurity")
    assert last_act()["author"]["kind"] == "unknown"


# --- messages --------------------------------------------------------------------------------------------


def test_a_message_without_addressing_is_a_fault_without_subcode(player: Player) -> None:
    answer = player.play("missing-addressing", at=MORNING, service="patients")
    assert answer.fault == ("Sender", "", "Les en-têtes WS-Addressing sont absents.")


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"<soap", "application/soap+xml"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "application/soap+xml"),
        (b"\xff\xfe\x00", "application/soap+xml"),
        (b"<html/>", "application/soap+xml"),
        (b"{}", "application/json"),
        (b"", "application/soap+xml"),
        (b"--x\r\n", "multipart/related; boundary=x"),
    ],
    ids=["cut", "entities", "bytes", "no envelope", "json", "empty", "broken multipart"],
)
def test_what_is_not_a_message_is_a_fault_of_the_sender_never_a_traceback(
    player: Player, data: bytes, content_type: str
) -> None:
    answer = player.send(data, content_type, "repository", MORNING, None)
    assert answer.status == 400
    assert answer.fault is not None
    assert answer.fault[0] == "Sender"
    assert last_act()["code"] == "record:message:refuse"


def test_a_page_asked_for_by_get_is_told_to_post(player: Player) -> None:
    request = Request("GET", "/", {}, io.BytesIO(b""), 0)
    answer = answer_of(endpoints.handle("registry", request))
    assert answer.fault is not None
    assert "par POST" in answer.fault[2]


def test_an_unknown_body_is_named_in_its_fault(player: Player) -> None:
    data, content_type = player.message("td0.3-add")
    data = data.replace(b"hab:setAuthorization", b"hab:askAuthorization")
    kervelec = player.certificate("card-kervelec-auth")
    answer = player.send(data, content_type, "habilitations", MORNING, kervelec)
    assert answer.fault is not None
    assert "askAuthorization" in answer.fault[2]


def test_a_transaction_sent_to_another_service_is_told_where_to_go(player: Player) -> None:
    answer = player.play("td0.3-add", service="registry")
    assert answer.fault == ("Sender", "", "La transaction TD0.3 s'adresse au service habilitations.")


def test_a_reason_that_no_transaction_has_says_so_to_a_known_caller(player: Player) -> None:
    answer = player.play("td1.4-close", change=(b'code="FERM"', b'code="AUTRE"'))
    sentence = "La transaction TD1.2, TD1.3b, TD1.4 n'est pas encore proposée par ce serveur."
    assert answer.fault == ("Sender", "", sentence)
    assert last_act()["author"]["id"].startswith("8")


def test_the_identity_certification_withdrawn_in_2023_points_to_insi(player: Player) -> None:
    answer = player.play("identity-certification-withdrawn", at=MORNING, service="patientCertif")
    assert answer.fault is not None
    assert answer.fault[:2] == ("Receiver", "")
    assert answer.fault[2].startswith("La transaction TD0.0 est fermée depuis le 30 septembre 2023")


def test_an_action_of_td03_that_does_not_exist_is_refused(player: Player) -> None:
    answer = player.play("td0.3-add", change=(b">AJOUT<", b">AJOUTER<"))
    assert answer.fault is not None
    assert answer.fault[0] == "Sender"


def test_a_token_without_patient_is_refused_where_a_patient_is_needed(player: Player) -> None:
    data, content_type = player.message("td0.4-patient-list")
    start, end = data.index(b"<pat:patientList"), data.index(b"</pat:patientList>") + len(b"</pat:patientList>")
    asked = b'<hab:setAuthorization xmlns:hab="urn:si-dmp-habilitations"><hab:action>AJOUT</hab:action></hab:setAuthorization>'
    at = datetime(2026, 9, 15, 8, 55, tzinfo=UTC)
    kervelec = player.certificate("card-kervelec-auth")
    answer = player.send(data[:start] + asked + data[end:], content_type, "habilitations", at, kervelec)
    assert answer.fault is not None
    assert answer.fault[1] == DENIED
    assert "ne désignent de patient" in answer.fault[2]


# --- trouble ---------------------------------------------------------------------------------------------


def test_an_unforeseen_failure_is_a_receiver_fault_with_a_reference_and_a_log_line(
    player: Player, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("disk on fire")

    monkeypatch.setattr("socle.record.services.access.facts_of", broken)
    answer = player.play("server-unavailable", at=MORNING, service="patients")
    assert answer.status == 500
    assert answer.fault is not None
    side, subcode, reason = answer.fault
    assert (side, subcode) == ("Receiver", "")
    assert reason.startswith("Service momentanément indisponible, rien n'a été modifié")
    (logged,) = (line for line in caplog.records if line.name == "socle.record")
    assert logged.reference in reason
    assert b"disk on fire" not in answer.raw
    assert b"RelatesTo" in answer.raw


@pytest.mark.database
def test_an_act_that_could_not_be_begun_says_when_to_ask_again_and_leaves_nothing(
    shared_database: None, player: Player
) -> None:
    before = Event.objects.count()
    with held_by_another("record_record"):
        answer = player.play("td0.3-add")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.fault is not None
    side, subcode, reason = answer.fault
    assert (side, subcode) == ("Receiver", "")
    assert "rien n'a été enregistré" in reason
    assert Event.objects.count() == before
    assert player.play("td0.3-add", fresh=True).fault is None


@pytest.mark.rule("MES-007")
@pytest.mark.rule("MES-009")
@pytest.mark.parametrize(("status", "word"), [("closed", "fermé"), ("deleted", "supprimé")])
@pytest.mark.parametrize("name", ["td0.3-add", "td2.1a-feed-discharge-letter", "td3.1a-find-documents"])
def test_nobody_feeds_or_consults_a_record_closed_or_deleted(player: Player, name: str, status: str, word: str) -> None:
    Record.objects.update(status=status)
    answer = player.play(name)
    assert answer.fault is not None
    assert answer.fault[1] == DENIED
    assert word in answer.fault[2]


@pytest.mark.rule("MES-006")
@pytest.mark.rule("DMP-205")
@pytest.mark.parametrize("space", ["deactivated", "not activated", "none"])
def test_professionals_continue_whatever_the_state_of_the_citizens_space(player: Player, space: str) -> None:
    Record.objects.update(space=space)
    for name in ("td0.3-add", "td2.1a-feed-discharge-letter", "td3.1a-find-documents"):
        answer = player.play(name)
        assert answer.fault is None
        assert not answer.errors


@pytest.mark.rule("DMP-165")
def test_every_refusal_and_every_act_is_in_the_journal(player: Player) -> None:
    for name in ("td0.3-add", "td2.1a-feed-discharge-letter", "td3.1a-find-documents", "td0.3-add-blocked"):
        player.play(name)
    told = set(Event.objects.values_list("code", "outcome"))
    assert {
        ("record:authorisation:add", "done"),
        ("record:document:feed", "done"),
        ("record:document:search", "done"),
        ("record:authorisation:add", "refused"),
    } <= told


def test_the_clock_alone_gives_the_instant(player: Player) -> None:
    player.play("td0.3-add")
    assert Event.objects.latest("sequence").at == clock.now()
