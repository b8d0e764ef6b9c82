"""One document's visibility, changed from its page: who will and will not see it, and who may."""

from __future__ import annotations

import re

import pytest

from socle.ledger import ActCode
from socle.wire.hl7v2 import CX
from tests.portal import AT, CAMILLE, HIDDEN, HUGO, IRIS, LETTER, MASKED, NOTE, SECRET, TEST_NIR, text_of
from tests.record.submission_builders import feed

pytestmark = pytest.mark.database


@pytest.fixture
def change(address):
    return lambda client, ins, unique_id, act, **more: client.post(
        address(ins, f"documents/{unique_id}/changer/"), {"acte": act, **more}
    )


@pytest.fixture
def pellot(world, address):
    """Authorised in Camille's record, author of nothing there."""
    return world.as_professional("899880000031", "PELLOT Awa", "1990200107", specialty="SM03")


@pytest.mark.rule("DMP-094", "DMP-097")
def test_any_professional_masks_at_the_patient_s_request_and_cannot_take_it_back(pellot, change, address):
    page = text_of(pellot.get(address(CAMILLE, f"documents/{LETTER}/")))
    assert "Qui voit ce document" in page
    assert "Vous ne pourrez pas l’annuler vous-même" in page
    answer = change(pellot, CAMILLE, LETTER, "masquer")
    assert answer.headers["Location"] == address(CAMILLE)  # he does not see it any more
    text = text_of(pellot.get(address(CAMILLE)))
    assert "Le document est masqué aux professionnels" in text
    assert "Annuler" not in text
    assert "Lettre de sortie" not in text
    assert change(pellot, CAMILLE, LETTER, "demasquer").status_code == 404


@pytest.mark.rule("DMP-091", "DMP-095")
def test_its_author_masks_it_keeps_seeing_it_and_undoes_it(world, kervelec, change, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    own = address(CAMILLE, f"documents/{LETTER}/")
    assert change(kervelec, CAMILLE, LETTER, "masquer").headers["Location"] == own
    text = text_of(kervelec.get(own))
    assert "Ne le voient pas" in text
    assert "Les autres professionnels autorisés (selon leur métier) et un professionnel en urgence" in text
    assert "Annuler" in text
    change(kervelec, CAMILLE, LETTER, "demasquer")
    assert "Ne le voient pas" not in text_of(kervelec.get(own))
    codes = [act.code for act in world.acts(CAMILLE)]
    assert {ActCode.DOCUMENT_MASK, ActCode.DOCUMENT_UNMASK} <= set(codes)


def test_a_change_made_on_an_older_page_is_refused(kervelec, change, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    change(kervelec, CAMILLE, LETTER, "masquer", version="1")
    answer = change(kervelec, CAMILLE, LETTER, "demasquer", version="1")
    assert answer.status_code == 409
    assert "n’est pas la version courante" in text_of(answer)


@pytest.mark.rule("DMP-113", "DMP-115")
def test_an_announced_document_is_shown_to_the_patient_for_good(world, kervelec, change, address):
    kervelec.post(address(CAMILLE, "autorisation/"), {"accord": "on"})
    patient = world.as_patient(CAMILLE)
    assert "À annoncer" not in text_of(patient.get("/mon-espace/documents/"))
    page = text_of(kervelec.get(address(CAMILLE, f"documents/{HIDDEN}/")))
    assert "C’est définitif" in page
    change(kervelec, CAMILLE, HIDDEN, "montrer-patient")
    assert "À annoncer" in text_of(patient.get("/mon-espace/documents/"))
    after = text_of(kervelec.get(address(CAMILLE, f"documents/{HIDDEN}/")))
    assert "Annuler" not in after
    assert "cacher" not in after


@pytest.mark.rule("DMP-135")
def test_a_minor_s_secret_is_told_to_whom_it_is_secret_and_lifted_with_her(world, kervelec, change, address):
    mother = world.as_patient(CAMILLE)
    mother.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
    page = text_of(kervelec.get(address(IRIS, f"documents/{SECRET}/")))
    assert "Ne le voient pas" in page
    assert "les représentants légaux du patient" in page
    assert "Secret d’Iris" not in text_of(mother.get("/mon-espace/documents/"))
    change(kervelec, IRIS, SECRET, "montrer-representants")
    assert "Secret d’Iris" in text_of(mother.get("/mon-espace/documents/"))


@pytest.mark.rule("DMP-150", "DMP-159")
def test_its_author_archives_takes_out_and_deletes_and_others_are_told_why_not(kervelec, pellot, change, address):
    change(kervelec, IRIS, NOTE, "archiver")
    assert "Note d’Iris" not in text_of(kervelec.get(address(IRIS, "?vue=fiches")))
    assert "Note d’Iris" in text_of(kervelec.get(address(IRIS, "?anciens=on")))
    change(kervelec, IRIS, NOTE, "desarchiver")
    assert "Note d’Iris" in text_of(kervelec.get(address(IRIS)))
    change(kervelec, IRIS, NOTE, "supprimer")
    assert "Note d’Iris" not in text_of(kervelec.get(address(IRIS)))
    page = text_of(pellot.get(address(CAMILLE, f"documents/{LETTER}/")))
    assert "Supprimer ce document : pourquoi n’est-ce pas possible ?" in page
    assert "réservée à l’auteur" in page
    assert change(pellot, CAMILLE, LETTER, "supprimer").status_code == 403


def test_a_document_that_one_does_not_see_is_changed_as_if_it_were_not_there(pellot, kervelec, change, address):
    unseen = change(pellot, CAMILLE, MASKED, "archiver")
    absent = change(pellot, CAMILLE, "2.25.404", "archiver")
    assert (unseen.status_code, absent.status_code) == (404, 404)
    assert "introuvable" in text_of(unseen)
    assert "introuvable" in text_of(absent)
    assert change(pellot, HUGO, LETTER, "masquer").status_code == 403  # another record, where he has no business
    assert change(pellot, CAMILLE, LETTER, "danser").status_code == 404


RESULTS = b"""<structuredBody><component><section><title>Ionogramme</title><text><table>
<thead><tr><th>Analyse</th><th>R\xc3\xa9sultat</th></tr></thead>
<tbody><tr><td>Sodium</td><td>139 mmol/L</td></tr></tbody></table></text></section></component></structuredBody>"""


def test_a_structured_document_is_read_with_its_tables(world, kervelec, address):
    whole = world.bytes_of("laboratory-report-v1")
    data = re.sub(rb"<nonXMLBody>.*</nonXMLBody>", RESULTS, whole, flags=re.DOTALL)
    fed = feed(("2.25.9.303", data), at=AT, set_id="2.25.9.303.9", patient=CX.of(IRIS, TEST_NIR, "NH"), title="Iono")
    assert fed.decision.allowed, fed.decision.findings
    page = kervelec.get(address(IRIS, "documents/2.25.9.303/")).content.decode()
    shown = re.search(r"<table.*?</table>", page, re.DOTALL)
    assert shown is not None
    cells = re.sub(r"<[^>]+>|\s", " ", shown[0]).split()
    assert cells == ["Ionogramme", "Analyse", "Résultat", "Sodium", "139", "mmol/L"]
    assert "<object" not in page
