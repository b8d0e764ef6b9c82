"""What the FHIR door refuses before any use case: who asks, in which form, for what; each a line of the journal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from socle.ledger.models import Event
from socle.rulebook import choices
from tests.record.fhir.asking import BASE, HOSPITAL, PATIENT, PHYSICIAN, Asker, bundle_of, token_of

pytestmark = pytest.mark.django_db
SEARCH = f"DocumentReference?{PATIENT}&status=current"


def last_act() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Event.objects.latest("sequence").body)
    return told


@pytest.mark.parametrize(
    ("asked", "status", "verdict"),
    [
        ({"headers": {"authorization": ""}}, 401, "fhir.token-absent"),
        ({"headers": {"authorization": "Bearer !!!"}}, 401, "fhir.token-absent"),
        ({"token": b'<saml2:Assertion IssueInstant="2026-09-15T11:00:00Z"/>'}, 401, "wire.xml-ill-formed"),
        ({"certificate": False}, 403, "directory.client-certificate-absent"),
        ({"who": "expired-certificate"}, 403, "wire.certificate-expired"),
        ({"who": "expired-conditions"}, 401, "wire.token-over"),
        ({"who": "break-glass-without-reason"}, 403, "directory.break-glass-without-reason"),
    ],
)
@pytest.mark.rule("AUTH-041")
def test_who_is_not_proven_is_refused_and_told(asker: Asker, asked: dict[str, Any], status: int, verdict: str) -> None:
    told = asker.ask("GET", SEARCH, **asked)
    assert told.status == status, told.json
    assert verdict in told.verdicts, told.verdicts
    assert ("www-authenticate" in told.headers) == (status == 401)
    assert (last_act()["outcome"], last_act()["details"]["service"]) == ("refused", "fhir")


def test_an_altered_token_proves_nobody(asker: Asker) -> None:
    altered = token_of(asker.player, PHYSICIAN).replace(b"899880000015", b"899880000023")
    assert asker.ask("GET", SEARCH, token=altered, at=None).status == 401


def test_the_same_request_of_the_same_token_is_refused(asker: Asker) -> None:
    one = {"headers": {"x-request-id": "demande-1"}}
    assert asker.ask("GET", SEARCH, **one).status == 403  # no authorisation yet: the act told is a refusal
    again = asker.ask("GET", SEARCH, **one)
    assert (again.status, again.verdicts) == (403, {"directory.token-reused"})
    assert asker.ask("GET", SEARCH, headers={"x-request-id": "demande-2"}).status == 403


def test_the_scheme_of_the_token_is_a_setting(asker: Asker) -> None:
    before = choices.current()
    choices.install(replace(before, fhir_token_scheme="IHE-SAML"))
    try:
        refused = asker.ask("GET", SEARCH)
        assert (refused.status, refused.headers["www-authenticate"]) == (401, 'IHE-SAML realm="dmp"')
    finally:
        choices.install(before)


@pytest.mark.parametrize(
    ("method", "path", "asked", "status", "verdict"),
    [
        ("GET", "Observation", {}, 404, "fhir.no-such-address"),
        ("GET", "DocumentReference/a/b", {}, 404, "fhir.no-such-address"),
        ("DELETE", "DocumentReference/a", {}, 405, "fhir.method-not-allowed"),
        ("PUT", "", {"body": {}}, 405, "fhir.method-not-allowed"),
        ("GET", SEARCH, {"headers": {"accept": "application/fhir+xml"}}, 406, "fhir.not-acceptable"),
        ("GET", f"{SEARCH}&_format=xml", {}, 406, "fhir.not-acceptable"),
        ("POST", "", {"body": b"<a/>", "content_type": "application/fhir+xml"}, 415, "fhir.media-type"),
        ("POST", "", {"body": b"{}", "headers": {"content-encoding": "gzip"}}, 415, "fhir.media-type"),
        (
            "PATCH",
            "DocumentReference/a",
            {"body": b"", "content_type": "application/xml-patch+xml"},
            415,
            "fhir.media-type",
        ),
    ],
)
def test_what_is_not_offered_is_said_so(
    asker: Asker, method: str, path: str, asked: dict[str, Any], status: int, verdict: str
) -> None:
    told = asker.ask(method, path, **asked)
    assert (told.status, told.verdicts) == (status, {verdict})


def test_a_method_not_offered_names_those_that_are(asker: Asker) -> None:
    assert asker.ask("DELETE", "DocumentReference").headers["allow"] == "GET, PATCH, POST"


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ("status=current", "fhir.parameter-missing"),
        (PATIENT, "fhir.parameter-missing"),
        (f"{PATIENT}&status=brouillon", "fhir.parameter-malformed"),
        (f"{PATIENT}&status=current&creation=hier", "fhir.parameter-malformed"),
        (f"{PATIENT}&status=current&creation=2026-13-45", "fhir.parameter-malformed"),
        (f"{PATIENT}&status=current&couleur=rouge", "fhir.parameter-unknown"),
        (f"{PATIENT}&status=current&type:not=a", "fhir.parameter-unknown"),
        (f"{PATIENT}&status=current&type=", "fhir.parameter-malformed"),
        (f"{PATIENT}&status=current&_count=beaucoup", "fhir.parameter-malformed"),
        (f"{PATIENT}&status=current&_sort=title", "fhir.parameter-malformed"),
        (f"{PATIENT}&status=%FF", "fhir.parameter-malformed"),
    ],
)
def test_a_search_that_cannot_be_understood_is_refused(asker: Asker, query: str, verdict: str) -> None:
    told = asker.ask("GET", f"DocumentReference?{query}")
    assert (told.status, told.verdicts) == (400, {verdict})


@pytest.mark.parametrize(
    "value",
    [
        "urn:oid:1.2.250.1.213.1.4.10%7C182112901999268",
        "182112901999268",
        "urn:oid:1.2.250.1.213.1.4.8%7C284053523899177",
    ],
)
def test_another_patient_than_the_tokens_is_refused(asker: Asker, value: str) -> None:
    told = asker.ask("GET", f"DocumentReference?patient.identifier={value}&status=current")
    assert (told.status, told.verdicts) == (403, {"record.other-patient"})
    assert last_act()["verdicts"] == ["record.other-patient"]


def test_a_token_without_patient_opens_no_record(asker: Asker) -> None:
    for path in (SEARCH, "DocumentReference/a", "List/a", "Binary/1.2.3"):
        told = asker.ask("GET", path, who="vihf-direct-no-patient")
        assert told.verdicts == {"record.patient-missing"}, path


@pytest.mark.rule("DMP-088")
def test_a_record_one_is_not_authorised_on_stays_shut(asker: Asker) -> None:
    for path in (SEARCH, f"List?{PATIENT}&code=submissionset&status=current", "Binary/1.2.3"):
        told = asker.ask("GET", path)
        assert (told.status, told.verdicts) == (403, {"record.authorisation-missing"}), path


def test_a_document_that_is_not_there_is_not_found(asker: Asker) -> None:
    assert asker.player.play("td0.3-add").fault is None
    for path in ("DocumentReference/3f0c1f1e-0000-4000-8000-000000000000", "List/a", "Binary/1.2.3"):
        assert asker.ask("GET", path).status == 404, path
    body: list[Any] = [{"op": "replace", "path": "/status", "value": "superseded"}]
    absent = asker.ask(
        "PATCH", "DocumentReference/a", who="td3.3a-mask", body=body, content_type="application/json-patch+json"
    )
    assert (absent.status, absent.verdicts) == (404, {"fhir.not-found"})


BROKEN = [
    (b'{"resourceType":', "fhir.json-ill-formed", "1:17"),
    (b"\xff\xfe", "fhir.json-ill-formed", "1:1"),
    (b'{"a": NaN}', "fhir.json-ill-formed", "1:1"),
    (b'{"a": ' + b"9" * 5000 + b"}", "fhir.json-ill-formed", "1:1"),
    (b"[" * 100_000, "fhir.too-deep", ""),
    (b"[" * 60 + b"]" * 60, "fhir.too-deep", ""),
    (b"7", "fhir.element-type", "Bundle"),
    (b'{"resourceType":"Patient"}', "fhir.resource-unexpected", "Bundle"),
    (b'{"resourceType":"Bundle","type":"transaction","type":"batch"}', "fhir.name-repeated", "Bundle"),
    (b'{"resourceType":"Bundle","type":"transaction","titre":"x"}', "fhir.element-unknown", "Bundle.titre"),
    (b'{"resourceType":"Bundle","type":7}', "fhir.element-type", "Bundle.type"),
    (b'{"resourceType":"Bundle","type":"transaction","entry":[]}', "fhir.element-type", "Bundle.entry"),
    (b'{"resourceType":"Bundle","type":"transaction","entry":[null]}', "fhir.element-type", "Bundle.entry[0]"),
    (b'{"resourceType":"Bundle","type":"transaction","id":"\\ud800"}', "fhir.element-type", "Bundle.id"),
    (
        b'{"resourceType":"Bundle","type":"transaction","timestamp":"9999-12-31T23:59:59-14:00"}',
        "fhir.element-type",
        "Bundle.timestamp",
    ),
    (b'{"resourceType":"Bundle"}', "fhir.element-missing", "Bundle.type"),
]


@pytest.mark.parametrize(
    ("body", "verdict", "place"), BROKEN, ids=[f"{verdict}-{rank}" for rank, (_, verdict, _) in enumerate(BROKEN)]
)
def test_a_body_that_is_no_bundle_is_refused_where_it_is_wrong(
    asker: Asker, body: bytes, verdict: str, place: str
) -> None:
    told = asker.ask("POST", "", who=HOSPITAL, body=body)
    assert told.status == 400
    assert (verdict, place) in {(name, where) for name, _, where in told.issues}, told.issues


def test_a_body_too_large_is_not_read(asker: Asker) -> None:
    told = asker.ask("POST", "", who=HOSPITAL, body=b" " * 30_100_000)
    assert (told.status, told.verdicts) == (413, {"fhir.body-too-large"})


def changed(bundle: dict[str, Any], rank: int, **members: Any) -> dict[str, Any]:
    """The bundle with members of one of its resources changed, None taking one away."""
    resource = {**bundle["entry"][rank]["resource"], **members}
    bundle["entry"][rank]["resource"] = {name: value for name, value in resource.items() if value is not None}
    return bundle


@pytest.mark.parametrize(
    ("rank", "members", "verdict", "place"),
    [
        (1, {"type": None}, "record.attribute-missing", "Bundle.entry[1].resource.type"),
        (
            1,
            {"authenticator": {"reference": "#personne"}},
            "fhir.reference-unknown",
            "Bundle.entry[1].resource.authenticator",
        ),
        (
            1,
            {"type": {"coding": [{"system": "http://loinc.org", "code": "0-0"}]}},
            "record.code-unknown",
            "Bundle.entry[1].resource.type",
        ),
        (1, {"securityLabel": None}, "record.attribute-missing", "Bundle.entry[1].resource.securityLabel"),
        (0, {"identifier": None}, "record.set-attribute-missing", "Bundle.entry[0].resource.identifier"),
        (0, {"entry": None}, "record.association-missing", "Bundle.entry[1].resource"),
        (2, {"data": "é"}, "fhir.element-type", "Bundle.entry[2].resource.data"),
        (2, {"data": "QUJD"}, "documents.not-xml", ""),
    ],
)
def test_a_bundle_that_breaks_a_rule_is_refused_where_it_does(
    asker: Asker, rank: int, members: dict[str, Any], verdict: str, place: str
) -> None:
    told = asker.ask("POST", "", who=HOSPITAL, body=changed(bundle_of(asker.player, HOSPITAL), rank, **members))
    assert 400 <= told.status < 500
    places = {where for name, _, where in told.issues}
    assert place in places or not place, told.issues


def test_every_fault_of_a_bundle_comes_at_once(asker: Asker) -> None:
    bundle = changed(bundle_of(asker.player, HOSPITAL), 1, type=None, authenticator={"reference": "#personne"})
    told = asker.ask("POST", "", who=HOSPITAL, body=bundle)
    assert len(told.issues) >= 3
    assert last_act()["code"] == "record:submission:feed"
    assert last_act()["outcome"] == "refused"


@pytest.mark.rule("DMP-061")
def test_reinforced_indirect_authentication_never_feeds(asker: Asker) -> None:
    told = asker.ask("POST", "", who="td2.1-fail-air-never-feeds", body=b"rien")
    assert (told.status, told.verdicts) == (403, {"record.air-never-feeds"})


def test_a_binary_that_no_document_names_is_refused(asker: Asker) -> None:
    bundle = bundle_of(asker.player, HOSPITAL)
    bundle["entry"][1]["resource"]["content"][0]["attachment"]["url"] = f"{BASE}Binary/9"
    told = asker.ask("POST", "", who=HOSPITAL, body=bundle)
    assert {"fhir.reference-unknown", "record.part-unannounced"} <= told.verdicts, told.verdicts
