"""What must be true before a door opens: checks with stable ids, and the database at its latest shape."""

from __future__ import annotations

import fcntl
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from socle.config.parts import MOST
from socle.config.settings import PROFILES, Settings
from socle.rulebook import applies

#: A secret shorter than this can be guessed.
SECRET_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason not to start: its stable id, and a sentence with the way out."""

    id: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.id}: {self.sentence}"


def refusals(settings: Settings) -> list[Refusal]:
    """Every reason why `socle serve` must not start with these settings; none when it may."""
    from socle.ledger import signing  # noqa: PLC0415 - `socle --help` stays quick

    found = [
        Refusal(id, sentence)
        for id, wrong, sentence in (
            ("socle.E001", settings.sandbox, "SOCLE_SANDBOX is 1: the sandbox runs with `socle up` only"),
            (
                "socle.E002",
                len(settings.secret_key) < SECRET_LENGTH,
                f"SOCLE_SECRET_KEY has fewer than {SECRET_LENGTH} characters: give a long random one",
            ),
            (
                "socle.E003",
                is_sandbox_folder(settings.data_dir),
                f"{settings.data_dir} was made by `socle up` and holds development keys: name another SOCLE_DATA",
            ),
            (
                "socle.E012",
                0 < len(settings.front_secret) < SECRET_LENGTH,
                f"SOCLE_FRONT_SECRET has fewer than {SECRET_LENGTH} characters: give a long random one",
            ),
            (
                "socle.E004",
                settings.profile != "dmp",
                f"SOCLE_PROFILE is '{settings.profile}': production knows the profile dmp only",
            ),
            (
                "socle.E005",
                not settings.choices.production,
                "the choice `production` is off: test cards and test identities would be accepted",
            ),
            (
                "socle.E017",
                not is_certified_host(settings),
                "SOCLE_HDS_CERTIFICATE names no HDS certificate (art. L1111-8): name it, or `trial` without real data",
            ),
            (
                "socle.E006",
                settings.tls_certificate is None or settings.tls_key is None,
                "SOCLE_TLS_CERTIFICATE and SOCLE_TLS_KEY name the server's certificate chain and key",
            ),
            ("socle.E007", not settings.trust, "SOCLE_TRUST names no authority: nobody could be authenticated"),
            (
                "socle.E011",
                not settings.sandbox and not signing.path(settings.data_dir).is_file(),
                f"{settings.data_dir} holds no key to sign the journal: restore it, or run `socle ledger init`",
            ),
        )
        if wrong
    ]
    files = [refusal for path in _files(settings) if (refusal := _file_refusal(path))]
    return [*found, *faults(settings), *files, *(_master_key_refusals(settings) if not settings.sandbox else [])]


@applies("DMP-213")
def is_certified_host(settings: Settings) -> bool:
    """Whether the operator names the HDS certificate of this host, or says that none of its data is real (`trial`)."""
    return bool(settings.hosting_certificate)


def _master_key_refusals(settings: Settings) -> list[Refusal]:
    """Why the keys of the records could not be opened: no master key, one in clear, a service that does not answer."""
    from socle.storage.errors import MasterKeyRefused, StorageUnavailable  # noqa: PLC0415
    from socle.storage.keys import KeyRing  # noqa: PLC0415

    try:
        service = settings.key_service
    except ValueError as error:
        return [Refusal("socle.E015", str(error))]
    ring = KeyRing(settings.data_dir / "keys", may_create_master=False, service=service)
    if not ring.master_path.is_file():
        said = f"{settings.data_dir} holds no master key: restore it, or run `socle keys init` for a new Socle"
        return [Refusal("socle.E013", said)]
    if ring.is_clear:
        said = (
            f"{ring.master_path} holds the master key in clear: `socle keys rotate` has the key service wrap a new one"
        )
        return [Refusal("socle.E014", said)]
    try:
        ring.masters()
    except (MasterKeyRefused, StorageUnavailable, OSError) as error:
        return [Refusal("socle.E015", str(error))]
    return []


def _files(settings: Settings) -> list[Path]:
    return [*settings.trust, *(path for path in (settings.tls_certificate, settings.tls_key) if path)]


def _file_refusal(path: Path) -> Refusal | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        return Refusal("socle.E008", f"{path} cannot be read: {error.strerror}")
    if is_test_material(content):
        return Refusal("socle.E009", f"{path} holds a test authority or certificate: production refuses it")
    return None


def is_test_material(pem: bytes) -> bool:
    """Whether a PEM file holds a certificate whose subject or issuer says that it is for tests.

    Source: spec/identity.md g ("test chain has `TEST ` before the name and OU `IGC-SANTE TEST`").
    """
    if b"BEGIN CERTIFICATE" not in pem:
        return False
    from cryptography import x509  # noqa: PLC0415 - half a start-up's time, needed here only

    names = (name for found in x509.load_pem_x509_certificates(pem) for name in (found.subject, found.issuer))
    words = (str(attribute.value).upper() for name in names for attribute in name)
    return any(word.startswith(("TEST ", "TEST-")) or word.endswith(" TEST") or "SANDBOX" in word for word in words)


#: The file that marks a folder as the sandbox's.
SANDBOX_MARK = "SANDBOX-ONLY"


def is_sandbox_folder(data_dir: Path) -> bool:
    """Whether `socle up` made this folder."""
    return (data_dir / SANDBOX_MARK).exists()


def faults(settings: Settings) -> list[Refusal]:
    """What is off in these settings whoever starts: unknown profile, processes that cannot be."""
    found = []
    if settings.profile not in PROFILES:
        found.append(Refusal("socle.E010", f"profile '{settings.profile}' is not one of {', '.join(PROFILES)}"))
    if not 0 <= settings.processes <= MOST or (settings.processes > 1 and sys.platform != "linux"):
        said = f"SOCLE_PROCESSES is {settings.processes}: write 0 to {MOST}; away from Linux, 1"
        found.append(Refusal("socle.E016", said))
    return found


#: Seconds in which the parts of a Socle that was killed have ended.
LETTING_GO = 3.0


def hold(data_dir: Path) -> IO[str]:
    """Take this folder for this process alone, until the file given back is closed; folders of SQLite bear one writer.

    Raises `BlockingIOError` when another Socle runs there, in so many seconds: one that was killed a moment ago may
    still be letting go. The file tells `socle migrate` how much this program knows.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (data_dir / "lock").open("a", encoding="utf-8")
    deadline = time.monotonic() + LETTING_GO
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            if time.monotonic() > deadline:
                lock.close()
                raise
            time.sleep(0.05)
    from socle.storage.schema.phases import level  # noqa: PLC0415 - `socle --help` stays quick

    lock.truncate(0)
    lock.write(str(level()))
    lock.flush()
    return lock


def setup(settings: Settings) -> None:
    """Install settings, choices, logs and Django, in that order. Call once."""
    from socle.config import logs  # noqa: PLC0415 - the order of start-up
    from socle.config import settings as settings_module  # noqa: PLC0415
    from socle.rulebook import choices  # noqa: PLC0415

    settings_module.install(settings)
    choices.install(settings.choices)
    logs.install(settings.log_level)
    _django()


def _django() -> None:
    import os  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socle.config.django")
    import django  # noqa: PLC0415

    django.setup()


def migrate() -> int:
    """Bring the database to its latest shape, both phases at once; how many migrations were missing.

    For a new database and for those that nobody else uses (the sandbox's). With nothing to do, no migration is loaded;
    with nothing there, all is laid at once where that is kept.
    """
    from socle.config import laying, migrating  # noqa: PLC0415 - the order of start-up

    standing = migrating.standing()
    if standing.behind:
        from django.core.management import call_command  # noqa: PLC0415
        from django.core.management.sql import emit_post_migrate_signal  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        from socle.storage.schema import shape  # noqa: PLC0415

        shape.forget(connection)
        laid = laying.lay(standing.behind) if standing.empty else frozenset()
        if laid.issuperset(standing.behind):
            emit_post_migrate_signal(0, False, connection.alias)
        else:
            call_command("migrate", interactive=False, verbosity=0)
        shape.tell(connection)
    return len(standing.behind)


def meet_database(settings: Settings) -> list[Refusal]:
    """Lay a new database; why this program must not serve the one that is there (none when it may).

    What the contract phase will take away may still be there, and so may what a later program added.
    """
    from socle.config import migrating  # noqa: PLC0415

    if migrating.standing().empty:
        with migrating.alone(settings.data_dir):
            migrate()
    return schema_refusals()


def schema_refusals() -> list[Refusal]:
    """Why this program must not serve the database as it is."""
    from socle.config import migrating  # noqa: PLC0415

    return [Refusal(id, sentence) for id, sentence in migrating.standing().refusals()]


def trust(pem: tuple[bytes, ...]) -> None:
    """Install the authorities whose certificates may act. Raises `ValueError` when a text holds none."""
    from socle.directory import trust as directory_trust  # noqa: PLC0415 - models need Django

    directory_trust.install(directory_trust.of_pem(pem))
