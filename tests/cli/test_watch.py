"""`socle watch`: what appears in a record, each document once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest
from tests.cli.dmp import PHYSICIAN, Shell
from tests.servers import clean_environment

PATIENT = "288042923299113"
#: The command as a terminal runs it: where the tests are a job in the background, Ctrl-C would be ignored.
AT_A_TERMINAL = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from socle.cli.main import main
sys.exit(main())
"""


def test_a_dead_port_is_unreachable():
    assert Shell("https://localhost:1")("watch", "--patient", PATIENT, "--as", PHYSICIAN).status == 3


@pytest.mark.parametrize("words", [("--every", "1s"), ("--every", "often"), ("--for", "long"), ("--from", "soon")])
def test_words_that_are_off_are_told_before_anything_is_asked(words):
    called = Shell("https://localhost:1")("watch", "--patient", PATIENT, "--as", PHYSICIAN, *words)
    assert (called.status, called.out) == (2, b"")


def test_who_may_not_search_learns_why(socle, ins):
    called = socle("watch", "--patient", ins["odette"], "--as", "verdelhan")
    assert called.status == 1
    assert called.err.startswith("DMPAccessDeniedByRightsService")


def test_each_document_is_told_once_as_it_appears_until_ctrl_c(dmp, socle, ins, write_letter):
    first, file = write_letter(ins["odette"])
    assert socle("feed", file, "--as", PHYSICIAN).status == 0
    assert socle("authorise", "--patient", ins["odette"], "--as", PHYSICIAN).status == 0
    words = ["watch", "--json", "--url", dmp.tls_url.rstrip("/"), "--patient", ins["odette"], "--as", PHYSICIAN]
    command = [sys.executable, "-c", AT_A_TERMINAL, *words, "--from", "2026-01-01", "--every", "5s"]
    watching = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(),
    )
    try:
        assert json.loads(watching.stdout.readline())["unique_id"] == first
        second, file = write_letter(ins["odette"])
        assert socle("feed", file, "--as", PHYSICIAN).status == 0
        shown = json.loads(watching.stdout.readline())
        assert (shown["unique_id"], shown["status"]) == (second, "Approved")
        time.sleep(0.2)
        watching.send_signal(signal.SIGINT)
        out, err = watching.communicate(timeout=20)
    finally:
        watching.kill()
    assert (watching.returncode, out) == (0, "")
    assert err.splitlines()[-1] == "stopped watching: 2 documents told"


def test_without_a_day_what_is_there_already_is_no_news(socle, ins):
    called = socle("watch", "--patient", ins["odette"], "--as", PHYSICIAN, "--for", "0s")
    assert (called.status, called.out) == (0, b"")
    assert "stopped watching: 0 documents told" in called.err
