"""Every page of the site, and how one gets there."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from socle.documents import xdm
from tests.browser.conftest import enter_again, find_patient, follow
from tests.servers import Running

LETTER = "2.25.288238509688271636137782403822380314590.1.1.101"

#: name → (who, address).
STILL = {
    "accueil": ("", "/"),
    "regles": ("", "/regles/"),
    "regle": ("", "/regles/DMP-001/"),
    "choix": ("", "/regles/choix/"),
    "choix-programmes": ("", "/regles/choix/programmes/"),
    "verdicts": ("", "/verdicts/"),
    "verdict": ("", "/verdicts/record.blocked/"),
    "composants": ("", "/composants/"),
    "aide": ("", "/aide/"),
    "aide-dossier": ("", "/aide/dossier/"),
    "aide-information": ("", "/aide/dossier/information/"),
    "aide-obligations": ("", "/aide/obligations/?document=certificate&jour=2024-06-01"),
    "introuvable": ("", "/nulle-part/"),
    "controle": ("", "/controle/"),
    "structure": ("", "/structure/"),
    "structure-transmis": (
        "ch-trois-ponts",
        "/structure/transmis/?structure=1990100018&du=2026-09-01&au=2026-09-30&qualifiables=6",
    ),
    "region": ("", "/region/"),
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
    "admission": ("daumont", "/admission/"),
    "admission-anonyme": ("daumont", "/admission/anonyme/"),
    "admission-organisation": ("daumont", "/admission/organisation/"),
    "cartes": ("kervelec", "/cartes/"),
    "cartes-commander": ("kervelec", "/cartes/commander/carte/"),
    "cartes-certificat": ("kervelec", "/cartes/commander/certificat/"),
    "cartes-usages": ("kervelec", "/cartes/usages/"),
    "cartes-refus": ("pellot", "/cartes/"),
    "rpps-a-savoir": ("", "/rpps-plus/a-savoir/"),
    "rpps-refus": ("pellot", "/rpps-plus/"),
    "rpps-gestionnaires": ("ch-trois-ponts", "/rpps-plus/gestionnaires/"),
}


#: The discharge letter of the worked dialogues, as it is and with two faults.
GOOD = (Path(__file__).parent.parent / "data" / "dmp" / "documents" / "discharge-letter-v2.xml").read_bytes()
FAULTY = GOOD.replace(b'<realmCode code="FR"/>', b'<realmCode code="US"/>').replace(b"custodian>", b"gardien>")


def checked(page: Page, house: Running, *more: tuple[str, bytes]) -> None:
    """Two documents checked at once, the second of them faulty, and other files."""
    page.goto(f"{house.url}controle/")
    files = [("lettre.xml", GOOD), ("lettre-fautive.xml", FAULTY), *more]
    sent = [{"name": name, "mimeType": "text/xml", "buffer": data} for name, data in files]
    page.get_by_label("Documents à contrôler").set_input_files(sent)
    follow(page.get_by_role("button", name="Contrôler", exact=True))


def opened(page: Page, house: Running) -> None:
    """The same with an archive in which another document was slipped."""
    packed = xdm.pack([[GOOD]], sender=xdm.Sender("Dr Camparini"), at=datetime(2026, 9, 15, 8, tzinfo=UTC)).data
    target = io.BytesIO(packed)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("IHE_XDM/SUBSET01/AUTRE.XML", FAULTY)
    checked(page, house, ("envoi-messagerie.zip", target.getvalue()))


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


def as_manager(rest: str):
    """The steps to a page of RPPS+ for Dr Daumont, whom the legal representative of the hospital designates first."""

    def steps(page: Page, house: Running) -> None:
        page.goto(f"{house.url}rpps-plus/gestionnaires/")
        if "99880000023" not in page.locator("main").inner_text():
            page.get_by_label("Numéro RPPS, ou identifiant").fill("99880000023")
            page.locator("form[action$='designer/']").get_by_label("Nom du représentant légal").fill("Mme Direction")
            follow(page.get_by_role("button", name="Désigner ce gestionnaire"))
        enter_again(page, house, "daumont")
        page.goto(f"{house.url}rpps-plus/{rest}")

    return steps


def fill_registration(page: Page, name: str) -> None:
    """Look for somebody nobody knows, and fill in his registration but for what he is needed for."""
    page.get_by_label("Nom de naissance").fill(name)
    page.get_by_label("Prénoms de naissance").fill("MAËLLE ANNE")
    page.get_by_label("Date de naissance").fill("1991-04-23")
    follow(page.get_by_role("button", name="Chercher cette personne"))
    follow(page.get_by_role("button", name="Enregistrer une nouvelle personne"))
    page.get_by_label("Féminin").check()
    page.get_by_label("Lieu de naissance").fill("29019")
    page.get_by_label("Structure").select_option("1990100109")
    page.get_by_label("Rôle").select_option("51")
    page.get_by_label("Salarié").check()


def registration_faulty(page: Page, house: Running) -> None:
    as_manager("enregistrer/")(page, house)
    fill_registration(page, "SANSUSAGE")
    follow(page.get_by_role("button", name="Enregistrer", exact=True))


def registered(page: Page, house: Running) -> None:
    """The page of somebody registered, by whoever asks for it first."""
    as_manager("")(page, house)
    if not page.get_by_role("link", name="Le Goff").count():
        page.goto(f"{house.url}rpps-plus/enregistrer/")
        fill_registration(page, "LE GOFF")
        page.get_by_label("Messagerie MSSanté nominative").check()
        follow(page.get_by_role("button", name="Enregistrer", exact=True))
        page.goto(f"{house.url}rpps-plus/")
    follow(page.get_by_role("link", name="Le Goff").first)


def registered_list(page: Page, house: Running) -> None:
    registered(page, house)
    page.goto(f"{house.url}rpps-plus/")


def trace_of_registrations(page: Page, house: Running) -> None:
    registered(page, house)
    page.goto(f"{house.url}rpps-plus/traces/")


def file_report(page: Page, house: Running) -> None:
    as_manager("fichier/")(page, house)
    titles = "rpps;nom_naissance;prenoms;sexe;date_naissance;lieu_naissance;structure;role;mode;usages;debut;fin"
    lines = (";ABGRALL;ANNE;F;1980-01-02;29019;990100109;51;S;mssante;2026-09-01;", ";BIHAN;;X;;;990100109;10;S;;;")
    data = "\n".join((titles, *lines)).encode()
    page.get_by_label("Fichier CSV").set_input_files({"name": "arrivees.csv", "mimeType": "text/csv", "buffer": data})
    follow(page.get_by_role("button", name="Vérifier sans rien enregistrer"))


def search_at_the_desk(page: Page, house: Running) -> None:
    page.goto(f"{house.url}admission/")
    page.get_by_label("Date de naissance").fill("17/05/1984")
    page.get_by_label("Début du nom").fill("Boi")
    follow(page.get_by_role("button", name="Chercher la personne"))


def new_file(page: Page, house: Running) -> None:
    search_at_the_desk(page, house)
    follow(page.get_by_role("button", name=re.compile("Ouvrir une fiche|en ouvrir une")))


def camille_at_the_desk(page: Page, house: Running) -> None:
    """Her file at the hospital's desk, opened by the first who needs it."""
    search_at_the_desk(page, house)
    held = page.get_by_role("link", name="Ouvrir la fiche")
    if held.count():
        follow(held.first)
        return
    follow(page.get_by_role("button", name="Ouvrir une fiche"))
    page.get_by_label("Nom de naissance", exact=True).fill("Boisjoly")
    page.get_by_label("Premier prénom de naissance").fill("Camille")
    page.get_by_label("Sexe").select_option("F")
    page.get_by_label("Lieu de naissance").fill("35238")
    follow(page.get_by_role("button", name="Ouvrir la fiche"))


def at_the_desk(rest: str):
    """The steps to a page of Camille's file."""

    def steps(page: Page, house: Running) -> None:
        camille_at_the_desk(page, house)
        page.goto(f"{page.url}{rest}")

    return steps


def insi_at_the_desk(page: Page, house: Running) -> None:
    camille_at_the_desk(page, house)
    follow(page.get_by_role("button", name="Interroger INSi"))


def refused_document(page: Page, house: Running) -> None:
    camille_at_the_desk(page, house)
    follow(page.get_by_role("link", name="Contrôler une pièce d’identité"))
    page.get_by_label("Pièce présentée").select_option("PERMIS")
    follow(page.get_by_role("button", name="Enregistrer le contrôle"))


#: The answers to the examples of the programmes: by sandbox and room, the address and the cookies that open it.
_ANSWERS: dict[tuple[str, str], tuple[str, list]] = {}


def answered(room: str, rest: str = ""):
    """The steps to a page of the answer to the example of `/structure/` or `/region/`, computed by the first who asks."""

    def steps(page: Page, house: Running) -> None:
        if (house.url, room) not in _ANSWERS:
            page.goto(f"{house.url}{room}/")
            follow(page.get_by_role("button", name="Essayer avec"))
            while page.get_by_role("link", name="Voir où en est le calcul").count():
                page.wait_for_timeout(500)
                follow(page.get_by_role("link", name="Voir où en est le calcul"))
            _ANSWERS[house.url, room] = page.url, page.context.cookies()
        address, cookies = _ANSWERS[house.url, room]
        page.context.add_cookies(cookies)
        page.goto(f"{address}{rest}")

    return steps


#: name → (who, the steps that lead there).
REACHED = {
    "structure-resultat": ("", answered("structure")),
    "structure-indicateur": ("", answered("structure", "DS1.1/")),
    "region-resultat": ("", answered("region")),
    "controle-rapport": ("", opened),
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
    "rpps-chercher": ("ch-trois-ponts", as_manager("enregistrer/")),
    "rpps-enregistrer": ("ch-trois-ponts", registration_faulty),
    "rpps-personne": ("ch-trois-ponts", registered),
    "rpps-liste": ("ch-trois-ponts", registered_list),
    "rpps-traces": ("ch-trois-ponts", trace_of_registrations),
    "rpps-fichier": ("ch-trois-ponts", as_manager("fichier/")),
    "rpps-rapport": ("ch-trois-ponts", file_report),
    "admission-nouvelle": ("daumont", new_file),
    "admission-fiche": ("daumont", camille_at_the_desk),
    "admission-trouvees": ("daumont", search_at_the_desk),
    "admission-insi": ("daumont", insi_at_the_desk),
    "admission-traits": ("daumont", at_the_desk("traits/")),
    "admission-piece": ("daumont", at_the_desk("piece/")),
    "admission-piece-refusee": ("daumont", refused_document),
    "admission-reunir": ("daumont", at_the_desk("reunir/")),
    "admission-etiquette": ("daumont", at_the_desk("etiquette/")),
}


def go(page: Page, house: Running, name: str) -> None:
    """Lead `page` to the page called `name`, signing in first where it needs somebody."""
    who, there = {**STILL, **REACHED}[name]
    if who:
        enter_again(page, house, who)
    if isinstance(there, str):
        page.goto(house.url.rstrip("/") + there)
    else:
        there(page, house)
    page.wait_for_load_state()
