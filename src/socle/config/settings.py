"""The one typed settings object: where things stand, which doors open, which choices hold.

Read once from the environment (production) or from the command line (sandbox), then installed; nothing
else in Socle reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from socle.config.limits import Limits
from socle.config.rates import Rate, read_rate
from socle.rulebook.choices import Choices

if TYPE_CHECKING:
    from socle.storage.keyservice import KeyService

#: Connections from one address at most, in production, when nothing is said.
PER_ADDRESS = 256
#: Rates in production when nothing is said: of exchanges for a certificate, of pages for a session, of sign-in for
#: an address. One establishment feeds a few documents a second at its busiest (spec/programmes.md 6).
RATES = {"exchanges": "50/200", "pages": "10/60", "sign_in": "1/30"}
Network = IPv4Network | IPv6Network
#: Who may read the figures when nothing is said: this machine.
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
#: Hours for which a professional's session of the pages lasts in production when nothing is said, as at Pro Santé
#: Connect; and what may be said at most.
SESSION_HOURS, MOST_HOURS = 4.0, 24
#: Profiles of the exchange services: the DMP with all its checks, or neutral IHE for tests in the sandbox.
PROFILES = ("dmp", "ihe")


#: In how many partitions PostgreSQL cuts a large table when nothing else is said.
PARTITIONS = 16
#: More would cost each plan and each connection more than they serve.
MOST_PARTITIONS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ from one Socle to another.

    `data_dir` holds the database file, the documents and the keys when nothing else is said. `trust` names PEM files of
    authorities (roots and intermediates) whose certificates may act. `tls_certificate` is the server's own chain, leaf
    first. A port 0 means any free one. `heads_dir` is where the journal's signed heads are exported, apart from the
    database (default: `heads` in `data_dir`). `processes` answer at the doors (0: as `parts.py` has it; 1: all of Socle
    in one process), with so many `threads` at work in each, for which `queue` requests may wait at one door.
    `connections` are open at once on one door at most, `connections_per_address` of them from one address (0: no bound;
    not said: none in the sandbox, 256 else). `partitions`: in how many PostgreSQL cuts each large table when it lays
    it, and never after (docs/decisions/0011). `rates` say how often one client may ask (`rates.py`), by what it asks;
    not said: no bound in the sandbox. A professional's session of the pages lasts `session_hours` at most (0: until he
    leaves it; not said: so in the sandbox, 4 else). `figures_to` are the networks that may read `/metrics` on the HTTP
    door. `disk_least` bytes free on the data folder's disk are too few for `/healthz` to say ok below. A front server
    that ends TLS comes through the Unix socket `front_socket`, or proves itself by `front_secret`. The key service at
    `key_service_url` wraps the master key (`storage/keyservice.py`). `sweep_every` is in seconds. `fhir` opens the FHIR
    door, whose guide is a draft (spec/dmp.md 7), `insi` the INSi teleservice, of which the real one is the national
    one: not said, they are open in the sandbox only. `directory_keys` open the Annuaire: without any it is closed, but
    in the sandbox, where any key opens it. `analytics_engine` computes the programmes (docs/decisions/0016), in
    `analytics_memory` of memory: `duckdb`, or `spark` at the cluster `spark_remote` (one of its own when not said).
    """

    data_dir: Path = Path("socle-data")
    database_url: str = ""
    storage_url: str = ""
    heads_dir: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    tls_port: int = 8443
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trust: tuple[Path, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    threads: int = 4
    partitions: int = PARTITIONS
    processes: int = 0
    queue: int = 128
    connections: int = 2000
    connections_per_address: int | None = None
    key_service_url: str = ""
    key_service_token: str = field(default="", repr=False)
    key_service_token_file: Path | None = None
    key_service_ca: Path | None = None
    front_socket: Path | None = None
    front_secret: str = field(default="", repr=False)
    hosting_certificate: str = ""
    disk_least: int = 500_000_000
    sweep_every: float = 3600.0
    figures_to: tuple[Network, ...] = LOOPBACK
    rates: Mapping[str, str] = field(default_factory=dict)
    session_hours: float | None = None
    log_level: str = "INFO"
    sandbox: bool = False
    secret_key: str = field(default="", repr=False)
    profile: str = "dmp"
    fhir: bool | None = None
    insi: bool | None = None
    directory_keys: tuple[str, ...] = field(default=(), repr=False)
    analytics_engine: str = "duckdb"
    analytics_memory: str = "1GB"
    spark_remote: str = field(default="", repr=False)  # it may hold a token
    choices: Choices = field(default_factory=Choices)

    @property
    def serves_fhir(self) -> bool:
        return self.sandbox if self.fhir is None else self.fhir

    @property
    def serves_insi(self) -> bool:
        return self.sandbox if self.insi is None else self.insi

    @property
    def serves_directory(self) -> bool:
        return self.sandbox or bool(self.directory_keys)

    @property
    def limits(self) -> Limits:
        """The bounds of each door."""
        own = self.connections_per_address
        alone = self.sandbox or self.front_secret  # a front server is one address for all
        share = own if own is not None else 0 if alone else PER_ADDRESS
        return Limits(connections=self.connections, per_address=share, queue=self.queue)

    @property
    def key_service(self) -> KeyService | None:
        """The key service, None when the master key stands in its file. Raises `ValueError` for a false address."""
        if not self.key_service_url:
            return None
        from socle.storage.keyservice import KeyService  # noqa: PLC0415 - `socle --help` stays quick

        found = self.key_service_url, self.key_service_token, self.key_service_token_file, self.key_service_ca
        return KeyService(*found)

    @property
    def session_lasts(self) -> timedelta | None:
        """The longest session of the pages; None while nothing but its holder ends one."""
        said = self.session_hours
        hours = said if said is not None else 0.0 if self.sandbox else SESSION_HOURS
        return timedelta(hours=hours) if hours else None

    def _rate(self, what: str) -> Rate | None:
        return read_rate(self.rates.get(what) or ("off" if self.sandbox else RATES[what]))

    @property
    def rate_of_exchanges(self) -> Rate | None:
        return self._rate("exchanges")

    @property
    def rate_of_pages(self) -> Rate | None:
        return self._rate("pages")

    @property
    def rate_of_sign_in(self) -> Rate | None:
        return self._rate("sign_in")


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def _path(text: str) -> Path | None:
    return Path(text) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None


def _hours(text: str) -> float | None:
    if not text:
        return None
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= MOST_HOURS:
        raise ValueError(f"SOCLE_SESSION_HOURS is {text}: write hours from 0 (no bound) to {MOST_HOURS}")
    return hours


def _partitions(text: str) -> int:
    number = int(text) if text else PARTITIONS
    if not 1 <= number <= MOST_PARTITIONS:
        raise ValueError(f"SOCLE_PARTITIONS is {number}: write a number from 1 to {MOST_PARTITIONS}")
    return number


def _rates(environ: Mapping[str, str]) -> dict[str, str]:
    rates = {what: environ.get(f"SOCLE_RATE_{what.upper()}", "") for what in RATES}
    for text in filter(None, rates.values()):
        read_rate(text)
    return rates


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment describes. Raises `ValueError` when a number, a rate or an address is none."""
    environ = os.environ if environ is None else environ
    get = environ.get
    sandbox = get("SOCLE_SANDBOX", "") == "1"
    return Settings(
        data_dir=Path(get("SOCLE_DATA", "socle-data")),
        database_url=get("DATABASE_URL", ""),
        storage_url=get("STORAGE_URL", ""),
        heads_dir=_path(get("SOCLE_HEADS", "")),
        host=get("SOCLE_HOST", "127.0.0.1"),
        port=int(get("SOCLE_PORT", "8080")),
        tls_port=int(get("SOCLE_TLS_PORT", "8443")),
        tls_certificate=_path(get("SOCLE_TLS_CERTIFICATE", "")),
        tls_key=_path(get("SOCLE_TLS_KEY", "")),
        trust=_paths(get("SOCLE_TRUST", "")),
        allowed_hosts=tuple(filter(None, get("SOCLE_ALLOWED_HOSTS", "").split(","))),
        threads=int(get("SOCLE_THREADS", "4")),
        partitions=_partitions(get("SOCLE_PARTITIONS", "")),
        processes=int(get("SOCLE_PROCESSES", "0")),
        queue=int(get("SOCLE_QUEUE", "128")),
        connections=int(get("SOCLE_CONNECTIONS", "2000")),
        connections_per_address=_number(get("SOCLE_CONNECTIONS_PER_ADDRESS", "")),
        key_service_url=get("SOCLE_KEY_SERVICE", ""),
        key_service_token=get("SOCLE_KEY_SERVICE_TOKEN", ""),
        key_service_token_file=_path(get("SOCLE_KEY_SERVICE_TOKEN_FILE", "")),
        key_service_ca=_path(get("SOCLE_KEY_SERVICE_CA", "")),
        front_socket=_path(get("SOCLE_FRONT_SOCKET", "")),
        front_secret=get("SOCLE_FRONT_SECRET", ""),
        hosting_certificate=get("SOCLE_HDS_CERTIFICATE", "").strip(),
        disk_least=int(get("SOCLE_DISK_LEAST", "500000000")),
        sweep_every=float(get("SOCLE_SWEEP_EVERY", "3600")),
        rates=_rates(environ),
        figures_to=tuple(map(ip_network, filter(None, get("SOCLE_METRICS_TO", "").split(",")))) or LOOPBACK,
        session_hours=_hours(get("SOCLE_SESSION_HOURS", "")),
        log_level=get("SOCLE_LOG_LEVEL", "INFO"),
        secret_key=get("SOCLE_SECRET_KEY", ""),
        profile=get("SOCLE_PROFILE", "dmp"),
        fhir={"on": True, "off": False}.get(get("SOCLE_FHIR", "")),
        insi={"on": True, "off": False}.get(get("SOCLE_INSI", "")),
        directory_keys=tuple(filter(None, get("SOCLE_DIRECTORY_KEYS", "").split(","))),
        analytics_engine=get("ANALYTICS_ENGINE", "duckdb"),
        analytics_memory=get("ANALYTICS_MEMORY", "1GB"),
        spark_remote=get("SPARK_REMOTE", ""),
        sandbox=sandbox,
    )


_settings: Settings | None = None


def install(settings: Settings) -> None:
    """Make these the settings in force. Called once, before Django is set up (and by tests)."""
    global _settings  # noqa: PLW0603 - the one port through which configuration enters
    _settings = settings


def installed() -> Settings:
    """The settings in force; those of the environment when none were installed."""
    return _settings if _settings is not None else from_environment()
