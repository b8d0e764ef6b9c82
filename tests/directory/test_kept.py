"""What a process keeps of the directory never outlives a change, whoever makes it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.db import connection, transaction

from socle.clock import parse_instant
from socle.directory import services
from socle.directory.models import Exercise, Structure, Version
from socle.directory.services import Directory

pytestmark = [pytest.mark.database]

NOW = parse_instant("2026-09-15T08:00:00Z")
SITE, PHYSICIAN, SOFTWARE = "1990100109", "899880000023", "TEST-ONLY-DPI-0001"
CARD = "8099900001/9900000001"

#: Runs one statement on the database it is told of, in a process that knows nothing of Socle.
PROGRAM = """
import json, sys
job = json.load(sys.stdin)
if job["engine"] == "sqlite":
    import sqlite3
    connection = sqlite3.connect(job["name"], timeout=20)
else:
    import psycopg
    connection = psycopg.connect(dbname=job["name"], host=job["host"], port=job["port"], user=job["user"])
connection.execute(job["statement"])
connection.commit()
connection.close()
"""

CHANGES = {
    "a structure closes": (
        "UPDATE directory_structure SET ended_on = '2026-09-01' WHERE idnat = '1990100109'",
        lambda seen: str(seen.structure(SITE).ended_on),
        ("None", "2026-09-01"),
    ),
    "a professional leaves a structure": (
        "UPDATE directory_exercise SET until = '2026-09-01'",
        lambda seen: [str(place.until) for place in seen.professional(PHYSICIAN).exercises],
        (["None"], ["2026-09-01"]),
    ),
    "a professional appears": (
        """
            INSERT INTO directory_professional (idnat, rpps, adeli, family, given, profession, specialties)
            VALUES ('899880009999', '', '', 'NOUVEAU', '', '10', '[]')
        """,
        lambda seen: seen.professional("899880009999") is not None,
        (False, True),
    ),
    "a professional changes his trade": (
        "UPDATE directory_professional SET profession = '40' WHERE idnat = '899880000023'",
        lambda seen: seen.professional(PHYSICIAN).profession == "40",
        (False, True),
    ),
    "an employee goes": (
        "DELETE FROM directory_employee",
        lambda seen: seen.employee("699880000015001/EMP0001") is not None,
        (True, False),
    ),
    "a software loses its homologation": (
        "UPDATE directory_software_release SET valid_until = '2026-09-01'",
        lambda seen: str(seen.software(SOFTWARE).valid_until),
        ("None", "2026-09-01"),
    ),
    "a card is opposed": (
        "UPDATE directory_card SET opposed_at = '2026-09-15 07:00:00+00:00'",
        lambda seen: seen.is_opposed(CARD, NOW),
        (False, True),
    ),
    "a certificate is revoked": (
        """
            INSERT INTO directory_revoked_certificate (issuer, serial, at)
            VALUES ('CN=AC', '7', '2026-09-15 07:00:00+00:00')
        """,
        lambda seen: seen.is_revoked("CN=AC", 7, NOW),
        (False, True),
    ),
}


def elsewhere(statement):
    settings = connection.settings_dict
    job = {"engine": connection.vendor, "statement": statement, "name": settings["NAME"]}
    job |= {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    subprocess.run([sys.executable, "-c", PROGRAM], input=json.dumps(job), text=True, check=True)


@pytest.fixture
def filled(shared_database, request):
    request.getfixturevalue("cast")
    services.register_card(CARD, "CPS", PHYSICIAN)


#: What a change is about, beside cards and certificates: who exists, and under which number.
ABOUT = {
    "a structure closes": pytest.mark.rule("AUTH-042", "AUTH-043"),
    "a professional appears": pytest.mark.rule("AUTH-042"),
    "a professional changes his trade": pytest.mark.rule("AUTH-042"),
}


@pytest.mark.rule("AUTH-041")
@pytest.mark.parametrize(
    "change",
    [pytest.param(name, marks=ABOUT.get(name, ())) for name in CHANGES],
)
def test_a_change_made_by_another_process_is_seen_by_the_next_call(filled, change):
    statement, asked, (before, after) = CHANGES[change]
    assert asked(Directory()) == before
    assert asked(Directory()) == before
    elsewhere(statement)
    assert asked(Directory()) == after


@pytest.fixture
def known(cast):
    """The directory of the worked dialogues, in one transaction."""


def test_what_was_asked_once_is_asked_again_by_nobody(known, django_assert_num_queries):
    first = Directory().professional(PHYSICIAN)
    with django_assert_num_queries(1):  # the version
        again = Directory()
        assert again.professional(PHYSICIAN) == first
        assert again.professional(PHYSICIAN).exercises


def test_what_was_not_there_is_kept_too_until_it_is(known, django_assert_num_queries):
    assert Directory().structure("1990999999") is None
    with django_assert_num_queries(1):
        assert Directory().structure("1990999999") is None
    services.register_structure("1990999999", "NOUVELLE")
    assert Directory().structure("1990999999").name == "NOUVELLE"


def test_a_change_that_is_rolled_back_leaves_nothing_that_was_kept_meanwhile(known):
    versions = {Version.objects.get().value}
    for name in ("UN", "DEUX"):
        with transaction.atomic():
            Structure.objects.filter(idnat=SITE).update(name=name)
            versions.add(Version.objects.get().value)
            assert Directory().structure(SITE).name == name
            transaction.set_rollback(True)
        assert Directory().structure(SITE).name == "CH DES TROIS PONTS - SITE DU MOULIN"
    assert len(versions) == 3  # none came twice: what was kept as of one is never taken for another


def test_a_directory_without_version_keeps_nothing(known, django_assert_num_queries):
    Version.objects.all().delete()
    for _ in range(2):
        with django_assert_num_queries(2):
            assert Directory().structure(SITE) is not None
    Exercise.objects.update(until="2030-12-31")
    assert Version.objects.get().value


def test_one_call_sees_one_directory_even_when_it_changes_meanwhile(known):
    seen = Directory()
    before = seen.structure(SITE)
    Structure.objects.filter(idnat=SITE).update(name="AUTRE")
    assert seen.structure(SITE) == before
    assert Directory().structure(SITE).name == "AUTRE"
