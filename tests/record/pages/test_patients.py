"""Finding a patient, and what is new: the professional's first page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import clock
from socle.ledger import ActCode
from tests.portal import CAMILLE, HUGO, IRIS, text_of

SEARCH = "/pro/recherche/"


@pytest.mark.rule("DMP-170")
def test_one_s_own_patients_are_found_by_what_is_known_of_them(kervelec, address):
    for asked in ({"nom": "tamar", "prenom": "hugo"}, {"naissance": "1982-11-03"}):
        text = text_of(kervelec.post(SEARCH, asked))
        assert "Hugo Tamarin" in text
        assert address(HUGO) in text
        assert "Iris" not in text


def test_without_ins_nobody_else_is_found_and_the_rule_says_why(kervelec):
    text = text_of(kervelec.post(SEARCH, {"nom": "Tamarin", "prenom": "Camille"}))
    assert "Aucun de vos patients ne correspond" in text
    assert "Camille Tamarin" not in text
    assert "Pourquoi ?" in text
    assert "/regles/DMP-061/" in text


def test_a_search_for_nothing_asks_for_something(kervelec):
    answer = kervelec.post(SEARCH, {"sexe": "F"})
    assert answer.status_code == 400
    assert "Écrivez au moins un nom" in text_of(answer)


def test_a_regulation_centre_finds_by_traits_and_opens_under_a_banner_until_it_leaves(world, daumont, address):
    asked = {"nom": "Tamarin", "naissance": "1982-11-03", "regulation": "on"}
    text = text_of(daumont.post(SEARCH, asked))
    assert "Hugo Tamarin" in text
    assert address(HUGO, "regulation/") in text
    assert ActCode.RECORD_SEARCH in {act.code for act in world.acts(HUGO)}
    assert "a expiré" in text_of(daumont.get(address(HUGO)))
    daumont.post(address(HUGO, "regulation/"))
    for rest in ("", "parcours/"):
        assert "Accès d’un centre de régulation (SAMU)" in text_of(daumont.get(address(HUGO, rest)))
    read = next(act for act in world.acts(HUGO) if act.code is ActCode.DOCUMENT_SEARCH)
    assert read.author.access_mode == "centre_15"
    daumont.post(address(HUGO, "urgence/quitter/"))
    assert "centre de régulation (SAMU)" not in text_of(daumont.get(address(HUGO)))


def test_a_patient_who_refused_regulation_is_refused_to_it(daumont, address):
    daumont.post(address(IRIS, "regulation/"))
    text = text_of(daumont.get(address(IRIS)))
    assert "s’est opposé à l’accès d’un centre de régulation" in text
    assert "Note d’Iris" not in text


@pytest.mark.rule("DMP-167")
def test_the_first_page_tells_in_whose_record_something_came_and_leads_to_it(world, kervelec, address):
    text = text_of(kervelec.get("/pro/"))
    assert address(IRIS, "?depot=2026-08-16") in text
    assert CAMILLE not in text  # nobody's INS stands in an address
    shown = text_of(kervelec.get(address(IRIS, "?depot=2026-08-16")))
    assert "Note d’Iris" in shown
    assert "Aucun document ne correspond" in text_of(kervelec.get(address(IRIS, "?depot=2026-09-16")))
    clock.installed().advance(timedelta(days=31))
    assert "Aucun depuis 30 jours" in text_of(kervelec.get("/pro/"))


def test_what_was_chosen_is_kept_by_the_browser_and_a_forged_choice_is_as_none(kervelec, address):
    assert kervelec.post("/pro/parametrages/", {"jours": "7", "vue": "rien", "par_page": "20"}).status_code == 400
    chosen = {"jours": "7", "vue": "tableau", "par_page": "50"}
    assert kervelec.post("/pro/parametrages/", chosen).headers["Location"] == "/pro/"
    clock.installed().advance(timedelta(days=8))
    assert "Aucun depuis 7 jours" in text_of(kervelec.get("/pro/"))
    assert "<table" in text_of(kervelec.get(address(IRIS)))
    assert "<table" not in text_of(kervelec.get(address(IRIS, "?vue=fiches")))
    kervelec.cookies["socle_pro"] = '{"jours": 90}'
    assert "Aucun depuis 30 jours" not in text_of(kervelec.get("/pro/"))


def test_whoever_leaves_is_signed_out_and_it_is_journaled(kervelec):
    assert kervelec.get("/pro/quitter/").status_code == 405
    assert kervelec.post("/pro/quitter/").headers["Location"] == "/pro/connexion/"
    assert kervelec.get("/pro/").status_code == 302


def test_the_same_documents_are_told_along_the_care(kervelec, address):
    journey = text_of(kervelec.get(address(IRIS, "parcours/")))
    assert "Septembre 2026" in journey
    assert "Note d’Iris" in journey
    assert "Pourquoi un document n’est-il pas dans cette liste" in journey
    assert "Aucun document de vaccination" in text_of(kervelec.get(address(IRIS, "vaccinations/")))
