"""The test authority of one sandbox: a root, two issuers, the server's certificate, and what they issued.

Everything lives in one folder of PEM files. Authorities and server last from 2020 to 2049, so that the clock
can be moved anywhere near the present; cards and organisations' certificates last three years around the
sandbox's instant, as real ones do (spec/identity.md g).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from socle.sandbox.files import write_private
from socle.storage import disk
from socle.wire.certificates import Certificate, Trust, of
from socle.wire.certificates import issue as mint
from socle.wire.certificates.issue import Addresses, Holder, Issued, Use, Validity

LONG = Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC))
#: A card issued now began a year ago: acts dated in the recent past can be played.
BEFORE, AFTER = timedelta(days=365), timedelta(days=730)

HOSTS = ("localhost", "127.0.0.1", "::1")

#: What an identifier may hold and the name of a folder must not.
_UNSAFE = re.compile(r"[^0-9A-Za-z-]")

_Maker = Callable[[Use, Validity], Issued]

#: Names of the certificates that a structure may be given; the first opens the DMP, the others INSi.
DMP = "DMP-AUTO"
NAMES = (DMP, "INSI-AUTO", "INSI-MANU")

_AUTHORITIES = ("root", "persons", "organisations", "server")


@dataclass(frozen=True, slots=True)
class Pair:
    """An actor's two certificates with their keys: one for TLS, one to sign."""

    authentication: Issued
    signature: Issued


class Authority:
    """The authority in one folder, made there at first."""

    def __init__(self, folder: Path, address: str = "") -> None:
        """`address` is that of the control pages (`http://localhost:8080`), under which revocations are told."""
        self._folder = folder
        if not (folder / "server.crt.pem").exists():
            self._create()
        self.root = self._load("root")
        self.persons = self._telling("persons", address)
        self.organisations = self._telling("organisations", address)

    @property
    def server_certificate(self) -> Path:
        """PEM file of the server's certificate, followed by its issuer's."""
        return self._folder / "server.crt.pem"

    @property
    def server_key(self) -> Path:
        return self._folder / "server.key.pem"

    @property
    def pem(self) -> str:
        """The root and its two issuers, to be trusted by whoever talks to this sandbox."""
        return self.root.pem + self.persons.pem + self.organisations.pem

    def trust(self) -> Trust:
        """The sandbox's own part of the trust."""
        return Trust((self.root.certificate,), (self.persons.certificate, self.organisations.certificate))

    def card(self, who: str, holder: Holder, at: datetime) -> Pair:
        """The two certificates of a card, minted on first demand and kept while they cover `at`."""
        return self._pair(who, at, lambda use, validity: mint.card(self.persons, holder, use, validity))

    def organisation(self, who: str, structure: str, name: str, at: datetime, *, called: str = DMP) -> Pair:
        """A legal entity's certificates: `called` to authenticate, `DMP-SIGN` or its like to sign (AUTH-044)."""
        service = {Use.AUTHENTICATION: called, Use.SIGNATURE: f"{called.partition('-')[0]}-SIGN"}
        return self._pair(
            who if called == DMP else f"{who}-{called}",
            at,
            lambda use, validity: mint.organisation(
                self.organisations, service[use], structure=structure, name=name, use=use, validity=validity
            ),
        )

    def issued(self) -> list[Certificate]:
        """Every certificate issued to an actor so far, the most recent last."""
        files = sorted((self._folder / "issued").glob("*/*.crt.pem"), key=lambda path: path.stat().st_mtime_ns)
        return [_read(path) for path in files]

    def _pair(self, who: str, at: datetime, make: _Maker) -> Pair:
        folder = self._folder / "issued" / _UNSAFE.sub("-", who)
        with disk.alone(self._folder / "lock"):
            kept = _kept(folder, at)
            if kept is not None:
                return kept
            start = at.replace(microsecond=0)
            validity = Validity(start - BEFORE, start + AFTER)
            with ThreadPoolExecutor(2) as pool:
                authentication, signature = pool.map(lambda use: make(use, validity), Use)
            pair = Pair(authentication, signature)
            stem = f"{start:%Y%m%d%H%M%S}"
            for use, issued in (("sign", signature), ("tls", authentication)):
                _write(folder / f"{stem}-{use}", issued)
            return pair

    def _create(self) -> None:
        """Mint everything; the server's certificate is written last, so that a half-made folder is made again."""
        with ThreadPoolExecutor(2) as pool:
            keys = dict(zip(_AUTHORITIES, pool.map(lambda _: mint.new_key(), _AUTHORITIES), strict=True))
        root = mint.root("TEST-ONLY AC RACINE SOCLE BAC A SABLE", LONG, key=keys["root"])
        persons = mint.intermediate(root, "TEST-ONLY AC SOCLE FORT PERSONNES", LONG, key=keys["persons"])
        organisations = mint.intermediate(
            root, "TEST-ONLY AC SOCLE ELEMENTAIRE ORGANISATIONS", LONG, key=keys["organisations"]
        )
        server = mint.server(organisations, HOSTS, validity=LONG, key=keys["server"])
        _write(self._folder / "root", root)
        _write(self._folder / "persons", persons)
        _write(self._folder / "organisations", organisations)
        _write(self._folder / "server", server, organisations.pem)

    @property
    def issuers(self) -> dict[str, Issued]:
        """The authorities that issue to actors, by the name of their list."""
        return {"persons": self.persons, "organisations": self.organisations}

    def seal(self, structure: str, name: str, use: Use, at: datetime) -> Issued:
        """One more certificate of an organisation, as it was ordered: with a key of its own, beside those it has."""
        start = at.replace(microsecond=0)
        service = {Use.AUTHENTICATION: "DMP-AUTO", Use.SIGNATURE: "DMP-SIGN"}[use]
        issued = mint.organisation(
            self.organisations,
            service,
            structure=structure,
            name=name,
            use=use,
            validity=Validity(start - timedelta(hours=1), start + BEFORE + AFTER),
        )
        stem = {Use.AUTHENTICATION: "tls", Use.SIGNATURE: "sign"}[use]
        folder = self._folder / "issued" / _UNSAFE.sub("-", f"{structure}-{issued.certificate.serial}")
        _write(folder / f"{start:%Y%m%d%H%M%S}-{stem}", issued)
        return issued

    def _load(self, name: str) -> Issued:
        return _issued(self._folder / name)

    def _telling(self, name: str, address: str) -> Issued:
        told = Addresses(f"{address}/pki/{name}.crl", f"{address}/pki/ocsp") if address else None
        return replace(self._load(name), revocations=told)


def _kept(folder: Path, at: datetime) -> Pair | None:
    for tls in sorted(folder.glob("*-tls.crt.pem"), reverse=True):
        stem = tls.name.removesuffix("-tls.crt.pem")
        pair = Pair(_issued(folder / f"{stem}-tls"), _issued(folder / f"{stem}-sign"))
        if pair.authentication.certificate.covers(at):
            return pair
    return None


def _write(stem: Path, issued: Issued, chain: str = "") -> None:
    """Key first: a certificate without its key would look ready."""
    write_private(stem.with_name(f"{stem.name}.key.pem"), issued.key_pem)
    write_private(stem.with_name(f"{stem.name}.crt.pem"), issued.pem + chain)


def _issued(stem: Path) -> Issued:
    """As `_write` left it: its key is not proved again, which would take a twentieth of a second each time."""
    key = mint.load_key(stem.with_name(f"{stem.name}.key.pem").read_bytes(), proved=True)
    return Issued(_read(stem.with_name(f"{stem.name}.crt.pem")), key)


def _read(path: Path) -> Certificate:
    return of(x509.load_pem_x509_certificate(path.read_bytes()))
