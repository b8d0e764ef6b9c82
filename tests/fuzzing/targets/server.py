"""A whole `socle up` in a process of its own, attacked through its two doors.

Over TLS: spoiled messages of the worked dialogues, well framed, on connections that stay. On the plain door: requests
spoiled byte for byte. Its log, its memory and its health are looked at on the way.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import ssl
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from pathlib import Path

from tests.failures.exchange import SERVICES, answer_of, exchange, explained, verdicts_of
from tests.failures.exchange import Target as Attacked
from tests.fuzzing import corpus
from tests.fuzzing.mutators import lines, mime
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets import tokens
from tests.fuzzing.targets.common import Target
from tests.fuzzing.targets.doors import REQUESTS, answers_of, sent
from tests.fuzzing.targets.wire import tree_mutator, xml_mutator
from tests.fuzzing.words import Chance
from tests.record.player import CONNECTIONS
from tests.record.player import SERVICES as BY_NAME
from tests.servers import start
from tests.wire import pki

#: The log is read so often.
LOOKED = 200
#: One exchange in so many goes to the plain door, one in so many writes what is no TLS.
PLAIN, NO_TLS = 3, 40
_ENVELOPE = re.compile(rb"<soap:Envelope.*</soap:Envelope>", re.DOTALL)


@dataclass
class Server:
    """The running Socle, its connections by certificate, and how far its log was read."""

    attacked: Attacked
    folder: Path
    connections: dict[str, object] = field(default_factory=dict)
    read: int = 0
    turn: int = 0

    def connection(self, name: str):
        if name not in self.connections:
            self.connections[name] = self.attacked.connection(self.attacked.issued(name) if name else None)
        return self.connections[name]

    def drop(self, name: str) -> None:
        with suppress(OSError):
            self.connections.pop(name).close()  # type: ignore[attr-defined]

    @property
    def plain(self) -> tuple[str, int]:
        host, _, port = self.attacked.running.url.removeprefix("http://").rstrip("/").rpartition(":")
        return host, int(port)

    def look(self) -> None:
        """Raises `AssertionError` when the server died, is unwell, or told a failure."""
        assert self.attacked.running.process.poll() is None, "the server died"
        with (self.folder / "data.log").open("rb") as log:
            log.seek(self.read)
            new = log.read().decode("utf-8", "replace")
            self.read = log.tell()
        for line in new.splitlines():
            if line.startswith("TLS on https://"):
                continue
            told = json.loads(line)
            failed = told["level"] in {"error", "critical"} and not told["logger"].startswith("django.security")
            assert not failed, f"the server failed: {line[:3000]}"
            assert "trace" not in told, f"a trace in the log: {line[:3000]}"
        health = self.attacked.healthz()
        assert health["status"] == "ok", f"the server is unwell: {health}"


@cache
def server() -> Server:
    folder = Path(tempfile.mkdtemp(prefix="socle-fuzzing-server-"))
    trust = (corpus.DIALOGUES / "certs" / "TEST-ONLY-ca-root.crt.pem",)
    running = start(folder / "data", world="trois-ponts", trust=trust, profile="ihe")
    found = Server(Attacked(running, corpus.DIALOGUES, folder), folder)
    found.attacked.set_clock(pki.NOW)
    return found


def close() -> None:
    found = server()
    for name in list(found.connections):
        found.drop(name)
    found.attacked.running.stop()
    if found.attacked.running.process.stdout:
        found.attacked.running.process.stdout.close()
    shutil.rmtree(found.folder, ignore_errors=True)
    server.cache_clear()


@dataclass(frozen=True, slots=True)
class Shot:
    """What is written: a request by its service, kind and body over TLS, or raw bytes on the plain door."""

    service: str
    kind: str
    body: bytes
    card: str
    headers: tuple[tuple[str, str], ...] = ()
    raw: bool = False
    no_tls: bool = False


@cache
def _seeds() -> Seeds:
    names = {**corpus.requests(), **corpus.dialogues("*/*.request.mime")}
    found = {name: b"d" + name.encode() for name in names}
    return Seeds.of(found | {f"raw {name}": b"r" + data for name, data in REQUESTS.items()})


@cache
def _begin(data: bytes) -> Shot:
    if data[:1] == b"r":
        return Shot("", "", data[1:], "", raw=True)
    path = data[1:].decode()
    whole = (corpus.DIALOGUES / path).read_bytes()
    kind, body = corpus.split(whole) if path.endswith(".mime") else ("application/soap+xml; charset=UTF-8", whole)
    who = re.search(rb"NameID>([^<]*)", body)
    card = CONNECTIONS.get(who[1].decode() if who else "", "card-kervelec-auth")
    if b"INDIRECTE" in body:
        card = "org-hospital-auth"
    name = path.rpartition("/")[2]
    return Shot(
        next((s for prefix, s in BY_NAME.items() if name.startswith(prefix)), "patients"), kind, _now(body), card
    )


def _now(body: bytes) -> bytes:
    """The message with its token issued and signed now."""
    found = re.search(rb"<saml2:Assertion.*</saml2:Assertion>", body, re.DOTALL)
    if found is None or b"<ds:Signature" not in found[0]:
        return body
    token = re.sub(rb"<ds:Signature[ >].*?</ds:Signature>", b"", found[0], count=1, flags=re.DOTALL)
    now = pki.NOW.isoformat().replace("+00:00", "Z").encode()
    token = re.sub(rb'IssueInstant="[^"]*"', b'IssueInstant="' + now + b'"', token, count=1)
    return body[: found.start()] + tokens.signed(token) + body[found.end() :]


def _mutate(shot: Shot, chance: Chance) -> Shot:
    if shot.raw or shot.no_tls:
        return Shot("", "", lines.http(shot.body, chance), "", raw=True, no_tls=chance.random() < 0.05)
    draw = chance.random()
    if draw < 0.5:
        return _with(shot, body=_envelope(shot.body, chance))
    if draw < 0.75:
        return _with(shot, body=(mime.mutate if "multipart" in shot.kind else xml_mutator())(shot.body, chance))
    if draw < 0.8:
        return _with(shot, kind=mime.content_type(shot.kind, chance))
    if draw < 0.9:
        name, _, value = chance.choice(lines.HTTP_FIELDS).partition(b":")
        header = (name.decode("latin-1").strip() or "A", value.decode("latin-1").strip()[:3000])
        return _with(shot, headers=(*shot.headers, header))
    if draw < 0.95:
        return _with(shot, card=chance.choice(("", "card-daumont-auth", "org-laboratory-auth")))
    return _with(shot, service=chance.choice(("registry", "repository", "patients", "", "%2e%2e", "x" * 3000)))


def _with(shot: Shot, **changes: object) -> Shot:
    from dataclasses import replace  # noqa: PLC0415

    return replace(shot, **changes)  # type: ignore[arg-type]


def _envelope(body: bytes, chance: Chance) -> bytes:
    """The envelope changed where it stands, so that it stays XML and the MIME around it whole."""
    found = _ENVELOPE.search(body)
    if found is None:
        return xml_mutator()(body, chance)
    new = re.sub(rb"\A<\?xml.*?\?>\s*", b"", tree_mutator()(found[0], chance), flags=re.DOTALL)
    return body[: found.start()] + new + body[found.end() :]


def check(shot: Shot) -> Iterable[str]:
    here = server()
    here.turn += 1
    if not here.turn % LOOKED:
        here.look()
    if shot.no_tls:
        with suppress(OSError):
            sent(here.attacked.address, shot.body)
        return {"no TLS"}
    if shot.raw:
        said: set[str] = set()
        for answer in answers_of(sent(here.plain, shot.body)):
            assert answer.status < 500 or b"soap" in answer.body, f"HTTP {answer.status}"
            said.add(f"HTTP {answer.status}")
        return said or {"no answer"}
    return _over_tls(here, shot)


def _over_tls(here: Server, shot: Shot) -> Iterable[str]:
    message = f"urn:uuid:{random.getrandbits(128):032x}".encode()
    body = re.sub(rb"(MessageID>)urn:uuid:[0-9a-f-]{36}", rb"\g<1>" + message, shot.body, count=1)
    headers = {"Content-Type": shot.kind or "x"}
    clean = re.compile(r"[^\x20-\x7e\x80-\xff\t]")
    for name, value in shot.headers:
        if re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) and name.lower() not in {
            "content-length",
            "transfer-encoding",
        }:
            headers[name] = clean.sub("", value)
    headers["Content-Type"] = clean.sub("", headers["Content-Type"])
    path = SERVICES + re.sub(r"[^!-~]", "", shot.service)
    try:
        answer = exchange(here.connection(shot.card), path, body, headers)
    except (HTTPException, ConnectionError, ssl.SSLError) as error:
        here.drop(shot.card)
        if not _refused(shot):
            raise AssertionError(f"no answer: {error!r}") from error
        return {"refused"}
    except TimeoutError as error:
        here.drop(shot.card)
        raise AssertionError("no answer in a minute") from error
    if answer.body is None:
        here.drop(shot.card)
        return explained(answer)
    return verdicts_of(answer) or {"accepted"}


def _refused(shot: Shot) -> bool:
    """Whether a connection may end without an answer: its head was too large or told two things."""
    return bool(shot.headers) or len(shot.service) > 100 or len(shot.kind) > 8000


def targets() -> list[Target]:
    return [
        Target(
            name="server",
            seeds=_seeds,
            begin=_begin,
            mutate=_mutate,
            check=check,
            bytes_of=lambda shot: shot.body,
            share=20,
            ready=server,
            close=close,
        )
    ]


__all__ = ["answer_of", "targets"]
