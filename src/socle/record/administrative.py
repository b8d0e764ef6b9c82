"""What a record keeps of its holder beside the traits of the INS, as one frozen value that is sealed whole (TD1.3)."""

from __future__ import annotations

from dataclasses import dataclass

from socle.wire.hl7v3 import Address, Relationship, Telecom


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrative:
    """How to reach the holder, whether he died, and who answers for him. Source: spec/dmp.md 3.1 (TD1.3a).

    `relationships` are shown and give no right: who may act for the holder stands in the record's representatives.
    """

    telecoms: tuple[Telecom, ...] = ()
    address: Address | None = None
    deceased: bool = False
    relationships: tuple[Relationship, ...] = ()


#: What is known of a record that nobody described.
NOTHING = Administrative()
