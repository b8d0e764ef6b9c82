"""`socle feed`: TD2.1 and TD2.2, file by file, with every verdict."""

from __future__ import annotations

import io
import os
import threading

import pytest
from tests.cli.dmp import (
    AIR_NURSE,
    NORTH,
    NORTH_FINESS,
    PHYSICIAN,
    PHYSICIAN_ID,
    SECRETARY,
    Shell,
    letter,
)
from tests.unprivileged import account, folder_of, without_privileges

NOWHERE = "https://localhost:1"


def only(called):
    (submission,) = called.json["submissions"]
    assert set(submission) == {"file", "status", "unique_id", "entry_uuid", "verdicts"}
    return submission


def codes(submission):
    return [(verdict["id"], verdict["severity"]) for verdict in submission["verdicts"]]


def found(socle, patient, who="guivarch", **options):
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    listed = socle.json("find", "--patient", patient, "--as", who, *words)
    assert listed.status == 0, listed.err
    return {document["unique_id"]: document for document in listed.json["documents"]}


class TestWordsThatAreOff:
    """Told with status 2 before anything is sent: nothing answers at this address."""

    def test_no_file(self):
        assert Shell(NOWHERE)("feed").status == 2

    def test_a_file_that_does_not_exist(self, write_letter, tmp_path):
        _, file = write_letter("288042923299113")
        called = Shell(NOWHERE).json("feed", file, tmp_path / "nothing.xml")
        assert (called.status, called.out) == (2, b"")
        assert "nothing.xml" in called.err

    def test_a_directory(self, tmp_path):
        called = Shell(NOWHERE)("feed", tmp_path)
        assert called.status == 2
        assert "irectory" in called.err

    def test_a_file_that_may_not_be_read(self):
        who = account()
        with folder_of(who, "feed") as home:
            file = home / "letter.xml"
            file.write_bytes(letter("288042923299113")[1])
            if who is not None:
                who.own(file)
            assert Shell(NOWHERE)("feed", file).status == 3  # all that the command needs is loaded from now on
            with without_privileges():
                assert Shell(NOWHERE)("feed", file).status == 3  # read, then nobody answers
            file.chmod(0)
            with without_privileges():
                called = Shell(NOWHERE)("feed", file)
            assert called.status == 2
            assert "Permission denied" in called.err

    def test_one_document_replaced_by_two(self, write_letter):
        files = [write_letter("288042923299113")[1] for _ in range(2)]
        assert Shell(NOWHERE)("feed", *files, "--replace", "2.25.1").status == 2

    def test_a_structure_without_an_actor(self, write_letter):
        assert Shell(NOWHERE)("feed", write_letter("288042923299113")[1], "--structure", NORTH_FINESS).status == 2

    @pytest.mark.parametrize(
        "words", [("--hide", "everybody"), ("--patient", "12"), ("--break-glass", "x", "--regulation")]
    )
    def test_words_that_mean_nothing(self, write_letter, words):
        assert Shell(NOWHERE)("feed", write_letter("288042923299113")[1], *words).status == 2


def test_a_dead_port_is_unreachable_and_says_what_was_done(write_letter):
    _, file = write_letter("288042923299113")
    called = Shell(NOWHERE).json("feed", file)
    assert called.status == 3
    assert called.json == {"submissions": []}


class TestFilesThatAreRefused:
    def test_a_file_that_is_no_cda_is_told_like_any_verdict(self, socle, tmp_path):
        file = tmp_path / "note.txt"
        file.write_text("Bonjour")
        called = socle.json("feed", file)
        assert called.status == 1
        submission = only(called)
        assert (submission["status"], submission["unique_id"], submission["entry_uuid"]) == ("Failure", None, None)
        assert codes(submission) == [("documents.unreadable", "error")]

    def test_another_xml_document_is_no_cda(self, socle, tmp_path):
        file = tmp_path / "page.xml"
        file.write_text("<html/>")
        assert codes(only(socle.json("feed", file))) == [("documents.not-a-cda", "error")]

    def test_an_empty_file_is_told(self, socle, tmp_path):
        file = tmp_path / "empty.xml"
        file.touch()
        assert codes(only(socle.json("feed", file))) == [("documents.unreadable", "error")]

    def test_a_document_without_an_ins_has_no_record_to_go_to(self, socle, tmp_path):
        _, data = letter("288042923299113")
        file = tmp_path / "local.xml"
        file.write_bytes(data.replace(b"1.2.250.1.213.1.4.10", b"1.2.250.1.999.1"))
        assert codes(only(socle.json("feed", file))) == [("client.no-patient", "error")]
        named = socle.json("feed", file, "--patient", "288042923299113")
        assert named.status == 2
        assert "--oid" in named.err

    def test_a_document_of_the_patient_himself_has_nobody_to_act(self, socle, tmp_path):
        _, data = letter("288042923299113")
        root, person = b"1.2.250.1.71.4.2.1", f'extension="{PHYSICIAN_ID}"'.encode()
        mine = data.replace(
            b'<assignedAuthor><id root="' + root + b'" ' + person,
            b'<assignedAuthor><id root="1.2.250.1.213.1.4.10" extension="288042923299113"',
            1,
        )
        assert mine != data
        file = tmp_path / "mine.xml"
        file.write_bytes(mine)
        assert codes(only(socle.json("feed", file))) == [("client.nobody-acts", "error")]

    @pytest.mark.rule("DMP-207")
    def test_a_patient_without_a_record_is_unknown_in_a_whole_sentence(self, socle, ins, tmp_path):
        """Under the root of real INS no record is ever invented."""
        _, data = letter(ins["etienne"])
        file = tmp_path / "real.xml"
        file.write_bytes(data.replace(b"1.2.250.1.213.1.4.10", b"1.2.250.1.213.1.4.8"))
        submission = only(socle.json("feed", file, "--as", PHYSICIAN))
        assert codes(submission) == [("XDSUnknownPatientId", "error")]
        assert submission["verdicts"][0]["fr"] == "Aucun dossier n'existe pour ce patient."

    @pytest.mark.rule("MES-007")
    def test_a_closed_record_takes_nothing(self, socle, ins, write_letter):
        submission = only(socle.json("feed", write_letter(ins["helene"])[1], "--as", PHYSICIAN))
        assert submission["status"] == "Failure"
        assert submission["verdicts"][0]["severity"] == "error"

    def test_a_token_for_another_patient_is_refused_by_the_server(self, socle, ins, write_letter):
        _, file = write_letter(ins["etienne"])
        called = socle.json("feed", file, "--as", PHYSICIAN, "--patient", ins["claire"])
        assert called.status == 1
        submission = only(called)
        assert codes(submission) == [("DMPAccessDeniedByRightsService", "error")]
        assert "patient du jeton" in submission["verdicts"][0]["fr"]

    def test_another_kind_of_matricule_is_another_patient(self, socle, ins, write_letter):
        _, file = write_letter(ins["etienne"])
        called = socle.json(
            "feed", file, "--as", PHYSICIAN, "--patient", ins["etienne"], "--oid", "1.2.250.1.213.1.4.8"
        )
        assert called.status == 1

    def test_who_wrote_nothing_in_it_may_not_deposit_it(self, socle, ins, write_letter):
        submission = only(socle.json("feed", write_letter(ins["etienne"])[1], "--as", "sarrazol"))
        assert submission["status"] == "Failure"
        assert all(verdict["severity"] == "error" for verdict in submission["verdicts"])

    @pytest.mark.rule("DMP-073")
    def test_an_e_cps_never_feeds(self, socle, ins, write_letter):
        _, file = write_letter(ins["etienne"], author="899881000220", structure="1991100033")
        submission = only(socle.json("feed", file, "--as", AIR_NURSE))
        assert codes(submission) == [("DMPAccessDeniedByRightsService", "error")]

    def test_hiding_from_the_patient_and_from_professionals_at_once_is_refused(self, socle, ins, write_letter):
        _, file = write_letter(ins["etienne"])
        submission = only(socle.json("feed", file, "--as", PHYSICIAN, "--hide", "patient", "--hide", "professionals"))
        assert submission["status"] == "Failure"

    def test_a_document_to_replace_that_is_not_there_is_told(self, socle, ins, write_letter):
        _, file = write_letter(ins["etienne"])
        submission = only(socle.json("feed", file, "--as", NORTH, "--replace", "2.25.999"))
        assert codes(submission) == [("record.replaced-unknown", "error")]
        assert "2.25.999" in submission["verdicts"][0]["fr"]

    def test_the_bad_ones_do_not_keep_the_good_ones_out(self, socle, ins, write_letter, tmp_path):
        bad = tmp_path / "bad.xml"
        bad.write_text("<x")
        good = [write_letter(ins["etienne"]) for _ in range(2)]
        called = socle.json("feed", good[0][1], bad, good[1][1], "--as", PHYSICIAN)
        assert called.status == 1
        assert [entry["status"] for entry in called.json["submissions"]] == ["Success", "Failure", "Success"]
        assert [line for line in called.err.splitlines() if line.startswith("[")] == [
            f"[1/3] {good[0][1].name}",
            "[2/3] bad.xml",
            f"[3/3] {good[1][1].name}",
        ]


class TestWhatIsStored:
    def test_a_physician_feeds_without_being_authorised_and_gets_no_reference(self, socle, ins, write_letter):
        unique_id, file = write_letter(ins["etienne"])
        called = socle.json("feed", file, "--as", PHYSICIAN)
        assert called.status == 0, called.out
        submission = only(called)
        assert (submission["file"], submission["status"]) == (str(file), "Success")
        assert (submission["unique_id"], submission["entry_uuid"]) == (unique_id, None)
        assert unique_id in found(socle, ins["etienne"])

    def test_an_authorised_physician_gets_the_reference(self, socle, ins, write_letter):
        assert socle("authorise", "--patient", ins["tom"], "--as", PHYSICIAN).status == 0
        unique_id, file = write_letter(ins["tom"])
        uuid = only(socle.json("feed", file, "--as", PHYSICIAN))["entry_uuid"]
        assert uuid.startswith("urn:uuid:")
        assert found(socle, ins["tom"], PHYSICIAN)[unique_id]["entry_uuid"] == uuid

    def test_a_refusal_of_the_reference_never_stands_in_the_patients_history(self, dmp, socle, ins, write_letter):
        _, file = write_letter(ins["lila"])
        assert socle("feed", file, "--as", PHYSICIAN).status == 0
        why = socle.json("why", "--patient", ins["lila"], "--as", PHYSICIAN, "--action", "find document reference")
        assert why.json["allowed"] is False

    @pytest.mark.rule("DMP-072")
    def test_a_structure_feeds_by_its_certificate(self, socle, ins, write_letter):
        unique_id, file = write_letter(ins["etienne"])
        submission = only(socle.json("feed", file, "--as", NORTH))
        assert submission["status"] == "Success", submission
        assert submission["entry_uuid"].startswith("urn:uuid:")
        assert unique_id in found(socle, ins["etienne"])

    def test_an_employee_feeds_with_a_card_of_her_own(self, socle, ins, write_letter):
        unique_id, file = write_letter(ins["etienne"])
        submission = only(socle.json("feed", file, "--as", SECRETARY))
        assert submission["status"] == "Success", submission
        assert submission["entry_uuid"].startswith("urn:uuid:")
        assert unique_id in found(socle, ins["etienne"])

    def test_without_as_the_author_of_the_document_acts(self, socle, ins, write_letter):
        _, file = write_letter(ins["etienne"], author="899887654321", structure="1990999999")
        submission = only(socle.json("feed", file))
        assert submission["status"] == "Success"
        assert {severity for _, severity in codes(submission)} <= {"warning"}

    def test_warnings_do_not_refuse_and_are_shown_as_warnings(self, socle, ins, write_letter):
        _, file = write_letter(ins["etienne"], author="899887654321", structure="1990999999")
        called = socle("feed", file)
        assert called.status == 0
        lines = called.out.decode().splitlines()
        assert lines[0].startswith(f"Success  {file}")
        assert any(line.startswith("  warning InvalidDocumentContent: ") for line in lines[1:])
        assert not any("error" in line for line in lines)

    def test_one_file_needs_no_progress(self, socle, ins, write_letter):
        assert socle("feed", write_letter(ins["etienne"])[1], "--as", PHYSICIAN).err == ""

    def test_the_same_file_again_succeeds_and_adds_nothing(self, socle, ins, write_letter):
        _, file = write_letter(ins["noah"])
        first = only(socle.json("feed", file, "--as", NORTH))
        again = only(socle.json("feed", file, "--as", NORTH))
        assert (first["status"], again["status"]) == ("Success", "Success")
        assert first["entry_uuid"] == again["entry_uuid"]

    def test_the_same_id_with_other_bytes_is_refused(self, socle, ins, write_letter):
        _, file = write_letter(ins["noah"])
        assert socle("feed", file, "--as", NORTH).status == 0
        file.write_bytes(
            file.read_bytes().replace("CR opératoire</title>".encode(), "CR opératoire bis</title>".encode())
        )
        submission = only(socle.json("feed", file, "--as", NORTH))
        assert codes(submission) == [("XDSNonIdenticalHash", "error")]

    @pytest.mark.rule("DMP-159")
    def test_a_replaced_document_gives_way_to_the_new_one(self, socle, ins, write_letter):
        (old, first), (new, second) = write_letter(ins["sabine"]), write_letter(ins["sabine"])
        assert socle("feed", first, "--as", NORTH).status == 0
        assert only(socle.json("feed", second, "--as", NORTH, "--replace", old))["status"] == "Success"
        assert socle("authorise", "--patient", ins["sabine"], "--as", PHYSICIAN).status == 0
        assert new in found(socle, ins["sabine"], PHYSICIAN)
        assert old not in found(socle, ins["sabine"], PHYSICIAN)
        assert found(socle, ins["sabine"], PHYSICIAN, status="deprecated")[old]["status"] == "Deprecated"

    def test_a_document_hidden_from_the_patient_says_so(self, socle, ins, write_letter):
        unique_id, file = write_letter(ins["etienne"])
        assert socle("feed", file, "--as", PHYSICIAN, "--hide", "patient", "--hide", "patient").status == 0
        document = found(socle, ins["etienne"])[unique_id]
        assert [code["code"] for code in document["confidentiality"]] == ["N", "INVISIBLE_PATIENT"]

    def test_a_minors_document_may_be_hidden_from_his_representatives(self, socle, ins, write_letter):
        _, file = write_letter(ins["tom"])
        called = socle.json("feed", file, "--as", PHYSICIAN, "--hide", "representatives", "--secret")
        assert only(called)["status"] == "Success", called.out

    def test_a_pipe_is_a_file_like_any_other(self, socle, ins, tmp_path):
        _, data = letter(ins["etienne"])
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(data,))
        writer.start()
        assert only(socle.json("feed", pipe, "--as", PHYSICIAN))["status"] == "Success"
        writer.join(10)


def test_the_command_itself_keeps_json_alone_on_standard_output(dmp, ins, write_letter):
    files = [str(write_letter(ins["etienne"])[1]) for _ in range(2)]
    done = dmp.cli("feed", "--json", "--as", PHYSICIAN, *files)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{")
    assert done.stdout.count("Success") == 2
    assert "[2/2]" in io.StringIO(done.stderr).read()
