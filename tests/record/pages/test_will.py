"""What the patient wants, as a professional notes it for him."""

from __future__ import annotations

import pytest

from socle.record.models import Administrator
from tests.portal import AT, CAMILLE, HUGO, IRIS, text_of

pytestmark = pytest.mark.database

DAUMONT, PELLOT = "899880000023", "899880000031"


@pytest.mark.rule("DMP-025", "DMP-026")
def test_an_opposition_to_consulting_needs_no_motive_holds_at_once_and_is_taken_back(kervelec, address):
    assert kervelec.post(address(HUGO, "opposition/"), {}).status_code == 400
    kervelec.post(address(HUGO, "opposition/"), {"a": "consulting", "contre": "moi"})
    assert kervelec.get(address(HUGO, "parcours/")).status_code == 403
    said = text_of(kervelec.get(address(HUGO, "volontes/")))
    assert "Le patient s’oppose à la consultation du dossier par vous" in said
    ended = {"fin": "oui", "a": "consulting", "contre": "899880000015"}
    kervelec.post(address(HUGO, "opposition/"), ended)
    assert kervelec.get(address(HUGO, "parcours/")).status_code == 200


@pytest.mark.rule("DMP-002", "DMP-003")
def test_an_opposition_to_feeding_needs_a_motive_that_the_professional_judges(kervelec, address):
    feeding = {"a": "feeding", "contre": "tous"}
    answer = kervelec.post(address(HUGO, "opposition/"), feeding)
    assert answer.status_code == 403
    assert "motif légitime" in text_of(answer)
    assert 'name="admis" checked' not in kervelec.get(address(HUGO, "volontes/")).content.decode()
    answer = kervelec.post(address(HUGO, "opposition/"), feeding | {"motif": "entourage"}, follow=True)
    assert "le dépôt reste possible" in text_of(answer)
    assert 'type="file"' in kervelec.get(address(HUGO, "deposer/")).content.decode()
    kervelec.post(address(HUGO, "opposition/"), feeding | {"motif": "entourage", "admis": "on"})
    text = text_of(kervelec.get(address(HUGO, "deposer/")))
    assert 'type="file"' not in text
    assert "/regles/DMP-002/" in text


@pytest.mark.rule("DMP-081")
def test_the_medecin_traitant_blocks_at_the_patient_s_request_and_others_are_told_why_not(world, kervelec, address):
    daumont = world.as_professional(DAUMONT, "DAUMONT Elias", "1990100109", specialty="SM59")
    kervelec.post(address(HUGO, "droits/"), {"numero": DAUMONT, "nom": "DAUMONT Elias", "acte": "bloquer"})
    assert "Le patient vous a bloqué" in text_of(daumont.get(address(HUGO)))
    assert "Bloqué" in text_of(kervelec.get(address(HUGO, "volontes/")))
    assert daumont.post(address(HUGO, "droits/"), {"numero": PELLOT, "acte": "bloquer"}).status_code == 403
    kervelec.post(address(HUGO, "droits/"), {"numero": DAUMONT, "acte": "debloquer"})
    assert "Le patient vous a bloqué" not in text_of(daumont.get(address(HUGO)))
    assert kervelec.post(address(HUGO, "droits/"), {"acte": "bloquer"}).status_code == 400
    assert kervelec.post(address(HUGO, "droits/"), {"numero": PELLOT}).status_code == 404  # no button, no act


@pytest.mark.rule("DMP-080", "DMP-082")
def test_an_administrator_sees_masked_documents_and_appoints_others(world, daumont, address):
    record = world.record(CAMILLE)
    daumont.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    assert daumont.post(address(CAMILLE, "droits/"), {"numero": PELLOT, "acte": "designer"}).status_code == 403
    Administrator.objects.create(record_id=record, id="1", actor_id=DAUMONT, since=AT, decided_by="holder")
    assert "Note masquée" in text_of(daumont.get(address(CAMILLE)))
    daumont.post(address(CAMILLE, "droits/"), {"numero": PELLOT, "nom": "PELLOT Awa", "acte": "designer"})
    assert Administrator.objects.filter(record_id=record, actor_id=PELLOT, until=None).exists()
    daumont.post(address(CAMILLE, "droits/"), {"numero": PELLOT, "acte": "retirer"})
    assert not Administrator.objects.filter(record_id=record, actor_id=PELLOT, until=None).exists()


def test_what_the_patient_decided_is_not_told_to_whom_he_did_not_let_in(daumont, kervelec, address):
    assert "La liste des volontés et des professionnels ne vous est pas ouverte" in text_of(
        daumont.get(address(HUGO, "volontes/"))
    )
    told = text_of(kervelec.get(address(IRIS, "volontes/")))
    assert "Accès du SAMU" in told
    assert "Awa Pellot" in told or "pellot" in told


def test_who_acts_for_no_structure_never_opposes_everyone_in_its_name(world, address):
    alone = world.as_professional("899880000015", "KERVELEC Nolwenn")
    answer = alone.post(address(HUGO, "opposition/"), {"a": "consulting", "contre": "structure"})
    assert answer.status_code == 400
    assert alone.get(address(HUGO, "parcours/")).status_code == 200
