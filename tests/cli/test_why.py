"""`socle why`: decisions explained."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.cli.dmp import NORTH, PHYSICIAN, Shell

from socle.record.facts import Action


def ask(socle, ins, action, who=PHYSICIAN, *words):
    return socle.json("why", "--patient", ins, "--as", who, "--action", action, *words)


def test_a_dead_port_is_unreachable():
    assert ask(Shell("https://localhost:1"), "288042923299113", "feed").status == 3


@pytest.mark.parametrize("action", ["", "fly", "feed me"])
def test_an_action_that_does_not_exist_is_a_word_off(action):
    called = ask(Shell("https://localhost:1"), "288042923299113", action)
    assert (called.status, called.out) == (2, b"")
    assert "retrieve" in called.err


def test_an_instant_that_is_none_is_a_word_off(socle, ins):
    assert ask(socle, ins["claire"], "feed", PHYSICIAN, "--at", "bientôt").status == 2


def test_an_actor_whom_nobody_knows_is_refused(socle, ins):
    called = ask(socle, ins["claire"], "feed", "personne")
    assert called.status == 1
    assert "personne" in called.err


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_an_answer(socle, ins, action):
    called = ask(socle, ins["claire"], action.value)
    assert called.status == (0 if called.json["allowed"] else 1), called.err
    assert {"allowed", "rules", "sentence"} <= set(called.json)
    assert called.json["sentence"]


def test_a_refusal_says_why_and_by_which_rules(socle, ins):
    called = ask(socle, ins["claire"], "search metadata", NORTH)
    assert called.status == 1
    assert called.json["allowed"] is False
    assert "DMP-072" in called.json["rules"]


def test_an_act_that_is_allowed_says_so(socle, ins):
    called = socle("why", "--patient", ins["claire"], "--as", "guivarch", "--action", "retrieve")
    assert called.status == 0
    assert called.out.decode().startswith("allowed: ")
    assert "DMP-" in called.out.decode()


@pytest.mark.parametrize(
    ("command", "action"), [("find", "search-metadata"), ("get", "RETRIEVE"), ("record", "test_existence")]
)
def test_commands_and_other_spellings_name_the_same_action(socle, ins, command, action):
    first, second = ask(socle, ins["claire"], command).json, ask(socle, ins["claire"], action).json
    assert first | {"at": ""} == second | {"at": ""}


def test_another_instant_may_decide_otherwise(socle, ins):
    before = ask(socle, ins["bernard"], "search metadata", "pintaud", "--at", "2025-06-01T08:00:00Z")
    after = ask(socle, ins["bernard"], "search metadata", "pintaud", "--at", "2026-06-01T08:00:00Z")
    assert (before.json["allowed"], after.json["allowed"]) == (True, False)


def test_the_help_of_socle_loads_no_command():
    code = "import sys, socle.cli.main as m\ntry: m.main(['--help'])\nexcept SystemExit: pass\nprint([n for n in sys.modules if n.startswith(('socle.client', 'socle.record', 'django', 'lxml'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
