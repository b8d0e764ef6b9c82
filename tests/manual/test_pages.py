from __future__ import annotations

import re
from html import unescape

from django.urls import Resolver404, resolve

from socle.manual.services import Service, services
from socle.record import transactions
from socle.web import typography


def test_the_home_page_lists_every_service_with_its_address(client):
    text = unescape(client.get("/").content.decode())
    for service in services():
        assert typography.text(service.name) in text
        assert service.address in text


def test_what_is_not_built_yet_is_marked_and_not_linked(client):
    text = unescape(client.get("/").content.decode())
    for service in services():
        if service.kind != "exchange" and not service.is_there:
            assert f'href="{service.address}"' not in text
    assert ("Pas encore disponible" in text) == any(not service.is_there for service in services())


def test_a_service_is_there_when_its_page_answers():
    for service in services():
        if not service.module:
            try:
                resolve(service.address)
            except Resolver404:
                assert not service.is_there
            else:
                assert service.is_there


def test_an_exchange_is_there_when_its_module_is():
    assert Service("x", "x", "/x/", "exchange", module="socle.rulebook").is_there
    assert not Service("x", "x", "/x/", "exchange", module="socle.nothing").is_there
    assert not Service("x", "x", "/x/", "exchange", module="socle.nothing.at.all").is_there


def test_the_addresses_of_exchanges_are_whole_so_that_they_can_be_copied(client):
    text = client.get("/", headers={"host": "localhost:8080"}).content.decode()
    assert "https://localhost:8443/si-dmp-server/v2/services/registry" in text


def test_help_says_where_to_begin(client):
    text = unescape(client.get("/aide/").content.decode())
    assert "Par où commencer" in text
    assert "Bris de glace" in text


def test_the_gallery_shows_each_component(client):
    text = unescape(client.get("/composants/").content.decode())
    for mark in ("Boutons", "Champs à corriger", "Fil du temps", "Verdicts", "Dialogue", "Jauge, courbe, barres"):
        assert mark in text


def test_the_exchanges_named_on_the_home_page_are_those_that_are_served():
    known = {*transactions._BY_BODY.values(), *transactions._BY_REASON.values()}
    served = {one.id.rstrip("abd") for one in known if one.respond is not None}
    named = {name for service in services() for name in re.findall(r"TD\d\.\d", service.detail)}
    assert named == served
