"""`/bac-a-sable/` as a browser without scripts uses it."""

from __future__ import annotations

import re

import pytest
from tests import unsecured


@pytest.fixture
def browser(fresh):
    with unsecured.Client(base_url=fresh.url, follow_redirects=False, timeout=30) as client:
        yield client


def token(text):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]


def press(browser, address, **fields):
    """Send a form of the page, as one of its buttons does."""
    form = {"csrfmiddlewaretoken": token(browser.get("bac-a-sable/").text), **fields}
    return browser.post(f"bac-a-sable/{address}", data=form, headers={"Origin": str(browser.base_url).rstrip("/")})


def test_everybody_can_be_chosen_there(browser):
    page = browser.get("bac-a-sable/")
    assert page.status_code == 200
    for name in ("Claire Ambroise", "Solenn Guivarch", "Pharmacie des Halles", "Aline Percheron"):
        assert name in page.text
    assert page.text.count("<h1") == 1


def test_its_page_stays_light_and_asks_nothing_elsewhere(browser):
    page = browser.get("bac-a-sable/").text
    assert not re.findall(r'(?:src|href|action)="https?://', page)
    assert "<script" not in page


def test_pressing_a_patient_s_name_signs_in_as_that_person(browser):
    answer = press(browser, "entrer", patient="claire")
    assert answer.status_code == 302
    assert "sessionid" in answer.headers["set-cookie"]
    assert browser.get(answer.headers["location"]).status_code == 200


def sent(browser, page, address, **pressed):
    """Send the form of `page` that goes to `address`, as one of its buttons does."""
    form = re.search(rf'<form[^>]*action="{re.escape(address)}".*?</form>', page.text, re.DOTALL)[0]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)) | pressed
    return browser.post(address, data=fields, headers={"Origin": str(browser.base_url).rstrip("/")})


def led(browser, answer):
    """Where redirections lead."""
    while answer.status_code == 302:
        answer = browser.get(answer.headers["location"])
    return answer


def test_pressing_a_professional_s_name_leads_to_pro_sante_connect_where_one_confirms(browser):
    page = led(browser, press(browser, "entrer", professional="guivarch"))
    assert "Confirmer comme Solenn" in page.text
    choice = led(browser, sent(browser, page, "/bac-a-sable/telephone/repondre", reponse="oui"))
    assert "Dans quelle situation" in choice.text
    portal = led(browser, sent(browser, choice, "/pro/connexion/situation/", situation="0"))
    assert "Solenn Guivarch" in portal.text


def test_the_second_screen_shows_the_number_of_the_first_and_asks_for_a_code(browser):
    page = led(browser, press(browser, "entrer", professional="guivarch"))
    address = re.search(r'action="(/auth/demande/[^"]+/e-cps/)"', page.text)[1]
    waiting = led(browser, sent(browser, page, address, identifiant="99881000014"))
    number = re.search(r"<strong>(\d\d)</strong>", waiting.text)[1]
    screen = browser.get("bac-a-sable/telephone/", params={"qui": "guivarch"})
    assert f">{number}</strong>" in screen.text
    assert "Espace professionnel de Socle » : 1 demande " in screen.text.replace("\xa0", " ")
    wrong = sent(browser, screen, "/bac-a-sable/telephone/repondre", reponse="oui", moyen="e-CPS", code="0000")
    assert wrong.status_code == 403
    assert "Essais restants" in wrong.text
    right = sent(browser, screen, "/bac-a-sable/telephone/repondre", reponse="oui", moyen="e-CPS", code="1234")
    assert right.status_code == 302
    back = browser.get(re.search(r'href="(/auth/demande/[^"]+/retour/)"', waiting.text)[1])
    assert back.headers["location"].startswith("/pro/connexion/retour/?code=")


def test_a_structure_can_be_entered_too(browser):
    answer = press(browser, "entrer", professional="ch-essai-nord")
    assert "sessionid" in answer.headers["set-cookie"]
    assert answer.headers["location"] == "/rpps-plus/gestionnaires/"


def test_a_name_that_nobody_bears_changes_nothing(browser):
    answer = press(browser, "entrer", patient="nobody")
    assert answer.headers["location"] == "/bac-a-sable/"
    assert "sessionid" not in answer.headers.get("set-cookie", "")


def test_a_form_without_its_token_is_refused(browser):
    assert browser.post("bac-a-sable/recommencer", data={}).status_code == 403


def test_the_clock_is_advanced_frozen_and_set_in_the_time_of_paris(browser, fresh):
    assert press(browser, "horloge", action="freeze").status_code == 302
    assert fresh.api("clock")["frozen"] is True
    press(browser, "horloge", action="set", instant="2026-09-15T10:00")
    assert fresh.api("clock")["now"] == "2026-09-15T08:00:00+00:00"
    press(browser, "horloge", advance="15d")
    assert fresh.api("clock")["now"] == "2026-09-30T08:00:00+00:00"
    assert "mercredi 30 septembre 2026" in browser.get("bac-a-sable/").text
    press(browser, "horloge", action="run")
    assert fresh.api("clock")["frozen"] is False


def test_a_date_that_does_not_read_is_told_beside_its_field(browser):
    answer = press(browser, "horloge", action="set", instant="demain")
    assert answer.status_code == 400
    assert "Cette date ne se lit pas" in answer.text


def test_beginning_again_ends_every_session(browser, fresh):
    press(browser, "entrer", patient="claire")
    assert press(browser, "recommencer").status_code == 302
    page = browser.get("mon-espace/")
    assert "Claire" not in page.text


def test_leaving_forgets_who_was_there(browser):
    press(browser, "entrer", patient="claire")
    press(browser, "sortir")
    assert "Claire Ambroise" not in browser.get("mon-espace/").text
