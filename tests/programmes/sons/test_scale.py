"""The medico-social scale: the tranche of the whole body, the amount of the project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from socle.programmes.files import UnreadableFile
from socle.programmes.sons import finess
from socle.programmes.sons.amounting import bodies, body_amount, establishment_amount
from socle.programmes.sons.rules.amounts import ceiling_key
from socle.programmes.sons.rules.scale import ANNOUNCED_AVERAGE, amount, average, counted, plain_mean, tranche_of
from socle.programmes.sons.settings import Assumptions, changed
from socle.programmes.sons.tables import tranches

HEAD = "finess;etalab;93;2022-01-03\n"
BODY = "750000002"


def row(number, *, entity=BODY, group="4401", name="EHPAD D’ESSAI"):
    cells = [""] * 31
    cells[0], cells[1], cells[2], cells[3] = "structureet", f"{number:09d}", entity, f'"{name}"'
    cells[18], cells[20], cells[21] = "500", group, "Hébergement pour personnes âgées"
    return ";".join(cells) + "\n"


def extract(tmp_path, *rows, head=HEAD, encoding="iso-8859-1"):
    path = tmp_path / "etalab.csv"
    path.write_bytes((head + "".join(rows)).encode(encoding, "replace"))
    return path


SCALE = [
    ("SONS-070", 1, 1, "4000.00"),
    ("SONS-071", 2, 4, "2920.00"),
    ("SONS-072", 5, 10, "2190.00"),
    ("SONS-073", 11, 19, "1643.00"),
    ("SONS-074", 20, 99, "1232.00"),
    ("SONS-075", 100, 100_000, "1133.00"),
]


@pytest.mark.parametrize(
    ("least", "most", "ttc"), [pytest.param(*values, marks=pytest.mark.rule(rule)) for rule, *values in SCALE]
)
def test_each_tier_holds_at_both_its_ends(least, most, ttc):
    assert tranche_of(least) == tranche_of(most)
    assert tranche_of(least).ttc == Decimal(ttc)
    assert tranche_of(least - 1) != tranche_of(least)
    assert least == 100 or tranche_of(most + 1) != tranche_of(most)


def test_the_tiers_cover_every_number_once():
    assert [tranche_of(count) is None for count in range(3)] == [True, False, False]
    for one, after in zip(tranches(), tranches()[1:], strict=False):
        assert one.most + 1 == after.least


def test_the_derived_amounts_ht_are_those_of_the_published_table():
    found = [str(amount(t.least, 1, Assumptions()).each_ht) for t in tranches()]
    assert found == ["3333.33", "2433.33", "1825.00", "1369.17", "1026.67", "944.17"]


@pytest.mark.rule("SONS-076")
def test_five_esms_of_a_body_of_more_than_twenty_are_funded_6160_euros(tmp_path):
    path = extract(tmp_path, *(row(n) for n in range(21)))
    body = body_amount(finess.read(path, {BODY}), BODY, 5, Assumptions())
    assert (body.amount.tranche.name, body.amount.ttc) == ("E", Decimal("6160.00"))
    assert body.as_json()["amount"]["ttc"] == "6160.00"
    assert body.decision.findings == ()


@pytest.mark.rule("SONS-076")
def test_a_project_has_no_more_esms_than_its_body(tmp_path):
    path = extract(tmp_path, row(1), row(2))
    found = body_amount(finess.read(path, {BODY}), BODY, 3, Assumptions()).decision.findings
    assert [one.verdict.id for one in found] == ["programmes.sons-more-than-the-body"]


@pytest.mark.rule("SONS-077")
def test_the_body_is_counted_in_the_base_of_the_3rd_of_january_2022_over_its_own_sites_of_the_named_categories(
    tmp_path,
):
    rows = [row(1), row(2, group="4105"), row(3, group="4605"), row(4, group="4603"), row(5, group="1101")]
    path = extract(tmp_path, *rows, row(6, entity="690000009"), "geolocalisation;1;2;3;4;5\n", "structureet;court\n")
    read = finess.read(path, {BODY})
    body = body_amount(read, BODY, 3, Assumptions())
    assert [site.number for site in body.counted] == ["000000001", "000000002", "000000003"]
    assert [site.group for site in body.left_out] == ["4603", "1101"]
    assert (read.day, read.rows, read.bad_rows) == (date(2022, 1, 3), 7, 1)
    wider = changed(Assumptions(), "counted_categories", "4400, 4600")
    assert [counted(site.group, wider) for site in read.sites] == [True, False, True, True, False]
    none = body_amount(read, "999999999", 1, Assumptions())
    assert (none.amount, [f.verdict.id for f in none.decision.findings]) == (None, ["programmes.sons-no-essms"])
    other = extract(tmp_path, row(1), head=HEAD.replace("2022-01-03", "2023-05-10"))
    told = body_amount(finess.read(other, {BODY}), BODY, 1, Assumptions()).decision
    assert (told.allowed, [f.verdict.id for f in told.findings]) == (True, ["programmes.sons-other-extract"])


@pytest.mark.rule("SONS-078")
def test_the_announced_average_is_not_the_plain_mean_of_the_tiers():
    assert plain_mean() == Decimal("2186.33")
    assert plain_mean() != ANNOUNCED_AVERAGE
    assert average([1, 5]) == Decimal("2491.67")  # (4 000 + 5 × 2 190) / 6
    assert average([]) is None


def test_at_another_vat_rate_the_derived_amount_ht_is_what_holds():
    at_20, overseas, free = (amount(1, 2, Assumptions(), percent=rate) for rate in (None, Decimal("8.5"), Decimal(0)))
    assert (at_20.ttc, overseas.ttc, free.ttc) == (Decimal("8000.00"), Decimal("7233.32"), Decimal("6666.66"))


@pytest.mark.rule("SONS-079")
def test_an_establishment_s_amount_is_read_never_computed():
    ceilings = {ceiling_key("010010171", "DPI"): frozenset({Decimal("8943.97")})}
    assert establishment_amount(ceilings, "010010171", "dpi", Decimal(20))["amount"]["ttc"] == "10732.76"
    assert establishment_amount(ceilings, "010010171", "PFI", Decimal(20)) is None


def test_an_extract_with_a_header_or_in_utf8_is_read_too(tmp_path):
    named = "nofinesset;nofinessej;rs;categetab;categagretab;libcategagretab\n010000024;750000002;ÉTÉ;500;4401;x\n"
    path = extract(tmp_path, named, head="\ufeff", encoding="utf-8")
    (site,) = finess.read(path).sites
    assert (site.number, site.name, site.group) == ("010000024", "ÉTÉ", "4401")
    assert bodies(finess.read(path), Assumptions()) == {BODY: 1}


@pytest.mark.rule("SONS-077")
def test_numbers_of_which_a_spreadsheet_ate_the_zero_count_for_their_body(tmp_path):
    named = "nofinesset;nofinessej;rs;categetab;categagretab;libcategagretab\n10000024;10000012;A;500;4401;x\n"
    for path in (extract(tmp_path, named, head=""), extract(tmp_path, row(1, entity="10000012"))):
        assert [site.entity for site in finess.read(path, {"010000012"}).sites] == ["010000012"]


def test_a_quote_that_is_not_closed_costs_its_own_row_and_no_other(tmp_path):
    torn = row(2).replace('"EHPAD D’ESSAI"', '"EHPAD')
    read = finess.read(extract(tmp_path, row(1), torn, row(3, name='RÉSIDENCE ""LES LILAS""')))
    assert [site.number for site in read.sites] == ["000000001", "000000003"]
    assert (read.sites[1].name, read.bad_rows) == ('RÉSIDENCE "LES LILAS"', 1)


@pytest.mark.parametrize(
    ("head", "why"), [("", "vide"), ("a;b;c\n", "colonnes absentes"), ("finess;" + "x" * 30_000, "ligne de plus de")]
)
def test_what_is_no_extract_is_said_so(tmp_path, head, why):
    with pytest.raises(UnreadableFile) as raised:
        finess.read(extract(tmp_path, head=head))
    assert why in raised.value.finding.found


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(UnreadableFile):
        finess.read(tmp_path / "nulle part.csv")
