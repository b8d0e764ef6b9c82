"""The page of the checker: one sentence a document, its faults beside its source, and nothing kept.

No test here may use the database: a page that asked it anything, or wrote to it, would fail.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import logging
import tempfile

import pytest
from django.test import Client
from lxml import html

from socle import clock
from socle.documents.checking import judge
from socle.documents.control import uploads
from socle.web.middleware import HEADERS


def tree(answer):
    return html.fromstring(answer.content.decode().replace("\u00a0", " "))


def words(node):
    return " ".join(node.text_content().split())


def test_the_form_is_there_without_any_script(client):
    answer = client.get("/controle/")
    page = tree(answer)
    assert answer.status_code == 200
    assert page.xpath("//form[@enctype='multipart/form-data']//input[@type='file'][@multiple]")
    assert page.xpath("//select[@name='profil']/option/@value")[0] == "default"
    assert not page.xpath("//script")
    assert len(answer.content) < 60_000


def test_a_valid_document_is_said_to_be_in_one_sentence(send, letter):
    page = tree(send({"lettre.xml": letter}))
    assert page.xpath("//h2[text()='lettre.xml']")
    assert any(
        words(one).startswith("Ce document est valide") for one in page.xpath("//div[contains(@class,'banner')]")
    )


def test_each_fault_leads_to_its_place_in_the_source_and_back(send, faulty, clock_instant):
    page = tree(send({"lettre.xml": faulty}))
    judged = judge(faulty, at=clock_instant)
    assert not judged.valid
    verdicts = page.xpath("//li[starts-with(@id,'d1-v')]")
    assert len(verdicts) == len(judged.findings)
    for one in verdicts:
        (address,) = one.xpath("./p[@class='lines']/a/@href")
        (target,) = page.xpath(f"//*[@id='{address[1:]}']")
        row = target.getparent()
        assert f"#{one.get('id')}" in row.xpath(".//a/@href")
    wrong = next(one for one in verdicts if "US" in words(one))
    (address,) = wrong.xpath("./p[@class='lines']/a/@href")
    assert 'code="US"' in page.xpath(f"//*[@id='{address[1:]}']")[0].getparent().text_content()


def test_errors_come_first_each_with_what_to_do_and_where_it_is_explained(send, faulty):
    page = tree(send({"lettre.xml": faulty}))
    names = [words(one).split(" (")[0] for one in page.xpath("//div[@class='found']/h3")]
    assert names == sorted(names, key=["Erreurs", "Avertissements", "Informations"].index)
    first = page.xpath("//li[starts-with(@id,'d1-v')]")[0]
    assert first.xpath(".//a[starts-with(@href,'/verdicts/')]")
    assert page.xpath("//a[starts-with(@href,'/regles/DOC-')]")


def test_several_documents_are_checked_at_once_and_numbered_apart(send, letter, faulty):
    page = tree(send({"juste.xml": letter, "faux.xml": faulty}))
    assert page.xpath("//section[@class='checked']/@id") == ["d1", "d2"]
    assert "2 documents contrôlés, 1 à corriger" in words(page)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_report_is_downloaded_without_being_kept_anywhere(send, faulty, clock_instant):
    page = tree(send({"lettre.xml": faulty}))
    files = {
        name: base64.b64decode(page.xpath(f"//a[@download='{name}']/@href")[0].partition("base64,")[2])
        for name in ("controle.json", "controle.csv")
    }
    (document,) = json.loads(files["controle.json"])["documents"]
    assert document == {"file": "lettre.xml", **judge(faulty, at=clock_instant).as_json()}
    lines = list(csv.DictReader(io.StringIO(files["controle.csv"].decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == len(document["verdicts"])
    assert {line["Fichier"] for line in lines} == {"lettre.xml"}


def test_the_document_is_shown_with_its_pdf_and_its_metadata(send, letter):
    answer = send({"lettre.xml": letter})
    page = tree(answer)
    assert "du 15 septembre 2026" in words(page.xpath("//article[@class='document']//h3")[0])
    assert page.xpath("//object[starts-with(@data,'data:application/pdf;base64,')]")
    assert "object-src 'self' data:" in answer.headers["Content-Security-Policy"]
    rows = {
        words(row[0]): words(row[1])
        for row in page.xpath("//table[caption='Métadonnées tirées de l’en-tête']/tbody/tr")
    }
    assert rows["typeCode"].startswith("11490-0")
    assert rows["size (octets)"] == str(len(letter))


def test_nothing_that_a_document_says_becomes_markup_on_the_page(send, altered, letter):
    hostile = altered(letter, "h:title", lambda title: setattr(title, "text", "<script>alert(1)</script>"))
    hostile = hostile.replace(b'code="FR"', b'code="&lt;img src=x onerror=y&gt;"')
    page = tree(send({"<b>nom</b>.xml": hostile}))
    assert not page.xpath("//script | //b | //img | //@onerror")
    assert "alert(1)" in page.text_content()


def test_what_is_no_document_is_told_for_what_it_is(send, letter):
    answer = send(
        {
            "a.xml": b"%PDF-1.7 x",
            "b.xml": b"PK\x03\x04x",
            "c.pdf": b"\x89PNG",
            "d.xml": b"  ",
            "e.pdf": letter,
            "f.xml": b"<x",
        }
    )
    page = tree(answer)
    found = [
        [link.split("/")[2] for link in one.xpath(".//a[starts-with(@href,'/verdicts/')]/@href")]
        for one in page.xpath("//section[@class='checked']")
    ]
    assert [one[0] for one in found[:4]] == [
        "documents.checked-pdf",
        "xdm.not-a-zip",
        *["documents.checked-other"] * 2,
    ]
    assert "documents.checked-pdf" not in found[4]
    assert found[5]


def test_a_sending_beyond_the_bounds_is_refused_whole_and_says_which(send, client, monkeypatch):
    assert "d’autres" not in words(tree(client.get("/controle/")))
    answer = send({f"{number}.xml": b"<a/>" for number in range(uploads.MOST_FILES + 1)})
    assert answer.status_code == 413
    assert "21 fichiers" in words(tree(answer))
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    assert send({"long.xml": b"<a>" + b"x" * 2000}).status_code == 413
    monkeypatch.setattr(uploads, "ALTOGETHER", 1000)
    assert send({"long.xml": b"<a>" + b"x" * 2000}).status_code == 413


def test_a_form_without_a_file_or_with_an_unknown_profile_is_told_so(client, send, letter):
    answer = client.post("/controle/", {"profil": "default"})
    assert (answer.status_code, "aucun document" in words(tree(answer))) == (400, True)
    assert send({"a.xml": letter}, profil="inconnu").status_code == 400


def test_the_form_asks_for_its_token(letter):
    assert Client(enforce_csrf_checks=True).post("/controle/", {"profil": "default"}).status_code == 403


def test_nothing_of_a_document_is_kept(send, letter, files_written, caplog, tmp_path, monkeypatch):
    """Neither a file, nor a line of log, nor a session, nor a page that a browser would keep; nor the database, see above."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = letter.replace(b"</title>", b" " * 5_000_000 + b"</title>")
    caplog.set_level(logging.INFO)  # below, only Socle speaks (config/logs.py)
    with caplog.at_level(logging.DEBUG, "socle"):
        answer = send({"secret-boisjoly.xml": large})
    assert answer.status_code == 200
    assert files_written == []
    assert list(tmp_path.iterdir()) == []
    told = caplog.text.lower()
    assert "boisjoly" not in told
    assert "tamarin" not in told
    assert answer.headers["Cache-Control"] == HEADERS["Cache-Control"] == "no-store"
    assert set(answer.cookies) <= {"csrftoken"}


def test_a_file_opened_for_writing_would_have_been_seen(files_written, tmp_path):
    (tmp_path / "x").write_text("x")
    assert files_written == [str(tmp_path / "x")]


@pytest.fixture
def clock_instant():
    return clock.now()
