"""Asking the Annuaire in process, as its clients do over HTTP."""

from __future__ import annotations

import io
import json
from urllib.parse import urlencode

from socle.directory.fhir import door
from socle.wire.exchange import Request

KEY = {"esante-api-key": "une-cle", "host": "annuaire.example:8443"}
SANDBOX = door.Serving(restricted=True)


def send(path, query="", *, serving=SANDBOX, method="GET", headers=KEY, body=b""):
    """One exchange: status, headers and JSON."""
    request = Request(
        method=method, path=door.PREFIX + path, headers=headers, body=io.BytesIO(body), query=query, length=len(body)
    )
    answer = door.handle(request, serving)
    return answer.status, dict(answer.headers), json.loads(answer.body)


def read(path, **how):
    """The resource at this address, which must be there."""
    status, _, found = send(path, **how)
    assert status == 200, found
    return found


def bundle(type, *pairs, **parameters):
    """The page of a search; parameters that are no Python names come as pairs."""
    return read(type, query=urlencode([*pairs, *parameters.items()]))


def found(type, *pairs, **parameters):
    """The ids that a search finds, those that come along apart."""
    entries = bundle(type, *pairs, **parameters).get("entry", [])
    return [one["resource"]["id"] for one in entries if one["search"]["mode"] == "match"]


def issue(status, type, *pairs, **parameters):
    """The verdict of a search that is refused with this status."""
    got, _, outcome = send(type, urlencode([*pairs, *parameters.items()]))
    assert got == status, outcome
    return outcome["issue"][0]["details"]["coding"][0]["code"]
