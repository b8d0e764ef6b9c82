from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from socle.config.logs import JsonLines


def line(message="hello", *, name="socle.x", level=logging.INFO, exc_info=None, **extra):
    record = logging.LogRecord(name, level, __file__, 1, message, (), exc_info)
    record.__dict__.update(extra)
    return json.loads(JsonLines().format(record))


def test_a_line_says_when_how_grave_where_and_what():
    told = line(service="registry", status=200)
    assert set(told) == {"at", "level", "logger", "message", "service", "status"}
    assert (told["level"], told["logger"], told["message"]) == ("info", "socle.x", "hello")
    assert told["at"].endswith("+00:00")


def test_a_field_that_was_not_foreseen_stays_out():
    assert "token" not in line(token="<saml2:Assertion/>", password="p", ins="284053523899177")


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return (type(caught), caught, caught.__traceback__)


class TestExceptions:
    def test_a_failure_carries_its_kind_and_its_places(self):
        told = line(exc_info=raised(ValueError("why")))["trace"]
        assert told[0] == "ValueError"
        assert "test_logs.py" in told[1]

    def test_what_it_quotes_stays_out_with_what_led_to_it(self):
        error = ValueError("'AMBROISE' is not a name")
        error.__cause__ = KeyError("284053523899177")
        told = line(exc_info=raised(error))["trace"]
        assert [text for text in told if not text.startswith(" ")] == ["ValueError", "KeyError"]
        assert not {"284053523899177", "AMBROISE"} & set(" ".join(told).replace("'", " ").split())

    def test_the_machine_s_own_words_are_told(self):
        assert line(exc_info=raised(OSError(28, "No space left on device", "/secret")))["trace"][0] == (
            "OSError: No space left on device"
        )
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("CREATE TABLE t (a TEXT CHECK (a <> 'x'))")
            with pytest.raises(sqlite3.IntegrityError) as caught:
                database.execute("INSERT INTO t VALUES ('x')")
        told = line(exc_info=raised(caught.value))["trace"][0]
        assert told == "IntegrityError: SQLITE_CONSTRAINT_CHECK"


class TestForgery:
    @pytest.mark.parametrize(
        "text",
        [
            "a\r\nb",
            '"}\n{"level":"critical","message":"forged"',
            "\x1b[2J\x1b[31m",
            "\x9b31m",
            "\x85\u2028\u2029",
            "\u202e\u2066evil\u2069",
            "\ufeff\u200b\u061c",
            "\x7f\x00\x08",
            "\ud800",
        ],
    )
    def test_no_text_ends_a_line_commands_a_terminal_or_turns_the_text_round(self, text):
        record = logging.LogRecord("socle.x", logging.INFO, "", 1, "%s", (text,), None)
        record.reason = text
        written = JsonLines().format(record)
        assert len(written.splitlines()) == 1
        assert all(character.isprintable() for character in written)
        assert json.loads(written)["message"] == json.loads(written)["reason"] == text

    def test_accents_stay_readable(self):
        assert "é" in JsonLines().format(logging.LogRecord("socle.x", logging.INFO, "", 1, "été", (), None))

    def test_a_line_is_never_endless(self):
        assert len(JsonLines().format(logging.LogRecord("socle.x", logging.INFO, "", 1, "x" * 10**6, (), None))) < 5000


def test_a_library_s_sentence_is_told_without_what_it_was_about():
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", ("Not Found", "/pro/AMBROISE"), None)
    record.status_code = 404
    told = json.loads(JsonLines().format(record))
    assert (told["message"], told["status_code"]) == ("page refused or failed", 404)
    record = logging.LogRecord("httpx", logging.INFO, "", 1, "asked for %s", ("/pro/AMBROISE",), None)
    assert json.loads(JsonLines().format(record))["message"] == "asked for %s"


PROGRAM = """
import threading, warnings
from socle.config import logs
logs.install("DEBUG")
warnings.warn("a warning", stacklevel=1)
thread = threading.Thread(target=lambda: {}["284053523899177"])
thread.start()
thread.join()
raise ValueError("AMBROISE")
"""


def test_warnings_and_unforeseen_ends_are_lines_too():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    lines = [json.loads(text) for text in done.stderr.splitlines()]
    assert [told["level"] for told in lines] == ["warning", "critical", "critical"]
    assert "284053523899177" not in done.stderr
    assert "AMBROISE" not in done.stderr
    assert done.returncode == 1


def test_a_refusal_by_the_framework_carries_none():
    told = line(name="django.security.DisallowedHost", exc_info=raised(ValueError("Invalid HTTP_HOST")))
    assert "trace" not in told
    assert told["message"] == "refused by the framework"


def test_a_message_over_several_lines_is_one_line():
    record = logging.LogRecord("x", logging.INFO, "", 1, "a\nb é", (), None)
    assert "\n" not in JsonLines().format(record)
