"""What a page shows of a document: a tree of values, without any markup.

The narrative's presentation (widths, alignments, colours) is left behind; its structure and every word stay, and so do
bold, italics and underlining, as words that the pages' own style knows.
Source: HL7 CDA R2, narrative block (StrucDoc.Text); shared design of the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from socle.documents.cda import EmbeddedFile
from socle.documents.cda.embedded import PDF_MARK
from socle.documents.showing.results import Group
from socle.documents.times import Moment

#: Media types served as they are, and the word a page has for each.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "application/pdf": "PDF",
        "text/plain": "texte",
        "text/rtf": "texte (RTF)",
        "image/jpeg": "image",
        "image/png": "image",
        "image/gif": "image",
        "image/tiff": "image (TIFF)",
    }
)

PDF = "application/pdf"
#: Where in a file its mark must stand, as readers of PDF have it. Source: PDF Reference 1.7, appendix H.3, note 13.
_HEAD = 1024
#: How pictures begin. Source: PNG 5.2; JPEG (ISO 10918-1) B.1.1.3; GIF89a 17.
BEGINNINGS: Mapping[str, tuple[bytes, ...]] = MappingProxyType(
    {"image/png": (b"\x89PNG",), "image/jpeg": (b"\xff\xd8\xff",), "image/gif": (b"GIF87a", b"GIF89a")}
)
_NEVER: tuple[bytes, ...] = ()


class Form(StrEnum):
    """What a run of text is, where its form changes its meaning."""

    PLAIN = "plain"
    SUBSCRIPT = "sub"
    SUPERSCRIPT = "sup"
    INSERTED = "ins"
    DELETED = "del"
    LINE_BREAK = "br"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Run:
    """Text within a paragraph.

    `address` is the anchor, in the same document, that a link leads to; `anchor` makes this place one, without text of
    its own. Both are names of ours, never what the document wrote. `styles`: among bold, italics, underline.
    """

    text: str
    form: Form = Form.PLAIN
    address: str = ""
    anchor: str = ""
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A file shown or offered: `id` names it within its document. `data` of the file is None when unreadable."""

    id: str
    file: EmbeddedFile
    title: str = ""

    @property
    def is_image(self) -> bool:
        """Whether browsers show it as a picture and run nothing of it: its first bytes say so, not its type alone."""
        return self.file.data is not None and self.file.data.startswith(BEGINNINGS.get(self.file.media_type, _NEVER))

    @property
    def is_pdf(self) -> bool:
        return self.file.data is not None and self.file.media_type == PDF and PDF_MARK in self.file.data[:_HEAD]

    @property
    def kind(self) -> str:
        """What it is, in a word (French)."""
        return KINDS.get(self.file.media_type, self.file.media_type or "fichier")

    @property
    def safe_type(self) -> str:
        """The media type to serve it under: its own only where nothing of it can run in a browser."""
        return self.file.media_type if self.file.media_type in KINDS else "application/octet-stream"

    @property
    def size(self) -> int:
        return len(self.file.data or b"")


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Figure:
    """Files of the document that the narrative shows at this place, and its caption."""

    media: tuple[Media, ...]
    caption: str = ""
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    caption: str = ""
    kind: str = "list"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `scope` is empty for data, else col, colgroup, row or rowgroup."""

    blocks: tuple[Block, ...]
    scope: str = ""
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    foot: tuple[tuple[Cell, ...], ...] = ()
    caption: str = ""
    kind: str = "table"


Block = Paragraph | Figure | ListOf | Table


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number in the document and what it says."""

    number: int
    anchor: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its narrative, the laboratory's results that its entries hold, its footnotes."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    results: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """Someone who takes part: the part played (French), the name, what else is known, and when."""

    part: str
    name: str
    details: tuple[str, ...] = ()
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A date to show, or a span when `until` is there."""

    label: str
    at: Moment
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Matricule:
    """The patient's INS as a page may show it: the digits, and what they are (French)."""

    digits: str
    nature: str


@dataclass(frozen=True, slots=True)
class Readable:
    """A document as a page shows it. `media` holds every file inside it, also those the narrative does not show."""

    title: str
    kind: str
    unique_id: str
    version: str
    language: str
    patient: Who
    people: tuple[Who, ...] = ()
    dates: tuple[When, ...] = ()
    sections: tuple[Section, ...] = ()
    file: Media | None = None
    media: tuple[Media, ...] = ()
    attachments: tuple[Media, ...] = ()
    established: Moment | None = None
    ins: Matricule | None = None

    def piece(self, id: str) -> Media | None:
        """The file of this id: what a page serves when one asks for it."""
        pieces = (self.file, *self.media) if self.file else self.media
        return next((media for media in pieces if media.id == id), None)
