"""Small values of a document to build: codes, identifiers, addresses, and how a text alone may write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """What a text must look like: an instant (HL7 TS), a day (or less of one), a number."""

    STAMP = "an instant: 2026-09-15T10:00:00+02:00, or a day: 2026-09-15"
    DAY = 'a day: 2026-09-15 (or "2026-09", "2026" when no more is known)'
    NUMBER = "a number: 4.89"


STAMP, DAY, NUMBER = Form.STAMP, Form.DAY, Form.NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code; without `system` and `label` those of the table of its place hold.

    `system_name` is what a local nomenclature is called, written with the codes of it.
    """

    code: str
    system: str = ""
    label: str = ""
    system_name: str = ""

    @classmethod
    def from_text(cls, text: str) -> Code:
        """A code alone."""
        return cls(code=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """An OID or a UUID, and what it names below it."""

    root: str
    extension: str = ""

    @classmethod
    def from_text(cls, text: str) -> Identifier:
        """`root` or `root^extension`."""
        root, _, extension = text.partition("^")
        return cls(root=root, extension=extension)

    @property
    def text(self) -> str:
        """`root` or `root^extension`."""
        return f"{self.root}^{self.extension}" if self.extension else self.root


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach someone: `scheme:rest`, and its use (H, WP, MC…)."""

    value: str
    use: str = ""

    @classmethod
    def from_text(cls, text: str) -> Contact:
        """The value alone."""
        return cls(value=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postal:
    """An address: free lines, or parts; never both."""

    lines: tuple[str, ...] = ()
    house_number: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    use: str = ""

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The named parts in CDA's words, those that are said."""
        named = (
            ("houseNumber", self.house_number),
            ("streetName", self.street),
            ("postalCode", self.postal_code),
            ("city", self.city),
            ("country", self.country),
        )
        return tuple((name, text) for name, text in named if text)
