"""Files of orders as people have them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from socle.programmes.files.shapes import plain
from socle.programmes.sons import reading
from socle.programmes.sons.model import Line, Request
from socle.programmes.sons.money import read_rate
from socle.programmes.sons.shapes import CEILINGS, ESMS_NUMERIQUE, ORDERS


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "commandes.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_every_column_is_one_of_the_model_and_no_heading_names_two():
    named = {column.name for column in ORDERS.columns} - {"order"}
    assert named == {*Line.__dataclass_fields__, *Request.__dataclass_fields__} - {
        *("order", "lines", "disagreeing", "unread", "number")
    }
    for shape in (ORDERS, CEILINGS, ESMS_NUMERIQUE):
        headings = Counter(heading for column in shape.columns for heading in column.headings)
        assert [heading for heading, count in headings.items() if count > 1] == [], plain("")


def test_the_lines_of_an_order_are_one_request_whatever_its_first_line_alone_says(tmp_path):
    text = (
        "N° commande;FINESS PMSI;FINESS géographique;Couloir;Vague;DSR;Date de commande;Libellé;Montant HT;Taux TVA;"
        "Périmètre Ségur\n"
        "BC-1;010010171;010000024;Hôpital;1;HOP-DPI-Va1;15/05/2022;Mise à jour;8 943,97 €;20 %;oui\n"
        "BC-1;;;;;;;Hébergement;100,00;20 %;non\n"
        "BC-2;010780054;;Médico-social PA/PH/DOM;vague 1;MS-DUI;16/05/2022;Mise à jour;10;20;\n"
    )
    (first, second), rejected = reading.orders(written(tmp_path, text, "cp1252"))
    assert rejected["count"] == 0
    assert [(line.number, line.ht, line.segur) for line in first.lines] == [
        (2, Decimal("8943.97"), True),
        (3, Decimal(100), False),
    ]
    assert (first.ht, first.ordered_on, first.corridor, first.waves) == (
        *(Decimal("8943.97"), date(2022, 5, 15), "hopital", "1"),
    )
    assert (second.corridor, second.lines[0].segur, second.families >= {"DUI"}) == ("medico-social", True, True)


def test_an_order_for_several_esms_is_one_request_for_each_and_keeps_what_the_order_says(tmp_path):
    text = (
        "commande,finess,finess_eg,couloir,dsr,ordered_on,va,ht\n"
        "BC-7,750000002,010000024,medico-social,MS-DUI-Va1,2022-05-01,2022-06-01,1026.67\n"
        "BC-7,,010000032,,,,,1026.67\n"
    )
    first, second = reading.orders(written(tmp_path, text))[0]
    assert (first.beneficiary, second.beneficiary) == ("010000024", "010000032")
    assert (second.finess_pmsi, second.dsr, second.ordered_on) == ("750000002", "MS-DUI-Va1", date(2022, 5, 1))
    assert second.va_on is None


def test_rows_that_disagree_are_told(tmp_path):
    text = "commande;finess;date commande;ht\nBC-1;010010171;01/05/2022;1\nBC-1;010010171;02/05/2022;2\n"
    (request,) = reading.orders(written(tmp_path, text))[0]
    assert request.disagreeing == ("ordered_on",)


def test_a_row_that_cannot_be_read_is_told_with_its_line(tmp_path):
    text = "commande;finess;ht;signé\nBC-1;010010171;douze;oui\nBC-2;010010171;12;peut-être\nBC-3;010010171;12;oui\n"
    found, rejected = reading.orders(written(tmp_path, text))
    assert [request.order for request in found] == ["BC-3"]
    assert [(row["line"], row["column"]) for row in rejected["first"]] == [(2, "ht"), (3, "signed")]
    assert found[0].signed is True


def test_an_order_of_which_a_line_is_not_read_is_not_judged_as_if_it_were_whole(tmp_path):
    text = (
        "Devis du 15 mai\nN° BDC;finess;libellé;ht\nBC-1;010010171;Mise à jour;8943,97\n"
        "BC-1;010010171;Formation;douze\nBC-2;010780054;Mise à jour;10\n;010780054;Formation;1\n"
    )
    found, rejected = reading.orders(written(tmp_path, text))
    assert rejected["count"] == 2
    assert [(one.order, one.ht, one.unread) for one in found] == [
        ("BC-1", Decimal("8943.97"), (4,)),
        ("BC-2", Decimal(10), ()),
    ]


def test_a_workbook_of_orders_is_read_as_it_shows(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["N° commande", "FINESS PMSI", "Date de commande", "Montant HT", "Taux TVA", "Signé"])
    book.active.append(["BC-1", "010010171", datetime(2022, 5, 15), 8943.97, 0.2, "oui"])
    book.active["E2"].number_format = "0%"
    path = tmp_path / "commandes.xlsx"
    book.save(path)
    (request,), rejected = reading.orders(path)
    assert (rejected["count"], request.ordered_on, request.ht) == (0, date(2022, 5, 15), Decimal("8943.97"))
    assert read_rate(request.lines[0].vat_rate) == Decimal(20)
    assert (request.finess_pmsi, request.signed) == ("010010171", True)


@pytest.mark.rule("SONS-036")
def test_ceilings_and_aids_are_read(tmp_path):
    ceilings = written(tmp_path, "FINESS PMSI;Fonction logicielle;Plafond HT\n10010171;HOP-DPI Va1;8943,97\n")
    assert reading.ceilings(ceilings)[0] == {("010010171", "dpi 1"): frozenset({Decimal("8943.97")})}
    aids = written(tmp_path, "finess;phase;référencée\n10000032;Amorçage;oui\n010000040;2022;non\n")
    found = reading.aids(aids)[0]
    assert list(found) == ["010000032", "010000040"]  # zeros that spreadsheets eat are put back
    assert [(one.is_starting_phase, one.referenced) for (one,) in found.values()] == [(True, True), (False, False)]


@pytest.mark.parametrize(
    ("written_as", "couloir"),
    [
        *(("Hospitalier", "hopital"), ("Établissements sanitaires", "hopital"), ("HOP", "hopital")),
        *(("Médico-social PA/PH/Dom", "medico-social"), ("Médecine de ville", "medecine-de-ville")),
        *(
            ("Biologie médicale", "biologie"),
            ("Imagerie", "radiologie"),
            ("Pharmacie d'officine", "officine"),
            ("?", ""),
        ),
    ],
)
def test_a_couloir_is_read_as_people_write_it(written_as, couloir):
    assert Request(order="1", couloir=written_as).corridor == couloir


@pytest.mark.parametrize(
    ("written_as", "wave"),
    [("Vague 1", "1"), ("V2", "2"), ("1+2", "1+2"), ("vague 1 et 2", "1+2"), ("3", ""), ("", "")],
)
def test_a_wave_is_read_as_people_write_it(written_as, wave):
    assert Request(order="1", wave=written_as).waves == wave


def test_the_manual_names_every_column():
    page = (Path(__file__).parents[3] / "docs" / "sons.md").read_text("utf-8")
    columns = {column.name for shape in (ORDERS, CEILINGS, ESMS_NUMERIQUE) for column in shape.columns}
    assert [name for name in sorted(columns) if f"`{name}`" not in page] == []
