"""May this submission enter the record: rights, patient, what the registry holds, visibility, dates, signature."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.conftest import HERE
from tests.record.facts_builders import actor, minors_record, patient, record, structure
from tests.record.rules.letters import AT, CHOICES, changed, judge, part, unique_id, verdicts, with_visibility
from tests.wire import pki

from socle.directory import verdicts as directory_verdicts
from socle.directory.actor import Authentication
from socle.identity import verdicts as identity_verdicts
from socle.record.facts import KnownDocument, KnownObjects, RecordStatus
from socle.record.profile import DMP, IHE
from socle.record.rules import check_submission, feeding_action, same_patient, same_patient_fed
from socle.record.services import SYSTEM
from socle.record.verdicts import access, feeding, visibility
from socle.rulebook import Verdict, code
from socle.wire.certificates import Trust
from socle.wire.hl7v2 import CX
from socle.wire.xades import verdicts as xades_verdicts
from socle.wire.xds.model import (
    APPROVED,
    DEPRECATED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    REPLACES,
    SIGNS,
    Association,
    DocumentEntry,
    Submission,
)

DMP_SAMPLES = HERE / "data" / "dmp"


def test_the_worked_submission_is_accepted(letter: Submission) -> None:
    decision = judge(letter)
    assert decision.findings == ()
    assert {"DMP-061", "DMP-179"} <= set(decision.rules)


# --- right, record, patient --------------------------------------------------------------------------------


@pytest.mark.rule("DMP-062")
def test_a_refused_right_stands_alone(letter: Submission) -> None:
    broken = changed(letter, title=None, type_code=None)
    decision = judge(broken, actor(authentication=Authentication.AIR))
    assert verdicts(decision) == [access.AIR_NEVER_FEEDS]


def test_a_message_sent_with_an_employee_card_is_a_td22() -> None:
    assert feeding_action(actor(authentication=Authentication.EMPLOYEE_CARD)) == "feed with employee card"
    assert feeding_action(actor()) == "feed"


@pytest.mark.rule("MES-007")
def test_a_closed_record_takes_nothing(letter: Submission) -> None:
    assert verdicts(judge(letter, held=record(status=RecordStatus.CLOSED))) == [access.CLOSED]


def test_a_token_about_another_patient_is_refused_before_anything_else(letter: Submission) -> None:
    other = CX.of("182112901999268", "1.2.250.1.213.1.4.10")
    mine = letter.sets[0].patient_id
    assert verdicts(same_patient_fed(other, letter)) == [access.OTHER_PATIENT_FED]
    assert same_patient_fed(mine, letter).allowed
    assert verdicts(same_patient_fed(None, letter)) == [access.PATIENT_MISSING]


@pytest.mark.rule("DMP-170")
def test_token_and_message_name_one_patient_by_id_and_authority_alone() -> None:
    one = CX("284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH^^20210604092415")
    two = CX("284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH")
    assert same_patient(one, two).allowed
    assert same_patient(one, None).allowed
    assert verdicts(same_patient(one, CX("284053523899177^^^&1.2.250.1.213.1.4.8&ISO^NH"))) == [access.OTHER_PATIENT]
    assert verdicts(same_patient(None, None)) == [access.PATIENT_MISSING]


def test_documents_of_two_patients_do_not_go_together(letter: Submission) -> None:
    other = CX.of("182112901999268", "1.2.250.1.213.1.4.10")
    decision = judge(changed(letter, patient_id=other))
    assert feeding.PATIENTS_DIFFER in verdicts(decision)


def test_a_former_ins_of_the_same_person_is_accepted(letter: Submission) -> None:
    former = CX.of("384053523899175", "1.2.250.1.213.1.4.10")
    held = record(patient_ids=(letter.sets[0].patient_id, former))
    assert judge(changed(letter, patient_id=former), held=held).allowed


# --- what the registry holds -------------------------------------------------------------------------------


def held_document(letter: Submission, **changes: object) -> KnownDocument:
    base = KnownDocument("r1", "urn:uuid:1", APPROVED, letter.entries[0].hash or "")
    return replace(base, **changes)


def test_the_same_document_sent_again_is_accepted_and_marked(letter: Submission) -> None:
    known = KnownObjects(documents={unique_id(letter): held_document(letter)})
    decision = judge(letter, known=known)
    assert decision.allowed
    assert [found.verdict for found in decision.findings] == [feeding.DOCUMENT_SENT_AGAIN]


def test_the_same_unique_id_with_other_bytes_is_refused(letter: Submission) -> None:
    known = KnownObjects(documents={unique_id(letter): held_document(letter, hash="0" * 40)})
    (found,) = judge(letter, known=known).errors
    assert code(found, "xds", "repository") == "XDSNonIdenticalHash"


def test_a_unique_id_of_another_record_is_taken(letter: Submission) -> None:
    known = KnownObjects(documents={unique_id(letter): held_document(letter, record_id="r2")})
    assert verdicts(judge(letter, known=known)) == [feeding.UNIQUE_ID_TAKEN]


def test_an_identical_set_is_accepted_and_marked_another_content_refused(letter: Submission) -> None:
    set_id = letter.sets[0].unique_id or ""
    again = judge(letter, known=KnownObjects(sets={set_id: "f1"}), fingerprint="f1")
    assert again.allowed
    assert [found.verdict for found in again.findings] == [feeding.SET_SENT_AGAIN]
    other = judge(letter, known=KnownObjects(sets={set_id: "f1"}), fingerprint="f2")
    assert code(other.errors[0], "xds", "repository") == "XDSDuplicateUniqueIdInRegistry"


@pytest.mark.rule("DMP-159")
@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (None, feeding.REPLACED_UNKNOWN),
        (KnownDocument("r2", "urn:uuid:9", APPROVED, ""), feeding.REPLACED_OTHER_PATIENT),
        (KnownDocument("r1", "urn:uuid:9", DEPRECATED, ""), feeding.REPLACED_ALREADY),
        (KnownDocument("r1", "urn:uuid:9", APPROVED, ""), None),
    ],
)
def test_a_replacement_names_an_approved_entry_of_the_same_record(
    letter: Submission, held: KnownDocument | None, verdict: Verdict | None
) -> None:
    link = Association(id="R1", type=REPLACES, source=letter.entries[0].id, target="urn:uuid:9")
    replacing = replace(letter, associations=(*letter.associations, link))
    known = KnownObjects(entries={"urn:uuid:9": held} if held else {})
    decision = judge(replacing, known=known)
    assert verdicts(decision) == ([verdict] if verdict else [])
    if verdict:
        assert decision.errors[0].document == unique_id(letter)


def test_an_entry_is_not_replaced_twice_in_one_message(letter: Submission) -> None:
    links = tuple(
        Association(id=f"R{n}", type=REPLACES, source=letter.entries[0].id, target="urn:uuid:9") for n in (1, 2)
    )
    known = KnownObjects(entries={"urn:uuid:9": KnownDocument("r1", "urn:uuid:9", APPROVED, "")})
    decision = judge(replace(letter, associations=(*letter.associations, *links)), known=known)
    assert verdicts(decision) == [feeding.REPLACED_ALREADY]


# --- visibility at feeding ---------------------------------------------------------------------------------


@pytest.mark.rule("DMP-110")
def test_a_document_may_be_kept_back_from_the_patient_and_not_masked_besides(letter: Submission) -> None:
    assert judge(with_visibility(letter, INVISIBLE_TO_PATIENT)).allowed
    both = with_visibility(letter, INVISIBLE_TO_PATIENT, MASKED_TO_PROFESSIONALS)
    assert verdicts(judge(both)) == [feeding.MASKED_AND_INVISIBLE]
    assert judge(both, choices=replace(CHOICES, allow_masked_and_invisible=True)).allowed


@pytest.mark.rule("DMP-130")
@pytest.mark.rule("DMP-131")
def test_hiding_from_representatives_is_for_a_minor_only(letter: Submission) -> None:
    hidden = with_visibility(letter, INVISIBLE_TO_REPRESENTATIVES)
    assert verdicts(judge(hidden)) == [feeding.REPRESENTATIVES_OF_ADULT]
    assert judge(hidden, held=minors_record()).allowed
    of_age = judge(hidden, held=minors_record(birth_date=date(2008, 9, 15)))
    assert verdicts(of_age) == [feeding.REPRESENTATIVES_OF_ADULT]


@pytest.mark.rule("DMP-134")
@pytest.mark.rule("DMP-133")
def test_in_a_secret_session_each_document_says_it_is_secret(letter: Submission) -> None:
    secret = structure(secret_session=True)
    assert verdicts(judge(letter, secret, minors_record())) == [visibility.OUTSIDE_SECRET_SESSION]
    hidden = with_visibility(letter, INVISIBLE_TO_REPRESENTATIVES)
    assert judge(hidden, secret, minors_record()).allowed


# --- identity and interface, by date -----------------------------------------------------------------------

UNSIGNED = replace(DMP, signature=False)
EVE, FIRST = datetime(2022, 12, 31, 22, tzinfo=UTC), datetime(2022, 12, 31, 23, 30, tzinfo=UTC)


def of_patient(letter: Submission, ins: CX) -> Submission:
    entries = tuple(replace(entry, patient_id=ins) for entry in letter.entries)
    return replace(letter, sets=(replace(letter.sets[0], patient_id=ins),), entries=entries)


@pytest.mark.rule("DMP-176")
@pytest.mark.rule("DMP-179")
@pytest.mark.rule("DMP-180")
def test_from_2023_only_a_qualified_ins_feeds(letter: Submission) -> None:
    old = CX.of("0411886319605719371016", "1.2.250.1.213.1.4.2", "INS-C")
    sent, held = of_patient(letter, old), record(patient_ids=(old,))
    caller = structure(api_version="2.0")
    assert judge(sent, caller, held, at=EVE, profile=UNSIGNED).allowed
    homologated = judge(sent, structure(api_version="2.5"), held, at=FIRST, profile=UNSIGNED)
    assert identity_verdicts.INS_NOT_QUALIFIED in verdicts(homologated)
    later = replace(CHOICES, qualified_ins_first_day=date(2023, 10, 1))
    nobody = structure(api_version="")
    assert judge(sent, nobody, held, at=FIRST, choices=later, profile=UNSIGNED).allowed
    assert verdicts(judge(sent, nobody, held, at=FIRST, profile=UNSIGNED)) == [identity_verdicts.INS_NOT_QUALIFIED]


@pytest.mark.rule("DMP-179")
@pytest.mark.rule("DMP-180")
@pytest.mark.rule("DMP-181")
def test_from_2023_no_document_of_a_set_is_filed_under_an_ins_that_is_not_qualified(letter: Submission) -> None:
    old = CX.of("0411886319605719371016", "1.2.250.1.213.1.4.2", "INS-C")
    qualified = letter.sets[0].patient_id
    assert qualified is not None
    sent, held = changed(letter, patient_id=old), record(patient_ids=(qualified, old))
    assert judge(sent, structure(api_version="2.0"), held, at=EVE, profile=UNSIGNED).allowed
    errors = judge(sent, structure(), held, at=FIRST, profile=UNSIGNED).errors
    assert [found.verdict for found in errors] == [identity_verdicts.INS_REQUIRED, identity_verdicts.INS_NOT_QUALIFIED]
    assert {found.document for found in errors} == {unique_id(letter)}


@pytest.mark.rule("DMP-181")
@pytest.mark.parametrize("version", ["2.4", "2.5"])
def test_software_homologated_in_2_4_or_2_5_feeds_with_the_ins_whatever_the_day(
    letter: Submission, version: str
) -> None:
    local = CX.of("IPP-1", "2.25.1", "PI")
    sent, held = of_patient(letter, local), record(patient_ids=(local,))
    decision = judge(sent, structure(api_version=version), held, at=EVE, profile=UNSIGNED)
    assert identity_verdicts.INS_REQUIRED in verdicts(decision)


@pytest.mark.rule("DMP-173")
@pytest.mark.rule("DMP-174")
@pytest.mark.rule("DMP-178")
@pytest.mark.rule("TEST-004")
@pytest.mark.parametrize("version", ["1", "2.0"])
def test_versions_below_2_4_stop_feeding_at_the_end_of_2022(letter: Submission, version: str) -> None:
    caller = structure(api_version=version)
    assert judge(letter, caller, at=EVE, profile=UNSIGNED).allowed
    stopped = judge(letter, caller, at=FIRST, profile=UNSIGNED)
    assert directory_verdicts.VERSION_STOPPED in verdicts(stopped)
    later = replace(CHOICES, api_v1_last_day=date(2023, 12, 30))
    still = judge(letter, caller, at=FIRST, choices=later, profile=UNSIGNED)
    expected = directory_verdicts.VERSION_CANNOT_FEED if version == "1" else directory_verdicts.VERSION_STOPPED
    assert verdicts(still) == [expected]


@pytest.mark.rule("DMP-171")
@pytest.mark.parametrize(("version", "at"), [("2.0", EVE), ("2.4", EVE), ("2.4", AT), ("2.5", EVE), ("2.5", AT)])
def test_a_first_feeding_in_version_2_asks_for_the_ins_alone(letter: Submission, version: str, at: datetime) -> None:
    typed = CX("284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH")  # as a keyboard gives it: nothing of a card's reading
    never_entered = record(patient_ids=(typed,), authorisations=(), treating_physicians=frozenset())
    first = structure(api_version=version)
    assert judge(of_patient(letter, typed), first, never_entered, at=at, profile=UNSIGNED).allowed
    assert same_patient(typed, typed).allowed
    assert same_patient_fed(typed, of_patient(letter, typed)).allowed


# --- the signature document --------------------------------------------------------------------------------


def test_a_set_without_signature_document_or_without_its_association_is_not_signed(letter: Submission) -> None:
    first = letter.entries[0]
    unsigned = replace(letter, entries=(first,), parts={first.id: letter.parts[first.id]})
    assert feeding.SIGNATURE_MISSING in verdicts(judge(unsigned))
    loose = replace(letter, associations=tuple(link for link in letter.associations if link.type != SIGNS))
    assert verdicts(judge(loose)) == [feeding.SIGNATURE_MISSING]


def test_bytes_changed_after_signing_are_found_by_the_digest(letter: Submission) -> None:
    first = letter.entries[0]
    data = letter.parts[first.id].read() + b"<!-- later -->"
    other = changed(letter, hash=hashlib.sha1(data, usedforsecurity=False).hexdigest(), size=len(data))
    decision = judge(replace(other, parts={**letter.parts, first.id: part(first.id, data)}))
    assert verdicts(decision) == [xades_verdicts.DIGEST]
    assert decision.errors[0].document == unique_id(letter)


@pytest.mark.rule("AUTH-041")
def test_the_signer_of_a_set_is_trusted_by_this_server_unless_the_setting_relaxes_it(letter: Submission) -> None:
    trusted = pki.worked_trust(DMP_SAMPLES)
    assert judge(letter, trust=trusted).allowed
    assert verdicts(judge(letter, trust=Trust(()))) == [xades_verdicts.SIGNER]
    assert judge(letter, trust=Trust(()), choices=replace(CHOICES, require_xades_signer=False)).allowed


@pytest.mark.rule("TEST-001", "TEST-003")
def test_the_signer_of_a_set_is_of_the_environment_of_this_server(letter: Submission) -> None:
    trusted, production = pki.worked_trust(DMP_SAMPLES), replace(CHOICES, production=True)
    assert xades_verdicts.ENVIRONMENT not in verdicts(judge(letter, trust=trusted))
    assert xades_verdicts.ENVIRONMENT in verdicts(judge(letter, trust=trusted, choices=production))


def test_the_holder_deposits_without_signature_document(letter: Submission) -> None:
    first = letter.entries[0]
    links = tuple(link for link in letter.associations if link.target == first.id)
    unsigned = replace(letter, entries=(first,), associations=links, parts={first.id: letter.parts[first.id]})
    assert judge(unsigned, patient()).allowed


# --- the neutral profile -----------------------------------------------------------------------------------


def test_the_neutral_profile_skips_the_french_parts_and_keeps_those_of_ihe() -> None:
    data = b"hello"
    entry = DocumentEntry(id="D1", unique_id="1.2.3", patient_id=CX("p^^^&1.2.3&ISO"), mime_type="text/plain")
    sets = ()
    bare = Submission(sets=sets, entries=(entry,), parts={"D1": part("D1", data)})
    decision = check_submission(SYSTEM, bare, AT, CHOICES, profile=IHE)
    assert verdicts(decision) == [feeding.SET_COUNT]
    lost = replace(bare, parts={})
    assert feeding.PART_MISSING in verdicts(check_submission(SYSTEM, lost, AT, CHOICES, profile=IHE))
