"""Signing in with a card on a mutual TLS connection: its certificate judged, and the person it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from socle.directory import rules, trust, verdicts
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.connect import Means
from socle.directory.services.authenticate import CONNECTION, holder_facts
from socle.directory.services.kept import Directory
from socle.rulebook import Decision, Finding, applies, refuse
from socle.rulebook.choices import current
from socle.wire import certificates
from socle.wire.certificates import verdicts as certificate_verdicts
from socle.wire.vihf.model import Mode


@dataclass(frozen=True, slots=True)
class Shown:
    """The person of a card that was shown, by national identifier, and which card."""

    holder: str
    means: Means


def card_shown(der: bytes | None, at: datetime) -> tuple[Shown | None, Decision]:
    """Whose card opened the connection; None and why not when it cannot sign anybody in.

    `der` is the client's certificate. That it was used proves its confidential code: the card asks for it (AUTH-016).
    """
    if der is None:
        return None, refuse(verdicts.CLIENT_CERTIFICATE_ABSENT.at(CONNECTION))
    directory = Directory()
    try:
        certificate = certificates.read(der)
    except ValueError:
        return None, refuse(certificate_verdicts.UNREADABLE.at(CONNECTION))
    holder = holder_facts(certificate)
    decision = rules.fits_mode(holder, Mode.DIRECT, CONNECTION)
    decision += _valid(certificate, directory, at) + rules.is_of_environment(holder, current(), CONNECTION)
    if not holder.can_authenticate:
        decision += refuse(verdicts.NOT_FOR_AUTHENTICATION.at(CONNECTION))
    if decision.allowed and directory.employee(holder.person) is None:
        decision += rules.professional_exists(holder.person, directory.professional(holder.person), at)
    if not decision.allowed:
        return None, decision
    return Shown(holder.person, Means(holder.card_type)), decision


def actor_of_card(shown: Shown) -> Actor:
    """Who acts with a card that was judged: an employee of his structure, or a professional, in no place yet."""
    directory = Directory()
    employed, known = directory.employee(shown.holder), directory.professional(shown.holder)
    place = directory.structure(employed.structure) if employed is not None else None
    who = employed or known
    return Actor(
        kind=Kind.EMPLOYEE if employed is not None else Kind.PROFESSIONAL,
        id=shown.holder,
        name=who.name if who is not None else shown.holder,
        authentication=Authentication.EMPLOYEE_CARD if employed is not None else Authentication.CARD,
        profession=known.profession if known is not None and employed is None else "",
        structure=place.idnat if place is not None else "",
        structure_name=place.name if place is not None else "",
        legal_entity=place.legal_entity if place is not None else "",
        person_id=shown.holder,
        means=shown.means.value,
    )


@applies("AUTH-016", "AUTH-041")
def _valid(certificate: certificates.Certificate, directory: Directory, at: datetime) -> Decision:
    """Chain, dates, revocation and opposition at this instant."""
    found: list[Finding] = [*certificates.verify_chain(certificate, trust.current(directory), at)]
    if certificate.card_id and directory.is_opposed(certificate.card_id, at):
        found.append(verdicts.CARD_OPPOSED.at(CONNECTION, found=certificate.card_id))
    return Decision(findings=tuple(found))
