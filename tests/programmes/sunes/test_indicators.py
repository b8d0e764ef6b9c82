"""The indicators, case by case: each is one establishment of one small region, counted by one query."""

from __future__ import annotations

import pytest
from tests.programmes.sunes.world import AUGUST, BIOLOGY, IMAGING, OPERATIVE, PRESCRIPTION, Counts, World

from socle.programmes import sunes

WORLD = World()
case = WORLD.case
PRO = "dr@aura.mssante.fr"
ONE = [{}]
TWO = [{"stay": "S1"}, {"stay": "S2"}]


@pytest.fixture(scope="module")
def counts(tmp_path_factory, engine):
    files = WORLD.read(tmp_path_factory.mktemp("world"))
    return Counts(WORLD, engine.rows(sunes.table(files, [AUGUST], engine=engine)))


case("letter", stays=TWO, feeds=[{}])


@pytest.mark.rule("SUN-003")
def test_a_stay_counts_once_its_discharge_letter_is_in_the_record(counts):
    assert counts.of("letter", "DS1.1") == (1, 2)
    assert counts.of("letter", "DS1.2") == (0, 2)
    assert counts.missing("letter", "DS1.1") == {"no_document": 1}


case("prescriptions", stays=TWO, feeds=[{"type_code": PRESCRIPTION}] * 3)


@pytest.mark.rule("SUN-004")
def test_several_prescriptions_of_one_stay_count_once(counts):
    assert counts.of("prescriptions", "DS1.2") == (1, 2)


case("surgery", stays=[{"stay": "S1", "surgery": "oui"}, {"stay": "S2"}], feeds=[{"type_code": OPERATIVE}])
case("no surgery", stays=TWO, feeds=[{"type_code": OPERATIVE}])


@pytest.mark.rule("SUN-005")
@pytest.mark.rule("SUN-011")
def test_operative_reports_are_counted_over_the_stays_with_surgery(counts):
    assert counts.of("surgery", "DS1.3") == (1, 1)
    assert counts.of("no surgery", "DS1.3") == (0, 0)


case(
    "biology",
    stays=ONE,
    lab=[{"report": f"L{number}"} for number in (1, 2, 3, 4)],
    feeds=[
        {"report": "L1", "type_code": BIOLOGY, "level": "N3", "stay": ""},
        {"report": "L1", "type_code": BIOLOGY, "level": "N3", "stay": ""},
        {"report": "L2", "type_code": BIOLOGY, "level": "N1", "stay": ""},
        {"report": "L3", "type_code": BIOLOGY, "level": "N1", "stay": ""},
        {"report": "L4", "type_code": IMAGING, "level": "N3", "stay": ""},
    ],
)


@pytest.mark.rule("SUN-006")
def test_biology_reports_count_when_structured_and_each_once(counts):
    assert counts.of("biology", "DS2.1") == (1, 4)
    assert counts.missing("biology", "DS2.1") == {"wrong_level": 2, "no_document": 1}


case(
    "laboratories",
    stays=ONE,
    lab=[
        {"report": "L1"},
        {"report": "L2", "own": "non"},
        {"report": "L3", "complete": "non"},
        {"report": "L4", "complete": "non"},
        {"report": "L4", "complete": "oui"},
    ],
)


@pytest.mark.rule("SUN-006")
def test_reports_of_another_laboratory_and_partial_ones_are_not_counted(counts):
    assert counts.of("laboratories", "DS2.1") == (0, 2)


case(
    "imaging",
    stays=ONE,
    imaging=[{"report": "I1"}, {"report": "I2"}],
    feeds=[{"report": "I1", "type_code": IMAGING, "stay": ""}, {"report": "I2", "type_code": BIOLOGY, "stay": ""}],
)


@pytest.mark.rule("SUN-007")
def test_imaging_reports_count_once_they_are_in_the_record(counts):
    assert counts.of("imaging", "DS3.1") == (1, 2)


def typed(*types):
    return [{"report": f"R{number}", "type_code": said} for number, said in enumerate(types)]


case(
    "pathology",
    stays=ONE,
    lab=typed("", "60568-3", "CR d'anatomie et de cytologie pathologiques", "ANAPATH", "Cytologie : pathologie"),
)
case("respiratory", stays=ONE, imaging=typed("", "EFR", "Explorations fonctionnelles respiratoires", "Spirométrie"))
case("neither", stays=ONE, lab=typed("PCR virus respiratoires", "Defr. cardiaque", "Anatomie", "11502-2"))


@pytest.mark.rule("DOC-012")
def test_pathology_reports_are_outside(counts):
    assert counts.of("pathology", "DS2.1") == (0, 1)
    assert counts.of("neither", "DS2.1") == (0, 4)


@pytest.mark.rule("DOC-013")
def test_respiratory_exams_are_not_scored(counts):
    assert counts.of("respiratory", "DS3.1") == (0, 1)
    assert counts.of("neither", "DS2.1") == (0, 4)


case(
    "correspondents",
    stays=ONE,
    correspondents=[
        {"correspondent": "C1", "mailbox": "Dr@aura.mssante.fr"},
        {"correspondent": "C1", "mailbox": "other@mssante.fr"},
        {"correspondent": "C2", "mailbox": "c2@mssante.fr"},
        {"correspondent": "C3", "mailbox": "c3@notmssante.fr"},
        {"correspondent": "C4", "mailbox": "123@patient.mssante.fr"},
        {"correspondent": "C5"},
    ],
    messages=[
        {"recipient": PRO, "format": "CDA R2 N1", "stay": ""},
        {"recipient": "c2@mssante.fr", "format": "application/pdf", "stay": ""},
        {"recipient": "c2@mssante.fr", "format": "CDA_N1", "stay": "", "sent": "01/09/2022 00:00"},
    ],
)
case(
    "correspondents, faults",
    stays=ONE,
    correspondents=[
        {"correspondent": "C1", "mailbox": "c1@x.mssante.fr"},
        {"correspondent": "C2", "mailbox": "c2@x.mssante.fr"},
        {"correspondent": "C3", "mailbox": "c3@x.mssante.fr"},
    ],
    messages=[
        {"recipient": "c3@x.mssante.fr", "format": "N2"},
        {"recipient": "c1@x.mssante.fr", "format": "CDA_N3", "ins_qualified": "non"},
        {"recipient": "c2@x.mssante.fr", "format": "CDA_N3", "status": "rejeté"},
    ],
)


@pytest.mark.rule("SUN-008")
def test_equipped_correspondents_count_once_a_document_in_cda_reached_them_in_the_month(counts):
    assert counts.of("correspondents", "DS4.1") == (1, 2)
    assert counts.missing("correspondents", "DS4.1") == {"wrong_level": 1}
    assert counts.of("correspondents, faults", "DS4.1") == (1, 3)  # a CDA of any level
    assert counts.missing("correspondents, faults", "DS4.1") == {"ins_not_qualified": 1, "rejected": 1}


case(
    "patients",
    stays=[{"stay": f"S{number}"} for number in range(1, 5)],
    messages=[
        {"stay": "S1", "ins_qualified": "non", "sent": "31/12/2022 23:59"},
        {"stay": "S2", "ins_qualified": "non", "sent": "01/01/2023 00:00"},
        {"stay": "S3", "recipient": PRO},
        {"stay": "S4", "recipient": "1@patient.mssante.fr.example.org"},
    ],
)


case(
    "several recipients",
    stays=ONE,
    correspondents=[{"correspondent": f"C{at}", "mailbox": f"c{at}@x.mssante.fr"} for at in (1, 2, 3)],
    messages=[
        {"recipient": "c1@x.mssante.fr; C2@x.mssante.fr", "format": "CDA_N1"},
        {"recipient": "Centre <autre@x.mssante.fr>, 1@patient.mssante.fr"},
    ],
)


@pytest.mark.rule("SUN-008")
@pytest.mark.rule("SUN-009")
def test_each_recipient_of_a_message_got_it(counts):
    assert counts.of("several recipients", "DS4.1") == (2, 3)
    assert counts.of("several recipients", "DS4.2") == (1, 1)


@pytest.mark.rule("SUN-009")
def test_a_stay_counts_once_a_message_went_to_the_patient_and_the_ins_must_be_qualified_from_2023(counts):
    assert counts.of("patients", "DS4.2") == (1, 4)
    assert counts.missing("patients", "DS4.2") == {"ins_not_qualified": 1, "no_document": 2}


case(
    "reasons",
    stays=[{"stay": f"S{number}"} for number in range(1, 6)],
    feeds=[
        {"stay": "S1", "ins_qualified": "non"},
        {"stay": "S2", "status": "rejeté", "ins_qualified": "non"},
        {"stay": "S3", "level": "N3"},
        {"stay": "S3", "status": "rejeté"},
        {"stay": "S4", "status": "supprimé"},
        {"stay": "S5", "status": "rejeté"},
        {"stay": "S5"},
    ],
)


@pytest.mark.rule("SUN-047")
@pytest.mark.rule("SUN-003")
def test_only_a_qualified_ins_counts_and_a_stay_has_the_reason_nearest_to_success(counts):
    assert counts.of("reasons", "DS1.1") == (1, 5)
    assert counts.missing("reasons", "DS1.1") == {
        "ins_not_qualified": 1,
        "rejected": 1,
        "wrong_level": 1,
        "no_document": 1,
    }


UNTOLD = ("ins_qualified", "level", "status")
case("untold", stays=[{"stay": name} for name in UNTOLD], feeds=[{"stay": name, name: ""} for name in UNTOLD])


@pytest.mark.rule("SUN-047")
def test_what_a_line_does_not_tell_is_not_presumed(counts):
    assert counts.of("untold", "DS1.1") == (0, 3)


case(
    "replaced",
    stays=[{"stay": f"S{number}"} for number in range(1, 5)],
    feeds=[
        {"stay": "S1", "document": "a"},
        {"stay": "S1", "document": "b", "replaces": "a", "ins_qualified": "non"},
        {"stay": "S2", "document": "c"},
        {"stay": "S2", "document": "d", "replaces": "c", "status": "rejeté"},
        {"stay": "S3", "document": "e"},
        {"stay": "S3", "document": "e", "status": "supprimé"},
        {"stay": "S4", "document": "f"},
        {"stay": "S4", "document": "g", "replaces": "f"},
    ],
)


@pytest.mark.rule("SUN-003")
def test_a_replaced_document_counts_by_what_replaces_it_and_a_deleted_one_no_longer(counts):
    assert counts.of("replaced", "DS1.1") == (2, 4)
    assert counts.missing("replaced", "DS1.1") == {"ins_not_qualified": 1, "no_document": 1}


case(
    "bounds",
    stays=[
        {"stay": "S1", "discharged": "31/07/2022"},
        {"stay": "S2", "discharged": "01/08/2022"},
        {"stay": "S3", "discharged": "31/08/2022"},
        {"stay": "S4", "discharged": "01/09/2022"},
        {"stay": "S5", "discharged": "01/08/2022"},
        {"stay": "S5", "discharged": "02/09/2022", "finess_eg": "2"},
        {"stay": "S3", "discharged": "30/08/2022", "finess_eg": "2"},
    ],
)


@pytest.mark.rule("SUN-043")
def test_a_stay_is_of_the_month_in_which_it_ends_and_a_transfer_is_one_stay(counts):
    assert counts.of("bounds", "DS1.1") == (0, 2)


KINDS = ("sejour", "seance", "ambulatoire_psy", "consultation", "urgences")
case("kinds", stays=[{"stay": kind, "kind": kind} for kind in KINDS])
case(
    "particular cases",
    stays=[{"stay": f"S{name}", name: "oui"} for name in ("died", "newborn", "anonymous", "detainee", "opposition")]
    + [{"stay": "S0", "ins_status": "provisoire"}],
)


def test_sessions_consultations_and_visits_to_the_emergencies_are_no_stays(counts):
    assert counts.of("kinds", "DS1.1") == (0, 1)


@pytest.mark.rule("SUN-045")
def test_no_particular_case_leaves_the_denominator(counts):
    assert counts.of("particular cases", "DS1.1") == (0, 6)
    assert counts.of("particular cases", "DS4.2") == (0, 6)


def sessions(patient, *days, stay="", **changes):
    return [
        {"kind": "dialyse", "patient": patient, "session_date": day, "stay": stay or f"{patient}{number}"} | changes
        for number, day in enumerate(days)
    ]


case(
    "dialysis",
    stays=[
        *sessions("three", "01/05/2022", "15/06/2022", "31/08/2022", finess_eg="1"),
        *sessions("two", "30/04/2022", "01/05/2022", "31/08/2022"),
        *sessions("twice", "01/08/2022", "01/08/2022", "02/08/2022", stay="one"),
        *sessions("sites", "01/08/2022", "02/08/2022", finess_eg="1", stay="a"),
        *sessions("sites", "03/08/2022", finess_eg="2", stay="b"),
        *sessions("", "01/08/2022", "02/08/2022", "03/08/2022", stay="alone"),
    ],
    feeds=[{"stay": "three0"}, {"stay": "b", "type_code": PRESCRIPTION}],
)


@pytest.mark.rule("SUN-046")
def test_a_dialysis_stay_is_three_sessions_in_four_months_in_one_legal_entity(counts):
    assert counts.of("dialysis", "DS1.1") == (1, 3)
    assert counts.of("dialysis", "DS1.2") == (1, 3)


case(
    "first connector",
    stays=[{"stay": f"S{number}"} for number in range(1, 6)],
    feeds=[
        {"stay": "S3", "connector": "DMP-V1.2", "sent": "01/01/2023 10:00"},
        {"stay": "S4", "connector": "API v1", "sent": "01/01/2023 10:00"},
        {"stay": "S5", "connector": "12", "sent": "01/01/2023 10:00"},
        {"stay": "S1", "connector": "DMPv1", "sent": "31/12/2022 10:00"},
        {"stay": "S2", "connector": "DMP v1", "sent": "01/01/2023 10:00"},
    ],
)


@pytest.mark.rule("SUN-060")
def test_the_first_connector_counts_until_its_last_day(counts):
    assert counts.of("first connector", "DS1.1") == (2, 5)
    assert counts.missing("first connector", "DS1.1") == {"rejected": 3}


case("same numbers", stays=TWO, feeds=[{"stay": "S2", "level": "N3"}])


def test_the_numbers_of_one_establishment_are_not_those_of_another(counts):
    assert counts.of("same numbers", "DS1.1") == (0, 2)
