"""Feeding a document from the portal."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from socle.directory.actor import Authentication
from socle.ledger import ActCode, Outcome
from tests.portal import CAMILLE, HUGO, IRIS, text_of

pytestmark = pytest.mark.database

CONSULTATION = "2.25.288238509688271636137782403822380314590.2.1.301"
TITLE = "Fiche de consultation du 15 septembre 2026"


@pytest.fixture
def deposit(world, address):
    def send(client, ins, name, **said):
        data = said.pop("data", None) or world.bytes_of(name)
        return client.post(
            address(ins, "deposer/"), {"fichier": SimpleUploadedFile(f"{name}.xml", data), "cacher": "tous", **said}
        )

    return send


@pytest.mark.rule("DMP-001", "DMP-038", "DMP-160")
def test_its_author_feeds_without_consent_and_without_having_consulted(world, kervelec, deposit, address):
    answer = deposit(kervelec, CAMILLE, "consultation-note-v1")
    assert answer.status_code == 200, text_of(answer)
    assert "Le document est dans le dossier" in text_of(answer)
    assert TITLE in text_of(world.as_patient(CAMILLE).get("/mon-espace/documents/"))
    assert "Vous n’avez pas d’autorisation" in text_of(kervelec.get(address(CAMILLE)))
    again = text_of(deposit(kervelec, CAMILLE, "consultation-note-v1"))
    assert "Le document est dans le dossier" in again or "était déjà" in again
    codes = {act.code for act in world.acts(CAMILLE) if act.outcome is Outcome.DONE}
    assert ActCode.DOCUMENT_FEED in codes


@pytest.mark.rule("DMP-059")
def test_a_secretary_feeds_with_her_card_and_does_not_open_what_she_fed(world, louvel, deposit, address):
    text = text_of(deposit(louvel, CAMILLE, "cabinet-letter-v1"))
    assert "Le document est dans le dossier" in text
    assert "Ouvrir ce document" not in text
    assert "CPE" in text_of(louvel.get(address(CAMILLE)))


@pytest.mark.rule("DMP-203")
def test_a_pharmacist_sends_a_document_through_the_portal(world, deposit):
    pharmacist = world.as_professional("899880000056", "SERPOLET Ines", "1990300105", profession="21")
    data = world.bytes_of("consultation-note-v1").replace(b"899880000015", b"899880000056")
    assert "Le document est dans le dossier" in text_of(deposit(pharmacist, CAMILLE, "note", data=data))


def test_whoever_is_not_its_author_is_told_every_fault_and_nothing_is_kept(world, kervelec, deposit, address):
    answer = deposit(kervelec, CAMILLE, "laboratory-report-v1")
    text = text_of(answer)
    assert answer.status_code == 422
    assert "Aucun auteur ni signataire de ce document" in text
    assert ActCode.DOCUMENT_FEED not in {act.code for act in world.acts(CAMILLE) if act.author.id == "899880000015"}
    wrong = deposit(kervelec, HUGO, "consultation-note-v1")  # Camille's document in Hugo's record
    assert wrong.status_code == 422
    pdf = deposit(kervelec, HUGO, "lettre", data=b"%PDF-1.7 ...")
    assert pdf.status_code == 422
    assert deposit(kervelec, HUGO, "vide", data=b" ").status_code == 422
    assert kervelec.post(address(HUGO, "deposer/"), {}).status_code == 400
    refused = [act for act in world.acts(HUGO) if act.outcome is Outcome.REFUSED]
    assert {act.code for act in refused} == {ActCode.SUBMISSION_FEED}
    assert len(refused) == 3


@pytest.mark.rule("DMP-110", "DMP-119")
def test_nothing_is_hidden_but_what_a_person_chose_for_this_document(world, kervelec, deposit, address):
    assert "checked" in kervelec.get(address(CAMILLE, "deposer/")).content.decode()
    patient = world.as_patient(CAMILLE)
    deposit(kervelec, CAMILLE, "cabinet-letter-v1")
    assert "Fiche de consultation transmise par le secrétariat" in text_of(patient.get("/mon-espace/documents/"))
    deposit(kervelec, CAMILLE, "consultation-note-v1", cacher="INVISIBLE_PATIENT")
    assert TITLE not in text_of(patient.get("/mon-espace/documents/"))
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    assert "Pas encore visible par le patient" in text_of(kervelec.get(address(CAMILLE, f"documents/{CONSULTATION}/")))


@pytest.mark.rule("DMP-130", "DMP-134")
def test_a_minor_s_document_is_kept_from_her_representatives_each_time_it_is_asked(world, kervelec, deposit, address):
    assert "représentants" not in text_of(kervelec.get(address(HUGO, "deposer/")))
    kervelec.post(address(IRIS, "secret/"))
    open_secret = deposit(kervelec, IRIS, "minor-note-v1")  # the box was unticked
    assert open_secret.status_code in {404, 422}
    assert "connexion secrète" in text_of(open_secret)
    assert "Le document est dans le dossier" in text_of(deposit(kervelec, IRIS, "minor-note-v1", representants="on"))
    mother = world.as_patient(CAMILLE)
    mother.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    assert text_of(mother.get("/mon-espace/documents/")).count("Note d’Iris") == 1  # the other one


def test_whoever_reads_only_is_not_offered_to_feed(world, address):
    reader = world.as_professional("899880000015", "KERVELEC Nolwenn", authentication=Authentication.AIR)
    text = text_of(reader.get(address(HUGO, "deposer/")))
    assert 'type="file"' not in text
    assert "/regles/DMP-061/" in text
