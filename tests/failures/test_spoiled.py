"""A slice of the campaign of spoiled inputs (tests/fuzzing): every reader, for a few seconds, and nothing is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.servers import clean_environment, database_of

pytestmark = pytest.mark.campaign

SECONDS = 12
#: At least so many inputs of each target, however slow the machine.
LEAST = 3


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spoiled")
    out, seed = folder / "figures.json", os.environ.get("SOCLE_FUZZING_SEED", "1")
    command = [sys.executable, "-m", "tests.fuzzing", "--inputs", "20000", "--seconds", str(SECONDS), "--nice", "0"]
    command += ["--least", str(LEAST), "--seed", seed, "--out", str(out), "--keep", str(folder / "found")]
    command += ["--database", database_of(folder) or ""]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=clean_environment())
    assert out.exists(), done.stdout + done.stderr
    return json.loads(out.read_text("utf-8")), done.stdout


def test_no_spoiled_input_does_anything_but_be_answered(campaign):
    figures, said = campaign
    assert not figures["findings"], said[-8000:]


def test_every_reader_was_attacked(campaign):
    figures, said = campaign
    assert {run["target"] for run in figures["targets"]} >= {
        "xml",
        "mime",
        "token",
        "document",
        "xdm",
        "pdf",
        "building",
        "endpoint",
        "server",
    }
    assert all(run["inputs"] >= LEAST for run in figures["targets"]), said
    assert figures["inputs"] > 300


def test_the_inputs_reach_more_than_the_first_refusal(campaign):
    figures, _ = campaign
    told = {word for run in figures["targets"] for word in run["told"]}
    assert len(told) > 30
