"""A CDA R2 document as frozen values: the header of any level, and what its body is.

Names are those of CDA R2 where CDA has a word. What is missing is an empty string, an empty tuple or None;
texts are kept as written, without the blanks around them. Nothing here judges.
Source: spec/cda.md sections 1 to 8; HL7 CDA R2 (2005).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from socle.wire.xds.model import Code


@dataclass(frozen=True, slots=True)
class II:
    """An identifier: an OID or a UUID, and what it names below it."""

    root: str = ""
    extension: str = ""
    null_flavor: str = ""

    def __str__(self) -> str:
        return f"{self.root}^{self.extension}" if self.extension else self.root

    def __bool__(self) -> bool:
        return bool(self.root) and not self.null_flavor


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded value (CS, CE or CD): it may hold only a null flavor, only a text, or only translations."""

    code: str = ""
    system: str = ""
    label: str = ""
    null_flavor: str = ""
    original_text: str = ""
    translations: tuple[Coded, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.code)

    def as_code(self) -> Code | None:
        """The same as metadata writes it; None when there is no code."""
        from socle.wire.xds.model import Code  # noqa: PLC0415 - of no use to whoever only judges a document

        return Code(self.code, self.system, self.label) if self.code else None


@dataclass(frozen=True, slots=True)
class Period:
    """A TS or an IVL_TS, as written (`times` reads them): an instant in `value`, or an interval."""

    value: str = ""
    low: str = ""
    high: str = ""
    null_flavor: str = ""

    @property
    def start(self) -> str:
        return self.low or self.value


@dataclass(frozen=True, slots=True)
class NamePart:
    text: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name. In a patient's, BR marks what the birth certificate says, CL what is used."""

    families: tuple[NamePart, ...] = ()
    givens: tuple[NamePart, ...] = ()
    prefix: str = ""
    suffix: str = ""

    def family(self, qualifier: str | None = None) -> str:
        """The first family name with this qualifier ("" for none), or the first of all."""
        return _first(self.families, qualifier)

    def given(self, qualifier: str | None = None) -> str:
        """The first given name with this qualifier ("" for none), or the first of all."""
        return _first(self.givens, qualifier)

    @property
    def full(self) -> str:
        """The name as people write it: title, given name, family name."""
        return " ".join(part for part in (self.suffix or self.prefix, self.given(), self.family()) if part)


def _first(parts: tuple[NamePart, ...], qualifier: str | None) -> str:
    return next((part.text for part in parts if qualifier is None or part.qualifier == qualifier), "")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: free lines, or named parts in the order they were written."""

    lines: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    use: str = ""
    null_flavor: str = ""

    def part(self, name: str) -> str:
        return next((text for key, text in self.parts if key == name), "")


@dataclass(frozen=True, slots=True)
class Telecom:
    value: str = ""
    use: str = ""
    null_flavor: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    ids: tuple[II, ...] = ()
    name: str = ""
    telecoms: tuple[Telecom, ...] = ()
    addresses: tuple[Address, ...] = ()
    practice_setting: Coded | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A device or a piece of software that wrote."""

    model: str = ""
    software: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """Whoever plays a part: assignedAuthor, assignedEntity, associatedEntity, relatedEntity, intendedRecipient."""

    ids: tuple[II, ...] = ()
    class_code: str = ""
    code: Coded | None = None
    name: PersonName | None = None
    device: Device | None = None
    organisation: Organisation | None = None
    addresses: tuple[Address, ...] = ()
    telecoms: tuple[Telecom, ...] = ()

    @property
    def id(self) -> II | None:
        """The first identifier that names something."""
        return next((id for id in self.ids if id and id.extension), next((id for id in self.ids if id), None))


@dataclass(frozen=True, slots=True)
class Participation:
    """One part played in the document or in an act: author, authenticator, participant, performer and so on."""

    entity: Entity
    type_code: str = ""
    function: Coded | None = None
    time: Period = field(default_factory=Period)
    signature_code: str = ""
    templates: tuple[II, ...] = ()


@dataclass(frozen=True, slots=True)
class Guardian:
    name: PersonName | None = None
    organisation: Organisation | None = None
    addresses: tuple[Address, ...] = ()
    telecoms: tuple[Telecom, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the document is about. `birthplace_code` is the INSEE code of the commune or country of birth."""

    ids: tuple[II, ...] = ()
    name: PersonName = field(default_factory=PersonName)
    gender: Coded | None = None
    birth_time: str = ""
    birthplace_code: str = ""
    birthplace_name: str = ""
    deceased: bool | None = None
    multiple_birth_order: str = ""
    addresses: tuple[Address, ...] = ()
    telecoms: tuple[Telecom, ...] = ()
    guardians: tuple[Guardian, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """An act the document reports; the first one of a document is its main act."""

    ids: tuple[II, ...] = ()
    code: Coded | None = None
    status: str = ""
    time: Period = field(default_factory=Period)
    performers: tuple[Participation, ...] = ()

    @property
    def practice_setting(self) -> Coded | None:
        """The setting of the first performer's organisation."""
        for performer in self.performers:
            if performer.entity.organisation is not None:
                return performer.entity.organisation.practice_setting
        return None


@dataclass(frozen=True, slots=True)
class ParentDocument:
    """A document this one is related to; `type_code` is RPLC for the one it replaces."""

    type_code: str
    ids: tuple[II, ...] = ()
    set_id: II | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A request the document answers."""

    ids: tuple[II, ...] = ()
    accession_numbers: tuple[II, ...] = ()


@dataclass(frozen=True, slots=True)
class Encounter:
    """The stay or visit, and where it took place."""

    ids: tuple[II, ...] = ()
    code: Coded | None = None
    time: Period = field(default_factory=Period)
    responsible: Participation | None = None
    participants: tuple[Participation, ...] = ()
    facility_type: Coded | None = None
    facility_name: str = ""
    facility_addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What the document holds: level 1 embeds a file, level 3 is structured. `level` is None for neither."""

    level: int | None = None
    media_type: str = ""
    representation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CdaDocument:
    """A CDA document. `root` is its ClinicalDocument element, parsed once, which nobody may change."""

    root: etree._Element = field(repr=False, compare=False)
    self_presenting: bool = False
    templates: tuple[II, ...] = ()
    id: II | None = None
    code: Coded | None = None
    title: str = ""
    effective_time: str = ""
    confidentiality: Coded | None = None
    language: str = ""
    set_id: II | None = None
    version: str = ""
    patient: Patient = field(default_factory=Patient)
    authors: tuple[Participation, ...] = ()
    data_enterer: Participation | None = None
    custodian: Organisation | None = None
    legal_authenticator: Participation | None = None
    authenticators: tuple[Participation, ...] = ()
    participants: tuple[Participation, ...] = ()
    informants: tuple[Participation, ...] = ()
    recipients: tuple[Participation, ...] = ()
    events: tuple[ServiceEvent, ...] = ()
    related: tuple[ParentDocument, ...] = ()
    orders: tuple[Order, ...] = ()
    encounter: Encounter | None = None
    body: Body = field(default_factory=Body)

    @property
    def unique_id(self) -> str | None:
        """What metadata calls uniqueId: `root`, or `root^extension`. Source: spec/cda.md section 10."""
        return str(self.id) if self.id else None

    @property
    def main_act(self) -> ServiceEvent | None:
        return self.events[0] if self.events else None

    @property
    def replaces(self) -> ParentDocument | None:
        return next((parent for parent in self.related if parent.type_code == "RPLC"), None)
