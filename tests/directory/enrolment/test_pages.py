"""The pages of RPPS+, as a manager and a legal representative walk through them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.models import Card, Enrolment, Manager, Professional
from socle.directory.sessions import sign_in
from tests.directory.enrolment.builders import ASSOCIATION, HOME, OTHER_HOME, REGIONAL, manager, representative
from tests.directory.enrolment.conftest import CENTRAL, OF_HOME
from tests.directory.enrolment.test_files import ENTRY, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CIVIL = {"nom_naissance": "LE GOFF", "prenoms": "MAËLLE ANNE", "date_naissance": "1991-04-23"}
FILLED = CIVIL | {
    "etape": "enregistrer",
    "sexe": "F",
    "lieu_naissance": "29019",
    "structure": HOME.idnat,
    "role": "51",
    "mode": "S",
    "usages": ["mssante", "dmp"],
    "debut": "2026-09-01",
}


def signed_in(actor):
    client = Client()
    session = client.session
    sign_in(session, actor)
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def text(answer):
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(words).replace("\u202f", " ").split()).replace("\u00a0", " ").replace("’", "'")


@pytest.fixture
def at_home(desk):
    return signed_in(manager(OF_HOME))


def register(client, **changes):
    answer = client.post("/rpps-plus/enregistrer/", FILLED | changes)
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(place):
    client = Client()
    assert client.get("/rpps-plus/traces/")["Location"] == "/pro/connexion/"
    assert client.cookies["socle-wanted"].value.startswith("/rpps-plus/traces/:")
    assert "sessionid" not in client.cookies  # a stranger writes nothing here


@pytest.mark.rule("RPPS-004", "RPPS-007")
def test_who_manages_nothing_is_told_who_does(place):
    answer = signed_in(manager("899700218896", name="KERVELEC Nolwenn")).get("/rpps-plus/")
    assert answer.status_code == 403
    assert "Seuls les gestionnaires désignés par le représentant légal" in text(answer)


def test_a_patient_has_nothing_to_do_here(place):
    patient = Actor(kind=Kind.PATIENT, id="1", name="x", authentication=Authentication.SPACE)
    assert signed_in(patient).get("/rpps-plus/").status_code == 403


@pytest.mark.rule("RPPS-016")
def test_a_manager_without_a_card_is_not_let_in(desk):
    Card.objects.all().delete()
    answer = signed_in(manager(OF_HOME)).get("/rpps-plus/")
    assert answer.status_code == 403
    assert "RPPS-016" in text(answer)


def test_somebody_is_looked_up_then_registered(at_home):
    answer = at_home.post("/rpps-plus/enregistrer/", CIVIL | {"etape": "chercher"})
    assert "Personne n'est connu sous cet état civil" in text(answer)
    answer = at_home.post("/rpps-plus/enregistrer/", CIVIL | {"etape": "remplir"})
    assert 'value="MAËLLE ANNE"' in unescape(answer.content.decode())
    page = text(register(at_home))
    number = Professional.objects.get(family="LE GOFF").rpps
    assert f"sous le numéro RPPS {number}, qui vient d'être attribué" in page
    assert "Aucune carte n'est commandée" in page
    answer = at_home.post("/rpps-plus/enregistrer/", CIVIL | {"etape": "chercher"})
    assert "Est-ce cette personne" in text(answer)


@pytest.mark.rule("RPPS-010")
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(at_home):
    answer = register(at_home, usages=[], role="", sexe="")
    page = text(answer)
    assert answer.status_code == 400
    assert "Aucun usage réel n'est indiqué" in page
    assert "il manque le rôle" in page
    assert "le sexe" in page
    assert 'value="LE GOFF"' in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_who_looks_alike_is_told_and_can_be_confirmed_as_another(at_home):
    register(at_home)
    answer = register(at_home, lieu_naissance="75056")
    assert "Est-ce une autre personne" in text(answer)
    register(at_home, lieu_naissance="75056", homonyme="oui")
    assert Professional.objects.filter(family="LE GOFF").count() == 2


@pytest.mark.rule("RPPS-014")
def test_the_list_shows_those_present_and_those_who_left_and_exports_both(at_home):
    register(at_home)
    row = Enrolment.objects.get()
    answer = at_home.post(f"/rpps-plus/professionnels/{row.pk}/depart/", {"fin": "2026-09-10"})
    page = text(at_home.get(answer["Location"]))
    assert "Le départ de Maëlle Le Goff est déclaré" in page
    register(at_home, nom_naissance="ABGRALL")
    everybody = text(at_home.get("/rpps-plus/"))
    assert "1 en poste, 1 parti" in everybody
    assert "Maëlle Le Goff" in everybody
    gone = text(at_home.get("/rpps-plus/?etat=parti"))
    assert "Maëlle Le Goff" in gone
    assert "Abgrall" not in gone
    lines = at_home.get("/rpps-plus/professionnels.csv?etat=parti").content.decode().splitlines()
    assert len(lines) == 2
    assert "2026-09-10;Parti" in lines[1]


@pytest.mark.rule("RPPS-002", "RPPS-013", "RPPS-017", "RPPS-019")
def test_the_page_of_a_person_says_what_his_registration_opens(at_home):
    page = text(register(at_home))
    assert "Educateur spécialisé . Une personne a un seul profil" in page
    assert "Enregistré au RPPS" in page
    assert "identité numérique nationale" in page
    for rule in ("RPPS-002", "RPPS-013", "RPPS-017", "RPPS-019"):
        assert rule in page


def test_the_registrations_of_another_structure_are_not_there(at_home):
    head = signed_in(manager(CENTRAL))
    register(head, structure=OTHER_HOME.idnat)
    row = Enrolment.objects.get()
    assert at_home.get(f"/rpps-plus/professionnels/{row.pk}/").status_code == 404
    assert at_home.post(f"/rpps-plus/professionnels/{row.pk}/depart/", {"fin": "2026-09-10"}).status_code == 404
    assert "Le Goff" in text(head.get("/rpps-plus/"))


def post_file(client, data, action):
    file = SimpleUploadedFile("arrivees.csv", data, content_type="text/csv")
    return client.post("/rpps-plus/fichier/", {"fichier": file, "action": action})


@pytest.mark.rule("RPPS-011")
def test_a_file_is_tried_then_sent_and_its_report_downloaded(at_home):
    answer = post_file(at_home, sheet(ENTRY), "verifier")
    assert answer.status_code == 200
    assert "C'était une vérification" in text(answer)
    assert not Enrolment.objects.exists()
    answer = post_file(at_home, sheet(ENTRY), "enregistrer")
    assert "Le fichier est enregistré" in text(answer)
    page = at_home.get("/rpps-plus/fichier/").content.decode()
    address = re.search(r'href="(/rpps-plus/fichier/\d+/)"', page)[1]
    report = at_home.get(f"{address}rapport.csv").content.decode()
    assert "Entrée;MAËLLE LE GOFF;1991100090;" in report
    other = signed_in(manager(CENTRAL))
    assert other.get(f"{address}rapport.csv").status_code == 404


def test_each_fault_of_a_line_is_an_item_of_its_own(at_home):
    answer = post_file(at_home, sheet(ENTRY | {"role": "", "sexe": "Z"}), "verifier")
    items = re.findall(r"<li>([^<]+)</li>", answer.content.decode().partition("<table")[2].partition("</table>")[0])
    assert len(items) == len(set(items)) > 1


def test_a_faulty_file_is_refused_with_what_to_do_on_each_line(at_home):
    answer = post_file(at_home, sheet(ENTRY, ENTRY | {"role": "10", "nom_naissance": "BIHAN"}), "enregistrer")
    page = text(answer)
    assert answer.status_code == 422
    assert "Rien n'a été enregistré" in page
    assert "Une structure n'inscrit pas elle-même cette profession : Médecin." in page
    assert not Enrolment.objects.exists()
    assert "n'est pas un texte en colonnes" in text(post_file(at_home, b"\0", "enregistrer"))
    assert at_home.post("/rpps-plus/fichier/", {"action": "verifier"}).status_code == 400


def test_the_template_is_downloaded_and_accepted(at_home):
    data = at_home.get("/rpps-plus/fichier/modele.csv").content
    answer = post_file(at_home, data, "verifier")
    assert "Le fichier peut être enregistré" in text(answer)


@pytest.mark.rule("RPPS-007", "RPPS-008", "RPPS-020")
def test_the_legal_representative_designates_and_ends_a_designation(place):
    head = signed_in(representative())
    assert head.get("/rpps-plus/")["Location"] == "/rpps-plus/gestionnaires/"
    said = {"structure": ASSOCIATION.idnat, "personne": CENTRAL, "representant": "Mme Direction"}
    answer = head.post("/rpps-plus/gestionnaires/designer/", said)
    page = text(head.get(answer["Location"]))
    assert "Le gestionnaire est désigné" in page
    assert "Central" in page
    assert "RPPS-020" in page
    assert "En désigner un par organisme, qui commande aussi les cartes" in page
    again = head.post("/rpps-plus/gestionnaires/designer/", said)
    assert again.status_code == 409
    assert "déjà gestionnaire" in text(again)
    assert head.post("/rpps-plus/gestionnaires/designer/", said | {"personne": ""}).status_code == 400
    number = Manager.objects.get().pk
    ending = {"mandat": number, "representant": ""}
    assert head.post("/rpps-plus/gestionnaires/fin/", ending).status_code == 400
    answer = head.post("/rpps-plus/gestionnaires/fin/", ending | {"representant": "Mme Direction"})
    assert "Aucun gestionnaire" in text(head.get(answer["Location"]))


@pytest.mark.rule("RPPS-006")
def test_the_legal_representative_delegates_to_a_body_of_the_territory(place):
    head = signed_in(representative())
    said = {
        "delegation-structure": ASSOCIATION.idnat,
        "delegation-organisme": REGIONAL.idnat,
        "delegation-representant": "Mme Direction",
    }
    answer = head.post("/rpps-plus/gestionnaires/deleguer/", said)
    page = text(head.get(answer["Location"]))
    assert "L'enregistrement est délégué" in page
    assert "enregistre pour Association les Tilleuls" in page
    assert head.post("/rpps-plus/gestionnaires/deleguer/", said).status_code == 409


@pytest.mark.rule("RPPS-007")
def test_a_manager_reads_who_is_designated_and_designates_nobody(at_home):
    page = text(at_home.get("/rpps-plus/gestionnaires/"))
    assert "Le représentant légal seul désigne" in page
    assert OF_HOME in page
    said = {"structure": HOME.idnat, "personne": CENTRAL, "representant": "Mme Direction"}
    assert at_home.post("/rpps-plus/gestionnaires/designer/", said).status_code == 403
    assert Manager.objects.filter(structure__idnat=HOME.idnat).count() == 1


@pytest.mark.rule("RPPS-015")
def test_the_trace_shows_registrations_rights_and_refusals_and_exports_them(at_home):
    register(at_home)
    register(at_home, nom_naissance="BIHAN", usages=[])
    page = text(at_home.get("/rpps-plus/traces/"))
    assert "Enregistrement" in page
    assert "Ouverture de droits : profil d'accès" in page
    assert "Refusé" in page
    assert "Maëlle Le Goff" in page
    refused = at_home.get("/rpps-plus/traces.csv?resultat=refused").content.decode().splitlines()
    assert len(refused) == 2
    assert "RPPS-015" in refused[1]


@pytest.mark.rule("RPPS-001", "RPPS-002", "RPPS-012", "RPPS-020", "RPPS-021")
def test_what_to_know_is_open_to_all_and_holds_the_text_for_the_cvs(db):
    page = text(Client().get("/rpps-plus/a-savoir/"))
    assert "Informer le CVS des enregistrements" in page
    assert "Notre établissement enregistre ses professionnels" in page
    assert "vous voyez qui a consulté votre dossier" in page
    assert "pratique recommandée ; son caractère obligatoire reste à confirmer" in page
    assert "un seul gestionnaire qui commande les cartes" in page
    for number in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22):
        assert f"RPPS-{number:03d}" in page
