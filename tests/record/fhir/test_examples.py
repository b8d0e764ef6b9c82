"""The examples of the guides are taken in, or refused with a stated reason; none of them ends in a failure of ours."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from socle.record.fhir.submitting import decoded
from socle.rulebook import Finding
from socle.wire.fhir import documents, outcome, sets, shape
from tests.record.fhir import fsh
from tests.record.fhir.asking import BASE, Asker, posted, understood

pytestmark = pytest.mark.django_db
WHO = "td2.1a-feed-two-documents"
OURS = {"fhir.json-ill-formed", "record.server-trouble", "record.database-unavailable"}


@pytest.fixture(scope="session")
def ans(samples: Path) -> Path:
    return samples / "xds" / "ans"


def loaded(ans: Path, name: str) -> Any:
    return json.loads((ans / "pdsm4dmp" / name).read_text("utf-8"))


def test_the_bundle_of_the_guide_is_refused_for_its_patient_alone(asker: Asker, ans: Path) -> None:
    """Its patient, 123456789012345, is nobody's token here."""
    bundle = loaded(ans, "Bundle-example-td2-iti65-lot-soumission.json")
    told = asker.ask("POST", "", who=WHO, body=bundle)
    assert (told.status, told.verdicts) == (403, {"record.other-patient-fed"})


def test_with_a_patient_of_ours_the_bundle_is_refused_for_each_thing_that_it_lacks(asker: Asker, ans: Path) -> None:
    text = (ans / "pdsm4dmp" / "Bundle-example-td2-iti65-lot-soumission.json").read_text("utf-8")
    text = text.replace("1.2.250.1.213.1.4.8|123456789012345", "1.2.250.1.213.1.4.10|284053523899177")
    told = asker.ask("POST", "", who=WHO, body=json.loads(text))
    assert told.status == 422
    assert not told.verdicts & OURS
    where = {place for _, _, place in told.issues}
    assert {
        "Bundle.entry[0].resource.identifier",  # the set has no uniqueId
        "Bundle.entry[1].resource.context.facilityType",  # SNOMED CT, where the DMP has its own codes
        "Bundle.entry[1].resource.author",  # nobody is named
    } <= where, told.issues


def test_the_simplified_publication_of_the_guide_is_refused_for_its_patient_alone(asker: Asker, ans: Path) -> None:
    sent = loaded(ans, "DocumentReference-example-td2-iti105-publication-simplifiee.json")
    told = asker.ask("POST", "DocumentReference", who=WHO, body=sent)
    assert (told.status, told.verdicts) == (403, {"record.other-patient-fed"})


def test_with_a_patient_of_ours_the_publication_is_refused_for_its_document(asker: Asker, ans: Path) -> None:
    sent = loaded(ans, "DocumentReference-example-td2-iti105-publication-simplifiee.json")
    sent["subject"]["reference"] = "Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|284053523899177"
    told = asker.ask("POST", "DocumentReference", who=WHO, body=sent)
    assert told.status == 422
    assert "documents.header-missing" in told.verdicts, told.verdicts


def test_the_documents_of_the_guides_searchset_are_read_and_written_again(ans: Path) -> None:
    """What a DocumentReference of the guide says is what ours says of the same document."""
    for entry in loaded(ans, "Bundle-example-annexe-searchset-documentreferences.json")["entry"]:
        resource = entry["resource"]
        read = documents.read(resource, id="urn:uuid:1", place="x")
        assert not read.findings
        written = documents.write(read.entry, base=BASE)
        understood(written)
        for element in ("masterIdentifier", "status", "type", "category", "securityLabel"):
            assert written[element] == resource[element]
        assert written["subject"]["reference"] == resource["subject"]["reference"]
        hashes = [held["content"][0]["attachment"]["hash"] for held in (written, resource)]
        assert (
            len({base64.b64decode(hash) for hash in hashes}) == 1
        )  # one of the guide's ends in bits that mean nothing
        assert written["context"]["facilityType"] == resource["context"]["facilityType"]


FILES = (
    "pdsm/fsh/DR_comprehensive.fsh",
    "pdsm/fsh/List_lotDeSoumission.fsh",
    "pdsm/fsh/ExemplesSupport.fsh",
    "pdsm4dmp/fsh/ExampleAnnexeDocRefCda.fsh",
    "pdsm4dmp/fsh/ExampleTD31aCRConsultation.fsh",
)


def test_the_shorthand_examples_are_of_the_right_shape_or_say_what_is_not(ans: Path) -> None:
    found = fsh.instances(*((ans / name).read_text("utf-8") for name in FILES))
    refused = {}
    for id in ("exemple-pdsm-documentreference", "ExampleSubmissionSet", "example-td3-1a-cr-consultation"):
        resource = found[id]
        contained = [{**found[held["id"]]} for held in resource.get("contained", ())]
        resource = {**resource, "contained": contained}
        findings = shape.check(resource, id)
        place = documents.read if resource["resourceType"] == "DocumentReference" else sets.read
        if not findings:
            findings = list(place(resource, id="urn:uuid:1", place=id).findings)
        refused[id] = [
            (held["details"]["coding"][0]["code"], held["expression"][0]) for held in outcome.outcome(findings)["issue"]
        ]
    assert refused == {
        # contained = practitioner-example alone, while its author, authenticator and subject lead elsewhere
        "exemple-pdsm-documentreference": [
            ("fhir.reference-unknown", "exemple-pdsm-documentreference.author[0]"),
            ("fhir.reference-unknown", "exemple-pdsm-documentreference.subject"),
            ("fhir.reference-unknown", "exemple-pdsm-documentreference.authenticator"),
        ],
        "ExampleSubmissionSet": [("fhir.reference-unknown", "ExampleSubmissionSet.subject")],
        "example-td3-1a-cr-consultation": [],
    }


def test_authors_in_shorthand_examples_are_xds_and_not_fhir(ans: Path) -> None:
    """They are ebRIM inside a Binary: a Binary takes them, and nothing is read of them."""
    told = {}
    for path in sorted((ans / "pdsm4dmp" / "fsh").glob("Author*.fsh")):
        (held,) = fsh.instances(path.read_text("utf-8")).values()
        assert not shape.check(held, "Binary")
        findings: list[Finding] = []
        content = decoded(held["data"], "Binary.data", findings)
        told[path.stem] = content is not None and b"rim:Classification" in content
    assert told == {
        "AuthorDispositif": True,
        "AuthorInstitutionCabinetRPPS": True,
        "AuthorInstitutionStructure": True,
        "AuthorStructure": False,  # its base64 is cut short
    }


def test_an_example_of_ours_is_taken_in(asker: Asker) -> None:
    """The other side of the refusals above: the same door takes what is complete (test_story has them all)."""
    assert asker.feed(WHO).status == 200
    assert posted("urn:uuid:1", {"resourceType": "Binary"})["request"]["url"] == "Binary"
