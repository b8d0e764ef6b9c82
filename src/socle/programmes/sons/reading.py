"""Files of orders, ceilings and beneficiaries as the values of `model.py`. Refused rows come back beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from socle.programmes import files
from socle.programmes.finess import finess
from socle.programmes.sons.model import Aid, Line, Request
from socle.programmes.sons.rules.amounts import Ceilings, ceiling_key
from socle.programmes.sons.shapes import CEILINGS, ESMS_NUMERIQUE, ORDERS
from socle.programmes.sons.words import words

#: One row of a file: its line, its values by column.
Row = tuple[int, Mapping[str, Any]]
_NUMBERS = ("finess_pmsi", "finess_ej", "finess_eg")
_YES = {"yes": True, "no": False}
#: Columns of yes and no, those of a line, those of a request.
_FLAGS = frozenset(entry.name for kind in (Line, Request) for entry in fields(kind) if str(entry.type)[:4] == "bool")
_LINE = frozenset(entry.name for entry in fields(Line)) - {"number"}
_OURS = {"order", "lines", "disagreeing", "unread"}
_REQUEST = tuple(entry.name for entry in fields(Request) if entry.name not in _OURS)
#: What a row may leave to another row of the same order, for another beneficiary; the rest is each one's own.
_OF_THE_ORDER = frozenset(
    (
        *("finess_ej", "supplier", "software", "couloir", "wave", "territory", "ordered_on", "signed", "signed_by"),
        *("signature_means", "asp_model", "candidacy_on", "commitment_on", "proofs_on", "referenced_on"),
        *("presented_on", "advance_paid_on", "nature", "vat_subject", "vat_certificate", "mention", "conditions"),
    )
)


def orders(path: Path, mapping: Mapping[str, str] | None = None) -> tuple[list[Request], dict[str, Any]]:
    """The requests of a file of orders, and what was refused of it. Raises `files.UnreadableFile`."""
    sheet = files.rows(path, ORDERS, mapping=mapping)
    found = requests([(row.line, row.values) for row in sheet.rows])
    lost = _unread(path, sheet) if sheet.rejected.count else {}
    whole = [replace(one, unread=tuple(lost[one.order])) if one.order in lost else one for one in found]
    return whole, sheet.rejected.as_json()


def _unread(path: Path, sheet: files.Sheet) -> dict[str, list[int]]:
    """The lines that were refused, by the order they name."""
    (heading,) = (written for written, name in sheet.columns.items() if name == "order")
    number = files.Shape(ORDERS.name, (ORDERS.by_name["order"],))
    read = {row.line for row in sheet.rows}
    lost: dict[str, list[int]] = {}
    with files.heard():  # this second look at the file is not told of
        named = files.rows(path, number, mapping={"order": heading}).rows
    for row in named:
        if row.line not in read:
            lost.setdefault(row["order"], []).append(row.line)
    return lost


def ceilings(path: Path, mapping: Mapping[str, str] | None = None) -> tuple[Ceilings, dict[str, Any]]:
    """Ceilings HT by FINESS PMSI and DSR, and what was refused. Raises `files.UnreadableFile`."""
    sheet = files.rows(path, CEILINGS, mapping=mapping)
    found: dict[tuple[str, str], set[Decimal]] = {}
    for row in sheet.rows:
        key = ceiling_key(row["finess_pmsi"], row["dsr"])
        found.setdefault(key, set()).add(row["ceiling_ht"])
    return {key: frozenset(values) for key, values in found.items()}, sheet.rejected.as_json()


def aids(path: Path, mapping: Mapping[str, str] | None = None) -> tuple[Mapping[str, Sequence[Aid]], dict[str, Any]]:
    """The beneficiaries of ESMS numérique by FINESS, and what was refused. Raises `files.UnreadableFile`."""
    sheet = files.rows(path, ESMS_NUMERIQUE, mapping=mapping)
    found: dict[str, list[Aid]] = {}
    for row in sheet.rows:
        aid = Aid(finess(row["finess"]), row["phase"] or "", row["nature"] or "", _YES.get(row["referenced"] or ""))
        found.setdefault(aid.finess, []).append(aid)
    return found, sheet.rejected.as_json()


def requests(rows: Sequence[Row]) -> list[Request]:
    """Rows (line in the file, values by column) as requests, in the order of the file.

    Rows of one order, beneficiary and DSR are one request. What only one of its rows says holds for all of them.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    whole: dict[str, list[Row]] = {}
    for row in _completed(rows):
        values = row[1]
        dsr = " ".join(words(values["dsr"]))
        groups.setdefault((values["order"], values["finess_pmsi"], values["finess_eg"], dsr), []).append(row)
        whole.setdefault(values["order"], []).append(row)
    return [_request(key[0], members, whole[key[0]]) for key, members in groups.items()]


def _completed(rows: Sequence[Row]) -> Iterator[Row]:
    """Each row with the beneficiary and the DSR that the row before it of the same order named, when it names none."""
    last: dict[str, dict[str, str]] = {}
    for number, written in rows:
        values = {**written, **{name: finess(str(written[name])) for name in _NUMBERS if written.get(name)}}
        order = str(values.get("order") or "")
        named = {name: str(values[name]) for name in ("finess_pmsi", "finess_eg", "dsr") if values.get(name)}
        head = last.get(order, {"finess_pmsi": "", "finess_eg": "", "dsr": ""})
        if "finess_pmsi" in named and named["finess_pmsi"] != head["finess_pmsi"]:
            head = head | {"finess_eg": ""}
        last[order] = head | named
        yield number, {**values, **last[order], "order": order}


def _request(order: str, rows: Sequence[Row], whole: Sequence[Row]) -> Request:
    values: dict[str, Any] = {}
    disagreeing = []
    for name in _REQUEST:
        said = _said(name, rows) or (_said(name, whole)[:1] if name in _OF_THE_ORDER else [])
        if said:
            values[name] = said[0]
        if len(said) > 1:
            disagreeing.append(name)
    lines = tuple(_line(number, row) for number, row in rows)
    return Request(order=order, lines=lines, disagreeing=tuple(disagreeing), **values)


def _said(name: str, rows: Sequence[Row]) -> list[Any]:
    """What rows say in a column, each value once, in their order."""
    found = [row[name] for _, row in rows if row.get(name) not in {None, ""}]
    return list(dict.fromkeys(_YES[value] if name in _FLAGS else value for value in found))


def _line(number: int, row: Mapping[str, Any]) -> Line:
    told = {name: row[name] for name in _LINE if row.get(name) not in {None, ""}}
    return Line(number=number, **(told | {name: _YES[told[name]] for name in _FLAGS & told.keys()}))
