"""What the tests of malformed requests share: a good message, a part, and how long a refusal may take."""

from __future__ import annotations

import time
from dataclasses import replace

from lxml import etree

from socle.wire.ids import new_uuid
from tests.failures.exchange import (
    CAMILLE,
    envelope,
    existence,
)
from tests.wire.vihf.forge import GOOD, Seal, forged

MB = 1024 * 1024
#: No refusal takes longer, on two cores shared with others.
SECONDS = 5


def soap_message(target, instant, change=lambda root: None):
    """A good TD0.2, with one change of its XML."""
    content = replace(GOOD, id=f"_{new_uuid()}", patient=CAMILLE, issue_instant=instant)
    token = forged(content, Seal(signer=target.issued("card-kervelec-sign"), uris=(f"#{content.id}",)))
    root = etree.fromstring(envelope(existence(), token))
    change(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def timed(send):
    """What `send` gives; it must not take long."""
    begun = time.monotonic()
    found = send()
    assert time.monotonic() - begun < SECONDS
    return found


def part(id, content):
    head = f"\r\nContent-Type: text/xml\r\nContent-ID: <{id}>\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    return head.encode() + content + b"\r\n"
