"""What a submission says of itself: its metadata, its parts, its authors; each fault alone, and all at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.record.facts_builders import structure
from tests.record.rules.letters import AT, CHOICES, changed, judge, part, unique_id, verdicts

from socle.record.rules import check_submission
from socle.record.verdicts import feeding
from socle.rulebook import code
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import (
    VISIBILITY_SCHEME,
    Code,
    Folder,
    Submission,
)

# --- metadata ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("unique_id", "uniqueId"),
        ("patient_id", "patientId"),
        ("source_patient_id", "sourcePatientId"),
        ("source_patient_info", "sourcePatientInfo"),
        ("legal_authenticator", "legalAuthenticator"),
        ("class_code", "classCode"),
        ("type_code", "typeCode"),
        ("format_code", "formatCode"),
        ("healthcare_facility_type", "healthcareFacilityTypeCode"),
        ("practice_setting", "practiceSettingCode"),
        ("creation_time", "creationTime"),
        ("service_start_time", "serviceStartTime"),
        ("title", "title"),
        ("language", "languageCode"),
    ],
)
def test_each_obligatory_attribute_is_missed_by_its_name(letter: Submission, attribute: str, name: str) -> None:
    empty = () if attribute == "source_patient_info" else None
    decision = check_submission(structure(), changed(letter, **{attribute: empty}), AT, CHOICES)
    missing = [found for found in decision.errors if found.verdict is feeding.ATTRIBUTE_MISSING]
    assert [found.expected for found in missing] == [name]
    assert missing[0].document == (letter.entries[0].id if attribute == "unique_id" else unique_id(letter))


def test_every_fault_is_told_at_once_each_with_its_document(letter: Submission) -> None:
    broken = changed(
        letter,
        title=None,
        service_start_time="20260910 060000",
        practice_setting=Code("NOWHERE", "1.2.250.1.213.1.1.4.9"),
        hash="0" * 40,
    )
    decision = judge(replace(broken, sets=(replace(broken.sets[0], content_type=None),)))
    assert {found.verdict.id for found in decision.errors} == {
        "record.attribute-missing",
        "record.attribute-malformed",
        "record.code-unknown",
        "record.hash-mismatch",
        "record.set-attribute-missing",
    }
    about = {found.document for found in decision.errors if found.verdict is not feeding.SET_ATTRIBUTE_MISSING}
    assert about == {unique_id(letter)}


@pytest.mark.parametrize(
    ("attribute", "unknown"),
    [
        ("type_code", Code("99999-9", "2.16.840.1.113883.6.1")),
        ("class_code", Code("77", "1.2.250.1.213.1.1.4.1")),
        ("format_code", Code("urn:nothing", "1.3.6.1.4.1.19376.1.2.3")),
        ("healthcare_facility_type", Code("SA99", "1.2.250.1.71.4.2.4")),
        ("practice_setting", Code("ETABLISSEMENT", "1.2.3")),
    ],
)
def test_a_code_outside_its_value_set_is_a_repository_metadata_error(
    letter: Submission, attribute: str, unknown: Code
) -> None:
    decision = judge(changed(letter, **{attribute: unknown}))
    (found,) = decision.errors
    assert found.verdict is feeding.CODE_UNKNOWN
    assert found.verdict.codes["xds"]["repository"] == "XDSRepositoryMetadataError"
    assert unique_id(letter) in found.sentence()


def test_the_class_is_that_of_the_type(letter: Submission) -> None:
    prescription = Code("42", "1.2.250.1.213.1.1.4.1")
    (found,) = judge(changed(letter, class_code=prescription)).errors
    assert (found.verdict, found.expected, found.found) == (feeding.CLASS_NOT_OF_TYPE, "10", "42")


@pytest.mark.parametrize("codes", [("N", "R"), ()], ids=["two", "none"])
def test_exactly_one_level_of_confidentiality_is_borne(letter: Submission, codes: tuple[str, ...]) -> None:
    borne = tuple(Code(name, "2.16.840.1.113883.5.25") for name in codes) or (Code("MASQUE_PS", VISIBILITY_SCHEME),)
    assert verdicts(judge(changed(letter, confidentiality=borne))) == [feeding.CONFIDENTIALITY_COUNT]


@pytest.mark.parametrize(
    "spelling", [Code("INVISIBLE_REP_LEGAUX", VISIBILITY_SCHEME), Code("NOPAT", "2.16.840.1.113883.5.4")]
)
def test_a_visibility_code_of_elsewhere_is_unknown(letter: Submission, spelling: Code) -> None:
    codes = (*letter.entries[0].confidentiality, spelling)
    assert verdicts(judge(changed(letter, confidentiality=codes))) == [feeding.CODE_UNKNOWN]


@pytest.mark.parametrize("time", ["2026091509", "20260915", "202609", "2026", "20260915090000"])
def test_times_may_be_shortened(letter: Submission, time: str) -> None:
    assert judge(changed(letter, service_start_time=time)).allowed


@pytest.mark.parametrize("time", ["20261315", "20260915090000+0200", "2026-09-15", "20260231", "٢٠٢٦", "202"])
def test_a_time_that_is_none_or_bears_an_offset_is_malformed(letter: Submission, time: str) -> None:
    (found,) = judge(changed(letter, service_start_time=time)).errors
    assert found.verdict is feeding.ATTRIBUTE_MALFORMED
    assert found.found == time


def test_the_identifier_of_a_patient_is_never_repeated_in_a_sentence(letter: Submission) -> None:
    decision = judge(changed(letter, source_patient_id=CX("IPP-000117^^^hospital^PI")))
    (found,) = decision.errors
    assert found.verdict is feeding.ATTRIBUTE_MALFORMED
    assert "IPP-000117" not in found.sentence()


def test_a_set_has_one_author_and_a_known_content_type(letter: Submission) -> None:
    (item,) = letter.sets
    two = replace(letter, sets=(replace(item, authors=item.authors * 2),))
    assert verdicts(judge(two)) == [feeding.SET_AUTHORS]
    odd = replace(letter, sets=(replace(item, content_type=Code("ZZ", "1.2.250.1.213.2.2")),))
    assert verdicts(judge(odd)) == [feeding.SET_CODE_UNKNOWN]
    bad = replace(letter, sets=(replace(item, source_id="not-an-oid"),))
    assert verdicts(judge(bad)) == [feeding.SET_ATTRIBUTE_MALFORMED]


def test_a_document_entry_without_a_named_author_is_malformed(letter: Submission) -> None:
    nobody = tuple(replace(author, person=None) for author in letter.entries[0].authors)
    assert feeding.ATTRIBUTE_MALFORMED in verdicts(judge(changed(letter, authors=nobody)))


# --- structure, parts, identifiers -------------------------------------------------------------------------


def test_one_set_and_one_only(letter: Submission) -> None:
    assert feeding.SET_COUNT in verdicts(judge(replace(letter, sets=())))
    assert feeding.SET_COUNT in verdicts(judge(replace(letter, sets=letter.sets * 2)))


def test_a_set_without_document_and_a_folder_are_refused(letter: Submission) -> None:
    signature = letter.entries[1]
    alone = replace(letter, entries=(signature,), parts={signature.id: letter.parts[signature.id]})
    assert feeding.NO_DOCUMENT in verdicts(judge(alone))
    assert feeding.FOLDER_NOT_USED in verdicts(judge(replace(letter, folders=(Folder(id="F1"),))))


def test_a_document_outside_the_set_is_told(letter: Submission) -> None:
    links = tuple(link for link in letter.associations if link.target != letter.entries[0].id)
    assert feeding.ASSOCIATION_MISSING in verdicts(judge(replace(letter, associations=links)))


def test_a_missing_part_is_told_by_its_entry_and_document(letter: Submission) -> None:
    parts = {id: held for id, held in letter.parts.items() if id != letter.entries[0].id}
    (found,) = judge(replace(letter, parts=parts)).errors
    assert found.verdict is feeding.PART_MISSING
    assert (found.place, found.document) == (letter.entries[0].id, unique_id(letter))
    assert code(found, "xds", "repository") == "XDSMissingDocument"


def test_a_part_that_nothing_describes_is_told(letter: Submission) -> None:
    parts = {**letter.parts, "Document77": part("Document77", b"<x/>")}
    (found,) = judge(replace(letter, parts=parts)).errors
    assert found.verdict is feeding.PART_UNANNOUNCED
    assert code(found, "xds", "repository") == "XDSMissingDocumentMetadata"


def test_hash_and_size_are_true_or_absent(letter: Submission) -> None:
    assert judge(changed(letter, hash=None, size=None)).allowed
    assert judge(changed(letter, hash=(letter.entries[0].hash or "").upper())).allowed
    wrong = judge(changed(letter, hash="0" * 40, size=3))
    assert verdicts(wrong) == [feeding.HASH_MISMATCH, feeding.SIZE_MISMATCH]
    assert letter.entries[0].hash in wrong.errors[0].sentence()


def test_one_unique_id_twice_in_a_message_names_both_places(letter: Submission) -> None:
    twin = replace(letter, entries=(letter.entries[0], replace(letter.entries[1], unique_id=unique_id(letter))))
    found = next(found for found in judge(twin).errors if found.verdict is feeding.DUPLICATE_IN_MESSAGE)
    assert letter.entries[0].id in found.place
    assert letter.entries[1].id in found.place
