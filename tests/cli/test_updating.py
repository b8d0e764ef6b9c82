"""`socle hide`, `show`, `archive`, `delete`: TD3.3 as a user sees it, over mutual TLS with a signed token."""

from __future__ import annotations

import pytest
from tests.cli.dmp import NORTH, PHYSICIAN, SECRETARY, Shell, letter

PATIENT = "288042923299113"
COMMANDS = ("hide", "show", "archive", "delete")
OTHER = "thevenoux"  # another physician of the hospital


@pytest.fixture(scope="module")
def numbers(dmp):
    return {patient["id"]: patient["ins"] for patient in dmp.api("people")["patients"]}


@pytest.fixture(scope="module")
def feed(dmp, numbers, tmp_path_factory):
    """Feeds one more letter of a patient whom no other test touches, into a record open to two physicians."""
    socle, folder = Shell(dmp.tls_url.rstrip("/")), tmp_path_factory.mktemp("updating")
    for who in (PHYSICIAN, OTHER):
        assert socle("authorise", "--patient", numbers["georges"], "--as", who).status == 0

    def feed(hide=()):
        unique_id, data = letter(numbers["georges"])
        file = folder / f"{unique_id}.xml"
        file.write_bytes(data)
        hidden = [word for name in hide for word in ("--hide", name)]
        called = socle("feed", file, "--as", PHYSICIAN, *hidden)
        assert called.status == 0, called.err
        return unique_id

    return feed


@pytest.fixture
def change(socle, numbers):
    """Calls one of the commands on a document of that patient."""

    def change(command, unique_id, *words, who=PHYSICIAN):
        return socle.json(command, unique_id, "--patient", numbers["georges"], "--as", who, *words)

    return change


@pytest.fixture
def listed(socle, numbers):
    """The uniqueIds that an actor finds."""

    def listed(who=PHYSICIAN, *words):
        called = socle.json("find", "--patient", numbers["georges"], "--as", who, *words)
        return [document["unique_id"] for document in called.json["documents"]]

    return listed


class TestRefusals:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_a_dead_port_is_unreachable(self, command):
        called = Shell("https://localhost:1").json(command, "2.25.1", "--patient", PATIENT, "--as", PHYSICIAN)
        assert (called.status, called.out) == (3, b"")

    @pytest.mark.parametrize(
        ("command", "words"),
        [
            ("hide", ("--from", "everybody")),
            ("show", ("--to", "nobody")),
            ("delete", ("--status", "Deleted")),
            ("archive", ("--patient", "1")),
        ],
    )
    def test_words_that_are_off_are_told_before_anything_is_asked(self, command, words):
        called = Shell("https://localhost:1")(command, "2.25.1", "--patient", PATIENT, "--as", PHYSICIAN, *words)
        assert (called.status, called.out) == (2, b"")

    @pytest.mark.parametrize("command", COMMANDS)
    def test_a_document_that_is_not_there(self, change, feed, command):
        called = change(command, "2.25.404")
        assert called.status == 1
        assert (called.json["status"], called.json["unique_id"]) == ("Failure", "2.25.404")
        assert [verdict["severity"] for verdict in called.json["verdicts"]] == ["error"]

    def test_a_patient_has_no_way_in_by_software_and_learns_where_he_acts(self, change, feed):
        called = change("hide", "2.25.404", who="georges")
        assert called.status == 1
        assert "/mon-espace/" in called.err

    @pytest.mark.rule("DMP-115")
    def test_what_the_patient_could_see_cannot_be_hidden_from_him(self, change, feed):
        called = change("hide", feed(), "--from", "patient")
        assert called.status == 1
        assert called.verdicts == [("XDSMetadataUpdateError", "error")]


class TestVisibility:
    @pytest.mark.rule("DMP-094")
    def test_what_one_physician_masks_the_others_find_no_more_until_it_is_shown(self, change, listed, feed):
        unique_id = feed()
        assert unique_id in listed(OTHER)
        assert change("hide", unique_id).json == {"status": "Success", "unique_id": unique_id, "verdicts": []}
        assert unique_id not in listed(OTHER)
        assert unique_id in listed()
        called = change("show", unique_id)
        assert (called.status, called.json["status"]) == (0, "Success")
        assert unique_id in listed(OTHER)

    def test_who_does_not_find_a_masked_document_cannot_unmask_it(self, change, feed):
        unique_id = feed(hide=("professionals",))
        called = change("show", unique_id, who=OTHER)
        assert (called.status, called.json["status"]) == (1, "Failure")

    def test_hiding_again_changes_nothing_and_says_so(self, change, feed):
        unique_id = feed()
        assert change("hide", unique_id).status == 0
        called = change("hide", unique_id)
        assert called.status == 1
        assert called.verdicts == [("XDSMetadataUpdateError", "error")]

    @pytest.mark.rule("DMP-113")
    def test_an_announcement_is_shown_to_the_patient(self, change, feed, socle, numbers):
        unique_id = feed(hide=("patient",))
        assert change("show", unique_id, "--to", "patient").status == 0
        found = socle.json("find", "--patient", numbers["georges"], "--as", PHYSICIAN).json["documents"]
        (shown,) = [document for document in found if document["unique_id"] == unique_id]
        assert [code["code"] for code in shown["confidentiality"]] == ["N"]
        assert shown["version"] == 2


class TestStatus:
    @pytest.mark.rule("DMP-158")
    def test_its_author_archives_a_document_and_takes_it_out_again(self, change, listed, feed):
        unique_id = feed()
        assert change("archive", unique_id).status == 0
        assert unique_id not in listed()
        assert unique_id in listed(PHYSICIAN, "--status", "Archived")
        assert change("archive", unique_id).status == 1
        assert change("archive", unique_id, "--undo").status == 0
        assert unique_id in listed()

    @pytest.mark.rule("DMP-150")
    def test_its_author_deletes_an_archived_document_and_nobody_else_does(self, change, listed, feed):
        unique_id = feed()
        refused = change("delete", unique_id, who=OTHER)
        assert (refused.status, refused.verdicts) == (1, [("DMPAccessDeniedByRightsService", "error")])
        assert change("archive", unique_id).status == 0
        assert change("delete", unique_id).status == 0
        assert unique_id in listed(PHYSICIAN, "--status", "Deleted")
        assert change("archive", unique_id, "--undo").status == 1

    def test_the_structure_deletes_what_it_wrote_by_its_reference_alone(self, change, listed, feed):
        unique_id = feed()
        assert change("archive", unique_id, who=NORTH).status == 1
        assert change("delete", unique_id, "--status", "Archived", who=NORTH).status == 1
        assert change("delete", unique_id, who=NORTH).status == 0
        assert unique_id in listed(PHYSICIAN, "--status", "Deleted")

    def test_people_read_what_was_done(self, socle, numbers, feed):
        unique_id = feed()
        called = socle("archive", unique_id, "--patient", numbers["georges"], "--as", PHYSICIAN)
        assert called.out.decode() == f"{unique_id}: archived\n"
        called = socle("archive", unique_id, "--patient", numbers["georges"], "--as", SECRETARY)
        assert called.status == 1
