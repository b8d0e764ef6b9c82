"""The dates of an order: the row in force on the day of the act, and the 120 days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.programmes.sons.orders import DUI, ORDER, STRICT, judged, order, reasons

from socle.programmes.sons.rules.calendar import in_force, rows_of, steps
from socle.programmes.sons.rules.condition import State, state
from socle.programmes.sons.tables import deadlines, mention
from socle.rulebook import rules

TOWN = order(couloir="Médecine de ville", dsr="MDV-LGC-Va1")
RADIOLOGY = order(couloir="Radiologie", dsr="RAD-RIS-Va1")
PHARMACY = order(couloir="Officine", dsr="OFF-LGO-Va1")
WAVE_2 = order(dsr="HOP-DPI-Va2", wave="2", ordered_on=date(2024, 9, 1))


def of(base, **changes):
    return order(base, **changes)


def end(request, event, on):
    return next(row for row in in_force(rows_of(request, event), on) if row.bound != "first")


# The calendar: what was stated, when, and what it refuses.


@pytest.mark.rule("SONS-001")
def test_hospital_orders_are_presented_by_the_30th_of_november_2022():
    assert end(ORDER, "order_presented", date(2022, 11, 1)).day == date(2022, 11, 30)
    assert reasons(order(presented_on=date(2022, 11, 30)), severity="error") == []


@pytest.mark.rule("SONS-001")
@pytest.mark.rule("SONS-511")
@pytest.mark.parametrize("act", [date(2022, 12, 1), date(2023, 4, 1), date(2023, 12, 14), date(2026, 1, 1)])
def test_no_later_text_moves_the_presentation_of_hospital_orders_only_what_follows_it(act):
    presented = end(ORDER, "order_presented", act)
    assert (presented.day, presented.rule) == (date(2022, 11, 30), "SONS-001")
    assert "SONS-511" in presented.note
    if act >= date(2023, 4, 1):
        assert end(ORDER, "balance_requested", act).day == date(2023, 12, 14)


@pytest.mark.rule("SONS-002")
def test_an_order_presented_after_the_deadline_is_not_accepted():
    assert reasons(order(presented_on=date(2022, 12, 1))) == ["presented-late"]


@pytest.mark.rule("SONS-002")
def test_an_order_without_a_date_of_presentation_is_only_told_unless_the_day_of_the_act_is_given():
    undated = order(presented_on=None)
    late = {"at": date(2022, 12, 1)}
    assert reasons(undated, **late) == ["not-presented"]
    assert reasons(undated, **late, presenting=True) == ["presented-late"]
    assert reasons(undated, presenting=True) == []


@pytest.mark.rule("SONS-004")
def test_the_establishment_orders_ahead_of_that_day():
    referenced = {"referenced_on": date(2022, 5, 1), "presented_on": date(2022, 11, 30)}
    assert reasons(order(ordered_on=date(2022, 11, 29), **referenced)) == []
    assert reasons(order(ordered_on=date(2022, 11, 30), **referenced)) == ["ordered-late"]


@pytest.mark.rule("SONS-005")
@pytest.mark.parametrize("couloir", ["Radiologie", "Biologie"])
def test_radiology_and_biology_end_by_the_15th_of_october_2022(couloir):
    done = order(couloir=couloir, dsr="X-Va1", va_by="client", mss_address="a@x.mssante.fr")
    assert "acceptance-late" not in reasons(of(done, va_on=date(2022, 10, 15)))
    assert "acceptance-late" in reasons(of(done, va_on=date(2022, 10, 16)))


@pytest.mark.rule("SONS-003")
def test_the_date_of_a_hospital_moves_with_what_was_stated_by_the_day_of_the_act():
    days = {day: end(ORDER, "acceptance", date.fromisoformat(day)).day.isoformat() for day in (
        "2022-09-19", "2022-09-20", "2023-03-31", "2023-04-01")}  # fmt: skip
    assert days == {
        "2022-09-19": "2022-12-31",
        "2022-09-20": "2023-04-28",
        "2023-03-31": "2023-04-28",
        "2023-04-01": "2023-09-20",
    }
    for day, last in days.items():  # whatever the order of the table
        rows = in_force(reversed(rows_of(ORDER, "acceptance")), date.fromisoformat(day))
        assert [row.day.isoformat() for row in rows] == [last]


@pytest.mark.rule("SONS-066")
def test_a_va_after_the_date_of_the_call_is_late():
    assert "acceptance-late" in reasons(order(va_on=date(2023, 9, 21), delivery_on=date(2023, 4, 1)))
    assert "acceptance-late" not in reasons(order(va_on=date(2023, 9, 20), delivery_on=date(2023, 4, 1)))


@pytest.mark.rule("SONS-066", "SONS-511")
def test_a_va_signed_in_time_is_deposited_until_the_day_of_the_balance_once_it_has_one():
    signed = order(va_on=date(2023, 9, 20), va_presented_on=date(2023, 11, 2), delivery_on=date(2023, 4, 1))
    assert "acceptance-late" not in reasons(signed)
    assert "acceptance-late" in reasons(of(signed, va_on=date(2023, 9, 21)))
    early = of(RADIOLOGY, va_on=date(2022, 10, 10), va_presented_on=date(2022, 10, 16))
    assert "acceptance-late" in reasons(early)  # that day no other date was known than the end of the project
    assert "acceptance-late" not in reasons(of(early, va_presented_on=date(2022, 10, 15)))


@pytest.mark.rule("SONS-007")
def test_the_15th_of_july_2022_is_the_last_day_of_a_town_physician_s_editor():
    assert reasons(of(TOWN, presented_on=date(2022, 7, 15)), severity="error") == []
    assert reasons(of(TOWN, presented_on=date(2022, 7, 16))) == ["presented-late"]


@pytest.mark.rule("SONS-008")
def test_a_town_physician_orders_before_that_day():
    late = {"presented_on": date(2022, 7, 15)}
    assert reasons(of(TOWN, ordered_on=date(2022, 7, 14), **late), severity="error") == []
    assert reasons(of(TOWN, ordered_on=date(2022, 7, 15), **late)) == ["ordered-late"]


@pytest.mark.rule("SONS-018")
def test_in_april_2022_the_row_says_that_no_move_was_decided():
    before, after = (
        next(row for row in steps("medecine-de-ville", "1", (), at=day) if row.event == "order_presented")
        for day in (date(2022, 4, 13), date(2022, 4, 14))
    )
    assert (before.day, before.note) == (after.day, "")
    assert after.note == "aucun report décidé à cette date"


@pytest.mark.rule("SONS-059")
def test_town_physicians_are_funded_until_the_end_of_2022():
    assert "not-funded-then" in reasons(of(TOWN, ordered_on=date(2023, 1, 1)))
    assert "not-funded-then" not in reasons(of(TOWN, ordered_on=date(2022, 12, 31)))


@pytest.mark.rule("SONS-030")
def test_from_2023_on_a_town_physician_uses_a_referenced_version():
    bare = of(TOWN, referenced_on=None, proofs_on=date(2022, 6, 1), mention=mention("conditional"))
    assert "version-not-referenced" in reasons(bare, at=date(2023, 1, 1))
    assert "version-not-referenced" not in reasons(bare, at=date(2022, 12, 31))
    assert "version-not-referenced" not in reasons(TOWN, at=date(2023, 1, 1))


@pytest.mark.rule("SONS-013")
def test_a_pharmacy_s_editor_is_a_candidate_by_the_31st_of_march_2022():
    assert reasons(of(PHARMACY, candidacy_on=date(2022, 3, 31))) == []
    assert reasons(of(PHARMACY, candidacy_on=date(2022, 4, 1))) == ["step-late"]


@pytest.mark.rule("SONS-014")
def test_a_pharmacy_s_editor_has_sent_his_proofs_by_the_16th_of_october_2022():
    later = {"ordered_on": date(2022, 9, 1), "referenced_on": date(2022, 11, 1), "presented_on": date(2022, 11, 2)}
    said = {"mention": f"{mention('conditional')} {mention('funded')}"}
    assert reasons(of(PHARMACY, proofs_on=date(2022, 10, 16), **later, **said)) == []
    assert reasons(of(PHARMACY, proofs_on=date(2022, 10, 17), **later, **said)) == ["step-late"]


@pytest.mark.rule("SONS-015")
def test_a_pharmacy_s_advance_is_asked_for_by_the_18th_of_december_2022():
    assert reasons(of(PHARMACY, presented_on=date(2022, 12, 18))) == []
    assert reasons(of(PHARMACY, presented_on=date(2022, 12, 19))) == ["presented-late"]


@pytest.mark.rule("SONS-513")
def test_in_2023_that_day_had_moved_to_the_15th_of_march():
    assert reasons(of(PHARMACY, presented_on=date(2022, 12, 31))) == ["presented-late"]  # the move is not known yet
    assert reasons(of(PHARMACY, presented_on=date(2023, 3, 14))) == []
    assert reasons(of(PHARMACY, presented_on=date(2023, 3, 15))) == ["last-hour"]
    assert reasons(of(PHARMACY, presented_on=date(2023, 3, 16))) == ["presented-late"]


@pytest.mark.rule("SONS-016")
def test_the_referencing_of_dui_opens_on_the_7th_of_february_2022_and_editors_commit_before_the_30th_of_april():
    assert reasons(of(DUI, candidacy_on=date(2022, 2, 6))) == ["too-early"]
    assert reasons(of(DUI, candidacy_on=date(2022, 2, 7), commitment_on=date(2022, 4, 29))) == []
    assert reasons(of(DUI, commitment_on=date(2022, 4, 30))) == ["step-late"]


@pytest.mark.rule("SONS-017")
def test_the_proofs_of_dui_come_before_the_31st_of_december_2022():
    later = {"ordered_on": date(2022, 12, 1), "referenced_on": date(2022, 12, 1)}
    assert "step-late" not in reasons(of(DUI, proofs_on=date(2022, 12, 30), **later))
    assert "step-late" in reasons(of(DUI, proofs_on=date(2022, 12, 31), **later))


@pytest.mark.rule("SONS-511")
def test_what_was_not_installed_in_2023_needs_a_firm_delivery_date_and_its_balance_asked_by_december():
    after = {"at": date(2023, 4, 29)}
    assert reasons(ORDER, **after) == ["delivery-date-missing"]
    assert reasons(order(delivery_on=date(2023, 6, 1)), **after) == []
    assert reasons(ORDER, at=date(2023, 4, 28)) == []
    paid = {"va_on": date(2023, 9, 20), "advance_paid_on": date(2022, 8, 1), "mss_address": "a@x.mssante.fr"}
    asked = order(delivery_on=date(2023, 6, 1), **paid)
    assert "step-late" in reasons(of(asked, va_presented_on=date(2023, 12, 15)))
    assert "last-hour" in reasons(of(asked, va_presented_on=date(2023, 12, 14)))


@pytest.mark.rule("SONS-512")
def test_the_desk_of_hospital_wave_2_has_its_first_and_last_days():
    assert "too-early" in reasons(of(WAVE_2, presented_on=date(2024, 9, 11)))
    assert reasons(of(WAVE_2, presented_on=date(2025, 12, 16))) == []
    assert "presented-late" in reasons(of(WAVE_2, presented_on=date(2025, 12, 18)))
    assert reasons(of(WAVE_2, presented_on=date(2024, 9, 12))) == ["first-hour"]
    assert reasons(of(WAVE_2, presented_on=date(2024, 9, 13))) == []
    pfi = of(WAVE_2, dsr="HOP-PFI-Va2")
    assert "presented-late" in reasons(of(pfi, presented_on=date(2025, 9, 18)))


def test_a_couloir_without_public_dates_is_told_and_compared_with_none():
    assert reasons(order(couloir="", dsr="Logiciel", wave="")) == ["calendar-unknown"]
    assert reasons(of(TOWN, dsr="MDV-LGC", wave="")) == ["calendar-unknown"]


def test_an_answer_shows_the_rows_it_applied():
    rows = judged(ORDER).as_json()["orders"][0]["deadlines"]
    assert [(row["rule"], row["day"], row["as_of"]) for row in rows] == [
        ("SONS-004", "2022-11-30", "2022-09-20"),
        ("SONS-001", "2022-11-30", "2022-09-20"),
    ]


def test_every_dated_row_names_a_rule_of_the_book_and_says_how_sure_it_is():
    assert {row.rule for row in deadlines()} <= set(rules())
    assert {row.status for row in deadlines()} <= {"CONFIRMED", "DERIVED", "ASSUMED"}
    assert all(row.as_of <= row.day or row.event == "enrolment" or row.as_of.year == 2024 for row in deadlines())


# The 120 days.


@pytest.mark.rule("SONS-009")
@pytest.mark.parametrize(("days", "refusals"), [(0, []), (120, []), (121, ["order-too-old"])])
def test_an_order_precedes_the_proofs_by_120_calendar_days_at_most(days, refusals):
    proofs = date(2022, 6, 30)
    asked = order(
        ordered_on=proofs - timedelta(days=days),
        proofs_on=proofs,
        referenced_on=date(2022, 7, 1),
        mention=f"{mention('conditional')} {mention('funded')}",
    )
    assert reasons(asked) == refusals


@pytest.mark.rule("SONS-009")
def test_an_order_on_or_after_the_referencing_needs_no_proofs():
    assert reasons(order(ordered_on=date(2022, 5, 1), proofs_on=None)) == []


@pytest.mark.rule("SONS-009")
def test_an_order_between_proofs_and_referencing_is_admitted_unless_read_strictly():
    between = order(ordered_on=date(2022, 4, 15), mention=f"{mention('conditional')} {mention('funded')}")
    assert reasons(between) == []
    assert reasons(between, assumptions=STRICT) == ["order-between"]
    assert reasons(order(ordered_on=date(2022, 5, 1)), assumptions=STRICT) == []  # the day of the referencing itself


def test_an_order_without_its_date_or_that_of_the_proofs_is_not_presumed_in_time():
    assert "date-missing" in reasons(order(ordered_on=None))
    late = order(ordered_on=date(2022, 1, 1), proofs_on=None, mention=f"{mention('conditional')} {mention('funded')}")
    assert reasons(late) == []  # referenced on the 120th day: the proofs came before
    assert reasons(of(late, referenced_on=date(2022, 5, 2))) == ["proofs-unknown"]


@pytest.mark.rule("SONS-011")
def test_proofs_in_time_without_a_referencing_leave_an_order_conditional_and_it_is_told():
    said = {"mention": f"{mention('conditional')} {mention('funded')}", "presented_on": None}
    waiting = order(ordered_on=date(2022, 3, 20), referenced_on=None, **said)
    assert reasons(waiting) == ["referencing-unseen"]
    assert reasons(of(waiting, referenced_on=date(2022, 8, 1)), at=date(2022, 8, 1)) == []


@pytest.mark.rule("SONS-011")
def test_without_a_complete_file_an_order_waits_120_days_then_lapses():
    bare = order(
        ordered_on=date(2022, 3, 1),
        proofs_on=None,
        referenced_on=None,
        presented_on=None,
        mention=f"{mention('conditional')} {mention('funded')}",
    )
    assert reasons(bare, at=date(2022, 6, 29)) == ["order-conditional"]
    assert reasons(bare, at=date(2022, 6, 30)) == ["order-lapsed"]
    assert state(bare, at=date(2022, 6, 29)) is State.CONDITIONAL
    assert state(bare, at=date(2022, 6, 30)) is State.LAPSED
    assert state(of(bare, proofs_on=date(2022, 6, 29)), at=date(2022, 7, 30)) is State.CONDITIONAL
    assert (
        state(of(bare, proofs_on=date(2022, 6, 29), referenced_on=date(2022, 8, 1)), at=date(2022, 8, 1)) is State.FIRM
    )


@pytest.mark.rule("SONS-012")
def test_nothing_is_due_under_an_order_that_lapsed():
    bare = order(ordered_on=date(2022, 3, 1), proofs_on=None, referenced_on=None, presented_on=None, billed_client=500)
    assert "lapsed-billed" in reasons(bare, at=date(2022, 6, 30))
    assert "lapsed-billed" not in reasons(bare, at=date(2022, 6, 29))


@pytest.mark.rule("SONS-506")
def test_an_order_is_presented_once_the_certificate_is_there():
    early = order(presented_on=date(2022, 4, 30), mention=f"{mention('conditional')} {mention('funded')}")
    assert "presented-unreferenced" in reasons(early)
    assert "presented-unreferenced" not in reasons(of(early, presented_on=date(2022, 5, 1)))
