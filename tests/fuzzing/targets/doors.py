"""A plain door in this process, requests written on its socket byte for byte: the HTTP reader, then the pages behind it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

from tests.failures.exchange import answer_of, explained
from tests.fuzzing.house import house
from tests.fuzzing.mutators import lines
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target, plain

#: Seconds of wall before an answer is missed: the sender has ended his side, nothing is waited for.
PATIENCE = 8
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) [^\r\n]*\r\n")


@dataclass(frozen=True)
class Answered:
    """One HTTP answer as it stood on the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def answers_of(raw: bytes) -> list[Answered]:
    """Every answer on one connection. Raises `AssertionError` for what is no HTTP."""
    found = []
    while raw:
        status = _STATUS.match(raw)
        assert status is not None, f"no HTTP answer: {raw[:80]!r}"
        head, blank, rest = raw.partition(b"\r\n\r\n")
        assert blank, f"an answer without end of its head: {raw[:80]!r}"
        fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
        headers = {name.decode("latin-1").lower(): value.strip().decode("latin-1") for name, _, value in fields}
        number = int(status[1])
        if number < 200:
            raw = rest
            continue
        if headers.get("transfer-encoding") == "chunked":
            body, raw = _unchunked(rest)
        else:
            length = int(headers.get("content-length", len(rest)))
            if number == 304 or len(rest) < length:  # an answer to HEAD has no body, whatever it announces
                length = 0 if not rest.startswith(b"HTTP/1.") else length
            body, raw = rest[:length], rest[length:]
        found.append(Answered(number, headers, body))
    return found


def _unchunked(rest: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        size, end, rest = rest.partition(b"\r\n")
        assert end, "an answer ends inside a chunk"
        length = int(size, 16)
        if not length:
            return body, rest[2:]
        body, rest = body + rest[:length], rest[length + 2 :]


def sent(address: tuple[str, int], data: bytes) -> bytes:
    """Write these bytes, end one's side, and read all that is said."""
    with socket.create_connection(address, PATIENCE) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all was sent: the answer is there all the same
        pieces = []
        try:
            while piece := connection.recv(65536):
                pieces.append(piece)
        except ConnectionError:
            pass
        except TimeoutError as error:
            raise AssertionError(f"no answer in {PATIENCE} seconds") from error
    return b"".join(pieces)


# --- the HTTP reader ---------------------------------------------------------------------------------------

REQUESTS = {
    "get": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "plain": b"POST /ihe/registry HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml\r\nContent-Length: 4\r\n\r\n<x/>",
    "multipart": b"POST /ihe/repository HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/related; boundary=b\r\n"
    b"Content-Length: 51\r\nConnection: keep-alive\r\n\r\n--b\r\nContent-ID: <a>\r\n\r\n<x/>\r\n--b\r\n\r\ny\r\n--b--\r\n12",
    "chunked": b"POST /ihe/registry HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n"
    b"\r\n4\r\n<x/>\r\n0\r\n\r\n",
    "trailers": b"POST /ihe/registry HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTrailer: A\r\n"
    b"\r\n4;a=b\r\n<x/>\r\n4\r\nabcd\r\n0\r\nA: b\r\n\r\n",
    "expect": b"POST /ihe/registry HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n"
    b"Content-Type: application/soap+xml\r\n\r\n<x/>",
    "old": b"POST /ihe/registry HTTP/1.0\r\nContent-Length: 4\r\nContent-Type: text/xml\r\n\r\n<x/>",
    "pipelined": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
}


def _application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What every exchange does with a request before it knows more: its message is read, a fault is told."""
    from socle.config.dispatch import request_of  # noqa: PLC0415 - after the set-up
    from socle.wire import mtom, soap, xml  # noqa: PLC0415

    asked = request_of(environ)
    message, findings = mtom.read_message(asked)
    if message is not None:
        with message:
            root, findings = xml.read(message.root)
            findings += soap.read_envelope(root)[1] if root is not None else []
    body = soap.fault(findings).body if findings else b"<ok/>"
    assert isinstance(body, bytes)
    start_response(
        "400 Bad Request" if findings else "200 OK",
        [
            ("Content-Type", "application/soap+xml; charset=UTF-8" if findings else "text/xml"),
            ("Content-Length", str(len(body))),
        ],
    )
    return [body]


@cache
def _reader() -> tuple[str, int]:
    """The address of a door behind which there is only the reader."""
    return _opened(_application)


_listeners: list[Any] = []


def shut() -> None:
    """Close the doors opened here."""
    while _listeners:
        _listeners.pop().stop()


def _opened(application: Callable[..., Any]) -> tuple[str, int]:
    from socle.config.listeners import listen  # noqa: PLC0415

    listener = listen("127.0.0.1", 0, application, threads=2)
    _listeners.append(listener)
    return ("127.0.0.1", listener.port)


def _http_seeds() -> Seeds:
    return Seeds.of(dict(REQUESTS))


def check_http(data: bytes) -> Iterable[str]:
    raw = sent(_reader(), data)
    said: set[str] = set()
    for answer in answers_of(raw):
        said |= _explained(answer, data)
    return said or {"no answer"}


def _explained(answer: Answered, data: bytes) -> set[str]:
    if answer.status == 200 or data[:4].upper() == b"HEAD":
        return {f"HTTP {answer.status}"}
    kind = answer.headers.get("content-type", "")
    return explained(answer_of(answer.status, kind, answer.body))


# --- the pages ---------------------------------------------------------------------------------------------

FORM = "csrfmiddlewaretoken=" + "a" * 32


@cache
def _pages() -> tuple[str, int]:
    """The address of the whole plain door: pages, the sandbox's interface, health, the neutral services."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
    from django.db import close_old_connections  # noqa: PLC0415

    from socle.config.dispatch import Dispatcher  # noqa: PLC0415
    from socle.config.house import mounts  # noqa: PLC0415
    from socle.config.settings import installed  # noqa: PLC0415

    health = lambda: {"status": "ok"}  # noqa: E731
    return _opened(Dispatcher(get_wsgi_application(), mounts(installed()), health, close_old_connections))


@cache
def _page_seeds() -> Seeds:
    """Addresses of every room, as nobody, as a patient and as a professional; forms too. Nothing of time and reset."""
    from socle.record.models import Entry  # noqa: PLC0415
    from tests.fuzzing import corpus  # noqa: PLC0415
    from tests.fuzzing.targets import endpoint  # noqa: PLC0415
    from tests.portal import World  # noqa: PLC0415

    home = house()
    state = endpoint._begin(b"td2/td2.1a-feed-discharge-letter.request.mime")
    kind, data = endpoint.assembled(state)
    endpoint.exchanged("repository", kind, data, endpoint._certificate(state))
    record, ins = home.records[0], home.patients[0]
    fed = Entry.objects.filter(record_id=record).first()
    unique_id = fed.unique_id if fed is not None else "1.2.3"
    cast = World(corpus.DIALOGUES / "documents")
    patient = cast.as_patient(ins).cookies["sessionid"].value
    physician = cast.as_professional("899880000015", "Nolwenn Kervelec", "499880000015001").cookies["sessionid"].value
    asking = "/auth?client_id=socle-pro&response_type=code&scope=openid+scope_all&acr_values=eidas1"
    addresses = {
        "": (
            "/",
            "/aide/",
            "/regles/",
            "/regles/?q=INS&page=2",
            "/regles/DMP-001/",
            "/regles/regles.csv",
            "/verdicts/",
            "/verdicts/?q=jeton",
            "/verdicts/wire.xml-doctype/",
            "/composants/",
            "/bac-a-sable/",
            "/static/socle.css",
            "/api/people",
            "/api/actors/kervelec",
            "/api/openapi.json",
            "/healthz",
            "/pro/",
            "/pro/connexion/",
            "/pro/connexion/psc/?qui=899880000015",
            "/pro/connexion/retour/?state=a&code=b",
            f"{asking}&redirect_uri=/pro/connexion/retour/&state=a&nonce=b",
            "/bac-a-sable/telephone/?qui=kervelec",
            "/mon-espace/",
        ),
        patient: (
            "/mon-espace/",
            "/mon-espace/documents/?q=lettre&type=11490-0&depuis=2026-01-01&anciens=on",
            f"/mon-espace/documents/{unique_id}/",
            f"/mon-espace/documents/{unique_id}/piece/?piece=document",
            f"/mon-espace/documents/{unique_id}/fichier/",
            "/mon-espace/historique/?page=1",
            "/mon-espace/documents.csv",
        ),
        physician: (
            "/pro/",
            f"/pro/dossiers/{record}/",
            f"/pro/dossiers/{record}/documents/{unique_id}/",
            f"/pro/dossiers/{record}/documents/{unique_id}/piece/?piece=document",
            f"/pro/dossiers/{record}/historique/?moi=on&page=2",
            f"/pro/dossiers/{record}/documents.csv?q=a",
        ),
    }
    found = {}
    for who, (session, paths) in zip(("nobody", "patient", "physician"), addresses.items(), strict=True):
        for path in paths:
            found[f"{who} {path.replace(record, 'R').replace(unique_id, 'D')}"] = _request("GET", path, session)
    found["find a patient"] = _request("POST", "/pro/", physician, f"{FORM}&matricule={ins}")
    found["declare"] = _request("POST", f"/pro/dossiers/{record}/autorisation/", physician, f"{FORM}&accord=on")
    found["emergency"] = _request("POST", f"/pro/dossiers/{record}/urgence/", physician, f"{FORM}&motif=inconscient")
    second = f"{FORM}&qui=899880000015&demande={'a' * 64}&moyen=e-CPS&reponse=oui&code=1234&retour=b"
    found["second screen"] = _request("POST", "/bac-a-sable/telephone/repondre", "", second)
    found["enter"] = _request("POST", "/bac-a-sable/entrer", "", f"{FORM}&patient=camille")
    return Seeds.of(found)


def _request(method: str, path: str, session: str, form: str = "") -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Cookie: csrftoken={'a' * 32}; sessionid={session}"]
    if form:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    return "\r\n".join([*head, "Connection: close", "", form]).encode()


class _Quiet(HTMLParser):
    """A page of the house: scripts and styles from itself only, no handler in an element."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert tag != "script" or (values.get("src") or "").startswith("/static/"), "a script inside a page"
        for name, value in attrs:
            assert not name.startswith("on"), f"a handler inside a page: {tag}/@{name}"
            if name in {"href", "src", "action", "data", "formaction"}:
                scheme = (value or "").strip().partition(":")[0].lower()
                assert scheme not in {"javascript", "vbscript"}, f"a link that runs: {value}"
                assert not (value or "").lower().startswith("data:text/html"), "a link that runs"


def check_pages(data: bytes) -> Iterable[str]:
    raw = sent(_pages(), data)
    said = set()
    for answer in answers_of(raw):
        assert answer.status < 500, f"HTTP {answer.status}: {answer.body[:200]!r}"
        if answer.headers.get("content-type", "").startswith("text/html"):
            reader = _Quiet()
            reader.feed(answer.body.decode())
            reader.close()
        said.add(f"HTTP {answer.status}")
    return said or {"no answer"}


def targets() -> list[Target]:
    return [
        replace(plain("http", _http_seeds, lambda: lines.http, check_http, 60), ready=_reader, close=shut),
        replace(
            plain("pages", _page_seeds, lambda: lines.http, check_pages, 30),
            ready=lambda: (house(), _pages()),
            close=shut,
        ),
    ]
