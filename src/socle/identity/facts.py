"""A local identity as the rules see it: a structure's own entry for a person, apart from any database.

Its status is never chosen: it follows from two facts, INSi answered and a document was checked (INS-520).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from socle.identity.traits import Traits
from socle.rulebook import Decision
from socle.wire.hl7v2 import CX


class Status(StrEnum):
    """The four exclusive statuses. Source: identity_statuses.csv (RNIV EXI SI 07; HL7 France)."""

    PROVISIONAL = "PROV"
    RETRIEVED = "RECUP"
    VALIDATED = "VALI"
    QUALIFIED = "QUAL"

    @classmethod
    def of(cls, *, insi_answered: bool, document_checked: bool) -> Status:
        if document_checked:
            return cls.QUALIFIED if insi_answered else cls.VALIDATED
        return cls.RETRIEVED if insi_answered else cls.PROVISIONAL


class Attribute(StrEnum):
    """What may be marked on an identity. Source: identity_attributes.csv (RNIV EXI SI 09, EXI SI 22)."""

    HOMONYM = "HOMA"
    DOUBTFUL = "DOUT"
    FICTIVE = "FICT"


class Reason(StrEnum):
    """Why an identity is marked, in the codes of HL7 France (fr-core-cs-identity-status-comment)."""

    NONE = "VIDE"
    DUPLICATE = "DOUB"
    POSSIBLE_COLLISION = "COLP"
    COLLISION = "COLV"
    THEFT = "USUR"
    HIDDEN = "CACH"
    ANONYMOUS = "ANOM"


class Collected(StrEnum):
    """How traits came. Source: identity_collection_methods.csv."""

    TYPED = "SM"
    VITALE = "CV"
    INSI = "INSI"
    SCANNED = "CB"
    WRISTBAND = "RFID"
    VITALE_APP = "AV"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFacts:
    """One local identity at one instant.

    `ins` is the active INS that INSi gave, None until it did. `paper` is the kind of the document that was checked.
    `sent` says that the matricule left: others hold it. `merged` that the file was joined to another one.
    """

    traits: Traits
    ins: CX | None = None
    insi_answered: bool = False
    document_checked: bool = False
    paper: str = ""
    homonym: bool = False
    doubtful: bool = False
    fictive: bool = False
    reason: Reason = Reason.NONE
    date_fictive: bool = False
    collected: Collected = Collected.TYPED
    sent: bool = False
    merged: bool = False

    @property
    def status(self) -> Status:
        return Status.of(insi_answered=self.insi_answered, document_checked=self.document_checked)

    @property
    def blocked(self) -> bool:
        """Whether neither INSi nor a document may raise the status (INS-521)."""
        return self.doubtful or self.fictive

    @property
    def attributes(self) -> frozenset[Attribute]:
        marks = (
            (Attribute.HOMONYM, self.homonym),
            (Attribute.DOUBTFUL, self.doubtful),
            (Attribute.FICTIVE, self.fictive),
        )
        return frozenset(attribute for attribute, marked in marks if marked)

    def without_ins(self) -> LocalFacts:
        """The same, INSi's answer given up: whoever holds the matricule holds what is worth nothing any more."""
        return replace(self, ins=None, insi_answered=False, sent=False)

    def without_document(self) -> LocalFacts:
        return replace(self, document_checked=False, paper="")


@dataclass(frozen=True, slots=True)
class Step:
    """What a transition decided, and the identity after it: the same one when it was refused."""

    decision: Decision
    after: LocalFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A document as it was looked at. `parent` is the kind of a parent's own; `differing` names traits that disagree.

    `expires` is its last day, None when it has none or nobody looked.
    """

    paper: str
    parent: str = ""
    expires: date | None = None
    differing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The identitovigilance of a structure, as it declared it.

    `cluster` names the small structures that share the work; then `super_referent` writes for all of them, and their
    committee validates on `validated_on`.
    """

    charter: str = ""
    charter_on: date | None = None
    referent: str = ""
    referent_name: str = ""
    cluster: str = ""
    super_referent: str = ""
    validated_on: date | None = None
    declared_at: datetime | None = None

    @property
    def is_shared(self) -> bool:
        return bool(self.cluster)
