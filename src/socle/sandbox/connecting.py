"""Pro Santé Connect under the hand of the sandbox: its services, e-CPS activated, outages and errors on demand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from socle import clock
from socle.directory.connect import Activation, ClientKind, identifier
from socle.directory.oidc import discovery
from socle.directory.rules import needs_card_readers
from socle.directory.rules.connect import must_be_connectable, two_factors_due
from socle.directory.services import connect
from socle.directory.services.connect.clients import as_values
from socle.rulebook import Decision, applies
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.sandbox.guard import Refused, interface


def _state(_request: HttpRequest) -> Any:
    return {"metadata": discovery.metadata(), "out_of_order": dict(connect.disturbances())}


def _disturb(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    """`{"down": true}`, `{"token": "server_error"}`, `{"userinfo": "500"}`, `{"acr": "eidas0"}`; "" puts it back."""
    values = {name: "1" if value is True else str(value or "") for name, value in wanted.items()}
    if not all(re.fullmatch(r"|1|[45][0-9]{2}|[a-z][a-z0-9_]{1,40}", value) for value in values.values()):
        raise Refused("write an HTTP status from 400 to 599, or an error code of the protocol")
    try:
        connect.disturb(values)
    except ValueError as error:
        raise Refused(str(error)) from error
    return {"out_of_order": dict(connect.disturbances())}


@applies("AUTH-023", "AUTH-024", "AUTH-028", "AUTH-029", "AUTH-030")
def _services(_request: HttpRequest) -> Any:
    """Every connected service, with the rules that bear on it this day."""
    day, choices = french_day(clock.now()), current()
    return {
        "services": [
            as_values(one)
            | {
                "must_be_connectable": list(must_be_connectable(one.kind, one.wave)),
                "two_factors_due": list(two_factors_due(one.kind, day, choices)),
            }
            for one in connect.clients()
        ]
    }


def _connect(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    name = str(wanted.get("client_id") or "")
    if not name or name == connect.PORTAL:
        raise Refused("client_id names the service; it is missing, or is the portal's own")
    try:
        kind, wave = ClientKind(str(wanted.get("kind") or ClientKind.OTHER)), int(wanted.get("wave") or 1)
    except (ValueError, TypeError) as error:
        raise Refused(f"{error}; kind is one of {', '.join(ClientKind)}, wave a number") from error
    decision, secret = connect.connect_service(
        identifier(name),
        str(wanted.get("name") or name)[:200],
        alternative=str(wanted.get("alternative") or "")[:200],
        kind=kind,
        wave=wave,
        redirect_uris=_texts(wanted, "redirect_uris"),
        post_logout_uris=_texts(wanted, "post_logout_uris"),
        certificate=_fingerprint(str(wanted.get("certificate_sha256") or "").lower()),
        jwks=[dict(key) for key in wanted.get("jwks") or () if isinstance(key, Mapping)],
        signed_userinfo=bool(wanted.get("signed_userinfo")),
    )
    _allowed(decision)
    return {"client_id": name, "client_secret": secret, "rules": list(decision.rules)}


def _fingerprint(text: str) -> str:
    if text and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise Refused("certificate_sha256 is the SHA-256 of the certificate (DER), in 64 hexadecimal digits")
    return text


def _texts(wanted: Mapping[str, Any], name: str) -> list[str]:
    found = wanted.get(name) or []
    if not isinstance(found, list) or not all(str(one).startswith(("https://", "http://")) for one in found):
        raise Refused(f"{name} is a list of addresses, each with https:// or http://")
    return found


def _activate(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    """Activate an e-CPS: `holder`, `code`, and `card` (true) or `mail` and `mobile`."""
    texts = {name: str(wanted.get(name) or "") for name in ("holder", "code", "mail", "mobile")}
    if not texts["holder"] or not texts["code"].isdigit():
        raise Refused("write who in 'holder', and a 'code' of digits")
    shown = wanted.get("card") is True
    texts["holder"] = identifier(texts["holder"])
    asked = Activation(holder=texts["holder"], card_shown=shown, mail=texts["mail"], mobile=texts["mobile"])
    decision = connect.activate_ecps(asked, texts["code"], clock.now())
    _allowed(decision)
    return {"holder": texts["holder"], "rules": list(decision.rules)}


def _readers(request: HttpRequest) -> Any:
    """Whether an ESMS needs card readers (AUTH-017): `?cards=1` its professionals sign in by card, `&orders=1`."""
    asked = {name: request.GET.get(name) == "1" for name in ("cards", "orders")}
    due = needs_card_readers(regulated_with_physical_cards=asked["cards"], rpps_manager_orders_cards=asked["orders"])
    return {"card_readers": due, "rules": ["AUTH-017"]}


def _allowed(decision: Decision) -> None:
    if not decision.allowed:
        first = decision.errors[0]
        raise Refused(first.sentence("en"), 403, verdict=first.verdict.id, rules=list(decision.rules))


psc = interface(get=_state, post=_disturb)
services = interface(get=_services, post=_connect)
ecps = interface(post=_activate)
readers = interface(get=_readers)
