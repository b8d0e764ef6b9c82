"""The door of the provider: which address is which endpoint, and what is out of order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from socle import clock
from socle.directory.connect import LEVELS
from socle.directory.oidc import addresses, ciba, discovery, resources, verdicts
from socle.directory.oidc.exchanges import Answer, Asking, ascii_of, asking, faulty, flaw, refusal, response
from socle.directory.oidc.token import token
from socle.directory.services import connect
from socle.ledger.acting import NotDone
from socle.rulebook import applies
from socle.storage.failing import is_away
from socle.wire import ids
from socle.wire.exchange import Request, Response

log = logging.getLogger("socle.directory.connect")

#: Seconds after which whoever met an outage may try again.
AGAIN = 60
_GET, _POST, _BOTH = frozenset({"GET"}), frozenset({"POST"}), frozenset({"GET", "POST"})
Endpoint = Callable[[Asking, datetime, Mapping[str, str]], Answer]


def _userinfo(asked: Asking, at: datetime, odd: Mapping[str, str]) -> Answer:
    return resources.userinfo(asked, at, exercises="exercises" not in odd)


#: By address: its name among what can be put out of order, the methods it takes, and what answers.
_ENDPOINTS: Mapping[str, tuple[str, frozenset[str], Endpoint]] = MappingProxyType({
    addresses.DISCOVERY: ("", _GET, lambda *_: Answer(200, discovery.metadata())),
    addresses.CERTS: ("", _GET, lambda *_: Answer(200, discovery.keys())),
    addresses.TOKEN: ("token", _POST, lambda asked, at, odd: token(asked, at, odd.get("acr", LEVELS[0]))),
    addresses.USERINFO: ("userinfo", _BOTH, _userinfo),
    addresses.INTROSPECT: ("introspect", _POST, lambda asked, at, _: resources.introspect(asked, at)),
    addresses.REVOKE: ("", _POST, lambda asked, at, _: resources.revoke(asked, at)),
    addresses.LOGOUT: ("", _BOTH, lambda asked, at, _: resources.logout(asked, at)),
    addresses.CIBA: ("ciba", _POST, lambda asked, at, _: ciba.backchannel(asked, at)),
})  # fmt: skip


def handle(request: Request, *, new_uuid: ids.NewUuid = ids.new_uuid) -> Response:
    """Answer one request to the provider.

    Never raises: what nobody foresaw is an error of the server, told with the reference under which the log tells more.
    """
    name = request.path.removeprefix(addresses.PREFIX)
    request.notes["transaction"] = name if name in _ENDPOINTS else ""
    try:
        return response(_answer(request, name))
    except NotDone as not_done:
        return _later(not_done.finding.sentence("en"), not_done.retry_after)
    except Exception as error:
        reference = str(new_uuid())
        told = {"service": "connect", "reference": reference, "reason": type(error).__name__}
        if is_away(error):
            # A state of the machine: a trace of the program would say nothing more.
            log.error("database away", extra=told)  # noqa: TRY400
            return _later(f"The database is away. Reference: {reference}", NotDone.retry_after)
        log.exception("exchange failed", extra=told)
        return response(Answer(500, {"error": "server_error", "error_description": f"Reference: {reference}"}))


def _later(told: str, seconds: int) -> Response:
    body = {"error": "temporarily_unavailable", "error_description": ascii_of(told)}
    return response(Answer(503, body, (("Retry-After", str(seconds)),)))


@applies("AUTH-026")
def _answer(request: Request, name: str) -> Answer:
    """While it is down, nothing here answers: there is no degraded mode of Pro Santé Connect itself."""
    out_of_order = connect.disturbances()
    if "down" in out_of_order:
        return refusal(verdicts.DOWN.at(), headers=(("Retry-After", str(AGAIN)),))
    known = _ENDPOINTS.get(name)
    if known is None:
        there = f"there is nothing here; the metadata stand at {addresses.address(addresses.DISCOVERY)}"
        return Answer(404, {"error": "not_found", "error_description": there})
    disturbed, methods, endpoint = known
    if request.method not in methods:
        return Answer(405, {"error": "invalid_request"}, (("Allow", ", ".join(sorted(methods))),))
    if disturbed and disturbed in out_of_order:
        return _disturbed(out_of_order[disturbed])
    asked = asking(request)
    if asked is None:
        return faulty("send application/x-www-form-urlencoded, 64 KB at most")
    wrong = flaw(asked)
    return faulty(wrong) if wrong else endpoint(asked, clock.now(), out_of_order)


def _disturbed(error: str) -> Answer:
    """The answer that the sandbox was asked for: an HTTP status, or an error code of the protocol."""
    if error.isdigit():
        return Answer(int(error), {"error": "server_error", "error_description": "out of order on purpose"})
    status = 401 if error in {"invalid_client", "invalid_token"} else 400
    return Answer(status, {"error": error, "error_description": "out of order on purpose"})
