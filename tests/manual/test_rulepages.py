from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from socle.manual.rulesearch import RuleQuery, search
from socle.rulebook import rules
from socle.rulebook.choices import documented
from socle.rulebook.coverage import report
from socle.web import typography
from socle.web.search import holds, plain


def found(**query):
    return [entry.rule for entry in search(report().rules, RuleQuery(**query))]


def text_of(client, address):
    return unescape(client.get(address).content.decode())


def test_an_empty_search_gives_every_rule():
    assert len(found()) == len(rules())


def test_a_rule_is_found_by_its_number():
    assert [rule.id for rule in found(words="DMP-073")] == ["DMP-073"]


def test_words_are_found_without_accents_and_in_any_order():
    assert plain("Médecin d’État, cœur") == "medecin d'etat, coeur"
    assert holds(["Le médecin traitant"], "TRAITANT medecin")
    assert not holds(["Le médecin"], "médecin traitant")


def test_filters_add_up():
    for rule in found(area="DMP", kind="show", system="MES"):
        assert rule.area == "DMP"
        assert rule.kind == "show"
        assert "MES" in rule.systems


def test_a_day_keeps_only_the_rules_in_force_on_it():
    dated = next(rule for rule in rules().values() if rule.valid_from and rule.valid_until)
    assert dated in found(day=dated.valid_from)
    assert dated in found(day=dated.valid_until)
    assert dated not in found(day=date(1990, 1, 1))


def test_each_status_of_the_coverage_can_be_asked_for():
    report_ = report()
    for status, count in report_.summary.items():
        assert len(found(status=status)) == count


def test_a_rule_page_quotes_its_source_word_for_word(client):
    rule = rules()["DMP-073"]
    text = text_of(client, "/regles/DMP-073/")
    for quote in rule.quotes:
        assert quote.text in text
        assert typography.text(quote.source.title) in text
    assert rule.statement in text


def test_a_rule_page_says_in_words_when_the_answer_was_given(client):
    rule = next(rule for rule in rules().values() if rule.answered == "2022-09-20")
    text = text_of(client, f"/regles/{rule.id}/")
    assert "mardi 20 septembre 2022" in text
    assert "2022-09-20" not in text


def test_every_rule_has_a_page(each_by_another):
    for rule_id in rules():
        assert each_by_another(f"/regles/{rule_id}/").status_code == 200, rule_id


def test_a_rule_page_names_what_contradicts_it(client):
    rule = rules()["DMP-001"]
    text = text_of(client, "/regles/DMP-001/")
    assert rule.contradicts
    for other in rule.contradicts:
        assert f'href="/regles/{other}/"' in text


def test_a_rule_page_says_where_the_code_applies_it_and_what_proves_it(client):
    entry = next(entry for entry in report().rules if entry.applied)
    text = text_of(client, f"/regles/{entry.rule.id}/")
    for place in (*entry.applied, *entry.tests):
        assert place in text


def test_a_rule_that_nothing_applies_is_shown_as_missing(client):
    missing = [entry for entry in report().rules if entry.status == "missing"]
    for entry in missing[:1]:
        assert "Manquante" in text_of(client, f"/regles/{entry.rule.id}/")


def test_an_unknown_rule_is_an_address_with_nothing(client):
    assert client.get("/regles/DMP-9999/").status_code == 404


def test_the_list_is_filtered_by_its_address_and_keeps_it_in_the_export(client):
    text = text_of(client, "/regles/?domaine=TEST")
    assert "/regles/regles.csv?domaine=TEST" in text
    assert "/regles/TEST-001/" in text
    assert "/regles/DMP-001/" not in text


def test_the_export_holds_exactly_the_filtered_list(client):
    lines = client.get("/regles/regles.csv?domaine=TEST").content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) - 1 == sum(rule.area == "TEST" for rule in rules().values())


@pytest.mark.parametrize("query", ["jour=32", "domaine=XYZ", "page=0", "page=zzz", "q=" + "a" * 500, "q=%00"])
def test_a_filter_that_makes_no_sense_never_breaks_the_page(client, query):
    assert client.get(f"/regles/?{query}").status_code == 200


def test_a_search_without_result_says_so_and_offers_the_whole_list(client):
    text = text_of(client, "/regles/?q=xyzzy")
    assert "Aucune règle ne correspond" in text
    assert 'href="/regles/"' in text


def test_every_documented_choice_is_shown_with_its_value(client):
    text = text_of(client, "/regles/choix/")
    for choice in documented():
        assert choice["name"] in text
        assert typography.text(choice["fr"]["subject"]) in text
        assert typography.text(choice["fr"]["readings"]) in text
        assert choice["subject"] not in text
    assert "14 jours" in text
