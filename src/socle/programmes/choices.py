"""Every setting of the programmes, as the page of the choices shows it: its default, what can be read, how it changes.

Each stands in the file of its own room, which reads it from there; here it is only gathered. What those files do not
say in French stands in `data/choices.fr.toml`. Those of regional steering are choices of the rulebook already.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from socle.programmes.esms import settings as esms
from socle.programmes.sons import settings as sons
from socle.programmes.sunes import programme
from socle.programmes.sunes.rules import forecast
from socle.programmes.sunes.switches import SWITCHES, About
from socle.programmes.sunes_dossier.settings import DossierSettings
from socle.web.words import lower_first


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the programmes with its settings, each a mapping as `rulebook.choices.documented` gives them."""

    title: str
    where: str
    settings: tuple[Mapping[str, Any], ...]


@cache
def documented() -> tuple[Room, ...]:
    """Every setting, room by room. Nothing here changes while Socle runs: a value is given with each computation."""
    parts = {
        "sunes": [*_switches(), *_windows(), *_forecast()],
        "dossier": list(_dossier()),
        "esms": list(_esms()),
        "sons": list(_sons()),
    }
    told = _in_french()
    return tuple(Room(told[name]["title"], told[name]["where"], tuple(found)) for name, found in parts.items())


def _switches() -> Iterator[Mapping[str, Any]]:
    for name, one in SWITCHES.items():
        said = one.fr if one.about is About.READING else f"Écarter : {lower_first(one.fr)}"
        yield _setting("sunes", name, one.default, subject=said)


def _windows() -> Iterator[Mapping[str, Any]]:
    """The windows whose days of measure no public page gives."""
    for name, one in {one.window: one for one in programme.windows()}.items():
        if one.bounds == "ASSUMED":
            yield _setting("sunes", "windows", one.measure, suffix=f".{name}", subject_end=f" {name}")


def _forecast() -> Iterator[Mapping[str, Any]]:
    yield _setting("sunes", "forecast_days", forecast.LEAST_DAYS)
    yield _setting("sunes", "forecast_units", forecast.LEAST_UNITS)


def _dossier() -> Iterator[Mapping[str, Any]]:
    for one in dataclasses.fields(DossierSettings):
        told = one.metadata
        yield _setting(
            "dossier", one.name, one.default, subject=told["subject"], readings=told["readings"], rules=told["rules"]
        )


def _esms() -> Iterator[Mapping[str, Any]]:
    standard = esms.Settings()
    for one in dataclasses.fields(esms.Settings):
        yield _setting("esms", one.name, getattr(standard, one.name))


def _sons() -> Iterator[Mapping[str, Any]]:
    for one in dataclasses.fields(sons.Assumptions):
        yield _setting("sons", one.name, one.default, subject=sons.FRENCH[one.name], rules=one.metadata["rules"])


def _setting(
    room: str, name: str, value: Any, *, suffix: str = "", subject_end: str = "", **own: Any
) -> Mapping[str, Any]:
    """One setting: what its own file tells of it, completed by the French of the table. Raises `KeyError` for none."""
    table = _in_french()[room].get(name, {})
    told = {**table, **{key: text for key, text in own.items() if text}}
    return {
        "name": f"{room}.{name}{suffix}",
        "fr": {"subject": told["subject"] + subject_end, "readings": _sentence(told["readings"])},
        "rules": tuple(told.get("rules", ())),
        "default": _plain(value),
        "value": _plain(value),
        "where": told.get("where", ""),
    }


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}"


def _plain(value: Any) -> Any:
    """A value as `web.words.setting` tells it."""
    if value is None or value == {}:
        return ""
    return tuple(str(one) for one in value) if isinstance(value, tuple) else value


@cache
def _in_french() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("data/choices.fr.toml").read_text("utf-8"))
