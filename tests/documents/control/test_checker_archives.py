"""Archives dropped on the checker: their own verdicts, then each document in them as if it had come alone.

No test here may use the database, as in the tests of the page.
"""

from __future__ import annotations

import io
import logging
import tempfile
import zipfile

import pytest
from tests.documents.control.test_checker_page import tree, words
from tests.documents.xdm.conftest import AT, SENDER

from socle import clock
from socle.documents import xdm
from socle.documents.checking import judge
from socle.documents.control import uploads

CHECKS = "/controle/api/v1/checks"
LOT = "IHE_XDM/SUBSET01"
DOC1, DOC2 = f"{LOT}/DOC00001.XML", f"{LOT}/DOC00002.XML"


@pytest.fixture(scope="module")
def other(faulty) -> bytes:
    """The wrong one, with a uniqueId of its own."""
    return faulty.replace(b'.1.1.102"/>', b'.1.1.103"/>', 1)


@pytest.fixture(scope="module")
def archive(letter, other) -> bytes:
    """An XDM archive of two documents, of which the second is wrong."""
    return xdm.pack([[letter, other]], sender=SENDER, at=AT).data


def zipped(*files, method=zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, data in files:
            made.writestr(name, data)
    return target.getvalue()


def with_files(data, changed=(), added=()) -> bytes:
    """The same archive with files of other bytes, or without them (None), and others added."""
    changes = dict(changed)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        files = [(name, changes.get(name, opened.read(name))) for name in opened.namelist()]
    return zipped(*((name, content) for name, content in files if content is not None), *added)


@pytest.fixture
def report(send):
    """The report of files, row by row: name → what is said of it."""

    def rows(**files):
        answer = send({name.replace("_", "."): data for name, data in files.items()}, CHECKS)
        assert answer.status_code == 200, answer.content
        return {one["file"]: one for one in answer.json()["documents"]}

    return rows


def ids(row) -> list[str]:
    return [one["id"] for one in row["verdicts"]]


def test_each_document_of_an_archive_is_judged_as_if_it_had_come_alone(report, archive, letter, other):
    at = clock.now()
    found = report(envoi_zip=archive)
    assert list(found) == ["envoi.zip", f"envoi.zip/{DOC1}", f"envoi.zip/{DOC2}"]
    assert (found["envoi.zip"]["archive"], found["envoi.zip"]["valid"], ids(found["envoi.zip"])) == (True, True, [])
    for path, data in ((DOC1, letter), (DOC2, other)):
        assert found[f"envoi.zip/{path}"] == {"file": f"envoi.zip/{path}", **judge(data, at=at).as_json()}


def test_the_page_shows_the_archive_then_its_documents_and_sums_them_up(send, archive):
    page = tree(send({"envoi.zip": archive}))
    assert [words(one) for one in page.xpath("//section[@class='checked']/h2")] == [
        "envoi.zip",
        f"envoi.zip/{DOC1}",
        f"envoi.zip/{DOC2}",
    ]
    assert "1 archive, aucune à corriger ; 2 documents contrôlés, 1 à corriger" in words(page)
    assert "Cette archive est valide." in words(page.xpath("//section[@id='d1']")[0])


def test_an_altered_document_is_told_of_the_archive_and_judged_all_the_same(report, archive, letter):
    found = report(envoi_zip=with_files(archive, {DOC1: letter.replace(b"</title>", b" bis</title>")}))
    assert set(ids(found["envoi.zip"])) == {"xdm.document-altered"}
    assert {one["path"] for one in found["envoi.zip"]["verdicts"]} == {"SUBSET01/DOC00001.XML"}
    assert not found["envoi.zip"]["valid"]
    assert found[f"envoi.zip/{DOC1}"]["valid"]


def test_what_no_metadata_announce_is_judged_after_the_rest(report, archive, letter):
    found = report(envoi_zip=with_files(archive, added=[(f"{LOT}/AUTRE.XML", letter), (f"{LOT}/STYLE.XSL", b"<x/>")]))
    assert list(found)[-1] == f"envoi.zip/{LOT}/AUTRE.XML"
    assert len(found) == 4
    assert ids(found["envoi.zip"]) == ["xdm.file-not-listed"] * 2


def test_a_zip_file_that_is_no_xdm_archive_says_so_and_its_documents_are_judged(report, letter):
    utf16 = letter.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    files = (("lettres/a.xml", letter), ("b.xml", utf16), ("c.xml", b"<autre/>"), ("d.zip", zipped(("e.xml", letter))))
    found = report(lettres_zip=zipped(*files))
    assert list(found) == ["lettres.zip", "lettres.zip/lettres/a.xml", "lettres.zip/b.xml"]
    assert ids(found["lettres.zip"]) == ["xdm.not-an-xdm"]
    assert found["lettres.zip/b.xml"]["type_code"] == "11490-0"


def test_a_document_of_another_kind_is_told_and_not_judged(report, archive):
    found = report(envoi_zip=with_files(archive, {DOC1: b"%PDF-1.4 nothing"}))
    assert list(found) == ["envoi.zip", f"envoi.zip/{DOC2}"]
    assert ids(found["envoi.zip"])[-1] == "documents.checked-inside"
    assert found["envoi.zip"]["verdicts"][-1]["path"] == DOC1


def test_a_damaged_file_is_told_once_and_the_others_are_judged(report, letter, archive):
    whole = zipped(("a.xml", letter), ("b.xml", b"<ClinicalDocument/>"), method=zipfile.ZIP_STORED)
    found = report(lettres_zip=whole.replace(b"<ClinicalDocument/>", b"<ClinicalDocumend/>", 1))
    assert list(found) == ["lettres.zip", "lettres.zip/a.xml"]
    assert ids(found["lettres.zip"]) == ["xdm.not-an-xdm", "xdm.file-damaged"]
    cut = report(envoi_zip=archive[:-100])
    assert ids(cut["envoi.zip"]) == ["xdm.not-a-zip"]


@pytest.mark.parametrize(
    ("files", "verdict"),
    [
        ([("a.xml", b"<a/>" + b" " * 8_000_000)], "xdm.too-much"),
        ([(f"{number}.xml", b"") for number in range(1001)], "xdm.too-much"),
        ([("../a.xml", b"<ClinicalDocument/>")], "xdm.hostile-name"),
    ],
    ids=["bomb", "files", "name"],
)
def test_a_hostile_archive_stays_closed(report, files, verdict):
    found = report(envoi_zip=zipped(*files))
    assert {name: set(ids(row)) for name, row in found.items()} == {"envoi.zip": {verdict}}


def test_archives_share_what_one_sending_may_bring(send, report, letter, monkeypatch):
    two = zipped(("a.xml", letter), ("b.xml", letter))
    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    answer = send({"a.zip": two, "b.zip": two}, CHECKS)
    assert (answer.status_code, answer.json()["verdict"]) == (413, "documents.checked-too-large")
    assert "4 documents" in answer.json()["detail"]
    assert "4 documents" in words(tree(send({"a.zip": two, "b.zip": two})))
    monkeypatch.undo()
    monkeypatch.setattr(uploads, "ALTOGETHER", 3 * len(letter))
    found = report(a_zip=two, b_zip=two)
    assert list(found) == ["a.zip", "a.zip/a.xml", "a.zip/b.xml", "b.zip"]
    assert ids(found["b.zip"]) == ["xdm.too-much"]


def test_an_archive_is_sent_to_the_interface_as_it_is(client, archive):
    for kind in ("application/zip", "application/octet-stream"):
        rows = client.post(CHECKS, archive, content_type=kind).json()["documents"]
        assert [row["file"] for row in rows] == ["archive.zip", f"archive.zip/{DOC1}", f"archive.zip/{DOC2}"]


def test_a_path_cannot_write_on_the_page_nor_turn_its_letters_round(send, letter):
    page = tree(send({"a.zip": zipped(("<b>x</b>/\u202elmx.xml", letter))}))
    assert words(page.xpath("//section[@class='checked']/h2")[1]) == "a.zip/<b>x</b>/_lmx.xml"
    assert not page.xpath("//b")


def test_nothing_of_an_archive_is_kept(send, archive, files_written, caplog, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.INFO)
    assert send({"envoi.zip": with_files(archive, added=[("large.bin", b"\0" * 3_000_000)])}).status_code == 200
    assert files_written == []
    assert list(tmp_path.iterdir()) == []
    assert "boisjoly" not in caplog.text.lower()
