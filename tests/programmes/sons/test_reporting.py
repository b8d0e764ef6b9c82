"""What the workbook and the document of a check say in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.programmes.sons.orders import ORDER, judged

from socle.programmes.reports import Table
from socle.programmes.sons import reporting

NOW = datetime(2022, 7, 15, tzinfo=UTC)


def test_where_only_the_first_of_the_rows_not_read_are_named_the_reports_say_so():
    first = [{"line": 9, "column": "ht", "fr": "La colonne ht ne tient pas un nombre."}]
    for count, told in ((1, ""), (150, "1 premières sur 150")):
        report = replace(judged(ORDER), rejected={"count": count, "first": first})
        (sheet,) = [one for one in reporting.sheets(report) if one.name == "Lignes non lues"]
        (table,) = [
            block
            for block in reporting.paper(report, NOW).blocks
            if isinstance(block, Table) and "pas pu être lues" in block.caption
        ]
        assert (told in " ".join(sheet.notes), told in table.caption) == (True, True)
        assert ("premières" in table.caption) is bool(told)
