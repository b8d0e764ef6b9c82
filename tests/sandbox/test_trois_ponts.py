"""The starting state answers the first worked dialogues as they are written."""

from __future__ import annotations

import base64
import re

import pytest
from tests.servers import sandbox_server

MASKED = {"system": "urn:oid:1.2.250.1.213.1.1.4.13", "code": "MASQUE_PS"}


@pytest.fixture(scope="module")
def bridge(tmp_path_factory, samples):
    trust = (samples / "dmp" / "certs" / "TEST-ONLY-ca-root.crt.pem",)
    with sandbox_server(tmp_path_factory.mktemp("bridge"), world="trois-ponts", trust=trust) as running:
        running.certs = samples / "dmp" / "certs"
        yield running


def play(bridge, dialogue, who, service="patients"):
    """Send a request of the dialogues at its own instant, with the card of its sender; the text of the answer."""
    body = (bridge.certs.parent / f"{dialogue}.request.xml").read_bytes()
    bridge.set_clock(re.search(rb'IssueInstant="([^"]+)"', body)[1].decode())
    action = re.search(rb"<wsa:Action[^>]*>([^<]+)", body)[1].decode()
    card = [bridge.certs / f"TEST-ONLY-card-{who}-auth.{part}.pem" for part in ("crt", "key")]
    headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}
    with bridge.client(*card) as client:
        return client.post(f"si-dmp-server/v2/services/{service}", content=body, headers=headers).text


def test_the_clock_begins_with_the_first_dialogue(bridge):
    assert bridge.api("world")["first_instant"] == "2026-09-15T08:00:00+00:00"


@pytest.mark.parametrize(
    ("dialogue", "who", "state"),
    [
        ("td0/td0.2-authorisation-none", "kervelec", "NON_EXISTE"),
        ("td0/td0.2-authorisation-blocked", "pellot", "INTERDIT"),
        ("td0/td0.2-authorisation-expired", "daumont", "EXPIRE"),
    ],
)
def test_authorisations_stand_as_the_dialogues_find_them(bridge, dialogue, who, state):
    answer = play(bridge, dialogue, who)
    assert f'code="{state}" codeSystem="1.2.250.1.213.4.1.2.6.2"' in answer
    expected = (bridge.certs.parent / f"{dialogue}.response.xml").read_text()
    attached = re.compile(r'RATTACHEMENT_ENS"[^>]*/>\s*<[^>]*value="(true|false)"')
    assert attached.search(answer)[1] == attached.search(expected)[1]


def test_a_closed_record_says_when_and_why(bridge):
    answer = play(bridge, "td0/td0.2-closed", "kervelec")
    assert 'value="20260702101500"' in answer
    assert 'code="FERMETURE_DEMANDE_PATIENT"' in answer
    assert "Le titulaire ne souhaite plus de dossier." in answer


def test_a_person_without_a_record_is_not_found(bridge):
    assert 'queryResponseCode code="NF"' in play(bridge, "td0/td0.2-not-found", "kervelec")


def test_a_blocked_professional_cannot_declare_herself_authorised(bridge):
    answer = play(bridge, "td0/td0.3-add-blocked", "pellot", "habilitations")
    assert "DMPAccessDeniedByRightsService" in answer


def test_who_declares_herself_authorised_is_found_so(bridge):
    bridge.api("reset", {})
    assert "DMPOk" in play(bridge, "td0/td0.3-add", "kervelec", "habilitations")
    assert "DMPOk" in play(bridge, "td0/td0.3-become-mt", "kervelec", "habilitations")
    answer = play(bridge, "td0/td0.2-authorisation-valid", "kervelec")
    assert 'code="VALIDE"' in answer


def speak(bridge, client, method, path, token_of, **sent):
    """Ask the FHIR door over mutual TLS with the token of a dialogue, at its instant."""
    (file,) = bridge.certs.parent.glob(f"*/{token_of}.request.*")
    token = re.search(rb"<saml2:Assertion .*?</saml2:Assertion>", file.read_bytes(), re.DOTALL)[0]
    bridge.set_clock(re.search(rb'IssueInstant="([^"]+)"', token)[1].decode())
    headers = {"Authorization": f"Bearer {base64.urlsafe_b64encode(token).decode()}", **sent.pop("headers", {})}
    return client.request(method, f"fhir/dmp/{path}", headers=headers, **sent)


def test_a_physician_publishes_finds_reads_and_masks_by_fhir(bridge):
    bridge.api("reset", {})
    play(bridge, "td0/td0.3-add", "kervelec", "habilitations")
    written = (bridge.certs.parent / "documents" / "consultation-note-v1.xml").read_bytes()
    note = {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": "Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|284053523899177"},
        "content": [{"attachment": {"contentType": "text/xml", "data": base64.b64encode(written).decode()}}],
    }
    json = {"Content-Type": "application/fhir+json"}
    card = [bridge.certs / f"TEST-ONLY-card-kervelec-auth.{part}.pem" for part in ("crt", "key")]
    where = "DocumentReference?patient.identifier=urn:oid:1.2.250.1.213.1.4.10|284053523899177&status=current"
    with bridge.client(*card) as client:
        made = speak(bridge, client, "POST", "DocumentReference", "td2.1a-feed-two-documents", json=note, headers=json)
        assert made.status_code == 201, made.text
        found = speak(bridge, client, "GET", where, "td3.1a-find-documents").json()
        (entry,) = found["entry"]
        address = entry["resource"]["content"][0]["attachment"]["url"].partition("fhir/dmp/")[2]
        assert speak(bridge, client, "GET", address, "td3.2-retrieve").content == written
        mask = [{"op": "add", "path": "/securityLabel/-", "value": {"coding": [MASKED]}}]
        patch = {"Content-Type": "application/json-patch+json"}
        masked = speak(
            bridge, client, "PATCH", entry["fullUrl"].partition("dmp/")[2], "td3.3a-mask", json=mask, headers=patch
        )
        assert (masked.status_code, masked.headers["etag"]) == (200, 'W/"2"')


def test_the_cast_is_reached_by_the_names_of_the_dialogues(bridge):
    for name in ("kervelec", "899880000023", "1990100109", "louvel", "3990100109/SEC0042"):
        assert bridge.api(f"actors/{name}")["idnat"]


def test_without_its_root_its_cards_are_cut_at_the_handshake(tmp_path, samples):
    certs = samples / "dmp" / "certs"
    with sandbox_server(tmp_path, world="trois-ponts") as running:
        card = [certs / f"TEST-ONLY-card-kervelec-auth.{part}.pem" for part in ("crt", "key")]
        with pytest.raises(Exception, match=r"(?i)unknown ca|closed|reset|eof"), running.client(*card) as client:
            client.get("healthz")


def test_without_a_certificate_the_service_is_reached_and_says_what_it_needs(bridge, samples):
    body = (samples / "dmp" / "td0" / "td0.2-authorisation-none.request.xml").read_bytes()
    bridge.set_clock("2026-09-15T08:00:00Z")
    headers = {"Content-Type": "application/soap+xml; charset=utf-8"}
    with bridge.client() as client:
        answer = client.post("si-dmp-server/v2/services/patients", content=body, headers=headers)
    assert answer.status_code == 400
    assert "certificat" in answer.text


def test_a_card_that_expired_at_socles_instant_passes_the_handshake_and_is_refused_by_the_service(bridge, samples):
    body = (samples / "dmp" / "td0" / "td0.2-authorisation-none.request.xml").read_bytes()
    bridge.set_clock("2029-02-01T08:00:00Z")
    card = [bridge.certs / f"TEST-ONLY-card-kervelec-auth.{part}.pem" for part in ("crt", "key")]
    headers = {"Content-Type": "application/soap+xml; charset=utf-8"}
    with bridge.client(*card) as client:
        answer = client.post("si-dmp-server/v2/services/patients", content=body, headers=headers)
    assert answer.status_code == 400
    assert "DMPInvalidCertificate" in answer.text or "FailedAuthentication" in answer.text
