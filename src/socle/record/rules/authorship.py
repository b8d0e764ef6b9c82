"""Is the caller among the authors of what he feeds. Source: spec/dmp.md 4.1, check 6 (EX_2.1-1140)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.verdicts import feeding
from socle.rulebook import Finding, applies
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.xds.model import Author, DocumentEntry, Submission, SubmissionSet


def authors_match(actor: Actor, submission: Submission) -> list[Finding]:
    """One finding per document, and one for the set, that does not bear the caller.

    Direct: NameID in one authorPerson or legalAuthenticator. Indirect and employee card: the token's structure
    in one authorInstitution. Holders sign their own documents in their space: nothing is compared.
    """
    if actor.kind in {Kind.PATIENT, Kind.REPRESENTATIVE, Kind.SYSTEM}:
        return []
    by_structure = actor.authentication in {Authentication.CERTIFICATE, Authentication.EMPLOYEE_CARD}
    if by_structure:
        return _by_structure(actor.structure or actor.id, submission)
    return [
        feeding.AUTHOR_PERSON.at(entry.id, expected=actor.id, document=entry.unique_id or entry.id)
        for entry in submission.entries
        if not entry.is_signature and actor.id not in _persons(entry)
    ]


@applies("AUTH-045")
def _by_structure(structure: str, submission: Submission) -> list[Finding]:
    """With a legal entity's certificate, the issuing site stands in token, submission set and document alike.

    The signature document is judged with its set.
    """
    findings = [
        feeding.AUTHOR_INSTITUTION.at(entry.id, expected=structure, document=entry.unique_id or entry.id)
        for entry in submission.entries
        if not entry.is_signature and structure not in _institutions(entry.authors)
    ]
    findings += [
        feeding.AUTHOR_INSTITUTION.at(item.id, expected=structure)
        for item in submission.sets
        if not _bears(item, structure) and not findings
    ]
    return findings


@applies("AUTH-045")
def site_to_trace(actor: Actor, entry: DocumentEntry, at: datetime, choices: Choices) -> str:
    """The site that the header of this document must name, from the day on which a legal entity's certificate acts for
    its sites. Empty when the certificate is another, or when the metadata lacks the site too: that is told once.
    """
    by_entity = actor.authentication is Authentication.CERTIFICATE and actor.certificate_of == actor.legal_entity != ""
    asked = by_entity and french_day(at) >= choices.legal_entity_certificate_first_day
    return actor.structure if asked and actor.structure in _institutions(entry.authors) else ""


def _bears(item: SubmissionSet, structure: str) -> bool:
    return structure in _institutions(item.authors)


def _institutions(authors: Iterable[Author]) -> frozenset[str]:
    return frozenset(institution.id for author in authors for institution in author.institutions)


def _persons(entry: DocumentEntry) -> frozenset[str]:
    named = {author.person.id for author in entry.authors if author.person is not None}
    signed = {entry.legal_authenticator.id} if entry.legal_authenticator is not None else set()
    return frozenset(named | signed)
