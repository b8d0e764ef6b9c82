"""The folders of exchange services, and who answers there."""

from __future__ import annotations

from socle.config.dispatch import Mount
from socle.config.refusing import ANNUAIRE_PREFIX, CONNECT_PREFIX, FHIR_PREFIX
from socle.config.settings import Settings
from socle.wire.exchange import Request, Response

#: Services of the DMP. Source: interfaces.md ("Network"); spec/dmp.md 1.
DMP_PREFIX = "/si-dmp-server/v2/services/"
DMP_SERVICES = frozenset({"registry", "repository", "patients", "habilitations", "patientCertif"})
#: The INSi teleservice. Source: interfaces.md ("Network").
INSI_PREFIX = "/insi/"
IHE_PREFIX = "/ihe/"
IHE_SERVICES = frozenset({"registry", "repository"})


def _dmp(service: str, request: Request) -> Response:
    from socle.record import endpoints  # noqa: PLC0415 - loaded at the first exchange, not at start-up

    return endpoints.handle(service, request)


def _ihe(service: str, request: Request) -> Response:
    from socle.record import endpoints  # noqa: PLC0415
    from socle.record.profile import IHE  # noqa: PLC0415

    return endpoints.handle(service, request, profile=IHE)


def _fhir(_service: str, request: Request) -> Response:
    from socle.record.fhir import door  # noqa: PLC0415

    return door.handle(request)


def _connect(_service: str, request: Request) -> Response:
    from socle.directory.oidc import door  # noqa: PLC0415

    return door.handle(request)


def _insi(_service: str, request: Request) -> Response:
    from socle.directory import trust  # noqa: PLC0415
    from socle.directory.services import Directory  # noqa: PLC0415
    from socle.identity.insi import callers, endpoints  # noqa: PLC0415

    directory = Directory()
    return endpoints.handle(request, callers.Authorities(trust.current(directory), directory.is_opposed))


def _annuaire(settings: Settings) -> Mount:
    """The Annuaire: in the sandbox any key opens it, and it tells restricted data too."""

    def answer(_service: str, request: Request) -> Response:
        from socle.directory.fhir import door  # noqa: PLC0415

        return door.handle(request, door.Serving(settings.directory_keys, restricted=settings.sandbox))

    return Mount(ANNUAIRE_PREFIX, frozenset(), answer, whole="annuaire")


def mounts(settings: Settings) -> tuple[Mount, ...]:
    """The exchange services these settings open."""
    dmp = Mount(DMP_PREFIX, DMP_SERVICES, _dmp)
    fhir = Mount(FHIR_PREFIX, frozenset(), _fhir, whole="fhir")
    neutral = Mount(IHE_PREFIX, IHE_SERVICES, _ihe, plain=True)
    insi = Mount(INSI_PREFIX, frozenset(), _insi, whole="insi")
    connect = Mount(CONNECT_PREFIX, frozenset(), _connect, whole="connect")
    asked = (
        (dmp, True),
        (insi, settings.serves_insi),
        (fhir, settings.serves_fhir),
        (_annuaire(settings), settings.serves_directory),
        (connect, settings.sandbox),  # the real Pro Santé Connect is not for Socle to be
        (neutral, settings.sandbox and settings.profile == "ihe"),
    )
    return tuple(mount for mount, is_open in asked if is_open)
