"""The question about one patient's record and its answer, as frozen values: TD0.2, TD1.3a. Source: spec/dmp.md 3.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from socle.wire.hl7v2 import CX
from socle.wire.xds.model import Code

#: The DMP as a device. Source: spec/dmp.md 3.1, common wrapper.
DMP_ROOT: Final = "1.2.250.1.213.4.1.1.1"
DMP_NAME: Final = "DMP"

#: Code systems of the wrapper and of the answer. Source: spec/dmp.md 3.1.
INTERACTIONS: Final = "2.16.840.1.113883.1.6"
REASONS: Final = "1.2.250.1.213.1.1.4.11"
ATTENTION_AUTHORISATION: Final = "1.2.250.1.213.4.1.2.6.1"
AUTHORISATION_STATES: Final = "1.2.250.1.213.4.1.2.6.2"
ATTENTION_TREATING_PHYSICIAN: Final = "1.2.250.1.213.4.1.2.6.3"
GENDERS: Final = "2.16.840.1.113883.5.1"
CLOSING_MOTIVES: Final = "1.2.250.1.213.4.1.2.4"

#: Code systems of the boolean observations about a record. Source: spec/dmp.md 3.1, TD0.2 and TD1.1.
INTERNET_ACCOUNT: Final = Code("COMPTE_INTERNET_OUVERT", "1.2.250.1.213.4.1.2.9")
ATTACHED_TO_SPACE: Final = Code("RATTACHEMENT_ENS", "1.2.250.1.213.4.1.2.3", "Rattachement du DMP à Mon espace santé")

#: Code systems of the administrative data. Source: spec/dmp.md 3.1, TD1.3a and TD1.1.
RELATIONSHIPS: Final = "2.16.840.1.113883.1.11.19579"
OBJECTS_TO_BREAK_GLASS: Final = Code("OPPOSITION_BRIS_DE_GLACE", "1.2.250.1.213.4.1.2.3", "Opposition au bris de glace")
OBJECTS_TO_REGULATION: Final = Code(
    "OPPOSITION_ACCES_URGENCE", "1.2.250.1.213.4.1.2.3", "Opposition à l'accès en urgence"
)

TEST_EXISTENCE: Final = "TEST_EXST"
READ_DATA: Final = "CNSLT_DATA"


@dataclass(frozen=True, slots=True)
class II:
    """An instance identifier: `root` is an OID or a UUID, `extension` may be empty."""

    root: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A software that sends or receives: its OID and its name."""

    root: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientQuery:
    """PRPA_IN201307UV02: TD0.2 when the reason is TEST_EXST, TD1.3a when CNSLT_DATA.

    `created` is UTC `YYYYMMDDhhmmss`, as received.
    """

    message_id: II
    query_id: II
    patient: II
    sender: Device
    reason: str = TEST_EXISTENCE
    created: str = ""
    processing_code: str = "P"

    @property
    def patient_identifier(self) -> CX:
        """The patient as XDS and the token write one."""
        return CX.of(self.patient.extension, self.patient.root, "NH")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name; `birth` (qualifier BR) and `usage` (SP) are family names."""

    given: tuple[str, ...] = ()
    birth: str = ""
    usage: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Telecom:
    """A URL such as `tel:+33…` or `mailto:…`, and its use (MC, H, WP) when said."""

    value: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: free lines, then postal code and town."""

    lines: tuple[str, ...] = ()
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """Someone who answers for the patient; `code` is one of FTH, MTH… RESPRSN (code system RELATIONSHIPS)."""

    code: str
    family: str = ""
    given: str = ""
    prefix: str = ""
    address: Address | None = None
    telecoms: tuple[Telecom, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """A boolean fact about the record: RATTACHEMENT_ENS, COMPTE_INTERNET_OUVERT."""

    code: Code
    value: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """When (UTC `YYYYMMDDhhmmss`) and why a record was closed; their place is ASSUMED (spec/dmp.md 3.1)."""

    at: str
    motive: Code
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFound:
    """The record of a patient. `gender` is M, F or UN; `birth_date` is `YYYYMMDD`; `closing` says it is closed.

    From `address` on, what only the administrative transactions tell (TD0.5, TD1.1 to TD1.3); `deceased` is None
    where nothing is said, `birth_place` the INSEE code, `contact` a channel such as CARTE_SESAM_VITALE (TD1.1).
    """

    ids: tuple[II, ...]
    names: tuple[Name, ...] = ()
    gender: str = ""
    birth_date: str = ""
    telecoms: tuple[Telecom, ...] = ()
    observations: tuple[Observation, ...] = ()
    closing: Closing | None = None
    address: Address | None = None
    deceased: bool | None = None
    birth_place: str = ""
    relationships: tuple[Relationship, ...] = ()
    contact: Code | None = None

    @property
    def is_open(self) -> bool:
        return self.closing is None

    def observed(self, code: str) -> bool | None:
        """The value of the observation of this code, None when it is not given."""
        return next((entry.value for entry in self.observations if entry.code.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientAnswer:
    """PRPA_IN201308UV02. `found` is None when there is no record (queryResponseCode NF).

    `authorisation` is VALIDE, EXPIRE, INTERDIT or NON_EXISTE; `treating_physician` tells whether the caller is
    one of the record's médecins traitants; both None when not said.
    """

    message_id: II
    answers: II
    query_id: II
    receiver: Device
    created: str
    reason: str = TEST_EXISTENCE
    found: PatientFound | None = None
    authorisation: str | None = None
    treating_physician: bool | None = None
