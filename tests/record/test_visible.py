"""One decision, two forms: the database filter shows exactly what the rules let be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle.directory.actor import Authentication, Kind
from socle.record.facts import Action, OpposedTo, RecordStatus, Regime, SpaceStatus
from socle.record.models import Entry, Record
from socle.record.rules import may_see, opens_at
from socle.record.store.rows import document_facts, joined, kept
from socle.record.visible import opened, visible_to
from socle.rulebook.choices import Choices
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    DELETED,
    DEPRECATED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
)
from tests.record import facts_builders as build
from tests.record.rules.test_visibility import DOCUMENTS, TABLE, scene

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PEOPLE = [build.GP, build.SPECIALIST, build.NURSE, "899880000098", "89988000001", ""]
PLACES = [build.PRACTICE, build.HOSPITAL, "1990200107", "199010010", ""]
TYPES = ["11502-2", "11488-4", "11490-0", "34112-3", "74207-2", "unheard-of", ""]


def between(first, last):
    """Instants from one year on and before another."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return st.integers((first - start).days * 86_400, (last - start).days * 86_400).map(
        lambda second: start + timedelta(seconds=second)
    )


def day(year, month, number):
    return datetime(year, month, number, tzinfo=UTC)


some_ids = st.frozensets(st.sampled_from([id for id in PEOPLE if id]), max_size=2)
some_places = st.frozensets(st.sampled_from([id for id in PLACES if id]), max_size=2)
deposits = between(day(2026, 6, 1), day(2026, 11, 30))
edges = st.sampled_from(
    [
        datetime(2026, month, day, 11, tzinfo=UTC)
        for month in (7, 8, 9)
        for day in (28, 29, 30, 31, 15)
        if (month, day) != (9, 31)
    ]
)

rows = st.builds(
    dict,
    status=st.sampled_from([APPROVED, DEPRECATED, ARCHIVED, DELETED]),
    type_code=st.sampled_from(TYPES),
    author_ids=some_ids.map(joined),
    author_structures=some_places.map(joined),
    masked=st.booleans(),
    masked_from=(some_ids | some_places).map(joined),
    shown_apart=st.booleans(),
    author_blocked=st.booleans(),
    hidden_from_patient=st.booleans(),
    hidden_from_representatives=st.booleans(),
    is_signature=st.sampled_from([False, False, False, True]),
    by_patient=st.booleans(),
    deposited_at=deposits | edges,
    deposited_by=st.sampled_from([*PEOPLE, *PLACES]),
)
professionals = st.builds(
    build.actor,
    kind=st.sampled_from([Kind.PROFESSIONAL, Kind.PROFESSIONAL, Kind.PROFESSIONAL, Kind.EMPLOYEE, Kind.STRUCTURE]),
    id=st.sampled_from(PEOPLE),
    authentication=st.sampled_from([Authentication.CARD, Authentication.CARD, *Authentication]),
    profession=st.sampled_from(["10", "21", "60", "40", "70", "SECRETARIAT_MEDICAL", ""]),
    specialty=st.sampled_from(["SM26", "SM59", "SM25", ""]),
    structure=st.sampled_from(PLACES),
    access_mode=st.sampled_from([AccessMode.NORMAL, AccessMode.NORMAL, *AccessMode]),
    secret_session=st.sampled_from([False, False, True]),
)
holders = st.builds(
    build.patient,
    kind=st.sampled_from([Kind.PATIENT, Kind.REPRESENTATIVE]),
    id=st.sampled_from(["camille", "parent", "guardian", "stranger"]),
    secret_session=st.booleans(),
)
actors = professionals | holders | st.just(build.actor(kind=Kind.SYSTEM, authentication=Authentication.NONE))
records = st.builds(
    build.record,
    id=st.just("r1"),
    birth_date=st.sampled_from([None, date(1984, 5, 17), date(2008, 9, 15), date(2010, 3, 9)]),
    status=st.sampled_from([RecordStatus.OPEN, RecordStatus.OPEN, RecordStatus.OPEN, *RecordStatus]),
    space=st.sampled_from([SpaceStatus.ACTIVE, SpaceStatus.ACTIVE, *SpaceStatus]),
    representatives=st.sampled_from([frozenset(), frozenset({"parent"})]),
    guardians=st.sampled_from([frozenset(), frozenset({"guardian"})]),
    emancipated=st.sampled_from([False, False, True]),
    physician_required=st.booleans(),
    physician_present_until=st.sampled_from([None, day(2026, 9, 1), day(2027, 1, 1)]),
    own_acts=st.sampled_from([frozenset(), frozenset(), frozenset({Action.SEARCH})]),
    administrators=some_ids,
    masks_all=st.sampled_from([False, False, True]),
    care=st.sampled_from([(), build.care(build.GP), build.care(build.HOSPITAL, ended=day(2026, 10, 1))]),
    oppositions=st.sampled_from(
        [
            (),
            (),
            (build.opposition(OpposedTo.CONSULTING, build.GP),),
            (build.opposition(OpposedTo.CONSULTING, build.HOSPITAL, until=day(2026, 10, 1)),),
            (build.opposition(OpposedTo.FEEDING),),
        ]
    ),
    treating_physicians=some_ids,
    blocked=st.sampled_from([frozenset(), frozenset(), frozenset({build.GP}), frozenset({build.HOSPITAL})]),
    shows_masked_in_emergency=st.booleans(),
    objects_to_break_glass=st.sampled_from([False, False, True]),
    authorisations=st.sampled_from(
        [
            (),
            build.authorised(*[id for id in PEOPLE if id], days=400),
            build.authorised(build.GP, days=1),
            build.authorised(build.HOSPITAL),
            build.authorised(*[id for id in PEOPLE if id], regime=Regime.CONSENT),
        ]
    ),
)
instants = (
    between(day(2026, 7, 1), day(2026, 12, 31))
    | edges.map(lambda moment: moment + timedelta(days=31))
    | edges.map(lambda moment: moment + timedelta(days=30, seconds=-1))
)
choices = st.builds(
    Choices,
    announcement_opening_months=st.sampled_from([1, 1, 2, 12]),
    announcement_opening_days=st.sampled_from([0, 0, 0, 15]),
    matrix_applies_to_roles=st.booleans(),
    consultation_consent=st.sampled_from(["declared", "presumed"]),
    administrator_sees_masked=st.booleans(),
    mask_towards_depositor=st.booleans(),
)


def entry(number, values):
    constant = {"lid": f"e{number}", "unique_id": f"1.{number}", "version": 1, "object_type": "", "hash": "", "size": 0}
    return Entry(record_id="r1", id=f"e{number}", location="", sealed=b"", **constant, **values)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(rows, min_size=1, max_size=12), actors, records, instants, choices)
def test_the_filter_and_the_rules_never_disagree(held, actor, facts, at, chosen):
    Entry.objects.all().delete()
    Record.objects.get_or_create(
        id="r1", defaults={"person_id": "camille", "status": "open", "space": "active", "opened_at": build.AT}
    )
    Entry.objects.bulk_create(entry(number, values) for number, values in enumerate(held))
    shown = {row.id for row in kept("r1", visible_to(actor, facts, at, chosen))}
    expected = {
        row.id
        for row in Entry.objects.all()
        if may_see(actor, facts, document_facts(row), at=at, choices=chosen).allowed
    }
    assert shown == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(deposits | edges, min_size=1, max_size=20),
    instants | between(day(2024, 1, 1), day(2028, 12, 31)),
    st.integers(1, 14),
    st.sampled_from([0, 0, 1, 15]),
)
def test_a_deposit_opens_at_the_same_instant_in_both_forms(moments, at, months, days):
    chosen = Choices(announcement_opening_months=months, announcement_opening_days=days)
    Record.objects.get_or_create(
        id="r1", defaults={"person_id": "camille", "status": "open", "space": "active", "opened_at": build.AT}
    )
    Entry.objects.all().delete()
    flags = dict.fromkeys(
        ["masked", "hidden_from_patient", "hidden_from_representatives", "is_signature", "by_patient"], False
    )
    Entry.objects.bulk_create(entry(number, {**flags, "deposited_at": moment}) for number, moment in enumerate(moments))
    found = {row.id for row in kept("r1", opened(at, chosen))}
    assert found == {f"e{number}" for number, moment in enumerate(moments) if opens_at(moment, chosen) <= at}


def put(*documents):
    """Rows of these documents, told apart by their uniqueId: what a list then gives."""
    Record.objects.get_or_create(
        id="r1", defaults={"person_id": "camille", "status": "open", "space": "active", "opened_at": build.AT}
    )
    Entry.objects.bulk_create(
        entry(
            number,
            {
                "status": one.status,
                "type_code": one.type_code,
                "author_ids": joined(one.author_ids),
                "masked": MASKED_TO_PROFESSIONALS in one.visibility,
                "hidden_from_patient": INVISIBLE_TO_PATIENT in one.visibility,
                "hidden_from_representatives": INVISIBLE_TO_REPRESENTATIVES in one.visibility,
                "masked_from": joined(one.masked_from),
                "shown_apart": one.shown_apart,
                "is_signature": one.is_signature,
                "by_patient": one.by_patient,
                "deposited_at": one.deposited_at,
            },
        )
        for number, one in enumerate(documents)
    )


def listed(who, facts, at=build.AT):
    """The ranks of the documents that a list shows this reader."""
    return sorted(int(row.id[1:]) for row in kept("r1", visible_to(who, facts, at, Choices())))


@pytest.mark.rule("DMP-057", "DMP-090", "DMP-091", "DMP-112", "DMP-130")
@pytest.mark.parametrize("reader", TABLE)
def test_a_list_shows_each_reader_what_the_table_of_visibility_says(reader):
    scenes = [scene(reader, what) for what in DOCUMENTS.values()]
    put(*(document for _, _, document in scenes))
    who, facts, _ = scenes[0]
    assert listed(who, facts) == [number for number, shows in enumerate(TABLE[reader]) if shows]


@pytest.mark.rule("DMP-098", "DMP-099", "DMP-101")
def test_a_list_shows_of_a_record_masked_as_a_whole_what_was_shown_apart_alone():
    put(build.document(), build.document(shown_apart=True))
    assert listed(build.specialist(), build.record(masks_all=True)) == [1]
    assert listed(build.specialist(), build.record()) == [0, 1]


@pytest.mark.rule("DMP-102")
def test_a_list_leaves_out_what_is_masked_from_its_reader_or_his_establishment():
    put(*(build.document(masked_from=frozenset(whom)) for whom in ({build.SPECIALIST}, {build.HOSPITAL}, {build.GP})))
    assert listed(build.specialist(), build.record()) == [2]


@pytest.mark.rule("DMP-050", "DMP-057", "DMP-083")
def test_a_list_leaves_out_the_types_that_the_matrix_keeps_from_its_reader():
    put(build.document(type_code="11490-0"), build.document(type_code="ATTEST-RESID"))
    facts = build.record(administrators=frozenset({build.SPECIALIST}))
    assert listed(build.specialist(), facts) == [0]


@pytest.mark.rule("DMP-117")
def test_a_list_shows_the_holder_what_was_kept_back_once_its_month_is_over():
    put(build.document(visibility=frozenset({INVISIBLE_TO_PATIENT}), deposited_at=day(2026, 6, 30)))
    assert listed(build.patient(), build.record(), day(2026, 7, 30) - timedelta(seconds=1)) == []
    assert listed(build.patient(), build.record(), day(2026, 7, 30)) == [0]


@pytest.mark.rule("DMP-132")
def test_a_list_of_a_secret_session_holds_only_what_the_representatives_do_not_see():
    put(build.document(), build.document(visibility=frozenset({INVISIBLE_TO_REPRESENTATIVES})))
    facts = build.minors_record(authorisations=build.authorised(build.SPECIALIST))
    assert listed(build.specialist(secret_session=True), facts) == [1]
    assert listed(build.specialist(), facts) == [0, 1]


def test_an_id_that_is_part_of_another_is_not_its_author():
    facts = build.record(authorisations=build.authorised("89988000001"))
    Record.objects.create(id="r1", person_id="camille", status="open", space="active", opened_at=build.AT)
    flags = dict.fromkeys(["hidden_from_patient", "hidden_from_representatives", "is_signature", "by_patient"], False)
    entry(1, {**flags, "masked": True, "author_ids": "|899880000015|", "deposited_at": build.AT}).save(
        force_insert=True
    )
    almost = replace(build.actor(), id="89988000001")
    assert not kept("r1", visible_to(almost, facts, build.AT, Choices()))


@pytest.mark.rule("DMP-092")
@pytest.mark.parametrize("deposited_by", [build.GP, build.SPECIALIST])
def test_the_depositor_alone_sees_his_masked_document(deposited_by):
    Record.objects.create(id="r1", person_id="camille", status="open", space="active", opened_at=build.AT)
    flags = dict.fromkeys(["hidden_from_patient", "hidden_from_representatives", "is_signature", "by_patient"], False)
    values = {
        **flags,
        "masked": True,
        "type_code": "unheard-of",
        "deposited_at": build.AT,
        "deposited_by": deposited_by,
    }
    entry(1, values).save(force_insert=True)
    shown = bool(kept("r1", visible_to(build.actor(), build.record(), build.AT, Choices())))
    assert shown is (deposited_by == build.GP)
    decided = may_see(
        build.actor(), build.record(), document_facts(Entry.objects.get()), at=build.AT, choices=Choices()
    )
    assert decided.allowed is shown


@pytest.mark.rule("DMP-062")
@pytest.mark.parametrize(
    "who",
    [build.structure(), build.employee(), build.nurse(), build.patient(id="stranger")],
    ids=["certificate", "employee card", "without authorisation", "stranger"],
)
def test_whoever_may_not_search_is_shown_no_row_not_even_of_his_own_documents(who):
    Record.objects.create(id="r1", person_id="camille", status="open", space="active", opened_at=build.AT)
    flags = dict.fromkeys(
        ["masked", "hidden_from_patient", "hidden_from_representatives", "is_signature", "by_patient"], False
    )
    written = {"author_ids": f"|{who.id}|", "author_structures": f"|{who.structure}|"}
    entry(1, {**flags, **written, "status": APPROVED, "deposited_at": build.AT}).save(force_insert=True)
    facts = build.record(authorisations=build.authorised(build.GP))
    assert not kept("r1", visible_to(who, facts, build.AT, Choices()))
    assert kept("r1", visible_to(build.actor(), facts, build.AT, Choices()))


def test_an_unknown_record_shows_nothing():
    assert not kept("r1", visible_to(build.actor(), None, build.AT, Choices()))
