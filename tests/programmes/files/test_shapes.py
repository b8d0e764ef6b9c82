"""What a file is asked to hold."""

from __future__ import annotations

import pytest

from socle.programmes.files import Column, Kind, Shape


def test_a_shape_with_a_column_twice_is_a_fault_of_the_programme():
    with pytest.raises(ValueError, match="twice"):
        Shape("stays", (Column("stay"), Column("stay", Kind.DATE)))
