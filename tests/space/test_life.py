"""What time brings to a space, and how its holder leaves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.portal import CAMILLE, HIDDEN, HUGO, IRIS, LETTER, PERRINE, TEST_NIR, text_of
from tests.record import facts_builders as build

from socle import clock
from socle.ledger import outbox
from socle.record import services
from socle.record.models import Record, Representative
from socle.wire.hl7v2 import CX

HOME, LEAVE = "/mon-espace/", "/mon-espace/fermeture/"
UPDATED, OPENED = "Votre dossier a été mis à jour", "Un document de plus est visible"


def later(days):
    """Days pass, and what they bring is done."""
    clock.installed().advance(timedelta(days=days))
    services.tend(clock.now())
    outbox.drain(services.handlers(), at=clock.now())


@pytest.mark.rule("DMP-116")
@pytest.mark.rule("DMP-117")
def test_the_holder_is_told_after_two_weeks_without_a_word_of_what_then_reads_it_after_a_month(world):
    client = world.as_patient(CAMILLE)
    assert UPDATED not in text_of(client.get(HOME))
    later(14)
    text = text_of(client.get(HOME))
    assert UPDATED in text
    assert "Prenez rendez-vous avec un professionnel" in text
    assert "À annoncer" not in text
    assert client.get(f"/mon-espace/documents/{HIDDEN}/").status_code == 404
    client.post("/mon-espace/avertissements/")
    assert UPDATED not in text_of(client.get(HOME))
    later(17)
    assert OPENED in text_of(client.get(HOME))
    assert "À annoncer" in text_of(client.get("/mon-espace/documents/"))


def test_what_time_brings_is_not_taken_for_an_access_in_an_emergency(world):
    later(14)
    assert "ouvert en urgence" not in text_of(world.as_patient(CAMILLE).get(HOME))


@pytest.mark.rule("DMP-016")
def test_a_holder_asks_the_author_to_delete_a_document_and_the_author_reads_it_there(world):
    client = world.as_patient(CAMILLE)
    address = f"/mon-espace/documents/{LETTER}/"
    assert "Demander la suppression" in text_of(client.get(address))
    assert client.post(f"{address}suppression/", {"raison": "Erreur de dossier."}).status_code == 302
    text = text_of(client.get(address))
    assert "Suppression demandée" in text
    assert "Demander la suppression" not in text
    author = world.as_professional(build.GP, "KERVELEC Nolwenn", structure="499880000015001")
    shown = f"/pro/dossiers/{world.record(CAMILLE)}/documents/{LETTER}/"
    services.authorise(build.actor(), CX.of(CAMILLE, TEST_NIR, "NH"), clock.now())
    text = text_of(author.get(shown))
    assert "vous demande de supprimer ce document" in text
    assert "Erreur de dossier." in text


@pytest.mark.rule("MES-005")
@pytest.mark.rule("MES-010")
@pytest.mark.parametrize(("way", "status", "then"), [
    ("desactiver", ("open", "deactivated"), "Cet espace est désactivé"),
    ("fermer", ("closed", "active"), "Cet espace est fermé"),
    ("supprimer", ("deleted", "active"), "Cet espace a été supprimé"),
])  # fmt: skip
def test_each_way_of_leaving_asks_once_and_does_what_it_says(world, way, status, then):
    client = world.as_patient(CAMILLE)
    text = text_of(client.get(LEAVE))
    assert "gardés dix ans" in text
    assert "définitif" in text
    assert client.post(LEAVE, {"quoi": way}).status_code == 200
    row = Record.objects.get(pk=world.record(CAMILLE))
    assert (row.status, row.space) == ("open", "active")
    assert client.post(LEAVE, {"quoi": way, "oui": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.space) == status
    assert then in text_of(client.get(HOME))


@pytest.mark.rule("DMP-148")
def test_a_parent_leaves_for_a_minor_of_sixteen_only_with_her(world):
    client = world.as_patient(CAMILLE)
    client.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    assert Representative.objects.filter(person_id=world.person(CAMILLE).pk).exists()
    refused = client.post(LEAVE, {"quoi": "fermer", "oui": "1"})
    assert refused.status_code == 403
    assert "associ" in text_of(refused)
    assert client.post(LEAVE, {"quoi": "fermer", "oui": "1", "avec": "1"}).status_code == 302
    assert Record.objects.get(pk=world.record(IRIS)).status == "closed"


def test_words_that_are_no_way_of_leaving_do_nothing(world):
    client = world.as_patient(CAMILLE)
    assert client.post(LEAVE, {"quoi": "tout", "oui": "1"}).status_code == 200
    assert Record.objects.get(pk=world.record(CAMILLE)).status == "open"


@pytest.mark.rule("MES-005")
def test_a_space_that_was_put_aside_is_taken_up_again_from_its_closed_door(world):
    client = world.as_patient(CAMILLE)
    client.post(LEAVE, {"quoi": "desactiver", "oui": "1"})
    assert "Réactiver" in text_of(client.get(HOME))
    assert client.post("/mon-espace/reactivation/").status_code == 302
    assert "Lettre de sortie" in text_of(client.get(HOME))
    assert world.as_professional(build.GP, "KERVELEC Nolwenn").post("/mon-espace/reactivation/").status_code == 302


def test_a_closed_space_is_not_taken_up_but_reopened_by_its_holder_with_all_it_held(world):
    client = world.as_patient(CAMILLE)
    client.post(LEAVE, {"quoi": "fermer", "oui": "1"})
    client.post("/mon-espace/reactivation/")
    assert Record.objects.get(pk=world.record(CAMILLE)).status == "closed"
    assert "Rouvrir mon espace" in text_of(client.get(HOME))
    client.post("/mon-espace/ouverture/")
    assert "Lettre de sortie" in text_of(client.get(HOME))


@pytest.mark.rule("DMP-206")
@pytest.mark.rule("DMP-207")
@pytest.mark.rule("DMP-100")
@pytest.mark.parametrize("who", [HUGO, PERRINE])
def test_opening_one_s_space_offers_to_hide_everything_from_professionals(world, who):
    client = world.as_patient(who)
    assert "Masquer tous mes documents aux professionnels" in text_of(client.get(HOME))
    assert client.post("/mon-espace/ouverture/", {"masquer": "1"}).status_code == 302
    assert "Qu’y a-t-il de nouveau" in text_of(client.get(HOME))
    row = Record.objects.get(pk=world.record(who))
    assert (row.space, row.masks_all) == ("active", True)


def test_nobody_opens_the_space_of_another(world):
    client = world.as_patient(CAMILLE)
    client.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    assert client.post("/mon-espace/ouverture/").status_code == 403
    assert world.as_professional(build.GP, "KERVELEC Nolwenn").post("/mon-espace/ouverture/").status_code == 302
