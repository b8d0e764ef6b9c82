"""`socle get`: TD3.2 as a user sees it."""

from __future__ import annotations

import base64

import pytest
from tests.cli.dmp import AIR_NURSE, NORTH, PHYSICIAN, Shell, letter


@pytest.fixture(scope="module")
def fed(dmp, ins, tmp_path_factory):
    """A letter of a patient whom no other test touches: its uniqueId and bytes; the physician is authorised."""
    socle = Shell(dmp.tls_url.rstrip("/"))
    unique_id, data = letter(ins["florence"])
    file = tmp_path_factory.mktemp("get") / "letter.xml"
    file.write_bytes(data)
    assert socle("feed", file, "--as", PHYSICIAN).status == 0
    for who in (PHYSICIAN, AIR_NURSE):
        assert socle("authorise", "--patient", ins["florence"], "--as", who).status == 0
    return unique_id, data


class TestRefusals:
    def test_a_dead_port_is_unreachable(self):
        called = Shell("https://localhost:1")("get", "2.25.1", "--patient", "288042923299113", "--as", PHYSICIAN)
        assert (called.status, called.out) == (3, b"")

    @pytest.mark.parametrize("place", [".", "nowhere/letter.xml"])
    def test_a_file_that_cannot_be_written_is_told_before_anything_is_read(self, tmp_path, place):
        words = ("--patient", "288042923299113", "--as", PHYSICIAN, "-o", tmp_path / place)
        assert Shell("https://localhost:1")("get", "2.25.1", *words).status == 2

    def test_a_document_that_is_not_there(self, socle, ins, fed):
        called = socle.json("get", "2.25.404", "--patient", ins["florence"], "--as", PHYSICIAN)
        assert called.status == 1
        assert called.verdicts == [("XDSDocumentUniqueIdError", "error")]

    def test_an_entry_uuid_is_no_document_id(self, socle, ins, fed):
        uuid = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
        called = socle.json("get", uuid, "--patient", ins["florence"], "--as", PHYSICIAN)
        assert called.verdicts == [("XDSDocumentUniqueIdError", "error")]

    def test_who_is_not_authorised_gets_no_byte(self, socle, ins, fed):
        called = socle("get", fed[0], "--patient", ins["florence"], "--as", "quemard")
        assert (called.status, called.out) == (1, b"")
        assert called.err

    @pytest.mark.rule("DMP-072")
    def test_a_certificate_never_reads(self, socle, ins, fed):
        assert socle("get", fed[0], "--patient", ins["florence"], "--as", NORTH).status == 1

    def test_a_refusal_leaves_no_file(self, socle, ins, fed, tmp_path):
        file = tmp_path / "letter.xml"
        socle("get", fed[0], "--patient", ins["florence"], "--as", "quemard", "-o", file)
        assert not file.exists()

    def test_a_document_of_another_patient_is_as_if_absent(self, socle, ins, fed):
        assert socle("authorise", "--patient", ins["yasmine"], "--as", PHYSICIAN).status == 0
        called = socle.json("get", fed[0], "--patient", ins["yasmine"], "--as", PHYSICIAN)
        assert called.status == 1


class TestTheBytes:
    def test_standard_output_is_the_document_and_nothing_else(self, socle, ins, fed):
        called = socle("get", fed[0], "--patient", ins["florence"], "--as", PHYSICIAN)
        assert (called.status, called.out, called.err) == (0, fed[1], "")

    def test_a_file_holds_the_same_bytes(self, socle, ins, fed, tmp_path):
        file = tmp_path / "letter.xml"
        called = socle.json("get", fed[0], "--patient", ins["florence"], "--as", PHYSICIAN, "-o", file)
        assert file.read_bytes() == fed[1]
        assert called.json == {
            "unique_id": fed[0],
            "mime_type": "text/xml",
            "size": len(fed[1]),
            "verdicts": [],
            "file": str(file),
        }

    def test_json_without_a_file_carries_the_bytes_in_base64(self, socle, ins, fed):
        called = socle.json("get", fed[0], "--patient", ins["florence"], "--as", PHYSICIAN)
        assert base64.b64decode(called.json["content"]) == fed[1]

    def test_break_glass_reads_without_authorisation(self, socle, ins, fed):
        words = ("--patient", ins["florence"], "--as", "quemard", "--break-glass", "patiente inconsciente")
        assert socle("get", fed[0], *words).out == fed[1]

    def test_what_a_nurse_with_an_e_cps_finds_she_gets(self, socle, ins, fed):
        words = ("--patient", ins["florence"], "--as", AIR_NURSE)
        listed = [document["unique_id"] for document in socle.json("find", *words).json["documents"]]
        assert socle("get", fed[0], *words).status == (0 if fed[0] in listed else 1)

    def test_the_command_itself_writes_the_bytes_alone(self, dmp, ins, fed):
        done = dmp.cli("get", fed[0], "--patient", ins["florence"], "--as", PHYSICIAN)
        assert done.returncode == 0, done.stderr
        assert done.stdout.encode() == fed[1]
