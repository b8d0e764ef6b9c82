"""Letters, addresses and systems of the Annuaire Santé.

Source: implementation guide "Annuaire Santé" 1.2.0 (profiles as-dp-*), spec/identity.md e.4; FR Core 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: Resources of the guide, by the letter that stands for each in the tables.
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "P": "Practitioner",
        "R": "PractitionerRole",
        "O": "Organization",
        "H": "HealthcareService",
        "D": "Device",
        "N": "Person",
    }
)
LETTERS: Final[Mapping[str, str]] = MappingProxyType({name: letter for letter, name in TYPES.items()})
#: What the ids of our own entries begin with, as those of the national directory do: ASSUMED but for the form.
PREFIX: Final[Mapping[str, str]] = MappingProxyType({"P": "003-", "R": "005-", "O": "001-"})

GUIDE: Final = "https://interop.esante.gouv.fr/ig/fhir/annuaire/"
PROFILES: Final = f"{GUIDE}StructureDefinition/"
#: What the profiles of restricted data hold in their address: birth, correspondence, cards.
RESTRICTED: Final = f"{PROFILES}as-dr-"
_CORE: Final = "https://hl7.fr/ig/fhir/core/"
SOURCE: Final = "https://annuaire.esante.gouv.fr"
_NOS: Final = "https://mos.esante.gouv.fr/NOS/"

IDNPS: Final = "urn:oid:1.2.250.1.71.4.2.1"
IDNST: Final = "urn:oid:1.2.250.1.71.4.2.2"
RPPS: Final = "https://rpps.esante.gouv.fr"
ADELI: Final = "https://adeli.esante.gouv.fr"
FINESS: Final = "https://finess.esante.gouv.fr"
SIRENE: Final = "https://sirene.fr"
RPPS_RANK: Final = "https://rppsrang.esante.gouv.fr"
IDENTIFIER_TYPES: Final = f"{_CORE}CodeSystem/fr-core-cs-v2-0203"
ENTITY_TYPES: Final = f"{_CORE}CodeSystem/fr-core-cs-v2-3307"

DATA_TRACE: Final = f"{PROFILES}as-ext-data-trace"
MAILBOX: Final = f"{PROFILES}as-ext-mailbox-mss-metadata"
ORGANIZATION_TYPES: Final = f"{PROFILES}as-ext-organization-types"
PRICING: Final = f"{PROFILES}as-ext-organization-pricing-model"
AUTHORIZATION: Final = f"{PROFILES}as-ext-practitioner-authorization"
EMAIL_TYPE: Final = f"{_CORE}StructureDefinition/fr-core-contact-point-email-type"
INSEE: Final = f"{_CORE}StructureDefinition/fr-core-address-insee-code"
PERIOD: Final = "http://hl7.org/fhir/StructureDefinition/organization-period"
ADDRESS_PART: Final = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-"

#: Where a know-how of each type (TRE_R04) is coded. Source: guide, as-practitionerrole (slices savoirFaire).
KNOW_HOW: Final[Mapping[str, str]] = MappingProxyType(
    {
        "S": "TRE_R38-SpecialiteOrdinale",
        "C": "TRE_R39-Competence",
        "CEX": "TRE_R40-CompetenceExclusive",
        "DNQ": "TRE_R42-DESCnonQualifiant",
        "CAPA": "TRE_R43-CapaciteSavoirFaire",
        "PAC": "TRE_R44-QualificationPAC",
        "FQ": "TRE_R45-FonctionQualifiee",
        "DEC": "TRE_R97-DroitExerciceCompl",
        "OP": "TRE_G13-OrientationParticuliere",
    }
)
#: Codes of TRE_R94 and TRE_R95; every other profession stands in TRE_G15. Source: reference tables of these names.
_SOCIAL: Final = frozenset(map(str, (*range(41, 50), 51, 52, 53, *range(200, 214))))
_TITLES: Final = frozenset({"71", "72", "73", "93", "97", "171", "172", "173", "193", "194"})


#: Parameters whose terms are many, in one letter.
_TERMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "qualification-code": "q",
        "role": "r",
        "name": "n",
        "family": "f",
        "given": "g",
        "identifier": "i",
        "identifier-type": "k",
        "data-registration-authority": "a",
        "data-information-system": "s",
        "type": "t",
        "address-line": "l",
        "insee-code": "c",
        "mailbox-mss": "m",
        "mailbox-mss-type": "o",
    }
)


def nos(table: str) -> str:
    """The FHIR address of a table of the NOS: `TRE_R23-ModeExercice`."""
    return f"{_NOS}{table}/FHIR/{table.replace('_', '-', 1)}"


def short(system: str) -> str:
    """A system as terms keep it: a table of the NOS by its number (`R23`), any other whole."""
    head, _, tail = system.removeprefix(_NOS).partition("/FHIR/")
    if not system.startswith(_NOS) or tail != head.replace("_", "-", 1):
        return system
    return head.partition("_")[2].partition("-")[0] or head


def term(name: str) -> str:
    """A search parameter as terms keep it: there are millions of them."""
    return _TERMS.get(name, name)


def profession_table(code: str) -> str:
    """The table that holds a profession."""
    if code in _SOCIAL:
        return "TRE_R94-ProfessionSocial"
    return "TRE_R95-UsagerTitre" if code in _TITLES else "TRE_G15-ProfessionSante"


def role_table(code: str) -> str:
    """The table that holds a function or role. ASSUMED: functions are written FON-…, roles in care in digits."""
    return "TRE_R85-RolePriseCharge" if code.isdigit() else "TRE_R21-Fonction"


def own_id(letter: str, number: str) -> str:
    """The id of an entry of ours: of what a national number may hold, FHIR takes letters, digits, dots and hyphens."""
    return PREFIX[letter] + number.replace("/", ".")


def number_of(key: str) -> str:
    """The national number behind an id of ours; empty for any other id."""
    return key[4:].replace(".", "/") if key[:4] in PREFIX.values() else ""
