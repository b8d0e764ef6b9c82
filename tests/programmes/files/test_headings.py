"""Headings as people write them, and what every file of the room is asked to hold."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pytest

from socle import programmes
from socle.programmes.files import Shape
from socle.programmes.files.headings import twice
from socle.programmes.files.shapes import heading


@pytest.mark.parametrize(
    "written", ["Date d'activation du dossier", "DATE ACTIVATION DOSSIER", "date_activation_dossier"]
)
def test_little_words_accents_and_signs_do_not_matter(written):
    assert heading(written) == "dateactivationdossier"


def test_a_heading_of_little_words_alone_is_one_all_the_same():
    assert heading("Au") == "au"


def test_no_heading_is_claimed_by_two_columns_of_a_file():
    names = [
        module.name for module in walk_packages(programmes.__path__, "socle.programmes.") if "shape" in module.name
    ]
    modules = [vars(import_module(name)) for name in names]
    shapes = {each.name: each for module in modules for each in module.values() if isinstance(each, Shape)}
    assert len(shapes) >= 5
    assert {name: found for name, shape in shapes.items() if (found := twice(shape))} == {}
