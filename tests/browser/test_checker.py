"""The checker and the page of a document in a real browser: without script, by the keyboard, on paper."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe

from socle.documents import cda, show
from socle.documents.showing import standalone
from tests.browser.conftest import SCREENSHOTS, new_context
from tests.browser.pages import FAULTY, checked, opened

#: name → the sample, words of its page, words of it on paper.
SHOWN = {
    "document-biologie": ("cda/BIO-CR-BIO_2021.01_Electrophorese.xml", "au-dessus de la normale", "Escherichia coli"),
    "document-vaccination": ("cda/VAC_2023.01.xml", "Historique de vaccinations", "Historique de vaccinations"),
    "document-lettre": ("cda/LDL-SES_2022.01.xml", "Lettre de liaison", "Lettre de liaison"),
}
#: name → words that narrow columns would break, and that stand whole on paper.
UNBROKEN = {
    "document-biologie": ("Interprétation", "12/09/2020"),
    "document-vaccination": ("25/08/2009", "intramusculaire", "MENINGOCOCCIQUE", "Réaction observée"),
    "document-lettre": ("comprimé", "Médicament", "02/02/2020"),
}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: The width of an A4 sheet without its margins, in CSS pixels, and the tables that would be cut at its edge.
SHEET = 718
CUT = """() => [...document.querySelectorAll('table')].filter(
  e => e.getBoundingClientRect().right > innerWidth || e.parentElement.scrollWidth > e.parentElement.clientWidth + 1
).map(e => e.innerText.slice(0, 60))"""


def test_a_fault_is_followed_to_its_line_and_back_without_any_script(open_page, house):
    page = open_page("", script=False, width=390)
    checked(page, house)
    assert page.locator(".checked").count() == 2
    wrong = page.locator("#d2 li").filter(has_text=re.compile(r"\bUS\b")).first
    wrong.get_by_role("link", name="Ligne").click()
    row = page.locator(".source .row:has(:target)")
    assert 'code="US"' in row.inner_text()
    assert row.is_visible()
    row.get_by_role("link").click()
    assert page.locator("li:target").count() == 1


def test_a_fault_is_reached_and_followed_by_the_keyboard_alone(open_page, house):
    page = open_page("")
    checked(page, house)
    page.locator("#d2 li .lines a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#d2-s1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.row') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**#d2-v1")


def test_the_report_is_downloaded_from_the_page_itself(open_page, house):
    page = open_page("")
    checked(page, house)
    with page.expect_download() as download:
        page.get_by_role("link", name="Rapport pour un tableur").click()
    text = download.value.path().read_text("utf-8-sig")
    assert download.value.suggested_filename == "controle.csv"
    assert "lettre-fautive.xml" in text
    assert len(FAULTY) > 0


def test_on_paper_no_line_is_told_apart_from_its_fault_and_nothing_is_there_to_press(open_page, house):
    page = open_page("")
    opened(page, house)
    printed = page.pdf(format="A4")
    sheets = [sheet.get_textpage().get_text_range().strip() for sheet in pypdfium2.PdfDocument(io.BytesIO(printed))]
    told = [re.sub(r"\s*Socle est un logiciel libre.*", "", sheet, flags=re.DOTALL) for sheet in sheets]
    assert [sheet[-40:] for sheet in told if re.search(r"(Ligne \d+|\(\d+\))$", sheet)] == []
    whole = "\n".join(sheets)
    assert "Ligne 5" in whole
    assert [words for words in ("Contrôler d", "Métadonnées", "Aperçu") if words in whole] == []


@pytest.fixture(scope="module")
def pages(samples):
    def page(name):
        document, _ = cda.read((samples / name).read_bytes())
        return standalone.page(show(document))

    return page


@pytest.mark.parametrize("name", SHOWN)
def test_a_document_alone_is_for_eyes_ears_a_phone_and_paper(browser, pages, name, tmp_path):
    sample, on_screen, on_paper = SHOWN[name]
    file = tmp_path / f"{name}.html"
    file.write_text(pages(sample), "utf-8")
    context = new_context(browser)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(file.read_text("utf-8"))
    assert on_screen in page.locator("main").inner_text().replace("\u00a0", " ")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == []
    page.screenshot(path=SCREENSHOTS / f"{name}-1280.png", full_page=True)
    printed = page.pdf(format="A4")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 1000})
    assert page.evaluate(CUT) == []
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(WIDE) <= 0
    page.screenshot(path=SCREENSHOTS / f"{name}-390.png", full_page=True)
    context.close()
    (SCREENSHOTS / f"{name}.pdf").write_bytes(printed)
    paper = pypdfium2.PdfDocument(io.BytesIO(printed))
    words = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
    assert on_paper in words
    assert [word for word in UNBROKEN[name] if word not in words.replace("\u2019", "'").replace("\u00a0", " ")] == []
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == []
