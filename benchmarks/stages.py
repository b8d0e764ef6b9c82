"""Where the time of one exchange goes inside the process: our own timers around its stages.

`python -m benchmarks.stages JOB.json` answers requests one after the other through `record.endpoints.handle`, without
server nor TLS. Nothing of Socle is changed: functions are wrapped where they are looked up.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from benchmarks.spool import PLACEHOLDER, Prepared, Spool

#: What each stage is called, and where its function is looked up (module:attribute, dots into classes).
STAGES = (
    ("MIME: open, read the envelope part", "socle.wire.mtom:open_message"),
    ("MIME: documents", "socle.wire.mtom.message:Opening.finish"),
    ("envelope: XML parse", "socle.wire.xml:read"),
    ("envelope: SOAP", "socle.wire.soap:read_envelope"),
    ("VIHF: verify", "socle.record.endpoints:verify"),
    ("VIHF: shape (unseal)", "socle.wire.vihf.verify:unseal"),
    ("VIHF: signature", "socle.wire.vihf.verify:_signed"),
    ("VIHF: chain", "socle.wire.vihf.verify:verify_chain"),
    ("VIHF: read", "socle.wire.vihf.verify:read"),
    ("actor: authenticate", "socle.record.endpoints:authenticate"),
    ("actor: rules", "socle.directory.services.authenticate:_decide"),
    ("actor: first use of the token", "socle.directory.services.authenticate:_first_use"),
    ("actor: functional rights", "socle.record.endpoints:may_attempt"),
    ("ebRIM: read the submission", "socle.wire.xds.read:submission"),
    ("ebRIM: read the query", "socle.wire.xds.read:stored_query"),
    ("ebRIM: read the requests", "socle.wire.xds.read:document_requests"),
    ("rules: lengths", "socle.record.services.feeding:check_lengths"),
    ("rules: submission alone", "socle.record.services.feeding:check_submission"),
    ("XAdES: signature document", "socle.record.rules.feeding:check_signature"),
    ("XML: parse", "socle.wire.xades.judge:parse"),
    ("XML: canonical form of the document", "socle.wire.xmldsig:canonical_document"),
    ("XML: parse", "socle.wire.xml:parse"),
    ("XML: depth check", "socle.wire.xml:_too_deep"),
    ("XAdES: digest of the document", "socle.wire.xades:digest_ahead"),
    ("CDA: check", "socle.record.services.feeding:check_document"),
    ("CDA: parse and read", "socle.documents.cda:read"),
    ("CDA: header rules", "socle.documents.services:check_header"),
    ("CDA: embedded file", "socle.documents.rules:check_body"),
    ("CDA: compare with metadata", "socle.documents.services:compare"),
    ("hash: SHA-1", "socle.record.submissions:Digest.of"),
    ("hash: fingerprint", "socle.record.services.feeding:fingerprint"),
    ("record: find it", "socle.record.services.feeding:record_to_feed"),
    ("storage: put", "socle.storage.segment_store:SegmentStore.put_many"),
    ("storage: get", "socle.storage.documents:Documents.get"),
    ("storage: encrypt", "socle.storage.frames:seal"),
    ("storage: durable", "socle.storage.segments:Segment.sync"),
    ("storage: record key", "socle.storage.keys:KeyRing.key"),
    ("metadata: seal", "socle.storage:Sealer.seal"),
    ("metadata: open", "socle.storage:Sealer.open"),
    ("transaction: feed", "socle.record.services.feeding:_decide_and_write"),
    ("transaction: find", "socle.record.services:find"),
    ("transaction: get", "socle.record.services:retrieve"),
    ("transaction: existence", "socle.record.services:existence"),
    ("record: facts", "socle.record.services.feeding:locked_facts"),
    ("record: facts", "socle.record.services.retrieving:facts_of"),
    ("record: facts", "socle.record.services.access:facts_of"),
    ("record: facts", "socle.record.services.finding:locked_facts"),
    ("record: locate by INS", "socle.record.services.finding:locate"),
    ("record: known objects", "socle.record.services.feeding:known_objects"),
    ("rules: may feed", "socle.record.services.feeding:may_feed"),
    ("rules: may", "socle.record.services.finding:may"),
    ("rules: may", "socle.record.services.retrieving:may"),
    ("rules: may", "socle.record.services.access:may"),
    ("rules: visible_to", "socle.record.services.finding:visible_to"),
    ("record: surroundings", "socle.record.services.feeding:surroundings"),
    ("record: plan", "socle.record.services.feeding:plan"),
    ("record: write rows", "socle.record.services.feeding:write"),
    ("record: read and unseal entries", "socle.record.services.finding:entries"),
    ("query: evaluate", "socle.record.queries:evaluate"),
    ("journal", "socle.ledger:append"),
    ("outbox", "socle.ledger.outbox:put"),
    ("certificate: read", "socle.wire.certificates:read"),
    ("certificate: chain", "socle.wire.certificates:verify_chain"),
    ("directory: structure", "socle.directory.services.lookups:structure"),
    ("directory: professional", "socle.directory.services.lookups:professional"),
    ("directory: software", "socle.directory.services.lookups:software"),
    ("answer: ebRIM", "socle.wire.xds.write:registry_response"),
    ("answer: ebRIM", "socle.wire.xds.write:query_response"),
    ("answer: ebRIM", "socle.wire.xds.write:retrieve_response"),
    ("answer: envelope", "socle.wire.soap:answer"),
    ("disk: fsync", "os:fsync"),
    ("SQL: commit", "django.db.backends.base.base:BaseDatabaseWrapper._commit"),
)
WARM, MOST = 8, 80
WALL, USED = 0, 1
#: What is also added up over the whole request.
COUNTED = {"statements": "SQL: statement", "commits": "SQL: commit", "fsyncs": "disk: fsync"}


@dataclass
class Timers:
    """Time by path of stages, one request at a time: a stage is told apart by what it stands in.

    A cell holds seconds of the wall, seconds of processor, calls: on a machine that others use too, the wall of a
    stage that never waits says how long it was kept waiting, and its processor what it costs.
    """

    requests: list[dict[tuple[str, ...], list[float]]] = field(default_factory=list)
    _path: tuple[str, ...] = ()

    def begin(self) -> None:
        self.requests.append(defaultdict(lambda: [0.0, 0.0, 0.0]))

    def measured(self, label: str, act: Callable[..., Any], *args: Any, **words: Any) -> Any:
        above, self._path = self._path, (*self._path, label)
        path, start, used = self._path, time.perf_counter(), time.thread_time()
        try:
            return act(*args, **words)
        finally:
            taken, worked = time.perf_counter() - start, time.thread_time() - used
            self._path = above
            if self.requests:
                cell = self.requests[-1][path]
                cell[0] += taken
                cell[1] += worked
                cell[2] += 1

    def wrap(self, label: str, place: str) -> str:
        """Wrap the function there; gives the place when there is none (the code has moved)."""
        module, _, attribute = place.partition(":")
        try:
            *owners, name = attribute.split(".")
            owner: Any = import_module(module)
            for step in owners:
                owner = getattr(owner, step)
            found = vars(owner)[name] if isinstance(owner, type) else getattr(owner, name)
        except (ImportError, AttributeError, KeyError):
            return place
        inner = found.__func__ if isinstance(found, classmethod) else found

        @wraps(inner)
        def timed(*args: Any, **words: Any) -> Any:
            return self.measured(label, inner, *args, **words)

        setattr(owner, name, classmethod(timed) if isinstance(found, classmethod) else timed)
        return ""


def _install(timers: Timers) -> list[str]:
    from django.db import connection

    def sql(execute: Callable[..., Any], *args: Any) -> Any:
        return timers.measured("SQL: statement", execute, *args)

    connection.execute_wrappers.append(sql)
    return [missing for label, place in STAGES if (missing := timers.wrap(label, place))]


def _table(timers: Timers) -> list[dict[str, Any]]:
    """Each stage by its path: median microseconds of wall and of processor, in all and of its own, calls, shares."""
    kept = timers.requests[WARM:] or timers.requests
    paths = list(dict.fromkeys(path for request in kept for path in request))
    empty = [0.0, 0.0, 0.0]

    def whole(path: tuple[str, ...], clock: int) -> float:
        return median(request.get(path, empty)[clock] for request in kept) * 1e6

    def own(path: tuple[str, ...], clock: int) -> float:
        def of(request: dict[tuple[str, ...], list[float]]) -> float:
            inside = sum(cell[clock] for other, cell in request.items() if other[:-1] == path)
            return request.get(path, empty)[clock] - inside

        return median(of(request) for request in kept) * 1e6

    wall, used = whole(("exchange",), WALL), whole(("exchange",), USED)
    weight = {path: whole(path, USED) for path in paths}
    return [
        {
            "path": list(path),
            "wall_us": whole(path, WALL),
            "us": weight[path],
            "own_us": own(path, USED),
            "own_wall_us": own(path, WALL),
            "calls": sum(request.get(path, empty)[2] for request in kept) / len(kept),
            "share": weight[path] / used,
            "wall_share": whole(path, WALL) / wall,
        }
        for path in sorted(paths, key=lambda path: _order(path, weight))
    ]


def _total(kept: list[dict[tuple[str, ...], list[float]]], label: str) -> dict[str, float]:
    """How often one stage comes in a request, wherever it stands, and its microseconds of wall and processor in all."""
    cells = [[cell for path, cell in request.items() if path[-1] == label] for request in kept]
    whole = [median(sum(cell[index] for cell in found) for found in cells) for index in range(3)]
    return {"calls": whole[2], "wall_us": whole[0] * 1e6, "us": whole[1] * 1e6}


def _order(path: tuple[str, ...], whole: dict[tuple[str, ...], float]) -> list[tuple[float, str]]:
    return [(-whole.get(path[: depth + 1], 0.0), path[depth]) for depth in range(len(path))]


def _prepare(job: dict[str, Any]) -> bytes:
    """Socle as `socle up` makes it, without its doors; gives the client's certificate in DER."""
    from datetime import datetime
    from ssl import PEM_cert_to_DER_cert

    from benchmarks.population import setup
    from socle import clock
    from socle.config import startup
    from socle.sandbox.authority import Authority

    setup(Path(job["data"]), job["database"])
    clock.install(clock.MovableClock(datetime.fromisoformat(job["at"]), frozen=True))
    clock.installed().set(datetime.fromisoformat(job["at"]))  # type: ignore[attr-defined]
    startup.trust((Authority(Path(job["data"]) / "authority").pem.encode(),))
    return PEM_cert_to_DER_cert(Path(job["certificate"]).read_text())


def _answer(held: Prepared, certificate: bytes) -> None:
    from socle.record import endpoints
    from socle.wire.exchange import Request

    body = held.body
    if held.mark >= 0:
        body = body[: held.mark] + str(uuid4()).encode() + body[held.mark + len(PLACEHOLDER) :]
    headers = {"content-type": held.content_type, "content-length": str(len(body))}
    path = f"/si-dmp-server/v2/services/{held.service}"
    response = endpoints.handle(
        held.service, Request("POST", path, headers, BytesIO(body), len(body), certificate, "127.0.0.1")
    )
    answer = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    if response.status != 200 or held.expects.encode() not in answer:
        raise RuntimeError(f"refused: HTTP {response.status} {answer[:800]!r}")


def profile(job: dict[str, Any]) -> dict[str, Any]:
    certificate, spool = _prepare(job), Spool(Path(job["spool"]))
    timers = Timers()
    import_module("socle.record.endpoints")
    moved = _install(timers)
    for rank in range(min(len(spool), MOST)):
        held = spool[rank]
        timers.begin()
        timers.measured("exchange", _answer, held, certificate)
    kept = timers.requests[WARM:] or timers.requests
    totals = {name: _total(kept, label) for name, label in COUNTED.items()}
    return {"requests": len(kept), "totals": totals, "stages": _table(timers), "moved": moved}


if __name__ == "__main__":
    print(json.dumps(profile(json.loads(Path(sys.argv[1]).read_text("utf-8")))))
