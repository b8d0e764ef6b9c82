"""The shapes of the room's files: no heading means two columns of one file."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from socle import programmes
from socle.programmes.files import Column, Kind, Shape

ROOM = Path(programmes.__file__).parent


def _shapes():
    for path in sorted(ROOM.rglob("*.py")):
        if path.parent.name != "files" and re.search(r"\bShape\(", path.read_text("utf-8")):
            module = import_module(".".join(("socle.programmes", *path.relative_to(ROOM).with_suffix("").parts)))
            for found in vars(module).values():
                many = (
                    found.values() if isinstance(found, dict) else found if isinstance(found, tuple | list) else [found]
                )
                yield from (one for one in many if isinstance(one, Shape))


SHAPES = list({shape.name: shape for shape in _shapes()}.values())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_no_heading_names_two_columns_of_one_file(shape):
    claimed = Counter(word for column in shape.columns for word in column.headings)
    assert not [word for word, times in claimed.items() if times > 1]


def test_the_programmes_have_shapes():
    assert len(SHAPES) > 5


def test_a_shape_with_a_column_twice_is_a_fault_of_the_programme():
    with pytest.raises(ValueError, match="twice"):
        Shape("stays", (Column("stay"), Column("stay", Kind.DATE)))
