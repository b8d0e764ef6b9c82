"""Documents on paper: read by another library than the one that writes them, and judged as PDF/A."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest

from socle.documents.pdf import inspecting
from socle.programmes.reports import (
    Bar,
    Bars,
    Column,
    Gauge,
    Heading,
    Kind,
    Notes,
    Paragraph,
    Report,
    Signature,
    Table,
    pdf,
    rate,
    rule_notes,
    shown,
)

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
STAYS = (Column("Indicateur"), Column("Séjours", Kind.INTEGER), Column("Taux", Kind.PERCENT), Column("Jour", Kind.DATE))


def report(*blocks, title="Indicateurs d’usage"):
    return Report(title=title, subtitle="Centre hospitalier d’Essai", at=NOW, blocks=blocks)


def pages_of(data):
    with pypdfium2.PdfDocument(data) as document:
        pages = [document[number] for number in range(len(document))]
        return [page.get_textpage().get_text_bounded().replace("\xa0", " ").replace("\r\n", "\n") for page in pages]


@pytest.fixture(scope="module")
def whole():
    return pdf(
        report(
            Heading("Résultats"),
            Paragraph("Un indicateur atteint sur deux ; œuvre, ç, « guillemets », 12 €."),
            Gauge("DS1.1 Lettre de liaison", Decimal("58.96"), 59, "non atteint"),
            Gauge("DS4.2 Messages aux patients", None, 42, "non mesurable"),
            Bars("Séjours par motif", (Bar("Aucun document", 12), Bar("INS non qualifiée", None)), target=10),
            Table("Détail", STAYS, [("DS1.1", 12_345, 58.96, date(2022, 6, 30))], notes=("Taux arrondi vers le bas.",)),
            Notes("Règles", rule_notes(["SUN-003", "SUN-003"])),
            Signature(role="Directeur"),
        )
    )


def test_a_report_reads_in_french_from_its_title_to_its_signature(whole):
    (text,) = pages_of(whole)
    for words in (
        "Indicateurs d’usage\nCentre hospitalier d’Essai\nÉtabli le dimanche 22 novembre 2026, 16 h 30",
        "œuvre, ç, « guillemets », 12 €",
        "58,9 % — cible 59 % — non atteint",
        "cible 42 % — non mesurable",
        "12 345",
        "30/06/2022",
        "SUN-003 : « Taux de séjours pour lesquels le DMP a été alimenté d’une lettre de liaison »",
        "Qualité : Directeur",
        "Signature",
        "page 1/1",
    ):
        assert words in text, words
    assert text.count("SUN-003 :") == 1
    assert text.index("Résultats") < text.index("DS1.1") < text.index("Détail") < text.index("Signature")


def test_a_report_is_pdfa_and_the_same_each_time(whole):
    seen = inspecting.inspect(whole, scan=0)
    assert (seen.pdfa, seen.faults) == ((1, "B"), ())
    assert pdf(report(Paragraph("a"))) == pdf(report(Paragraph("a")))


def test_a_report_is_tagged_for_those_who_listen_to_it(whole):
    with pikepdf.open(io.BytesIO(whole)) as file:
        assert file.Root.Lang == "fr-FR"
        assert file.Root.MarkInfo.Marked
        (document,) = file.Root.StructTreeRoot.K
        kinds = [str(kid.S) for kid in document.K]
        (table,) = (kid for kid in document.K if kid.S == "/Table")
        rows = [kid for kid in table.K if kid.S == "/TR"]
        headings = [[str(cell.S) for cell in row.K] for row in rows]
        told = [str(kid.Alt) for kid in document.K if kid.S == "/Figure"]
    assert kinds[0] == "/H1"
    assert "/H2" in kinds
    assert headings == [["/TH"] * 4, ["/TH", "/TD", "/TD", "/TD"]]
    assert told[0].replace("\xa0", " ") == "DS1.1 Lettre de liaison : 58,9 % — cible 59 % — non atteint."
    assert told[2] == "Séjours par motif. Aucun document : 12; INS non qualifiée : non mesuré."


def test_a_long_table_says_its_headings_again_on_each_page_and_loses_no_row():
    rows = [(f"séjour-{number}", number, None, None) for number in range(200)]
    pages = pages_of(pdf(report(Table("Séjours à reprendre", STAYS, rows))))
    assert len(pages) > 2
    assert all("Indicateur" in page for page in pages)
    assert [word for page in pages for word in page.split() if word.startswith("séjour-")] == [row[0] for row in rows]
    assert f"page {len(pages)}/{len(pages)}" in pages[-1]


def test_a_cell_too_wide_goes_on_below_and_a_word_too_long_is_cut():
    words = "mot " * 60
    (text,) = pages_of(pdf(report(Table("", (Column("A"), Column("B")), [(words, "x" * 200)]))))
    assert text.split().count("mot") == 60
    assert text.count("x") >= 200


def test_a_table_of_many_columns_is_written_smaller_and_its_numbers_stay_whole():
    columns = (Column("Indicateur"), *(Column(f"Mois {number}", Kind.INTEGER) for number in range(10)))
    (text,) = pages_of(pdf(report(Table("Année", columns, [("DS1.1", *[12_345_678] * 10)]))))
    assert " ".join(text.split()).count("12 345 678") == 10


def test_a_gauge_with_a_long_name_tells_its_result_under_it():
    gauge = Gauge("DS1.1 " + "lettre de liaison " * 6, 50, 59, "non atteint, à reprendre avec le service concerné")
    bars = Bars("Séjours", (Bar("un motif dont le nom est bien trop long pour tenir", 3),))
    (text,) = pages_of(pdf(report(gauge, bars)))
    assert "50,0 % — cible 59 % — non atteint, à reprendre avec le service concerné" in text
    assert "…" in text.split("Séjours")[1]


@pytest.mark.parametrize("lines", range(30, 50))
def test_bars_stand_with_their_title_and_heading_on_one_page(lines):
    above = [Paragraph(f"ligne {number}") for number in range(lines)]
    bars = Bars("Novembre", tuple(Bar(f"département {number}", number + 1) for number in range(8)))
    found = pages_of(pdf(report(*above, Heading("Documents", 2), bars)))
    (whole,) = (text for text in found if "Documents" in text)
    assert "Novembre" in whole
    assert all(f"département {number}" in whole for number in range(8))


def test_what_the_face_cannot_draw_is_a_square_and_not_a_failure():
    (text,) = pages_of(pdf(report(Paragraph("Sourire 😀 fin"), title="Ünïcode")))
    assert "Sourire □ fin" in text


def test_a_row_of_other_columns_is_refused():
    with pytest.raises(ValueError, match="2 values for 4 columns"):
        pdf(report(Table("Détail", STAYS, [(1, 2)])))


def test_a_rate_is_rounded_down_from_its_exact_fraction_and_nothing_divides_by_nothing():
    assert (rate(5896, 10_000), rate(1, 3), rate(3, 3), rate(0, 0)) == (Decimal("58.9"), Decimal("33.3"), 100, None)


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (Decimal("10732.764"), Kind.MONEY, "10 732,76 €"),
        (Decimal("0.005"), Kind.MONEY, "0,01 €"),
        (12_345, Kind.INTEGER, "12 345"),
        (Decimal("99.99"), Kind.PERCENT, "99,9 %"),
        (None, Kind.INTEGER, ""),
        (False, Kind.FLAG, "non"),
        (NOW, Kind.INSTANT, "22/11/2026 16:30"),
    ],
)
def test_a_value_is_shown_as_a_french_reader_writes_it(value, kind, words):
    assert shown(value, kind).replace("\u202f", " ").replace("\xa0", " ") == words


def test_the_foot_of_a_page_keeps_a_long_subtitle_whole_and_what_two_lines_cannot_hold_is_told_by_its_sign():
    long = "Centre hospitalier intercommunal de la Vallée et des Trois Ponts réunis, site du Moulin, pôle de médecine, "
    long += "novembre 2022, fenêtre 2 du programme"

    def foot(subtitle):
        data = pdf(Report(title="Indicateurs d’usage", subtitle=subtitle, at=NOW, blocks=(Paragraph("Rien."),)))
        return " ".join(pages_of(data)[0].split()).partition("Rien. ")[2]

    assert foot(long) == f"Indicateurs d’usage – {long} page 1/1"
    assert foot(f"{long} {long} {long}").partition(" page")[0].endswith("…")
