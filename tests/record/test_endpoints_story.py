"""The worked dialogues of TD0.2, TD0.3, TD2 and TD3.1 to TD3.2, as one story through the endpoints.

Source: tests/data/dmp (manifest.csv states each outcome).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from socle.record.models import Record
from socle.wire.hl7v3.model import ATTACHED_TO_SPACE, INTERNET_ACCOUNT
from tests.record.player import ROOT, Answer, Player

pytestmark = pytest.mark.django_db

DENIED = "DMPAccessDeniedByRightsService"


def status(answer: Answer) -> tuple[str, list[str]]:
    return answer.registry_status, [code for code, _, _ in answer.errors]


def feed_everything(player: Player) -> None:
    for name in (
        "td0.3-add",
        "td0.3-become-mt",
        "td2.1a-feed-discharge-letter",
        "td2.1a-feed-hidden-from-patient",
        "td2.1a-feed-two-documents",
        "td2.1b-replace-discharge-letter",
        "td2.2-feed-employee-card",
    ):
        answer = player.play(name)
        assert answer.fault is None, (name, answer.fault)
        assert not answer.errors, (name, answer.errors)


# --- TD0.2 ---------------------------------------------------------------------------------------------


def attention(answer: Answer) -> dict[str, str]:
    lines = {}
    for line in answer.all("attentionLine"):
        value = next(line.iter("{*}value"))
        lines[next(line.iter("{*}keyWordText")).get("code")] = value.get("code") or value.get("value")
    return lines


def observation(answer: Answer, code: str) -> str | None:
    for node in answer.all("administrativeObservation"):
        if next(node.iter("{*}code")).get("code") == code:
            return next(node.iter("{*}value")).get("value")
    return None


def response_code(answer: Answer) -> str:
    return answer.all("queryResponseCode")[0].get("code")


def test_a_physician_not_yet_authorised_learns_that_the_record_is_there(player: Player) -> None:
    answer = player.play("td0.2-authorisation-none")
    assert attention(answer) == {"AUTORISATION": "NON_EXISTE", "STATUT_MT": "false"}
    assert response_code(answer) == "OK"
    assert observation(answer, "RATTACHEMENT_ENS") == "true"


def test_once_authorised_and_medecin_traitant_she_learns_so(player: Player) -> None:
    for name in ("td0.3-add", "td0.3-become-mt"):
        assert player.play(name).all("status")[0].text == "DMPOk"
    answer = player.play("td0.2-authorisation-valid")
    assert attention(answer) == {"AUTORISATION": "VALIDE", "STATUT_MT": "true"}
    assert attention(player.play("td0.2-lenient-addressing")) == attention(answer)


def test_a_blocked_professional_is_told_interdit_and_no_fault(player: Player) -> None:
    answer = player.play("td0.2-authorisation-blocked")
    assert answer.fault is None
    assert attention(answer)["AUTORISATION"] == "INTERDIT"


@pytest.mark.rule("DMP-205")
def test_an_authorisation_that_ran_out_and_a_record_outside_the_citizens_space_are_told(player: Player) -> None:
    answer = player.play("td0.2-authorisation-expired")
    assert attention(answer)["AUTORISATION"] == "EXPIRE"
    assert observation(answer, "RATTACHEMENT_ENS") == "false"


@pytest.mark.rule("DMP-205")
@pytest.mark.parametrize(
    ("space", "account", "attached"),
    [
        ("active", "true", "true"),
        ("not activated", "false", "true"),
        ("deactivated", "false", "true"),
        ("none", "false", "false"),
    ],
)
def test_the_record_is_there_whatever_the_space_and_what_the_holder_opened_is_told(
    player: Player, space: str, account: str, attached: str
) -> None:
    Record.objects.update(space=space)
    answer = player.play("td0.2-authorisation-none")
    assert response_code(answer) == "OK"
    assert (observation(answer, INTERNET_ACCOUNT.code), observation(answer, ATTACHED_TO_SPACE.code)) == (
        account,
        attached,
    )


@pytest.mark.rule("MES-009")
def test_a_deleted_record_is_answered_as_no_record_and_its_holder_is_not_described(player: Player) -> None:
    Record.objects.update(status="deleted")
    answer = player.play("td0.2-authorisation-none")
    assert response_code(answer) == "NF"
    assert answer.all("subject") == []


def test_a_person_without_a_record_gives_nf_and_no_subject(player: Player) -> None:
    answer = player.play("td0.2-not-found")
    assert response_code(answer) == "NF"
    assert answer.all("subject") == []
    assert attention(answer) == {}


@pytest.mark.rule("MES-007")
def test_a_closed_record_gives_its_date_motive_and_reason(player: Player) -> None:
    answer = player.play("td0.2-closed")
    assert answer.all("statusCode")[1].get("code") == "terminated"
    assert answer.all("high")[0].get("value") == "20260702101500"
    assert answer.all("detectedIssueEvent")[0].find("{*}code").get("code") == "FERMETURE_DEMANDE_PATIENT"
    assert answer.all("text")[0].text == "Le titulaire ne souhaite plus de dossier."


@pytest.mark.rule("DMP-170")
@pytest.mark.rule("DMP-171")
def test_the_ins_alone_finds_the_record_and_feeds_it_for_the_first_time(player: Player) -> None:
    assert response_code(player.play("td0.2-authorisation-none")) == "OK"
    assert status(player.play("td2.1a-feed-discharge-letter")) == ("Success", [])


# --- TD0.3 ---------------------------------------------------------------------------------------------


def test_asking_again_changes_nothing_and_says_so(player: Player) -> None:
    player.play("td0.3-add")
    answer = player.play("td0.3-add-again")
    assert answer.all("status")[0].text == "DMPOk"
    assert answer.all("context")[0].text == "L'autorisation était déjà en place : rien n'a changé."


def test_a_blocked_professional_who_asks_for_access_is_refused(player: Player) -> None:
    answer = player.play("td0.3-add-blocked")
    sentence = "Le titulaire a bloqué l'accès de ce professionnel à son dossier."
    assert answer.fault == ("Sender", DENIED, sentence)
    assert answer.status == 400


@pytest.mark.parametrize("name", ["td0.3-add", "td0.3-add-air"])
def test_a_professional_declares_himself_authorised_with_his_card_or_in_air(player: Player, name: str) -> None:
    answer = player.play(name)
    assert answer.all("status")[0].text == "DMPOk"
    assert answer.all("context") == []


def test_ceasing_to_be_medecin_traitant_keeps_access_and_removing_ends_it(player: Player) -> None:
    for name in ("td0.3-add", "td0.3-become-mt", "td0.3-drop-mt"):
        assert player.play(name).all("status")[0].text == "DMPOk"
    at = datetime(2026, 9, 15, 8, 2, tzinfo=UTC)
    still = player.play("td0.2-authorisation-valid", at=at)
    assert attention(still) == {"AUTORISATION": "VALIDE", "STATUT_MT": "false"}
    assert player.play("td0.3-remove").all("status")[0].text == "DMPOk"


# --- TD2 -----------------------------------------------------------------------------------------------


def test_the_whole_morning_of_feeding_succeeds(player: Player) -> None:
    feed_everything(player)
    for name in ("td2.1a-feed-minor-secret", "td2.1a-feed-inline-base64"):
        answer = player.play(name)
        assert (answer.fault, *status(answer)) == (None, "Success", []), answer.errors


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("td2.1-fail-hash-mismatch", "XDSRepositoryMetadataError", "L'empreinte annoncée ne correspond pas"),
        ("td2.1-fail-missing-part", "XDSMissingDocument", "Aucune partie ne correspond à l'entrée Document01"),
        ("td2.1-fail-unknown-type-code", "XDSRepositoryMetadataError", "typeCode 99999-9 (2.16.840.1.113883.6.1)"),
        ("td2.1-fail-structure-not-author", "XDSRepositoryMetadataError", "Aucun AuthorInstitution ne correspond"),
        ("td2.1-fail-masked-and-invisible", "XDSRepositoryMetadataError", "ne peuvent pas être cumulés"),
    ],
)
def test_a_faulty_submission_is_refused_with_its_sentence(player: Player, name: str, code: str, words: str) -> None:
    answer = player.play(name)
    assert answer.registry_status == "Failure"
    assert [found[0] for found in answer.errors] == [code], answer.errors
    assert words in answer.errors[0][1]
    assert answer.errors[0][2] == "Document01"


@pytest.mark.rule("AUTH-045")
def test_the_known_sentence_about_authorship_names_the_document_too(player: Player) -> None:
    (error,) = player.play("td2.1-fail-structure-not-author").errors
    assert error[1].startswith("Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF")
    assert f"{ROOT}.1.1." in error[1]


def test_an_entry_already_replaced_is_not_replaced_again(player: Player) -> None:
    feed_everything(player)
    answer = player.play("td2.1-fail-replace-deprecated")
    assert status(answer) == ("Failure", ["XDSRegistryDeprecatedDocumentError"])
    assert "est déjà remplacée" in answer.errors[0][1]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("td2.1-fail-other-patient", "Le patient du jeton n'est pas celui des documents déposés."),
        (
            "td2.1-fail-air-never-feeds",
            "L'authentification indirecte renforcée ne permet pas d'alimenter le dossier.",
        ),
    ],
)
def test_a_refused_right_is_a_fault_and_nothing_of_the_metadata_is_judged(
    player: Player, name: str, sentence: str
) -> None:
    assert player.play(name).fault == ("Sender", DENIED, sentence)


def test_the_same_submission_sent_again_succeeds_once_more(player: Player) -> None:
    first = player.play("td2.1a-feed-discharge-letter")
    again = player.play("td2.1a-feed-discharge-letter", fresh=True)
    assert status(first) == status(again) == ("Success", [])


# --- TD3 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("td3.1a-find-documents", 5),
        ("td3.1a-find-documents-by-type", 2),
        ("td3.1a-find-documents-superseded", 1),
        ("td3.1a-find-documents-none", 0),
    ],
)
def test_a_search_gives_what_the_physician_may_see(player: Player, name: str, entries: int) -> None:
    feed_everything(player)
    answer = player.play(name)
    assert status(answer) == ("Success", []), answer.errors
    assert len(answer.all("ExtrinsicObject")) == entries


def test_submission_sets_are_found_by_time(player: Player) -> None:
    feed_everything(player)
    assert len(player.play("td3.1a-find-submission-sets").all("RegistryPackage")) == 3


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("td3.1a-fail-missing-parameter", "XDSStoredQueryMissingParam"),
        ("td3.1a-fail-unknown-query", "XDSUnknownStoredQuery"),
    ],
)
def test_a_query_that_cannot_be_evaluated_fails_with_its_code(player: Player, name: str, code: str) -> None:
    feed_everything(player)
    assert status(player.play(name)) == ("Failure", [code])


@pytest.mark.rule("DMP-072")
def test_searching_in_indirect_mode_is_a_fault(player: Player) -> None:
    feed_everything(player)
    sentence = "La recherche de documents n'est pas ouverte à l'authentification indirecte."
    assert player.play("td3.1a-fail-indirect-mode").fault == ("Sender", DENIED, sentence)


def test_indirect_mode_turns_a_unique_id_into_its_current_entry_uuid(player: Player) -> None:
    feed_everything(player)
    assert len(player.play("td3.1b-get-documents").all("ObjectRef")) == 1
    unknown = player.play("td3.1b-get-documents-unknown")
    assert status(unknown) == ("Success", [])
    assert unknown.all("ObjectRef") == []


def test_documents_come_back_byte_for_byte(player: Player, dmp_samples: Path) -> None:
    feed_everything(player)
    answer = player.play("td3.2-retrieve")
    assert answer.is_multipart
    assert answer.registry_status == "Success"
    assert (dmp_samples / "documents" / "discharge-letter-v2.xml").read_bytes() in answer.raw
    two = player.play("td3.2-retrieve-two")
    assert len(two.all("DocumentResponse")) == 2


def test_one_known_and_one_unknown_document_are_a_partial_success(player: Player) -> None:
    feed_everything(player)
    answer = player.play("td3.2-retrieve-partial")
    assert status(answer) == ("PartialSuccess", ["XDSDocumentUniqueIdError"])
    assert answer.errors[0][1] == f"Document {ROOT}.2.1.999 introuvable dans ce dossier."
    assert len(answer.all("DocumentResponse")) == 1


def test_an_entry_uuid_is_not_a_document(player: Player) -> None:
    feed_everything(player)
    answer = player.play("td3.2-fail-entry-uuid")
    assert answer.is_multipart
    assert status(answer) == ("Failure", ["XDSDocumentUniqueIdError"])
    assert "est un entryUUID" in answer.errors[0][1]


def test_a_masked_document_answers_as_if_absent_in_break_glass(player: Player) -> None:
    from socle.record.models import Entry  # noqa: PLC0415 - masking (TD3.3a) is not served yet

    feed_everything(player)
    Entry.objects.filter(unique_id=f"{ROOT}.2.1.301").update(masked=True)
    answer = player.play("td3.2-fail-masked-break-glass")
    assert status(answer) == ("Failure", ["XDSDocumentUniqueIdError"])
    assert answer.errors[0][1] == f"Document {ROOT}.2.1.301 introuvable dans ce dossier."
    assert len(player.play("td3.1a-find-documents-break-glass").all("ExtrinsicObject")) == 4


def test_the_associations_of_a_signature_are_not_shown(player: Player) -> None:
    feed_everything(player)
    answer = player.play("td3.1a-get-associations")
    types = sorted(node.get("associationType").rpartition(":")[2] for node in answer.all("Association"))
    assert types == ["HasMember", "RPLC"]


def test_a_physician_searches_in_reinforced_indirect_mode_once_authorised(player: Player) -> None:
    feed_everything(player)
    player.play("td0.3-add-air")
    answer = player.play("td3.1a-find-documents-air")
    assert status(answer) == ("Success", [])
    assert len(answer.all("ExtrinsicObject")) == 5


def test_a_secret_session_of_a_minor_finds_secret_documents_only(player: Player) -> None:
    player.play("td2.1a-feed-minor-secret")
    answer = player.play("td3.1a-find-documents-minor-secret")
    assert status(answer) == ("Success", [])
    assert len(answer.all("ExtrinsicObject")) == 1


def test_a_document_is_not_seen_in_a_search_before_the_holder_allows_it(player: Player) -> None:
    player.play("td2.1a-feed-discharge-letter")
    fault = player.play("td3.1a-find-documents").fault
    assert fault == ("Sender", DENIED, "Vous n'avez pas d'autorisation d'accès à ce dossier.")
