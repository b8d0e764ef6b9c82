"""TOML that anyone may have written takes the time of its size."""

from __future__ import annotations

import time
import tomllib

import pytest

from socle.wire import toml

MANY = 20_000
OID = ".".join(["1"] * 32)


@pytest.mark.parametrize(
    "text",
    [
        "[a]\nb.c.\"d e\".'f' = 1\n",
        f'oid = "{OID}"\n',
        f"{'a.' * 63}a = 1\n",
        'text = """\nUne phrase. Une autre... Et une autre encore.\n"""\n',
        'title = "été"\n',
    ],
)
def test_what_people_write_is_read_as_tomllib_reads_it(text):
    assert toml.loads(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * MANY + " = 1",
        "x = 1\n[" + "a . " * MANY + "a]",
        '"é"' + ".'b'" * MANY + " = 1",
        "x = {" + '"a\\"b".' * MANY + "a = 1}",
    ],
)
def test_a_key_of_thousands_of_parts_is_refused_at_once(text):
    with pytest.raises(toml.TomlRefused, match=r"64 words joined by dots \(at line [12]\)"):
        toml.loads(text)


@pytest.mark.parametrize("text", ["a = ", "n = " + "1" * 5000, "a = " + "[" * 5000, "a = 1\na = 2", "\x00"])
def test_what_is_no_toml_is_refused(text):
    with pytest.raises(toml.TomlRefused):
        toml.loads(text)


@pytest.mark.parametrize(
    "text", ["a" * 400_000, "a.a " * 100_000, '"' * 400_000, "a" + " " * 400_000, "'.\"" * 130_000, "a.b" * 130_000]
)
def test_nothing_makes_the_search_for_long_keys_take_the_square_of_its_length(text):
    """As in `tests/failures/test_cost.py`: in proportion it takes a tenth of a second, in the square of it minutes."""
    began = time.process_time()
    with pytest.raises(toml.TomlRefused):
        toml.loads(text)
    assert time.process_time() - began < 10
