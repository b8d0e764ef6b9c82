"""`/cartes/`: what the manager of a structure sees, orders, withdraws and revokes; nobody else does."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from socle import clock
from socle.directory import services
from socle.directory.models import Card, IssuedCertificate, Order, RevokedCertificate
from socle.directory.sessions import sign_in
from socle.wire import certificates
from socle.wire.certificates.issue import Use, Validity
from tests.directory.builders import NOW
from tests.directory.cards.conftest import CLERK, HOSPITAL, MANAGER, MILL, OWNER, actor

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("hospital")]

CARD = {"structure": MILL, "pour": "salarié", "carte": "CPE", "formulaire": "TOM", "registre": "aucun", "nom": "BLIN"}


@pytest.fixture(autouse=True)
def september():
    """The clock of the worked dialogues."""
    before = clock.installed()
    clock.install(clock.MovableClock(NOW, frozen=True))
    yield
    clock.install(before)


def signed_in(who):
    client = Client()
    session = client.session
    sign_in(session, who)
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def text(answer):
    return " ".join(unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ").split())


def issue(mint, structure=HOSPITAL, **more):
    services.record_certificates([certificates.read(mint.organisation(structure, Use.AUTHENTICATION, **more))], NOW)
    return IssuedCertificate.objects.latest("pk")


def test_nobody_signed_in_goes_to_sign_in_and_who_manages_nothing_is_told_whose_page_it_is():
    assert Client().get("/cartes/").status_code == 302
    answer = signed_in(actor("899880000031")).get("/cartes/")
    assert (answer.status_code, "responsable légal" in text(answer)) == (403, True)


@pytest.mark.rule("AUTH-053")
def test_certificates_are_listed_with_their_end_filtered_and_taken_away_as_a_file(mint):
    soon = Validity(NOW.replace(year=2023), NOW.replace(month=11))
    issue(mint), issue(mint, validity=soon)
    client = signed_in(MANAGER)
    assert text(client.get("/cartes/")).count("ORG AUTH_CLI") == 2
    only = text(client.get("/cartes/?etat=bientot"))
    assert (only.count("ORG AUTH_CLI"), "dans 61 jours" in only) == (1, True)
    lines = client.get("/cartes/certificats.csv?etat=bientot").content.decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[4] == "Expire le"
    assert [line.split(";")[1] + " " + line.split(";")[4] for line in lines[1:]] == ["990100018 15/11/2026"]


def test_a_card_is_ordered_made_and_received_on_the_pages():
    client = signed_in(MANAGER)
    answer = client.post("/cartes/commander/carte/", CARD, follow=True)
    assert "La carte est attendue le mardi 29 septembre 2026" in text(answer)
    order = Order.objects.get()
    services.issue_card(order.pk, "8099900004/9800000001", NOW)
    assert "La carte est arrivée" in text(client.get("/cartes/"))
    answer = client.post(f"/cartes/commandes/{order.pk}/recue/", follow=True)
    assert "au plus tard le jeudi 17 septembre 2026" in text(answer)
    assert client.post(f"/cartes/commandes/{order.pk}/recue/").status_code == 404


@pytest.mark.rule("AUTH-064")
def test_a_faulty_order_is_refused_with_every_reason_and_what_was_typed_stays():
    faulty = CARD | {"formulaire": "F201", "carte": "CPS", "profession": "70"}
    answer = signed_in(MANAGER).post("/cartes/commander/carte/", faulty)
    told = text(answer)
    assert answer.status_code == 422
    assert told.count("Il manque la signature") == 2
    assert 'value="BLIN"' in told
    assert Order.objects.count() == 0


@pytest.mark.rule("AUTH-062", "AUTH-065")
@pytest.mark.parametrize(
    ("said", "ticked", "missing"),
    [
        (
            {"pour": "représentant légal", "formulaire": "F101", "signe_representant": "on"},
            "contrat",
            "se transmet avec le contrat d’adhésion",
        ),
        ({"carte": "CPS", "profession": "70", "registre": "ADELI"}, "situation", "met d’abord sa situation à jour"),
    ],
)
def test_what_an_order_needs_is_what_was_ticked_on_the_page(said, ticked, missing):
    client, address = signed_in(MANAGER), "/cartes/commander/carte/"
    answer = client.post(address, CARD | said)
    assert (answer.status_code, missing in text(answer)) == (422, True)
    assert client.post(address, CARD | said | {ticked: "on"}).status_code == 302


def test_a_certificate_is_ordered_for_the_legal_entity_and_refused_for_its_site():
    client = signed_in(MANAGER)
    wanted = {"structure": HOSPITAL, "type": "ORG AUTH_CLI"}
    assert "est enregistrée" in text(client.post("/cartes/commander/certificat/", wanted, follow=True))
    answer = client.post("/cartes/commander/certificat/", wanted | {"structure": MILL})
    assert (answer.status_code, "entité juridique" in text(answer)) == (422, True)


def test_a_certificate_is_revoked_by_its_manager_and_by_no_other(mint):
    found = issue(mint)
    address = f"/cartes/certificats/{found.pk}/"
    assert signed_in(OWNER).post(address).status_code == 404
    assert "DMP (alimentation), INSi" in text(signed_in(MANAGER).get(address))
    assert "est révoqué" in text(signed_in(MANAGER).post(address, follow=True))
    assert RevokedCertificate.objects.get().serial == found.serial
    assert "Révoquer ce certificat" not in text(signed_in(MANAGER).get(address))


def test_an_employees_card_is_opposed_by_his_manager_and_by_no_other():
    card = Card.objects.get(holder=CLERK)
    address = f"/cartes/cartes/{card.pk}/"
    assert signed_in(OWNER).post(address).status_code == 404
    assert "mise en opposition" in text(signed_in(MANAGER).post(address, follow=True))
    card.refresh_from_db()
    assert card.opposed_at.replace(microsecond=0) == NOW


@pytest.mark.rule("AUTH-006")
@pytest.mark.rule("AUTH-018")
@pytest.mark.rule("AUTH-019")
@pytest.mark.rule("TEST-005")
def test_what_each_card_opens_stands_on_a_page_with_what_the_public_answers_say():
    told = text(signed_in(OWNER).get("/cartes/usages/"))
    assert "CPE n’est pas rattachée au numéro national" in told
    assert "commencer avec des cartes et passer plus tard à un certificat" in told
    assert "d’abord aux services numériques raccordés à Pro Santé Connect" in told
    assert all(rule in told for rule in ("AUTH-006", "AUTH-018", "AUTH-019", "TEST-005"))
    assert "commandés par une procédure d’habilitation" in told
    assert "CPA aucun de ces services" in " ".join(told.replace("<", " <").split()) or "aucun de ces services" in told
