"""What to know of the record, and no software decides: rules of kind info or show, in plain French."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse

from socle.rulebook import shows
from socle.web.pages import page
from socle.web.places import MANUAL


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know, and the rules it comes from."""

    rules: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[Item, ...]


@cache
def record_guide() -> tuple[Section, ...]:
    """The guide to the record, from `data/record_guide.toml`."""
    read = tomllib.loads(files("socle.manual").joinpath("data/record_guide.toml").read_text("utf-8"))
    return tuple(
        Section(section["title"], tuple(Item(tuple(item["rules"]), item["text"]) for item in section["item"]))
        for section in read["section"]
    )


@shows("DMP-009", "DMP-014", "DMP-039", "DMP-040", "DMP-052", "DMP-056", "DMP-071", "DMP-111", "DMP-114")
@shows("DMP-167", "DMP-187", "DMP-191", "DMP-200", "DMP-201", "DMP-211", "DMP-212")
def record_page(request: HttpRequest) -> HttpResponse:
    """Everything to know of the record, each line leading to its rule."""
    return page(request, "manual/record_guide.html", MANUAL, {"sections": record_guide()})


@shows("DMP-001", "DMP-004", "DMP-013")
def leaflet(request: HttpRequest) -> HttpResponse:
    """The text that informs patients, to print: for the booklet of an establishment and for its walls."""
    return page(request, "manual/leaflet.html", MANUAL)
