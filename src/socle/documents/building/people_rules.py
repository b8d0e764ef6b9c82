"""Whether everyone whom a header wants is there, with number and name. Pure. Source: spec/cda.md 2 to 7 and 11."""

from __future__ import annotations

from collections.abc import Iterator

from socle.documents.building.model import Informant, Person, Spec, Structure
from socle.documents.building.verdicts import MISSING_KEY, WRONG_VALUE
from socle.rulebook import Finding, applies

_RELATIVES = ("ECON", "NOK", "CON", "CAREGIVER", "PAT")


@applies("DOC-017")
def check_people(spec: Spec) -> Iterator[Finding]:
    """Who the minimal structure wants, with their number and their name."""
    yield from _authors(spec)
    yield from _signatories(spec)
    for rank, participant in enumerate(spec.participants, 1):
        yield from _person(f"participants[{rank}]", participant, numbered=False)
    for rank, informant in enumerate(spec.informants, 1):
        yield from _informant(f"informants[{rank}]", informant)
    yield from _performers(spec)
    yield from _stay(spec)


def _authors(spec: Spec) -> Iterator[Finding]:
    if not spec.authors:
        yield MISSING_KEY.at("authors", expected="one author at least: [[authors]]")
    for rank, author in enumerate(spec.authors, 1):
        yield from _person(f"authors[{rank}]", author, named=author.device is None)
        if author.device is not None and author.family:
            yield WRONG_VALUE.at(f"authors[{rank}].device", expected="a person or a device, not both", found="both")


def _signatories(spec: Spec) -> Iterator[Finding]:
    if spec.legal_authenticator is None:
        yield MISSING_KEY.at("legal_authenticator", expected="who signs, since no author is a person")
    else:
        yield from _person("legal_authenticator", spec.legal_authenticator)
    yield from _structure("custodian", spec.custodian)
    for rank, who in enumerate(spec.authenticators, 1):
        yield from _person(f"authenticators[{rank}]", who)
    if spec.data_enterer is not None:
        yield from _person("data_enterer", spec.data_enterer)


def _performers(spec: Spec) -> Iterator[Finding]:
    performer = spec.acts[0].performer
    if performer is None or not performer.id:
        yield MISSING_KEY.at("acts[1].performer.id", expected="who performed the main act")
    elif spec.laboratory is not None:
        yield from _person("acts[1].performer", performer)
        yield from _structure("acts[1].performer.organisation", performer.organisation, named=True)
    for rank, act in enumerate(spec.acts, 1):
        if rank > 1 and act.performer is not None and not act.performer.id:
            yield MISSING_KEY.at(f"acts[{rank}].performer.id", expected="the number of who performed the act")
        if act.performer is not None:
            yield from _setting(f"acts[{rank}].performer.organisation", act.performer.organisation)


def _stay(spec: Spec) -> Iterator[Finding]:
    stay = spec.encounter
    if stay is None or stay.facility_type is None:
        yield MISSING_KEY.at(
            "encounter.facility_type", expected="a code of JDV_J02: SA01 public hospital, SA07 practice…"
        )
    for rank, who in enumerate(stay.participants if stay else (), 1):
        yield from _person(f"encounter.participants[{rank}]", who, named=False)
    if stay and stay.responsible:
        yield from _person("encounter.responsible", stay.responsible, named=spec.laboratory is not None)
        if spec.laboratory is not None and stay.responsible.profession is None:
            yield MISSING_KEY.at("encounter.responsible.profession", expected="the biologist's: G15_10/SM03, G15_21…")


def _person(place: str, who: Person, *, named: bool = True, numbered: bool = True) -> Iterator[Finding]:
    if numbered and not who.id:
        yield MISSING_KEY.at(f"{place}.id", expected="the national number: 8 and the RPPS number for a professional")
    if named and not who.family:
        yield MISSING_KEY.at(f"{place}.family", expected="the family name")


def _informant(place: str, who: Informant) -> Iterator[Finding]:
    if who.professional is not None:
        if who.role or who.family or who.given:
            yield WRONG_VALUE.at(place, expected="a relative, or a professional", found="both")
        yield from _person(f"{place}.professional", who.professional)
        return
    if who.role not in _RELATIVES:
        yield WRONG_VALUE.at(f"{place}.role", expected=", ".join(_RELATIVES), found=who.role or "nothing")
    if not who.family:
        yield MISSING_KEY.at(f"{place}.family", expected="the family name")


def _structure(place: str, where: Structure | None, *, named: bool = False) -> Iterator[Finding]:
    if where is None or not where.id:
        yield MISSING_KEY.at(
            f"{place}.id", expected="the structure's number: 1 and the FINESS number, 3 and the SIRET…"
        )
    elif named and not where.name:
        yield MISSING_KEY.at(f"{place}.name", expected="the structure's name")


def _setting(place: str, where: Structure | None) -> Iterator[Finding]:
    if where is None or where.practice_setting is None:
        expected = "a code of JDV_J04: ETABLISSEMENT, AMBULATOIRE, ESSMS…"
        yield MISSING_KEY.at(f"{place}.practice_setting", expected=expected)
