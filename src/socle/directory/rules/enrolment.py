"""Whether a structure may register somebody, what his rights become, and what his leaving ends (RPPS+).

Source: spec/identity.md e.5. What a person needs: a civil status, a situation of practice, a real use. What nobody
asks for: a physician's written authorisation, nor any step of the person himself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from socle.directory.actor import Authentication
from socle.directory.enrolment import roles
from socle.directory.enrolment.facts import Civil, Draft, EnrolmentFacts, Entry, PersonFacts, Situation, Use, plain
from socle.directory.enrolment.verdicts import files, people
from socle.directory.facts import StructureFacts
from socle.identity.checkdigits import rpps as rpps_verifies
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the directory knows of an entry: who bears the number, who looks alike."""

    person: PersonFacts | None = None
    alike: tuple[PersonFacts, ...] = ()


@applies("RPPS-003")
def has_civil_status(draft: Draft, unread: frozenset[str] = frozenset()) -> Decision:
    """Somebody without a number is registered on his civil status; with one, the directory has it already."""
    said = {
        "nom_naissance": (draft.birth_name, "le nom de naissance"),
        "prenoms": (draft.given_names, "les prénoms"),
        "sexe": (draft.sex, "le sexe"),
        "date_naissance": (draft.birth_date, "la date de naissance"),
        "lieu_naissance": (draft.birth_place, "le lieu de naissance"),
    }
    missing = {name: words for name, (value, words) in said.items() if not value and name not in unread}
    if draft.rpps or not missing:
        return Decision(rules=(rule("RPPS-003"),))
    return refuse(people.CIVIL_STATUS_MISSING.at(next(iter(missing)), expected=", ".join(missing.values())))


@applies("RPPS-018", "RPPS-003")
def tells_a_situation(draft: Draft, unread: frozenset[str] = frozenset()) -> Decision:
    """A situation is an activity (a role, a mode, a first day) at a place; a known place alone proves none."""
    said = {
        "structure": (draft.structure, "la structure"),
        "role": (draft.role, "le rôle"),
        "mode": (draft.practice, "le mode d'exercice"),
        "debut": (draft.since, "le premier jour"),
    }
    missing = {name: words for name, (value, words) in said.items() if not value and name not in unread}
    if not missing:
        return Decision(rules=(rule("RPPS-018"),))
    return refuse(people.SITUATION_MISSING.at(next(iter(missing)), expected=", ".join(missing.values())))


@applies("RPPS-001", "RPPS-010")
def names_a_use(draft: Draft, unread: frozenset[str] = frozenset()) -> Decision:
    """A registration serves a real use: a nominative mailbox, an e-parcours service, the consultation of the DMP."""
    if not draft.uses and "usages" not in unread:
        return refuse(people.USE_MISSING.at("usages"))
    return Decision(rules=(rule("RPPS-001"), rule("RPPS-010")))


def is_in_order(draft: Draft) -> Decision:
    """Birth, first day, last day: in this order."""
    days = [("la naissance", draft.birth_date), ("premier jour", draft.since), ("dernier jour", draft.until)]
    told = [(words, day) for words, day in days if day is not None]
    for (earlier, before), (_, after) in pairwise(told):
        if after < before:
            place = "fin" if earlier == "premier jour" else "debut"
            return refuse(people.DATES_OUT_OF_ORDER.at(place, expected=earlier, found=f"{after:%d/%m/%Y}"))
    return ALLOWED


def number_verifies(draft: Draft) -> Decision:
    """An RPPS number that is given has eleven digits and its key."""
    if not draft.rpps or rpps_verifies(draft.rpps):
        return ALLOWED
    return refuse(people.RPPS_WRONG.at("rpps", found=draft.rpps))


def is_complete(draft: Draft, unread: Iterable[str] = ()) -> Decision:
    """Every fault of an entry that can be told without knowing anybody.

    `unread` names what was said and could not be read: that is told already, and is not missing besides.
    """
    told = frozenset(unread)
    checks = (check(draft, told) for check in (has_civil_status, tells_a_situation, names_a_use))
    return Decision.all((number_verifies(draft), *checks, is_in_order(draft)))


def place_exists(structure: str, known: StructureFacts | None, at: datetime) -> Decision:
    """The structure that an entry or an exit names is in the directory, and still was on that day."""
    if structure and (known is None or not known.exists_on(french_day(at))):
        return refuse(people.PLACE_UNKNOWN.at("structure", found=structure))
    return ALLOWED


def entry_of(draft: Draft) -> Entry:
    """The entry that a complete draft declares. Raises `ValueError` for one that is not."""
    if draft.since is None or not is_complete(draft).allowed:
        raise ValueError("this draft is not complete")
    civil = None
    if draft.birth_date is not None and all((draft.birth_name, draft.given_names, draft.sex, draft.birth_place)):
        civil = Civil(
            birth_name=draft.birth_name,
            given_names=draft.given_names,
            sex=draft.sex,
            birth_date=draft.birth_date,
            birth_place=draft.birth_place,
        )
    situation = Situation(
        structure=draft.structure,
        role=draft.role,
        profession=draft.profession,
        practice=draft.practice,
        uses=draft.uses,
        since=draft.since,
        until=draft.until,
    )
    named = {"family": draft.family or draft.birth_name, "given": draft.given or draft.given_names.split(" ")[0]}
    return Entry(
        rpps=draft.rpps,
        civil=civil,
        situation=situation,
        mail=draft.mail,
        mobile=draft.mobile,
        confirmed=draft.confirmed,
        **named,
    )


@applies("RPPS-009")
def may_enrol(entry: Entry, known: Known, at: datetime, choices: Choices) -> Decision:
    """Whether this person may be registered at this place: known, no double, a role that a structure may give.

    No physician's writing is asked for (RPPS-009). Who declares is judged apart (`rules.managing`).
    """
    day = french_day(at)
    person, decision = who_is_it(entry, known, choices)
    decision += _may_have_role(entry, person)
    if person is not None:
        decision += _is_not_there(entry.situation, person, day)
        profile = access_profile(person.profession, person.enrolments, entry.situation.role, day)
        if profile != entry.situation.role:
            stays = people.PROFILE_STAYS.at("role", found=roles.label(profile))
            decision += Decision(findings=(stays,), rules=(rule("RPPS-013"),))
    return decision + Decision(rules=(rule("RPPS-009"),))


def who_is_it(entry: Entry, known: Known, choices: Choices) -> tuple[PersonFacts | None, Decision]:
    """The person of the directory whom an entry is about, None for a new one; refused when that is not sure."""
    if entry.rpps:
        if known.person is None:
            return None, refuse(people.RPPS_UNKNOWN.at("rpps", found=entry.rpps))
        return known.person, _is_of(entry, known.person)
    same = [one for one in known.alike if entry.civil and one.civil and entry.civil.is_same(one.civil)]
    if len(same) == 1:
        return same[0], Decision(findings=(people.KNOWN_PERSON.at("rpps", found=same[0].rpps),))
    if known.alike and not entry.confirmed:
        told = ", ".join(f"{one.given} {one.family} (RPPS {one.rpps})" for one in known.alike)
        return None, refuse(people.POSSIBLE_DOUBLE.at("homonyme", found=told))
    if choices.production:
        return None, refuse(people.NUMBER_GIVEN_ELSEWHERE.at("rpps"))
    return None, ALLOWED


def _is_of(entry: Entry, person: PersonFacts) -> Decision:
    """A name that comes with a number is one of the names of whoever bears it."""
    names = {plain(person.family), *((plain(person.civil.birth_name),) if person.civil else ())}
    said = {plain(name) for name in (entry.family, entry.civil.birth_name if entry.civil else "") if name}
    born = entry.civil and person.civil and entry.civil.birth_date != person.civil.birth_date
    if (said and not said & names) or born:
        return refuse(people.RPPS_OF_ANOTHER.at("rpps", found=f"{entry.given} {entry.family}".strip()))
    return ALLOWED


def _may_have_role(entry: Entry, person: PersonFacts | None) -> Decision:
    """Who has a profession of the directory may act in it; others take a role that a structure gives."""
    role = entry.situation.role
    if person is None and {role, entry.situation.profession} & roles.regulated():
        code = role if role in roles.regulated() else entry.situation.profession
        return refuse(people.REGULATED.at("role", found=roles.label(code)))
    if role in roles.roles() or (person is not None and role == person.profession):
        return ALLOWED
    return refuse(people.ROLE_UNKNOWN.at("role", found=role))


def _is_not_there(situation: Situation, person: PersonFacts, day: date) -> Decision:
    """One situation by person and place at a time: the former one is over before another begins."""
    here = [one for one in person.enrolments if one.structure == situation.structure]
    pending = [one for one in here if not one.is_over(min(day, situation.since))]
    if pending or situation.structure in person.exercises:
        since = f"depuis le {pending[-1].since:%d/%m/%Y}" if pending else "selon l'annuaire"
        return refuse(people.ALREADY_THERE.at("structure", found=since))
    return ALLOWED


@applies("RPPS-013")
def access_profile(held: str, enrolments: Iterable[EnrolmentFacts], role: str, day: date) -> str:
    """The one profile of a person who takes `role` besides what he has: never the sum of two.

    A regulated profession is the profile, whatever the roles. Else the profile in force stays as long as one of his
    registrations bears it; then the earliest registration that goes on gives it, then the new role.
    """
    if held in roles.regulated():
        return held
    going_on = sorted((one for one in enrolments if not one.is_over(day)), key=lambda one: (one.since, one.id))
    mine = [one.role for one in going_on]
    if held in mine:
        return held
    return mine[0] if mine else role or held


@applies("RPPS-013")
def may_choose_profile(person: PersonFacts, wanted: str, day: date) -> Decision:
    """A profile is chosen among the roles in force, and never beside a regulated profession."""
    mine = {one.role for one in person.enrolments if one.holds_on(day)}
    if person.profession in roles.regulated() or wanted not in mine:
        return refuse(people.PROFILE_NOT_HELD.at("profil", found=roles.label(wanted)))
    return Decision(rules=(rule("RPPS-013"),))


@applies("RPPS-004")
def may_leave(here: EnrolmentFacts | None, structure: str, on: date | None, at: datetime) -> Decision:
    """Whether an exit can be declared: a registration not over yet, and a last day after its first."""
    if here is None:
        return refuse(people.NOT_ENROLLED.at("structure", found=structure))
    if here.is_over(french_day(at)) and here.until is not None:
        return refuse(people.ALREADY_LEFT.at("fin", found=f"{here.until:%d/%m/%Y}"))
    if on is None:
        return refuse(people.SITUATION_MISSING.at("fin", expected="le dernier jour"))
    if on < here.since:
        return refuse(people.DATES_OUT_OF_ORDER.at("fin", expected="premier jour", found=f"{on:%d/%m/%Y}"))
    return Decision(rules=(rule("RPPS-004"),))


@applies("RPPS-019", "RPPS-022")
def service_is_open(
    use: Use, means: Authentication, enrolments: Iterable[EnrolmentFacts], at: datetime, *, in_rpps: bool
) -> Decision:
    """Whether a core service opens: to whoever is in the RPPS, exercising that day; an employee's card is not enough.

    What the person may then do there is decided by each service: for the DMP, the matrix (DMP-050).
    """
    day = french_day(at)
    if in_rpps and any(one.holds_on(day) for one in enrolments):
        return Decision(rules=(rule("RPPS-019"), rule("RPPS-022")))
    found = "une carte CPE" if means is Authentication.EMPLOYEE_CARD else "ce moyen d'identification"
    return refuse(people.SERVICE_NEEDS_RPPS.at(use.value, found=found))


@applies("RPPS-011")
def may_send_file(at: datetime, choices: Choices) -> Decision:
    """Mass registration is by file, once that way is open; there is no interface between software and RPPS+."""
    if french_day(at) < choices.rpps_plus_file_first_day:
        first = f"{choices.rpps_plus_file_first_day:%d/%m/%Y}"
        return refuse(files.NOT_OPEN_YET.at("fichier", expected=first))
    return Decision(rules=(rule("RPPS-011"),))
