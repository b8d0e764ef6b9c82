"""Which patient identifiers are an INS, told by their OID and by equality only.

Neighbouring OIDs are not an INS: .12 is the SI-SAMU identifier, .13 and .14 the social security number, and
a patient may hold the same digits under two of them. Source: spec/identity.md a.2; value set `ins_oid`.
"""

from __future__ import annotations

from socle.wire.hl7v2 import CX

NIR = "1.2.250.1.213.1.4.8"
NIA = "1.2.250.1.213.1.4.9"
NIR_TEST = "1.2.250.1.213.1.4.10"
NIR_DEMO = "1.2.250.1.213.1.4.11"
#: The old calculated identifier, and those of test and demonstration cards: history only.
INS_C = "1.2.250.1.213.1.4.2"
INS_C_TEST = "1.2.250.1.213.1.4.6"
INS_C_DEMO = "1.2.250.1.213.1.4.7"

INS_OIDS: frozenset[str] = frozenset({NIR, NIA, NIR_TEST, NIR_DEMO})
PRODUCTION_OIDS: frozenset[str] = frozenset({NIR, NIA})
TEST_OIDS: frozenset[str] = frozenset({NIR_TEST, NIR_DEMO})
INS_C_OIDS: frozenset[str] = frozenset({INS_C, INS_C_TEST, INS_C_DEMO})


def is_ins(oid: str) -> bool:
    """Whether `oid` is that of an INS, of production, test or demonstration."""
    return oid in INS_OIDS


def is_test(oid: str) -> bool:
    """Whether `oid` is an INS that must never be seen in production."""
    return oid in TEST_OIDS


def is_ins_c(oid: str) -> bool:
    """Whether `oid` is the old calculated identifier, whatever the cards it came from."""
    return oid in INS_C_OIDS


def is_qualified(oid: str, production: bool) -> bool:
    """Whether an identifier under `oid` is a qualified INS on the wire.

    A matricule may be sent only when qualified (identity.md a.6), so that its presence says so; test and
    demonstration matricules count in a test environment alone.
    """
    return oid in (PRODUCTION_OIDS if production else INS_OIDS)


def names_ins(identifier: CX) -> bool:
    """Whether a CX carries a value under the OID of an INS."""
    return bool(identifier.id) and is_ins(identifier.authority)
