"""Frozen values to canonical JSON and back: how metadata is kept whole, sealed.

What is empty or at its default is left out; HL7 v2 texts are kept as written. Reading follows the types
declared by the data classes, so that a field added later reads as its default in older rows. How a type is written
and read is worked out once: searches read entries by dozens.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from socle.wire.hl7v2 import CX, XCN, XON

T = TypeVar("T")

#: Gives the plain form of a value, or the value of a plain form.
_Turn = Callable[[Any], Any]


def dump(value: Any, **others: Any) -> bytes:
    """A data class of `wire.xds.model` as canonical JSON (UTF-8, keys sorted), these fields having other values."""
    plain = _plain(value) | {name: _plain(held) for name, held in others.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def load(kind: type[T], data: bytes, **others: Any) -> T:
    """The value of type `kind` that `dump` wrote, these fields having other values. Raises `ValueError` otherwise."""
    try:
        value: T = _read(kind, {**json.loads(data), **others})
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error
    return value


def _read(kind: Any, plain: Any) -> Any:
    return _reader(kind)(plain)


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    return _writer(kind)(value)


@cache
def _writer(kind: Any) -> _Turn:
    """How values of this type are written."""
    if kind in {CX, XCN, XON}:
        return lambda value: value.text
    if kind is tuple:
        return lambda value: [item if type(item) is str else _plain(item) for item in value]
    if dataclasses.is_dataclass(kind):
        return _writer_of_fields([(field.name, field.default) for field in dataclasses.fields(kind)])
    return lambda value: value


def _writer_of_fields(fields: list[tuple[str, Any]]) -> _Turn:
    def write(value: Any) -> dict[str, Any]:
        plain = {}
        for name, default in fields:
            held = getattr(value, name)
            if held is not None and held != default:
                plain[name] = held if type(held) is str else _plain(held)
        return plain

    return write


@cache
def _reader(kind: Any) -> _Turn:
    """How values of this declared type are read. What it gives raises `TypeError` and the like for anything else."""
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:
        (inner,) = (_reader(option) for option in typing.get_args(kind) if option is not type(None))
        return lambda plain: None if plain is None else inner(plain)
    if typing.get_origin(kind) is tuple:
        return _reader_of_items(typing.get_args(kind))
    if kind in {CX, XCN, XON}:
        return typing.cast("_Turn", kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
        build = typing.cast("Callable[..., Any]", kind)
        return lambda plain: build(**{name: readers[name](held) for name, held in plain.items()})

    def read(plain: Any) -> Any:
        if not isinstance(plain, kind):
            raise TypeError(f"{plain!r} is not {kind.__name__}")
        return plain

    return read


def _reader_of_items(kinds: tuple[Any, ...]) -> _Turn:
    if len(kinds) == 2 and kinds[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        item = _reader(kinds[0])
        return lambda plain: tuple([item(one) for one in plain])
    readers = tuple(map(_reader, kinds))
    return lambda plain: tuple(read(one) for read, one in zip(readers, plain, strict=True))
