"""The file of certificates: states at their bounds, and who has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle.programmes.region import certificates
from socle.programmes.region.certificates import Certificate, Place, State
from socle.rulebook.choices import current

DAY = date(2022, 4, 30)


def held(number, left, *, site=""):
    end = DAY + timedelta(days=left) if left is not None else None
    return Certificate(number, site, f"CH {number}{site}", "Normandie", "AUTH_CLI", f"S{left}", end)


@pytest.mark.rule("AUTH-053")
@pytest.mark.parametrize(
    ("left", "state"),
    [
        (None, State.ABSENT),
        (-1, State.EXPIRED),
        (0, State.LAST_NOTICE),  # it serves to the end of its last day
        (29, State.LAST_NOTICE),
        (30, State.FIRST_NOTICE),
        (89, State.FIRST_NOTICE),
        (90, State.OK),
    ],
)
def test_the_state_of_a_certificate_changes_at_its_bounds(left, state):
    end = DAY + timedelta(days=left) if left is not None else None
    assert certificates.state(end, DAY, current()) is state


def test_the_bounds_are_settings():
    longer = replace(current(), certificate_last_notice_days=60, certificate_first_notice_days=120)
    assert certificates.state(DAY + timedelta(days=59), DAY, longer) is State.LAST_NOTICE
    assert certificates.state(DAY + timedelta(days=119), DAY, longer) is State.FIRST_NOTICE


@pytest.mark.rule("REG-029")
def test_structures_without_a_certificate_are_told_and_a_legal_entity_serves_its_sites():
    places = [
        Place("140000001", "140000100", "site d’une entité qui en a un"),
        Place("140000002", "140000200", "site qui a le sien"),
        Place("140000003", "140000200", "site voisin, sans rien"),
        Place("140000004", "140000400", "site dont le certificat a expiré"),
    ]
    told = [
        held("140000100", 400),
        held("140000200", 20, site="140000002"),
        held("140000400", -3, site="140000004"),
    ]
    listing = certificates.listing(told, places, DAY, current())
    assert [one.finess for one in listing.without] == ["140000003", "140000004"]
    assert [one.state for one in listing.lines] == [State.ABSENT, State.EXPIRED, State.LAST_NOTICE, State.OK]
    assert [one.place for one in listing.decision.findings] == [
        "site voisin, sans rien (140000003)",
        "site dont le certificat a expiré (140000004)",
    ]
    assert listing.as_json()["states"] == {"absent": 1, "expired": 1, "<30 d": 1, "<90 d": 0, "ok": 1}


def test_a_line_of_the_file_without_an_end_is_told_once_as_absent():
    place = Place("140000001", "140000100", "CH")
    listing = certificates.listing([held("", None, site="140000001")], [place], DAY, current())
    assert [one.state for one in listing.lines] == [State.ABSENT]
    assert listing.lines[0].as_dict()["days_left"] is None
    assert listing.without == (place,)


@pytest.mark.rule("REG-016")
@pytest.mark.parametrize(
    ("finess_ej", "finess_eg", "region", "there"),
    [
        ("140000019", "", "", True),
        ("750000026", "", "", False),
        ("", "750000018", "Normandie", True),  # what the file says goes first
        ("140000019", "", "Île-de-France", False),
        ("690000001", "", "", True),  # the legal entity of a site that the region accompanies
        ("", "26140010000015", "", True),  # a SIRET tells no place
    ],
)
def test_a_region_holds_its_own_certificates_and_those_that_serve_it(finess_ej, finess_eg, region, there):
    one = Certificate(finess_ej, finess_eg, "CH", region, "AUTH_CLI", "S1", None)
    assert certificates.of_region(one, "28", {"140000100", "690000001"}) is there
    assert certificates.of_region(one, "FR", set())
