from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.portal import (
    ARMAND,
    AT,
    CAMILLE,
    HIDDEN,
    HUGO,
    IRIS,
    LETTER,
    MASKED,
    NOTE,
    PERRINE,
    SECRET,
    TEST_NIR,
    text_of,
)
from tests.record.submission_builders import feed

from socle import clock
from socle.ledger import ActCode, Outcome
from socle.record.models import Record
from socle.wire.hl7v2 import CX

LIST = "/mon-espace/documents/"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/mon-espace/", LIST, "/mon-espace/historique/", f"{LIST}{LETTER}/"])
def test_a_page_without_anybody_leads_to_the_sandbox(address):
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/bac-a-sable/")


def test_a_professional_has_no_business_in_a_citizen_s_space(world):
    answer = world.as_professional("899880000015", "KERVELEC Nolwenn").get("/mon-espace/")
    assert answer.status_code == 403
    assert "n’est pas ouverte à la personne connectée" in text_of(answer)


def test_the_home_page_answers_what_is_new_and_who_saw(world):
    text = text_of(world.as_patient(CAMILLE).get("/mon-espace/"))
    assert (
        text.index("Qu’y a-t-il de nouveau ?") < text.index("Lettre de sortie") < text.index("Qui a vu mon dossier ?")
    )


@pytest.mark.rule("DMP-165")
def test_the_history_says_who_consulted_which_document_and_when(world):
    reader = world.as_professional("899880000031", "PELLOT Awa", structure_name="Laboratoire de l’Écluse")
    assert reader.get(f"/pro/dossiers/{world.record(CAMILLE)}/documents/{LETTER}/").status_code == 200
    client = world.as_patient(CAMILLE)
    for address in ("/mon-espace/", "/mon-espace/historique/", f"{LIST}{LETTER}/"):
        text = text_of(client.get(address))
        assert "Awa Pellot" in text, address
        assert "Laboratoire de l’Écluse" in text, address
        assert "Lecture d’un document : Lettre de sortie" in text, address


@pytest.mark.rule("DMP-166")
def test_every_act_can_be_traced_in_the_space_and_taken_away_as_a_file(world):
    client = world.as_patient(CAMILLE)
    client.get(LIST)
    text = client.get("/mon-espace/historique.csv?moi=on").content.decode("utf-8-sig")
    assert "Consultation de la liste des documents" in text
    assert "Nouveau document;Lettre de sortie" in text


def test_one_s_own_acts_are_shown_only_when_asked_for(world):
    client = world.as_patient(CAMILLE)
    client.get(LIST)
    assert "Consultation de la liste" not in text_of(client.get("/mon-espace/historique/"))
    assert "Consultation de la liste" in text_of(client.get("/mon-espace/historique/?moi=on"))


@pytest.mark.rule("MES-065")
def test_the_documents_of_professionals_stand_in_the_space(world):
    text = text_of(world.as_patient(CAMILLE).get(LIST))
    assert "Lettre de sortie" in text
    assert "Note masquée" in text
    assert "Masqué aux professionnels" in text


def test_a_document_hidden_from_the_patient_is_neither_listed_nor_reachable_and_the_attempt_is_journaled(world):
    client = world.as_patient(CAMILLE)
    for address in (
        "/mon-espace/",
        LIST,
        f"{LIST}?anciens=on",
        "/mon-espace/documents.csv",
        "/mon-espace/historique/?moi=on",
    ):
        assert "À annoncer" not in text_of(client.get(address)), address
    for way in ("", "piece/?piece=document", "fichier/"):
        answer = client.get(f"{LIST}{HIDDEN}/{way}")
        assert answer.status_code == 404, way
        assert "announce" not in answer.content.decode()
    refused = [
        act for act in world.acts(CAMILLE) if act.code is ActCode.DOCUMENT_READ and act.outcome is Outcome.REFUSED
    ]
    assert {act.object_id for act in refused} == {HIDDEN}


def test_the_page_of_a_hidden_document_is_that_of_no_document_at_all(world):
    client = world.as_patient(CAMILLE)
    hidden = client.get(f"{LIST}{HIDDEN}/").content.decode().replace(HIDDEN, "")
    nothing = client.get(f"{LIST}2.25.404/").content.decode().replace("2.25.404", "")
    assert hidden == nothing


def test_what_was_kept_back_opens_by_itself_when_its_month_is_over(world):
    clock.installed().advance(timedelta(days=32))
    assert "À annoncer" in text_of(world.as_patient(CAMILLE).get(LIST))


def test_a_document_of_somebody_else_is_not_reachable(world):
    assert world.as_patient(CAMILLE).get(f"{LIST}{NOTE}/").status_code == 404


def test_a_document_is_shown_readable_with_its_author_and_its_pdf_in_the_page(world):
    text = text_of(world.as_patient(CAMILLE).get(f"{LIST}{LETTER}/"))
    assert '<object type="application/pdf"' in text
    assert "Écrit par" in text


def test_a_structured_document_is_read_in_the_page_table_by_table(world, samples):
    content = (samples / "cda" / "BIO-CR-BIO_2024.01_Glycemie_mole.xml").read_bytes()
    patient = CX.of(CAMILLE, TEST_NIR, "NH")
    feed(("2.25.9.300", content), at=AT, set_id="2.25.9.300.9", patient=patient, title="Glycémie")
    text = text_of(world.as_patient(CAMILLE).get(f"{LIST}2.25.9.300/"))
    assert "Glycémie à jeun" in text
    assert "0.88 g/L" in text
    assert "<object" not in text


@pytest.mark.rule("MES-066")
def test_each_document_one_may_see_can_be_downloaded(world):
    client = world.as_patient(CAMILLE)
    for unique_id in (LETTER, MASKED):
        answer = client.get(f"{LIST}{unique_id}/fichier/")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.content


def test_a_file_inside_a_document_runs_nothing(world):
    answer = world.as_patient(CAMILLE).get(f"{LIST}{LETTER}/piece/?piece=document")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert world.as_patient(CAMILLE).get(f"{LIST}{LETTER}/piece/?piece=other").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=SORTIE", {"Lettre de sortie"}),
        ("q=masquee", {"Note masquée"}),
        ("type=11488-4", {"Lettre de sortie", "Note masquée"}),
        ("depuis=2026-09-15", set()),
        ("depuis=2026-09-14&jusque=2026-09-14", {"Lettre de sortie", "Note masquée"}),
        ("jusque=2026-09-13", set()),
        ("depuis=hier&q=%00", {"Lettre de sortie", "Note masquée"}),
    ],
)
def test_the_list_is_filtered_by_title_type_and_day_and_exported_as_filtered(world, query, shown):
    client = world.as_patient(CAMILLE)
    page, export = (
        text_of(client.get(f"{LIST}?{query}")),
        client.get(f"/mon-espace/documents.csv?{query}").content.decode(),
    )
    for title in ("Lettre de sortie", "Note masquée"):
        assert (f">{title}</a>" in page) == (title in shown), title
        assert (title in export) == (title in shown), title


@pytest.mark.rule("DMP-140")
def test_a_representative_chooses_for_whom_and_the_header_says_so(world):
    client = world.as_patient(CAMILLE)
    assert "Ouvrir l’espace d’Iris" in text_of(client.get("/mon-espace/"))
    client.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    text = text_of(client.get(LIST))
    assert "Vous regardez l’espace d’Iris" in text
    assert "Note d’Iris" in text
    assert "Lettre de sortie" not in text
    client.post("/mon-espace/pour/", {"personne": ""})
    assert "Lettre de sortie" in text_of(client.get(LIST))


def test_nobody_looks_at_the_space_of_a_person_he_does_not_represent(world):
    client = world.as_patient(CAMILLE)
    client.post("/mon-espace/pour/", {"personne": world.person(ARMAND).pk})
    assert "Vous regardez" not in text_of(client.get(LIST))
    session = client.session
    session["space_for"] = world.person(ARMAND).pk
    session.save()
    text = text_of(client.get(LIST))
    assert "Lettre" not in text
    assert "Cet espace est fermé" in text


def test_what_a_minor_keeps_secret_is_not_shown_to_the_representative(world):
    client = world.as_patient(CAMILLE)
    client.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    assert "Secret d’Iris" not in text_of(client.get(LIST))
    assert client.get(f"{LIST}{SECRET}/").status_code == 404


@pytest.mark.rule("MES-039")
def test_the_representative_loses_the_space_on_the_day_of_majority(world):
    client = world.as_patient(CAMILLE)
    client.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    clock.installed().set(AT.replace(year=2028, month=3, day=10))
    text = text_of(client.get(LIST))
    assert "Note d’Iris" not in text
    assert "Vous ne pouvez pas ouvrir cet espace" in text


@pytest.mark.parametrize(
    ("ins", "explained"),
    [
        pytest.param(ARMAND, "Cet espace est fermé", marks=pytest.mark.rule("MES-007")),
        (PERRINE, "Vous n’avez pas d’espace"),
        (HUGO, "n’est pas rattaché à Mon espace santé"),
    ],
)
def test_a_space_that_does_not_open_explains_itself(world, ins, explained):
    text = text_of(world.as_patient(ins).get("/mon-espace/"))
    assert explained in text
    assert "Que faire maintenant" in text


@pytest.mark.parametrize(
    ("field", "value", "explained"),
    [
        pytest.param("space", "deactivated", "Cet espace est désactivé", marks=pytest.mark.rule("MES-006")),
        ("space", "not activated", "n’est pas encore activé"),
        pytest.param("status", "deleted", "Cet espace a été supprimé", marks=pytest.mark.rule("MES-009")),
    ],
)
def test_each_state_of_a_space_has_its_explanation_and_shows_no_document(world, field, value, explained):
    Record.objects.filter(pk=world.record(CAMILLE)).update(**{field: value})
    client = world.as_patient(CAMILLE)
    for address in ("/mon-espace/", LIST, f"{LIST}{LETTER}/", f"{LIST}{LETTER}/fichier/", "/mon-espace/documents.csv"):
        text = text_of(client.get(address))
        assert explained in text, address
        assert "Lettre de sortie" not in text, address


def test_a_choice_is_made_by_a_form_only(world):
    client = world.as_patient(CAMILLE)
    assert client.get("/mon-espace/pour/").status_code == 405
    assert client.get("/mon-espace/avertissements/").status_code == 405
