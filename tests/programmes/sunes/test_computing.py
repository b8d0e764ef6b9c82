"""One establishment: the report, its exclusions, what is missing, the best month, the forecast, the command."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal

import pytest
from tests.programmes.sunes.world import AUGUST, PRESCRIPTION, World

from socle.cli.main import main
from socle.cli.output import Exit
from socle.programmes import sunes
from socle.programmes.files import UnreadableFile
from socle.programmes.sunes import programme

WORLD = World()
WORLD.case(
    "hospital",
    stays=[{"stay": f"S{number}", "discharged": f"{number:02}/08/2022"} for number in range(1, 32)]
    + [
        {"stay": "D1", "died": "oui", "ins_status": "Identité provisoire"},
        {"stay": "D2", "died": "oui", "newborn": "oui"},
        {"stay": "C1", "kind": "consultation"},
        {"stay": "C2", "kind": "consultation", "died": "oui"},
        {"stay": "J1", "discharged": "15/09/2022"},
        {"stay": "A1", "admitted": "30/07/2022", "ins_status": "INS qualifiée"},
    ],
    feeds=[{"stay": f"S{number}", "sent": f"{number:02}/08/2022 08:00"} for number in range(1, 20)]
    + [{"stay": "D1"}, {"stay": "J1"}, {"stay": "J1", "type_code": PRESCRIPTION}]
    + [{"stay": "S20", "sent": "15/09/2022 08:00"}],
    messages=[{"stay": "S1"}],
)
ENTITY = WORLD.entities["hospital"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hospital")


@pytest.fixture(scope="module")
def files(folder):
    return WORLD.read(folder)


@pytest.fixture(scope="module")
def report(files, engine):
    return compute(files, engine, "died", "newborn", declared_on=date(2022, 9, 14), cme=date(2022, 9, 1))


def compute(files, engine, *words, **settings):
    return sunes.compute(
        files,
        window="F2",
        start=AUGUST.start,
        end=AUGUST.end,
        engine=engine,
        switches=sunes.chosen(words),
        settings=sunes.Settings(**settings),
    )


@pytest.mark.rule("SUN-045")
def test_each_exclusion_prints_what_it_takes_and_the_rate_without_it(report):
    line = report.line("DS1.1")
    # 31 stays and A1; D1 and D2 are out, of which D2 twice; S20 was sent after the declaration; C2 is no stay, dead or not.
    assert (line.count.numerator, line.count.denominator) == (19, 32)
    died, newborn = line.count.exclusions["died"], line.count.exclusions["newborn"]
    assert (died.count, died.numerator, died.denominator) == (2, 20, 33)
    assert (newborn.count, newborn.numerator, newborn.denominator) == (1, 19, 32)
    assert line.as_json()["exclusions"]["consultations"] == {"count": 2, "rate_without": 57.5}
    assert line.attained is True
    assert line.count.missing["no_document"] == 13


def test_the_report_has_the_shape_that_is_promised(report):
    told = report.as_json()
    assert {"establishment", "window", "period", "indicators", "domains", "rules"} <= set(told)
    assert told["establishment"] == ENTITY
    assert told["period"] == {"start": "2022-08-01", "end": "2022-08-31"}
    assert [one["code"] for one in told["indicators"]] == list(programme.indicators())
    for one in told["indicators"]:
        assert set(one) == {
            "code",
            "numerator",
            "denominator",
            "rate",
            "target",
            "attained",
            "missing",
            "exclusions",
        }
        assert set(one["missing"]) == {"no_document", "ins_not_qualified", "rejected", "wrong_level"}
    assert {"SUN-003", "SUN-020", "SUN-043", "SUN-047"} <= set(told["rules"])
    assert json.dumps(told)


@pytest.mark.rule("SUN-010")
def test_the_presentation_to_the_cme_is_a_yes_and_what_nobody_counted_is_not_measured(report):
    assert (report.line("DS4.3").count.numerator, report.line("DS4.3").attained) == (1, True)
    assert report.line("DS2.1").attained is None
    assert report.line("DS4.1").rate is None


def test_what_lacks_its_log_is_not_measured_rather_than_zero(files, engine):
    told = compute(sunes.Files(stays=files.stays, messages=files.messages), engine)
    assert told.line("DS1.1").rate is None
    assert told.line("DS4.2").count.numerator == 1
    assert {one.verdict.id for one in told.notices} >= {"sunes.file-absent", "sunes.cme-not-told"}
    assert told.domains[0].attained is None


@pytest.mark.rule("SUN-011")
def test_a_stay_may_be_attached_to_its_admission_and_operative_reports_counted_over_every_stay(files, engine):
    told = compute(files, engine, "by-admission", "all-stays-operative", "ins-not-qualified")
    assert told.line("DS1.1").count.denominator == 33  # J1 comes in, A1 and D1 (INS not qualified) go out
    assert told.line("DS1.3").count.denominator == 33
    assert told.line("DS1.1").count.exclusions["ins_not_qualified"].count == 1
    assert told.domains[0].bonus is None  # nobody operates here, whatever the stays it is counted over


@pytest.mark.rule("SUN-051")
def test_what_is_missing_is_listed_by_local_number(files, engine):
    found = list(sunes.missing(files, start=AUGUST.start, end=AUGUST.end, engine=engine))
    letters = [one for one in found if one.indicator == "DS1.1"]
    assert [one.unit for one in letters] == ["A1", "D2", *(f"S{number}" for number in range(21, 32))]
    assert {one.reason for one in letters} == {"no_document"}
    assert letters[-1].day == date(2022, 8, 31)


@pytest.mark.rule("SUN-043")
def test_the_best_month_is_that_which_reaches_most(files, engine):
    months = sunes.best_month(files, window="F2", engine=engine)
    assert [one.period.label for one in months[:2]] == ["2022-09", "2022-08"]
    assert months[0].required == 2
    assert months[1].lines[0].count.denominator == 34  # that of 1 August is of August


def test_the_best_rolling_month_may_be_better_than_any_calendar_one(files, engine):
    months = sunes.best_month(files, window="F2", engine=engine, rolling=True)
    assert len(months) == 6 + 5
    assert months[0].period.label == "2022-09"  # no better: the calendar month stays first
    assert any(".." in one.period.label for one in months)


def test_the_end_of_the_month_is_forecast_from_its_days(files, engine):
    told = sunes.forecast(files, window="F2", start=AUGUST.start, end=AUGUST.end, at=date(2022, 8, 20), engine=engine)
    assert told["DS1.1"].days == 20
    assert told["DS1.1"].denominator == 23
    assert told["DS1.1"].expected is None  # fewer than 30 stays


def test_a_forecast_knows_nothing_of_what_was_sent_after_its_day(files, engine):
    told = sunes.forecast(files, window="F2", start=AUGUST.start, end=AUGUST.end, at=date(2022, 8, 10), engine=engine)
    assert (told["DS1.1"].numerator, told["DS1.1"].denominator) == (10, 13)  # the letter of D1 left on the 11th


def test_another_month_than_those_of_the_window_is_refused(files, engine):
    with pytest.raises(sunes.Refused):
        sunes.compute(files, window="F1", start=AUGUST.start, end=AUGUST.end, engine=engine)


def call(capsys, *words):
    status = main([*map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_command_gives_the_report_the_amounts_and_the_list(files, folder, capsys, tmp_path):
    amounts, lacking = tmp_path / "amounts.csv", tmp_path / "missing.csv"
    amounts.write_text(f"FINESS;domaine;montant\n{ENTITY};Documents de sortie;1 000,50\n", "utf-8")
    paths = [word for name in ("stays", "feeds", "messages") for word in (f"--{name}", folder / f"{name}.csv")]
    words = ("sunes", "compute", *paths, "--window", "F2", "--month", "2022-08", "--amounts", amounts)
    status, told = call(capsys, *words, "--missing", lacking)
    assert status == Exit.DONE
    assert told["indicators"][0]["numerator"] == 21
    assert told["domains"][0]["amount"] == "0.00"
    assert told["files"]["stays"]["rows"] == len(WORLD.lines["stays"])
    rows = list(csv.reader(lacking.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1] == ["DS1.1", "A1", "no_document", "2022-08-10"]


def test_files_that_tell_of_no_stay_of_the_month_are_told(files, engine):
    told = compute(files, engine, finess="999999999")
    assert told.line("DS1.1").attained is None
    assert ("sunes.no-stay", "2022-08") in {(one.verdict.id, one.found) for one in told.notices}


def test_the_command_refuses_a_switch_that_is_none_and_two_entities_at_once(folder, capsys, tmp_path):
    stays = tmp_path / "stays.csv"
    stays.write_text("stay;discharged;finess_ej\n1;01/08/2022;750000001\n2;01/08/2022;750000002\n", "utf-8")
    words = ("sunes", "compute", "--stays", stays, "--window", "F2", "--month", "2022-08")
    status, told = call(capsys, *words, "--switch", "unheard-of")
    assert (status, told["verdicts"][0]["id"]) == (Exit.REFUSED, "sunes.switch-unknown")
    status, told = call(capsys, *words)
    assert (status, told["verdicts"][0]["id"]) == (Exit.REFUSED, "sunes.several-entities")
    assert call(capsys, *words, "--finess", "750000001")[0] == Exit.DONE


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(one, marks=pytest.mark.rule(one))
        for one in ("SUN-001", "SUN-002", "SUN-013", "SUN-031", "SUN-050", "SUN-051")
    ],
)
def test_the_programme_is_shown_with_its_windows_and_how_to_follow_ones_own_figures(rule, capsys):
    status, told = call(capsys, "sunes", "windows", "--at", "2022-08-01")
    shown = {
        "SUN-001": list(told["volets"]) == ["1", "2"],
        "SUN-002": len(told["indicators"]) == 8,
        "SUN-013": list(told["domains"]) == ["D1", "D2", "D3", "D4"],
        "SUN-031": len({one["window"] for one in told["windows"]}) == 4,
        "SUN-050": any("CPAM" in line for line in told["follow"]),
        "SUN-051": any("information system" in line for line in told["follow"]),
    }
    assert status == Exit.DONE
    assert shown[rule]


def test_a_line_that_cannot_be_read_is_told_in_the_report(engine, tmp_path):
    path = tmp_path / "stays.csv"
    path.write_text("stay;discharged\n1;01/08/2022\n2;le 3\n", "utf-8")
    read = sunes.Files.read({"stays": path}, into=tmp_path / "read")
    told = compute(read, engine)
    assert told.as_json()["files"]["stays"]["rejected"]["count"] == 1


def test_a_log_whose_numbers_are_written_otherwise_is_told_and_so_is_a_switch_without_its_column(engine, tmp_path):
    stays, feeds = tmp_path / "stays.csv", tmp_path / "feeds.csv"
    stays.write_text("stay;discharged\n00123;01/08/2022\n00124;\n", "utf-8")
    feeds.write_text("document;stay;type_code;statut;niveau;INS qualifiée\na;123;11490-0;OK;N1;oui\n", "utf-8")
    read = sunes.Files.read({"stays": stays, "feeds": feeds}, into=tmp_path / "read")
    told = compute(read, engine, "died")
    assert (told.line("DS1.1").count.numerator, told.line("DS1.1").count.denominator) == (0, 1)  # one stay goes on
    notices = {(one.verdict.id, one.place, one.expected) for one in told.notices}
    assert ("sunes.nothing-matches", "feeds", "stays") in notices
    assert ("sunes.column-absent", "stays", "died") in notices


@pytest.mark.rule("SUN-047")
def test_a_log_without_dates_and_amounts_of_somebody_else_are_told(engine, tmp_path):
    texts = {
        "stays": "stay;discharged\n1;01/08/2022\n",
        "feeds": "document;stay;type_code;statut;niveau\na;1;11490-0;OK;N1\n",
        "messages": "message;stay;destinataire\nm;1;1@patient.mssante.fr\n",
        "correspondents": "correspondant;BAL\nc;c@x.mssante.fr\n",
    }
    for name, text in texts.items():
        (tmp_path / name).with_suffix(".csv").write_text(text, "utf-8")
    read = sunes.Files.read({name: tmp_path / f"{name}.csv" for name in texts}, into=tmp_path / "read")
    told = compute(read, engine, declared_on=date(2022, 9, 1), amounts={"750000001": {"D1": Decimal(5)}})
    assert [told.line(code).count.numerator for code in ("DS1.1", "DS4.1", "DS4.2")] == [0, 0, 0]
    notices = {(one.verdict.id, one.place, one.expected) for one in told.notices}
    absent = {(place, expected) for name, place, expected in notices if name == "sunes.column-absent"}
    assert absent >= {("feeds", "ins_qualified"), ("messages", "sent"), ("messages", "ins_qualified")}
    assert ("sunes.undated", "feeds", "") in notices
    assert ("sunes.amounts-unused", "amounts", "") in notices
    assert told.domains[0].amount is None


@pytest.mark.parametrize(
    ("line", "verdict"),
    [("1;D1;6", "sunes.amount-twice"), ("2;D1;-6", "sunes.amount-negative"), ("2;D9;6", "programmes.word-unknown")],
)
def test_an_amount_that_cannot_be_used_is_refused(tmp_path, line, verdict):
    path = tmp_path / "amounts.csv"
    path.write_text(f"FINESS;domaine;montant\n1;D1;5,5\n{line}\n", "utf-8")
    with pytest.raises(sunes.Refused) as refused:
        sunes.amounts(path)
    assert [one.verdict.id for one in refused.value.decision.findings] == [verdict]


def test_stays_without_any_date_of_discharge_are_refused_naming_what_the_file_has(tmp_path):
    path = tmp_path / "stays.csv"
    path.write_text("stay;age\n1;42\n", "utf-8")
    with pytest.raises(UnreadableFile, match="age"):
        sunes.Files.read({"stays": path}, into=tmp_path / "read")
