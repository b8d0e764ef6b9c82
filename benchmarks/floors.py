"""What cannot be avoided: the same server doing next to nothing, and the bare work of one feeding.

`python -m benchmarks.floors JOB.json` is the floor server: Socle's own listener and TLS, a body read, an answer,
and for the floor `insert` one row and its commit between the two. `unavoidable` does each piece of a feeding once,
single-threaded, by the shortest way known, through nothing of Socle.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import select
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from benchmarks.machine import cost
from benchmarks.spool import Prepared

ANSWER = b"<answer>" + b"x" * 584 + b"</answer>"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
START = 20


def _insert(folder: Path, database: str) -> Callable[[], None]:
    """One row and its commit, on one connection a thread."""
    local = threading.local()
    if database:
        import psycopg

        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS floor (at text, body text)")

        def act() -> None:
            if not hasattr(local, "store"):
                local.store = psycopg.connect(database, autocommit=True)
            local.store.execute("INSERT INTO floor VALUES (%s, %s)", ("now", "x" * 400))

        return act
    path, lock = folder / "floor.sqlite3", threading.Lock()
    sqlite3.connect(path).executescript("PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS floor (at, body)")

    def act_sqlite() -> None:
        if not hasattr(local, "store"):
            local.store = sqlite3.connect(path, isolation_level=None, timeout=20)
            local.store.execute("PRAGMA synchronous=FULL")
        with lock:
            local.store.execute("INSERT INTO floor VALUES (?, ?)", ("now", "x" * 400))

    return act_sqlite


def _application(act: Callable[[], None]) -> Callable[..., Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        while environ["wsgi.input"].read(64 * 1024):
            pass
        act()
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(ANSWER)))])
        return [ANSWER]

    return answer


def serve(job: dict[str, Any]) -> None:
    """Serve until the parent closes standard input; the port is the first line told."""
    from django.conf import settings

    from socle.config.listeners import listen
    from socle.config.tls import Handshakes, TLSAdapter, server_context

    settings.configure(DATABASES={})  # the door closes the connections of its threads: there are none
    trust = [Path(job["authority"]).read_bytes()]
    context = server_context(Path(job["server_certificate"]), Path(job["server_key"]), trust)
    act = _insert(Path(job["folder"]), job["database"]) if job["floor"] == "insert" else lambda: None
    door = listen("127.0.0.1", 0, _application(act), threads=4, tls=TLSAdapter(context, Handshakes()))
    print(door.port, flush=True)
    sys.stdin.read()
    door.stop()


@contextmanager
def server(job: dict[str, Any], folder: Path) -> Iterator[tuple[str, int]]:
    """A floor server while it is needed: its address and its process."""
    file = folder / f"floor-{job['floor']}.json"
    file.write_text(json.dumps(job))
    command = [sys.executable, "-m", "benchmarks.floors", str(file)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        ready, _, _ = select.select([process.stdout], [], [], START)
        line = process.stdout.readline() if ready and process.stdout else ""
        if not line.strip().isdigit():
            raise RuntimeError("the floor server did not start")
        yield f"https://localhost:{line.strip()}/", process.pid
    finally:
        process.communicate("", timeout=START)


def parts_of(held: Prepared) -> list[bytes]:
    """The parts of a multipart request, by its boundary alone."""
    found = re.search('boundary="([^"]+)"', held.content_type)
    line = b"--" + (found[1].encode() if found else b"")
    return [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in held.body.split(line)[1:-1]]


def _verify(assertion: etree._Element) -> None:
    """The shortest honest verification: exclusive form, digest, RSA with the key of the certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    alone = etree.fromstring(etree.tostring(assertion, with_tail=False))
    signature = alone.find(DS + "Signature")
    info = etree.tostring(signature.find(DS + "SignedInfo"), method="c14n", exclusive=True)
    prefixes = signature.find(f".//{{{EXCLUSIVE}}}InclusiveNamespaces")
    kept = prefixes.get("PrefixList", "").split() if prefixes is not None else None
    alone.remove(signature)
    digest = hashlib.sha256(etree.tostring(alone, method="c14n", exclusive=True, inclusive_ns_prefixes=kept)).digest()
    if base64.b64decode(signature.findtext(f".//{DS}DigestValue")) != digest:
        raise ValueError("our own token does not verify")
    der = base64.b64decode(signature.findtext(f".//{DS}X509Certificate"))
    key = x509.load_der_x509_certificate(der).public_key()
    value = base64.b64decode(signature.findtext(DS + "SignatureValue"))
    key.verify(value, info, padding.PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr, call-arg]


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _hash(data: bytes) -> None:
    hashlib.sha1(data, usedforsecurity=False).digest()
    hashlib.sha256(data).digest()


def _canonical_digest(root: etree._Element) -> bytes:
    return hashlib.sha256(etree.tostring(root, method="c14n")).digest()


def _write(folder: Path, data: bytes) -> None:
    """A new file, durable, its name too."""
    name = folder / os.urandom(8).hex()
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(descriptor, data)
    os.fsync(descriptor)
    os.close(descriptor)
    above = os.open(folder, os.O_RDONLY)
    os.fsync(above)
    os.close(above)


def unavoidable(held: Prepared, folder: Path, database: str) -> dict[str, float]:
    """What each piece of this feeding costs by itself, in microseconds."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    root, document, signature = parts_of(held)
    envelope, cda = _parse(root), _parse(document)
    assertion = next(envelope.iter(SAML + "Assertion"))
    cipher, files = AESGCM(os.urandom(32)), folder / "files"
    files.mkdir(exist_ok=True)
    act = _insert(folder, database)
    found = {
        "MIME split": cost(partial(parts_of, held)),
        "parse the envelope (ebRIM with it)": cost(partial(_parse, root)),
        "verify the VIHF": cost(partial(_verify, assertion)),
        "parse the CDA": cost(partial(_parse, document)),
        "SHA-1 and SHA-256 of the document": cost(partial(_hash, document)),
        "XAdES: parse": cost(partial(_parse, signature)),
        "XAdES: canonical CDA and digest": cost(partial(_canonical_digest, cda)),
        "encrypt both (AES-256-GCM)": cost(
            lambda: (cipher.encrypt(os.urandom(12), document, b""), cipher.encrypt(os.urandom(12), signature, b""))
        ),
        "two files, fsync, names": cost(lambda: (_write(files, document), _write(files, signature))),
        "one insert and commit": cost(act),
    }
    for path in files.iterdir():
        path.unlink()
    return found | {"sum": sum(found.values())}


def unavoidable_reading(held: Prepared, fed: Prepared, folder: Path, database: str) -> dict[str, float]:
    """The same of a read: the token, the act's row in the journal; of a retrieval also the document's bytes."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    envelope = _parse(held.body)
    assertion = next(envelope.iter(SAML + "Assertion"))
    found = {
        "parse the envelope": cost(partial(_parse, held.body)),
        "verify the VIHF": cost(partial(_verify, assertion)),
        "one insert and commit": cost(_insert(folder, database)),
    }
    if held.kind == "get":
        cipher, nonce, file = AESGCM(os.urandom(32)), os.urandom(12), folder / "sealed"
        file.write_bytes(cipher.encrypt(nonce, parts_of(fed)[1], b""))
        found["read and decrypt the document"] = cost(lambda: cipher.decrypt(nonce, file.read_bytes(), b""))
        file.unlink()
    return found | {"sum": sum(found.values())}


if __name__ == "__main__":
    serve(json.loads(Path(sys.argv[1]).read_text("utf-8")))
