"""The use case `authenticate`: from a verified token and the connection's certificate to an actor, or refusals.

The token's own signature, chain, kind of certificate and instant were verified by `wire.vihf.verify`; here
the directory says whether this person or structure may call at all, with this material and this software.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError

from socle.directory import rules, store, verdicts
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.facts import HolderFacts, HolderKind, ProfessionalFacts, SoftwareFacts, StructureFacts
from socle.directory.models import TokenUse
from socle.directory.services.kept import Directory
from socle.ledger.acting import act, with_next
from socle.rulebook import ALLOWED, Decision, Finding, applies
from socle.rulebook.choices import Choices, current
from socle.wire import certificates
from socle.wire.certificates import verdicts as certificate_verdicts
from socle.wire.vihf.model import Mode, Vihf

#: Where a certificate was seen, as findings name it.
CONNECTION = "TLS"
SIGNATURE = "VIHF"

#: How long a use is remembered after the token's own end, and how far away that end may be: a token lives minutes from
#: its issue, whatever it says of itself, and it may say the last day of the calendar.
_KEEP, _FAR = timedelta(days=1), timedelta(days=366)
_LONGEST_ID = 200
_EMPLOYEE_CARD = "CPE"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """Everything that one call brings and that the directory knows of it."""

    token: Vihf
    at: datetime
    choices: Choices
    directory: Directory
    holders: tuple[tuple[str, HolderFacts], ...]
    structure: StructureFacts | None
    professional: ProfessionalFacts | None
    software: SoftwareFacts | None

    @property
    def is_employee(self) -> bool:
        return self.token.mode is Mode.DIRECT and any(holder.card_type == _EMPLOYEE_CARD for _, holder in self.holders)

    @property
    def acts_as_professional(self) -> bool:
        """Whether the actor is a person of the directory: direct mode with a CPS or CPF, and AIR."""
        return self.token.mode is Mode.AIR or (self.token.mode is Mode.DIRECT and not self.is_employee)


def authenticate(
    token: Vihf,
    tls_certificate: bytes | None,
    at: datetime,
    *,
    message_id: str,
    trust: certificates.Trust,
    directory: Directory | None = None,
) -> tuple[Actor | None, list[Finding]]:
    """Who calls; None and every reason why not when the call is refused.

    `token` is what `wire.vihf.verify` read from signed bytes, `tls_certificate` the client's certificate in DER
    (None when none was shown), `message_id` the WS-Addressing one, `directory` the directory as this call sees it. An
    accepted pair of token and message is remembered, and refused when it comes again; inside `ledger.acting.joined` it
    is written with the next act, which raises `Reused` when another exchange was faster.
    """
    choices = current()
    directory = directory or Directory()
    findings: list[Finding] = []
    holders: list[tuple[str, HolderFacts]] = []
    if tls_certificate is None:
        findings.append(verdicts.CLIENT_CERTIFICATE_ABSENT.at(CONNECTION))
    else:
        connection = _holder_of_connection(tls_certificate, trust, directory, at, findings)
        holders += [(CONNECTION, connection)] if connection is not None else []
    signer = _holder(token.certificate, directory, at, SIGNATURE, findings)
    holders += [(SIGNATURE, signer)] if signer is not None else []

    call = _Call(
        token=token,
        at=at,
        choices=choices,
        directory=directory,
        holders=tuple(holders),
        structure=directory.structure(token.structure),
        professional=directory.professional(token.name_id),
        software=directory.software(token.software.homologation) if token.software is not None else None,
    )
    findings += _decide(call).findings
    if not any(finding.is_error for finding in findings) and not _first_use(token, message_id, at):
        findings.append(verdicts.TOKEN_REUSED.at("MessageID", found=message_id))
    if any(finding.is_error for finding in findings):
        return None, findings
    return _actor(call), findings


def _decide(call: _Call) -> Decision:
    """Every decision on one call, added up."""
    token = call.token
    decisions = [_holder_may_act(call, holder, place) for place, holder in call.holders]
    decisions.append(rules.structure_exists(token.structure, call.structure, call.at))
    decisions.append(rules.is_homologated(token.software, call.software, call.at))
    if call.software is not None:
        decisions.append(rules.version_may_call(call.software.api_version, call.at, call.choices))
    decisions.append(rules.names_its_role(token.roles))
    decisions.append(rules.says_why(token))
    if call.acts_as_professional:
        decisions.append(_professional_may_act(call))
    return Decision.all(decisions)


def _holder_may_act(call: _Call, holder: HolderFacts, place: str) -> Decision:
    """Whether the holder of one of the two certificates may act for what the token says."""
    token = call.token
    fits = rules.fits_mode(holder, token.mode, place)
    environment = rules.is_of_environment(holder, call.choices, place)
    if not fits.allowed:
        return fits + environment
    return fits + environment + (_card(call, holder, place) if _is_card(holder) else _organisation(call, holder, place))


def _is_card(holder: HolderFacts) -> bool:
    return holder.kind is HolderKind.CARD


def _card(call: _Call, holder: HolderFacts, place: str) -> Decision:
    mine = rules.is_of_person(holder, call.token.name_id, place)
    if holder.card_type != _EMPLOYEE_CARD or call.structure is None:
        return mine
    known = call.directory.structure(holder.structure)
    return mine + rules.card_covers_structure(holder.structure, known, call.structure, place)


def _organisation(call: _Call, holder: HolderFacts, place: str) -> Decision:
    national = rules.carries_national_identifier(holder, place)
    if call.structure is None:
        return national
    known = call.directory.structure(holder.structure)
    return national + rules.covers_structure(holder.structure, known, call.structure, call.at, call.choices, place)


def _professional_may_act(call: _Call) -> Decision:
    known = call.professional
    exists = rules.professional_exists(call.token.name_id, known, call.at)
    if known is None:
        return exists
    linked = ALLOWED
    if call.token.mode is Mode.DIRECT and call.structure is not None:
        linked = rules.is_linked(known, call.structure, call.at)
    return exists + rules.role_is_of_professional(call.token.roles, known) + linked


@applies("AUTH-041")
def _holder_of_connection(
    der: bytes, trust: certificates.Trust, directory: Directory, at: datetime, findings: list[Finding]
) -> HolderFacts | None:
    """The holder of the connection's certificate, once its chain, dates and use were judged at `at`."""
    holder = _holder(der, directory, at, CONNECTION, findings)
    if holder is not None:
        findings += certificates.verify_chain(certificates.read(der), trust, at)
        if not holder.can_authenticate:
            findings.append(verdicts.NOT_FOR_AUTHENTICATION.at(CONNECTION))
    return holder


def _holder(der: bytes, directory: Directory, at: datetime, place: str, findings: list[Finding]) -> HolderFacts | None:
    """The holder of a certificate; None with a finding when it cannot be read."""
    try:
        certificate = certificates.read(der)
    except ValueError:
        findings.append(certificate_verdicts.UNREADABLE.at(place))
        return None
    if certificate.card_id and directory.is_opposed(certificate.card_id, at):
        findings.append(verdicts.CARD_OPPOSED.at(place, found=certificate.card_id))
    return holder_facts(certificate)


def holder_facts(certificate: certificates.Certificate) -> HolderFacts:
    """A certificate in the words of the directory's rules; only cards and organisations act here."""
    kinds = {
        certificates.Kind.CARD: HolderKind.CARD,
        certificates.Kind.ORGANISATION: HolderKind.ORGANISATION,
    }
    return HolderFacts(
        kind=kinds.get(certificate.kind, HolderKind.OTHER),
        person=certificate.idnat_ps,
        structure=certificate.structure,
        card_type=certificate.card_type.value if certificate.card_type is not None else "",
        is_test=certificate.is_test,
        can_authenticate=certificate.can_authenticate,
    )


class Reused(Exception):  # noqa: N818 - what became of the act
    """The act would write that a token came with a message, and it already had: another exchange went before."""

    def __init__(self, message_id: str) -> None:
        super().__init__(message_id)
        self.finding = verdicts.TOKEN_REUSED.at("MessageID", found=message_id)


def _first_use(token: Vihf, message_id: str, at: datetime) -> bool:
    """Remember this pair of token and message, with what the exchange does first; False when it is already known."""
    token_id = _bounded(token.id)
    end = max(at, min(token.not_on_or_after or at, at + _FAR)) + _KEEP
    if store.is_burnt(token_id, _bounded(message_id)):
        return False

    def remember() -> None:
        try:
            store.burn(token_id, _bounded(message_id), at, end)
        except IntegrityError as error:
            raise Reused(message_id) from error

    try:
        with_next(remember)
    except Reused:
        return False
    return True


def purge_token_uses(at: datetime) -> int:
    """Forget the uses of tokens that have long expired; gives how many."""
    count, _ = act(TokenUse.objects.filter(keep_until__lt=at).delete)
    return count


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST_ID else hashlib.sha256(text.encode()).hexdigest()


def _actor(call: _Call) -> Actor:
    """The actor of an accepted call. Source: spec/dmp.md 2 ("Who is the actor")."""
    token, structure = call.token, call.structure
    profession = token.roles[0].code if token.roles else ""
    specialty = token.roles[1].code if len(token.roles) > 1 else ""
    kind, id, name, authentication = _who(call)
    return Actor(
        kind=kind,
        id=id,
        name=name,
        authentication=authentication,
        profession=profession,
        specialty=specialty,
        structure=token.structure,
        structure_name=structure.name if structure is not None else "",
        legal_entity=structure.legal_entity if structure is not None else "",
        certificate_of=next((holder.structure for _, holder in call.holders if not _is_card(holder)), ""),
        access_mode=token.access_mode,
        reason=token.reason.strip(),
        secret_session=token.secret_session,
        software=token.software,
        api_version=call.software.api_version if call.software is not None else "",
        person_id=token.name_id,
    )


def _who(call: _Call) -> tuple[Kind, str, str, Authentication]:
    token, structure = call.token, call.structure
    if token.mode is Mode.INDIRECT:
        name = structure.name if structure is not None else token.structure
        return Kind.STRUCTURE, token.structure, name, Authentication.CERTIFICATE
    if call.is_employee:
        known = call.directory.employee(token.name_id)
        name = known.name if known is not None else token.name_id
        return Kind.EMPLOYEE, token.name_id, name, Authentication.EMPLOYEE_CARD
    name = call.professional.name if call.professional is not None else token.name_id
    authentication = Authentication.AIR if token.mode is Mode.AIR else Authentication.CARD
    return Kind.PROFESSIONAL, token.name_id, name, authentication
