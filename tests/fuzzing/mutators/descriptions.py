"""Descriptions in TOML and in JSON, and tables in CSV: a line, a cell or a value lost, repeated, moved, or become another."""

from __future__ import annotations

import json
import re

from tests.fuzzing.mutators import jsons, lines, octets
from tests.fuzzing.words import HOSTILE, Chance

VALUES = (
    *('""', "0", "-1", "1", "true", "[]", "{}", "[[]]", "[{}]", "{ code = 1 }", '{ code = "x" }', '["x"]', '"x^y"'),
    *("1e400", "1e9999", "1e-9999", "1e99999999999999999999", "nan", "-inf", "1.5", "0.1e1", "1_000", "0b1", "-0.0"),
    *(
        "9" * 4299,
        "9" * 5000,
        "0x" + "f" * 4000,
        "0." + "1" * 5000,
        "2147483648",
        "'''\nx\n'''",
        '"\\u0000"',
        '"\\uFFFE"',
    ),
    *("1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "07:32:00", "9999-12-31", "9999-12-31T23:30:00Z"),
    *("0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00", "2026-02-30"),
    *('"99991231233000+0000"', '"00010101003000+0100"', '"0999"', '"99991231"', '"2026-09-15"', '"202609151000+0200"'),
    *("[" * 300 + "]" * 300, "{a=" * 100 + "1" + "}" * 100, '"' + "x" * 70_000 + '"', '"N"', '"F"', '"UN"', '"1.2.3"'),
    *('"tel:+33199000117"', '"284053523899177"', '"1.2.250.1.213.1.4.8"', '"urn:uuid:x"', '"57833-6"', '"11502-2"'),
)
CELLS = (
    *("", " ", "x", "31/02/2019", "99/99/9999", "01/01/0001", "31/12/9999 23:59", "1/1/0001 00:00", "99991231235959"),
    *(
        "../../etc/passwd",
        "..\\x",
        "C:\\x",
        "b.xml",
        "c.txt",
        "index.csv",
        ".",
        "/",
        "\0",
        "x" * 300,
        "é" * 200,
        "a/" * 3000,
    ),
    *("H", "femme", "²", "٣", "284053523899177", "2A4053523899177", "1.2.250.1.213.1.4.8", "=1+1", "-", "\x1b[2J"),
    *("34133-9", "Lettre de liaison", "SA01", "801234534765", "0", "9" * 5000, "\u202e", "\ufffe", "a\vb", '"', "''"),
)
_LINE = re.compile(r"^(\s*[\w.-]+\s*=\s*)(.*)$")
_SEPARATORS = ";,\t|"


def toml(data: bytes, chance: Chance) -> bytes:
    """One change of a description; in JSON where it begins with a brace."""
    if data.lstrip()[:1] in {b"{", b"["} and b"=" not in data[:80]:
        return _value(data, chance) if chance.random() < 0.8 else _json(data, chance)
    rows = data.decode("utf-8", "replace").split("\n")
    said = [rank for rank, row in enumerate(rows) if _LINE.match(row)]
    if not said or chance.random() < 0.08:
        return octets.mutate(data, chance)
    at = chance.choice(said)
    match = _LINE.match(rows[at])
    assert match is not None
    _change(rows, at, match, chance, said)
    return "\n".join(rows).encode("utf-8", "replace")[:400_000]


def _change(rows: list[str], at: int, match: re.Match[str], chance: Chance, said: list[int]) -> None:
    draw, name, other = chance.randrange(10), match[1], chance.choice(said)
    if draw < 5:
        rows[at] = name + (_text(match[2], chance) if draw > 1 and '"' in match[2] else chance.choice(VALUES))
    elif draw == 5:
        del rows[at]
    elif draw == 6:
        rows[at] = name + rows[other].partition("=")[2].strip()
    elif draw == 7:
        rows.insert(chance.randrange(len(rows) + 1), rows[at])
    elif draw == 8:
        rows[at] = rows[other].partition("=")[0] + "= " + match[2]
    else:
        start = chance.randrange(len(rows))
        piece = rows[start : start + chance.choice((2, 5, 12))]
        place = chance.randrange(len(rows) + 1)
        rows[place:place] = piece * chance.choice((1, 1, 2, 100))


def _value(data: bytes, chance: Chance) -> bytes:
    try:
        return jsons.mutate(data, chance)
    except RecursionError:  # it reads deeper than it writes
        return octets.mutate(data, chance)


def _text(value: str, chance: Chance) -> str:
    """A text of a value becomes another: spoiled, or a hostile one; lists and comments stay around it."""
    found = list(re.finditer(r'"([^"\\\\]*)"', value))
    if not found:
        return chance.choice(VALUES)
    one = chance.choice(found)
    spoiled = lines.text(one[1].encode(), chance).decode("utf-8", "replace")
    new = json.dumps(spoiled if chance.random() < 0.7 else chance.choice(HOSTILE), ensure_ascii=False)
    return value[: one.start()] + new + value[one.end() :]


def _json(data: bytes, chance: Chance) -> bytes:
    """What JSON text alone can say: numbers that no value is, depth, names twice."""
    numbers = (
        "9" * 5000,
        "1e400",
        "1e9999",
        "1e99999999999999999999",
        "NaN",
        "-Infinity",
        "[" * 900 + "]" * 900,
        '{"a":' * 900 + "1" + "}" * 900,
    )
    found = list(re.finditer(rb': ("[^"]*"|\d+)', data))
    if not found:
        return octets.mutate(data, chance)
    one = chance.choice(found)
    return data[: one.start(1)] + chance.choice(numbers).encode() + data[one.end(1) :]


def csv(data: bytes, chance: Chance) -> bytes:
    """One change of a table, its first line being its headings."""
    text = data.decode("utf-8", "surrogateescape")
    rows = text.split("\n")
    sign = max(_SEPARATORS, key=rows[0].count)
    at = chance.randrange(len(rows))
    cells = rows[at].split(sign)
    place = chance.randrange(len(cells))
    draw = chance.randrange(12)
    if draw == 0:
        return octets.mutate(data, chance)
    if draw == 1:
        return text.replace(sign, chance.choice(_SEPARATORS)).encode(
            chance.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16")), "replace"
        )
    if draw == 2:
        rows.insert(chance.randrange(len(rows) + 1), rows[at])
    elif draw == 3:
        del cells[place]
    elif draw == 4:
        cells.insert(place, chance.choice(cells))
    elif draw == 5:
        cells[place] = f'"{cells[place]}\n{chance.choice(CELLS)}"'
    elif draw == 6:
        cells[place] = chance.choice(rows).split(sign)[0]
    elif draw == 7:
        cells[place] = chance.choice(HOSTILE)
    else:
        cells[place] = chance.choice(CELLS)
    if draw > 2:
        rows[at] = sign.join(cells)
    return "\n".join(rows).encode("utf-8", "surrogateescape" if "\ud800" not in "".join(rows) else "replace")[:400_000]
