"""Headings as people write them."""

from __future__ import annotations

import pytest

from socle.programmes.files.shapes import heading


@pytest.mark.parametrize(
    "written", ["Date d'activation du dossier", "DATE ACTIVATION DOSSIER", "date_activation_dossier"]
)
def test_little_words_accents_and_signs_do_not_matter(written):
    assert heading(written) == "dateactivationdossier"


def test_a_heading_of_little_words_alone_is_one_all_the_same():
    assert heading("Au") == "au"
