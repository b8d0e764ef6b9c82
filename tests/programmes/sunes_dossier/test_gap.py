"""The 5 % control before it is done, and the causes to look at."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from socle.programmes.files import UnreadableFile
from socle.programmes.sunes import programme
from socle.programmes.sunes_dossier import causes, figures, gap
from socle.programmes.sunes_dossier.gap import Count
from socle.programmes.sunes_dossier.settings import DossierSettings

SETTINGS = DossierSettings()
POINTS = DossierSettings(gap_measure="points")


def one(declared, national, settings=SETTINGS, code="DS1.1"):
    (compared,), decision = gap.compare({code: declared}, {code: national}, settings)
    return compared, [finding.verdict.id.removeprefix("programmes.sunes-") for finding in decision.findings]


@pytest.mark.rule("SUN-052")
@pytest.mark.parametrize(
    ("declared", "national", "exceeds"),
    [(105, 100, False), (106, 100, True), (95, 100, False), (94, 100, True), (2101, 2000, True), (2100, 2000, False)],
)
def test_five_per_cent_of_the_national_number_is_within_and_a_hair_more_is_not(declared, national, exceeds):
    compared, found = one(Count(declared, 3000), Count(national, 3000))
    assert compared.exceeds is exceeds
    assert found == (["gap"] if exceeds else [])


@pytest.mark.rule("SUN-052")
@pytest.mark.parametrize(("declared", "exceeds"), [(1, True), (0, False)])
def test_something_declared_where_nothing_was_counted_is_a_gap(declared, exceeds):
    compared, found = one(Count(declared), Count(0))
    assert (compared.exceeds, compared.relative) == (exceeds, None)
    assert found == (["gap"] if exceeds else [])


@pytest.mark.rule("SUN-052")
def test_the_gap_may_be_read_in_points_of_the_rate():
    declared, national = Count(590, 1000), Count(540, 1000)
    assert one(declared, national)[0].exceeds  # 9.3 % of the number
    assert one(declared, national, POINTS)[0].exceeds is False  # exactly 5 points
    assert one(Count(591, 1000), national, POINTS)[0].exceeds
    assert one(Count(100, 200), Count(100, 250), POINTS)[0].exceeds  # the same number, of fewer stays
    assert one(Count(600), Count(540, 1000), POINTS)[0].exceeds  # the denominator of the other side
    assert one(Count(600), Count(540), POINTS) == (one(Count(600), Count(540), POINTS)[0], ["not-compared"])


@pytest.mark.rule("SUN-052")
def test_the_limit_is_a_setting_and_is_shown():
    assert one(Count(106), Count(100), DossierSettings(gap_percent=Decimal(10)))[1] == []
    assert [told["value"] for told in SETTINGS.told()][:2] == [Decimal(5), "numerator"]


@pytest.mark.parametrize(("declared", "shown"), [(105_001, "5.01"), (105_000, "5"), (104_999, "5")])
def test_a_gap_above_five_is_never_written_five(declared, shown):
    compared, _ = one(Count(declared), Count(100_000))
    assert gap.shown(compared.relative) == Decimal(shown)


@pytest.mark.rule("SUN-049")
def test_the_record_is_compared_with_the_cnam_messages_with_the_ans_and_the_presentation_with_nobody():
    both = {code: Count(1, 2) for code in ("DS1.1", "DS2.1", "DS4.1", "DS4.2", "DS4.3")}
    gaps, decision = gap.compare(both, both, SETTINGS)
    assert [(each.indicator, each.source) for each in gaps] == [
        ("DS1.1", "CNAM"),
        ("DS2.1", "CNAM"),
        ("DS4.1", "ANS"),
        ("DS4.2", "ANS"),
    ]
    assert decision.allowed


@pytest.mark.rule("SUN-049")
def test_an_indicator_of_one_side_alone_is_not_compared_and_told():
    (first, second), decision = gap.compare({"DS1.1": Count(1)}, {"DS1.2": Count(1)}, SETTINGS)
    assert (first.exceeds, second.exceeds) == (None, None)
    assert [finding.found for finding in decision.findings] == ["il manque le national", "il manque le déclaré"]


@pytest.mark.rule("SUN-050", "SUN-051")
def test_where_to_follow_ones_own_figures_is_said():
    elastic, supervise, _ = programme.advice()
    assert "Elastic" in elastic
    assert "CPAM" in elastic
    assert "système d’information hospitalier" in supervise


# --- causes ---------------------------------------------------------------------------------------------


def feed(**other):
    values = {"type_code": "11490-0", "status": "accepted", "connector": "v2", "finess_eg": "990000028"}
    return values | {"sent": datetime(2022, 10, 12, 9)} | other


def test_without_a_log_every_cause_is_listed_and_none_is_counted():
    assert [cause.id for cause in causes.listed()] == ["period", "connector", "deleted", "attribution", "types"]
    assert all(cause.counted is None for cause in causes.listed())


def test_each_cause_is_counted_in_the_log_of_feeds():
    feeds = [
        feed(),
        feed(sent=datetime(2022, 10, 31, 23, 59)),
        feed(sent=datetime(2022, 11, 1)),
        feed(sent=datetime(2022, 9, 30)),
        feed(sent=None),
        feed(connector="DMP v1"),
        feed(connector="V1.2"),
        feed(connector="12"),
        feed(status="deleted"),
        feed(status="replaced"),
        feed(status="rejected"),
        feed(finess_eg="990000036"),
        feed(type_code="34105-7"),
        feed(type_code="34105-7", status="rejected"),
        feed(type_code="57833-6", connector="v1"),
    ]
    told = causes.counted(feeds, "DS1.1", difference=2, start=date(2022, 10, 1), end=date(2022, 10, 31))
    assert {cause.id: (cause.counted, cause.enough) for cause in told} == {
        "period": (2, None),
        "connector": (2, True),
        "deleted": (2, True),
        "attribution": (1, False),
        "types": (1, False),
    }
    details = {cause.id: cause.detail for cause in told}
    assert (
        details["period"] == "1 avant le premier jour, 1 après le dernier, séjours d’autres mois compris, 1 sans date"
    )
    assert details["attribution"] == "990000036 : 1"
    assert details["types"] == "34105-7 : 1"


def test_what_cannot_be_judged_is_not_counted():
    period, *_, attribution, _ = causes.counted([feed(finess_eg=None)], "DS1.1", difference=1)
    assert (period.counted, period.enough, attribution.counted) == (None, None, None)


def test_with_its_numbers_given_an_establishment_sees_what_went_to_others():
    feeds = [feed(), feed(finess_eg="990000036"), feed(finess_eg="990000036")]
    own = frozenset({"990000028"})
    counted = {cause.id: cause for cause in causes.counted(feeds, "DS1.1", difference=3, finess=own)}
    assert (counted["attribution"].counted, counted["attribution"].enough) == (2, False)


# --- files ----------------------------------------------------------------------------------------------


def test_figures_come_from_a_table_with_french_headings(tmp_path):
    path = tmp_path / "osis.csv"
    path.write_bytes("Indicateur;Numérateur;Dénominateur\nDS 1.1;590;1000\nds4.2;42;\n".encode("cp1252"))
    read = figures.read(path)
    assert read.counts == {"DS1.1": Count(590, 1000), "DS4.2": Count(42)}
    assert read.findings == ()


def test_figures_come_from_the_report_of_the_indicators(tmp_path):
    path = tmp_path / "report.json"
    lines = [
        {"code": "DS1.1", "numerator": 590, "denominator": 1000},
        {"code": "DS2.1", "numerator": 0, "denominator": 0},
    ]
    path.write_text(json.dumps({"indicators": lines, "period": {"start": "2022-10-01", "end": "2022-10-31"}}))
    read = figures.read(path)
    assert (read.counts, read.start, read.end) == ({"DS1.1": Count(590, 1000)}, date(2022, 10, 1), date(2022, 10, 31))
    path.write_text('{"indicators": 1}')
    with pytest.raises(UnreadableFile) as unreadable:
        figures.read(path)
    assert unreadable.value.finding.verdict.id == "programmes.dossier-unreadable"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("DS1.1;1;2\nDS1.1;1;2\n", "DS1.1 figure deux fois"),
        ("DS9.9;1;2\n", "indicateur inconnu : DS9.9"),
        ("DS1.1;-1;2\n", "DS1.1 : nombre négatif"),
        ("DS1.1;3;2\n", "DS1.1 : 3 sur 2"),
    ],
)
def test_figures_that_do_not_go_together_are_told(tmp_path, lines, found):
    path = tmp_path / "osis.csv"
    path.write_text(f"indicateur;numérateur;dénominateur\n{lines}")
    (finding,) = figures.read(path).findings
    assert (finding.verdict.id, finding.found) == ("programmes.sunes-figure", found)


def test_a_row_that_cannot_be_read_is_told_with_the_figures(tmp_path):
    path = tmp_path / "osis.csv"
    path.write_text("indicateur;numérateur\nDS1.1;douze\nDS1.2;4\n")
    read = figures.read(path)
    assert read.counts == {"DS1.2": Count(4)}
    assert len(read.findings) == 1
