from __future__ import annotations

import json
import logging
import subprocess
import sys

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


def test_a_failure_carries_its_trace():
    error = ValueError("why")
    told = line(exc_info=(ValueError, error, None))
    assert "ValueError: why" in told["trace"]


def test_a_refusal_by_the_framework_carries_none():
    error = ValueError("Invalid HTTP_HOST")
    told = line(name="django.security.DisallowedHost", exc_info=(ValueError, error, None))
    assert "trace" not in told


def test_a_message_over_several_lines_is_one_line():
    record = logging.LogRecord("x", logging.INFO, "", 1, "a\nb é", (), None)
    assert "\n" not in JsonLines().format(record)


def test_what_a_library_warns_of_is_one_line_like_any_other():
    """A strange certificate makes `cryptography` warn: that is no way to write into the log."""
    program = "from socle.config import logs; import warnings; logs.install('INFO'); warnings.warn('a\\nb')"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr
    (told,) = map(json.loads, said.splitlines())
    assert (told["level"], told["logger"]) == ("warning", "py.warnings")
