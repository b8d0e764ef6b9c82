"""The profile of a software: what it is, which version is ordered, the traits that conditions name. A TOML file.

[software]
name = "Mon DUI"
kind = "DUI"
ordered = "4.2"
referenced = ["4.2"]      # versions that hold a certificate, when there are
corridor = "médico-social"

[profile]
operateur = "mailiz"
structure = ["CDS", "MSP"]
radiologie = false
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from socle.programmes.referencing.conditions import Trait
from socle.wire import toml


class BadProfile(Exception):  # noqa: N818 - a sentence for who wrote the file
    """A profile that cannot be used, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """`referenced`: versions that hold a certificate; None when the profile does not say."""

    name: str = ""
    kind: str = ""
    ordered: str = ""
    corridor: str = ""
    referenced: tuple[str, ...] | None = None
    traits: Mapping[str, Trait] = field(default_factory=dict)


def read(path: Path) -> Software:
    """The profile in a file. Raises `BadProfile`."""
    try:
        told = toml.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, toml.TomlRefused) as error:
        raise BadProfile(f"{path.name}: cannot be read as a TOML profile: {error}") from error
    return software(told)


def software(told: Mapping[str, Any]) -> Software:
    """The profile in a table of TOML. Raises `BadProfile`."""
    stray = sorted(set(told) - {"software", "profile"})
    if stray:
        raise BadProfile(f"[{stray[0]}] is no part of a profile: write [software] and [profile]")
    about, traits = _table(told, "software"), _table(told, "profile")
    words = ("name", "kind", "ordered", "corridor")
    unknown = sorted(set(about) - {*words, "referenced"})
    if unknown:
        raise BadProfile(f"[software] {unknown[0]}: write one of {', '.join((*words, 'referenced'))}")
    versions = about.get("referenced")
    if versions is not None and not isinstance(versions, list):
        raise BadProfile('[software] referenced: write a list of versions, such as ["4.2"]')
    return Software(
        **{name: str(about.get(name, "")) for name in words},
        referenced=None if versions is None else tuple(map(str, versions)),
        traits={name: _trait(name, value) for name, value in traits.items()},
    )


def _table(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = told.get(name, {})
    if not isinstance(held, dict):
        raise BadProfile(f"{name} must be a table: write [{name}]")
    return held


def _trait(name: str, value: object) -> Trait:
    if isinstance(value, list):
        return tuple(map(str, value))
    if isinstance(value, bool | int | str):
        return value
    raise BadProfile(f"[profile] {name}: write a word, true or false, or a list of words")
