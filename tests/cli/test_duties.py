"""`socle duties`: what an establishment owes for an act, and what its software may do; without any server."""

from __future__ import annotations

import json

import pytest

from socle.cli.main import main


def told(capsys, *words):
    status = main(["duties", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.rule("DMP-190")
def test_one_act_is_judged_on_its_day(capsys):
    status, answer = told(capsys, "certificate", "--on", "2024-06-01")
    assert (status, answer["to_dmp"], answer["order"]) == (0, False, "2024-05-23")
    status, answer = told(capsys, "certificate", "--on", "2024-01-15")
    assert (status, answer["to_dmp"], answer["order"]) == (0, True, "2022-04-26")


@pytest.mark.rule("DMP-197")
def test_the_answer_says_who_sends_and_by_which_rule(capsys):
    _, answer = told(capsys, "11502-2", "--subcontracted-by", "LABO D'ORIGINE")
    assert (answer["sender"], "DMP-197" in answer["rules"]) == ("LABO D'ORIGINE", True)


def test_without_a_document_the_whole_list_of_the_day_is_given(capsys):
    _, answer = told(capsys, "--on", "2021-06-01")
    assert [one["document"] for one in answer["duties"] if one["to_dmp"]] == [
        *("admission-letter", "discharge-letter", "discharge-summary", "medical-summary"),
    ]
    assert main(["duties"]) == 0
    assert "imaging-report" in capsys.readouterr().out


@pytest.mark.rule("DMP-172")
def test_what_software_may_not_do_ends_with_one_and_its_verdict(capsys):
    status, answer = told(capsys, "--api", "1", "--first-access", "--on", "2022-06-01")
    assert (status, answer["allowed"]) == (1, False)
    assert [one["id"] for one in answer["verdicts"]] == ["record.vitale-needed", "record.ins-with-version-1"]
    assert main(["duties", "--api", "2.4", "--on", "2026-09-15"]) == 0


@pytest.mark.rule("DMP-203")
def test_the_ways_of_a_pharmacy_are_those_of_its_wave(capsys):
    _, answer = told(capsys, "--ways", "--sector", "pharmacy", "--wave", "1")
    assert answer["ways"][-1]["id"] == "pharmacy-portal"


@pytest.mark.parametrize("words", [("no-such-thing",), ("certificate", "--on", "soon")])
def test_words_that_are_off_are_said_so(capsys, words):
    assert main(["duties", *words]) == 2
    assert capsys.readouterr().err
