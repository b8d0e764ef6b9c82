"""A person is received at the desk by the keyboard alone, without any script: searched for, opened, qualified, labelled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter, new_context
from tests.servers import sandbox_server

BEFORE_THE_BUTTON = 60


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """The Trois-Ponts world on its first day."""
    with sandbox_server(tmp_path_factory.mktemp("admission"), world="trois-ponts") as running:
        yield running


@pytest.fixture
def page(browser, village):
    context = new_context(browser, script=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    enter(page, village, "kervelec")
    page.goto(f"{village.url}admission/")
    yield page
    context.close()


def tab_to(page, wanted):
    """Press Tab until the focus is there, as a hand that knows no mouse does."""
    for _ in range(BEFORE_THE_BUTTON):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def write(page, label, text):
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def press(page, role, name):
    tab_to(page, page.get_by_role(role, name=name).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.rule("INS-001", "INS-002", "INS-005")
def test_a_person_is_received_and_qualified_by_the_keyboard_alone_without_script(page):
    write(page, "Date de naissance", "17/05/1984")
    write(page, "Début du nom", "Boi")
    press(page, "button", "Chercher la personne")
    press(page, "button", "Ouvrir une fiche")
    write(page, "Nom de naissance", "jolybois")
    tab_to(page, page.get_by_label("Premier prénom de naissance"))
    page.keyboard.type("Camille")
    tab_to(page, page.get_by_label("Sexe"))
    page.keyboard.press("F")
    tab_to(page, page.get_by_label("Lieu de naissance"))
    page.keyboard.type("35238")
    press(page, "button", "Ouvrir la fiche")
    expect(page.get_by_text("Identité provisoire")).to_be_visible()
    press(page, "button", "Interroger INSi")
    expect(page.locator("main")).to_contain_text("INSi ne trouve personne")
    press(page, "link", re.compile("Fiche de"))
    press(page, "link", "Corriger ou compléter")
    tab_to(page, page.get_by_label("Nom de naissance", exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type("Boisjoly")
    press(page, "button", "Enregistrer")
    press(page, "button", "Interroger INSi")
    expect(page.locator("h1")).to_contain_text("Est-ce la personne")
    press(page, "button", "Oui, reprendre ces traits")
    expect(page.locator("main")).to_contain_text("Invitez la personne à apporter une pièce d’identité")
    press(page, "link", "Contrôler une pièce d’identité")
    tab_to(page, page.get_by_label("Pièce présentée"))
    page.keyboard.type("Passeport")
    for trait in ("Nom de naissance", "Premier prénom", "Sexe", "Date de naissance", "Lieu de naissance"):
        tab_to(page, page.get_by_label(re.compile(rf"^{trait}\W")).first)
        page.keyboard.press("Space")
    press(page, "button", "Enregistrer le contrôle")
    expect(page.get_by_text("Identité qualifiée", exact=True)).to_be_visible()
    press(page, "button", "Imprimer une étiquette")
    expect(page.get_by_role("img", name="Code Data Matrix INS à scanner")).to_be_visible()
