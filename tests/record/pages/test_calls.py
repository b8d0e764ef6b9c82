"""The contextual call: a software opens one page of the portal on one patient (TD0.9)."""

from __future__ import annotations

import pytest
from django.test import Client

from socle.ledger import ActCode, Outcome
from socle.ledger.models import Event
from socle.record.pages.calls import OF_A_PATIENT
from tests.portal import CAMILLE, HUGO, LETTER, PERRINE, text_of


def test_each_address_opens_its_page_on_the_patient_and_keeps_the_ins_out_of_it(kervelec, address):
    for name, page in OF_A_PATIENT.items():
        answer = kervelec.get(f"/AccesDirect/{name}/{HUGO}")
        assert (answer.status_code, answer.headers["Location"]) == (302, address(HUGO, page)), name
        assert kervelec.get(answer.headers["Location"]).status_code == 200, name


def test_what_needs_no_patient_opens_without_one(kervelec):
    assert kervelec.get("/AccesDirect/TableauDeBord").headers["Location"] == "/pro/"
    assert kervelec.get("/AccesDirect/Parametrages").headers["Location"] == "/pro/parametrages/"
    assert kervelec.get("/AccesDirect/Documents").status_code == 404
    assert kervelec.get(f"/AccesDirect/Ailleurs/{HUGO}").status_code == 404


def test_a_patient_without_record_is_refused_with_the_code_of_the_dmp(kervelec):
    answer = kervelec.get(f"/AccesDirect/DossierPatient/{PERRINE}")
    assert answer.status_code == 404
    assert "DMPAccessDeniedByRightsService" in text_of(answer)
    assert "Aucun dossier n’existe" in text_of(answer)


def test_a_page_that_may_not_be_opened_says_so_with_the_code_of_the_dmp(daumont, address):
    daumont.get(f"/AccesDirect/ParcoursDeSoins/{HUGO}")
    answer = daumont.get(address(HUGO, "parcours/"))
    assert answer.status_code == 403
    assert "DMPAccessDeniedByRightsService" in text_of(answer)


def test_every_call_is_journaled_with_its_page(world, kervelec):
    kervelec.get(f"/AccesDirect/HistoriqueAcces/{HUGO}")
    kervelec.get(f"/AccesDirect/Documents/{PERRINE}")
    told = next(act for act in world.acts(HUGO) if act.code is ActCode.WEB_OPEN)
    assert told.details["page"] == "HistoriqueAcces"
    assert Event.objects.filter(code=ActCode.WEB_OPEN.value, record_id="", outcome=Outcome.REFUSED.value).exists()


def test_nobody_signs_in_first_and_a_citizen_has_no_business_there(world):
    answer = Client().get(f"/AccesDirect/DossierPatient/{HUGO}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/pro/connexion/")
    assert world.as_patient(CAMILLE).get(f"/AccesDirect/DossierPatient/{CAMILLE}").status_code == 403


@pytest.mark.rule("DMP-070")
def test_the_portal_and_the_contextual_call_lead_to_the_same_document(kervelec, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    direct = kervelec.post("/pro/", {"matricule": CAMILLE}, follow=True)
    called = kervelec.get(f"/AccesDirect/DossierPatient/{CAMILLE}", follow=True)
    for answer in (direct, called):
        assert answer.redirect_chain[-1][0] == address(CAMILLE)
        assert address(CAMILLE, f"documents/{LETTER}/") in answer.content.decode()
