"""RPPS+ in a real browser: somebody is registered by the keyboard alone, and without any script on a phone."""

from __future__ import annotations

from tests.browser.conftest import follow
from tests.browser.pages import as_manager, fill_registration


def said(page):
    return page.locator("main").inner_text().replace("\u00a0", " ")


def test_a_manager_registers_somebody_then_declares_his_leaving_without_any_script(open_page, house):
    page = open_page("", who="ch-trois-ponts", script=False, width=390)
    as_manager("enregistrer/")(page, house)
    fill_registration(page, "SANSCRIPT")
    page.get_by_label("Messagerie MSSanté nominative").check()
    follow(page.get_by_role("button", name="Enregistrer", exact=True))
    assert "L’enregistrement est fait" in said(page)
    assert "Aucune carte n’est commandée" in said(page)
    follow(page.get_by_role("button", name="Déclarer son départ"))
    assert "est déclaré" in said(page)
    follow(page.get_by_role("link", name="Traces"))
    assert "Départ" in said(page)


def test_a_person_is_looked_for_by_the_keyboard_alone(open_page, house):
    page = open_page("", who="ch-trois-ponts")
    as_manager("enregistrer/")(page, house)
    page.get_by_label("Numéro RPPS").focus()
    page.keyboard.type("99880000015")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Nolwenn Kervelec" in said(page)
    page.get_by_role("button", name="C’est elle").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "profil d’accès : Médecin" in said(page)
