"""The pages of a region, on the answer computed from its fictitious files: aggregates, each exported alone."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from socle.programmes.pages.region import computing, example, showing
from tests.programmes.pages.conftest import AT, tree, words


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("region")
    return computing.compute({"example": True, "choices": {"small_cell": 5}}, folder, AT, lambda doing, share: None)


@pytest.fixture
def address(leave, answer):
    return leave("region", answer)


def lines(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_form_asks_for_a_region_and_takes_several_operator_files():
    page = tree(Client().get("/region/"))
    assert page.xpath("//input[@type='file'][@name='operators'][@multiple]")
    assert len(page.xpath("//select[@name='region']/option")) == 19
    assert not page.xpath("//script")


def test_a_form_without_any_file_is_told_so():
    answer = Client().post("/region/", {"region": "28", "mois": "2022-06"})
    assert answer.status_code == 400
    assert "Joignez au moins un fichier." in words(tree(answer))


def test_the_example_has_twelve_operator_files_and_is_the_same_each_time():
    files = example.files()
    assert files == example.files()
    assert sum(shape == "operators" for shape, _, _ in files) == 12


def test_flows_are_drawn_month_by_month_professional_and_citizen_apart(browser, address):
    page = tree(browser.get(address))
    titles = [words(one) for one in page.xpath("//h2")]
    assert "Messages MSSanté professionnels" in titles
    assert "Messages MSSanté aux patients" in titles
    assert len(page.xpath("//figure//*[@class='line']")) >= 5
    assert "Documents par habitant et par an" in titles


def test_an_indicator_without_value_says_what_to_give(browser, address):
    row = tree(browser.get(address)).xpath("//tr[th[starts-with(normalize-space(), 'II.2.1')]]")[0]
    assert "commandes" in words(row.xpath("./td")[0])


def test_a_measure_is_cut_by_department_and_by_category_in_the_month_asked_for(browser, address, answer):
    page = tree(browser.get(f"{address}detail/?mesure=documents&par=department&mois=2022-05"))
    assert "Documents alimentés dans le DMP, par département, mai 2022" in words(page)
    visual = next(one for one in answer.document["report"]["visuals"] if one["id"] == "documents-by-department")
    place = visual["months"].index("2022-05")
    drawn = [one.text for one in page.xpath("//figure//*[@class='value']")]
    assert [text.replace(" ", "") for text in drawn] == [str(row["cells"][place]["value"]) for row in visual["rows"]]
    assert "par catégorie" in words(tree(browser.get(f"{address}detail/?mesure=documents&par=category")))


@pytest.mark.parametrize("asked", ["mesure=rien", "par=rien", "mois=1999-01", "mesure=documents&par=operator"])
def test_a_filter_that_names_nothing_known_shows_what_there_is(browser, address, asked):
    assert browser.get(f"{address}detail/?{asked}").status_code == 200


@pytest.mark.rule("REG-024")
def test_a_small_cell_is_masked_on_the_page_and_in_its_export_and_the_page_says_why(browser, address, answer):
    visual = next(one for one in answer.document["report"]["visuals"] if one["id"] == "messages-citizen-by-category")
    assert visual["masked"]
    page = tree(browser.get(f"{address}detail/?mesure=messages-citizen&par=category"))
    assert showing.WHY_MASKED.replace("’", "'")[:20] in words(page).replace("’", "'")
    assert "ne publiez pas à la fois le rapport d’une région et celui de la France entière" in words(page)
    assert page.xpath("count(//td[normalize-space()='masqué'])") == visual["masked"]
    told = lines(browser.get(f"{address}visuel/messages-citizen-by-category.csv").content.decode())
    assert sum(cell == "masqué" for line in told for cell in line) == visual["masked"]


@pytest.mark.rule("REG-024", "REG-025")
def test_each_visual_is_exported_alone_and_raw_rows_never(browser, address):
    told = lines(browser.get(f"{address}visuel/documents-total.csv").content.decode())
    assert told[0] == ["Mois", "Documents alimentés dans le DMP"]
    assert len(told) == 13
    assert browser.get(f"{address}visuel/documents-by-department.xlsx").content.startswith(b"PK")
    for name in ("operators", "documents", "sources"):
        refused = browser.get(f"{address}visuel/{name}.csv")
        assert refused.status_code == 403
        assert "REG-024" in refused.content.decode()


@pytest.mark.rule("AUTH-053", "REG-029")
def test_certificates_about_to_expire_come_first_and_are_filtered_and_exported(browser, address, answer):
    held = answer.document["report"]["certificates"]
    page = tree(browser.get(f"{address}certificats/"))
    assert f"{len(held['without_certificate'])} structures sans certificat en vigueur." in words(page)
    assert words(page.xpath("//table[.//th[text()='Échéance']]/tbody/tr[1]/td")[0]) == "Absent"
    page = tree(browser.get(f"{address}certificats/?etat=expired"))
    rows = page.xpath("//table[.//th[text()='Échéance']]/tbody/tr")
    assert len(rows) == held["states"]["expired"]
    assert all("depuis" in words(row) for row in rows)
    told = lines(browser.get(f"{address}certificats.csv?etat=expired").content.decode())
    assert len(told) == 1 + held["states"]["expired"]
    assert all(int(line[6]) < 0 for line in told[1:]), "a number below zero stays a number"


def test_no_mailbox_stands_in_an_answer(answer):
    assert "mssante.fr" not in str(answer.document)


def test_the_files_of_a_region_are_told_one_by_one(browser, address):
    page = tree(browser.get(f"{address}fichiers/"))
    assert len(page.xpath("//h2")) == 16
    assert "operateur-2022-06.csv" in words(page)


def test_a_page_of_a_region_weighs_no_more_than_a_first_page_may(browser, address):
    for page in ("", "detail/", "certificats/", "fichiers/"):
        assert len(browser.get(f"{address}{page}").content) < 34_000, page
