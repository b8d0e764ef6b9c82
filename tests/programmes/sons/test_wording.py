"""What an order must say, and must not."""

from __future__ import annotations

from datetime import date

import pytest
from tests.programmes.sons.orders import order, reasons

from socle.programmes.sons.tables import mention
from socle.programmes.sons.words import missing

BOTH = f"{mention('conditional')}. {mention('funded')}"
BEFORE = {"ordered_on": date(2022, 3, 15)}  # the proofs came on 1 April, the referencing on 1 May


@pytest.mark.rule("SONS-010")
def test_an_order_before_the_referencing_carries_the_mention():
    assert reasons(order(**BEFORE)) == ["mention-missing"]
    assert reasons(order(**BEFORE, mention=BOTH)) == []
    assert reasons(order()) == []
    assert reasons(order(ordered_on=date(2022, 5, 1))) == []  # the day of the referencing itself


@pytest.mark.rule("SONS-010")
@pytest.mark.parametrize(
    "variant",
    [
        BOTH.upper(),
        BOTH.replace("'", "’"),
        BOTH.replace("é", "e").replace(",", " ;"),
        f"Devis 12.\n{BOTH}\nCordialement",
        BOTH.replace(" ", "\u00a0"),
        BOTH.replace("conditionné", "conditionne\u0301"),
    ],
)
def test_typography_is_free(variant):
    assert reasons(order(**BEFORE, mention=variant)) == []


@pytest.mark.rule("SONS-010")
@pytest.mark.parametrize(
    ("said", "instead", "lacking"),
    [
        ("120 jours", "90 jours", ["120"]),
        ("complet, ", ", ", ["complet"]),
        ("et à l'obtention subséquente du référencement", "", ["et", "a", "obtention", "subsequente", "referencement"]),
    ],
)
def test_a_word_that_lacks_is_named(said, instead, lacking):
    assert missing(mention("conditional"), BOTH.replace(said, instead)) == lacking
    assert reasons(order(**BEFORE, mention=BOTH.replace(said, instead))) == ["mention-incomplete"]


@pytest.mark.rule("SONS-010")
def test_the_words_of_the_mention_scattered_over_a_long_text_are_not_the_mention():
    scattered = " autre clause du devis qui parle de tout autre chose ".join(mention("conditional").split())
    assert reasons(order(**BEFORE, mention=f"{scattered} {mention('funded')}")) == ["mention-incomplete"]


@pytest.mark.rule("SONS-010")
def test_a_file_that_tells_neither_referencing_nor_mention_leaves_the_question_open():
    assert "condition-unseen" in reasons(order(referenced_on=None, mention=""))
    assert "mention-missing" in reasons(order(referenced_on=None, mention=mention("funded")))


@pytest.mark.rule("SONS-500")
def test_an_order_says_that_the_state_pays():
    assert reasons(order(mention="Devis valable trois mois")) == ["funded-mention"]
    assert reasons(order(mention="")) == ["mention-unseen"]


CLAUSES = [
    ("SONS-089", "Une indemnité sera due par le client si l'éditeur perd son référencement Ségur."),
    ("SONS-012", "Les prestations réalisées restent dues en l'absence de référencement."),
    ("SONS-049", "Le montant annuel de la maintenance sera majoré de 15 % après la montée de version."),
    ("SONS-051", "La livraison des tableaux de bord est conditionnée à l'achat du module décisionnel."),
    ("SONS-045", "Les interventions en heures non ouvrées sont prises en charge par le Ségur."),
    ("SONS-053", "À l'issue des six ans, le logiciel est rétabli dans sa version antérieure."),
]


@pytest.mark.parametrize("sentence", [pytest.param(text, marks=pytest.mark.rule(rule)) for rule, text in CLAUSES])
def test_a_clause_that_contradicts_the_scheme_is_flagged(sentence):
    assert reasons(order(conditions=f"Conditions générales. {sentence} Tribunal de Lyon.")) == ["clause"]


@pytest.mark.rule("SONS-088")
@pytest.mark.parametrize(
    "sentence",
    [
        "Le contrat d'origine reste applicable.",
        "Le contrat de maintenance reste inchangé, sans augmentation.",
        "Le client n'engagera aucun frais si l'éditeur n'obtient pas le référencement.",
        "",
        "Aucune indemnité n'est due en cas de perte du référencement.",
    ],
)
def test_the_rest_of_the_contract_stays_valid(sentence):
    assert reasons(order(conditions=sentence)) == []


@pytest.mark.rule("SONS-068")
def test_an_order_follows_the_model_of_the_asp():
    assert reasons(order(asp_model=False)) == ["not-asp-model"]
    assert reasons(order(asp_model=True)) == []
