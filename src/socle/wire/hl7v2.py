"""The HL7 v2 data types that XDS metadata and the VIHF token carry as text.

Each type keeps the text exactly as received and reads components on demand: metadata is given back as it
came, and identifiers are compared by their parts, never as whole strings (a CX may carry a date in its
eighth component). Source: IHE ITI TF-3 4.2.3.1; spec/dmp.md 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

#: OID of national identifiers of professionals and of structures. Source: ANS NOS, TRE_G08 and TRE_G07.
PERSON_AUTHORITY = "1.2.250.1.71.4.2.1"
STRUCTURE_AUTHORITY = "1.2.250.1.71.4.2.2"


@dataclass(frozen=True, slots=True)
class _Text:
    text: str

    def component(self, number: int) -> str:
        """Component `number`, counted from 1 as HL7 does; empty when absent."""
        parts = self.text.split("^")
        return parts[number - 1] if 0 < number <= len(parts) else ""

    def subcomponent(self, number: int, sub: int) -> str:
        """Subcomponent `sub` of component `number`, both counted from 1."""
        parts = self.component(number).split("&")
        return parts[sub - 1] if 0 < sub <= len(parts) else ""

    def __str__(self) -> str:
        return self.text


class CX(_Text):
    """An identifier: `id^^^&authority&ISO^type`."""

    __slots__ = ()

    @classmethod
    def of(cls, id: str, authority: str, type: str = "") -> CX:
        return cls(f"{id}^^^&{authority}&ISO" + (f"^{type}" if type else ""))

    @property
    def id(self) -> str:
        return self.component(1)

    @property
    def authority(self) -> str:
        """The OID of the assigning authority."""
        return self.subcomponent(4, 2)

    @property
    def type(self) -> str:
        return self.component(5)

    @property
    def is_complete(self) -> bool:
        return bool(self.id and self.authority and self.subcomponent(4, 3) == "ISO")

    def same_as(self, other: CX) -> bool:
        """Whether both name the same thing: identifier and authority, nothing else."""
        return (self.id, self.authority) == (other.id, other.authority)


class XCN(_Text):
    """A person or device: `id^family^given^^^^^^&authority&ISO^D^^^type`."""

    __slots__ = ()

    @classmethod
    def of(
        cls,
        id: str,
        family: str,
        given: str = "",
        *,
        authority: str = PERSON_AUTHORITY,
        name_type: str = "D",
        id_type: str = "IDNPS",
    ) -> XCN:
        return cls(f"{id}^{family}^{given}^^^^^^&{authority}&ISO^{name_type}^^^{id_type}")

    @property
    def id(self) -> str:
        return self.component(1)

    @property
    def family(self) -> str:
        return self.component(2)

    @property
    def given(self) -> str:
        return self.component(3)

    @property
    def authority(self) -> str:
        return self.subcomponent(9, 2)

    @property
    def is_device(self) -> bool:
        """Component 10 is U for a device, D for a person. Source: spec/dmp.md 4.2."""
        return self.component(10) == "U"


class XON(_Text):
    """A structure: `NAME^^^^^&authority&ISO^IDNST^^^id`."""

    __slots__ = ()

    @classmethod
    def of(cls, name: str, id: str, *, authority: str = STRUCTURE_AUTHORITY) -> XON:
        return cls(f"{name}^^^^^&{authority}&ISO^IDNST^^^{id}")

    @property
    def name(self) -> str:
        return self.component(1)

    @property
    def id(self) -> str:
        return self.component(10)

    @property
    def authority(self) -> str:
        return self.subcomponent(6, 2)
