"""JSON changed by one step: values lost, repeated, moved, replaced by others or by hostile ones, names changed; or its bytes."""

from __future__ import annotations

import json
from typing import Any

from tests.fuzzing.mutators import octets
from tests.fuzzing.words import Chance

#: Values that no reader should stumble on.
ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**25,
        1.5,
        "",
        " ",
        "\x00",
        "\ud800",
        "é" * 300,
        "^",
        "&",
        "|",
        "#",
        "#x",
        "a,b\\,c|d",
    ),
    *([], {}, [[]], [{}], {"": ""}, {"reference": "#auteur1"}, {"coding": [{}]}, {"identifier": {"value": "x"}}),
    *(
        "urn:oid:",
        "urn:uuid:",
        "DocumentReference/",
        "Patient?identifier=|",
        "2026-13-45T99:99:99Z",
        "0001-01-01",
        "9999",
    ),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "/-", "/0/-/~1", "DocumentReference.where(a='b')[0]"),
)


def mutate(data: bytes, chance: Chance) -> bytes:
    """The JSON of `data` with one change; its bytes when it is none."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return octets.mutate(data, chance)
    if chance.random() < 0.1:
        return octets.mutate(data, chance)
    places = list(_places(value))
    if not places:
        return octets.mutate(data, chance)
    held, key = chance.choice(places)
    _change(held, key, chance, places)
    return json.dumps(value).encode()


def _places(value: Any) -> Any:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _change(held: Any, key: Any, chance: Chance, places: list[Any]) -> None:
    way = chance.randrange(8)
    other, name = chance.choice(places)
    if way == 0:
        del held[key]
    elif way == 1:
        held[key] = [json.loads(json.dumps(held[key]))] * chance.randrange(1, 4)
    elif way == 2:
        held[key] = json.loads(json.dumps(other[name]))
    elif way == 3 and isinstance(held, dict):
        held[chance.choice(("x", f"_{key}", "extension", "value", "id", key[:-1], key.upper()))] = held.pop(key)
    elif way == 4 and isinstance(held[key], str):
        held[key] = octets.mutate(held[key].encode("utf-8", "replace"), chance).decode("utf-8", "replace")
    elif way == 5 and isinstance(held[key], dict):
        held[key] = {**held[key], chance.choice(("x", "data", "url", "reference")): chance.choice(ODD)}
    else:
        held[key] = chance.choice(ODD)
