from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from socle.rulebook import Severity, Verdict
from socle.web.components import Ahead, Cell, Column, Event, Measure, PersonLine, Status, Table
from socle.web.places import CITIZEN, PROFESSIONAL

AT = datetime(2026, 9, 15, 8, 40, tzinfo=UTC)
LOUD = "<script>alert(1)</script>"


def show(text, path="/", **values):
    request = RequestFactory().get(path)
    return Template("{% load socle %}" + text).render(Context({"request": request, "now": AT, **values}))


class Form(forms.Form):
    name = forms.CharField(label="Nom", help_text="Tel qu’il est écrit.")
    way = forms.ChoiceField(label="Moyen", widget=forms.RadioSelect, choices=[("a", "Courriel"), ("b", "Courrier")])
    agreed = forms.BooleanField(label="D’accord")


def finding(**values):
    verdict = Verdict("record.x", Severity.ERROR, "Refusé : {found}.", "", "Parlez-en.", ("DMP-091",), "", {}, "")
    return verdict.at(**values)


def test_a_verdict_says_where_what_was_expected_what_was_found_why_and_what_next():
    text = show("{% verdict finding %}", finding=finding(place="/a/b", expected="oui", found="non"))
    for part in ("Refusé : non.", "/a/b", "oui", "Parlez-en.", 'href="/regles/DMP-091/"', "Refus :"):
        assert part in text, part


def test_a_verdict_does_not_repeat_what_its_sentence_says():
    assert show("{% verdict finding %}", finding=finding(found="non")).count("non") == 1


@pytest.mark.parametrize("place", [CITIZEN, PROFESSIONAL])
def test_patients_and_professionals_are_spared_what_only_a_software_can_use(place):
    text = show("{% verdict finding %}", finding=finding(place="/a/b", expected="oui", found="non"), place=place)
    assert "Refusé : non." in text
    assert "/a/b" not in text
    assert "oui" not in text


def test_a_verdict_speaks_of_this_document_and_tells_its_number_at_the_end():
    verdict = Verdict("record.x", Severity.ERROR, "Le document {document} est masqué.", "", "", (), "", {}, "")
    text = show("{% verdict finding %}", finding=verdict.at(document="2.25.9"))
    assert "Ce document est masqué." in text
    assert text.index("2.25.9") > text.index("record.x")


def test_a_verdict_says_its_dates_in_words():
    assert "Refusé : 12\u00a0juin 2026." in show("{% verdict finding %}", finding=finding(found="12/06/2026"))


def test_a_line_may_end_after_each_step_of_a_path_and_nothing_of_it_is_markup():
    assert show("{{ said|stepped }}", said="/a/@b : <i>") == "/<wbr>a/<wbr>@b : &lt;i&gt;"


def test_the_sentence_of_a_verdict_is_shown_without_its_slots():
    assert show("{{ sentence|outline }}", sentence="Attendu {expected}, reçu {found}.") == "Attendu …, reçu …"


def test_a_verdict_never_lets_what_was_found_become_markup():
    text = show("{% verdict finding %}", finding=finding(place=LOUD, expected=LOUD, found=LOUD))
    assert "<script" not in text


def test_a_status_is_a_word_beside_its_icon():
    text = show("{% status_label status %}", status=Status("Refusé", "bad", "refused"))
    assert ">Refusé<" in text
    assert 'aria-hidden="true"' in text


def test_a_field_ties_its_hint_and_its_error_to_itself():
    text = show("{% for item in form %}{% field item %}{% endfor %}", form=Form({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'id="id_name_helptext"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text


def test_a_choice_of_few_is_a_group_with_its_question():
    text = show("{% for item in form %}{% field item %}{% endfor %}", form=Form())
    assert "<fieldset" in text
    assert "<legend>Moyen" in text


def test_each_cell_of_a_table_knows_its_column_on_a_phone():
    table = Table("Envois", (Column("Nom"), Column("Taille", numeric=True)), ((Cell("a", href="/a"), Cell("3")),))
    text = show("{% table table %}", table=table)
    assert '<th scope="row"><a href="/a">a</a></th>' in text
    assert '<td data-label="Taille" class="number">3</td>' in text


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="zip"):
        Table("", (Column("a"),), ((Cell("1"), Cell("2")),)).lines()


def test_a_timeline_tells_elapsed_time_and_keeps_the_exact_instant():
    text = show("{% timeline events now 'Historique' %}", events=[Event(AT - timedelta(hours=2), "Lu")])
    assert "il y a 2 heures" in text
    assert 'datetime="2026-09-15T06:40:00+00:00"' in text
    assert 'title="mardi 15 septembre 2026, 8\u00a0h\u00a040"' in text


def test_a_pager_keeps_the_filters():
    text = show("{% pager page %}", path="/?q=carte&page=2", page=Paginator(range(30), 10).page(2))
    assert 'href="?q=carte&amp;page=1"' in text
    assert 'href="?q=carte&amp;page=3"' in text


def test_a_list_of_one_page_has_no_pager():
    assert "<nav" not in show("{% pager page %}", page=Paginator(range(3), 10).page(1))


def test_a_dialogue_opens_and_closes_without_script_and_bears_its_title():
    text = show('{% dialogue "x" "Supprimer ?" "Supprimer…" %}<p>Perdu.</p>{% enddialogue %}')
    assert 'popovertarget="x"' in text
    assert 'popovertargetaction="hide"' in text
    assert 'aria-labelledby="x-titre"' in text
    assert "<p>Perdu.</p>" in text


def test_a_button_that_cannot_be_used_says_why():
    text = show('{% button "Ouvrir" disabled=True reason="Supprimé par son auteur" %}')
    assert 'aria-disabled="true"' in text
    assert "Supprimé par son auteur" in text


@pytest.mark.parametrize("drawing", ["bars", "curve"])
def test_each_drawing_has_its_numbers_in_a_table_beside(drawing):
    series = [Measure("avril", 52), Measure("mai", None), Measure("juin", 58.5)]
    text = show(f'{{% {drawing} series "Taux" unit="%" target=65 %}}', series=series)
    assert "<table" in text
    for words in ("52\u202f%", "non mesuré", "58,5\u202f%", "65\u202f%"):
        assert words in text, words


def test_a_gauge_of_nothing_draws_no_bar():
    assert 'class="bar"' not in show('{% gauge None "Taux" target=65 %}')
    assert 'class="bar"' in show('{% gauge 71 "Taux" target=65 %}')


def test_a_curve_goes_on_broken_to_where_it_should_end_and_the_table_tells_the_span():
    series = [Measure("1", 50), Measure("2", None)]
    drawn = show('{% curve series "x" unit="%" ahead=ahead %}', series=series, ahead=Ahead("Fin du mois", 60, 55, 65))
    assert drawn.count('class="ahead"') == 2
    assert re.search(r"Fin du mois</th><td class=.number.>60.% \(de 55.% à 65.%\)", drawn)
    assert 'class="ahead"' not in show('{% curve series "x" %}', series=series)


def test_a_value_that_is_not_told_says_so_in_its_own_words():
    drawn = show('{% bars series "x" %}', series=[Measure("Orne", None, "masqué"), Measure("Eure", None)])
    assert drawn.count("masqué") == 2
    assert drawn.count("non mesuré") == 2


def test_the_label_of_a_bar_that_is_long_takes_several_lines_and_loses_no_word():
    long = "Lettre de liaison à la sortie d'un établissement de soins"
    drawn = show('{% bars series "x" folded=True %}', series=[Measure(long, 3), Measure("Orne", 5)])
    lines = re.findall(r'<text x="0" y="([\d.]+)">([^<]*)</text>', drawn)
    assert [text for _, text in lines] == ["Lettre de liaison à la sortie d’un", "établissement de soins", "Orne"]
    heights = [float(y) for y, _ in lines]
    bars = [float(y) for y in re.findall(r'class="bar" x="0" y="([\d.]+)"', drawn)]
    assert heights[0] < heights[1] < bars[0] < bars[0] + 20 < heights[2] < bars[1]


def test_the_numbers_of_a_drawing_may_be_folded_under_it():
    series = [Measure("avril", 52)]
    assert "<details>" in show('{% curve series "x" folded=True %}', series=series)
    assert "<details>" not in show('{% curve series "x" %}', series=series)


def test_a_curve_is_cut_where_nothing_was_measured():
    series = [Measure(str(i), value) for i, value in enumerate([1, 2, None, 3, 4])]
    assert show('{% curve series "x" %}', series=series).count("<polyline") == 2


def test_initials_are_those_of_the_names():
    assert PersonLine("Docteur Anne Kervelec").initials == "DK"
    assert PersonLine("Iris").initials == "I"
    assert PersonLine("").initials == ""


@pytest.mark.parametrize(("value", "scale"), [(9, "9"), (380_568, "400 000"), (38_056_800, "40 000 000")])
def test_the_scale_of_a_curve_has_the_room_that_its_numbers_take(value, scale):
    drawn = show('{% curve series "x" %}', series=[Measure("janvier", 0), Measure("février", value)])
    (left,) = set(map(int, re.findall(r'<text x="(\d+)" dx="-6"', drawn)))
    assert re.sub(r"\s", " ", drawn).count(f">{scale}</text>") == 1
    assert left >= max(52, 9 * len(scale))
    assert f'd="M{left} ' in drawn
    assert f'points="{left}.0,' in drawn or f'points="{left},' in drawn
