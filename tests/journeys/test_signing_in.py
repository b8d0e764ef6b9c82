"""A physician signs in by e-CPS, by CIBA from her software, and by card while Pro Santé Connect is down: real doors, real TLS."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests import unsecured
from tests.servers import sandbox_server

REALM = "auth/realms/esante-wallet/protocol/openid-connect/"
SOLENN = "899881000014"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with sandbox_server(tmp_path_factory.mktemp("signing-in"), world="default") as running:
        yield running


def led(browser, answer):
    """Where redirections lead."""
    while answer.is_redirect:
        answer = browser.get(answer.headers["Location"])
    return answer


def sent(browser, page, address, **pressed):
    """Send the form of a page that goes to `address`, as one of its buttons does; the page that comes then."""
    form = re.search(rf'<form[^>]*action="{re.escape(address)}".*?</form>', page.text, re.DOTALL)[0]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)) | pressed
    origin = {"Origin": str(browser.base_url).rstrip("/"), "Referer": str(page.url)}
    return led(browser, browser.post(address, data=fields, headers=origin))


def text(page):
    return unescape(page.text).replace("\u00a0", " ")


def on_the_telephone(town, who, **answer):
    """What a person does on the second screen, in a browser of its own; the page that the screen shows first."""
    with unsecured.Client(base_url=town.url, timeout=30) as screen:
        page = screen.get("bac-a-sable/telephone/", params={"qui": who})
        sent(screen, page, "/bac-a-sable/telephone/repondre", **answer)
        return page


def test_by_e_cps_to_the_portal_and_out_again(town):
    with unsecured.Client(base_url=town.url, timeout=30) as browser:
        ways = led(browser, browser.get("pro/"))
        assert "S’identifier avec Pro Santé Connect" in ways.text
        page = led(browser, browser.get("pro/connexion/psc/"))
        address = re.search(r'action="(/auth/demande/[^"]+/e-cps/)"', page.text)[1]
        waiting = sent(browser, page, address, identifiant=SOLENN)
        number = re.search(r"<strong>(\d\d)</strong>", waiting.text)[1]
        screen = on_the_telephone(town, "guivarch", reponse="oui", moyen="e-CPS", code="1234")
        assert f">{number}</strong>" in screen.text
        back = re.search(r'href="(/auth/demande/[^"]+/retour/)"', waiting.text)[1]
        choice = led(browser, browser.get(back))
        portal = sent(browser, choice, "/pro/connexion/situation/", situation="1")
        assert "Solenn Guivarch" in text(portal)
        settings = browser.get("pro/parametrages/")
        assert "e-CPS" in text(settings) or "E-CPS" in text(settings)
        assert "S’identifier" in sent(browser, settings, "/pro/quitter/").text


def test_by_ciba_from_her_software_which_then_knows_who_she_is_until_she_leaves(town):
    wanted = {"client_id": "cabinet", "alternative": "carte CPS", "kind": "web-dpi"}
    secret = town.api("psc/services", wanted)["client_secret"]
    proof = ("cabinet", secret)
    with town.client() as software:
        asked = {
            "scope": "openid scope_all",
            "acr_values": "eidas1",
            "login_hint": SOLENN,
            "binding_message": "42",
            "channel": "MOBILE",
        }
        begun = software.post(f"{REALM}ext/ciba/auth", data=asked, auth=proof).json()
        grant = {"grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": begun["auth_req_id"]}
        assert software.post(f"{REALM}token", data=grant, auth=proof).json()["error"] == "authorization_pending"
        assert ">42</strong>" in on_the_telephone(town, "guivarch", reponse="oui", moyen="e-CPS", code="1234").text
        tokens = software.post(f"{REALM}token", data=grant, auth=proof).json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        told = software.get(f"{REALM}userinfo", headers=bearer).json()
        assert (told["SubjectNameID"], told["family_name"]) == (SOLENN, "GUIVARCH")
        assert len(told["SubjectRefPro"]["exercices"][0]["activities"]) == 2
        software.get(f"{REALM}logout", params={"id_token_hint": tokens["id_token"]})
        assert software.get(f"{REALM}userinfo", headers=bearer).status_code == 401


@pytest.mark.rule("AUTH-026", "AUTH-027")
def test_by_card_while_pro_sante_connect_is_down(town, tmp_path):
    town.api("psc", {"down": True})
    try:
        with town.client() as software:
            assert software.get(f"{REALM}certs").status_code == 503
        with unsecured.Client(base_url=town.url, timeout=30) as browser:
            assert "Pro Santé Connect est indisponible" in text(led(browser, browser.get("pro/")))
        with town.client() as stranger:
            assert "Aucun certificat" in text(stranger.get("pro/connexion/carte/"))
        with town.actor_client("guivarch", tmp_path) as browser:
            choice = led(browser, browser.get("pro/connexion/carte/"))
            assert "Solenn Guivarch" in text(sent(browser, choice, "/pro/connexion/situation/", situation="0"))
    finally:
        town.api("psc", {"down": False})
