"""Backchannel authentication (CIBA): a service asks without a browser, the person answers on the second screen.

Source: CIBA Core 1.0, 7; spec/identity.md d.3.
"""

from __future__ import annotations

import re
from datetime import datetime

from authlib.oauth2 import OAuth2Error

from socle.directory.connect import INTERVAL, LEVELS, SCOPES, WAITING_CIBA, Means, identifier
from socle.directory.oidc import verdicts
from socle.directory.oidc.exchanges import Answer, Asking, refusal
from socle.directory.oidc.server import Provider, told
from socle.directory.rules.connect import asks_for_enough
from socle.directory.services import connect
from socle.ledger.acting import act
from socle.rulebook import Finding
from socle.rulebook.choices import current

_TWO_DIGITS = re.compile(r"[0-9]{2}")
#: What each `channel` may be answered with. Source: spec/identity.md d.3.
_CHANNELS = {"MOBILE": frozenset({Means.E_CPS}), "CARD": frozenset({Means.CPS, Means.CPF, Means.CPE})}


def backchannel(asked: Asking, at: datetime) -> Answer:
    """A number under which the outcome is asked for, or why nobody was asked."""
    try:
        client = act(lambda: Provider(at).prove(asked))
    except OAuth2Error as error:
        return told(error)
    form = asked.form
    decision = asks_for_enough(form.get("scope", ""), form.get("acr_values", ""))
    if not decision.allowed:
        return refusal(decision.errors[0])
    found = _whom(form)
    if isinstance(found, Finding):
        return refusal(found)
    holder, means = found
    wanted = connect.Asked(client_id=client.get_client_id(), scope=" ".join(SCOPES), acr=LEVELS[0])
    number, shown = connect.begin_ciba(wanted, holder, means, form["binding_message"], at)
    if not shown.allowed:
        seconds = int(current().connect_asks_span.total_seconds())
        return refusal(shown.errors[0], headers=(("Retry-After", str(seconds)),))
    life, interval = int(WAITING_CIBA.total_seconds()), int(INTERVAL.total_seconds())
    return Answer(200, {"auth_req_id": number, "expires_in": life, "interval": interval})


def _whom(form: dict[str, str]) -> tuple[str, Means] | Finding:
    """Who is asked, and to use what."""
    if not _TWO_DIGITS.fullmatch(form.get("binding_message", "")):
        return verdicts.BINDING_FAULTY.at("binding_message")
    allowed = _CHANNELS.get(form.get("channel", "MOBILE"))
    if allowed is None:
        return verdicts.REQUEST_FAULTY.at("channel", found="channel is CARD or MOBILE")
    holder = identifier(form.get("login_hint", ""))
    usable = [means for means in connect.means_of(holder) if means in allowed]
    return (holder, usable[0]) if usable else verdicts.HOLDER_UNKNOWN.at("login_hint", found=holder)
