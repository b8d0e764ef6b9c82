"""Every page of the site, and how one gets there."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import enter, find_patient, follow
from tests.servers import Running

LETTER = "2.25.288238509688271636137782403822380314590.1.1.101"

#: name → (who, address).
STILL = {
    "accueil": ("", "/"),
    "regles": ("", "/regles/"),
    "regle": ("", "/regles/DMP-001/"),
    "choix": ("", "/regles/choix/"),
    "verdicts": ("", "/verdicts/"),
    "verdict": ("", "/verdicts/record.blocked/"),
    "composants": ("", "/composants/"),
    "aide": ("", "/aide/"),
    "aide-dossier": ("", "/aide/dossier/"),
    "aide-information": ("", "/aide/dossier/information/"),
    "aide-obligations": ("", "/aide/obligations/?document=certificate&jour=2024-06-01"),
    "introuvable": ("", "/nulle-part/"),
    "bac-a-sable": ("", "/bac-a-sable/"),
    "pourquoi": ("", "/bac-a-sable/pourquoi/"),
    "pourquoi-refuse": (
        "",
        "/bac-a-sable/pourquoi/?qui=kervelec&acte=retrieve&patient=armand&document=&acces=normal&quand=",
    ),
    "espace": ("camille", "/mon-espace/"),
    "espace-documents": ("camille", "/mon-espace/documents/"),
    "espace-filtres": ("camille", "/mon-espace/documents/?q=sortie"),
    "espace-document": ("camille", f"/mon-espace/documents/{LETTER}/"),
    "espace-historique": ("camille", "/mon-espace/historique/"),
    "espace-acces": ("camille", "/mon-espace/acces/"),
    "espace-choisir": ("camille", "/mon-espace/acces/choisir/depot/?q=daumont"),
    "espace-masquer": ("camille", f"/mon-espace/documents/{LETTER}/masquer-a/"),
    "espace-ferme": ("armand", "/mon-espace/"),
    "espace-aucun": ("perrine", "/mon-espace/"),
    "espace-non-rattache": ("hugo", "/mon-espace/"),
    "espace-cache": ("camille", "/mon-espace/documents/2.25.1/"),
    "espace-fermeture": ("camille", "/mon-espace/fermeture/"),
    "interdit": ("kervelec", "/mon-espace/"),
    "pro-connexion": ("", "/pro/connexion/"),
    "telephone": ("", "/bac-a-sable/telephone/?qui=kervelec"),
    "pro": ("kervelec", "/pro/"),
    "pro-parametrages": ("kervelec", "/pro/parametrages/"),
}


def signing_in(page: Page, house: Running) -> None:
    page.goto(f"{house.url}pro/connexion/psc/?qui=899880000015")


def comparing(page: Page, house: Running) -> None:
    signing_in(page, house)
    follow(page.get_by_role("button", name="Continuer avec ma e-CPS"))


def choosing(page: Page, house: Running) -> None:
    page.goto(f"{house.url}bac-a-sable/")
    follow(page.locator("button[name=professional][value=daumont]"))
    follow(page.get_by_role("button", name="Confirmer comme"))


def of_iris(page: Page, house: Running) -> None:
    page.goto(f"{house.url}mon-espace/")
    follow(page.get_by_role("button", name="Ouvrir l’espace d’Iris"))


def record_allowed(page: Page, house: Running) -> None:
    find_patient(page, house, "camille")


def record_refused(page: Page, house: Running) -> None:
    find_patient(page, house, "hugo")


def record_blocked(page: Page, house: Running) -> None:
    page.goto(f"{house.url}pro/")
    page.get_by_label("Matricule INS du patient").fill("210033523899380")
    follow(page.get_by_role("button", name="Chercher le dossier"))


def no_record(page: Page, house: Running) -> None:
    find_patient(page, house, "perrine")


def record_document(page: Page, house: Running) -> None:
    find_patient(page, house, "camille")
    follow(page.get_by_role("link", name="Lettre de liaison de sortie"))


def masked_document(page: Page, house: Running) -> None:
    find_patient(page, house, "camille")
    page.goto(f"{page.url}documents/2.25.288238509688271636137782403822380314590.2.1.302/")


def record_history(page: Page, house: Running) -> None:
    find_patient(page, house, "camille")
    follow(page.get_by_role("link", name="Historique", exact=True))


def emergency(page: Page, house: Running) -> None:
    find_patient(page, house, "hugo")
    follow(page.get_by_role("link", name="Consulter en urgence"))


def emergency_faulty(page: Page, house: Running) -> None:
    emergency(page, house)
    follow(page.get_by_role("button", name="Ouvrir le dossier en urgence"))


def in_emergency(page: Page, house: Running) -> None:
    emergency(page, house)
    page.get_by_label("Pourquoi devez-vous").fill("Patient inconscient, recherche d’allergies")
    follow(page.get_by_role("button", name="Ouvrir le dossier en urgence"))


def of_a_record(rest: str):
    """The steps to a page of Iris's record, a minor of whom Dr Kervelec is the médecin traitant."""

    def steps(page: Page, house: Running) -> None:
        page.goto(f"{house.url}AccesDirect/DossierPatient/210033523899380")
        page.goto(f"{page.url}{rest}")

    return steps


#: name → (who, the steps that lead there).
REACHED = {
    "psc": ("", signing_in),
    "psc-nombre": ("", comparing),
    "pro-situation": ("", choosing),
    "espace-iris": ("camille", of_iris),
    "pro-dossier": ("daumont", record_allowed),
    "pro-refus": ("daumont", record_refused),
    "pro-bloque": ("pellot", record_blocked),
    "pro-sans-dossier": ("kervelec", no_record),
    "pro-document": ("daumont", record_document),
    "pro-document-masque": ("daumont", masked_document),
    "pro-historique": ("daumont", record_history),
    "pro-tableau": ("kervelec", of_a_record("?vue=tableau")),
    "pro-parcours": ("kervelec", of_a_record("parcours/")),
    "pro-acces": ("kervelec", of_a_record("acces/")),
    "pro-volontes": ("kervelec", of_a_record("volontes/")),
    "pro-deposer": ("kervelec", of_a_record("deposer/")),
    "pro-urgence": ("daumont", emergency),
    "pro-urgence-fautive": ("daumont", emergency_faulty),
    "pro-bris-de-glace": ("daumont", in_emergency),
}
NAMES = [*STILL, *REACHED]


def go(page: Page, house: Running, name: str) -> None:
    """Lead `page` to the page called `name`, signing in first where it needs somebody."""
    who, there = {**STILL, **REACHED}[name]
    if who:
        enter(page, house, who)
    if isinstance(there, str):
        page.goto(house.url.rstrip("/") + there)
    else:
        there(page, house)
    page.wait_for_load_state()
