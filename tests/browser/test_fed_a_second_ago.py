"""One document's whole way, as its patient sees it in a browser: fed, read by a physician, or hidden from her."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.conftest import enter, new_context
from tests.servers import sandbox_server

LETTER = Path(__file__).parent.parent.parent / "examples" / "lettre-de-sortie.xml"
CLAIRE = "288042923299113"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with sandbox_server(tmp_path_factory.mktemp("fed"), world="default") as running:
        yield running


@pytest.fixture
def claire(browser, town):
    context = new_context(browser)
    page = context.new_page()
    enter(page, town, "claire")
    yield page
    context.close()


def fed(town, path, *words):
    answer = town.cli("feed", "--json", str(path), *words)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return json.loads(answer.stdout)["submissions"][0]["unique_id"]


@pytest.mark.rule("DMP-165")
def test_a_patient_sees_the_document_fed_a_second_ago_and_who_read_it(claire, town):
    assert claire.goto(f"{town.url}mon-espace/documents/").ok
    assert claire.get_by_role("link", name="Lettre de liaison de sortie").count() == 0
    unique_id = fed(town, LETTER)
    claire.goto(f"{town.url}mon-espace/")
    assert claire.get_by_role("link", name="Lettre de liaison de sortie").first.is_visible()

    claire.goto(f"{town.url}mon-espace/historique/")
    assert "Lecture d’un document" not in claire.locator("main").inner_text()
    read = town.cli("get", unique_id, "--patient", CLAIRE, "--as", "guivarch", "-o", str(town.data / "letter.xml"))
    assert read.returncode == 0, read.stderr
    assert (town.data / "letter.xml").read_bytes() == LETTER.read_bytes()
    claire.reload()
    history = claire.locator("main").inner_text()
    assert "Lecture d’un document\u00a0: Lettre de liaison de sortie" in history
    assert "Solenn Guivarch" in history


def test_a_document_hidden_from_the_patient_is_neither_listed_nor_reachable(claire, town, tmp_path):
    hidden = tmp_path / "hidden.xml"
    text = LETTER.read_text("utf-8").replace(".1.101", ".1.909").replace(".6.101", ".6.909")
    hidden.write_text(text.replace("Lettre de liaison de sortie</title>", "Annonce à faire</title>"), "utf-8")
    unique_id = fed(town, hidden, "--hide", "patient")

    claire.goto(f"{town.url}mon-espace/documents/")
    assert "Annonce à faire" not in claire.content()
    assert unique_id not in claire.content()
    for address in ("", "piece/", "fichier/"):
        answer = claire.goto(f"{town.url}mon-espace/documents/{unique_id}/{address}")
        assert answer.status == 404
        assert "Annonce à faire" not in claire.content()
    claire.goto(f"{town.url}mon-espace/historique/")
    assert "Annonce à faire" not in claire.content()

    seen = town.cli("find", "--json", "--patient", CLAIRE, "--as", "guivarch")
    assert unique_id in [entry["unique_id"] for entry in json.loads(seen.stdout)["documents"]]
