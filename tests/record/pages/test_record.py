from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from socle import clock, ledger
from socle.directory.actor import Authentication, Kind
from socle.ledger import ActCode, Outcome, outbox
from socle.record.facts import RecordStatus, SpaceStatus
from socle.record.models import Record
from socle.record.services import handlers
from socle.record.verdicts import access
from tests.databases import held_by_another
from tests.portal import CAMILLE, HIDDEN, HUGO, IRIS, LETTER, MASKED, PERRINE, text_of


@pytest.mark.django_db
def test_a_page_without_anybody_leads_to_the_sign_in():
    for path in ("/pro/", "/pro/dossiers/x/", "/pro/dossiers/x/documents/y/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/pro/connexion/")


def test_a_citizen_has_no_business_in_the_professional_place(world, address):
    client = world.as_patient(CAMILLE)
    for path in ("/pro/", address(CAMILLE), address(IRIS)):
        assert client.get(path).status_code == 403


def test_an_unknown_record_is_an_address_with_nothing(kervelec):
    assert kervelec.get("/pro/dossiers/none/").status_code == 404


def test_a_patient_is_found_by_ins_however_it_is_spaced(kervelec, address):
    answer = kervelec.post("/pro/", {"matricule": "2 84 05 35 238 991 77"})
    assert answer.headers["Location"] == address(CAMILLE)


def test_the_ins_never_stands_in_an_address(kervelec):
    answer = kervelec.post("/pro/", {"matricule": CAMILLE})
    assert CAMILLE not in answer.headers["Location"]


def test_a_patient_without_record_is_said_so_with_the_rule(kervelec):
    text = text_of(kervelec.post("/pro/", {"matricule": PERRINE}))
    assert "Aucun dossier n’existe" in text
    assert "/regles/DMP-207/" in text


@pytest.mark.rule("DMP-215")
@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ({"status": RecordStatus.CLOSED}, access.CLOSED),
        ({"status": RecordStatus.DELETED}, access.DELETED),
        ({"space": SpaceStatus.NOT_ACTIVATED}, None),
        ({"space": SpaceStatus.DEACTIVATED}, None),
    ],
    ids=str,
)
def test_what_remains_possible_is_said_by_the_state_of_the_record_and_of_the_space(kervelec, address, state, verdict):
    where = address(HUGO)
    Record.objects.filter(pk=where.split("/")[-2]).update(**state)
    text = text_of(kervelec.get(where))
    if verdict is None:  # professionals go on, whatever the holder did with his space (MES-006)
        assert "Vous êtes autorisé" in text
        return
    for said in (verdict.fr, verdict.way_out):
        assert said.replace("'", "’") in text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Vous êtes autorisé" not in text


def test_a_matricule_that_nobody_has_is_said_so(kervelec):
    assert "Personne n’a ce matricule" in text_of(kervelec.post("/pro/", {"matricule": "12"}))
    assert "Écrivez le matricule" in text_of(kervelec.post("/pro/", {"matricule": ""}))


def test_recent_patients_are_those_who_gave_their_authorisation(kervelec):
    text = text_of(kervelec.get("/pro/"))
    assert "Hugo Tamarin" in text
    assert "Camille Tamarin" not in text


@pytest.mark.rule("DMP-030")
def test_without_authorisation_no_document_is_shown_and_the_refusal_says_why(kervelec, address):
    text = text_of(kervelec.get(address(CAMILLE)))
    assert "Vous n’avez pas d’autorisation" in text
    assert "/regles/DMP-030/" in text
    assert "Lettre de sortie" not in text
    assert kervelec.get(address(CAMILLE, f"documents/{LETTER}/")).status_code == 403
    assert kervelec.get(address(CAMILLE, f"documents/{LETTER}/fichier/")).status_code == 404
    assert "Lettre" not in kervelec.get(address(CAMILLE, "documents.csv")).content.decode()


@pytest.mark.rule("DMP-035")
def test_the_access_screens_warn_that_access_outside_the_rules_is_an_offence(kervelec, daumont, address):
    for text in (text_of(kervelec.get(address(CAMILLE))), text_of(daumont.get(address(HUGO, "urgence/")))):
        assert "226-13" in text


def test_declaring_oneself_authorised_needs_the_patient_s_consent(kervelec, address):
    answer = kervelec.post(address(CAMILLE, "autorisation/"), {})
    assert answer.status_code == 400
    assert "Sans l’accord du patient" in text_of(answer)
    assert "Vous n’avez pas d’autorisation" in text_of(kervelec.get(address(CAMILLE)))


def test_once_declared_the_documents_are_shown_and_the_patient_sees_it(world, kervelec, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    text = text_of(kervelec.get(address(CAMILLE)))
    assert "Vous êtes autorisé" in text
    assert "Lettre de sortie" in text
    history = text_of(world.as_patient(CAMILLE).get("/mon-espace/historique/"))
    assert "Accord du patient déclaré" in history
    assert "Nolwenn Kervelec" in history


def test_an_authorisation_can_be_given_back(kervelec, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    kervelec.post(address(CAMILLE, "autorisation/"), {"retirer": "oui"})
    assert "Vous n’avez pas d’autorisation" in text_of(kervelec.get(address(CAMILLE)))


def test_becoming_and_ceasing_to_be_the_medecin_traitant(kervelec, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on", "role": "medecin-traitant"})
    assert "Note masquée" in text_of(kervelec.get(address(CAMILLE)))
    kervelec.post(address(CAMILLE, "autorisation/"), {"retirer": "oui", "role": "medecin-traitant"})
    assert "Ne plus être médecin traitant" not in text_of(kervelec.get(address(CAMILLE)))


@pytest.mark.rule("DMP-091")
def test_a_masked_document_is_not_listed_and_its_refusal_is_explained_with_its_rule(daumont, address):
    daumont.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    assert "Note masquée" not in text_of(daumont.get(address(CAMILLE)))
    answer = daumont.get(address(CAMILLE, f"documents/{MASKED}/"))
    text = text_of(answer)
    assert answer.status_code in {403, 404}
    assert "masqué" in text
    assert "/regles/DMP-091/" in text
    assert "Note masquée" not in text


@pytest.mark.rule("DMP-073")
def test_an_employee_card_never_consults(world, address):
    louvel = world.as_professional(
        "699880000015001/EMP0001",
        "LOUVEL Bastien",
        "499880000015001",
        kind=Kind.EMPLOYEE,
        authentication=Authentication.EMPLOYEE_CARD,
        profession="SECRETARIAT_MEDICAL",
    )
    text = text_of(louvel.get(address(CAMILLE)))
    assert "CPE" in text
    assert "/regles/DMP-073/" in text
    assert "Lettre de sortie" not in text


def test_a_blocked_professional_is_told_so_and_cannot_break_the_glass(world, address):
    pellot = world.as_professional("899880000031", "PELLOT Awa", "1990200107")
    text = text_of(pellot.get(address(IRIS)))
    assert "Le patient vous a bloqué" in text
    assert "Consulter en urgence" not in text
    assert "Note d’Iris" not in text


def test_a_document_shows_from_whom_it_is_hidden(kervelec, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    assert "Pas encore visible par le patient" in text_of(kervelec.get(address(CAMILLE, f"documents/{HIDDEN}/")))


@pytest.mark.rule("DMP-135")
def test_what_is_hidden_from_representatives_bears_its_mark_for_professionals(kervelec, address):
    assert "Masqué aux représentants légaux" in text_of(kervelec.get(address(IRIS)))


class TestBreakGlass:
    def open(self, client, address):
        return client.post(address(HUGO, "urgence/"), {"motif": "Patient inconscient"})

    def test_it_asks_for_a_reason(self, daumont, address):
        for reason in ("", "  ", "x"):
            text = text_of(daumont.post(address(HUGO, "urgence/"), {"motif": reason}))
            assert "Écrivez le motif" in text
        assert "expiré" in text_of(daumont.get(address(HUGO)))

    def test_it_opens_the_record_under_a_banner_that_stays(self, daumont, address):
        assert self.open(daumont, address).status_code == 302
        for rest in ("", "historique/"):
            text = text_of(daumont.get(address(HUGO, rest)))
            assert "Accès en urgence (bris de glace)" in text, rest
            assert "Patient inconscient" in text, rest

    def test_it_bears_on_one_record_only(self, daumont, address):
        self.open(daumont, address)
        assert "Accès en urgence (bris de glace)" not in text_of(daumont.get(address(IRIS)))

    def test_it_ends_when_left_or_after_an_hour(self, daumont, address):
        self.open(daumont, address)
        daumont.post(address(HUGO, "urgence/quitter/"))
        assert "Accès en urgence (bris de glace)" not in text_of(daumont.get(address(HUGO)))
        self.open(daumont, address)
        clock.installed().advance(timedelta(minutes=61))
        assert "Accès en urgence (bris de glace)" not in text_of(daumont.get(address(HUGO)))

    def test_it_leaves_its_mode_and_its_reason_in_the_journal(self, world, daumont, address):
        self.open(daumont, address)
        daumont.get(address(HUGO))
        act = next(act for act in world.acts(HUGO) if act.code is ActCode.DOCUMENT_SEARCH)
        assert act.author.access_mode == "bris_de_glace"
        assert act.private == {"reason": "Patient inconscient"}

    def test_the_holder_is_told_until_he_has_read_it(self, world, daumont, address):
        daumont.post(address(CAMILLE, "urgence/"), {"motif": "Patiente inconsciente"})
        daumont.get(address(CAMILLE))
        daumont.get(address(CAMILLE, f"documents/{LETTER}/"))
        outbox.drain(handlers(), at=clock.now())
        client = world.as_patient(CAMILLE)
        text = text_of(client.get("/mon-espace/"))
        assert "Votre dossier a été ouvert en urgence" in text
        assert "Elias Daumont" in text
        assert "Patiente inconsciente" in text
        client.post("/mon-espace/avertissements/")
        assert "a été ouvert en urgence" not in text_of(client.get("/mon-espace/"))


def test_one_s_own_acts_are_shown_to_oneself_and_all_of_them_to_the_medecin_traitant(world, kervelec, daumont, address):
    world.as_patient(HUGO)
    daumont.get(address(HUGO))
    assert "Elias Daumont" in text_of(kervelec.get(address(HUGO, "historique/")))
    daumont.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    assert "Awa Pellot" not in text_of(daumont.get(address(CAMILLE, "historique/")))


def test_the_lists_are_exported_as_filtered(daumont, address):
    daumont.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    assert "Lettre de sortie" in daumont.get(address(CAMILLE, "documents.csv?q=sortie")).content.decode()
    assert "Lettre de sortie" not in daumont.get(address(CAMILLE, "documents.csv?q=radio")).content.decode()
    assert "Elias Daumont" in daumont.get(address(CAMILLE, "historique.csv")).content.decode()


def test_every_refusal_on_these_pages_is_journaled(world, kervelec, address):
    kervelec.get(address(CAMILLE, f"documents/{LETTER}/"))
    refused = [act for act in ledger.acts(world.record(CAMILLE)) if act.outcome is Outcome.REFUSED]
    assert ActCode.DOCUMENT_READ in {act.code for act in refused}


def test_acts_are_done_by_forms_only(kervelec, address):
    for rest in ("autorisation/", "urgence/quitter/"):
        assert kervelec.get(address(CAMILLE, rest)).status_code == 405


@pytest.mark.database
def test_a_page_whose_act_cannot_be_begun_says_when_to_come_back(shared_database, kervelec, address):
    with held_by_another("record_record"):
        answer = kervelec.get(address(HUGO))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "rien n’a été enregistré" in text_of(answer).replace("'", "’")
    assert kervelec.get(address(HUGO)).status_code == 200
