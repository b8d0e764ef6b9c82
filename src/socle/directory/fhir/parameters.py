"""The search parameters of the guide: what each is called, what it is about, what it asks of the tables.

Source: guide Annuaire Santé 1.2.0, CapabilityStatement AsServerDP and its SearchParameters. `insee-code` and
`mailbox-mss-type` are SearchParameters of the guide that its CapabilityStatement does not list; `_since` is ours: what
changed at that instant or later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from socle.directory.annuaire import codes
from socle.directory.annuaire.criteria import Code, Wanted
from socle.directory.annuaire.words import folded
from socle.rulebook import Finding
from socle.sql import Where, one_of
from socle.wire.fhir import parameters, verdicts

#: How texts are compared, by FHIR's modifier. `text` is what the guide lets go with a name: ASSUMED to be a part of it.
MODIFIERS: Final[Mapping[str, str]] = MappingProxyType(
    {"": "starts", "contains": "contains", "exact": "exact", "text": "contains"}
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What one parameter with its values asks: a condition on terms, on columns, or ids; `wrong`: it asks nothing.

    `sought` is a condition on a column that has an index, `plain` on one that has none.
    """

    wanted: Wanted | None = None
    plain: Where | None = None
    sought: Where | None = None
    ids: frozenset[str] | None = None
    wrong: Finding | None = None


#: From the modifier and the alternatives of one value to what is meant.
Maker = Callable[[str, str, Sequence[str]], Meant]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter: its FHIR type, what it is about in French, the modifiers it takes."""

    type: str
    says: str
    make: Maker
    modifiers: frozenset[str] = frozenset({""})


def text(says: str, *columns: str, terms: Sequence[str] = ()) -> Parameter:
    """A parameter on texts, which stand in columns of an entry or in its terms."""

    def make(_name: str, modifier: str, values: Sequence[str]) -> Meant:
        words = tuple(filter(None, map(folded, values)))
        return Meant(Wanted(terms=tuple(terms), columns=columns, texts=words, how=MODIFIERS[modifier]))

    return Parameter("string", says, make, frozenset(MODIFIERS))


def token(says: str, term: str, *others: str) -> Parameter:
    """A parameter on codes, each with its system or without; `identifier:of-type` has the type before them."""

    def make(_name: str, modifier: str, values: Sequence[str]) -> Meant:
        return Meant(Wanted(terms=(term, *others), codes=tuple(_code(value, modifier) for value in values)))

    return Parameter("token", says, make, frozenset({"", "of-type"}) if term == "identifier" else frozenset({""}))


def _code(value: str, modifier: str) -> Code:
    if modifier == "of-type":
        return Code(code=value.rpartition("|")[2])
    system, bar, code = value.rpartition("|")
    return Code(code=code, system=codes.short(system) if bar else None)


def reference(says: str, column: str) -> Parameter:
    """A parameter on a resource that an entry belongs to: its id, with its type before it or without."""

    def make(_name: str, _modifier: str, values: Sequence[str]) -> Meant:
        return Meant(sought=one_of(f"e.{column}", tuple(value.rpartition("/")[2] for value in values)))

    return Parameter("reference", says, make)


def _id(_name: str, _modifier: str, values: Sequence[str]) -> Meant:
    return Meant(ids=frozenset(values))


def _active(name: str, _modifier: str, values: Sequence[str]) -> Meant:
    said = {value.rpartition("|")[2] for value in values}
    if not said <= {"true", "false"}:
        found = ", ".join(sorted(said))
        return Meant(wrong=verdicts.PARAMETER_MALFORMED.at(name, expected="true ou false", found=found))
    return Meant(plain=one_of("e.active", tuple(value == "true" for value in sorted(said))))


def _updated(name: str, _modifier: str, values: Sequence[str]) -> Meant:
    conditions = [_when(value.replace(" ", "+")) for value in values]  # a plus sign that nobody encoded
    if None in conditions:
        wrong = verdicts.PARAMETER_MALFORMED.at(name, expected=parameters.EXPECTED_DATE, found=", ".join(values))
        return Meant(wrong=wrong)
    found = [condition for condition in conditions if condition is not None]
    whole = found[0]
    for condition in found[1:]:
        whole |= condition
    return Meant(sought=whole)


def _when(value: str) -> Where | None:
    asked = parameters.asked_span(value)
    if asked is None:
        return None
    prefix, span = asked
    within = Where("e.updated >= %s AND e.updated < %s", (span.start, span.end))
    return {
        "eq": within,
        "ne": ~within,
        "ge": Where("e.updated >= %s", (span.start,)),
        "gt": Where("e.updated >= %s", (span.end,)),
        "sa": Where("e.updated >= %s", (span.end,)),
        "le": Where("e.updated < %s", (span.end,)),
        "lt": Where("e.updated < %s", (span.start,)),
        "eb": Where("e.updated < %s", (span.start,)),
    }[prefix]


def _since(name: str, modifier: str, values: Sequence[str]) -> Meant:
    return _updated(name, modifier, [f"ge{value}" for value in values])


_COMMON: Final = {
    "_id": Parameter("token", "identifiant de la ressource", _id),
    "_lastUpdated": Parameter("date", "dernière mise à jour", _updated),
    "_since": Parameter("date", "mise à jour à cet instant ou depuis", _since),
    "_profile": token("profil de la ressource", "_profile"),
    "data-information-system": token("système d'information (RPPS, FINESS…)", "data-information-system"),
    "data-registration-authority": token("autorité d'enregistrement", "data-registration-authority"),
    "identifier": token("identifiant, avec ou sans son système", "identifier"),
}
_ACTIVE: Final = {"active": Parameter("token", "ressource active", _active)}
_MAILBOX: Final = {
    "mailbox-mss": text("adresse d'une messagerie sécurisée de santé", terms=("mailbox-mss",)),
    "mailbox-mss-type": token("type de boîte : PER, ORG, APP, CAB", "mailbox-mss-type"),
}
_CARD: Final = {
    "number-smartcard": text("numéro de carte", terms=("number-smartcard",)),
    "type-smartcard": token("type de carte", "type-smartcard"),
}
_TYPED: Final = {"identifier-type": token("type d'identifiant", "identifier-type")}

#: Parameters by type of resource.
BY_TYPE: Final[Mapping[str, Mapping[str, Parameter]]] = MappingProxyType(
    {
        "P": {
            **_COMMON,
            **_ACTIVE,
            **_TYPED,
            **_MAILBOX,
            **_CARD,
            "family": text("nom d'exercice", "name", terms=("family",)),
            "given": text("prénom d'exercice", "given", terms=("given",)),
            "name": text("nom, prénom ou civilité", "name", "given", terms=("family", "given", "name")),
            "qualification-code": token("diplôme, profession ou savoir-faire", "qualification-code"),
        },
        "R": {
            **_COMMON,
            **_ACTIVE,
            **_MAILBOX,
            **_CARD,
            "organization": reference("structure", "owner"),
            "practitioner": reference("professionnel", "person"),
            "role": token("fonction, genre d'activité, mode d'exercice ou section", "role"),
        },
        "O": {
            **_COMMON,
            **_ACTIVE,
            **_TYPED,
            **_MAILBOX,
            "address": text("adresse", "city", "postal", terms=("address-city", "address-line")),
            "address-city": text("commune", "city", terms=("address-city",)),
            "address-line": text("lignes de l'adresse", terms=("address-line",)),
            "address-postalcode": text("code postal", "postal"),
            "insee-code": token("code INSEE de la commune", "insee-code"),
            "name": text("raison sociale ou enseigne", "name", terms=("name",)),
            "partof": reference("entité juridique", "owner"),
            "pharmacy-licence": text("numéro de licence d'une officine", terms=("pharmacy-licence",)),
            "type": token("nature, secteur, catégorie, code APE, statut juridique", "type"),
        },
        "H": {
            **_COMMON,
            **_ACTIVE,
            "characteristic": token("type ou forme de l'activité", "characteristic"),
            "organization": reference("structure", "owner"),
            "service-category": token("modalité", "service-category"),
            "service-type": token("discipline ou activité", "service-type"),
        },
        "D": {
            **_COMMON,
            "manufacturer": text("marque", terms=("manufacturer",)),
            "model": text("modèle", terms=("model",)),
            "organization": reference("structure", "owner"),
            "status": token("active, inactive…", "status"),
            "type": token("type d'équipement", "type"),
        },
        "N": {
            **_COMMON,
            **_ACTIVE,
            "family": text("nom de naissance", "name"),
            "given": text("prénoms", "given"),
        },
    }
)
#: What a search may bring along: the parameter, the column that holds the id, the type it leads to.
INCLUDES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = MappingProxyType(
    {
        "O": {"Organization:partof": ("owner", "O")},
        "R": {"PractitionerRole:organization": ("owner", "O"), "PractitionerRole:practitioner": ("person", "P")},
        "H": {"HealthcareService:organization": ("owner", "O")},
        "D": {"Device:organization": ("owner", "O")},
    }
)
#: What a search may bring along that belongs to what it finds: the type that comes, the column that holds the id.
REV_INCLUDES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = MappingProxyType(
    {
        "O": {
            "Device:organization": ("D", "owner"),
            "HealthcareService:organization": ("H", "owner"),
            "PractitionerRole:organization": ("R", "owner"),
        },
        "P": {"PractitionerRole:practitioner": ("R", "person")},
    }
)
