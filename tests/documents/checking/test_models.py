"""What is asked of an element does not depend on what was asked before: models are kept, and as many as may be."""

from __future__ import annotations

from itertools import islice, permutations

from tests.documents.checking.conftest import AT, replaced, told

from socle.documents.checking import judge
from socle.documents.checking.models import model
from socle.documents.checking.tables import HEADER, tables


def test_templates_in_any_order_ask_the_same_beyond_the_orders_that_are_kept():
    known = [name for name in tables() if name != HEADER][:5]
    plain = model("Section", ())
    for order in islice(permutations(known), 100):
        made = plain.with_templates([*order, "1.2.3"])
        assert made is model("Section", tuple((root, "") for root in order))


def test_an_identifier_of_any_length_is_judged_by_its_form(plain):
    long = "1.2." + ".".join("3" * 60)
    old = 'id root="1.2.3.4.5.6"'
    assert told(judge(replaced(plain, old, f'id root="{long}"'), at=AT)) == []
    assert told(judge(replaced(plain, old, f'id root="{long}."'), at=AT)) == [("cda.malformed", "/id/@root")]


def test_comments_and_instructions_are_no_children(plain):
    data = plain.replace(b"<custodian>", b"<custodian><!-- a --><?b c?>").replace(b"<family ", b"<!-- d --><family ")
    assert told(judge(data, at=AT)) == []
    data = plain.replace(b"<custodian>", b"<custodian><!-- a -->mot")
    assert told(judge(data, at=AT)) == [("cda.text-not-allowed", "/custodian/text()")]
