"""What a laboratory report holds: chapters, sub-chapters, and the results in them.

Source: spec/cda.md section 9 (CR-BIO 2024.01); CI-SIS, volet CR-BIO; IHE PaLM TF-3, XD-LAB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from socle.documents.building.values import NUMBER, STAMP, Code, Contact, Identifier, Postal


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A result. `kind` is PQ, INT, REAL, ST, CD, IVL_PQ or RTO; without it what is filled tells it.

    A quantity has `quantity` and `unit` (UCUM), and may have `other_quantity` in `other_unit`; an interval `low`
    and `high`; a ratio `numerator` and `denominator`; a coded result `code`, or its words alone in `text`.
    """

    kind: str = ""
    quantity: Annotated[str, NUMBER] = ""
    unit: str = ""
    other_quantity: Annotated[str, NUMBER] = ""
    other_unit: str = ""
    low: Annotated[str, NUMBER] = ""
    low_inclusive: bool = True
    high: Annotated[str, NUMBER] = ""
    high_inclusive: bool = True
    numerator: Annotated[str, NUMBER] = ""
    denominator: Annotated[str, NUMBER] = ""
    code: Code | None = None
    text: str = ""

    @classmethod
    def from_text(cls, text: str) -> Value:
        """Words."""
        return cls(text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Reference values: an interval of `unit`."""

    low: Annotated[str, NUMBER] = ""
    high: Annotated[str, NUMBER] = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """An earlier result of the same examination."""

    time: Annotated[str, STAMP]
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One examination and its result. `code` is LOINC, or else `local_code` of whoever made it.

    `name` is what people read (the label of the code when not said).
    """

    code: Code | None = None
    local_code: Code | None = None
    name: str = ""
    status: str = "completed"
    time: Annotated[str, STAMP] = ""
    value: Value | None = None
    interpretation: Code | None = None
    method: Code | None = None
    reference: Range | None = None
    prior: tuple[Prior, ...] = ()
    comment: str = ""

    @property
    def title(self) -> str:
        """What people read."""
        return self.name or next((one.label for one in (self.code, self.local_code) if one and one.label), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """Examinations made together."""

    observations: tuple[Observation, ...]
    name: str = ""
    code: Code | None = None
    local_code: Code | None = None
    status: str = "completed"
    comment: str = ""

    @property
    def title(self) -> str:
        """What people read."""
        return self.name or next((one.label for one in (self.code, self.local_code) if one and one.label), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolate:
    """A germ found: `code` in any system, or `ncbi` of the NCBI taxonomy; its counts and antibiograms."""

    name: str
    code: Code | None = None
    ncbi: Code | None = None
    id: Identifier | None = None
    status: str = "completed"
    time: Annotated[str, STAMP] = ""
    observations: tuple[Observation, ...] = ()
    batteries: tuple[Battery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """What was taken: `code` of the act, `type` of the specimen (HL7 table 0487), when taken and received."""

    name: str
    taken: Annotated[str, STAMP]
    id: Identifier | None = None
    code: Code | None = None
    type: Code | None = None
    site: Code | None = None
    received: Annotated[str, STAMP] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture beside results."""

    path: str
    media_type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Who validated the results of a section, and when."""

    id: str
    family: str
    time: Annotated[str, STAMP]
    given: str = ""
    prefix: str = ""
    suffix: str = ""
    telecoms: tuple[Contact, ...] = ()
    address: Postal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a section holds, written in this order."""

    status: str = "completed"
    specimens: tuple[Specimen, ...] = ()
    observations: tuple[Observation, ...] = ()
    batteries: tuple[Battery, ...] = ()
    isolates: tuple[Isolate, ...] = ()
    images: tuple[Image, ...] = ()
    comments: tuple[str, ...] = ()
    validation: Validation | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        held = (self.specimens, self.observations, self.batteries, self.isolates, self.images, self.comments)
        return not any(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubChapter(Results):
    """A section within a chapter."""

    title: str
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(Results):
    """A chapter: results of its own, or sub-chapters; never both."""

    code: Code
    title: str = ""
    parts: tuple[SubChapter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A comment on the whole report."""

    text: str
    title: str = "Commentaire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The body of a laboratory report."""

    chapters: tuple[Chapter, ...]
    notes: tuple[Note, ...] = ()
