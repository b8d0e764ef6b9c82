"""The control interface under `/api/`: the sandbox's people, certificates, clock and state, as JSON.

Its shapes are described in `openapi.json`, served beside them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse

from socle import __version__
from socle.clock import parse_duration, parse_instant
from socle.directory import services as directory
from socle.directory.models import RevokedCertificate
from socle.record import services as record
from socle.record.facts import Action
from socle.sandbox import actors as cast
from socle.sandbox import injecting, minting, people, resetting, signing, state
from socle.sandbox.authority import DMP, NAMES
from socle.sandbox.guard import Refused, interface
from socle.sandbox.world import TEST_NIR


def _openapi(_request: HttpRequest) -> Any:
    document = json.loads((files(__package__) / "openapi.json").read_text(encoding="utf-8"))
    document["info"]["version"] = __version__
    return document


def _world(_request: HttpRequest) -> Any:
    here = state.installed()
    return {
        "name": here.world.name,
        "title": here.world.title,
        "first_instant": here.start.isoformat() if here.start else None,
        "counts": {
            "patients": len(here.world.patients),
            "professionals": len(here.world.professionals) + len(here.world.employees),
            "structures": len(here.world.structures),
        },
        **clock_state(here),
    }


def _people(_request: HttpRequest) -> Any:
    here = state.installed()
    return people.listing(here.world, here.clock.now())


def _authority(_request: HttpRequest) -> Any:
    return HttpResponse(state.installed().authority.pem, content_type="application/x-pem-file")


def _actor(request: HttpRequest, who: str) -> Any:
    return _answer(who, request.GET.get("structure", ""), request.GET.get("certificate") or DMP)


def _answer(who: str, structure: str = "", called: str = DMP) -> dict[str, Any]:
    here = state.installed()
    if called not in NAMES:
        raise Refused(f"no certificate is called '{called}': write {', '.join(NAMES)}")
    try:
        profile = cast.find(here.world, who, structure)
        pair = cast.certificates(profile, here.authority, here.clock.now(), called)
    except cast.Unknown as error:
        raise Refused(str(error), 404) from error
    certificates = (pair.authentication.certificate, pair.signature.certificate)
    directory.record_certificates(certificates, here.clock.now())
    return cast.as_json(profile, pair, here.authority)


def _mint(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    try:
        idnat = minting.mint(wanted, state.installed().clock.now())
    except minting.Unmintable as error:
        raise Refused(str(error)) from error
    return _answer(idnat, str(wanted.get("structure") or ""))


def clock_state(here: state.Sandbox) -> dict[str, Any]:
    """`{"now":…,"frozen":…}` (interfaces.md)."""
    return {"now": here.clock.now().isoformat(), "frozen": here.clock.frozen}


def _clock(_request: HttpRequest) -> Any:
    return clock_state(state.installed())


def _move_clock(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    here = state.installed()
    try:
        move_clock(here, str(wanted.get("action", "")), str(wanted.get("value") or ""))
    except (ValueError, OverflowError) as error:
        raise Refused(str(error)) from error
    return clock_state(here)


def move_clock(here: state.Sandbox, action: str, value: str) -> None:
    """Do what `socle clock` asks: set, advance, freeze or run. Raises `ValueError` with a sentence."""
    moves = {
        "set": lambda: here.clock.set(parse_instant(value)),
        "advance": lambda: here.clock.advance(parse_duration(value)),
        "freeze": here.clock.freeze,
        "run": here.clock.run,
    }
    if action not in moves:
        raise ValueError(f"'{action}' is nothing a clock does: write {', '.join(moves)}")
    with here.changing():
        moves[action]()


def _insi(_request: HttpRequest) -> Any:
    return injecting.Faults(state.installed().folder).told()


def _inject(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    """Have INSi answer this the next `times` calls, or until told otherwise; an empty outcome ends it."""
    faults = injecting.Faults(state.installed().folder)
    try:
        faults.tell(str(wanted.get("outcome") or ""), wanted.get("times"))
    except ValueError as error:
        raise Refused(str(error)) from error
    return faults.told()


def _reset(_request: HttpRequest, _document: Mapping[str, Any]) -> Any:
    here = state.installed()
    resetting.reset(here)
    return {"world": here.world.name, **clock_state(here)}


def _certificates(_request: HttpRequest) -> Any:
    revoked = {(row.issuer, row.serial): row.at for row in RevokedCertificate.objects.all()}
    return {
        "certificates": [
            {
                "serial": str(issued.serial),
                "use": "authentication" if issued.can_authenticate and not issued.can_sign else "signature",
                "subject": issued.subject,
                "issuer": issued.issuer,
                "not_before": issued.not_before.isoformat(),
                "not_after": issued.not_after.isoformat(),
                "fingerprint": issued.fingerprint,
                "revoked_at": _iso(revoked.get((issued.issuer, str(issued.serial)))),
            }
            for issued in state.installed().authority.issued()
        ]
    }


def _why(request: HttpRequest) -> Any:
    """The decision that `record.services.why` would take, with its sentence in French."""
    here, asked = state.installed(), request.GET
    actor = signing.as_anyone(here.world, asked.get("as", ""))
    if actor is None:
        raise Refused(f"nobody here is called '{asked.get('as', '')}': see `socle people`", 404)
    try:
        action = Action(asked.get("action", ""))
        at = parse_instant(asked["at"]) if asked.get("at") else here.clock.now()
    except ValueError as error:
        raise Refused(f"{error}; actions are: {', '.join(Action)}") from error
    patient = people.ins_of(here.world, asked.get("patient", ""), asked.get("oid") or TEST_NIR)
    decision = record.why(actor, action, patient, asked.get("document") or None, at)
    sentences = [finding.sentence("fr") for finding in decision.findings]
    return {
        "allowed": decision.allowed,
        "rules": list(decision.rules),
        "sentence": " ".join(sentences) or "Cet acte est permis.",
        "verdicts": [finding.as_dict() for finding in decision.findings],
        "obligations": [obligation.value for obligation in decision.obligations],
        "at": at.isoformat(),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _revoke(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    here = state.installed()
    serial = str(wanted.get("serial", ""))
    found = next((one for one in here.authority.issued() if str(one.serial) == serial), None)
    if found is None:
        raise Refused(f"no certificate of serial number '{serial}' was issued here", 404)
    row = directory.revoke_certificate(found.issuer, found.serial, here.clock.now())
    return {"serial": serial, "subject": found.subject, "revoked_at": row.at.isoformat()}


openapi = interface(get=_openapi)
world = interface(get=_world)
people_ = interface(get=_people)
authority = interface(get=_authority)
actor = interface(get=_actor)
actors = interface(post=_mint)
why = interface(get=_why)
clock = interface(get=_clock, post=_move_clock)
insi = interface(get=_insi, post=_inject)
reset = interface(post=_reset)
certificates = interface(get=_certificates)
revoke = interface(post=_revoke)
