from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module

import pytest
from tests.servers import clean_environment, socle

from socle import __version__
from socle.cli.main import main
from socle.cli.output import Exit, Output, table, verdict_lines
from socle.cli.table import COMMANDS


class TestHelp:
    def test_it_names_every_command(self, capsys):
        with pytest.raises(SystemExit) as ended:
            main(["--help"])
        assert ended.value.code == 0
        text = capsys.readouterr().out
        assert all(command.name in text for command in COMMANDS)

    def test_it_loads_neither_the_framework_nor_any_command(self):
        program = (
            "import sys\nfrom socle.cli.main import main\n"
            "try: main(['--help'])\nexcept SystemExit: pass\n"
            "heavy = {'django', 'lxml', 'cryptography', 'cheroot', 'httpx', 'ssl', 'socle.cli.up'} & set(sys.modules)\n"
            "print(sorted(heavy), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=clean_environment()
        )
        assert done.stderr.strip() == "[]"

    def test_the_version_is_told(self, capsys):
        with pytest.raises(SystemExit):
            main(["--version"])
        assert capsys.readouterr().out == f"socle {__version__}\n"


class TestWordsThatAreOff:
    @pytest.mark.parametrize(
        "words",
        [
            ["dance"],
            ["clock"],
            ["clock", "set"],
            ["clock", "dance"],
            ["up", "--port", "http"],
            ["up", "--port", "70000"],
            ["up", "--at", "tomorrow"],
            ["up", "--profile", "fhir"],
            ["people", "--colour"],
        ],
    )
    def test_they_end_with_status_2_and_a_message(self, words, capsys):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["clock", "set", "tomorrow"], "write 2026-09-15"),
            (["clock", "advance", "two weeks"], "15d"),
            (["people", "--url", "ftp://x"], "is not an address"),
            (["people", "--url", "https://x:port"], "is not an address"),
            (["up", "--world", "atlantis"], "is no world"),
        ],
    )
    def test_so_do_values_that_do_not_read(self, words, sentence, capsys):
        assert main(words) == Exit.USAGE
        assert sentence in capsys.readouterr().err

    def test_no_command_shows_the_help(self, capsys):
        assert main([]) == Exit.USAGE
        assert "people" in capsys.readouterr().err


class TestUnreachable:
    @pytest.mark.parametrize("words", [["people"], ["clock", "show"], ["reset"], ["pki", "list"]])
    @pytest.mark.parametrize("url", ["https://localhost:1", "http://127.0.0.1:1"])
    def test_a_socle_that_does_not_answer_ends_with_status_3(self, words, url, capsys):
        assert main([*words, "--url", url]) == Exit.UNREACHABLE
        told = capsys.readouterr()
        assert told.out == ""
        assert "socle up" in told.err


class TestOutput:
    def test_json_is_one_document_and_nothing_else(self, capsys):
        Output(json=True).result({"a": "é"}, "text")
        assert json.loads(capsys.readouterr().out) == {"a": "é"}

    def test_text_is_lines(self, capsys):
        Output(json=False).result({"a": 1}, ["one", "two"])
        assert capsys.readouterr().out == "one\ntwo\n"

    def test_columns_are_aligned(self):
        assert table([["a", 1], ["bbb", 22]], ["X", "Y"]) == ["X    Y", "a    1", "bbb  22"]

    def test_a_verdict_says_what_where_and_the_way_out(self):
        lines = verdict_lines({"id": "a.b", "en": "No.", "place": "/x", "way_out": "Try.", "rules": ["DMP-001"]})
        assert lines == ["a.b: No.", "  at /x", "  Try.", "  rules: DMP-001"]


def test_every_command_offers_what_the_table_promises():
    for command in COMMANDS:
        module = import_module(command.module)
        assert callable(module.configure)
        assert callable(module.run)
        assert command.help[0].islower() or command.help[0].isupper()


def test_the_module_runs_as_a_program():
    assert socle("--version").stdout.startswith("socle ")
