"""The services of this Socle, as the home page lists them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec

from socle.web.places import page_exists


@dataclass(frozen=True, slots=True)
class Service:
    """One service: `kind` is portal, tool or exchange; `listener` http or https."""

    name: str
    detail: str
    address: str
    kind: str
    listener: str = "http"
    sign: str = ""
    module: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it answers in this Socle: its page, or for an exchange its module."""
        if not self.module:
            return page_exists(self.address)
        try:
            return find_spec(self.module) is not None
        except ModuleNotFoundError:  # the folder above it does not exist either
            return False


@cache
def services() -> tuple[Service, ...]:
    """Every service, in the order of the home page."""
    data = tomllib.loads(files(__package__).joinpath("data/services.toml").read_text("utf-8"))
    return tuple(Service(**entry) for entry in data["service"])
