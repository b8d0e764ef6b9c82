"""Who calls: the certificate of the connection, and in card or Pro Santé Connect mode the assertion of the person.

Source: spec/identity.md b.1 and b.2; AUTH-041. What the directory knows (authorities, revocations, cards in opposition)
comes in through `Authorities`, since the directory stands above this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from socle.identity.insi import rules
from socle.identity.insi.rules import ASSERTION, CONNECTION, Shown
from socle.identity.insi.verdicts import (
    ASSERTION_REFUSED,
    CARD_OPPOSED,
    CERTIFICATE_ABSENT,
    CERTIFICATE_REFUSED,
    CERTIFICATE_UNREADABLE,
)
from socle.identity.rules.answering import Means
from socle.ledger import Author
from socle.rulebook import Finding, applies
from socle.rulebook.choices import Choices
from socle.wire import certificates, xml
from socle.wire.certificates import Certificate, Kind, Trust, verify_chain
from socle.wire.certificates.verdicts import UNKNOWN_AUTHORITY
from socle.wire.namespaces import SAML2, qname
from socle.wire.vihf.verify import proved

_PSC = "PSC"
_NAME_ID = (qname(SAML2, "Subject"), qname(SAML2, "NameID"))


@dataclass(frozen=True, slots=True)
class Authorities:
    """What the directory tells of certificates: whom it trusts, with revocations, and which cards are in opposition."""

    trust: Trust
    is_opposed: Callable[[str, datetime], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, once nothing speaks against it. `person` is empty where software calls by itself."""

    means: Means
    structure: str = ""
    structure_name: str = ""
    person: str = ""
    person_name: str = ""

    @property
    def id(self) -> str:
        """Whose a batch is: the structure's that deposits it, or the card's."""
        return self.structure or self.person

    def author(self, software: str) -> Author:
        """The caller as the journal names him."""
        return Author(
            kind="professional" if self.person else "structure",
            id=self.person or self.structure,
            name=self.person_name or self.structure_name,
            structure=self.structure,
            structure_name=self.structure_name,
            authentication=self.means.value,
            software=software,
            person_id=self.person,
        )


#: A caller of whom nothing is proven.
UNKNOWN = Author(kind="unknown", id="")


def authenticate(
    der: bytes | None, security: etree._Element | None, at: datetime, authorities: Authorities, choices: Choices
) -> tuple[Caller | None, list[Finding]]:
    """Who calls at `at`; None and every reason why not.

    `der` is the connection's certificate, None when none was shown; `security` the wsse:Security header, if any.
    """
    if der is None:
        return None, [CERTIFICATE_ABSENT.at(CONNECTION)]
    try:
        certificate = certificates.read(der)
    except ValueError:
        return None, [CERTIFICATE_UNREADABLE.at(CONNECTION)]
    connection = Shown.of(certificate)
    findings = _trusted(certificate, CONNECTION, at, authorities)
    findings += rules.may_connect(connection, choices).findings
    caller = _of_connection(certificate, connection)
    if security is not None and next(xml.children(security), None) is not None:
        caller, refused = _of_assertion(security, connection, caller, at, authorities, choices)
        findings += refused
    return (None if any(finding.is_error for finding in findings) else caller), findings


def _of_connection(certificate: Certificate, shown: Shown) -> Caller:
    is_card = shown.kind is Kind.CARD
    return Caller(
        means=shown.means,
        structure=certificate.structure,
        structure_name=certificate.structure_name,
        person=certificate.idnat_ps if is_card else "",
        person_name=f"{certificate.family} {certificate.given}".strip() if is_card else "",
    )


@applies("AUTH-041")
def _trusted(certificate: Certificate, place: str, at: datetime, authorities: Authorities) -> list[Finding]:
    """Chain, dates and revocation of a certificate at this call, and the opposition of its card."""
    findings = _told(CERTIFICATE_REFUSED.at, place, verify_chain(certificate, authorities.trust, at))
    if certificate.card_id and authorities.is_opposed(certificate.card_id, at):
        findings.append(CARD_OPPOSED.at(place, found=certificate.card_id))
    return findings


def _told(verdict: Callable[..., Finding], place: str, findings: Iterable[Finding]) -> list[Finding]:
    return [verdict(place, found=finding.sentence("fr")) for finding in findings if finding.is_error]


def _of_assertion(
    security: etree._Element,
    connection: Shown,
    caller: Caller,
    at: datetime,
    authorities: Authorities,
    choices: Choices,
) -> tuple[Caller, list[Finding]]:
    """The person whom the assertion names. Pro Santé Connect's is told by its NameQualifier, and is not signed."""
    bare = list(xml.children(security, qname(SAML2, "Assertion")))
    name = xml.first(bare[0], *_NAME_ID) if len(bare) == 1 else None
    if name is not None and name.get("NameQualifier") == _PSC:
        decision = rules.may_speak_by_psc(connection, at, choices)
        person = _person(caller, Means.E_CPS, xml.text_of(name))
        return person, [*decision.findings, *([] if person.person else [_refused("NameID")])]
    found = proved(security, accept_sha1=choices.accept_sha1_signatures)
    if isinstance(found, Finding):
        return caller, _told(ASSERTION_REFUSED.at, ASSERTION, [found])
    assertion, certificate = found
    signer, name_id = Shown.of(certificate), xml.text_of(xml.first(assertion, *_NAME_ID))
    findings = list(rules.may_speak_by_card(connection, signer, name_id, choices).findings)
    findings += _signed_by(certificate, assertion, at, authorities, choices)
    named = f"{certificate.family} {certificate.given}".strip()
    return _person(caller, signer.means, name_id, named), findings


def _person(caller: Caller, means: Means, id: str, name: str = "") -> Caller:
    return Caller(
        means=means,
        structure=caller.structure,
        structure_name=caller.structure_name,
        person=id,
        person_name=name,
    )


def _signed_by(
    certificate: Certificate, assertion: etree._Element, at: datetime, authorities: Authorities, choices: Choices
) -> list[Finding]:
    """Whether the signer is believed at `at`, and the assertion young enough.

    Of a foreign test card nothing can be known but its signature: where the choice allows it, that is enough.
    """
    if not certificate.can_sign:
        return [_refused("le certificat n'est pas de signature")]
    chain = verify_chain(certificate, authorities.trust, at)
    is_foreign = any(finding.verdict is UNKNOWN_AUTHORITY for finding in chain)
    if is_foreign and certificate.is_test and choices.insi_foreign_test_assertions and not choices.production:
        return []
    issued = _instant(assertion.get("IssueInstant", ""))
    oldest, latest = at - choices.insi_assertion_life - choices.token_skew, at + choices.token_skew
    young = issued is not None and oldest <= issued <= latest
    findings = _trusted(certificate, ASSERTION, at, authorities)
    return findings if young else [*findings, _refused(f"émise le {assertion.get('IssueInstant', '')}")]


def _refused(why: str) -> Finding:
    return ASSERTION_REFUSED.at(ASSERTION, found=why)


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
