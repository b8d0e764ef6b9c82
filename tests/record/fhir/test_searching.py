"""Searches by FHIR: every parameter of the guide, pages and their links, what is said of a parameter left out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from socle.record.fhir import capability, iti66, iti67
from tests.record.fhir.asking import BASE, HOSPITAL, PATIENT, Asker
from tests.record.player import ROOT

pytestmark = pytest.mark.django_db
TWO = "td2.1a-feed-two-documents"
NOTE, SHEET, LETTER = f"{ROOT}.2.1.301", f"{ROOT}.2.1.302", f"{ROOT}.1.1.101"


@pytest.fixture
def fed(asker: Asker) -> Asker:
    for name in ("td0.3-add", "td0.3-become-mt"):
        assert asker.player.play(name).fault is None
    for name in (HOSPITAL, TWO):
        assert asker.feed(name).status == 200
    return asker


def found(asker: Asker, query: str, **how: Any) -> list[str]:
    told = asker.ask("GET", f"DocumentReference?{PATIENT}&status=current&{query}", **how)
    assert told.status == 200, told.json
    return sorted(held["masterIdentifier"]["value"].removeprefix("urn:oid:") for held in told.resources)


def test_each_parameter_of_the_guide_keeps_what_it_names(fed: Asker) -> None:
    everything = sorted([NOTE, SHEET, LETTER])
    searches = {
        "": everything,
        "type=11488-4": [NOTE],
        f"type={quote('http://loinc.org|11488-4')}": [NOTE],
        "type=11488-4,11490-0": sorted([NOTE, LETTER]),
        "type=11488-4&type=11490-0": [],
        "category=10": sorted([NOTE, LETTER]),
        "facility=SA07": sorted([NOTE, SHEET]),
        "setting=AMBULATOIRE": sorted([NOTE, SHEET]),
        "format=urn:x": [],
        "event=x": [],
        "security-label=N": everything,
        "security-label=MASQUE_PS": [],
        f"identifier={quote(f'urn:ietf:rfc:3986|urn:oid:{NOTE}')}": [NOTE],
        f"identifier=urn:oid:{NOTE},urn:oid:{SHEET}": sorted([NOTE, SHEET]),
        "isArchived=true": [],
        "isArchived=false": everything,
        "author.family=kerv": sorted([NOTE, SHEET]),
        "author.given=NOLWENN": sorted([NOTE, SHEET]),
        "author.identifier=899880000015": sorted([NOTE, SHEET]),
        "creation=ge2026-09-15&creation=lt2026-09-16": everything,
        "creation=gt2027": [],
        "date=2026": everything,
        "period-start=gt2027": [],
        "period-end=gt2027": [],
        "period=2025": [],
    }
    assert {name.partition("=")[0].partition("&")[0] for name in searches if name} | {"status"} >= set(iti67.PARAMETERS)
    assert {query: found(fed, query) for query in searches} == searches


def test_a_search_by_form_is_the_same_search(fed: Asker) -> None:
    form = f"{PATIENT}&status=current&type=11488-4".encode()
    told = fed.ask("POST", "DocumentReference/_search", body=form, content_type="application/x-www-form-urlencoded")
    assert told.json["total"] == 1
    lists = fed.ask(
        "POST",
        "List/_search",
        body=f"{PATIENT}&status=current&code=submissionset".encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert lists.json["total"] == 2


def test_pages_follow_one_another_by_their_links_until_the_last(fed: Asker) -> None:
    seen, path = [], f"DocumentReference?{PATIENT}&status=current&_count=2"
    for _ in range(3):
        told = fed.ask("GET", path)
        assert told.json["total"] == 3
        seen += [held["id"] for held in told.resources]
        links = {link["relation"]: link["url"].removeprefix(BASE) for link in told.json["link"]}
        if "next" not in links:
            break
        path = links["next"]
    assert len(seen) == len(set(seen)) == 3
    assert "previous" in links
    assert fed.ask("GET", f"DocumentReference?{PATIENT}&status=current&_summary=count").json.get("entry") is None
    beyond = fed.ask("GET", f"DocumentReference?{PATIENT}&status=current&_offset=900")
    assert (beyond.json["total"], beyond.resources) == (3, [])


def test_a_parameter_left_out_on_purpose_is_told_beside_what_is_found(fed: Asker) -> None:
    told = fed.ask(
        "GET", f"DocumentReference?{PATIENT}&status=current&couleur=rouge", headers={"prefer": "handling=lenient"}
    )
    assert told.json["entry"][-1]["search"] == {"mode": "outcome"}
    assert told.json["total"] == 3


def test_each_parameter_of_lists_keeps_what_it_names(fed: Asker) -> None:
    searches = {
        "": 2,
        f"identifier=urn:oid:{ROOT}.1.2.1": 1,
        "title=lot": 2,
        "title=rien": 0,
        "date=2026-09-15": 2,
        "date=lt2026": 0,
        "designationType=07": 1,
        f"sourceId=urn:oid:{ROOT}.1": 1,
        "source.family=KERVELEC": 1,
        "source.given=x": 0,
        "isArchived=true": 0,
    }
    assert {name.partition("=")[0] for name in searches if name} | {"code", "status"} >= set(iti66.PARAMETERS)
    where = f"List?{PATIENT}&code=submissionset&status=current&"
    assert {query: fed.ask("GET", where + query).json["total"] for query in searches} == searches


@pytest.mark.rule("DMP-090")
def test_a_masked_document_is_not_betrayed_by_its_submission_set(fed: Asker) -> None:
    masked = {"coding": [{"system": "urn:oid:1.2.250.1.213.1.1.4.13", "code": "MASQUE_PS"}]}
    where = f"DocumentReference?identifier=urn:oid:{NOTE}"
    body = [{"op": "add", "path": "/securityLabel/-", "value": masked}]
    assert (
        fed.ask("PATCH", where, who="td3.3a-mask", body=body, content_type="application/json-patch+json").status == 200
    )
    who = "td3.1a-find-documents-break-glass"
    lists = fed.ask("GET", f"List?{PATIENT}&code=submissionset&status=current", who=who)
    shown = {entry["item"]["reference"][18:] for held in lists.resources for entry in held.get("entry", ())}
    assert shown == {
        held["id"] for held in fed.ask("GET", f"DocumentReference?{PATIENT}&status=current", who=who).resources
    }
    assert found(fed, "", who=who) == sorted([SHEET, LETTER])
    assert fed.ask("GET", f"Binary/{NOTE}", who=who).status == 404


def test_a_patch_of_two_documents_at_once_changes_neither(fed: Asker) -> None:
    told = fed.ask(
        "PATCH",
        f"DocumentReference?identifier=urn:oid:{NOTE},urn:oid:{SHEET}",
        who="td3.3a-mask",
        body=[{"op": "replace", "path": "/status", "value": "entered-in-error"}],
        content_type="application/json-patch+json",
    )
    assert (told.status, told.verdicts) == (412, {"fhir.several-found"})
    assert len(found(fed, "")) == 3


def test_superseding_by_patch_alone_is_refused_and_the_reason_is_the_records(fed: Asker) -> None:
    told = fed.ask(
        "PATCH",
        f"DocumentReference?identifier=urn:oid:{NOTE}",
        who="td3.3a-mask",
        body=[{"op": "replace", "path": "/status", "value": "superseded"}],
        content_type="application/json-patch+json",
    )
    assert "record.status-change-unknown" in told.verdicts, told.verdicts


def test_the_capability_statement_names_every_parameter_and_interaction(asker: Asker) -> None:
    told = asker.ask("GET", "metadata", certificate=False, headers={"authorization": ""})
    resources = {held["type"]: held for held in told.json["rest"][0]["resource"]}
    assert resources.keys() == {"AuditEvent", "Binary", "DocumentReference", "List"}
    codes = {held["code"] for held in resources["DocumentReference"]["interaction"]}
    assert codes == {"read", "patch", "create", "search-type"}
    for type, known in capability._SEARCHES.items():
        named = {held["name"] for held in resources[type]["searchParam"]}
        assert named == {"patient.identifier", *known}
    assert told.json["rest"][0]["interaction"] == [{"code": "transaction", "documentation": "ITI-65"}]
