"""Short walks through the site, as a patient or a nurse takes them."""

from __future__ import annotations

from tests.browser.conftest import enter, find_patient, follow
from tests.browser.pages import LETTER, in_emergency


def test_a_patient_sees_what_is_new_and_reads_it_without_any_script(open_page, house):
    page = open_page("", who="camille", script=False)
    follow(page.get_by_role("link", name="Lettre de liaison de sortie"))
    assert "Lettre de liaison de sortie" in page.locator("h1").inner_text()
    assert page.get_by_role("link", name="Télécharger").is_visible()


def test_the_document_stands_in_its_page_and_can_be_kept(open_page, house):
    page = open_page(f"/mon-espace/documents/{LETTER}/", who="camille")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger").click()
    download = waiting.value
    assert LETTER in download.suggested_filename
    assert download.path().stat().st_size > 500


def test_the_filters_open_by_the_keyboard_and_find_a_document(open_page, house):
    page = open_page("/mon-espace/documents/", who="camille", width=390)
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Titre").fill("SORTIE")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=SORTIE**")
    assert page.locator("main article").count() == 1


def test_a_professional_declares_the_patient_s_consent_then_reads(open_page, house):
    page = open_page("", who="kervelec")
    find_patient(page, house, "camille")
    if page.get_by_role("button", name="Me déclarer autorisé").count():
        follow(page.get_by_role("button", name="Me déclarer autorisé"))
        assert page.get_by_text("Sans l’accord du patient").is_visible()
        page.get_by_label("J’ai informé le patient").check()
        follow(page.get_by_role("button", name="Me déclarer autorisé"))
    assert page.get_by_text("Vous êtes autorisé").is_visible()
    follow(page.get_by_role("link", name="Lettre de liaison de sortie"))
    enter(page, house, "camille")
    assert "Nolwenn Kervelec" in page.locator("main").inner_text()


def test_the_emergency_banner_stays_in_sight_until_one_leaves(open_page, house):
    page = open_page("", who="daumont")
    in_emergency(page, house)
    page.mouse.wheel(0, 4_000)
    banner = page.get_by_role("status").filter(has_text="Accès en urgence")
    assert banner.bounding_box()["y"] >= 0
    follow(page.get_by_role("button", name="Quitter cet accès"))
    assert page.get_by_role("link", name="Consulter en urgence").is_visible()


def test_a_mother_chooses_her_daughter_s_space_and_comes_back(open_page, house):
    page = open_page("", who="camille")
    follow(page.get_by_role("button", name="Ouvrir l’espace d’Iris"))
    assert page.locator("header").get_by_text("Vous regardez l’espace d’Iris").is_visible()
    follow(page.get_by_role("button", name="Revenir à mon espace"))
    assert page.locator("header").get_by_text("Vous regardez").count() == 0


def test_a_dialogue_opens_closes_with_escape_and_gives_the_focus_back(open_page, house):
    page = open_page("/composants/")
    opener = page.get_by_role("button", name="Supprimer…")
    opener.focus()
    page.keyboard.press("Enter")
    dialogue = page.get_by_role("dialog", name="Supprimer ce document ?")
    assert dialogue.is_visible()
    page.keyboard.press("Escape")
    assert not dialogue.is_visible()
    assert opener.evaluate("e => e === document.activeElement")


def test_the_first_tab_leads_past_the_navigation(open_page, house):
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_a_page_that_needs_somebody_leads_to_the_choice_of_somebody(open_page, house):
    for address in ("/mon-espace/", "/mon-espace/documents/"):
        assert open_page(address).url.endswith("/bac-a-sable/")
    for address in ("/pro/", "/pro/dossiers/x/"):
        assert open_page(address).url.endswith("/pro/connexion/")


def test_a_patient_masks_a_document_and_takes_it_back_without_any_script(open_page, house):
    page = open_page(f"/mon-espace/documents/{LETTER}/", who="camille", script=False, width=390)
    follow(page.get_by_role("button", name="Masquer ce document"))
    assert page.get_by_text("Ce document est masqué aux professionnels.").is_visible()
    assert page.get_by_role("button", name="Montrer de nouveau ce document").is_visible()
    follow(page.get_by_role("button", name="Annuler"))
    assert page.get_by_role("button", name="Masquer ce document").is_visible()


def test_a_mother_confirms_that_her_daughter_of_sixteen_took_part(open_page, house):
    page = open_page("/mon-espace/", who="camille", script=False)
    follow(page.get_by_role("button", name="Ouvrir l’espace d’Iris"))
    follow(page.get_by_role("link", name="Accès"))
    follow(page.get_by_role("button", name="Tout masquer"))
    assert page.get_by_text("Le mineur doit être associé à cette décision.").is_visible()
    follow(page.get_by_role("link", name="Revenir"))
    page.locator("form", has=page.get_by_role("button", name="Tout masquer")).get_by_role("checkbox").check()
    follow(page.get_by_role("button", name="Tout masquer"))
    assert page.get_by_text("Tous les documents sont masqués").first.is_visible()
    follow(page.get_by_role("button", name="Annuler"))
    assert page.get_by_role("button", name="Tout masquer").is_visible()


def test_a_physician_signs_in_by_pro_sante_connect_with_the_keyboard_alone_and_without_any_script(open_page, house):
    page = open_page("/pro/connexion/", script=False, width=390)

    def press(words: str) -> None:
        """Tab to what says these words, and press Enter."""
        for _ in range(60):
            page.keyboard.press("Tab")
            if words in (page.evaluate("document.activeElement.textContent") or ""):
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
        raise AssertionError(words)

    press("S’identifier avec Pro Santé Connect")
    while page.evaluate("document.activeElement.id") != "identifiant":
        page.keyboard.press("Tab")
    page.keyboard.type("99880000015")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Confirmez sur votre téléphone").is_visible()
    press("Confirmer comme Nolwenn Kervelec")
    assert page.url.endswith("/pro/")
    assert page.locator("header").get_by_text("Nolwenn Kervelec").is_visible()
