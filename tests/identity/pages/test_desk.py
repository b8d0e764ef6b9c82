"""The desk that receives patients, page by page: search, open, compare, qualify, print, and what each refuses."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from socle import clock
from socle.clock import parse_instant
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.sessions import sign_in
from socle.identity import services
from socle.identity.models import IdentityFile
from socle.identity.rules.answering import Means
from socle.record.pages.admission import clerk_of
from tests.identity.files import FULL, INS

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = parse_instant("2026-09-15T08:00:00Z")
SECRETARY = Actor(
    kind=Kind.EMPLOYEE,
    id="3990100109/SEC0042",
    name="ROUSSAC Mireille",
    authentication=Authentication.EMPLOYEE_CARD,
    structure="1990100109",
    structure_name="HOPITAL DES TROIS-PONTS",
)
CAMILLE = {
    "birth_name": "Boisjoly",
    "first_given_name": "Camille",
    "naissance": "17/05/1984",
    "sex": "F",
    "birth_place": "35238",
    "used_name": "Tamarin",
    "ouvrir": "oui",
}
FIVE = ["birth_name", "first_given_name", "sex", "birth_date", "birth_place"]


@pytest.fixture(autouse=True)
def frozen():
    before = clock.installed()
    clock.install(clock.MovableClock(NOW, frozen=True))
    yield
    clock.install(before)


@pytest.fixture
def national():
    services.register(replace(FULL, used_name=""), INS, at=NOW)


def signed_in(actor=SECRETARY):
    client = Client()
    session = client.session
    sign_in(session, actor)
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


@pytest.fixture
def desk():
    return signed_in()


def text_of(answer):
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", "")


def post(client, address, **said):
    answer = client.post(f"/admission/{address}", said, follow=True)
    return answer, text_of(answer)


def camille(client, **more):
    """Her file's address, under /admission/."""
    answer, text = post(client, "nouvelle/", **CAMILLE | more)
    assert answer.redirect_chain, text
    return answer.redirect_chain[-1][0].removeprefix("/admission/")


def qualified(client):
    file = camille(client)
    post(client, f"{file}insi/")
    post(client, f"{file}insi/reponse/", reponse="oui", premier="CAMILLE")
    post(client, f"{file}piece/", piece="CN", identiques=FIVE)
    return file


def test_nobody_reaches_the_desk_without_signing_in_nor_a_patient(desk):
    assert Client().get("/admission/").status_code == 302
    citizen = Actor(kind=Kind.PATIENT, id="1", name="CAMILLE", authentication=Authentication.SPACE)
    assert signed_in(citizen).get("/admission/").status_code == 403
    assert desk.get("/admission/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "means"),
    [
        ({}, Means.NOMINATIVE_EMPLOYEE_CARD),
        ({"name": "HOPITAL DES TROIS-PONTS"}, Means.EMPLOYEE_CARD),
        ({"name": ""}, Means.EMPLOYEE_CARD),
        ({"kind": Kind.PROFESSIONAL, "authentication": Authentication.CARD}, Means.CARD),
        ({"kind": Kind.PROFESSIONAL, "authentication": Authentication.AIR}, Means.E_CPS),
        ({"kind": Kind.PROFESSIONAL, "authentication": Authentication.CARD, "means": "e-CPS"}, Means.E_CPS),
    ],
)
def test_the_desk_knows_by_what_means_its_clerk_calls_insi(changes, means):
    clerk = clerk_of(replace(SECRETARY, **changes))
    assert (clerk.means, clerk.structure) == (means, "1990100109")


def test_who_exercises_alone_keeps_files_of_his_own():
    alone = replace(SECRETARY, kind=Kind.PROFESSIONAL, id="899880000015", structure="", structure_name="")
    assert clerk_of(alone).structure == "899880000015"


@pytest.mark.rule("INS-018", "INS-022", "ORG-005", "ORG-006")
def test_the_first_page_shows_what_the_desk_must_know(desk):
    text = text_of(desk.get("/admission/"))
    said_of_all = (
        *("27 mai 2021", "ne peut pas s’y opposer", "ne se fait pas entièrement avec une e-CPS"),
        *("livret d’accueil", "préadmission", "conseil de la vie sociale", "affiches", "courrier aux familles"),
        "consentement se recueille souvent à l’accueil",
    )
    for said in said_of_all:
        assert said in text
    for rule in ("INS-018", "INS-022", "ORG-005", "ORG-006"):
        assert f"/regles/{rule}/" in text


def test_a_search_says_what_it_lacks_and_never_ends_without_a_next_step(desk):
    answer, text = post(desk, "")
    assert answer.status_code == 400
    assert "Écrivez la date de naissance" in text
    answer, text = post(desk, "", naissance="31/02/1984")
    assert "Cette date ne se lit pas" in text
    _, text = post(desk, "", naissance="17/05/1984", nom="Boi")
    assert "Aucune fiche ne correspond" in text
    assert "Ouvrir une fiche" in text


def test_what_was_searched_for_begins_the_new_file_and_the_file_is_found_afterwards(desk):
    _, text = post(desk, "nouvelle/", naissance="17/05/1984", nom="Boi")
    assert 'value="17/05/1984"' in text
    assert 'value="Boi"' in text
    camille(desk)
    _, text = post(desk, "", naissance="17/05/1984", nom="boi")
    assert "BOISJOLY CAMILLE" in text
    assert "Identité provisoire" in text
    assert desk.get("/admission/nouvelle/").status_code == 302


def test_a_file_like_another_one_is_opened_only_when_the_other_is_set_aside(desk):
    first = camille(desk)
    answer, text = post(desk, "nouvelle/", **CAMILLE)
    assert answer.status_code == 422
    assert "Ces fiches lui ressemblent" in text
    id = first.split("/")[1]
    answer, _ = post(desk, "nouvelle/", **CAMILLE | {"ecartee": id})
    assert answer.status_code == 422
    second = camille(desk, ecartee=id, aucune="on")
    assert second != first


def test_traits_are_written_as_identities_are_and_faults_are_said_in_french(desk):
    camille(desk, birth_name="Le Goëff-d’Œuvre")
    assert IdentityFile.objects.get().birth_name == "LE GOEFF-D'OEUVRE"
    answer, text = post(desk, "nouvelle/", **CAMILLE | {"birth_name": "R2D2", "birth_place": "RENNE"})
    assert answer.status_code == 422
    assert "« nom de naissance » contient des caractères interdits" in text
    assert "birth_name »" not in text


@pytest.mark.rule("INS-524")
@pytest.mark.parametrize(
    ("written", "estimated", "kept", "fictive"),
    [
        ("17/05/1984", "", "1984-05-17", False),
        ("00/05/1984", "", "1984-05-01", True),
        ("17/00/1984", "", "1984-01-17", True),
        ("00/00/1984", "", "1984-12-31", True),
        ("01/01/1980", "on", "1980-12-31", True),
    ],
)
def test_a_birth_date_of_which_not_all_is_known_is_completed(desk, written, estimated, kept, fictive):
    file = camille(desk, naissance=written, estimee=estimated)
    row = IdentityFile.objects.get()
    assert (row.birth_date.isoformat(), row.date_fictive) == (kept, fictive)
    assert ("le jour exact n’est pas connu" in text_of(desk.get(f"/admission/{file}"))) is fictive


@pytest.mark.rule("INS-004", "INS-005")
def test_insi_is_compared_before_it_is_taken_then_a_document_is_asked_for(desk, national):
    file = camille(desk, birth_place="35239")
    _, text = post(desk, f"{file}insi/")
    assert "Est-ce la personne que vous avez devant vous" in text
    assert "Différent" in text
    assert "CAMILLE ODETTE" in text
    assert IdentityFile.objects.get().insi_answered is False
    _, text = post(desk, f"{file}insi/reponse/", reponse="non")
    assert "n’est pas reprise" in text
    assert IdentityFile.objects.get().insi_answered is False
    post(desk, f"{file}insi/")
    _, text = post(desk, f"{file}insi/reponse/", reponse="oui", premier="CAMILLE")
    assert "Identité récupérée" in text
    assert "Invitez la personne à apporter une pièce d’identité lors de sa prochaine venue" in text
    assert "à ne pas transmettre" in text
    assert IdentityFile.objects.get().birth_place == "35238"


def test_an_answer_is_taken_once_and_for_the_file_it_was_asked_for(desk, national):
    file = camille(desk)
    other = camille(desk, birth_name="Lampion", first_given_name="Hugo", used_name="")
    post(desk, f"{file}insi/")
    _, text = post(desk, f"{other}insi/reponse/", reponse="oui")
    assert "interrogez-le de nouveau" in text
    _, text = post(desk, f"{file}insi/reponse/", reponse="oui")
    assert "interrogez-le de nouveau" in text


def test_insi_that_finds_nobody_says_what_to_try_next(desk, national):
    file = camille(desk)
    _, text = post(desk, f"{file}insi/", prenom="Lucie")
    assert "INSi ne trouve personne" in text
    assert "essayez un autre prénom" in text
    _, text = post(desk, f"{file}insi/", prenom="Odette", lieu="on")
    assert "Est-ce la personne" in text


@pytest.mark.rule("INS-011")
def test_a_card_without_a_name_does_not_call_insi_and_the_page_says_so(national):
    client = signed_in(replace(SECRETARY, name="HOPITAL DES TROIS-PONTS"))
    file = camille(client)
    assert "ne s’ouvre pas avec ce moyen" in text_of(client.get(f"/admission/{file}"))
    answer, text = post(client, f"{file}insi/")
    assert answer.status_code == 422
    assert "carte CPE non nominative" in text


@pytest.mark.rule("INS-001", "INS-008", "INS-009", "INS-525")
def test_a_document_is_chosen_without_a_default_read_trait_by_trait_and_may_be_expired(desk, national):
    file = camille(desk)
    text = text_of(desk.get(f"/admission/{file}piece/"))
    assert '<option value="" selected>' in text
    assert "checked" not in text
    answer, text = post(desk, f"{file}piece/", identiques=FIVE)
    assert "Choisissez la pièce" in text
    answer, text = post(desk, f"{file}piece/", piece="VITALE", identiques=FIVE)
    assert answer.status_code == 422
    assert "Carte Vitale seule" in text
    answer, text = post(desk, f"{file}piece/", piece="PA", identiques=FIVE[:4])
    assert answer.status_code == 422
    assert "« lieu de naissance »" in text
    _, text = post(desk, f"{file}piece/", piece="PA", fin="2020-01-01", identiques=FIVE)
    assert "Identité validée" in text
    assert "périmée" in text
    assert "par Mireille Roussac" in text


@pytest.mark.rule("INS-002", "INS-522")
def test_the_label_bears_the_matricule_of_a_qualified_identity_alone(desk, national):
    file = camille(desk)
    assert "l’identité n’est pas qualifiée" in text_of(desk.get(f"/admission/{file}etiquette/"))
    post(desk, f"{file}insi/")
    post(desk, f"{file}insi/reponse/", reponse="oui", premier="CAMILLE")
    _, text = post(desk, f"{file}etiquette/")
    assert "238 991 77" not in text
    post(desk, f"{file}piece/", piece="CN", identiques=FIVE)
    text = text_of(desk.get(f"/admission/{file}etiquette/"))
    assert "238 991 77" not in text
    assert "Ajouter le matricule INS" in text
    assert "<svg xmlns" not in text
    _, text = post(desk, f"{file}etiquette/")
    assert "2 84 05 35 238 991 77" in text
    assert "Code Data Matrix INS" in text
    assert "Étiquette imprimée" in text_of(desk.get(f"/admission/{file}"))


def test_who_received_the_ins_is_to_be_told_when_a_doubt_takes_it_away(desk, national):
    file = qualified(desk)
    answer, text = post(desk, f"{file}transmettre/", a="")
    assert "Écrivez à qui" in text
    post(desk, f"{file}transmettre/", a="Laboratoire de l’Écluse")
    _, text = post(desk, f"{file}signaler/", signal="douteuse", raison="USUR")
    assert "Motif : usurpation d’identité" in text
    assert "Interroger INSi" not in text
    home = text_of(desk.get("/admission/"))
    assert "Laboratoire de l’Écluse" in home
    number = home.split('name="destinataire" value="')[1].split('"')[0]
    _, text = post(desk, "prevenus/", destinataire=number)
    assert "ce destinataire est prévenu" in text
    assert "Laboratoire de l’Écluse" not in text
    answer, _ = post(desk, "prevenus/", destinataire=number)
    assert answer.status_code == 403
    _, text = post(desk, f"{file}signaler/", signal="plus-douteuse")
    assert "Interroger INSi" in text


def test_a_qualified_identity_becomes_fictive_only_once_confirmed(desk, national):
    file = qualified(desk)
    answer, text = post(desk, f"{file}signaler/", signal="fictive")
    assert answer.status_code == 422
    assert "Confirmez" in text
    _, text = post(desk, f"{file}signaler/", signal="fictive", confirme="on")
    assert "Identité fictive" in text
    assert desk.post(f"/admission/{file}signaler/", {"signal": "?"}).status_code == 404


@pytest.mark.rule("INS-007")
def test_someone_is_received_without_a_name(desk):
    assert "n’a jamais d’INS" in text_of(desk.get("/admission/anonyme/"))
    answer, _ = post(desk, "anonyme/", alias="")
    assert answer.status_code == 400
    _, text = post(desk, "anonyme/", alias="Papillon", sex="I", annee="1990", raison="ANOM")
    assert "elle n’aura jamais d’INS" in text
    assert "prise en charge anonyme" in text


def test_locked_traits_are_the_referents_alone(desk, national):
    file = qualified(desk)
    text = text_of(desk.get(f"/admission/{file}traits/"))
    assert "verrouillés" in text
    assert 'name="birth_name"' not in text
    _, text = post(desk, f"{file}traits/", used_name="Lampion", birth_name="AUTRE")
    assert "LAMPION" in text
    assert "Identité qualifiée" in text
    post(desk, "organisation/", charter="Charte 2026", referent=SECRETARY.id)
    assert "Vous êtes référent" in text_of(desk.get(f"/admission/{file}traits/"))
    _, text = post(desk, f"{file}traits/", **CAMILLE | {"birth_name": "Autre"})
    assert "Identité provisoire" in text


def test_an_ins_is_verified_and_a_check_taken_back(desk, national):
    file = qualified(desk)
    _, text = post(desk, f"{file}verifier/")
    assert "INSi confirme cette INS" in text
    _, text = post(desk, f"{file}piece/annuler/")
    assert "Identité récupérée" in text


def test_two_files_are_compared_then_joined_into_the_surer_one(desk, national):
    file = qualified(desk)
    id = file.split("/")[1]
    double = camille(desk, ecartee=id, aucune="on", birth_place="99999")
    text = text_of(desk.get(f"/admission/{double}reunir/"))
    assert f"?autre={id}" in text
    text = text_of(desk.get(f"/admission/{double}reunir/?autre={id}"))
    assert "Différent" in text
    assert "ne se défait pas" in text
    post(desk, f"{double}insi/")
    _, text = post(desk, f"{double}insi/reponse/", reponse="oui", premier="CAMILLE")
    assert "Une autre fiche a la même INS" in text
    answer, text = post(desk, f"{double}reunir/", autre=id)
    assert answer.redirect_chain[-1][0].endswith(f"{id}/")
    assert "Identité qualifiée" in text
    assert "elle ne sert plus" in text_of(desk.get(f"/admission/{double}"))


@pytest.mark.rule("ORG-001", "ORG-002", "ORG-003", "ORG-004")
def test_the_organisation_of_identitovigilance_is_declared_whole(desk):
    assert "n’a pas de référent" in text_of(desk.get("/admission/"))
    text = text_of(desk.get("/admission/organisation/"))
    assert all(f"/regles/ORG-00{number}/" in text for number in range(1, 5))
    answer, text = post(desk, "organisation/", charter="Charte 2026")
    assert answer.status_code == 422
    answer, text = post(
        desk, "organisation/", charter="Charte 2026", referent="8998", cluster="Grappe", super_referent="8999"
    )
    assert "L’organisation de l’identitovigilance est enregistrée" in text
    assert "n’a pas encore validé" in text
    post(desk, "organisation/", charter="Charte 2026", referent="8998")
    assert "Charte et référent déclarés" in text_of(desk.get("/admission/"))


def test_the_files_of_another_structure_do_not_exist_here(desk, national):
    file = qualified(desk)
    elsewhere = signed_in(replace(SECRETARY, structure="1990200107"))
    for page in ("", "traits/", "piece/", "etiquette/", "reunir/"):
        assert elsewhere.get(f"/admission/{file}{page}").status_code == 404
    for act in ("insi/", "insi/reponse/", "verifier/", "piece/annuler/", "transmettre/"):
        assert elsewhere.post(f"/admission/{file}{act}", {"a": "x"}).status_code == 404
    assert elsewhere.post(f"/admission/{file}signaler/", {"signal": "douteuse"}).status_code == 404
