"""The tables that people read are those that the code decides by."""

from __future__ import annotations

from tests import rights_tables


def test_the_page_of_rights_says_what_the_code_decides():
    asked = "run `python -m tests.rights_tables` and look at what changed"
    assert rights_tables.PAGE.read_text("utf-8") == rights_tables.page(), asked
