"""A whole journey at the most talkative level: the log tells what happened, and of whom and with what secret nothing."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from tests import unsecured
from tests.servers import sandbox_server

ROOT = Path(__file__).parents[2]
WORLD = ROOT / "src" / "socle" / "sandbox" / "worlds" / "default.toml"
LETTER = ROOT / "examples" / "lettre-de-sortie.xml"
CLAIRE = "288042923299113"
#: Words of names that are words of code too, or too short to mean a person.
COMMON = {"CH", "DU", "DE", "LA", "LE", "MARC", "SITE", "CENTRE", "NORD", "SUD"}


def traits():
    """Every trait of every person of the world: names, numbers, addresses."""
    world = tomllib.loads(WORLD.read_text("utf-8"))
    found = set()
    for person in world["patient"]:
        found |= {str(person[name]) for name in ("ins", "phone", "mail", "address") if name in person}
        for name in ("birth_name", "given_names", "first_given_name", "used_name"):
            found |= set(person.get(name, "").split())
    for person in world["professional"]:
        found |= {str(person[name]) for name in ("idnat", "rpps", "card_number", "family", "given") if name in person}
    return {trait for trait in found if len(trait) > 3 and trait.upper() not in COMMON}


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    """What the log holds after it, and the secrets that went through."""
    secrets = set()
    with sandbox_server(
        tmp_path_factory.mktemp("silent"),
        at="2026-11-16T09:00:00Z",
        environment={"SOCLE_LOG_LEVEL": "DEBUG"},
        first=True,
    ) as one:
        record(one)
        secrets |= pages(one)
        nonsense(one)
        secrets |= kept(one)
        break_down(one)
        log = (one.data.parent / f"{one.data.name}.log").read_text("utf-8")
    return log, secrets


def record(one):
    """Fed, found, read, refused, authorised, explained."""
    who = ("--patient", CLAIRE, "--as", "guivarch")
    fed = json.loads(one.cli("feed", str(LETTER), "--json").stdout)["submissions"][0]
    for words in (
        ["find", *who],
        ["get", fed["unique_id"], *who, "-o", str(one.data.parent / "letter.xml")],
        ["record", *who],
        ["authorise", *who],
        ["find", "--patient", CLAIRE, "--as", "secretaire-nord"],
        ["feed", str(LETTER)],
        ["why", *who, "--action", "search metadata"],
    ):
        one.cli(*words)


def pages(one):
    """Both portals; gives the cookies that were set."""
    secrets = set()
    for field, value, addresses in (
        ("patient", "claire", ["mon-espace/", "mon-espace/documents/", "mon-espace/historique/"]),
        ("professional", "guivarch", ["pro/", f"pro/?ins={CLAIRE}", "pro/?nom=AMBROISE"]),
    ):
        with unsecured.Client(base_url=one.url, follow_redirects=True, timeout=30) as browser:
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get("bac-a-sable/").text)
            secrets.add(token[1])
            sent = {"csrfmiddlewaretoken": token[1], field: value}
            assert browser.post("bac-a-sable/entrer", data=sent).status_code == 200
            for address in addresses:
                browser.get(address)
            browser.get("pro/dossiers/AMBROISE/")
            secrets |= set(browser.cookies.values())
    return secrets


def nonsense(one):
    """Requests that fail everywhere, each with a name and a number in it."""
    with one.client() as client:
        for body in (b"<AMBROISE", b"<a>288042923299113</a>", b"\x1b[31mAMBROISE\r\n" * 100):
            for kind in ("application/soap+xml", "text/AMBROISE", 'multipart/related; boundary="288042923299113"'):
                client.post("si-dmp-server/v2/services/registry", content=body, headers={"Content-Type": kind})
        client.post("si-dmp-server/v2/services/AMBROISE", content=b"")
    for address in ("AMBROISE", "verdicts/AMBROISE/", "regles/288042923299113/", "api/actors/AMBROISE"):
        unsecured.get(one.url + address, timeout=30)  # the first page of a rule reads the whole of Socle
    unsecured.get(one.url, headers={"Host": "ambroise.example"})
    unsecured.post(f"{one.url}api/clock", content=b'{"action": "AMBROISE')


def kept(one):
    """The secrets on the disk, in the forms in which they could be told."""
    found = {(one.data / "secret.key").read_text().strip()}
    for file in [one.data / "keys" / "master.key", *(one.data / "keys" / "records").glob("??/*.key")]:
        raw = file.read_bytes()
        found |= {raw.hex(), base64.b64encode(raw).decode(), repr(raw)[2:-1]}
    for file in (one.data / "authority").rglob("*.pem"):
        if "PRIVATE KEY" in file.read_text():
            found |= {line for line in file.read_text().splitlines() if len(line) > 40}
    return found


def break_down(one):
    """An inside failure, so that a trace is told."""
    file = one.data / "socle.sqlite3"
    if file.exists():
        with closing(sqlite3.connect(file, timeout=20)) as database:
            database.execute("ALTER TABLE record_entry RENAME TO gone")
            database.commit()
    one.cli("find", "--patient", CLAIRE, "--as", "guivarch")
    one.cli("feed", str(LETTER))


def test_every_line_is_one_object_and_the_journey_is_told(journey):
    log, _ = journey
    lines = [json.loads(line) for line in log.splitlines() if not line.startswith("TLS on ")]
    assert {"at", "level", "logger", "message"} <= set.intersection(*map(set, lines))
    assert sum(line["message"] == "exchange" for line in lines) > 15
    assert any("trace" in line for line in lines) or "OperationalError" not in log


def test_nobody_of_the_world_is_named(journey):
    log, _ = journey
    told = sorted(trait for trait in traits() if re.search(rf"(?<!\w){re.escape(trait)}(?!\w)", log, re.IGNORECASE))
    assert told == []
    assert len(traits()) > 200


def test_no_secret_is_told(journey):
    log, secrets = journey
    assert len(secrets) > 20
    assert [secret for secret in secrets if secret in log] == []


@pytest.mark.parametrize(
    "word", ["saml2:Assertion", "BEGIN ", "PRIVATE KEY", "csrfmiddlewaretoken", "sessionid", "\x1b"]
)
def test_no_token_key_or_cookie_is_told(journey, word):
    assert word not in journey[0]
