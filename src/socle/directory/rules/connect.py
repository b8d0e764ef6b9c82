"""Pro Santé Connect: which services it connects, what opens an e-CPS, how strong a sign-in must be, by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from socle.directory.connect import (
    LEVELS,
    MOST_FAILURES,
    SCOPES,
    Activation,
    Asks,
    AuthenticatorFacts,
    ClientFacts,
    ClientKind,
    KnownContact,
    Means,
)
from socle.directory.oidc import verdicts
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day

#: From that day on a DUI opens with two factors. Source: AUTH-028.
_DUI_FIRST_DAY = date(2026, 1, 1)
#: The wave from which a kind of DPI must be connectable. Source: AUTH-023, AUTH-024.
_FIRST_WAVE = {ClientKind.WEB_DPI: (1, "AUTH-023"), ClientKind.DESKTOP_DPI: (2, "AUTH-024")}


@applies("AUTH-022")
def is_connected(client_id: str, known: ClientFacts | None) -> Decision:
    """An e-CPS serves only for services connected to Pro Santé Connect: any other is refused before it is asked for."""
    if known is None:
        return refuse(verdicts.SERVICE_UNKNOWN.at("client_id", found=client_id or "…"), rules=(rule("AUTH-022"),))
    return Decision(rules=(rule("AUTH-022"),))


@applies("AUTH-027")
def may_be_connected(alternative: str) -> Decision:
    """A service is connected once it says what it offers while Pro Santé Connect is down."""
    if not alternative.strip():
        return refuse(verdicts.ALTERNATIVE_MISSING.at("alternative"), rules=(rule("AUTH-027"),))
    return Decision(rules=(rule("AUTH-027"),))


def asks_for_enough(scope: str, acr_values: str) -> Decision:
    """`openid scope_all` and a level of Pro Santé Connect, all needed. Source: spec/identity.md d.2, d.3."""
    missing = [name for name in SCOPES if name not in scope.split()]
    decision = (
        refuse(verdicts.SCOPE_MISSING.at("scope", expected=" ".join(SCOPES), found=scope)) if missing else ALLOWED
    )
    if not set(LEVELS) & set(acr_values.split()):
        decision += refuse(verdicts.LEVEL_MISSING.at("acr_values", expected=LEVELS[0], found=acr_values))
    return decision


@applies("AUTH-020", "AUTH-021")
def may_activate(asked: Activation, known: KnownContact | None) -> Decision:
    """An e-CPS is activated from the card, or from the mail and the mobile that the Annuaire Santé knows, both;
    a number of the RPPS alone proves nobody.
    """
    if asked.card_shown:
        return Decision(rules=(rule("AUTH-020"),))
    if not asked.mail and not asked.mobile:
        return refuse(verdicts.NUMBER_IS_NO_PROOF.at("e-CPS", found=asked.holder), rules=(rule("AUTH-021"),))
    wanted = (known.mail.casefold(), _digits(known.mobile)) if known is not None else ("", "")
    if "" in wanted or (asked.mail.casefold(), _digits(asked.mobile)) != wanted:
        return refuse(verdicts.CONTACT_NOT_KNOWN.at("e-CPS", found=asked.holder), rules=(rule("AUTH-020"),))
    return Decision(rules=(rule("AUTH-020"),))


def _digits(number: str) -> str:
    """A telephone number without what people write between its digits; `+33` is the national 0."""
    return "".join(filter(str.isdigit, number.replace("+33", "0")))


def may_be_shown(asks: Asks, client_id: str, choices: Choices) -> Decision:
    """Whether one more sign-in is shown to somebody who confirmed none of those before: whoever is asked without end
    confirms one at last. Source: CIBA Core 1.0, 13 (access_denied: decided without asking the person).
    """
    minutes = choices.connect_asks_span // timedelta(minutes=1)
    if asks.of_service >= choices.connect_asks_of_service or asks.of_person >= choices.connect_asks_of_person:
        return refuse(verdicts.ASKED_TOO_OFTEN.at("e-CPS", expected=minutes))
    if asks.by_service >= choices.connect_asks_by_service:
        return refuse(verdicts.SERVICE_ASKS_TOO_OFTEN.at("client_id", expected=minutes, found=client_id))
    return ALLOWED


@applies("AUTH-016")
def code_opens(known: AuthenticatorFacts | None, means: Means, *, right: bool) -> Decision:
    """Only its own confidential code opens a card or an e-CPS; three wrong ones in a row lock it."""
    if known is None:
        return refuse(verdicts.NO_AUTHENTICATOR.at(means.value), rules=(rule("AUTH-016"),))
    if known.locked_at is not None:
        return refuse(verdicts.LOCKED.at(means.value), rules=(rule("AUTH-016"),))
    if right:
        return Decision(rules=(rule("AUTH-016"),))
    left = MOST_FAILURES - known.failures - 1
    finding = verdicts.CODE_WRONG.at(means.value, expected=left) if left > 0 else verdicts.LOCKED.at(means.value)
    return refuse(finding, rules=(rule("AUTH-016"),))


def is_strong_enough(kind: ClientKind, acr: str, at: datetime, choices: Choices) -> Decision:
    """Two factors where they are due that day; only the levels of Pro Santé Connect have them."""
    due = two_factors_due(kind, french_day(at), choices)
    if acr in LEVELS or not due:
        return Decision(rules=due)
    return refuse(verdicts.TOO_WEAK.at("acr", expected=LEVELS[0], found=acr or "…"), rules=due)


def two_factors_due(kind: ClientKind, day: date, choices: Choices) -> tuple[str, ...]:
    """The rules by which two factors are due to open this that day, none when they are not.

    A core service always (AUTH-029), whatever calls it. A DUI from 2026 on (AUTH-028); before, and a DPI, as the answer
    of 28 April 2022 has it (AUTH-030) where that reading was chosen.
    """
    if kind is ClientKind.CORE:
        return (rule("AUTH-029"),)
    if kind is ClientKind.DUI and day >= _DUI_FIRST_DAY:
        return (rule("AUTH-028"),)
    care = {ClientKind.DUI, ClientKind.WEB_DPI, ClientKind.DESKTOP_DPI}
    first = choices.strong_authentication_first_day
    return (rule("AUTH-030"),) if kind in care and first is not None and day >= first else ()


@applies("AUTH-023", "AUTH-024")
def must_be_connectable(kind: ClientKind, wave: int) -> tuple[str, ...]:
    """The rules by which software of this kind and wave must offer Pro Santé Connect, none when it need not.

    Web DPI in wave 1, heavy clients in wave 2; it binds the software, never the establishment (AUTH-025).
    """
    first, cited = _FIRST_WAVE.get(kind, (0, ""))
    return (rule(cited),) if cited and wave >= first else ()


@applies("AUTH-016")
def is_locked(failures: int) -> bool:
    """Whether so many wrong codes in a row lock a card or an e-CPS."""
    return failures >= MOST_FAILURES
