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


@pytest.mark.parametrize(
    ("field", "who", "name"), [("patient", "claire", "Claire Ambroise"), ("professional", "guivarch", "GUIVARCH")]
)
def test_pressing_a_name_signs_in_as_that_person(browser, field, who, name):
    answer = press(browser, "entrer", **{field: who})
    assert answer.status_code == 302
    assert "sessionid" in answer.headers["set-cookie"]
    assert browser.get(answer.headers["location"]).status_code == 200


def test_a_structure_can_be_entered_too(browser):
    assert "sessionid" in press(browser, "entrer", professional="ch-essai-nord").headers["set-cookie"]


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
