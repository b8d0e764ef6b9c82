"""The 31 public CDA samples, deposited as they stand over real TLS, then found and read again.

What each of them gives is written in docs/divergences/cda-samples.md; the page and the world must agree.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from socle.client import identity
from socle.client.dmp import Dmp, find_documents
from socle.clock import parse_instant
from socle.documents import cda, derive
from socle.documents.author import acting_author
from tests.cli.dmp import Shell
from tests.servers import sandbox_server

PAGE = Path(__file__).parent.parent.parent / "docs" / "divergences" / "cda-samples.md"
#: A physician of the default world: every document type of the samples is open to physicians.
READER = "abgrall"
#: What the server adds to an entry.
GIVEN = ("id", "logical_id", "version", "status", "repository_unique_id")

pytestmark = pytest.mark.database


def rows() -> dict[str, dict[str, str]]:
    """The page's table, by file name."""
    cells = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    heading, _, *lines = cells
    return {line[0]: dict(zip(heading, line, strict=True)) for line in lines}


ROWS = rows()
ACCEPTED = [name for name, row in ROWS.items() if row["outcome"] == "Success"]
REFUSED = [name for name, row in ROWS.items() if row["outcome"] == "Failure"]


def entry_of(file: Path):
    document, findings = cda.read(file.read_bytes())
    assert document is not None, findings
    return derive(document, file.read_bytes())


class Fed:
    """The sandbox once every sample was fed, one call of the command for all of them."""

    def __init__(self, running, folder: Path) -> None:
        self.running = running
        self.folder = folder
        self.socle = Shell(running.tls_url.rstrip("/"))
        self.files = sorted(folder.glob("*.xml"))
        self.entries = {file.name: entry_of(file) for file in self.files}
        self.called = self.socle.json("feed", *self.files)
        self.submissions = {Path(entry["file"]).name: entry for entry in self.called.json["submissions"]}
        self._listed = {}

    def reader(self, name: str) -> tuple[str, ...]:
        """The words by which the reader names the patient of a sample, and himself."""
        patient = self.entries[name].patient_id
        return ("--patient", patient.id, "--oid", patient.authority, "--as", READER)

    def listed(self, name: str) -> dict:
        """What the reader, authorised, finds in the record of a sample's patient."""
        words = self.reader(name)
        if words not in self._listed:
            assert self.socle("authorise", *words).status == 0
            found = self.socle.json("find", *words)
            assert found.status == 0, found.err
            self._listed[words] = {document["unique_id"]: document for document in found.json["documents"]}
        return self._listed[words]

    def history(self, name: str) -> int:
        words = self.reader(name)
        return len(self.socle.json("find", *words, "--status", "approved", "--status", "deprecated").json["documents"])


@pytest.fixture(scope="module")
def fed(samples, tmp_path_factory):
    with sandbox_server(tmp_path_factory.mktemp("samples"), at="2026-11-16T09:00:00Z") as running:
        yield Fed(running, samples / "cda")


class TestThePage:
    def test_has_a_line_for_every_sample_and_no_other(self, fed):
        assert list(ROWS) == [file.name for file in fed.files]
        assert len(ROWS) == 31

    @pytest.mark.parametrize("name", ROWS)
    def test_says_what_happens(self, fed, name):
        row, submission = ROWS[name], fed.submissions[name]
        assert submission["status"] == row["outcome"], submission["verdicts"]
        assert submission["unique_id"] == fed.entries[name].unique_id
        counted = Counter((verdict["severity"], verdict["id"]) for verdict in submission["verdicts"])
        told = ", ".join(f"{severity} {id} × {number}" for (severity, id), number in counted.items())
        assert (told or "none") == row["verdicts"]

    @pytest.mark.parametrize("name", ROWS)
    def test_names_what_each_verdict_is_about(self, fed, name):
        about = re.findall(r"`(.+?)`", ROWS[name]["about"])
        sentences = [verdict["fr"] for verdict in fed.submissions[name]["verdicts"]]
        assert bool(about) == bool(sentences)
        assert all(any(each in sentence for each in about) for sentence in sentences)
        assert all(any(each in sentence for sentence in sentences) for each in about)

    @pytest.mark.parametrize("name", REFUSED)
    def test_quotes_a_refusal_word_for_word(self, fed, name):
        quoted = re.findall(r"`(.+?)`", ROWS[name]["about"])
        assert [verdict["fr"] for verdict in fed.submissions[name]["verdicts"]] == quoted

    @pytest.mark.parametrize("name", ROWS)
    def test_gives_the_type_and_who_acts(self, fed, name):
        document, _ = cda.read((fed.folder / name).read_bytes())
        assert fed.entries[name].type_code.code == ROWS[name]["type"]
        assert acting_author(document).kind == ROWS[name]["acts as"]

    def test_explains_every_verdict(self):
        text = PAGE.read_text("utf-8")
        for row in ROWS.values():
            notes = re.findall(r"note (\d)", row["why"])
            assert bool(notes) == (row["verdicts"] != "none")
            assert all(f"\n{note}. " in text for note in notes)


class TestFeeding:
    def test_one_refusal_makes_the_whole_call_end_with_1(self, fed):
        assert fed.called.status == (1 if REFUSED else 0)

    def test_progress_is_told_apart_from_the_result(self, fed):
        progress = [line for line in fed.called.err.splitlines() if line.startswith("[")]
        assert progress == [f"[{rank}/31] {file.name}" for rank, file in enumerate(fed.files, 1)]

    def test_a_device_gets_the_reference_of_what_it_fed(self, fed):
        name = next(name for name, row in ROWS.items() if row["acts as"] == "device")
        assert fed.submissions[name]["entry_uuid"] == fed.listed(name)[fed.entries[name].unique_id]["entry_uuid"]

    @pytest.mark.parametrize("name", REFUSED)
    def test_what_was_refused_is_nowhere(self, fed, name):
        called = fed.socle.json("record", *fed.reader(name))
        assert (called.status, called.json["exists"]) == (0, False)
        assert fed.socle("get", fed.entries[name].unique_id, *fed.reader(name)).status == 1


class TestReadingAgain:
    @pytest.mark.parametrize("name", ACCEPTED)
    def test_byte_for_byte(self, fed, name):
        assert fed.listed(name)
        called = fed.socle("get", fed.entries[name].unique_id, *fed.reader(name))
        assert (called.status, called.err) == (0, "")
        assert called.out == (fed.folder / name).read_bytes()

    @pytest.mark.parametrize("name", ACCEPTED)
    def test_with_the_metadata_of_its_header(self, fed, name):
        """Field by field. Source: spec/cda.md 10."""
        listed, entry = fed.listed(name)[fed.entries[name].unique_id], fed.entries[name]
        assert listed["status"] == "Approved"
        assert listed["version"] == 1
        assert listed["entry_uuid"] == listed["logical_id"]
        assert listed["repository"] == "1.2.250.1.213.4.1.1.1.2"
        assert {key: value for key, value in listed.items() if key not in SERVER_FIELDS} == fields(entry)

    def test_with_what_the_command_does_not_show_as_well(self, fed, tmp_path):
        """The whole entry, as the SDK gives it: patient's details and references included."""
        actor = identity.of(fed.running.api(f"actors/{READER}"))
        at = parse_instant(fed.running.api("clock")["now"])
        patients = {str(fed.entries[name].patient_id): fed.entries[name].patient_id for name in ACCEPTED}
        for name in ACCEPTED:
            assert fed.listed(name)  # the reader is authorised
        found = {}
        with Dmp(fed.running.tls_url, actor, now=lambda: at) as dmp:
            for patient in patients.values():
                found |= {entry.unique_id: entry for entry in dmp.find(find_documents(patient), patient).entries}
        for name in ACCEPTED:
            expected, got = fed.entries[name], found[fed.entries[name].unique_id]
            assert replace(got, **{field: getattr(expected, field) for field in GIVEN}) == expected, name


SERVER_FIELDS = ("entry_uuid", "logical_id", "version", "status", "repository")


def fields(entry) -> dict:
    """What the contract lists of an entry, as its header gives it."""

    def code(value):
        return {"code": value.code, "scheme": value.scheme, "label": value.label} if value else None

    return {
        "unique_id": entry.unique_id,
        "title": entry.title,
        "class_code": code(entry.class_code),
        "type_code": code(entry.type_code),
        "format_code": code(entry.format_code),
        "practice_setting": code(entry.practice_setting),
        "facility_type": code(entry.healthcare_facility_type),
        "creation_time": entry.creation_time,
        "service_start": entry.service_start_time,
        "service_stop": entry.service_stop_time,
        "authors": [
            {
                "person": str(author.person) if author.person else None,
                "institution": str(author.institutions[0]) if author.institutions else None,
                "role": author.roles[0] if author.roles else None,
                "specialty": author.specialties[0] if author.specialties else None,
            }
            for author in entry.authors
        ],
        "legal_authenticator": str(entry.legal_authenticator) if entry.legal_authenticator else None,
        "event_codes": [code(value) for value in entry.event_codes],
        "language": entry.language,
        "mime_type": entry.mime_type,
        "hash": entry.hash,
        "size": entry.size,
        "confidentiality": [code(value) for value in entry.confidentiality],
        "patient": str(entry.patient_id),
        "source_patient": str(entry.source_patient_id),
        "reference_ids": list(entry.reference_ids),
    }


class TestTheSameAgain:
    """After the others: these change the records."""

    NAME = "LDL-SES_2022.01.xml"

    def test_an_identical_document_is_accepted_and_stored_once(self, fed):
        before = fed.history(self.NAME)
        again = fed.socle.json("feed", fed.folder / self.NAME)
        assert (again.status, again.json["submissions"][0]["status"]) == (0, "Success")
        assert fed.history(self.NAME) == before

    def test_a_new_version_replaces_the_old_one(self, fed, tmp_path):
        new, old = self._variant(fed, tmp_path, "2.25.314159"), fed.entries[self.NAME].unique_id
        actor = self._author(fed)
        assert fed.socle("authorise", *fed.reader(self.NAME)[:4], "--as", actor).status == 0
        called = fed.socle.json("feed", new, "--as", actor, "--replace", old)
        assert called.status == 0, called.out
        words = fed.reader(self.NAME)
        current = {document["unique_id"] for document in fed.socle.json("find", *words).json["documents"]}
        assert "2.25.314159" in current
        assert old not in current
        (deprecated,) = fed.socle.json("find", *words, "--status", "deprecated").json["documents"]
        assert deprecated["unique_id"] == old

    def test_a_document_may_be_hidden_from_the_patient(self, fed, tmp_path):
        hidden = self._variant(fed, tmp_path, "2.25.271828")
        called = fed.socle.json("feed", hidden, "--hide", "patient")
        assert called.status == 0, called.out
        listed = fed.socle.json("find", *fed.reader(self.NAME)).json["documents"]
        (document,) = [document for document in listed if document["unique_id"] == "2.25.271828"]
        assert [code["code"] for code in document["confidentiality"]] == ["N", "INVISIBLE_PATIENT"]

    def _variant(self, fed, folder: Path, unique_id: str) -> Path:
        """The letter again, with an id of its own."""
        data = (fed.folder / self.NAME).read_bytes()
        own = f'<id root="{fed.entries[self.NAME].unique_id}"'.encode()
        assert data.count(own) == 1
        file = folder / f"{unique_id}.xml"
        file.write_bytes(data.replace(own, f'<id root="{unique_id}"'.encode()))
        return file

    def _author(self, fed) -> str:
        document, _ = cda.read((fed.folder / self.NAME).read_bytes())
        return acting_author(document).idnat


def test_the_result_is_json_from_the_first_byte_to_the_last(fed):
    assert json.loads(fed.called.out)["submissions"]
