"""The amounts of an order: exact, bounded, written, the same on the invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.programmes.sons.orders import DUI, ORDER, judged, lines, order, priced, reasons

from socle.programmes.sons.money import cents, read_rate, shown, with_vat
from socle.programmes.sons.rules.amounts import ceiling_key
from socle.programmes.sons.rules.scale import REFERENCE

CEILINGS = {ceiling_key("010010171", "HOP-DPI-Va1"): frozenset({Decimal("8943.97")})}


def test_the_worked_order_is_admitted():
    report = judged(ORDER, ceilings=CEILINGS)
    assert report.orders[0].decision.findings == ()
    assert report.accepted


@pytest.mark.rule("SONS-062")
def test_the_example_of_the_public_answer_holds_to_the_cent():
    assert with_vat(Decimal("8943.97"), Decimal(20)) == Decimal("10732.76")
    assert reasons(order(ttc=Decimal("10732.77"))) == ["ttc-wrong"]
    assert reasons(order(ttc=Decimal("10732.764"))) == ["ttc-wrong"]


@pytest.mark.rule("SONS-062")
def test_half_a_cent_goes_up():
    assert cents(Decimal("0.005")) == Decimal("0.01")
    assert cents(Decimal("0.0149")) == Decimal("0.01")
    assert with_vat(Decimal("0.125"), Decimal(0)) == Decimal("0.13")


@pytest.mark.rule("SONS-060")
@pytest.mark.parametrize("name", ["ht", "vat", "ttc"])
def test_an_order_without_one_of_its_amounts_is_refused(name):
    assert "amount-missing" in reasons(order(**{name: None}))


@pytest.mark.rule("SONS-060")
def test_an_order_without_its_rate_or_with_one_that_is_none_is_refused():
    assert reasons(order(vat_rate="")) == ["amount-missing"]
    assert reasons(order(vat_rate="vingt")) == ["vat-rate-unreadable"]


def test_a_rate_is_read_as_people_and_spreadsheets_write_it():
    assert [read_rate(text) for text in ("20", "20 %", "0,2", "8,5\u00a0%", "5.5", "0", "0,2 %")] == [
        *map(Decimal, ("20", "20", "20.0", "8.5", "5.5", "0", "0.2"))
    ]
    assert [read_rate(text) for text in ("", "vingt", "-20", "120", "NaN", "Infinity")] == [None] * 6


@pytest.mark.rule("SONS-062")
def test_a_vat_that_is_not_the_difference_is_refused():
    assert reasons(order(vat=Decimal("1788.80"))) == ["vat-wrong"]


@pytest.mark.rule("SONS-510")
def test_the_rate_is_that_of_the_territory_and_a_supplier_without_vat_shows_his_certificate():
    overseas = priced("100", vat_rate="8,5", vat=Decimal("8.50"), ttc=Decimal("108.50"))
    assert reasons(order(**overseas)) == ["vat-rate-unusual"]
    assert reasons(order(**overseas, territory="La Réunion")) == []
    assert reasons(order(territory="Atlantide")) == ["territory-unknown"]
    assert reasons(order(territory="France métropolitaine")) == []
    free = {"ht": Decimal(100), "vat": None, "vat_rate": "", "ttc": Decimal(100)}
    assert reasons(order(**free, vat_subject=False)) == ["no-vat-certificate"]
    assert reasons(order(**free, vat_subject=False, vat_certificate=True)) == []
    assert reasons(order(**free | {"ttc": Decimal(120)}, vat_subject=False, vat_certificate=True)) == ["ttc-wrong"]


@pytest.mark.rule("SONS-061")
def test_the_amount_ht_keeps_to_the_ceiling_to_the_cent():
    assert reasons(ORDER, ceilings=CEILINGS) == []
    assert reasons(order(**priced("8943.98")), ceilings=CEILINGS) == ["over-ceiling"]


@pytest.mark.rule("SONS-061", "SONS-079")
def test_the_ceiling_is_found_by_the_function_of_the_software_and_its_wave_however_a_dsr_is_written():
    def most(*rows, **changes):
        held = {ceiling_key("10010171", dsr): frozenset({Decimal(amount)}) for dsr, amount in rows}
        return judged(order(**changes), ceilings=held).orders[0].ceiling

    assert most(("DPI", 9000)) == most(("dpi vague 1", 9000)) == most(("DSR HOP-DPI-Va1", 9000)) == Decimal(9000)
    assert most(("DPI", 9000), ("HOP-DPI-Va1", 9500)) == Decimal(9500)
    assert most(("HOP-DPI-Va2", 9000)) is None
    assert most(("PFI", 9000)) is None
    assert most(("HOP-DPI-Va1", 9000), dsr="HOP-DPI", wave="") is None


@pytest.mark.rule("SONS-061")
def test_the_lines_of_an_order_add_up_under_one_ceiling():
    split = lines(priced("4471.99"), priced("4471.99", label="Formation"))
    assert reasons(split, ceilings=CEILINGS) == ["over-ceiling"]


@pytest.mark.rule("SONS-079")
def test_the_ceiling_is_the_line_of_the_establishment_and_never_guessed():
    assert judged(ORDER, ceilings=CEILINGS).orders[0].ceiling == Decimal("8943.97")
    assert reasons(order(finess_pmsi="010780054"), ceilings=CEILINGS) == ["ceiling-unknown"]
    twice = {ceiling_key("010010171", "hop dpi VA1"): frozenset({Decimal(1), Decimal(2)})}
    assert reasons(ORDER, ceilings=twice) == ["ceiling-unknown"]


@pytest.mark.rule("SONS-061", "SONS-076")
def test_the_ceiling_of_an_esms_is_the_scale_of_its_managing_body():
    body = {"750000002": 25}
    dui = order(DUI, finess_ej="750000002", **priced("1026.67"))
    assert reasons(dui, bodies=body) == []
    assert judged(dui, bodies=body).orders[0].ceiling == Decimal("1026.67")
    assert reasons(order(DUI, finess_ej="750000002", **priced("1026.68")), bodies=body) == ["over-ceiling"]
    five = order(DUI, finess_ej="750000002", finess_eg="", siret="x", esms=5, **priced("5133.33"))
    assert (judged(five).orders[0].request.ttc, reasons(five, bodies=body)) == (Decimal("6160.00"), [])
    assert reasons(order(five, **priced("5133.35")), bodies=body) == ["over-scale"]
    assert reasons(order(five, **priced("5133.36")), bodies=body) == ["over-ceiling"]
    apart = lines(*[priced("1026.67", vat=Decimal("205.33"), ttc=Decimal("1232.00"))] * 5, base=five)
    assert (apart.ht, apart.ttc, reasons(apart, bodies=body)) == (Decimal("5133.35"), Decimal("6160.00"), [])
    assert reasons(order(five, esms=None), bodies=body) == ["ceiling-unknown"]
    assert reasons(dui, bodies={}) == ["ceiling-unknown"]
    assert reasons(ORDER, bodies=body) == []


def esms(finess_eg, **changes):
    """One ESMS of an order for several, of a body of 25."""
    return order(DUI, finess_ej="750000002", finess_eg=finess_eg, **changes)


@pytest.mark.rule("SONS-061", "SONS-076")
def test_each_esms_that_an_order_names_has_one_amount_whatever_number_its_lines_repeat():
    body = {"bodies": {"750000002": 25}, "counted_on": REFERENCE}
    two = [esms(number, esms=5, **priced("5133.33")) for number in ("010000032", "010000040")]
    assert [one.ceiling for one in judged(*two, **body).orders] == [Decimal("1026.67")] * 2
    assert reasons(*two, **body) == ["over-ceiling"]
    assert reasons(two[0], **body) == []


@pytest.mark.rule("SONS-076")
def test_an_order_is_for_no_more_esms_than_its_managing_body_has():
    many = esms("", siret="x", esms=26, **priced("26693.33"))
    assert reasons(many, bodies={"750000002": 25}) == ["more-than-the-body"]
    named = [esms(number, **priced("2433.33")) for number in ("010000032", "010000040", "010000057")]
    assert "more-than-the-body" in reasons(*named, bodies={"750000002": 2})
    assert "more-than-the-body" not in reasons(*named[:2], bodies={"750000002": 2})


def whole(*requests, **facts):
    return [one.verdict.id.removeprefix("programmes.sons-") for one in judged(*requests, **facts).decision.findings]


@pytest.mark.rule("SONS-061", "SONS-077")
def test_the_report_tells_once_what_it_was_given_no_file_to_compare_with():
    dui = esms("010000032", **priced("1026.67"))
    assert whole(ORDER) == ["not-bounded"]
    assert whole(ORDER, ceilings=CEILINGS) == []
    assert whole(ORDER, dui) == ["not-bounded", "not-crossed"]
    given = {"ceilings": CEILINGS, "bodies": {"750000002": 25}, "aids": {}}
    assert whole(ORDER, dui, **given, counted_on=REFERENCE) == []
    assert whole(ORDER, dui, **given, counted_on=date(2023, 5, 10)) == ["other-extract"]
    assert whole(order(dui, wave="2", dsr="MS-DUI-Va2"), bodies={}, aids={}, counted_on=REFERENCE) == ["not-bounded"]


@pytest.mark.rule("SONS-063")
def test_the_invoice_shows_the_three_amounts_of_the_order():
    invoice = {"invoice_ht": Decimal("8943.97"), "invoice_vat": Decimal("1788.79"), "invoice_ttc": Decimal("10732.76")}
    assert reasons(order(**invoice)) == []
    assert reasons(order(**invoice | {"invoice_ttc": Decimal("10732.77")})) == ["invoice-differs"]
    assert reasons(order(**invoice | {"invoice_vat": None})) == ["invoice-incomplete"]


@pytest.mark.rule("SONS-500")
def test_an_order_of_nothing_is_refused():
    assert reasons(order(**priced("0"))) == ["amount-zero"]
    assert reasons(order(**priced("-10"))) == ["amount-zero"]


@pytest.mark.rule("SONS-050")
def test_nothing_remains_to_be_paid_on_the_segur_part_and_the_base_maintenance_is_not_of_it():
    assert reasons(order(billed_client=Decimal(200))) == ["client-billed"]
    assert reasons(order(billed_client=Decimal(200), segur=False, label="Maintenance du logiciel")) == ["amount-zero"]
    assert reasons(order(label="Maintenance du logiciel")) == ["whole-maintenance"]


@pytest.mark.rule("SONS-054")
def test_the_maintenance_of_a_pfi_that_is_bought_is_funded_pro_rata_of_the_upgrade():
    bought = priced("3000", label="Acquisition de la PFI", segur=False)
    upgrade = priced("1000", label="Montée de version Ségur")
    rest = priced("300", label="Maintenance corrective", segur=False)
    most = priced("100", label="Maintenance corrective")
    assert reasons(lines(bought, upgrade, rest, most, contract=True)) == []
    above = priced("100.01", label="Maintenance corrective")
    assert reasons(lines(bought, upgrade, rest, above, contract=True)) == ["maintenance-pro-rata"]


def test_an_amount_is_shown_as_in_france():
    assert (shown(Decimal("10732.76")), shown(None)) == ("10\u202f732,76 €", "—")


@pytest.mark.rule("SONS-062")
@given(ht=st.integers(1, 10**11), permille=st.sampled_from([0, 21, 55, 85, 100, 200]))
def test_the_ttc_is_that_of_whole_numbers_of_cents(ht, permille):
    in_cents = (2 * ht * (1000 + permille) + 1000) // 2000  # half up
    assert with_vat(Decimal(ht) / 100, Decimal(permille) / 10) * 100 == in_cents
