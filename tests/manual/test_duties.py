"""The page that says what an establishment must send."""

from __future__ import annotations

from html import unescape

import pytest

ADDRESS = "/aide/obligations/"


def said(client, query=""):
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.rule("DMP-190")
def test_the_whole_list_stands_there_before_any_question(client):
    text = said(client)
    assert "Compte rendu opératoire" in text
    assert "31/12/2023" in text
    assert 'id="reponse"' not in text


@pytest.mark.rule("DMP-190")
@pytest.mark.rule("DMP-192")
def test_one_act_is_answered_by_the_order_in_force_on_its_day(client):
    text = said(client, "?document=certificate&jour=2024-06-01&origine=")
    assert "n’est dû qu’à partir du 31/12/2024 (arrêté du 23 mai 2024)" in text
    assert "dans la liste de l’arrêté du 26 avril 2022" in said(client, "?document=certificate&jour=2024-01-15")


@pytest.mark.rule("DMP-194")
def test_a_discharge_letter_is_due_and_leads_to_its_rule(client):
    text = said(client, "?document=discharge-letter")
    assert 'href="/regles/DMP-194/"' in text


@pytest.mark.rule("DMP-196")
@pytest.mark.rule("DMP-197")
def test_the_answer_names_who_sends(client):
    text = said(client, "?document=biology-report&origine=LABORATOIRE+DU+HALAGE")
    assert "LABORATOIRE DU HALAGE" in text
    assert "la structure qui a produit le document" in said(client, "?document=biology-report")


@pytest.mark.rule("DMP-070")
@pytest.mark.rule("DMP-198")
@pytest.mark.rule("DMP-202")
@pytest.mark.rule("DMP-203")
@pytest.mark.rule("DMP-204")
def test_the_ways_into_the_record_are_told_with_their_rules(client):
    text = said(client)
    for rule, words in {
        "DMP-070": "L’appel contextuel",
        "DMP-198": "SIDEP envoie lui-même",
        "DMP-202": "dossier pharmaceutique",
        "DMP-203": "WebDMP",
        "DMP-204": "consultation intégrée",
    }.items():
        assert words in text
        assert f'href="/regles/{rule}/"' in text


def test_a_question_that_cannot_be_read_is_told_beside_its_field(client):
    text = said(client, "?document=&jour=bientot")
    assert "Choisissez un document." in text


def test_the_help_page_leads_there(client):
    assert f'href="{ADDRESS}"' in unescape(client.get("/aide/").content.decode())
