"""Workbooks: every value in a cell of its type, and no text that a spreadsheet would run.

Written by XlsxWriter, row by row; `files` of this room reads them back, and the tests open them with another library.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from socle.programmes.reports.model import Column, Kind, Sheet, Value, floored, shown
from socle.web.words import PARIS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: What a sheet holds at most, its heading aside, and a cell. Source: ECMA-376 as spreadsheets implement it.
MOST_ROWS, MOST_TEXT, MOST_NAME = 1_048_575, 32_767, 31
_FORMATS: Mapping[Kind, str] = {
    Kind.TEXT: "@",
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "General",  # as many decimals as there are; a pattern would leave a comma after whole numbers
    Kind.MONEY: '#,##0.00" €"',
    Kind.PERCENT: "0.0%",
    Kind.DATE: "dd/mm/yyyy",
    Kind.INSTANT: "dd/mm/yyyy hh:mm",
    Kind.FLAG: "@",
}
#: How a text begins that a spreadsheet would take for a formula once it is edited.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NARROWEST, _WIDEST, _LOOKED_AT = 8, 60, 500
#: Whole numbers that a cell keeps exactly, as it keeps every number: a double.
_EXACT = 2**53


def workbook(sheets: Sequence[Sheet], *, title: str, at: datetime, author: str = "Socle", subject: str = "") -> bytes:
    """The bytes of an XLSX file that holds these sheets, in their order.

    `at` is when it was made. A sheet of more rows than a spreadsheet opens goes on in another of the same name.
    Raises `ValueError` for a row that has not as many values as there are columns, and `ModuleNotFoundError` without
    the extra `programmes`.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - an extra; loaded when a workbook is written

    output = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(output, options) as book:
        local = at.astimezone(PARIS).replace(tzinfo=None)
        book.set_properties({"title": title, "author": author, "subject": subject, "created": local, "company": ""})
        book.set_size(2400, 1600)
        styles = _Styles(book)
        taken: set[str] = set()
        for sheet in sheets:
            for part in _parts(sheet):
                _write(book.add_worksheet(_name(part.name, taken)), part, styles, title)
    return output.getvalue()


def _parts(sheet: Sheet) -> Iterator[Sheet]:
    """The sheet, or as many as its rows need."""
    for start in range(0, max(len(sheet.rows), 1), MOST_ROWS):
        rows = sheet.rows[start : start + MOST_ROWS]
        last = start + MOST_ROWS >= len(sheet.rows)
        yield Sheet(sheet.name, sheet.columns, rows, sheet.notes if last and len(rows) < MOST_ROWS // 2 else ())


def _name(wanted: str, taken: set[str]) -> str:
    """A name that spreadsheets accept, given once."""
    plain = _NOT_IN_A_NAME.sub(" ", wanted).strip().strip("'")[:MOST_NAME] or "Feuille"
    name, turn = plain, 1
    while name.casefold() in taken:
        turn += 1
        name = f"{plain[: MOST_NAME - len(str(turn)) - 3]} ({turn})"
    taken.add(name.casefold())
    return name


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        border = {"bottom": 1, "bottom_color": "#9AA5B1", "valign": "top"}
        self.heading: Format = book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "valign": "vcenter"}
        )
        self.number_heading: Format = book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "align": "right"}
        )
        self.cells = {
            kind: book.add_format({"num_format": form, **border} | ({"text_wrap": True} if kind is Kind.TEXT else {}))
            for kind, form in _FORMATS.items()
        }
        self.quoted: Format = book.add_format({"num_format": "@", "text_wrap": True, "quote_prefix": True, **border})
        self.note: Format = book.add_format({"italic": True, "font_color": "#44505C", "num_format": "@"})


def _write(page: Worksheet, sheet: Sheet, styles: _Styles, title: str) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, _width(sheet, number))
        style = styles.number_heading if column.kind.is_number else styles.heading
        page.write_string(0, number, _text(column.title), style)
    for line, row in enumerate(sheet.rows, start=1):
        if len(row) != len(sheet.columns):
            raise ValueError(f"sheet {sheet.name}: row {line} has {len(row)} values for {len(sheet.columns)} columns")
        for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _cell(page, line, number, value, column, styles)
    for offset, note in enumerate(sheet.notes, start=len(sheet.rows) + 2):
        page.write_string(offset, 0, _text(note), styles.note)
    page.freeze_panes(1, 1 if len(sheet.columns) > 1 else 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    _printed(page, sheet, title)


def _printed(page: Worksheet, sheet: Sheet, title: str) -> None:
    """A4, as wide as the sheet, the headings on each page, what and where in the margins."""
    page.set_paper(9)
    if sum(_width(sheet, number) for number in range(len(sheet.columns))) > 90:  # noqa: PLR2004 - characters across A4
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    page.set_header("&L" + _margin(title) + "&R" + _margin(sheet.name))
    page.set_footer("&LSocle&RPage &P / &N")


def _margin(text: str) -> str:
    return _text(text).replace("&", "&&")[:100]


def _cell(page: Worksheet, line: int, number: int, value: Value, column: Column, styles: _Styles) -> None:
    """One value, in a cell of its own type; a text in a column of numbers stays a text."""
    style = styles.cells[column.kind]
    if value is None or value == "":
        page.write_blank(line, number, None, style)
    elif isinstance(value, bool):
        page.write_string(line, number, shown(value, column.kind), style)
    elif isinstance(value, datetime):
        page.write_datetime(line, number, _local(value), styles.cells[_dated(column.kind)])
    elif isinstance(value, date):
        page.write_datetime(line, number, value, styles.cells[Kind.DATE])
    elif isinstance(value, str):
        text = _text(value)
        page.write_string(line, number, text, styles.quoted if text.startswith(_FORMULA) else styles.cells[Kind.TEXT])
    elif column.kind is Kind.PERCENT:
        page.write_number(line, number, float(floored(value) / 100), style)
    elif -_EXACT <= value <= _EXACT:
        page.write_number(line, number, float(value), style)
    else:
        page.write_string(line, number, str(value), styles.cells[Kind.TEXT])


def _dated(kind: Kind) -> Kind:
    return kind if kind in {Kind.DATE, Kind.INSTANT} else Kind.INSTANT


def _local(value: datetime) -> datetime:
    """The instant as a clock in France shows it; spreadsheets know no zone."""
    return value.astimezone(PARIS).replace(tzinfo=None) if value.tzinfo else value


def _text(text: str) -> str:
    """What XML can carry and a cell can hold; what is cut says so."""
    clean = _NOT_IN_XML.sub("\ufffd", text)
    return clean if len(clean) <= MOST_TEXT else clean[: MOST_TEXT - 1] + "…"


def _width(sheet: Sheet, number: int) -> int:
    """Characters: those of the longest of its first values, and of its heading's longest word."""
    column = sheet.columns[number]
    if column.width:
        return column.width
    heading = max((len(word) for word in column.title.split()), default=0) + 3
    held: list[int] = [len(_drawn(row[number], column.kind)) for row in sheet.rows[:_LOOKED_AT] if number < len(row)]
    return min(max([_NARROWEST, heading, *(one + 2 for one in held)]), _WIDEST)


def _drawn(value: Any, kind: Kind) -> str:
    return shown(Decimal(str(value)) if isinstance(value, float) else value, kind)
