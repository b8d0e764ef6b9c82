"""A cell with several mailboxes is as many rows: each recipient is one to whom something was sent."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from socle.programmes import files
from socle.programmes.files import Column, Kind, Shape
from socle.programmes.files.values import addresses

SHAPE = Shape("messages", (Column("message", required=True), Column("to", Kind.ADDRESSES, also=("destinataire",))))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a@x.fr;b@y.fr", ["a@x.fr", "b@y.fr"]),
        ("a@x.fr, b@y.fr c@z.fr", ["a@x.fr", "b@y.fr", "c@z.fr"]),
        ('"Dr A" <a@x.fr>; Centre <b@y.fr>', ["a@x.fr", "b@y.fr"]),
        ("a@x.fr;A@X.FR;", ["A@X.FR"]),
        ("o'neil@x.fr", ["o'neil@x.fr"]),
        ("inconnu", ["inconnu"]),
    ],
)
def test_the_mailboxes_of_a_cell_are_each_found_once(cell, found):
    assert addresses(cell) == found


@pytest.mark.rule("MSS-041")
def test_a_row_with_several_recipients_is_one_for_each_and_one_line_of_the_file(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("message|destinataire\n1|a@x.fr; b@y.fr\n2|c@z.fr\n3|\n4|<d@x.fr>\n")
    small = files.rows(path, SHAPE)
    large = files.read(path, SHAPE, into=tmp_path / "typed")
    told = [("1", "a@x.fr"), ("1", "b@y.fr"), ("2", "c@z.fr"), ("3", None), ("4", "d@x.fr")]
    assert [(row["message"], row["to"]) for row in small.rows] == told
    assert [(row["message"], row["to"]) for row in pq.read_table(large.path).to_pylist()] == told
    assert (small.as_json()["rows"], large.rows) == (4, 4)
