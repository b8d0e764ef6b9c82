"""What a document is to be built from: frozen values, the same whether typed in Python or read from a file.

An empty text, an empty tuple or None is what nobody said; `completing` writes down what then holds. Codes without
a label or a system take those of their table. Times are HL7 TS (`reading` makes them from dates of TOML).
Source: spec/cda.md sections 1 to 8; CI-SIS, Structuration minimale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from socle.documents.building.laboratory import Report
from socle.documents.building.values import DAY, STAMP, Code, Contact, Identifier, Postal
from socle.wire.hl7v2 import PERSON_AUTHORITY, STRUCTURE_AUTHORITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A structure; `id` is its national number with its leading digit (IdNat_Struct: 1 and the FINESS number…)."""

    id: str = ""
    root: str = STRUCTURE_AUTHORITY
    name: str = ""
    practice_setting: Code | None = None
    accreditation: str = ""
    telecoms: tuple[Contact, ...] = ()
    address: Postal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A professional; `id` is the national number with its leading digit (IdNat_PS: 8 and the RPPS number…)."""

    id: str = ""
    root: str = PERSON_AUTHORITY
    profession: Code | None = None
    family: str = ""
    given: str = ""
    prefix: str = ""
    suffix: str = ""
    telecoms: tuple[Contact, ...] = ()
    address: Postal | None = None
    organisation: Structure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device or a piece of software that wrote."""

    model: str
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author(Person):
    """Who wrote: a person, or a device whose number stands in `id`."""

    function: Code | None = None
    time: Annotated[str, STAMP] = ""
    device: Device | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory(Person):
    """Who signs, enters or performs, and when."""

    time: Annotated[str, STAMP] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Person):
    """Whoever took part: `type` of JDV_J144 (REF prescribes), `role` PROV or AGNT."""

    type: str
    role: str = "PROV"
    function: Code | None = None
    start: Annotated[str, STAMP] = ""
    end: Annotated[str, STAMP] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Informant:
    """A relative (`role` ECON, NOK, CON, CAREGIVER or PAT, `relation` of JDV_J11), or a professional."""

    role: str = ""
    relation: Code | None = None
    family: str = ""
    given: str = ""
    prefix: str = ""
    telecoms: tuple[Contact, ...] = ()
    address: Postal | None = None
    professional: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who represents the patient: a person or an organisation."""

    family: str = ""
    given: str = ""
    prefix: str = ""
    organisation: Structure | None = None
    telecoms: tuple[Contact, ...] = ()
    address: Postal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Whom the document is about, as INSi told it. `birth_place` is an INSEE code; `sex` F, M or UN."""

    birth_name: str
    given_names: str
    sex: str
    birth_date: Annotated[str, DAY]
    matricule: str = ""
    oid: str = ""
    first_given_name: str = ""
    used_name: str = ""
    used_given_name: str = ""
    birth_place: str = ""
    birth_place_name: str = ""
    local_ids: tuple[Identifier, ...] = ()
    deceased: bool = False
    deceased_on: Annotated[str, STAMP] = ""
    multiple_birth_order: int = 0
    telecoms: tuple[Contact, ...] = ()
    address: Postal | None = None
    guardians: tuple[Guardian, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act the document reports; the first one is the main act."""

    code: Code | None = None
    ids: tuple[Identifier, ...] = ()
    status: str = ""
    start: Annotated[str, STAMP] = ""
    end: Annotated[str, STAMP] = ""
    performer: Signatory | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtEncounter(Person):
    """Who took part in the stay: `type` of JDV_J140."""

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """The stay or visit. `type` of JDV_J142, `facility_type` of JDV_J02."""

    type: Code | None = None
    ids: tuple[Identifier, ...] = ()
    start: Annotated[str, STAMP] = ""
    end: Annotated[str, STAMP] = ""
    disposition: Code | None = None
    responsible: Person | None = None
    participants: tuple[AtEncounter, ...] = ()
    facility_type: Code | None = None
    facility_name: str = ""
    facility_address: Postal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A request the document answers."""

    id: Identifier
    accession_number: Identifier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The version this one replaces; its `set_id` is kept."""

    id: Identifier
    set_id: Identifier | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The file wrapped; `cartouche` says whether the INS and its Data Matrix are to be put on a PDF."""

    path: str = ""
    media_type: str = ""
    cartouche: bool = True
    archive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A page added before a validated report: the CME's advice (day and reference), the day physicians were warned."""

    cme_validated_on: Annotated[str, DAY] = ""
    cme_reference: str = ""
    physicians_warned_on: Annotated[str, DAY] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A document to build: `document` is a ready name (`kinds`), or `type` a code of JDV_J07."""

    patient: Patient
    authors: tuple[Author, ...]
    document: str = ""
    type: Code | None = None
    title: str = ""
    created: Annotated[str, STAMP] = ""
    confidentiality: Code | None = None
    language: str = "fr-FR"
    oid_root: str = ""
    id: Identifier | None = None
    set_id: Identifier | None = None
    version: int = 0
    digital_prescription: bool = False
    data_enterer: Signatory | None = None
    informants: tuple[Informant, ...] = ()
    custodian: Structure | None = None
    recipients: tuple[Person, ...] = ()
    legal_authenticator: Signatory | None = None
    authenticators: tuple[Signatory, ...] = ()
    participants: tuple[Participant, ...] = ()
    orders: tuple[Order, ...] = ()
    acts: tuple[Act, ...] = ()
    replaces: Replaced | None = None
    encounter: Encounter | None = None
    file: File | None = None
    cover: Cover | None = None
    laboratory: Report | None = None
