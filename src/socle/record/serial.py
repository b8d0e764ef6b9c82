"""Frozen values to canonical JSON and back: how metadata is kept whole, sealed.

What is empty or at its default is left out; HL7 v2 texts are kept as written. Reading follows the types
declared by the data classes, so that a field added later reads as its default in older rows.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from functools import cache
from typing import Any, TypeVar

from socle.wire.hl7v2 import CX, XCN, XON

T = TypeVar("T")

_TEXTS = (CX, XCN, XON)


def dump(value: Any) -> bytes:
    """A data class of `wire.xds.model` as canonical JSON (UTF-8, keys sorted)."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def load(kind: type[T], data: bytes) -> T:
    """The value of type `kind` that `dump` wrote. Raises `ValueError` for anything else."""
    try:
        value: T = _value(kind, json.loads(data))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, _TEXTS):
        return value.text
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: _plain(held) for field, held in fields if held is not None and held != field.default}
    return value


def _value(kind: Any, plain: Any) -> Any:
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:
        (inner,) = (option for option in typing.get_args(kind) if option is not type(None))
        return None if plain is None else _value(inner, plain)
    if typing.get_origin(kind) is tuple:
        return _tuple(typing.get_args(kind), plain)
    if kind in _TEXTS:
        return kind(plain)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _value(hints[name], held) for name, held in plain.items()})
    if not isinstance(plain, kind):
        raise TypeError(f"{plain!r} is not {kind.__name__}")
    return plain


def _tuple(kinds: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return tuple(_value(kinds[0], item) for item in plain)
    return tuple(_value(kind, item) for kind, item in zip(kinds, plain, strict=True))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
