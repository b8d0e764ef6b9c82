"""One record through time, the clock alone moving: two weeks, a month, majority, closing, ten years.

Each effect is seen by a professional's software, over SOAP and over FHIR, and by the holder or his mother, on a page; what
is due is done by the running Socle itself, at its own looks.
"""

from __future__ import annotations

import base64
import re
import time
from contextlib import ExitStack
from html import unescape

import httpx
import pytest
from lxml import etree

from socle.client import identity, token
from socle.clock import parse_instant
from socle.wire.hl7v2 import CX
from tests.cli.dmp import PHYSICIAN, Shell, letter
from tests.servers import sandbox_server

#: Tom Ambroise comes of age on 18 February 2029; Claire is his mother.
TOM = "111022923299121"
BEGINNING = "2026-11-16T09:00:00Z"
TEST_NIR = "1.2.250.1.213.1.4.10"
WHO = ("--patient", TOM, "--as", PHYSICIAN)
PATIENCE = 30.0


class Town:
    """A running Socle as a physician's software and as citizens meet it."""

    def __init__(self, running, folder, held):
        self.running, self.folder, self.held = running, folder, held
        self.shell = Shell(running.tls_url.rstrip("/"))

    def at(self, instant):
        self.running.api("clock", {"action": "set", "value": instant})

    def feed(self, title, hide):
        unique_id, data = letter(TOM, title=title)
        file = self.folder / f"{unique_id}.xml"
        file.write_bytes(data)
        called = self.shell.json("feed", file, "--as", PHYSICIAN, "--hide", hide)
        assert called.status == 0, called.out + called.err.encode()
        return unique_id

    def authorise(self):
        assert self.shell("authorise", *WHO).status == 0

    def found(self):
        """By title: how many versions there were, and from whom it is hidden."""
        called = self.shell.json("find", *WHO)
        assert called.status == 0, called.out
        codes = ("INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX")
        return {
            one["title"]: (one["version"], [code for code in codes if code in str(one["confidentiality"])])
            for one in called.json["documents"]
        }

    def by_fhir(self):
        """The same question to the FHIR door: its status, and by title from whom each document is hidden, or why not."""
        now = parse_instant(self.running.api("clock")["now"])
        physician = identity.of(self.running.api(f"actors/{PHYSICIAN}"))
        assertion = etree.tostring(token.build(physician, CX.of(TOM, TEST_NIR, "NH"), now))
        headers = {"Authorization": f"Bearer {base64.urlsafe_b64encode(assertion).decode()}"}
        where = f"fhir/dmp/DocumentReference?patient.identifier=urn:oid:{TEST_NIR}%7C{TOM}&status=current"
        with httpx.Client(verify=physician.ssl_context(), trust_env=False, timeout=30) as client:
            told = client.get(f"{self.running.tls_url}{where}", headers=headers)
        if told.status_code != httpx.codes.OK:
            return told.status_code, {issue["details"]["coding"][0]["code"] for issue in told.json()["issue"]}
        held = [entry["resource"] for entry in told.json().get("entry", ())]
        codes = ("INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX")
        return told.status_code, {
            one["content"][0]["attachment"]["title"]: [code for code in codes if code in str(one["securityLabel"])]
            for one in held
        }

    def record(self):
        return self.shell.json("record", *WHO).json

    def citizen(self, who):
        client = self.held.enter_context(httpx.Client(base_url=self.running.url, follow_redirects=True, timeout=30))
        assert sent(client, "/bac-a-sable/", "entrer", patient=who).is_success
        return client


def text(client, address="/mon-espace/"):
    return unescape(client.get(address).text).replace("\u00a0", " ").replace("\u202f", " ")


def sent(client, address, to="", **words):
    """What a form of this page sends, there or to an address below it."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).text)
    assert token
    return client.post(address + to, data={"csrfmiddlewaretoken": token[1], **words})


def soon(seen):
    """What Socle does by itself is done soon."""
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < deadline, "it was not done"
        time.sleep(0.3)


@pytest.mark.rule("DMP-116")
@pytest.mark.rule("DMP-117")
@pytest.mark.rule("DMP-136")
@pytest.mark.rule("DMP-214")
@pytest.mark.rule("MES-007")
@pytest.mark.rule("MES-039")
def test_two_weeks_a_month_majority_closing_and_ten_years(tmp_path):
    with sandbox_server(tmp_path, at=BEGINNING) as running, ExitStack() as held:
        town = Town(running, tmp_path, held)
        town.authorise()
        town.feed("À annoncer", "patient")
        town.feed("Soin secret", "representatives")
        claire = town.citizen("claire")
        sent(claire, "/mon-espace/", "pour/", personne=person_of(claire, "Tom"))
        _two_weeks_and_a_month(town, claire)
        tom = town.citizen("tom")
        _majority(town, claire, tom)
        _closing(town, tom)
        _ten_years(town, tom, running)


def person_of(client, given):
    """The value of the button that opens the space of this person."""
    button = rf'name="personne" value="([^"]+)"[^>]*>[^<]*{given}'
    found = re.search(button, client.get("/mon-espace/").text)
    assert found
    return found[1]


def _two_weeks_and_a_month(town, claire):
    assert town.found()["À annoncer"] == (1, ["INVISIBLE_PATIENT"])
    assert town.by_fhir() == (
        200, {"À annoncer": ["INVISIBLE_PATIENT"], "Soin secret": ["INVISIBLE_REPRESENTANTS_LEGAUX"]}
    )  # fmt: skip
    assert "mis à jour" not in text(claire)
    town.at("2026-11-30T10:00:00Z")
    soon(lambda: "Votre dossier a été mis à jour" in text(claire))
    assert "À annoncer" not in text(claire, "/mon-espace/documents/")
    town.at("2026-12-16T10:00:00Z")
    soon(lambda: town.found()["À annoncer"] == (2, []))
    assert town.by_fhir()[1]["À annoncer"] == []
    assert "À annoncer" in text(claire, "/mon-espace/documents/")
    assert "Soin secret" not in text(claire, "/mon-espace/documents/")
    soon(lambda: "Un document de plus est visible" in text(claire))


def _majority(town, claire, tom):
    town.at("2029-02-18T10:00:00Z")
    assert "Soin secret" not in text(claire, "/mon-espace/documents/")
    assert "À annoncer" not in text(claire, "/mon-espace/documents/")
    listed = text(tom, "/mon-espace/documents/")
    assert "Soin secret" in listed
    assert "À annoncer" in listed
    town.authorise()
    assert set(town.found()) == {"À annoncer", "Soin secret"}
    assert set(town.by_fhir()[1]) == {"À annoncer", "Soin secret"}


def _closing(town, tom):
    answer = sent(tom, "/mon-espace/fermeture/", quoi="fermer", oui="1")
    assert "Cet espace est fermé" in answer.text
    refused = town.shell.json("find", *WHO)
    assert refused.status == 1
    assert "fermé" in refused.out.decode() + refused.err
    assert town.by_fhir() == (403, {"record.closed"})
    assert (town.record()["status"], town.record()["closing_motive"]) == ("closed", "FERMETURE_MON_ESPACE_SANTE")
    town.at("2039-02-18T20:00:00Z")
    time.sleep(2.5)
    assert "Cet espace est fermé" in text(tom)


def _ten_years(town, tom, running):
    before = keys(running)
    town.at("2039-02-19T10:00:00Z")
    soon(lambda: "Cet espace a été supprimé" in text(tom))
    assert town.record()["exists"] is False
    assert town.by_fhir() == (403, {"record.deleted"})
    soon(lambda: len(keys(running)) == len(before) - 1)
    verified = running.cli("ledger", "verify", "--data", str(running.data))
    assert verified.returncode == 0, verified.stdout + verified.stderr


def keys(running):
    """The files of the records' keys."""
    return [path for path in (running.data / "keys" / "records").rglob("*") if path.is_file()]
