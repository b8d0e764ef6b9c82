"""Signing in to the portal: through Pro Santé Connect, or by card over mutual TLS while it is down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from socle import clock
from socle.directory import trust
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.connect import Means
from socle.directory.facts import ProfessionalFacts
from socle.directory.models import Card, ConnectSession, Professional
from socle.directory.services import connect, register_card
from socle.directory.sessions import actor_of
from socle.ledger import ActCode
from socle.ledger.models import Event
from socle.record.rules.signing import session_goes_on
from socle.wire.certificates import CardType
from socle.wire.certificates.issue import Use
from tests.directory.conftest import authority, mint  # noqa: F401 - fixtures
from tests.directory.oidc.conftest import (  # noqa: F401 - fixtures
    AT,
    NURSE,
    PHYSICIAN,
    PIN,
    SECRETARY,
    provider,
    signing_key,
)
from tests.portal import text_of

pytestmark = pytest.mark.database
SIGN_IN, WAY = "/pro/connexion/", "/pro/connexion/psc/"


@pytest.fixture
def portal(provider, authority, mint):  # noqa: F811 - fixtures
    """A browser at the portal, and the cards of the world."""
    trust.install(authority.trust)
    yield Client()
    trust.install(trust.Trust(()))


def confirmed(browser, holder=PHYSICIAN, means=Means.E_CPS, *, accept=True):
    """From the portal to Pro Santé Connect and, once answered on the second screen, back: the last answer."""
    page = browser.get(browser.get(WAY)["Location"])["Location"]
    row = connect.attempt_of(page.rstrip("/").rpartition("/")[2])
    connect.push(row.key, holder, means, clock.now())
    if accept:
        assert connect.answer(row.key, holder, means, PIN, clock.now()).allowed
    else:
        connect.decline(row.key, holder, clock.now())
    return browser.get(browser.get(page)["Location"])


def with_card(der):
    return Client(**{"socle.certificate": der})


def signed(browser):
    return actor_of(browser.session)


def is_left_at_both(browser, answer):
    """Nothing of a refused sign-in lives on, here or at Pro Santé Connect, and its page says so."""
    assert "déconnecté de cet espace et de Pro Santé Connect" in text_of(answer)
    assert dict(browser.session) == {}
    return not ConnectSession.objects.filter(ended_at=None).exists()


@pytest.mark.rule("DMP-064", "DMP-065")
def test_a_physician_signs_in_by_e_cps_chooses_a_situation_and_the_journal_says_so(portal):
    assert "S’identifier avec Pro Santé Connect" in text_of(portal.get(SIGN_IN))
    assert confirmed(portal)["Location"] == "/pro/connexion/situation/"
    assert signed(portal) is None
    choice = text_of(portal.get("/pro/connexion/situation/"))
    assert "Cabinet du Dr Kervelec" in choice
    answer = portal.post("/pro/connexion/situation/", {"situation": "1"})
    assert answer["Location"] == "/pro/"
    actor = signed(portal)
    assert (actor.id, actor.structure, actor.legal_entity) == (PHYSICIAN, "1990100109", "1990100018")
    assert (actor.profession, actor.specialty, actor.means) == ("10", "SM26", "e-CPS")
    assert "E-CPS" in text_of(portal.get("/pro/parametrages/")) or "e-CPS" in text_of(portal.get("/pro/parametrages/"))
    told = Event.objects.filter(code=ActCode.SIGN_IN.value).get()
    assert told.outcome == "done"


@pytest.mark.rule("AUTH-018", "AUTH-019", "AUTH-025")
def test_the_page_of_the_ways_in_tells_what_is_good_to_know_of_them(portal):
    page = text_of(portal.get(SIGN_IN))
    assert "n’est pas imposé aux établissements" in page
    assert "puis passer au certificat" in page
    assert "e-parcours et le DMP" in page


@pytest.mark.rule("RPPS-002", "RPPS-021")
def test_pro_sante_connect_says_whom_it_knows_and_what_a_number_gives(portal):
    page = text_of(portal.get(portal.get(portal.get(WAY)["Location"])["Location"]))
    assert "Un numéro RPPS donne une identité numérique nationale" in page
    assert "Les professions réglementées figurent au répertoire national" in page


def test_whoever_had_to_sign_in_comes_back_to_the_page_he_asked_for_and_not_to_a_form_he_sent(portal):
    for asked in ("/cartes/?etat=bientot", "/rpps-plus/", "/admission/"):
        assert portal.get(asked)["Location"] == SIGN_IN
        assert confirmed(portal, SECRETARY, Means.CPE)["Location"] == asked
        portal.post("/pro/quitter/")
    assert portal.post("/cartes/commander/carte/")["Location"] == SIGN_IN
    assert confirmed(portal, SECRETARY, Means.CPE)["Location"] == "/pro/"


def test_a_card_of_somebody_in_training_is_known_as_such_after_pro_sante_connect(portal):
    connect.register_card_code(NURSE, Means.CPF, PIN, clock.now())
    confirmed(portal, NURSE, Means.CPF)
    assert signed(portal).means == "CPF"


@pytest.mark.rule("AUTH-012")
def test_an_employee_signs_in_with_a_cpe_and_is_no_professional(portal):
    assert confirmed(portal, SECRETARY, Means.CPE)["Location"] == "/pro/"
    actor = signed(portal)
    assert (actor.kind.value, actor.authentication.value) == ("employee", "direct CPE")


def test_a_card_signs_in_at_pro_sante_connect_too_and_without_one_the_page_says_what_lacks(portal, mint):  # noqa: F811
    browser = with_card(mint.card(PHYSICIAN, Use.AUTHENTICATION))
    page = browser.get(browser.get(WAY)["Location"])["Location"]
    assert portal.post(f"{page}carte/").status_code == 404  # another browser
    browser.post(f"{page}carte/")
    assert browser.get(browser.get(page)["Location"])["Location"] == "/pro/connexion/situation/"
    bare = portal.get(portal.get(WAY)["Location"])["Location"]
    assert "Aucun certificat client" in text_of(portal.post(f"{bare}carte/"))


def test_somebody_without_an_e_cps_is_told_so_before_anything_is_sent(portal):
    page = portal.get(portal.get(WAY)["Location"])["Location"]
    assert "n'a de quoi s'identifier" in text_of(portal.post(f"{page}e-cps/", {"identifiant": "99999999999"})).replace(
        "’", "'"
    )
    assert portal.post(f"{page}e-cps/", {"identifiant": "998 8000 0015"})["Location"] == page
    assert "Confirmez sur votre téléphone" in text_of(portal.get(page))


def test_going_back_in_the_browser_after_the_sign_in_leads_into_no_circle(portal):
    page = portal.get(portal.get(WAY)["Location"])["Location"]
    row = connect.attempt_of(page.rstrip("/").rpartition("/")[2])
    connect.push(row.key, SECRETARY, Means.CPE, clock.now())
    assert connect.answer(row.key, SECRETARY, Means.CPE, PIN, clock.now()).allowed
    back = portal.get(page)["Location"]
    assert portal.get(page).status_code == 410
    assert portal.get(back)["Location"] == "/pro/"
    assert portal.get(page).status_code in {404, 410}


def test_a_refusal_on_the_second_screen_signs_nobody_in(portal):
    answer = confirmed(portal, accept=False)
    assert answer.status_code == 403
    assert "La personne a refusé" in text_of(answer)
    assert signed(portal) is None


@pytest.mark.parametrize("query", [{"state": "x", "code": "y"}, {}, {"state": "x", "error": "access_denied"}])
def test_an_answer_that_was_not_asked_for_in_this_browser_is_refused(portal, query):
    portal.get(WAY)
    answer = portal.get("/pro/connexion/retour/", query)
    assert answer.status_code == 403
    assert "n'a pas pu être vérifiée" in text_of(answer) or "n’a pas pu être vérifiée" in text_of(answer)


def test_a_code_taken_from_another_sign_in_is_refused(portal):
    """The verifier and the nonce are those of this browser."""
    other = Client()
    page = other.get(other.get(WAY)["Location"])["Location"]
    row = connect.attempt_of(page.rstrip("/").rpartition("/")[2])
    connect.push(row.key, PHYSICIAN, Means.E_CPS, clock.now())
    assert connect.answer(row.key, PHYSICIAN, Means.E_CPS, PIN, clock.now()).allowed
    code = parse_qs(urlsplit(other.get(page)["Location"]).query)["code"][0]
    state = parse_qs(urlsplit(portal.get(WAY)["Location"]).query)["state"][0]
    assert portal.get("/pro/connexion/retour/", {"state": state, "code": code}).status_code == 403
    assert signed(portal) is None


@pytest.mark.rule("AUTH-029")
def test_a_sign_in_without_two_factors_does_not_open_the_portal(portal):
    connect.disturb({"acr": "eidas0"})
    answer = confirmed(portal)
    assert answer.status_code == 403
    assert "deux facteurs" in text_of(answer)
    assert is_left_at_both(portal, answer)


def test_somebody_of_whom_no_activity_is_told_is_told_so(portal):
    connect.disturb({"exercises": "none"})
    answer = confirmed(portal)
    assert "à quel titre vous exercez" in text_of(answer)
    assert is_left_at_both(portal, answer)


@pytest.mark.rule("DMP-066")
def test_in_february_2022_an_e_cps_does_not_open_the_record_and_a_card_does(portal, mint):  # noqa: F811
    clock.installed().set(datetime(2022, 2, 17, 9, tzinfo=UTC))
    confirmed(portal)
    answer = portal.post("/pro/connexion/situation/", {"situation": "0"})
    assert answer.status_code == 403
    assert "1er décembre 2022" in text_of(answer) or "01/12/2022" in text_of(answer)
    assert Event.objects.filter(code=ActCode.SIGN_IN.value).get().outcome == "refused"
    assert is_left_at_both(portal, answer)
    browser = with_card(mint.card(PHYSICIAN, Use.AUTHENTICATION))
    browser.get("/pro/connexion/carte/")
    assert browser.post("/pro/connexion/situation/", {"situation": "0"})["Location"] == "/pro/"


class TestDown:
    @pytest.mark.rule("AUTH-026", "AUTH-027")
    def test_while_pro_sante_connect_is_down_the_page_says_so_and_a_card_still_opens_the_portal(self, portal, mint):  # noqa: F811
        connect.disturb({"down": "1"})
        page = text_of(portal.get(SIGN_IN))
        assert "indisponible" in page
        assert "/pro/connexion/psc/" not in page
        browser = with_card(mint.card(PHYSICIAN, Use.AUTHENTICATION))
        assert browser.get("/pro/connexion/carte/")["Location"] == "/pro/connexion/situation/"
        assert browser.post("/pro/connexion/situation/", {"situation": "0"})["Location"] == "/pro/"
        assert signed(browser).means == "CPS"

    @pytest.mark.rule("AUTH-027")
    def test_without_a_sandbox_there_is_no_provider_and_the_card_is_the_way_in(self, portal, settings, mint):  # noqa: F811
        settings.SOCLE_SANDBOX = False
        assert portal.get("/auth").status_code == 404
        assert "Pro Santé Connect</h2>" not in text_of(portal.get(SIGN_IN))
        browser = with_card(
            mint.card(SECRETARY, Use.AUTHENTICATION, card_type=CardType.CPE, structure="499880000015001")
        )
        assert browser.get("/pro/connexion/carte/")["Location"] == "/pro/"


@pytest.mark.rule("AUTH-041")
def test_a_card_reported_lost_or_of_nobody_known_signs_nobody_in(portal, mint):  # noqa: F811
    assert with_card(b"").get("/pro/connexion/carte/").status_code == 403
    stranger = with_card(mint.card("899990000012", Use.AUTHENTICATION))
    assert "annuaire" in text_of(stranger.get("/pro/connexion/carte/")).lower()
    register_card("8099900001/1", "CPS", PHYSICIAN)

    Card.objects.update(opposed_at=clock.now())
    lost = with_card(mint.card(PHYSICIAN, Use.AUTHENTICATION, card_id="8099900001/1"))
    assert "opposition" in text_of(lost.get("/pro/connexion/carte/"))


def test_an_organisation_s_certificate_or_a_cpa_signs_nobody_in(portal, mint):  # noqa: F811
    for der in (
        mint.organisation("1990100109", Use.AUTHENTICATION),
        mint.card(SECRETARY, Use.AUTHENTICATION, card_type=CardType.CPA, structure="499880000015001"),
    ):
        assert with_card(der).get("/pro/connexion/carte/").status_code == 403


def test_leaving_ends_the_session_at_pro_sante_connect_too(portal):
    confirmed(portal, SECRETARY, Means.CPE)
    assert ConnectSession.objects.get().ended_at is None
    assert portal.post("/pro/quitter/")["Location"] == SIGN_IN
    assert ConnectSession.objects.get().ended_at is not None
    assert signed(portal) is None


def test_whoever_leaves_before_he_says_in_which_situation_he_acts_is_out_at_both(portal):
    confirmed(portal)
    assert ConnectSession.objects.get().ended_at is None
    portal.post("/pro/quitter/")
    assert ConnectSession.objects.get().ended_at is not None


def test_a_refusal_leaves_nobody_signed_in_who_was_before_and_the_journal_knows(portal):
    confirmed(portal, SECRETARY, Means.CPE)
    connect.disturb({"acr": "eidas0"})
    assert is_left_at_both(portal, confirmed(portal))
    assert Event.objects.filter(code=ActCode.SIGN_OUT.value).count() == 1


def test_a_second_sign_in_ends_the_first_at_pro_sante_connect(portal):
    confirmed(portal, SECRETARY, Means.CPE)
    confirmed(portal, SECRETARY, Means.CPE)
    assert ConnectSession.objects.filter(ended_at=None).count() == 1


def test_when_pro_sante_connect_does_not_answer_the_refusal_says_that_one_is_still_signed_in_there(portal):
    clock.installed().set(datetime(2022, 2, 17, 9, tzinfo=UTC))
    confirmed(portal)
    connect.disturb({"down": "1"})
    answer = portal.post("/pro/connexion/situation/", {"situation": "0"})
    assert "Pro Santé Connect n’a pas répondu" in text_of(answer)
    assert dict(portal.session) == {}


def test_a_page_asked_for_before_anybody_signed_in_is_come_back_to(portal):
    assert portal.get("/AccesDirect/Parametrages")["Location"] == SIGN_IN
    assert confirmed(portal, SECRETARY, Means.CPE)["Location"] == "/AccesDirect/Parametrages"


@pytest.fixture
def time():
    """A clock that stands, which a test moves."""
    before, still = clock.installed(), clock.MovableClock(AT, frozen=True)
    clock.install(still)
    yield still
    clock.install(before)


def entered(browser):
    """A physician in the portal, by Pro Santé Connect."""
    confirmed(browser)
    browser.post("/pro/connexion/situation/", {"situation": "0"})
    assert signed(browser).id == PHYSICIAN
    return browser


def test_a_session_ends_after_its_hours_and_says_so(portal, time, settings):
    settings.SOCLE_SESSION_LASTS = timedelta(hours=4)
    browser = entered(portal)
    time.advance(timedelta(hours=3, minutes=59))
    assert browser.get("/pro/").status_code == 200
    time.advance(timedelta(minutes=1))
    assert browser.get("/pro/")["Location"] == SIGN_IN
    assert signed(browser) is None
    assert "Votre session a pris fin : elle dure 4 h au plus" in text_of(browser.get(SIGN_IN))
    assert "a pris fin" not in text_of(browser.get(SIGN_IN)), "said once"
    assert Event.objects.filter(code=ActCode.SIGN_OUT.value).count() == 1
    assert not ConnectSession.objects.filter(ended_at=None).exists()


def test_a_clock_that_goes_back_ends_a_session_that_is_bound(portal, time, settings):
    settings.SOCLE_SESSION_LASTS = timedelta(minutes=90)
    browser = entered(portal)
    time.advance(-timedelta(days=1))
    assert browser.get("/pro/")["Location"] == SIGN_IN
    assert "elle dure 1 h 30 au plus" in text_of(browser.get(SIGN_IN))


def test_a_session_without_bound_lasts_until_it_is_left(portal, time, settings):
    settings.SOCLE_SESSION_LASTS = None
    browser = entered(portal)
    time.advance(timedelta(days=30))
    assert browser.get("/pro/").status_code == 200


@pytest.mark.rule("AUTH-042")
def test_whoever_left_the_directory_is_led_to_the_sign_in_at_his_next_page(portal):
    browser = entered(portal)
    assert browser.get("/pro/").status_code == 200
    Professional.objects.filter(idnat=PHYSICIAN).update(idnat="899880000999")
    assert browser.get("/pro/")["Location"] == SIGN_IN
    assert f"l'annuaire ne connaît plus {PHYSICIAN}" in text_of(browser.get(SIGN_IN)).replace("’", "'")


@pytest.mark.rule("AUTH-042")
def test_a_session_goes_on_until_the_last_day_of_activity_and_not_the_day_after():
    known = ProfessionalFacts(idnat=PHYSICIAN, name="", profession="10", ended_on=date(2026, 11, 22))
    actor = Actor(kind=Kind.PROFESSIONAL, id=PHYSICIAN, name="", authentication=Authentication.CARD)
    assert session_goes_on(actor, None, None, known, AT).allowed
    (after,) = session_goes_on(actor, None, None, known, AT + timedelta(days=1)).findings
    assert after.verdict.id == "directory.professional-inactive"
