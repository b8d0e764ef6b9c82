"""How a table goes on paper: its words whole where they fit, row by row where they do not, and never cut at the edge."""

from __future__ import annotations

import pytest

from socle.documents.showing.breadth import Fit, fit, labels
from socle.documents.showing.model import Cell, Figure, Form, ListOf, Paragraph, Run, Table

BROAD = [
    "Date",
    "Vaccin",
    "Lot n°",
    "Rang",
    "Voie d'administration",
    "Région d'administration",
    "Réaction",
    "Vaccinateur",
]


def cell(*texts, scope="", columns=1, rows=1):
    return Cell((Paragraph(tuple(Run(text) for text in texts)),) if texts else (), scope, columns, rows)


def made(head, *rows):
    return Table((tuple(cell(text, scope="col") for text in head),), tuple(tuple(map(cell, row)) for row in rows))


def test_a_table_whose_words_fit_keeps_them_whole():
    assert fit(made(["Examen", "Résultat"], ["Électrophorèse des protéines sériques", "normale"])) is Fit.WHOLE
    assert labels(made(["Examen", "Résultat"], ["Albumine", "45"])) == ()


def test_one_whose_words_do_not_is_told_row_by_row_under_the_names_of_its_columns():
    broad = made(
        BROAD, ["25/08/2009", "MENINGOCOCCIQUE", "357904636", "1", "intramusculaire", "deltoïde", "-", "MULLER"]
    )
    assert fit(broad) is Fit.STACKED
    assert labels(broad) == tuple(BROAD)


def test_a_word_goes_on_in_the_next_run_and_ends_with_the_line():
    whole, broken = cell("anti" * 15, "corps" * 12), cell("anti" * 15)
    lines = Cell((Paragraph((Run("anti" * 15), Run("", Form.LINE_BREAK), Run("corps" * 12))),))
    found = [fit(Table(((cell("A", scope="col"),),), ((one,),))) for one in (whole, broken, lines)]
    assert found == [Fit.STACKED, Fit.WHOLE, Fit.WHOLE]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [*rows, (cell("A", rows=2), cell("B"))],
        lambda rows: [*rows, (Cell((ListOf(((Paragraph((Run("x"),)),),)),)), cell("B"))],
        lambda rows: [*rows, (Cell((Figure(()),)), cell("B"))],
    ],
    ids=["a cell of two rows", "a list", "a picture"],
)
def test_where_no_width_can_be_told_a_table_is_made_as_narrow_as_it_must_be(change):
    table = made(["A", "B"], ["a", "b"])
    assert fit(Table(table.head, tuple(change(table.body)))) is Fit.CLOSE


def test_a_broad_table_without_one_name_for_each_column_is_made_as_narrow_as_it_must_be():
    words = ["immunoélectrophorèse"] * 8
    bare = Table((), (tuple(map(cell, words)),))
    uneven = Table(made(words).head, (tuple(map(cell, words[:-1])),))
    spanned = Table(((cell("Examens", scope="colgroup", columns=8),),), (tuple(map(cell, words)),))
    assert [fit(one) for one in (bare, uneven, spanned)] == [Fit.CLOSE] * 3


def test_a_cell_over_several_columns_widens_none_of_them_but_has_its_own_words():
    row = (tuple(map(cell, "AB")),)
    assert fit(Table(((cell("Hémogramme complet", scope="colgroup", columns=2),),), row)) is Fit.WHOLE
    assert fit(Table(((cell("immunoélectrophorèse" * 5, scope="colgroup", columns=2),),), row)) is Fit.CLOSE


def test_a_table_of_nothing_is_whole():
    assert fit(Table((), ())) is Fit.WHOLE
