"""The pages of an establishment, on the answer computed from its fictitious files.

No test here may use the database: a page that asked it anything, or wrote to it, would fail.
"""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.test import Client

from socle.programmes.pages.child import Unanswerable
from socle.programmes.pages.structure import computing, example, showing
from socle.programmes.sunes.verdicts import COLUMN_ABSENT, FILE_ABSENT, NOTHING_MATCHES
from socle.web.components import Measure
from tests.programmes.pages.conftest import AT, tree, words


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    return computing.compute({"example": True}, tmp_path_factory.mktemp("example"), AT, lambda doing, share: None)


@pytest.fixture
def address(leave, answer):
    return leave("structure", answer)


def lines(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_question_comes_first_and_the_form_works_without_script():
    page = tree(Client().get("/structure/"))
    assert words(page.xpath("//h1")[0]) == "Où en est mon établissement ce mois-ci ?"
    assert page.xpath("//form[@enctype='multipart/form-data']//input[@type='file'][@name='stays'][@required]")
    assert not page.xpath("//script")
    assert "Vos fichiers sont lus sur cette machine, puis effacés aussitôt" in words(page)


def test_the_window_under_way_is_proposed_with_its_month(monkeypatch):
    monkeypatch.setattr("socle.programmes.pages.structure.views.clock.now", lambda: AT)
    page = tree(Client().get("/structure/"))
    assert page.xpath("//select[@name='fenetre']/option[@selected]/@value") == ["F2"]
    assert page.xpath("//input[@name='mois']/@value") == ["2022-10"]


def test_the_fictitious_establishment_is_offered_in_the_sandbox_alone(settings):
    for sandbox in (True, False):
        settings.SOCLE_SANDBOX = sandbox
        assert ("Essayer avec un établissement fictif" in words(tree(Client().get("/structure/")))) is sandbox
        assert (Client().get("/structure/exemple/stays.csv").status_code == 200) is sandbox


def test_the_files_of_the_example_name_nobody_and_are_the_same_each_time():
    files = example.files()
    assert files == example.files()
    headings = b";".join(data.partition(b"\r\n")[0] for data in files.values()).decode("cp1252").lower()
    assert not any(word in headings for word in ("nom", "prénom", "naissance", "matricule"))


def test_every_indicator_stands_against_its_target_with_its_state(browser, address, answer):
    page = tree(browser.get(address))
    table = page.xpath("//table[caption='Les indicateurs de la fenêtre']")[0]
    rows = [[words(cell) for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")]
    assert [row[0].partition(" ")[0] for row in rows] == [
        one["code"] for one in answer.document["report"]["indicators"]
    ]
    first = answer.document["report"]["indicators"][0]
    assert rows[0][1:4] == ["Cible atteinte", f"{first['rate']:.1f} %".replace(".", ","), "59 %"]
    assert rows[-1][1:4] == ["Non mesurable", "non dit", "oui"]
    assert len(page.xpath("//figure")) == 7


def test_what_the_files_lack_is_said_with_the_names_that_the_page_gives_to_files_and_columns():
    told = [
        FILE_ABSENT.at("DS2.1", expected="lab"),
        COLUMN_ABSENT.at("stays", expected="surgery"),
        NOTHING_MATCHES.at("feeds", expected="stays"),
    ]
    lab, column, nothing = map(computing._in_words, told)
    assert lab == "DS2.1 : non mesuré, faute du fichier « Comptes rendus de biologie »."
    assert column.startswith("Le fichier « Séjours » n'a pas de colonne « chirurgie »")
    assert "« Envois au DMP » ne porte un numéro du fichier « Séjours »" in nothing


def test_a_rate_is_never_told_better_than_it_is():
    assert showing.tenths(5896, 10000) == 58.9
    assert showing.percent(showing.tenths(5896, 10000)) == "58,9 %"
    assert showing.tenths(0, 0) is None


def test_an_indicator_tells_its_days_its_forecast_and_its_months(browser, address, answer):
    page = tree(browser.get(f"{address}DS1.1/"))
    said = words(page)
    days = answer.document["days"]["DS1.1"]
    assert [one for _, _, one in days[20:]] == [None] * 11, "the files tell until the 20th"
    first = answer.document["report"]["indicators"][0]
    assert list(days[19][1:]) == [first["numerator"], first["denominator"]]
    assert page.xpath("//figure//*[contains(@class, 'ahead')]")
    assert "Taux attendu à la fin du mois : entre" in said
    assert "11 jours à venir" in said
    assert "Le meilleur mois de la fenêtre" in said
    assert "09/22" in said
    assert "Meilleur mois de la fenêtre" in words(tree(browser.get(address)))


def test_what_is_missing_is_counted_by_reason_listed_by_local_number_and_filtered(browser, address, answer):
    page = tree(browser.get(f"{address}DS1.1/"))
    missing = answer.document["report"]["indicators"][0]["missing"]
    assert f"{sum(missing.values())} numéros locaux, page 1 sur" in words(page)
    page = tree(browser.get(f"{address}DS1.1/?motif=rejected"))
    rows = page.xpath("//table[starts-with(caption, '')][.//th[text()='Numéro local']]/tbody/tr")
    assert len(rows) == missing["rejected"]
    assert {words(row.xpath("./td")[1]) for row in rows} == {"Rejeté par le DMP"}


def test_the_list_is_downloaded_as_its_filter_has_it(browser, address, answer):
    missing = answer.document["report"]["indicators"][0]["missing"]
    told = lines(browser.get(f"{address}DS1.1/manquants.csv?motif=wrong_level").content.decode())
    assert told[0] == ["Numéro local", "Jour", "Motif", "Que faire"]
    assert len(told) == 1 + missing["wrong_level"]
    book = browser.get(f"{address}DS1.1/manquants.xlsx?motif=wrong_level").content
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") >= len(told)


def test_each_exclusion_says_what_it_takes_out_and_the_rate_without_it(browser, address, answer):
    page = tree(browser.get(f"{address}DS1.1/"))
    told = answer.document["report"]["indicators"][0]["exclusions"]["sessions"]
    row = page.xpath("//tr[th[starts-with(text(), 'Séances')]]")[0]
    without = f"{told['rate_without']:g} %".replace(".", ",")
    assert [words(cell) for cell in row.xpath("./td")] == [str(told["count"]), without]


@pytest.mark.rule("SUN-049", "SUN-052")
def test_the_control_compares_what_would_be_declared_with_the_national_count(browser, address, answer):
    declared = answer.document["report"]["indicators"][0]["numerator"]
    exact = -(-declared * 100 // 105)  # the least national count from which the gap is no more than 5 %
    page = tree(browser.get(f"{address}controle/?DS1_1={exact}"))
    assert "Dans la limite" in words(page)
    assert "D’où l’écart peut venir" not in words(page)
    page = tree(browser.get(f"{address}controle/?DS1_1={exact - 1}"))
    assert "Contrôle à prévoir" in words(page)
    assert "Bornes de la période" in words(page)


def test_the_report_the_workbook_and_the_sheet_for_osis_are_downloaded(browser, address):
    for name, begins in (("rapport.pdf", b"%PDF"), ("rapport.xlsx", b"PK"), ("osis.xlsx", b"PK")):
        answer = browser.get(f"{address}{name}")
        assert answer.content.startswith(begins), name
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert browser.get(f"{address}answer").status_code == 404


def test_the_files_that_were_read_are_told_with_what_was_left_out(browser, leave, answer):
    stays = {**answer.document["files"][0], "rejected": {"count": 2, "by_reason": [], "first": [
        {"line": 14, "column": "discharged", "reason": "programmes.date-wrong", "fr": "Cette date n’existe pas.", "en": ""}
    ]}}  # fmt: skip
    told = computing.Answer({**answer.document, "files": [stays]})
    said = words(tree(browser.get(f"{leave('structure', told)}fichiers/")))
    assert "2 lignes écartées, avec leur raison." in said
    assert "Ligne 14" in said
    assert "Cette date n’existe pas." in said
    assert "1 autre ligne pour les mêmes raisons." in said


def test_nothing_but_figures_and_local_numbers_is_kept(answer):
    assert "fictif1@" not in str(answer.document)
    assert set(answer.document["missing"]["DS1.1"][0]) == {"indicator", "unit", "reason", "day"}


def test_a_page_of_an_answer_weighs_no_more_than_a_first_page_may(browser, address):
    for page in ("", "DS1.1/", "DS2.1/", "controle/", "fichiers/"):
        assert len(browser.get(f"{address}{page}").content) < 30_000, page


@pytest.mark.parametrize("page", ["DS9.9/", "DS1.1/manquants.pdf", "secret.xlsx"])
def test_what_is_no_part_of_an_answer_is_not_found(browser, address, page):
    assert browser.get(f"{address}{page}").status_code == 404


def test_an_amount_that_cannot_be_read_is_told_and_not_left_out(tmp_path):
    (tmp_path / "amounts.csv").write_text("FINESS;domaine;montant\n1;D1;cher\n", "utf-8")
    asked = {
        "window": "F2",
        "month": "2022-10-01",
        "until": None,
        "cme": None,
        "switches": [],
        "files": {"amounts": "amounts.csv"},
    }
    with pytest.raises(Unanswerable) as told:
        computing.compute(asked, tmp_path, AT, lambda doing, share: None)
    assert [one.verdict.id for one in told.value.findings] == ["programmes.number-wrong"]


def test_a_curve_says_where_it_should_end():
    document = {
        "forecast": {"DS1.1": {"days_left": 0}},
        "days": {"DS1.1": [("2022-10-01", 1, 2), ("2022-10-02", None, None)]},
    }
    assert showing.ahead(document, "DS1.1") == (None, "")
    assert showing.days(document, "DS1.1") == [Measure("1", 50.0), Measure("2", None)]
