"""`socle xdm`: archives made of documents and read back, without any server."""

from __future__ import annotations

import json

import pytest
from tests.cli.dmp import letter

from socle.cli.main import main


@pytest.fixture
def call(capsys):
    """Calls the command with `--json`; gives its status and its document."""

    def run(*words):
        status = main(["xdm", words[0], "--json", *map(str, words[1:])])
        out = capsys.readouterr().out
        return status, json.loads(out) if out else None

    return run


@pytest.fixture
def letters(tmp_path):
    files = []
    for number in range(2):
        file = tmp_path / f"letter{number}.xml"
        file.write_bytes(letter("279035121518989")[1])
        files.append(file)
    return files


def test_documents_packed_come_back_into_a_folder_as_they_were(call, letters, tmp_path):
    archive = tmp_path / "IHE_XDM.ZIP"
    status, made = call("pack", *letters, "-o", archive)
    assert status == 0
    assert set(made) == {"submission_sets", "documents", "verdicts"}
    assert [document["intact"] for document in made["documents"]] == [True, True]
    status, found = call("unpack", archive, "-d", tmp_path / "out")
    assert status == 0
    assert [(document["hash_ok"], document["size_ok"]) for document in found["documents"]] == [(True, True)] * 2
    written = [tmp_path / "out" / "SUBSET01" / f"DOC0000{rank}.XML" for rank in (1, 2)]
    assert [document["file"] for document in found["documents"]] == list(map(str, written))
    assert [file.read_bytes() for file in written] == [file.read_bytes() for file in letters]
    assert len(found["submission_sets"]) == 1
    # Nothing is written over what is there already.
    assert call("unpack", archive, "-d", tmp_path / "out") == (2, None)


def test_each_document_may_have_a_submission_set_of_its_own(call, letters, tmp_path):
    status, made = call("pack", *letters, "--each", "-o", tmp_path / "a.zip")
    assert status == 0
    assert [lot["folder"] for lot in made["submission_sets"]] == ["SUBSET01", "SUBSET02"]


def test_documents_of_two_people_make_no_archive(call, letters, tmp_path):
    letters[1].write_bytes(letter("288042923299113")[1])
    status, made = call("pack", *letters, "-o", tmp_path / "a.zip")
    assert (status, [verdict["id"] for verdict in made["verdicts"]]) == (1, ["xdm.several-patients"])
    assert not (tmp_path / "a.zip").exists()


def test_what_is_refused_has_status_1_and_writes_nothing(call, tmp_path):
    file = tmp_path / "a.zip"
    file.write_bytes(b"PK nothing")
    status, found = call("unpack", file, "-d", tmp_path / "out")
    assert (status, [verdict["id"] for verdict in found["verdicts"]]) == (1, ["xdm.not-a-zip"])
    assert not (tmp_path / "out").exists()


def test_a_file_that_does_not_exist_is_words_that_are_off(call, tmp_path):
    assert call("unpack", tmp_path / "nothing.zip") == (2, None)
    assert call("pack", tmp_path / "nothing.xml", "-o", tmp_path / "a.zip") == (2, None)


def test_people_read_which_documents_may_be_filed(letters, tmp_path, capsys):
    assert main(["xdm", "pack", str(letters[0]), "-o", str(tmp_path / "a.zip"), "--sender", "Dr X"]) == 0
    assert main(["xdm", "unpack", str(tmp_path / "a.zip")]) == 0
    assert "IHE_XDM/SUBSET01/DOC00001.XML  intact" in capsys.readouterr().out
