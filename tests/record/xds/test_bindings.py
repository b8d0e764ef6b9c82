"""The order of each XDS binding: rights, patient, form, use case, answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.record.player import ROOT, Player, instant_of
from tests.wire import pki

from socle.wire import xades
from socle.wire.certificates import issue

pytestmark = pytest.mark.django_db

DENIED = "DMPAccessDeniedByRightsService"


def test_faults_of_form_and_of_metadata_are_told_in_one_answer(player: Player) -> None:
    answer = player.play(
        "td2.1-fail-hash-mismatch",
        change=(b'<rim:Slot name="serviceStartTime">', b'<rim:Slot name="serviceStartTimes">'),
    )
    codes = [code for code, _, _ in answer.errors]
    assert len(codes) == 3  # the hash, and the missing attribute of the letter and of its signature document
    assert set(codes) == {"XDSRepositoryMetadataError"}


def test_a_part_without_its_description_is_named(player: Player) -> None:
    answer = player.play(
        "td2.1a-feed-discharge-letter", change=(b'<xdsb:Document id="Document01">', b'<xdsb:Document id="Document77">')
    )
    assert {code for code, _, _ in answer.errors} == {"XDSMissingDocument", "XDSMissingDocumentMetadata"}


@pytest.mark.rule("DMP-062")
def test_rights_come_before_a_body_that_says_nothing(player: Player) -> None:
    answer = player.play("td2.1-fail-air-never-feeds", change=(b"RegistryObjectList", b"RegistryObjectLost"))
    assert answer.fault is not None
    assert answer.fault[1] == DENIED


def test_a_submission_without_objects_fails_in_the_registrys_own_terms(player: Player) -> None:
    data, content_type = player.message("td2.1a-feed-inline-base64")
    data = data.replace(b"rim:RegistryObjectList", b"rim:RegistryObjectLost")
    at = instant_of(data)
    answer = player.send(data, content_type, "repository", at, player.connection_for(data))
    assert answer.fault is None
    assert answer.registry_status == "Failure"


SET, LETTER = f"{ROOT}.1.2.1", f"{ROOT}.1.1.101"
DAY = issue.Validity(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))


def signed_by(signer: issue.Issued, folder: Path) -> tuple[bytes, bytes]:
    """The signature document of the worked letter, and the same made with another certificate."""
    written = (folder / "documents" / "td2.1a-feed-discharge-letter.signature.xml").read_bytes()
    document = (folder / "documents" / "discharge-letter-v1.xml").read_bytes()
    made = xades.build(
        SET, [(LETTER, document)], signer.certificate, signer.key, datetime(2026, 9, 15, tzinfo=UTC), "s"
    )
    return written, made


@pytest.mark.rule("AUTH-041")
def test_a_set_signed_under_an_unknown_authority_is_refused(player: Player, dmp_samples: Path) -> None:
    answer = player.play("td2.1a-feed-discharge-letter", change=signed_by(pki.stranger(), dmp_samples))
    assert answer.registry_status == "Failure"
    assert any("Le signataire du lot n'est pas reconnu" in sentence for _, sentence, _ in answer.errors)


@pytest.mark.rule("TEST-001")
@pytest.mark.rule("TEST-002")
def test_a_set_signed_with_a_card_of_production_is_refused_by_a_test_server(player: Player, dmp_samples: Path) -> None:
    persons = pki.worked(dmp_samples, "ca-persons")
    genuine = issue.card(persons, pki.PHYSICIAN, issue.Use.SIGNATURE, DAY, test=False)
    answer = player.play("td2.1a-feed-discharge-letter", change=signed_by(genuine, dmp_samples))
    assert answer.registry_status == "Failure"
    assert any("ce serveur n'accepte que du matériel de test" in sentence for _, sentence, _ in answer.errors)
    test_card = issue.card(persons, pki.PHYSICIAN, issue.Use.SIGNATURE, DAY)
    again = player.play("td2.1a-feed-discharge-letter", change=signed_by(test_card, dmp_samples), fresh=True)
    assert not any("signataire" in sentence or "matériel" in sentence for _, sentence, _ in again.errors)


@pytest.mark.rule("DMP-064")
@pytest.mark.rule("DMP-073")
@pytest.mark.parametrize("name", ["td3.2-retrieve", "td3.1a-find-documents"])
def test_an_employee_card_that_consults_is_refused_in_the_answers_own_shape(player: Player, name: str) -> None:
    data, content_type = player.message(name)
    feed, _ = player.message("td2.2-feed-employee-card")
    token = feed[feed.index(b"<saml2:Assertion") : feed.index(b"</saml2:Assertion>") + len(b"</saml2:Assertion>")]
    start, end = data.index(b"<saml2:Assertion"), data.index(b"</saml2:Assertion>") + len(b"</saml2:Assertion>")
    data = data[:start] + token + data[end:]
    service = "repository" if "3.2" in name else "registry"
    answer = player.send(data, content_type, service, instant_of(data), player.employee_connection())
    assert answer.fault is not None
    assert answer.fault[1] == DENIED
    assert "(CPE)" in answer.fault[2]
    assert answer.is_multipart is ("3.2" in name)


@pytest.mark.rule("DMP-064")
@pytest.mark.rule("DMP-072")
def test_a_certificate_that_retrieves_is_refused_with_a_multipart_fault(player: Player) -> None:
    data, content_type = player.message("td3.2-retrieve")
    other, _ = player.message("td3.1a-fail-indirect-mode")
    token = other[other.index(b"<saml2:Assertion") : other.index(b"</saml2:Assertion>") + len(b"</saml2:Assertion>")]
    start, end = data.index(b"<saml2:Assertion"), data.index(b"</saml2:Assertion>") + len(b"</saml2:Assertion>")
    data = data[:start] + token + data[end:]
    answer = player.send(data, content_type, "repository", instant_of(data), player.certificate("org-hospital-auth"))
    assert answer.is_multipart
    assert answer.fault == (
        "Sender",
        DENIED,
        "Un certificat de structure permet d'alimenter le dossier, jamais de le consulter.",
    )


def test_a_query_about_another_patient_than_the_tokens_is_refused(player: Player) -> None:
    player.play("td0.3-add")
    answer = player.play(
        "td3.1a-find-documents",
        change=(b"'284053523899177^^^&amp;1.2.250.1.213.1.4.10", b"'182112901999268^^^&amp;1.2.250.1.213.1.4.10"),
    )
    assert answer.fault == ("Sender", DENIED, "Le patient du jeton n'est pas celui du message.")


@pytest.mark.rule("DMP-085")
@pytest.mark.rule("DMP-086")
def test_a_blocked_professional_is_refused_by_every_transaction_but_the_existence_test(player: Player) -> None:
    from socle.record.models import Block, Record  # noqa: PLC0415 - the holder's own act, not under test here

    player.play("td0.3-add")
    for row in Record.objects.all():
        Block.objects.create(
            record_id=row.pk,
            id=f"b{row.pk}"[:32],
            actor_id="899880000015",
            name="",
            since=row.opened_at,
            decided_by="holder",
        )
    for name in ("td0.3-add-again", "td2.1a-feed-two-documents", "td3.1a-find-documents", "td3.2-retrieve"):
        answer = player.play(name)
        assert answer.fault is not None, name
        assert answer.fault[2] == "Le titulaire a bloqué l'accès de ce professionnel à son dossier."
    assert player.play("td0.2-authorisation-valid").fault is None


@pytest.mark.rule("DMP-152")
def test_a_deletion_whose_token_names_no_patient_is_refused(player: Player) -> None:
    data, content_type = player.message("td3.3c-delete")
    other, _ = player.message("td0.4-patient-list")
    start, end = data.index(b"<saml2:Assertion"), data.index(b"</saml2:Assertion>")
    token = other[other.index(b"<saml2:Assertion") : other.index(b"</saml2:Assertion>")]
    data = data[:start] + token + data[end:]
    answer = player.send(data, content_type, "registry", instant_of(data), player.connection_for(data))
    assert answer.fault is not None
    assert answer.fault[1] == DENIED
    assert "ne désignent de patient par son INS" in answer.fault[2]
