"""Messages of the operators' files, counted by flow: the engine's expression beside plain decisions."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.programmes.region.test_small_checks import MAILBOXES

from socle.programmes import engine as engines
from socle.programmes.region import domains, flows

PRO, OTHER, CITIZEN, OUT = "a@chu.mssante.fr", "b@lab.mssante.fr", "288042923299113@patient.mssante.fr", "x@exemple.fr"
JUNE, JULY = datetime(2022, 6, 30, 23, 59, 59), datetime(2022, 7, 1)  # legal time, without zone


@pytest.fixture(scope="module")
def engine():
    with engines.opened(threads=1) as opened:
        yield opened


@pytest.fixture
def counted(engine, tmp_path):
    """The messages (sender, recipient, instant, size, operator) counted, with the mailboxes' structures."""

    def count(sends, boxes=None):
        rows = [dict(zip(("sender", "recipient", "at", "size", "operator"), one, strict=True)) for one in sends]
        types = [("sender", pa.string()), ("recipient", pa.string()), ("at", pa.timestamp("us"))]
        types += [("size", pa.int64()), ("operator", pa.string())]
        pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(types)), tmp_path / "sends.parquet")
        known = None
        if boxes is not None:
            held = [dict(zip(("mailbox", "structure", "department"), one, strict=True)) for one in boxes]
            schema = pa.schema([(name, pa.string()) for name in ("mailbox", "structure", "department")])
            pq.write_table(pa.Table.from_pylist(held, schema=schema), tmp_path / "boxes.parquet")
            known = flows.attached(engine.table(tmp_path / "boxes.parquet"))
        table = engine.table(tmp_path / "sends.parquet")
        return sorted(flows.sent(engine.rows(flows.expression(table, known))))

    return count


def flow(sender, recipient):
    return flows.flow_of(domains.side(sender), domains.side(recipient))


@pytest.mark.rule("MSS-042")
def test_the_engine_sorts_every_pair_of_mailboxes_as_the_decision_does(counted):
    pairs = list(product([mailbox.strip() for mailbox, _ in MAILBOXES], repeat=2))
    sends = [(*pair, JUNE, rank, str(rank)) for rank, pair in enumerate(pairs)]
    assert {one.operator: one.flow for one in counted(sends)} == {
        str(rank): flow(*pair) for rank, pair in enumerate(pairs)
    }


def test_a_patient_who_answers_is_in_neither_flow():
    assert flow(PRO, OTHER) == flows.PROFESSIONAL
    assert flow(PRO, CITIZEN) == flows.CITIZEN
    assert flow(CITIZEN, PRO) == flows.FROM_CITIZEN
    assert flow(OUT, PRO) == flows.SENDER_OUTSIDE
    assert flow(PRO, OUT) == flows.RECIPIENT_OUTSIDE


@pytest.mark.rule("MSS-041")
def test_messages_and_bytes_are_counted_by_month_operator_and_structure(counted):
    sends = [
        (PRO, OTHER, JUNE, 100, "Opérateur 1"),
        (PRO.upper(), OTHER, JUNE, None, "Opérateur 1"),
        (PRO, CITIZEN, JULY, 7, "Opérateur 1"),
        (OTHER, PRO, JUNE, 1, "Opérateur 2"),
    ]
    boxes = [(PRO, "1140000100", "14"), (OTHER, "750000018", "Paris")]
    found = counted(sends, boxes)
    told = [
        (one.month, one.operator, one.structure, one.department, one.flow, one.messages, one.bytes) for one in found
    ]
    assert told == [
        ("2022-06", "Opérateur 1", "140000100", "14", flows.PROFESSIONAL, 2, 100),
        ("2022-06", "Opérateur 2", "750000018", "75", flows.PROFESSIONAL, 1, 1),
        ("2022-07", "Opérateur 1", "140000100", "14", flows.CITIZEN, 1, 7),
    ]
    assert "chu.mssante.fr" not in str(found)


@pytest.mark.rule("MSS-044")
def test_a_mailbox_of_several_structures_counts_once_and_for_none_of_them(counted):
    boxes = [
        (PRO, "140000100", "14"),
        (PRO, "140000118", "14"),
        (PRO, "140000118", None),  # another line of the same person
        (OTHER, "140000100", "14"),
        (OTHER, "500000013", "50"),
    ]
    found = counted([(PRO, CITIZEN, JUNE, 1, "o"), (OTHER, CITIZEN, JUNE, 1, "o")], boxes)
    assert [(one.structure, one.department, one.messages) for one in found] == [
        (flows.SHARED, "", 1),
        (flows.SHARED, "14", 1),
    ]
    [unknown] = counted([("z@z.mssante.fr", CITIZEN, JUNE, 1, "o")], boxes)
    assert (unknown.structure, unknown.department) == (flows.UNKNOWN, "")
    [alone] = counted([(PRO, CITIZEN, JUNE, 1, "o")])
    assert alone.structure == flows.UNKNOWN


@pytest.mark.rule("REG-024")
def test_practices_and_operators_named_by_a_person_are_told_together_without_the_number(counted):
    boxes = [(PRO, "41000123456501", "14"), (OTHER, "10001234567", "14")]
    found = counted([(PRO, CITIZEN, JUNE, 1, "o"), (OTHER, CITIZEN, JUNE, 1, "dr.x@cabinet.mssante.fr")], boxes)
    assert [(one.operator, one.structure, one.department) for one in found] == [
        ("", flows.PRACTICE, "14"),
        ("o", flows.PRACTICE, "14"),
    ]


@pytest.mark.rule("MSS-040")
def test_an_operator_without_its_file_of_the_month_is_told_and_what_is_outside_mssante_too(counted):
    sends = [(PRO, OTHER, JUNE, 1, "A"), (PRO, OTHER, JULY, 1, "B"), (OUT, PRO, JUNE, 1, "A"), (PRO, OUT, JUNE, 1, "A")]
    told = flows.told_apart(counted(sends), "2022-06", under=5)
    assert [(one.verdict.id.removeprefix("programmes.region-"), one.place, one.found) for one in told.findings] == [
        ("sender-outside", "A", "quelques"),
        ("recipient-outside", "A", "quelques"),
        ("month-absent", "B", ""),
    ]


@pytest.mark.rule("REG-024")
def test_few_messages_outside_mssante_are_not_found_by_taking_an_operator_from_the_whole():
    rows = [
        flows.Sent("2022-06", name, "", "14", flows.SENDER_OUTSIDE, count, 0) for name, count in (("A", 10), ("B", 3))
    ]
    told = flows.told_apart(rows, "2022-06", under=5)
    assert [(one.place, one.found) for one in told.findings] == [("A", "quelques"), ("B", "quelques")]
    [alone] = flows.told_apart(rows[:1], "2022-06", under=5).findings
    assert alone.found == "10"
