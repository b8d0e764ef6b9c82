"""Files as people have them: CSV, workbooks, Parquet; typed rows out, and every row that was refused told.

`rows` reads a small file in plain Python, `read` one of any size into a typed Parquet file.
"""

from __future__ import annotations

from socle.programmes.files.headings import mapping
from socle.programmes.files.hearing import heard
from socle.programmes.files.loading import read
from socle.programmes.files.outcome import Loaded, Refused, Rejected, Row, Sheet, Told, UnreadableFile
from socle.programmes.files.shapes import Column, Kind, Shape, Value
from socle.programmes.files.small import rows

__all__ = [
    "Column",
    "Kind",
    "Loaded",
    "Refused",
    "Rejected",
    "Row",
    "Shape",
    "Sheet",
    "Told",
    "UnreadableFile",
    "Value",
    "heard",
    "mapping",
    "read",
    "rows",
]
