"""`socle record`: TD0.2 as a user sees it."""

from __future__ import annotations

import pytest
from tests.cli.dmp import NORTH, PHYSICIAN, SECRETARY, Shell

SHAPE = {
    "exists",
    "status",
    "authorisation",
    "treating_physician",
    "attached_to_space",
    "internet_account",
    "closed_at",
    "closing_motive",
    "closing_reason",
}


def ask(socle, ins, who):
    called = socle.json("record", "--patient", ins, "--as", who)
    assert called.status == 0, called.err
    assert set(called.json) == SHAPE
    return called.json


def test_a_dead_port_is_unreachable():
    called = Shell("https://localhost:1")("record", "--patient", "288042923299113", "--as", PHYSICIAN)
    assert (called.status, called.out) == (3, b"")
    assert "localhost:1" in called.err


def test_a_word_that_is_no_matricule_is_told_before_anything_is_asked():
    called = Shell("https://localhost:1")("record", "--patient", "12345", "--as", PHYSICIAN)
    assert (called.status, called.out) == (2, b"")
    assert "12345" in called.err


def test_an_actor_whom_nobody_knows_is_refused(socle, ins):
    called = socle("record", "--patient", ins["claire"], "--as", "personne")
    assert called.status == 1
    assert "personne" in called.err


def test_the_dmp_does_not_speak_over_plain_http(dmp, ins):
    called = Shell(dmp.url)("record", "--patient", ins["claire"], "--as", PHYSICIAN)
    assert called.status == 2
    assert "https" in called.err


def test_no_command_accepts_a_server_of_another_authority(socle, ins, tmp_path):
    assert socle("pki", "issue", PHYSICIAN, "-d", tmp_path / "card").status == 0
    (tmp_path / "card" / "authority.pem").write_text((tmp_path / "card" / "tls.crt.pem").read_text())
    called = socle("record", "--patient", ins["claire"], "--as", tmp_path / "card")
    assert called.status == 3
    assert "certificate" in called.err.lower()


@pytest.mark.rule("DMP-207")
def test_a_patient_without_a_record_is_no_failure(socle, ins):
    told = ask(socle, ins["gilbert"], PHYSICIAN)
    assert told["exists"] is False
    assert told["status"] is None


def test_a_closed_record_says_when_and_why(socle, ins):
    told = ask(socle, ins["helene"], PHYSICIAN)
    assert (told["exists"], told["status"]) == (True, "closed")
    assert told["closed_at"].startswith("20260302")
    assert told["closing_motive"]


def test_the_caller_learns_what_he_may_expect(socle, ins):
    told = ask(socle, ins["claire"], "guivarch")
    assert told["authorisation"] == "VALIDE"
    assert told["treating_physician"] is True
    assert told["attached_to_space"] is True
    stranger = ask(socle, ins["claire"], "verdelhan")
    assert (stranger["authorisation"], stranger["treating_physician"]) == ("NON_EXISTE", False)


def test_a_physician_who_works_nowhere_any_more_is_refused(socle, ins):
    called = socle.json("record", "--patient", ins["bernard"], "--as", "pintaud")
    assert (called.status, called.json["status"]) == (1, "Failure")
    (verdict,) = called.json["verdicts"]
    assert verdict["fr"] == "PS et Structure non lies"
    assert verdict["side"] == "Sender"


def test_a_blocked_authorisation_is_told(socle, ins):
    assert ask(socle, ins["carole"], "thevenoux")["authorisation"] == "INTERDIT"


def test_a_structure_and_an_employee_may_ask_too(socle, ins):
    assert ask(socle, ins["etienne"], NORTH)["exists"] is True
    assert ask(socle, ins["etienne"], SECRETARY)["exists"] is True


def test_the_identity_traits_of_the_record_are_not_shown(socle, ins):
    called = socle("record", "--patient", ins["claire"], "--as", "guivarch")
    assert "VASSEUR" not in called.out.decode().upper()
    assert "authorisation: VALIDE" in called.out.decode()


def test_blanks_inside_a_matricule_are_read_over(socle, ins):
    matricule = ins["claire"]
    spaced = f"{matricule[0]} {matricule[1:3]} {matricule[3:]}"
    assert ask(socle, spaced, "guivarch")["exists"] is True
