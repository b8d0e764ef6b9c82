"""What to know of the record: each line there with its rule, and the text that informs patients."""

from __future__ import annotations

from html import unescape

import pytest

from socle.manual.guide import record_guide
from socle.rulebook.book import rules
from socle.web import typography

ITEMS = [(rule, item.text) for section in record_guide() for item in section.items for rule in item.rules]


def said(client, address="/aide/dossier/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.rule("DMP-009")
@pytest.mark.rule("DMP-014")
@pytest.mark.rule("DMP-039")
@pytest.mark.rule("DMP-040")
@pytest.mark.rule("DMP-052")
@pytest.mark.rule("DMP-056")
@pytest.mark.rule("DMP-071")
@pytest.mark.rule("DMP-111")
@pytest.mark.rule("DMP-114")
@pytest.mark.rule("DMP-167")
@pytest.mark.rule("DMP-187")
@pytest.mark.rule("DMP-191")
@pytest.mark.rule("DMP-200")
@pytest.mark.rule("DMP-201")
@pytest.mark.rule("DMP-211")
@pytest.mark.rule("DMP-212")
def test_the_page_shows_every_line_beside_the_rule_it_comes_from(client):
    text = said(client)
    for rule, line in ITEMS:
        shown = text.index(typography.text(line))
        assert f'href="/regles/{rule}/"' in text[shown : shown + len(line) + 400]


#: What the guide says of each rule, at least.
SAID = {
    "DMP-009": "n’est pas un régime de plus",
    "DMP-014": "Aucune liste nationale",
    "DMP-039": "n’est pas tenu responsable de ce qu’il n’a pas pu lire",
    "DMP-040": "un recours du patient reste possible",
    "DMP-052": "après concertation et avis de la CNIL",
    "DMP-056": "éducateurs spécialisés",
    "DMP-071": "n’a rien changé aux voies des professionnels",
    "DMP-111": "préparer une consultation d’annonce, ou respecter le secret que demande un mineur",
    "DMP-114": "c’est le professionnel qui lève l’invisibilité, ou le temps",
    "DMP-167": "dépend du logiciel que vous utilisez",
    "DMP-187": "fortement recommandé dès avant la fin de 2022",
    "DMP-191": "En 2021, alimenter le dossier était encouragé",
    "DMP-200": "n’est pas dans le dossier médical partagé",
    "DMP-201": "demande d’abord assez d’INS",
    "DMP-211": "fait pour les professionnels, Mon espace santé pour la personne",
    "DMP-212": "hébergé en France par Worldline",
}


@pytest.mark.rule(*SAID)
def test_each_rule_of_the_guide_has_its_line():
    lines = dict(ITEMS)
    assert lines.keys() == SAID.keys()
    assert [rule for rule, words in SAID.items() if words not in lines[rule]] == []


def test_what_is_shown_is_of_kind_info_or_show():
    assert {rules()[rule].kind for rule, _ in ITEMS} <= {"info", "show"}


@pytest.mark.rule("DMP-001")
@pytest.mark.rule("DMP-004")
@pytest.mark.rule("DMP-013")
def test_the_leaflet_tells_patients_what_is_fed_and_what_they_may_refuse(client):
    text = said(client, "/aide/dossier/information/")
    for needed in ("déposent dans votre dossier", "vous opposer au dépôt", "refuser que votre dossier soit consulté"):
        assert needed in text
    assert "membre de l’équipe" in text


def test_the_help_page_leads_there(client):
    assert 'href="/aide/dossier/"' in said(client, "/aide/")
