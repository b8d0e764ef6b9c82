"""How a professional comes to a record: consent, information, presence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import clock
from socle.ledger import ActCode
from socle.record.models import AuthorisationRow
from tests.portal import CAMILLE, HUGO, IRIS, text_of


def held(world, ins, actor):
    return AuthorisationRow.objects.filter(record_id=world.record(ins), actor_id=actor).latest("granted_at")


@pytest.mark.rule("DMP-027")
def test_the_two_regimes_are_offered_and_no_third(kervelec, address):
    page = kervelec.get(address(CAMILLE)).content.decode()
    assert page.count('type="radio" name="regime"') == 2
    answer = kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on", "regime": "agreement"})
    assert answer.status_code == 400


@pytest.mark.rule("DMP-023")
def test_outside_the_team_the_consent_is_that_of_one_consultation(world, kervelec, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on", "regime": "consent"})
    assert "Vous êtes autorisé" in text_of(kervelec.get(address(CAMILLE)))
    clock.installed().advance(timedelta(hours=25))
    assert "Vous êtes autorisé" not in text_of(kervelec.get(address(CAMILLE)))


@pytest.mark.rule("DMP-032", "DMP-042", "DMP-024", "DMP-033")
def test_a_consent_tells_for_whom_by_whom_how_and_for_how_long(world, daumont, address):
    said = {"accord": "on", "regime": "team", "equipe": "on", "long": "on", "moyen": "écrit"}
    daumont.post(address(IRIS, "autorisation/"), said | {"donne_par": "representative"})
    row = held(world, IRIS, "1990100109")
    assert (row.given_by, row.means, row.declared_by) == ("representative", "écrit", "899880000023")
    assert row.expires_at.year == 9999


def test_an_occupational_physician_is_told_that_he_declares_nothing_himself(world, address):
    physician = world.as_professional("899880000064", "PRUNIER Ada", specialty="SM25")
    assert "Vous ne pouvez pas déclarer d’accord ici" in text_of(physician.get(address(CAMILLE, "acces/")))
    answer = physician.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    assert answer.status_code == 403
    assert "se déclarer autorisé" in text_of(answer)


@pytest.mark.rule("DMP-021")
def test_the_information_of_the_patient_is_noted_once_an_episode_and_its_end_too(world, kervelec, address):
    assert kervelec.post(address(HUGO, "information/"), {}).status_code == 400
    kervelec.post(address(HUGO, "information/"), {"moyen": "spoken"})
    assert "Patient informé, prise en charge en cours" in text_of(kervelec.get(address(HUGO, "acces/")))
    kervelec.post(address(HUGO, "information/"), {"fin": "oui"})
    assert "Patient informé, prise en charge en cours" not in text_of(kervelec.get(address(HUGO, "acces/")))
    codes = [act.code for act in world.acts(HUGO)]
    assert (codes.count(ActCode.INFORMATION_ADD), codes.count(ActCode.INFORMATION_REMOVE)) == (1, 1)


@pytest.mark.rule("DMP-137")
def test_a_mother_reads_with_a_physician_once_the_minor_asked_for_it(world, kervelec, address):
    mother = world.as_patient(CAMILLE)
    mother.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    assert "Note d’Iris" in text_of(mother.get("/mon-espace/documents/"))
    kervelec.post(address(IRIS, "presence/"), {"presence": "exiger"})
    assert "Note d’Iris" not in text_of(mother.get("/mon-espace/documents/"))
    assert kervelec.post(address(IRIS, "presence/"), {"presence": ""}).status_code == 404
    kervelec.post(address(IRIS, "presence/"), {"presence": "30"})
    assert "Note d’Iris" in text_of(mother.get("/mon-espace/documents/"))
    assert "Vous avez attesté votre présence" in text_of(kervelec.get(address(IRIS, "acces/")))
    clock.installed().advance(timedelta(minutes=31))
    assert "Note d’Iris" not in text_of(mother.get("/mon-espace/documents/"))
    kervelec.post(address(IRIS, "presence/"), {"presence": "lever"})
    assert "Note d’Iris" in text_of(mother.get("/mon-espace/documents/"))


def test_what_is_not_possible_is_shown_with_its_reason(louvel, address):
    text = text_of(louvel.get(address(IRIS, "acces/")))
    assert "Vous ne pouvez pas noter cette information" in text
    assert "Vous ne pouvez pas devenir médecin traitant" in text
    assert text.count("Pourquoi ?") >= 3
    assert "/regles/DMP-061/" in text


@pytest.mark.rule("DMP-132", "DMP-147")
def test_a_secret_consultation_handles_only_what_the_representatives_do_not_see(world, kervelec, address):
    kervelec.post(address(IRIS, "secret/"))
    text = text_of(kervelec.get(address(IRIS)))
    assert "Consultation secrète" in text
    assert "Secret d’Iris" in text
    assert "Note d’Iris" not in text
    kervelec.post(address(IRIS, "secret/"), {"fin": "oui"})
    assert "Note d’Iris" in text_of(kervelec.get(address(IRIS)))
    kervelec.post(address(HUGO, "secret/"))
    assert "Consultation secrète" not in text_of(kervelec.get(address(HUGO)))  # he is of age
