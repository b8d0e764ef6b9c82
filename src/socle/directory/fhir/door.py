"""The door of the Annuaire Santé: what is asked, with which key, then the answer. Each refusal is an OperationOutcome.

What is public is told to whoever holds a key of the service (header ESANTE-API-KEY); nothing of a patient is here, so
reading leaves no line in the journal. Source: spec/identity.md e.4.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from socle import clock
from socle.directory import verdicts as own
from socle.directory.annuaire import codes, editions, mirror, searching, store
from socle.directory.annuaire.entries import Held
from socle.directory.fhir import asking, capability
from socle.ledger.acting import NotDone
from socle.wire.exchange import Request, Response
from socle.wire.fhir import outcome, reading, verdicts
from socle.wire.fhir.negotiating import acceptable, readable
from socle.wire.fhir.reading import Json

PREFIX: Final = "/annuaire/fhir/v2/"
KEY_HEADER: Final = "esante-api-key"
_FORM: Final = ("application/x-www-form-urlencoded",)
_HOST: Final = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
#: Source: FHIR R4, 2.24.0.1 (id).
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")
#: Resources that come along with one page at most.
_ALONG: Final = 1000


@dataclass(frozen=True, slots=True)
class Serving:
    """Who may ask: `keys` that open (none: any key does, in the sandbox alone); whether restricted data is told."""

    keys: tuple[str, ...] = ()
    restricted: bool = False

    def opens_with(self, key: str) -> bool:
        return bool(key) and (
            not self.keys or any(hmac.compare_digest(key.encode(), one.encode()) for one in self.keys)
        )


def handle(request: Request, serving: Serving) -> Response:
    """Answer one request. Raises only what nobody foresaw: the dispatcher answers then, in FHIR."""
    try:
        return _answer(request, serving)
    except NotDone as error:
        answer = outcome.refusal([error.finding])
        return replace(answer, status=503, headers=(*answer.headers, ("Retry-After", str(error.retry_after))))


def _answer(request: Request, serving: Serving) -> Response:
    path = request.path.removeprefix(PREFIX).strip("/") if f"{request.path}/" != PREFIX else ""
    head, _, tail = path.partition("/")
    try:
        query = parse_qsl(request.query, keep_blank_values=True, max_num_fields=100, errors="strict")
    except ValueError:
        expected = "au plus 100 paramètres, en UTF-8"
        return outcome.refusal([verdicts.PARAMETER_MALFORMED.at("?", expected=expected, found="autre chose")])
    wrong = acceptable(request.headers.get("accept", ""), query)
    if wrong is not None:
        return outcome.refusal([wrong])
    if path == "metadata":
        return _allowed(request, "GET") or outcome.answer(
            capability.statement(_base(request), clock.now(), restricted=serving.restricted)
        )
    letter = codes.LETTERS.get(head, "")
    if not letter or (letter == "N" and not serving.restricted):
        return outcome.refusal([verdicts.NO_SUCH_ADDRESS.at(found=path)])
    if not serving.opens_with(request.headers.get(KEY_HEADER, "")):
        return outcome.refusal([own.API_KEY_ABSENT.at("ESANTE-API-KEY")])
    request.notes["transaction"] = f"{head} {'read' if tail and tail != '_search' else 'search'}"
    mirror.refresh(clock.now())
    if tail == "_search":
        return _allowed(request, "POST") or _by_form(request, serving, letter, query)
    refused = _allowed(request, "GET")
    if refused is not None:
        return refused
    return _one(letter, tail, serving) if tail else _search(request, serving, letter, query)


def _allowed(request: Request, method: str) -> Response | None:
    if request.method == method or (method, request.method) == ("GET", "HEAD"):
        return None
    finding = verdicts.METHOD_NOT_ALLOWED.at(expected=method, found=request.method)
    return outcome.refusal([finding], headers=(("Allow", method),))


def _by_form(request: Request, serving: Serving, letter: str, query: list[tuple[str, str]]) -> Response:
    """A search by POST: the parameters of the form come after those of the address."""
    wrong = readable(request.headers, _FORM)
    if wrong is not None:
        return outcome.refusal([wrong])
    data, findings = reading.receive(request.body, largest=100_000)
    if data is None:
        return outcome.refusal(findings)
    try:
        form = parse_qsl(data.decode(), keep_blank_values=True, max_num_fields=100, errors="strict")
    except ValueError:
        wrong = verdicts.PARAMETER_MALFORMED.at("?", expected="un formulaire en UTF-8", found="autre chose")
        return outcome.refusal([wrong])
    return _search(request, serving, letter, [*query, *form])


def _one(letter: str, id: str, serving: Serving) -> Response:
    held = one(letter, id) if _ID.fullmatch(id) else None
    if held is None or (not serving.restricted and asking.is_restricted(held)):
        return outcome.refusal([own.RESOURCE_UNKNOWN.at(found=f"{codes.TYPES[letter]}/{id}")])
    return outcome.answer(held.written(), headers=(("ETag", 'W/"1"'),))


def one(letter: str, id: str) -> Held | None:
    """The entry of this id, the first source that tells it; with what the extracts of details add."""
    read = store.current()
    for name in editions.ENTRIES:
        if name in read and (held := store.one(read[name][0], letter, id)) is not None:
            return searching.complete([held], [read[name][0] for name in editions.DETAILS if name in read])[0]
    return None


def _search(request: Request, serving: Serving, letter: str, given: list[tuple[str, str]]) -> Response:
    lenient = "handling=lenient" in request.headers.get("prefer", "").replace(" ", "")
    search = asking.read(letter, given, lenient=lenient, restricted=serving.restricted)
    if search.findings:
        return outcome.refusal(search.findings)
    page = searching.search(search.asked) if search.asked.count else searching.Page()
    whole = page.place is None and search.asked.place is None and search.asked.count
    total = len(page.entries) if whole else searching.count(search.asked) if search.counts else None
    base = _base(request)
    shown = [_shown(held, base, "match") for held in page.entries]
    shown += [_shown(held, base, "include") for held in _along(search, page.entries, serving)]
    if search.ignored:
        shown.append({"resource": outcome.outcome(search.ignored), "search": {"mode": "outcome"}})
    return outcome.answer(
        {
            "resourceType": "Bundle",
            "type": "searchset",
            **({"total": total} if total is not None else {}),
            "link": _links(search, page, f"{base}{codes.TYPES[letter]}"),
            **({"entry": shown} if shown else {}),
        }
    )


def _shown(held: Held, base: str, mode: str) -> Json:
    address = f"{base}{codes.TYPES[held.type]}/{held.key}"
    return {"fullUrl": address, "resource": held.written(), "search": {"mode": mode}}


def _links(search: asking.Search, page: searching.Page, address: str) -> list[Json]:
    links = [{"relation": "self", "url": f"{address}?{urlencode(search.given)}"}]
    if page.place is not None:
        kept = [(name, value) for name, value in search.given if name not in {"_cursor", "_count"}]
        more = [("_count", str(search.asked.count)), ("_cursor", asking.cursor_of(page.place))]
        links.append({"relation": "next", "url": f"{address}?{urlencode([*kept, *more])}"})
    return links


def _along(search: asking.Search, entries: Sequence[Held], serving: Serving) -> list[Held]:
    """What comes along with a page, each once, and not what is on the page already."""
    read = store.current()
    numbers = [read[name][0] for name in editions.ENTRIES if name in read]
    found: dict[tuple[str, str], Held] = {}
    for column, letter in search.include:
        ids = sorted({id for held in entries if (id := held.owner if column == "owner" else held.person)})
        for number in reversed(numbers):
            found |= {(letter, held.key): held for held in store.some(number, letter, ids)}
    for letter, column in search.revinclude:
        for held in entries:
            for number in numbers:
                room = _ALONG - len(found)
                more = store.belonging(number, letter, column=column, key=held.key, most=room) if room > 0 else []
                found |= {(letter, one.key): one for one in more}
    there = {(held.type, held.key) for held in entries}
    kept = [held for key, held in found.items() if key not in there]
    details = [read[name][0] for name in editions.DETAILS if name in read]
    public = [held for held in kept if serving.restricted or not asking.is_restricted(held)]
    return list(searching.complete(public, details))


def _base(request: Request) -> str:
    host = request.headers.get("host", "")
    return f"https://{host if _HOST.fullmatch(host) else 'localhost'}{PREFIX}"
