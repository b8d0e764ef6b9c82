"""Statements written by hand say and give the same on both engines, watched or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from socle.directory.models import Card
from socle.sql import NOTHING, Insert, Statement, Where, day, instant, listed, one_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

INSERT = Insert("directory_card", ("number", "type", "holder", "since", "opposed_at"))
CARDS = Statement("SELECT number, since, opposed_at FROM directory_card ORDER BY number")
SOME = listed("SELECT number FROM directory_card WHERE number IN ({}) ORDER BY number")
AT = datetime(2026, 9, 15, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture(params=["as it is", "watched"])
def way(request):
    """Statements pass where Django counts and times them, as soon as someone does."""
    if request.param == "as it is":
        yield
        return
    seen = []

    def note(execute, *words):
        seen.append(words[0])
        return execute(*words)

    with connection.execute_wrapper(note):
        yield
    assert seen


def test_instants_and_days_come_back_as_they_were_whatever_the_engine(way):
    INSERT([("1", "CPS", "8", date(2026, 1, 2), AT)])
    ((number, since, opposed),) = CARDS.rows()
    assert (number, day(since), instant(opposed)) == ("1", date(2026, 1, 2), AT)
    assert instant(opposed).utcoffset() == timedelta(0)


def test_nothing_comes_back_as_nothing(way):
    INSERT([("1", "CPS", "8", None, None)])
    ((_, since, opposed),) = CARDS.rows()
    assert (day(since), instant(opposed)) == (None, None)


def test_what_is_kept_by_hand_is_what_the_models_read(way):
    INSERT([("1", "CPS", "8", date(2026, 1, 2), AT)])
    card = Card.objects.get(opposed_at=AT)
    assert (card.since, card.opposed_at) == (date(2026, 1, 2), AT)
    Card.objects.create(number="2", type="CPS", holder="8", opposed_at=AT)
    assert instant(CARDS.rows()[1][2]) == AT


def test_many_rows_are_written_at_once_and_none_is_no_trouble(way):
    INSERT([(str(number), "CPS", "8", None, AT) for number in range(3)])
    INSERT([])
    assert [number for number, _, _ in CARDS.rows()] == ["0", "1", "2"]


def test_a_list_takes_as_many_values_as_there_are(way):
    INSERT([(str(number), "CPS", "8", None, None) for number in range(5)])
    for wanted in (["3"], ["1", "3"], ["0", "1", "4"]):
        assert [number for (number,) in SOME(len(wanted)).rows(*wanted)] == wanted


def numbers(where):
    return [row[0] for row in Statement(f"SELECT number FROM directory_card WHERE {where.text}").rows(*where.values)]


def test_conditions_combine_as_sets_do(way):
    INSERT([(str(number), "CPS", "8", None, None) for number in range(5)])
    low, even = one_of("number", ["0", "1", "2"]), one_of("number", ["0", "2", "4"])
    assert sorted(numbers(low & even)) == ["0", "2"]
    assert sorted(numbers(low | even)) == ["0", "1", "2", "4"]
    assert sorted(numbers(~low)) == ["3", "4"]
    assert sorted(numbers(~(low | even) | Where("number = %s", ("1",)))) == ["1", "3"]
    assert numbers(one_of("number", [])) == numbers(NOTHING & low) == []
    assert len(numbers(~NOTHING)) == 5


def test_more_rows_than_one_statement_takes_are_written_all(way):
    INSERT([(str(number), "CPS", "8", None, None) for number in range(1203)])
    assert len(CARDS.rows()) == 1203


def test_a_value_is_never_read_as_sql(way):
    INSERT([("1", "CPS", "8", None, None)])
    assert SOME(1).rows("1') OR ('1'='1") == []
    assert numbers(one_of("number", ["1') OR ('1'='1"])) == []
    assert CARDS.row()[0] == "1"


def test_a_row_that_is_not_there_is_none(way):
    assert CARDS.row() is None
    assert CARDS.rows() == []


def test_the_number_of_rows_written_is_told(way):
    INSERT([(str(number), "CPS", "8", None, None) for number in range(4)])
    assert Statement("UPDATE directory_card SET type = %s WHERE number < %s").run("CPE", "2") == 2


def test_what_the_database_refuses_is_django_s_own_error(way):
    INSERT([("1", "CPS", "8", None, None)])
    with pytest.raises(IntegrityError), transaction.atomic():
        INSERT([("1", "CPS", "8", None, None)])
    with pytest.raises(IntegrityError), transaction.atomic():
        INSERT([("2", "CPS", "8", None, None), ("1", "CPS", "8", None, None)])
    assert [number for number, _, _ in CARDS.rows()] == ["1"]


def test_nothing_more_is_asked_in_a_transaction_that_is_lost():
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            CARDS.rows()


def test_a_row_is_locked_where_the_engine_locks_rows(way):
    INSERT([("1", "CPS", "8", None, None)])
    with transaction.atomic():
        found = Statement("SELECT c.number FROM directory_card c WHERE c.number = %s", lock="c").row("1")
    assert found == ("1",)


@pytest.mark.parametrize("text", ["2026-09-15 08:00:00", "2026-09-15 08:00:00.000000"])
def test_an_instant_written_without_offset_is_in_utc(text):
    assert instant(text) == datetime(2026, 9, 15, 8, tzinfo=UTC)
