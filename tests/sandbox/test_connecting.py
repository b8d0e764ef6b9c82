"""Pro Santé Connect under the hand of whoever plays: services, e-CPS, readers, outages."""

from __future__ import annotations

import pytest
from tests import unsecured


def refused(sandbox, path, document):
    answer = unsecured.post(f"{sandbox.url}api/{path}", json=document, timeout=60)
    assert answer.status_code in {400, 403}, answer.text
    return answer.json()


@pytest.mark.rule("AUTH-023", "AUTH-024", "AUTH-028", "AUTH-029")
def test_each_service_is_told_with_the_duties_that_bear_on_it_that_day(fresh):
    for name, kind, wave in (("web", "web-dpi", 1), ("lourd", "desktop-dpi", 2), ("dui", "dui", 1)):
        fresh.api("psc/services", {"client_id": name, "kind": kind, "wave": wave, "alternative": "carte"})
    told = {one["client_id"]: one for one in fresh.api("psc/services")["services"]}
    assert told["web"]["must_be_connectable"] == ["AUTH-023"]
    assert told["lourd"]["must_be_connectable"] == ["AUTH-024"]
    assert (told["dui"]["must_be_connectable"], told["dui"]["two_factors_due"]) == ([], ["AUTH-028"])
    assert told["socle-pro"]["two_factors_due"] == ["AUTH-029"]
    assert not any("secret" in name for one in told.values() for name in one)
    fresh.api("clock", {"action": "set", "value": "2025-12-31T12:00:00Z"})
    assert {one["client_id"]: one for one in fresh.api("psc/services")["services"]}["dui"]["two_factors_due"] == []


@pytest.mark.rule("AUTH-027")
def test_a_service_that_offers_nothing_during_an_outage_is_refused(sandbox):
    answer = refused(sandbox, "psc/services", {"client_id": "seul"})
    assert (answer["verdict"], answer["rules"]) == ("directory.connect-alternative-missing", ["AUTH-027"])
    assert "portal" in refused(sandbox, "psc/services", {"client_id": "socle-pro", "alternative": "x"})["error"]
    assert "kind" in refused(sandbox, "psc/services", {"client_id": "x", "alternative": "x", "kind": "car"})["error"]


@pytest.mark.rule("AUTH-020", "AUTH-021")
def test_an_e_cps_is_activated_by_the_card_or_the_contact_and_not_by_the_number(fresh):
    physician = {"holder": "899881000014", "code": "2468"}
    assert refused(fresh, "psc/ecps", physician)["verdict"] == "directory.ecps-number-is-no-proof"
    away = physician | {"mail": "x@exemple.test", "mobile": "0639980000"}
    assert refused(fresh, "psc/ecps", away)["verdict"] == "directory.ecps-contact-not-known"
    assert fresh.api("psc/ecps", physician | {"card": True})["rules"] == ["AUTH-020"]
    without_card = {
        "holder": "899881000220",
        "code": "2468",
        "mail": "saintonge@exemple.test",
        "mobile": "+33639980000",
    }
    assert fresh.api("psc/ecps", without_card)["rules"] == ["AUTH-020"]


@pytest.mark.rule("AUTH-017")
def test_an_esms_needs_card_readers_in_two_cases(sandbox):
    asked = ("", "?cards=1", "?orders=1", "?cards=0&orders=0")
    assert [sandbox.api(f"psc/readers{query}")["card_readers"] for query in asked] == [False, True, True, False]


def test_what_is_out_of_order_is_told_and_put_back(fresh):
    assert fresh.api("psc", {"down": True, "token": "server_error"})["out_of_order"] == {
        "down": "1",
        "token": "server_error",
    }
    assert fresh.api("psc", {"down": False, "token": ""})["out_of_order"] == {}
    assert "HTTP status" in refused(fresh, "psc", {"token": "999999"})["error"]
    assert "only down" in refused(fresh, "psc", {"moon": "1"})["error"]
