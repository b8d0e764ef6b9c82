"""Functional rights: the whole table of the GIE SESAM-Vitale, row by row, through the decision itself."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from tests.record.facts_builders import (
    AT,
    GP,
    HOSPITAL,
    NURSE,
    actor,
    authorised,
    document,
    employee,
    nurse,
    record,
    specialist,
    structure,
)

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import Action, DocumentFacts, Regime
from socle.record.rules import may, may_attempt, may_see
from socle.record.verdicts import access, visibility
from socle.rulebook.choices import Choices
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import ARCHIVED, DELETED, DEPRECATED, INVISIBLE_TO_PATIENT, MASKED_TO_PROFESSIONALS

CHOICES = Choices()
TEXT = files("socle.record").joinpath("data/functional_rights.csv").read_text("utf-8")
ROWS = list(csv.DictReader(line for line in TEXT.splitlines() if not line.startswith("#")))

#: A document in the state that each line "retrieve: …" speaks of.
STATES = {
    "retrieve: not masked": {},
    "retrieve: masked to professionals": {"visibility": frozenset({MASKED_TO_PROFESSIONALS})},
    "retrieve: invisible to patient or legal representatives": {"visibility": frozenset({INVISIBLE_TO_PATIENT})},
    "retrieve: archived": {"status": ARCHIVED},
    "retrieve: obsolete": {"status": DEPRECATED},
    "retrieve: deleted": {"status": DELETED},
}


def actor_of(row: dict[str, str]) -> Actor:
    """Someone of the row's class, authentication and access mode."""
    mode = AccessMode.NORMAL if row["access_mode"] == "-" else AccessMode(row["access_mode"])
    who = {
        "PS non medecin": nurse(),
        "medecin non MT": actor(),
        "medecin traitant": actor(),
        "medecin du travail": actor(specialty="SM25"),
        "non PS": employee(),
        "structure": structure(),
        "non PS of the establishment": employee(structure=HOSPITAL),
    }[row["actor"]]
    return replace(who, authentication=Authentication(row["authentication"]), access_mode=mode)


def document_of(row: dict[str, str], who: Actor) -> DocumentFacts | None:
    """A document that meets the row's condition: the actor's own, when the row asks it."""
    acts_on_one = row["transaction"].startswith(("TD3.2", "TD3.3"))
    if not acts_on_one:
        return None
    own = "own documents" in row["condition"] or "authored by the structure" in row["condition"]
    mine = {"author_ids": frozenset({who.id}), "author_structures": frozenset({who.structure})} if own else {}
    return document(**STATES.get(row["action"], {}) | mine)


def name(row: dict[str, str]) -> str:
    return "-".join((row["transaction"], row["action"], row["authentication"], row["actor"], row["access_mode"]))


@pytest.mark.rule("DMP-061")
@pytest.mark.rule("DMP-062")
@pytest.mark.parametrize("row", ROWS, ids=name)
def test_the_decision_follows_the_table(row: dict[str, str]) -> None:
    who = actor_of(row)
    treating = frozenset({who.id}) if row["actor"] == "medecin traitant" else frozenset()
    regime = Regime.CONSENT if row["actor"] == "medecin du travail" else Regime.TEAM
    authorisations = authorised(GP, NURSE, regime=regime)
    held = record(authorisations=authorisations, treating_physicians=treating, shows_masked_in_emergency=True)
    action = Action.RETRIEVE if row["action"].startswith("retrieve") else Action(row["action"])
    at = datetime(2023, 6, 1, tzinfo=UTC) if row["transaction"] == "TD0.0" else AT
    decision = may(
        who, action, held if row["transaction"] != "TD0.0" else None, document_of(row, who), at=at, choices=CHOICES
    )
    assert decision.allowed is (row["allowed"] == "yes"), [finding.sentence("en") for finding in decision.findings]


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 549


@pytest.mark.parametrize("day", ["2023-09-30", "2023-10-01"])
def test_acquiring_an_identity_from_the_record_ends_on_30_september_2023(day: str) -> None:
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert may(actor(), Action.ACQUIRE_IDENTITY, None, at=at, choices=CHOICES).allowed is (day == "2023-09-30")


@pytest.mark.rule("DMP-061")
@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"authentication": Authentication.CERTIFICATE, "kind": Kind.STRUCTURE}, False),
        ({"authentication": Authentication.EMPLOYEE_CARD}, False),
        ({"specialty": "SM25"}, False),
        ({"profession": "SECRETARIAT_MEDICAL"}, False),
    ],
    ids=["card of a physician", "certificate", "employee card", "occupational physician", "no profession"],
)
def test_a_change_of_any_factor_can_change_the_right_to_read(change: dict[str, object], allowed: bool) -> None:
    assert may(actor(**change), Action.RETRIEVE, record(), document(), at=AT, choices=CHOICES).allowed is allowed


@pytest.mark.rule("DMP-062")
def test_an_unknown_authentication_is_refused_whatever_the_software_says() -> None:
    stranger = actor(authentication=Authentication.NONE)
    assert not may(stranger, Action.SEARCH, record(), at=AT, choices=CHOICES).allowed


#: A document in every state and of every visibility, readable otherwise.
EVERY_DOCUMENT = [document(**state) for state in STATES.values()]


@pytest.mark.rule("DMP-064")
@pytest.mark.parametrize("who", [employee(), structure()], ids=["employee card", "certificate"])
@pytest.mark.parametrize("action", [Action.SEARCH, Action.RETRIEVE, Action.READ_HISTORY])
def test_consulting_needs_a_nominative_card(who: Actor, action: Action) -> None:
    held = record(authorisations=authorised(who.id, who.structure))
    for asked in [None, *EVERY_DOCUMENT]:
        decision = may(who, action, held, asked, at=AT, choices=CHOICES)
        assert not decision.allowed
        assert "DMP-064" in decision.rules
    assert may(actor(), action, record(), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-064")
@pytest.mark.parametrize("authentication", [Authentication.CARD, Authentication.AIR], ids=["card", "e-CPS"])
@pytest.mark.parametrize("who", [actor(), nurse()], ids=["physician", "nurse"])
def test_one_consults_with_the_card_or_with_its_electronic_form(who: Actor, authentication: Authentication) -> None:
    reader = replace(who, authentication=authentication)
    for action in (Action.SEARCH, Action.RETRIEVE, Action.READ_HISTORY):
        assert may(reader, action, record(), document(), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-072")
@pytest.mark.parametrize("mode", [AccessMode.NORMAL, AccessMode.REGULATION, AccessMode.BREAK_GLASS])
def test_a_certificate_reads_no_document_in_any_mode_whatever_its_state(mode: AccessMode) -> None:
    held = record(authorisations=authorised(HOSPITAL))
    for asked in EVERY_DOCUMENT:
        own = replace(asked, author_structures=frozenset({HOSPITAL}))
        decision = may(structure(access_mode=mode), Action.RETRIEVE, held, own, at=AT, choices=CHOICES)
        assert [finding.verdict for finding in decision.errors] == [access.CERTIFICATE_NEVER_CONSULTS]
    searched = may(structure(access_mode=mode), Action.SEARCH, held, at=AT, choices=CHOICES)
    assert [finding.verdict for finding in searched.errors] == [access.SEARCH_NOT_INDIRECT]
    told = may(structure(access_mode=mode), Action.READ_HISTORY, held, at=AT, choices=CHOICES)
    assert [finding.verdict for finding in told.errors] == [access.CERTIFICATE_NEVER_CONSULTS]


@pytest.mark.rule("DMP-072")
def test_the_card_alone_is_not_enough_the_matrix_decides_which_types_are_read() -> None:
    outside = document(type_code="ATTEST-RESID")
    assert may(actor(), Action.RETRIEVE, record(), document(), at=AT, choices=CHOICES).allowed
    refused = may(actor(), Action.RETRIEVE, record(), outside, at=AT, choices=CHOICES)
    assert [finding.verdict for finding in refused.errors] == [visibility.OUTSIDE_MATRIX]
    assert not may_see(actor(), record(), outside, AT, CHOICES).allowed


@pytest.mark.rule("DMP-072")
def test_a_certificate_feeds_and_never_consults() -> None:
    assert may(structure(), Action.FEED, record(), at=AT, choices=CHOICES).allowed
    searched = may(structure(), Action.SEARCH, record(authorisations=authorised(HOSPITAL)), at=AT, choices=CHOICES)
    assert [finding.verdict for finding in searched.errors] == [access.SEARCH_NOT_INDIRECT]
    read = may(
        structure(), Action.RETRIEVE, record(authorisations=authorised(HOSPITAL)), document(), at=AT, choices=CHOICES
    )
    assert [finding.verdict for finding in read.errors] == [access.CERTIFICATE_NEVER_CONSULTS]


@pytest.mark.rule("DMP-073")
@pytest.mark.parametrize("mode", list(AccessMode))
@pytest.mark.parametrize("action", [Action.SEARCH, Action.RETRIEVE, Action.READ_HISTORY])
def test_an_employee_card_never_consults_in_any_mode(action: Action, mode: AccessMode) -> None:
    who = employee(access_mode=mode)
    held = record(authorisations=authorised(who.id, who.structure))
    for asked in EVERY_DOCUMENT:
        own = replace(asked, author_structures=frozenset({who.structure}))
        decision = may(who, action, held, own, at=AT, choices=CHOICES)
        assert [finding.verdict for finding in decision.errors] == [access.EMPLOYEE_CARD_NEVER_CONSULTS]


def test_reinforced_indirect_authentication_never_feeds() -> None:
    decision = may(specialist(authentication=Authentication.AIR), Action.FEED, record(), at=AT, choices=CHOICES)
    assert [finding.verdict for finding in decision.errors] == [access.AIR_NEVER_FEEDS]
    assert may(specialist(authentication=Authentication.AIR), Action.SEARCH, record(), at=AT, choices=CHOICES).allowed


def test_an_occupational_physician_searches_feeds_and_reads_nothing() -> None:
    who = actor(specialty="SM25")
    held = record(authorisations=authorised(GP, regime=Regime.CONSENT))
    assert may(who, Action.SEARCH, held, at=AT, choices=CHOICES).allowed
    assert may(who, Action.FEED, record(), at=AT, choices=CHOICES).allowed
    read = may(who, Action.RETRIEVE, record(), document(), at=AT, choices=CHOICES)
    assert [finding.verdict for finding in read.errors] == [visibility.NO_CONTENT_FOR_OCCUPATIONAL_PHYSICIAN]


def test_only_a_physician_becomes_medecin_traitant() -> None:
    assert may(actor(), Action.BECOME_TREATING_PHYSICIAN, record(), at=AT, choices=CHOICES).allowed
    refused = may(nurse(), Action.BECOME_TREATING_PHYSICIAN, record(), at=AT, choices=CHOICES)
    assert [finding.verdict for finding in refused.errors] == [access.PHYSICIANS_ONLY]


@pytest.mark.rule("DMP-062")
def test_an_attempt_is_refused_before_any_record_is_read() -> None:
    assert may_attempt(structure(), Action.FEED, AT).allowed
    assert may_attempt(actor(), Action.SEARCH, AT).allowed
    assert not may_attempt(structure(), Action.SEARCH, AT).allowed
    assert not may_attempt(specialist(authentication=Authentication.AIR), Action.FEED, AT).allowed


@pytest.mark.rule("DMP-062")
@pytest.mark.parametrize("action", [Action.SEARCH, Action.RETRIEVE, Action.FEED, Action.DECLARE_AUTHORISED])
def test_who_is_in_no_line_of_the_table_may_attempt_nothing(action: Action) -> None:
    assert not may_attempt(actor(authentication=Authentication.NONE), action, AT).allowed
    assert not may_attempt(actor(profession="ASSUREUR"), action, AT).allowed


def test_an_attempt_is_allowed_when_the_medecin_traitant_alone_may() -> None:
    assert may_attempt(actor(), Action.DROP_TREATING_PHYSICIAN, AT).allowed
    assert not may(actor(), Action.DROP_TREATING_PHYSICIAN, record(), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-058")
def test_a_secretary_is_no_reader_even_in_reinforced_indirect_mode() -> None:
    secretary = employee(authentication=Authentication.AIR, structure=HOSPITAL)
    assert not may(
        secretary, Action.SEARCH, record(authorisations=authorised(HOSPITAL)), at=AT, choices=CHOICES
    ).allowed


@pytest.mark.rule("DMP-059")
def test_a_secretary_feeds_with_her_card_or_through_the_structure() -> None:
    assert may(employee(), Action.FEED_WITH_EMPLOYEE_CARD, record(), at=AT, choices=CHOICES).allowed
    assert may(structure(profession="SECRETARIAT_MEDICAL"), Action.FEED, record(), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-151")
def test_whoever_may_feed_may_delete_what_he_fed() -> None:
    rows = list(
        csv.DictReader(
            line
            for line in files("socle.record").joinpath("data/functional_rights.csv").read_text("utf-8").splitlines()
            if not line.startswith("#")
        )
    )

    def allowed(*actions: str) -> set[tuple[str, str, str]]:
        return {
            (row["authentication"], row["actor"], row["access_mode"])
            for row in rows
            if row["action"] in actions and row["allowed"] == "yes"
        }

    feeding = allowed("feed", "feed with employee card")
    assert len(feeding) == 12
    assert feeding <= allowed("delete")
    for who in (actor(), nurse(), structure(), employee()):
        own = document(
            author_ids=frozenset({who.id}), author_structures=frozenset({who.structure}), deposited_by=who.id
        )
        assert may(who, Action.DELETE, record(), own, at=AT, choices=CHOICES).allowed, who.kind
