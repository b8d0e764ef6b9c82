"""What is put in the place of good values: hostile words, and values that stand elsewhere in the samples."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

Chance = random.Random

HOSTILE = (
    "",
    " ",
    "\t\n ",
    "\u00a0",
    "\u202e",
    "\ufeff",
    "\ufffd",
    "\U0010ffff",
    "é" * 300,
    "x" * 70_000,
    "' OR 1=1 --",
    "'); DROP TABLE ledger_event; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "JaVaScRiPt&#58;alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    'http://a/" onmouseover="alert(1)',
    "https://x.example/\x85\u2028a",
    "{{ request }}{% load x %}",
    "{0}{found}{place}%s%n%(a)s",
    "${jndi:ldap://127.0.0.1/x}",
    "../../../../etc/passwd",
    "cid:../x",
    "^" * 500,
    "&" * 500,
    "^&" * 300,
    "~|\\E\\",
    "\\.br\\\\X41\\\\H\\",
    "-1",
    "0",
    "+1",
    "00",
    "9" * 400,
    "9" * 5000,
    "1" + "0" * 4400,
    "1e309",
    "-0.0",
    "nan",
    "0x10",
    "1_000",
    "٣٤٥",
    "²",
    "①",
    "१२३४५६७८९०१२३",
    "20269999999999",
    "00000000",
    "00010101",
    "99991231235959",
    "99991231235959-1200",
    "00010101000000+1400",
    "20260230",
    "20240229",
    "202602291",
    "2026-09-15T08:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
    "2026-09-15T24:00:00Z",
    "2026-09-15T08:00:60.123456789+00:00",
    "20260915080000+9999",
    "20260915080000.123456789",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "URN:UUID:00000000-0000-0000-0000-00000000000G",
    "urn:oid:",
    "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated",
    "1.2.250.1.213.1.1.4.13",
    "1.2.250.1.213.1.4.8",
    "0." * 100,
    "0." * 20_000,
    "2.999999999999999999999999999999999999999999999",
    "1^^^&1.2&ISO^NH",
    "284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH",
    "^^^&&",
    "2A4053523899177",
    "\ud7ff\ue000",
    "İıſKß",
    "ﷺ" * 50,
    "a\u0301" * 500,
    "true",
    "TRUE",
    "UNK",
    "NI",
    "B64",
    "text/html",
    "text/plain; charset=utf-7",
    "image/svg+xml",
    "application/pdf",
    "#",
    "#x",
    "#xpointer(/)",
    "('a','b')",
    "('a'",
    "'" * 301,
    "('" + "a','" * 2000 + "')",
    "%" * 3000,
    "%_" * 1500,
    "(" * 3000,
    "CN=" + "+CN=" * 300,
    "CN=#0c0141,C=FR",
    "CN=\\,\\2",
    "CN=\\C3\\28",
    "2.5.4.3=#1e00",
    "AA==",
    "AA=",
    "A" * 4001,
    "====",
)

#: What XML cannot hold; a text put into a tree goes without it.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Values kept by attribute or element at most, and their greatest length.
_KEPT, _LONGEST = 60, 300


def fit(text: str) -> str:
    """`text` as XML can hold it."""
    return _UNFIT.sub("", text)


@dataclass
class Words:
    """Values of the samples by the attribute or element that held them, besides the hostile ones."""

    values: Mapping[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, documents: Iterable[bytes]) -> Words:
        """Gathered from these XML documents, in their order; what is not XML is passed over."""
        values: dict[str, dict[str, None]] = defaultdict(dict)
        names: dict[str, None] = {}
        for data in documents:
            try:
                root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
            except (etree.XMLSyntaxError, ValueError):
                continue
            for node in root.iter(etree.Element):
                names[str(node.tag)] = None
                held = [(str(name), str(value)) for name, value in node.attrib.items()]
                for name, value in [*held, (etree.QName(node).localname, (node.text or "").strip())]:
                    if value and len(value) <= _LONGEST and len(values[name]) < _KEPT:
                        values[name][value] = None
        return cls({name: list(found) for name, found in values.items()}, list(names))

    def pick(self, chance: Chance, about: str = "") -> str:
        """A value: of the same name elsewhere, of any other name, or hostile."""
        draw = chance.random()
        if draw < 0.3 and self.values.get(about):
            return chance.choice(self.values[about])
        if draw < 0.4 and self.values:
            return chance.choice(self.values[chance.choice(list(self.values))])
        return chance.choice(HOSTILE)

    def name(self, chance: Chance) -> str:
        return chance.choice(self.names) if self.names else "{urn:x}x"
