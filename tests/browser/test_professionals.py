"""Professionals of every kind before a patient's record, in a real browser: what opens, what does not, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import enter, follow, new_context
from tests.servers import sandbox_server

LETTER = Path(__file__).parent.parent.parent / "examples" / "lettre-de-sortie.xml"
TITLE = "Lettre de liaison de sortie"
CLAIRE, CAROLE, TOM = "288042923299113", "280052901999121", "111022923299121"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Le Val-d'Essai, where the letter of Claire's discharge was fed from the portal by its author."""
    with sandbox_server(tmp_path_factory.mktemp("professionals"), world="default") as running:
        yield running


@pytest.fixture
def sign_in(browser, town):
    """Opens a page as somebody, on a phone when asked, without script when asked."""
    contexts = []

    def signed_in(who, **how):
        contexts.append(new_context(browser, **how))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        if who:
            enter(page, town, who)
        return page

    yield signed_in
    for context in contexts:
        context.close()


def call(page, town, name, ins):
    page.goto(f"{town.url}AccesDirect/{name}/{ins}")


def text(page):
    return page.locator("main").inner_text().replace("\u00a0", " ")


def dialogue(page, name):
    """The dialogue of one change, opened by the keyboard: a document that is still being drawn moves what is clicked."""
    page.wait_for_load_state()
    page.locator(f"button[popovertarget={name}]").first.press("Enter")
    opened = page.locator(f"#{name}")
    opened.wait_for(state="visible")
    return opened


def deposit(page, town, who, *choices):
    call(page, town, "DossierPatient", who)
    follow(page.get_by_role("link", name="Déposer", exact=True))
    page.get_by_label("Document médical").set_input_files(LETTER)
    for choice in choices:
        page.get_by_label(choice).check()
    follow(page.get_by_role("button", name="Déposer", exact=True))


@pytest.mark.rule("DMP-110", "DMP-113")
def test_an_announcement_is_fed_hidden_made_to_the_patient_then_shown(sign_in, town):
    author = sign_in("mercadal", script=False)
    deposit(author, town, CLAIRE, "Pas encore le patient")
    assert "Le document est dans le dossier" in text(author)
    patient = sign_in("claire")
    assert TITLE not in text(patient)
    follow(author.get_by_role("link", name="Ouvrir ce document"))
    assert "Pas encore visible par le patient" in text(author)
    call(author, town, "Documents", CLAIRE)  # the buttons of a dialogue open without script too
    follow(author.get_by_role("link", name=TITLE))
    said = dialogue(author, "montrer-patient")
    assert "C’est définitif" in said.inner_text()
    follow(said.locator("button[type=submit]"))
    assert "Le patient voit maintenant le document" in text(author)
    patient.reload()
    assert TITLE in text(patient)


@pytest.mark.rule("DMP-094", "DMP-091")
def test_the_medecin_traitant_masks_and_undoes_and_a_nurse_sees_it_in_between_no_more(sign_in, town):
    physician, nurse = sign_in("guivarch"), sign_in("randonnet", width=390)
    call(nurse, town, "DossierPatient", CLAIRE)
    assert "Vous n’avez pas d’autorisation" in text(nurse)
    nurse.get_by_label("J’ai informé le patient").check()
    follow(nurse.get_by_role("button", name="Me déclarer autorisé"))
    assert TITLE in text(nurse)
    call(physician, town, "DossierPatient", CLAIRE)
    follow(physician.get_by_role("link", name=TITLE))
    said = dialogue(physician, "masquer")
    assert "Ne le verront pas" in said.inner_text()
    assert "Les autres professionnels autorisés" in said.inner_text()
    follow(said.locator("button[type=submit]"))
    nurse.reload()
    assert TITLE not in text(nurse)
    nurse.get_by_text("Pourquoi un document n’est-il pas dans cette liste ?").click()
    assert "Le patient l’a masqué aux professionnels" in text(nurse)
    follow(physician.get_by_role("button", name="Annuler"))
    nurse.reload()
    assert TITLE in text(nurse)


@pytest.mark.rule("DMP-073", "DMP-059")
def test_a_secretary_feeds_and_never_consults_and_a_pharmacist_does_both(sign_in, town):
    secretary, pharmacist = sign_in("secretaire-nord"), sign_in("ferrandis")
    call(secretary, town, "DossierPatient", CLAIRE)
    assert "(CPE) ne permet pas de consulter" in text(secretary)
    assert "DMPAccessDeniedByRightsService" in text(secretary)
    deposit(secretary, town, CLAIRE)
    assert "Ce document était déjà dans le dossier" in text(secretary) or "Le document est" in text(secretary)
    call(pharmacist, town, "Documents", CLAIRE)
    pharmacist.get_by_label("J’ai informé le patient").check()
    pharmacist.get_by_label("Je n’y participe pas").check()
    follow(pharmacist.get_by_role("button", name="Me déclarer autorisé"))
    assert "Vous êtes autorisé" in text(pharmacist)
    follow(pharmacist.get_by_role("link", name="Déposer", exact=True))
    assert pharmacist.get_by_label("Document médical").is_visible()


def test_a_call_before_anybody_signed_in_comes_back_to_its_page_where_a_blocked_one_is_told_so(sign_in, town):
    blocked = sign_in("")
    call(blocked, town, "ParcoursDeSoins", CAROLE)
    assert blocked.url.endswith("/pro/connexion/")
    enter(blocked, town, "thevenoux")
    assert blocked.url.endswith("/parcours/")
    assert CAROLE not in blocked.url
    assert "a bloqué l’accès de ce professionnel" in text(blocked)
    follow(blocked.get_by_role("link", name="Accès", exact=True))
    assert blocked.get_by_role("link", name="Consulter en urgence").count() == 0


@pytest.mark.rule("DMP-132")
def test_a_minor_s_secret_consultation_is_begun_seen_and_left(sign_in, town):
    physician = sign_in("guivarch", width=390)
    call(physician, town, "GestionDMPPatient", TOM)
    follow(physician.get_by_role("button", name="Commencer une consultation secrète"))
    assert physician.get_by_role("status").filter(has_text="Consultation secrète").is_visible()
    follow(physician.get_by_role("link", name="Déposer", exact=True).first)
    assert physician.get_by_label("Le mineur demande").is_checked()
    follow(physician.get_by_role("button", name="Quitter la consultation secrète"))
    assert physician.get_by_role("status").count() == 0


@pytest.mark.rule("DMP-081")
def test_what_the_patient_wants_is_noted_and_applied_at_once(sign_in, town):
    physician = sign_in("guivarch")
    call(physician, town, "VolontesEtDroits", CLAIRE)
    physician.get_by_label("Numéro national").fill("899881000022")
    follow(physician.get_by_role("button", name="Bloquer", exact=True))
    assert "n’accède plus à ce dossier" in text(physician)
    other = sign_in("abgrall")
    call(other, town, "DossierPatient", CLAIRE)
    assert "Le patient vous a bloqué" in text(other)
    physician.get_by_label("Numéro national").fill("899881000022")
    follow(physician.get_by_role("button", name="Débloquer"))
    other.reload()
    assert "Pas encore autorisé" in text(other)


@pytest.mark.rule("DMP-080", "DMP-081", "DMP-084")
def test_an_administrator_whom_the_patient_designates_sees_what_is_masked_and_blocks_a_colleague(sign_in, town):
    patient, administrator, other = sign_in("claire"), sign_in("abgrall"), sign_in("guivarch")
    patient.goto(f"{town.url}mon-espace/acces/choisir/administrateur/?q=abgrall")
    follow(patient.get_by_role("button", name="Abgrall"))
    call(other, town, "DossierPatient", CLAIRE)
    follow(other.get_by_role("link", name=TITLE))
    follow(dialogue(other, "masquer").locator("button[type=submit]"))
    call(administrator, town, "DossierPatient", CLAIRE)
    administrator.get_by_label("J’ai informé le patient").check()
    follow(administrator.get_by_role("button", name="Me déclarer autorisé"))
    assert TITLE in text(administrator)
    assert "Masqué aux professionnels" in text(administrator)
    call(administrator, town, "VolontesEtDroits", CLAIRE)
    administrator.get_by_label("Numéro national").fill("899881000048")
    follow(administrator.get_by_role("button", name="Bloquer", exact=True))
    assert "n’accède plus à ce dossier" in text(administrator)
    follow(other.get_by_role("button", name="Annuler"))
