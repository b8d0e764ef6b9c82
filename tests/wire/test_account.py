"""TD1.5, both sides: the channel of one-time codes, the answer."""

from __future__ import annotations

import pytest
from lxml import etree

from socle.wire import verdicts
from socle.wire.namespaces import PATIENTS, qname
from socle.wire.patients import account


def request(tag=account.CHANNEL, **children):
    root = etree.Element(tag)
    for name, text in children.items():
        etree.SubElement(root, qname(PATIENTS, name)).text = text
    return root


def test_a_channel_is_read_with_what_becomes_of_it():
    read, findings = account.read_channel(request(type="SMS", canal="+33600000001", action="MODIFICATION"))
    assert findings == []
    assert read == account.Channel(account.ChannelType.SMS, "+33600000001", account.ChannelChange.CHANGE)


def test_the_first_channel_of_an_account_is_added_whatever_it_says():
    read, findings = account.read_channel(request(account.CREATE, type="EMAIL", canal="a@example.org", action="?"))
    assert (read.change, findings) == (account.ChannelChange.ADD, [])


@pytest.mark.parametrize(
    ("children", "place"),
    [
        ({"type": "PIGEON", "canal": "x", "action": "AJOUT"}, "type"),
        ({"type": "SMS", "canal": "", "action": "AJOUT"}, "canal"),
        ({"type": "SMS", "canal": "6" * 201, "action": "AJOUT"}, "canal"),
        ({"type": "SMS", "canal": "x", "action": "OUBLI"}, "action"),
    ],
)
def test_a_channel_that_is_none_is_told_with_its_place(children, place):
    read, (finding,) = account.read_channel(request(**children))
    assert read is None
    assert finding.verdict is verdicts.ACCOUNT_CHANNEL
    assert finding.place == place
