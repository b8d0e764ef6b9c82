"""`/bac-a-sable/pourquoi/`: one question, the decision and its rules."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from tests import unsecured
from tests.servers import sandbox_server

ROOT = Path(__file__).parents[2]
LETTER = "2.25.46277440161477852488184141847896414070.1.101"


@pytest.fixture(scope="module")
def fed(tmp_path_factory):
    """The default world, with a letter about Claire."""
    with sandbox_server(tmp_path_factory.mktemp("why"), at="2026-11-16T09:00:00Z") as running:
        done = running.cli("feed", str(ROOT / "examples" / "lettre-de-sortie.xml"))
        assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture
def ask(fed):
    def asking(**words):
        with unsecured.Client(base_url=fed.url, timeout=30) as client:
            return client.get("bac-a-sable/pourquoi/", params=words).text

    return asking


def shown(page, name):
    """The values that the choice of this name offers."""
    return re.findall(r'<option value="([^"]*)"', re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0])


def test_everybody_every_act_and_every_patient_can_be_asked_about(ask):
    page = ask()
    assert {"guivarch", "claire", "ch-essai-nord"} <= set(shown(page, "qui"))
    assert {"retrieve", "mask", "feed"} <= set(shown(page, "acte"))
    assert "tom" in shown(page, "patient")
    assert "Réponse" not in page


def test_what_is_allowed_is_told_with_its_rules(ask):
    page = ask(qui="guivarch", acte="retrieve", patient="claire", document=LETTER)
    assert "Permis" in page
    assert 'href="/regles/DMP-061/"' in page


def test_what_is_refused_is_told_with_its_sentence_its_way_out_and_its_rules(ask):
    page = ask(qui="guivarch", acte="retrieve", patient="helene")
    assert "Refusé" in page
    assert "ouvrir un document, dans le dossier de Helene Barboteau" in page
    assert "fermé" in page
    assert "/verdicts/record.closed/" in page


def test_the_documents_of_the_patient_asked_about_are_offered_by_what_they_are(ask):
    page = ask(qui="guivarch", acte="retrieve", patient="claire")
    assert LETTER in shown(page, "document")
    assert "Lettre de liaison" in page


def test_a_document_of_another_patient_is_not_in_the_question(ask):
    page = ask(qui="guivarch", acte="retrieve", patient="tom", document=LETTER)
    assert "Ce document n’est pas dans ce dossier" in page
    assert "Réponse" not in page


def test_the_answer_is_that_of_the_day_asked(ask):
    words = {"qui": "guivarch", "acte": "search metadata", "patient": "claire"}
    assert "Permis" in ask(**words)
    assert "Refusé" in ask(**words, quand="2020-01-01T08:00")


def test_a_parent_is_judged_as_a_parent(ask):
    page = ask(qui="claire", acte="search metadata", patient="tom")
    assert "Permis" in page


def test_asking_leaves_no_trace(ask, fed):
    def size():
        with sqlite3.connect(f"file:{fed.data / 'socle.sqlite3'}?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM ledger_event").fetchone()

    before = size()
    assert "Permis" in ask(qui="guivarch", acte="retrieve", patient="claire", document=LETTER)
    assert size() == before
