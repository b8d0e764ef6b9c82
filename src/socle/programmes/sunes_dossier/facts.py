"""What an establishment says of its dossier, as its file gives it. What it does not say is None, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Dated:
    """Something done on a day, and the paper that tells it."""

    day: date | None = None
    document: str = ""

    def done(self, at: date) -> bool:
        return self.day is not None and self.day <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """Who applies, at the level of its legal entity. `kind`: health, or esms (social and medico-social)."""

    name: str = ""
    finess_ej: str = ""
    kind: str = ""
    surgery: bool | None = None
    own_laboratory: bool | None = None
    own_imaging: bool | None = None
    dialysis: bool = False
    referenced_software: bool | None = None
    past_funding: tuple[str, ...] = ()
    dmp_connector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is said of a prerequisite: reached or not (None: not said), since when, with which paper.

    `title`: the words of the sixth, as the establishment read them. `ordered`: the day an audit was ordered.
    `complete`: whether a questionnaire was filled in entirely.
    """

    reached: bool | None = None
    day: date | None = None
    document: str = ""
    title: str = ""
    ordered: date | None = None
    complete: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application: a volet, the window applied for, the domains, and what happened to it."""

    volet: int
    window: str
    domains: tuple[str, ...] = ()
    cro_bonus: bool = False
    channel: str = ""
    filed: Dated = Dated()
    selected: Dated = Dated()
    convention: Dated = Dated()
    measured: Dated = Dated()
    osis: Dated = Dated()
    controlled: Dated = Dated()
    authorised: Dated = Dated()
    paid: Dated = Dated()
    paid_through: str = ""
    postponed_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """What was presented to the CME or to the body that stands for it, and its minutes."""

    day: date | None = None
    body: str = ""
    functions: bool | None = None
    use_cases: bool | None = None
    minutes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryBonus:
    """The request for the bonus for taking over old documents: when, by which form."""

    asked: Dated = Dated()
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The whole of a dossier."""

    establishment: Establishment
    prerequisites: Mapping[str, Proof] = field(default_factory=dict)
    applications: tuple[Application, ...] = ()
    presentation: Presentation = Presentation()
    history: HistoryBonus | None = None
