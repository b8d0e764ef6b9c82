"""What the decisions of Pro Santé Connect rest on: plain frozen facts, and how long each thing lives there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: What a service asks for. Source: spec/identity.md d.2 ("all three needed").
SCOPES: Final = ("openid", "scope_all")
LEVELS: Final = ("eidas1", "eidas2", "eidas3")
#: Lives. Source: spec/identity.md d.2 (access token: sample of 2025; refresh; session: ASSUMED) and d.3 (CIBA); a code,
#: and a page that waits: ASSUMED.
ACCESS: Final = timedelta(seconds=120)
REFRESH: Final = timedelta(seconds=350)
SESSION: Final = timedelta(hours=4)
CODE: Final = timedelta(seconds=60)
WAITING_PAGE: Final = timedelta(minutes=5)
WAITING_CIBA: Final = timedelta(seconds=120)
INTERVAL: Final = timedelta(seconds=1)
#: Wrong confidential codes in a row after which a card or an e-CPS is locked: three, as on a CPS. ASSUMED.
MOST_FAILURES: Final = 3


def identifier(typed: str) -> str:
    """An identifier as somebody typed it, without blanks nor what none holds, and no longer than one."""
    return "".join(char for char in typed if char.isprintable() and not char.isspace())[:64]


class Means(StrEnum):
    """What a person signs in with."""

    E_CPS = "e-CPS"
    CPS = "CPS"
    CPF = "CPF"
    CPE = "CPE"

    @property
    def factors(self) -> tuple[str, ...]:
        """The means as `amr` tells it: a key in software or in a card, and a code. Source: RFC 8176."""
        return ("swk" if self is Means.E_CPS else "sc", "pin", "mfa")


class ClientKind(StrEnum):
    """What a connected service is, as far as duties depend on it."""

    CORE = "core"  # a core service itself: the portal of the DMP
    WEB_DPI = "web-dpi"
    DESKTOP_DPI = "desktop-dpi"
    DUI = "dui"
    LGO = "lgo"
    OTHER = "other"


class ClientAuth(StrEnum):
    """How a service proves itself. Source: spec/identity.md d.1."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    PRIVATE_KEY = "private_key_jwt"
    CERTIFICATE = "tls_client_auth"


class Status(StrEnum):
    """Where a sign-in under way is."""

    WAITING = "waiting"  # nobody has said who he is
    PUSHED = "pushed"  # the person is asked, on the second screen
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SPENT = "spent"  # its code or its tokens were given out


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFacts:
    """A connected service. `secret_hash` and `certificate` are SHA-256 in hexadecimal, "" for none."""

    client_id: str
    name: str
    kind: ClientKind = ClientKind.OTHER
    wave: int = 1
    alternative: str
    methods: frozenset[str] = frozenset()
    secret_hash: str = ""
    certificate: str = ""
    jwks: tuple[dict[str, str], ...] = ()
    redirect_uris: tuple[str, ...] = ()
    post_logout_uris: tuple[str, ...] = ()
    signed_userinfo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticatorFacts:
    """An e-CPS or a card: wrong codes in a row so far, and when it was locked."""

    holder: str
    means: Means
    failures: int = 0
    locked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """Sign-ins that were shown and that nobody confirmed, lately: of one service to one person, of all services to this
    person, of this service to everybody.
    """

    of_service: int = 0
    of_person: int = 0
    by_service: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBy:
    """What one service asked somebody to confirm: how often, how many he confirmed, how many were not shown."""

    service: str
    asked: int
    confirmed: int
    stopped: int
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """What somebody brings to activate an e-CPS: who he says he is, and what proves it."""

    holder: str
    card_shown: bool = False
    mail: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContact:
    """What the Annuaire Santé knows of a professional's mail and mobile telephone."""

    mail: str = ""
    mobile: str = ""
