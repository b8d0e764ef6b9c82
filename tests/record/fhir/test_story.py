"""The worked dialogues of the record told again through PDSm: fed, found, read, changed, each answer read elsewhere too."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from socle.ledger.models import Event
from socle.record.fhir import iti68
from socle.wire.fhir import documents
from tests.record.fhir.asking import BASE, HOSPITAL, PATIENT, Asker, bundle_of
from tests.record.player import ROOT

pytestmark = pytest.mark.django_db

LETTER, REPLACED = f"{ROOT}.1.1.102", f"{ROOT}.1.1.101"
VISIBILITY = "https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument"
MASKED = {"coding": [{"system": VISIBILITY, "code": "MASQUE_PS"}]}
ARCHIVED = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived"
JSON_PATCH = "application/json-patch+json"


def acts() -> list[dict[str, Any]]:
    return [json.loads(event.body) for event in Event.objects.order_by("sequence")]


def titles(told: Any) -> list[str]:
    return sorted(held["content"][0]["attachment"]["title"] for held in told.resources)


def authorised(asker: Asker) -> None:
    for name in ("td0.3-add", "td0.3-become-mt"):
        assert asker.player.play(name).fault is None


def fed(asker: Asker, *names: str) -> None:
    for name in names:
        told = asker.feed(name)
        assert told.status == 200, told.json


def operation(type: str, path: str, *parts: dict[str, Any]) -> dict[str, Any]:
    given = [{"name": "type", "valueCode": type}, {"name": "path", "valueString": path}, *parts]
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": given}]}


@pytest.mark.database
def test_what_is_fed_by_fhir_is_found_and_read_by_fhir_and_by_soap(asker: Asker) -> None:
    authorised(asker)
    fed(asker, HOSPITAL, "td2.1a-feed-two-documents", "td2.1b-replace-discharge-letter", "td2.2-feed-employee-card")
    found = asker.ask("GET", f"DocumentReference?{PATIENT}&status=current")
    assert found.json["total"] == 4
    letter = next(held for held in found.resources if held["masterIdentifier"]["value"] == f"urn:oid:{LETTER}")
    attachment = letter["content"][0]["attachment"]
    written = (asker.player.folder / "documents" / "discharge-letter-v2.xml").read_bytes()
    address = attachment["url"].removeprefix(BASE)
    read = asker.ask("GET", address)
    assert (read.status, read.raw, read.headers["content-type"]) == (200, written, "text/xml")
    assert attachment["size"] == len(written)
    binary = asker.ask("GET", address, headers={"accept": "application/fhir+json"})
    assert base64.b64decode(binary.json["data"]) == written
    replaced = asker.ask("GET", f"DocumentReference?{PATIENT}&status=superseded")
    assert [held["masterIdentifier"]["value"] for held in replaced.resources] == [f"urn:oid:{REPLACED}"]
    one = asker.ask("GET", f"DocumentReference/{letter['id']}")
    assert one.json["relatesTo"] == [
        {"code": "replaces", "target": {"reference": f"DocumentReference/{replaced.resources[0]['id']}"}}
    ]
    soap = asker.player.play("td3.1a-find-documents")
    assert sorted(node.get("id")[9:] for node in soap.all("ExtrinsicObject")) == sorted(
        held["id"] for held in found.resources
    )


def test_submission_sets_are_found_with_the_documents_they_hold(asker: Asker) -> None:
    authorised(asker)
    fed(asker, HOSPITAL, "td2.1a-feed-two-documents")
    whole = asker.ask("GET", f"List?{PATIENT}&code=submissionset&status=current&_sort=date")
    assert [len(held["entry"]) for held in whole.resources] == [1, 2]
    assert whole.resources[0]["identifier"][0]["value"] == f"urn:oid:{ROOT}.1.2.1"
    one = asker.ask("GET", f"List/{whole.resources[0]['id']}")
    assert one.json == whole.resources[0]
    assert asker.ask("GET", f"List?{PATIENT}&code=folder&status=current").json["total"] == 0
    dated = asker.ask("GET", f"List?{PATIENT}&code=submissionset&status=current&date=ge2026-09-15T09:30:00Z")
    assert [held["id"] for held in dated.resources] == [whole.resources[1]["id"]]


def test_the_same_bundle_sent_again_succeeds_and_stores_nothing(asker: Asker) -> None:
    first, again = asker.feed(HOSPITAL), asker.feed(HOSPITAL)
    assert first.json["entry"][0]["response"]["status"] == "201 Created"
    assert again.json["entry"][1]["response"]["status"] == "200 OK"
    assert again.json["entry"][1]["response"]["location"] == first.json["entry"][1]["response"]["location"]


@pytest.mark.database
@pytest.mark.rule("DMP-094")
@pytest.mark.rule("DMP-096")
def test_a_document_is_masked_and_shown_again_by_patch(asker: Asker) -> None:
    authorised(asker)
    fed(asker, HOSPITAL)
    where = f"DocumentReference?identifier=urn:oid:{REPLACED}"
    masked = asker.ask(
        "PATCH",
        where,
        who="td3.3a-mask",
        body=[{"op": "add", "path": "/securityLabel/-", "value": MASKED}],
        content_type=JSON_PATCH,
        headers={"if-match": 'W/"1"'},
    )
    assert (masked.status, masked.headers["etag"]) == (200, 'W/"2"')
    assert acts()[-1]["code"] == "record:document:mask"
    stale = asker.ask(
        "PATCH",
        where,
        who="td3.3a-unmask",
        body=[{"op": "remove", "path": "/securityLabel/1"}],
        content_type=JSON_PATCH,
        headers={"if-match": 'W/"1"'},
    )
    assert (stale.status, stale.verdicts) == (412, {"fhir.version-stale"})
    path = "DocumentReference.securityLabel.where(coding.code='MASQUE_PS')"
    unread = asker.ask("PATCH", where, who="td3.3a-unmask", body=operation("delete", path))
    assert (unread.status, unread.verdicts) == (422, {"fhir.patch-failed"})
    shown = asker.ask(
        "PATCH", where, who="td3.3a-unmask", body=operation("delete", "DocumentReference.securityLabel[1]")
    )
    assert (shown.status, shown.headers["etag"], len(shown.json["securityLabel"])) == (200, 'W/"3"', 1)
    assert acts()[-1]["code"] == "record:document:unmask"


def test_a_document_is_archived_and_comes_back(asker: Asker) -> None:
    authorised(asker)
    fed(asker, HOSPITAL)
    where = f"DocumentReference?{PATIENT}&identifier=urn:oid:{REPLACED}"
    value = {"name": "value", "part": [{"name": "url", "valueUri": ARCHIVED}, {"name": "value", "valueBoolean": True}]}
    value["part"][1]["name"] = "valueBoolean"
    name = {"name": "name", "valueString": "extension"}
    archived = asker.ask("PATCH", where, who="td3.3d-archive", body=operation("add", "DocumentReference", name, value))
    assert archived.status == 200
    assert archived.json["extension"] == [{"url": ARCHIVED, "valueBoolean": True}]
    search = f"DocumentReference?{PATIENT}&status=current&isArchived="
    assert [asker.ask("GET", search + word, who="td3.3d-archive").json["total"] for word in ("true", "false")] == [1, 0]
    path = f"DocumentReference.extension.where(url='{ARCHIVED}').value"
    false = {"name": "value", "valueBoolean": False}
    back = asker.ask("PATCH", where, who="td3.3d-unarchive", body=operation("replace", path, false))
    assert (back.status, "extension" in back.json) == (200, False)


@pytest.mark.rule("DMP-150")
def test_a_structure_deletes_its_own_document_and_learns_nothing_of_it(asker: Asker) -> None:
    authorised(asker)
    fed(asker, HOSPITAL)
    delete = [{"op": "replace", "path": "/status", "value": "entered-in-error"}]
    where = f"DocumentReference?identifier=urn:oid:{REPLACED}"
    guess = [{"op": "test", "path": "/content/0/attachment/title", "value": "?"}, *delete]
    probed = asker.ask("PATCH", where, who="td3.3c-delete", body=guess, content_type=JSON_PATCH)
    assert probed.verdicts == {"fhir.patch-failed"}
    assert "mène à rien" in probed.json["issue"][0]["details"]["text"]
    deleted = asker.ask("PATCH", where, who="td3.3c-delete", body=delete, content_type=JSON_PATCH)
    assert deleted.status == 200
    assert deleted.json["status"] == "entered-in-error"
    assert "subject" not in deleted.json
    assert asker.ask("GET", f"DocumentReference?{PATIENT}&status=current").json["total"] == 0
    assert acts()[-2]["code"] == "record:document:delete"


def test_a_deletion_in_the_words_of_the_later_guide_is_a_deletion(asker: Asker) -> None:
    fed(asker, HOSPITAL)
    body = [
        {"op": "replace", "path": "/status", "value": "superseded"},
        {"op": "add", "path": "/extension", "value": [{"url": documents.IS_DELETED, "valueBoolean": True}]},
    ]
    where = f"DocumentReference?identifier=urn:oid:{REPLACED}"
    told = asker.ask("PATCH", where, who="td3.3c-delete", body=body, content_type=JSON_PATCH)
    assert told.json["status"] == "entered-in-error"
    assert told.json["extension"] == [{"url": documents.IS_DELETED, "valueBoolean": True}]


def test_a_replaced_document_may_be_patched_in_the_same_bundle_and_no_other(asker: Asker) -> None:
    fed(asker, HOSPITAL)
    bundle = bundle_of(asker.player, "td2.1b-replace-discharge-letter")
    target = bundle["entry"][1]["resource"]["relatesTo"][0]["target"]["reference"]
    superseded = operation("replace", "DocumentReference.status", {"name": "value", "valueCode": "superseded"})
    patched = {"resource": superseded, "request": {"method": "PATCH", "url": "DocumentReference/another"}}
    bundle["entry"].append(patched)
    refused = asker.ask("POST", "", who="td2.1b-replace-discharge-letter", body=bundle)
    assert refused.verdicts == {"fhir.reference-unknown"}
    patched["request"]["url"] = target
    taken = asker.ask("POST", "", who="td2.1b-replace-discharge-letter", body=bundle)
    assert [held["response"]["status"] for held in taken.json["entry"]] == ["201 Created"] * 3 + ["200 OK"]
    assert taken.json["entry"][2]["response"]["location"] == f"Binary/{LETTER}"


def test_a_media_type_that_would_break_a_header_is_given_as_bytes() -> None:
    assert iti68._media_type("text/xml") == "text/xml"
    for written in ("", "text/xml\r\nX: y", "é/é", "text"):
        assert iti68._media_type(written) == "application/octet-stream"


def test_a_structure_asks_only_for_the_id_behind_an_identifier(asker: Asker) -> None:
    fed(asker, HOSPITAL)
    where = f"DocumentReference?{PATIENT}&identifier=urn:oid:{REPLACED}"
    told = asker.ask("GET", f"{where}&_elements=id", who="td3.1b-get-documents")
    (only,) = told.resources
    assert only.keys() <= {"resourceType", "id", "meta", "status", "content"}
    refused = asker.ask("GET", where, who="td3.1b-get-documents")
    assert (refused.status, refused.verdicts) == (403, {"record.search-not-indirect"})
    assert acts()[-1]["verdicts"] == ["record.search-not-indirect"]


@pytest.mark.parametrize(
    ("path", "value"),
    [("/description", "autre"), ("/content/0/attachment/title", "autre"), ("/subject", {"display": "une autre"})],
)
def test_nothing_but_status_visibility_and_archiving_is_changed(asker: Asker, path: str, value: Any) -> None:
    authorised(asker)
    fed(asker, HOSPITAL)
    told = asker.ask(
        "PATCH",
        f"DocumentReference?identifier=urn:oid:{REPLACED}",
        who="td3.3a-mask",
        body=[{"op": "add", "path": path, "value": value}],
        content_type=JSON_PATCH,
    )
    assert (told.status, told.verdicts) == (405, {"fhir.patch-elsewhere"})


def simplified(asker: Asker, name: str, **members: Any) -> dict[str, Any]:
    """A simplified publication of one of the worked documents, with no more than the guide asks for."""
    data = base64.b64encode((asker.player.folder / "documents" / f"{name}.xml").read_bytes()).decode()
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": "Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|284053523899177"},
        "date": "2026-09-15T09:40:00Z",
        "content": [{"attachment": {"contentType": "application/xml", "data": data}}],
        **members,
    }


def test_a_simplified_publication_is_completed_by_the_header_of_its_document(asker: Asker) -> None:
    who = "td2.1a-feed-two-documents"
    sent = simplified(asker, "consultation-note-v1")
    made = asker.ask("POST", "DocumentReference", who=who, body=sent)
    assert made.status == 201, made.json
    assert made.headers["location"] == f"{BASE}DocumentReference/{made.json['id']}"
    whole = bundle_of(asker.player, who)["entry"]
    same = next(
        entry["resource"]
        for entry in whole
        if entry["resource"].get("masterIdentifier") == made.json["masterIdentifier"]
    )
    for element in ("type", "category", "context", "author", "securityLabel"):
        assert made.json[element] == same[element]
    again = asker.ask("POST", "DocumentReference", who=who, body=sent)
    assert (again.status, again.json["id"]) == (200, made.json["id"])


def test_a_simplified_publication_that_belies_its_document_is_refused_where_it_does(asker: Asker) -> None:
    wrong = {"coding": [{"system": "http://loinc.org", "code": "11369-6"}]}
    sent = simplified(asker, "consultation-note-v1", type=wrong)
    told = asker.ask("POST", "DocumentReference", who="td2.1a-feed-two-documents", body=sent)
    assert told.status == 422
    assert any(place == "DocumentReference.type" for _, _, place in told.issues), told.issues
    superseded = asker.ask(
        "POST", "DocumentReference", who="td2.1a-feed-two-documents", body={**sent, "status": "superseded"}
    )
    assert ("fhir.element-type", "value", "DocumentReference.status") in superseded.issues
