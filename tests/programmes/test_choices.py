"""Every setting of the programmes is seen on the page of the choices, with its default and where to change it."""

from __future__ import annotations

from dataclasses import fields
from html import unescape

from socle.programmes import choices
from socle.programmes.esms import settings as esms
from socle.programmes.sons.settings import Assumptions
from socle.programmes.sunes.switches import SWITCHES
from socle.programmes.sunes_dossier.settings import DossierSettings
from socle.rulebook import rules
from socle.web import typography
from socle.web.words import setting


def every():
    return {one["name"]: (room, one) for room in choices.documented() for one in room.settings}


def test_each_setting_of_each_room_is_told_once_with_the_default_of_its_own_file():
    told = {name: one["default"] for name, (_, one) in every().items()}
    assert len(told) == sum(len(room.settings) for room in choices.documented())
    for name, switch in SWITCHES.items():
        assert told[f"sunes.{name}"] is switch.default
    for room, kind in (("dossier", DossierSettings), ("esms", esms.Settings), ("sons", Assumptions)):
        assert {f"{room}.{one.name}" for one in fields(kind)} == {name for name in told if name.startswith(f"{room}.")}
    assert told["esms.freshness_months"] == esms.Settings().freshness_months
    assert told["sunes.windows.F3"] == ("2023-01-01", "2023-06-30")


def test_each_setting_says_what_can_be_read_its_rules_and_where_to_change_it():
    for name, (room, one) in every().items():
        assert one["fr"]["subject"], name
        assert one["fr"]["readings"].endswith((".", "?")), name
        assert one["where"] or room.where, name
        assert all(rule in rules() for rule in one["rules"]), name


def test_the_page_of_the_choices_and_the_pages_of_their_rules_show_them(client):
    page = unescape(client.get("/regles/choix/programmes/").content.decode())
    for name, (room, one) in every().items():
        assert f'<section id="{name}">' in page
        assert typography.text(one["fr"]["subject"]) in page, name
        assert typography.text(one["fr"]["readings"]) in page, name
        assert typography.text(setting(one["default"])) in page, name
        assert typography.text(room.where) in page
    assert "/regles/choix/programmes/#sunes.died" in client.get("/regles/SUN-045/").content.decode()


def test_the_choices_are_folded_by_programme_and_a_search_opens_those_that_answer(client):
    page = client.get("/regles/choix/programmes/").content.decode()
    rooms = choices.documented()
    assert page.count("<details><summary>") == len(rooms)
    assert all(f'href="#programme-{number}"' in page for number in range(1, len(rooms) + 1))
    found = client.get("/regles/choix/programmes/?q=esms-006").content.decode()
    assert 'id="esms.balance_by"' in found
    assert 'id="sunes.died"' not in found
    assert (found.count("<details open>"), found.count('<section id="programme-')) == (1, 1)
    only = client.get("/regles/choix/programmes/?programme=4").content.decode()
    assert 'id="sons.territory"' in only
    assert 'id="esms.judged"' not in only
    assert "Aucun choix ne correspond" in client.get("/regles/choix/programmes/?q=zzz").content.decode()
