"""`socle ins`: a matricule by itself, then INSi asked as a structure's software and as a card."""

from __future__ import annotations

import csv

import pytest
from tests.cli.dmp import NORTH, PHYSICIAN, SECRETARY

from socle.cli.main import main
from socle.client.insi_batches import COLUMNS

DOMINIQUE = ("--name", "ADRTROIS", "--given", "DOMINIQUE", "--sex", "F", "--born", "1997-02-26")


def test_a_matricule_is_checked_offline_by_shape_key_and_kind(capsys):
    assert main(["ins", "check", "297 02 2A0"]) == 1
    assert "shape" in capsys.readouterr().out
    assert main(["ins", "check", "297022A02077878"]) == 0
    assert main(["ins", "check", "297022A02077879"]) == 1
    assert "78 expected" in capsys.readouterr().out
    assert main(["ins", "check", "297022A02077878", "--oid", "1.2.250.1.213.1.4.13"]) == 1


def test_a_structure_asks_by_traits_and_is_given_the_identity(socle):
    called = socle.json("ins", "search", "--as", NORTH, *DOMINIQUE)
    assert called.status == 0, called.err
    told = called.json
    assert (told["code"], told["calls"]) == ("00", 1)
    assert told["identity"] == {
        "ins": "297022A02077878",
        "oid": "1.2.250.1.213.1.4.8",
        "birth_name": "ADRTROIS",
        "given_names": "DOMINIQUE",
        "sex": "F",
        "birth_date": "1997-02-26",
        "birth_place": "2A020",
    }


@pytest.mark.rule("INS-011")
def test_cards_that_name_somebody_ask_by_the_carte_vitale(socle):
    for who in (PHYSICIAN, SECRETARY):
        called = socle("ins", "search", "--as", who, "--card", "109076322083489")
        assert called.status == 0, called.err
        assert "formerly 209076322083439" in called.out.decode()


def test_an_answer_without_an_identity_is_no_success_and_says_what_to_try(socle):
    called = socle.json("ins", "search", "--as", NORTH, "--name", "DE VINCI", "--given", "LEONARDO", "--sex", "M",
                        "--born", "2014-02-01")  # fmt: skip
    assert (called.status, called.json["code"]) == (1, "02")
    assert called.verdicts == [("identity.insi-several-found", "info")]


def test_a_fault_is_told_with_its_code(socle):
    called = socle.json("ins", "search", "--as", NORTH, "--certificate", "DMP-AUTO", *DOMINIQUE)
    assert (called.status, called.verdicts) == (1, [("DESIR_560", "error")])


def test_words_that_are_off_are_told_before_anything_is_asked(socle):
    assert socle("ins", "search", "--as", NORTH, "--name", "ADRTROIS").status == 2
    assert socle("ins", "verify", "--as", NORTH, *DOMINIQUE).status == 2
    assert socle("ins", "search", "--as", NORTH, *DOMINIQUE[:-1], "26/02/1997").status == 2


def test_one_identity_is_verified(socle):
    words = ("ins", "verify", "--as", NORTH, "--oid", "1.2.250.1.213.1.4.8", *DOMINIQUE, "--place", "2A020")
    assert socle.json(*words, "--patient", "297022A02077878").json["code"] == "OK"
    refused = socle.json(*words, "--patient", "160012B02077713")
    assert (refused.status, refused.json["code"]) == (1, "KO")


def test_a_base_is_verified_from_a_file_into_a_file_and_not_asked_again(socle, tmp_path):
    base, answers = tmp_path / "base.csv", tmp_path / "answers.csv"
    rows = [
        ["A", "297022A02077878", "1.2.250.1.213.1.4.8", "ADRTROIS", "DOMINIQUE", "F", "1997-02-26", "2A020"],
        ["B", "297022A02077878", "1.2.250.1.213.1.4.8", "ADRTROIS", "DOMINIQUE", "M", "1997-02-26", "2A020"],
    ]
    with base.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    words = ("ins", "verify", "--as", NORTH, "--certificate", "INSI-AUTO", "--file", base, "-o", answers)
    first = socle.json(*words)
    assert (first.status, first.json["codes"]) == (1, {"OK": 1, "KO": 1})
    again = socle.json(*words)
    assert (again.status, again.json["codes"], again.json["before"]) == (0, {}, 2)
    assert [line.split(",")[:2] for line in answers.read_text("utf-8").splitlines()[1:]] == [["A", "OK"], ["B", "KO"]]
