"""A dossier's file: what it says, and every word that is not understood."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from socle.programmes.sunes_dossier import reading
from socle.programmes.sunes_dossier.facts import Dated

MODEL = files("socle.programmes.sunes_dossier").joinpath("data/model.toml").read_bytes()


def problems(text):
    facts, findings = reading.parse(text.encode() if isinstance(text, str) else text, "dossier.toml")
    assert facts is None
    return [(finding.verdict.id.removeprefix("programmes."), finding.place) for finding in findings]


def test_the_model_is_a_dossier():
    facts, findings = reading.parse(MODEL)
    assert findings == ()
    assert facts.establishment.finess_ej == "990000010"
    assert facts.applications[0].filed == Dated(date(2022, 4, 12), "accuse-de-depot.pdf")
    assert facts.presentation.minutes == "pv-cme.pdf"
    assert "sixth" not in facts.prerequisites
    assert facts.history is None


def test_a_file_that_is_no_toml_is_told():
    assert problems('[establishment\nname = "') == [("dossier-unreadable", "dossier.toml")]
    assert problems(b"\xff\xfe\x00") == [("dossier-unreadable", "dossier.toml")]
    assert problems(b"#" * 1_000_001) == [("dossier-unreadable", "dossier.toml")]


def test_every_unknown_word_is_told_with_those_that_are_known():
    text = '[establishment]\nfiness = "1"\n[prerequisites.dmpp]\n[oops]\n[[application]]\nvolet = 1\nwindow = "F1"\nfield = { d = 1 }\n'
    assert problems(text) == [
        ("dossier-word", "fichier"),
        ("dossier-word", "prerequisites"),
        ("dossier-word", "application 1"),
        ("dossier-word", "establishment"),
    ]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('surgery = "oui"', "establishment.surgery"),
        ("name = 12", "establishment.name"),
        ('kind = "clinique"', "establishment.kind"),
        ('past_funding = "HOPEN"', "establishment.past_funding"),
    ],
)
def test_a_value_of_another_kind_is_told_at_its_place(line, place):
    text = f'[establishment]\n{line}\n[[application]]\nvolet = 1\nwindow = "F1"\n'
    assert problems(text) == [("dossier-value", place)]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('filed = "2022-04-30"', "application 1.filed"),
        ("filed = 2022-04-30T10:00:00", "application 1.filed"),
        ("filed = { day = 1 }", "application 1.filed.day"),
        ("filed = 0202-04-30", "application 1.filed"),
        ("filed = 9999-12-31", "application 1.filed"),
        ("filed = { document = 1 }", "application 1.filed.document"),
        ("domains = [1]", "application 1.domains"),
        ('channel = "courrier"', "application 1.channel"),
    ],
)
def test_a_day_is_a_day_and_a_list_a_list(line, place):
    assert problems(f'[[application]]\nvolet = 1\nwindow = "F1"\n{line}\n') == [("dossier-value", place)]


def test_an_application_names_its_volet_and_its_window():
    assert problems("[[application]]\n") == [
        ("dossier-value", "application 1.volet"),
        ("dossier-value", "application 1.window"),
    ]
    assert problems('[[application]]\nvolet = true\nwindow = "F1"\n') == [("dossier-value", "application 1.volet")]
    assert problems('[[application]]\nvolet = 3\nwindow = "F1"\n') == [("dossier-value", "application 1.volet")]
    assert set(problems("application = 1\n")) == {("dossier-value", "application")}
    assert problems("") == [("dossier-value", "application")]
    assert problems("establishment = 1\n")[-1] == ("dossier-value", "establishment")
