"""Fonts against PDF/A: what each writes, and whether it is in the file, whole and described (ISO 19005-1, 6.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import pikepdf
from pikepdf import Name

from socle.documents.pdf import metrics
from socle.documents.pdf.faults import Faults
from socle.documents.pdf.walking import Drawing, items

_SIMPLE = frozenset({"/Type1", "/TrueType", "/MMType1"})
_STANDARD_CMAPS = frozenset({"/Identity-H", "/Identity-V"})
_SHOWS = frozenset(["Tj", "TJ", "'", '"'])
_INVISIBLE = 3
#: The instructions that tell which font writes what.
OPERATORS = frozenset({"q", "Q", "Tf", "Tr", *_SHOWS})


def borrows(everything: list[Drawing]) -> bool:
    """Whether a form draws with the resources of what shows it, as in old files: the fonts used are then unknown."""
    return any(one.resources is None and isinstance(one.holder, pikepdf.Stream) for one in everything)


class Writing:
    """What each font writes in a file, told drawing by drawing."""

    def __init__(self) -> None:
        self._fonts: dict[object, tuple[pikepdf.Object, str, list[bytes]]] = {}

    def add(self, drawing: Drawing, instructions: Sequence[Any], *, borrowed: bool = False) -> AbstractSet[str]:
        """What a drawing writes; with `borrowed`, fonts that it names and does not use are noted too.

        Gives the names of those used.
        """
        used = shown(instructions)
        for name, font in items(drawing.resources, Name.Font):
            if isinstance(font, pikepdf.Dictionary) and (name in used or borrowed):
                key = (drawing.place, drawing.holder.objgen, name) if font.objgen == (0, 0) else font.objgen
                self._fonts.setdefault(key, (font, drawing.place, []))[2].extend(used.get(name, ()))
        return used.keys()

    def all(self) -> Iterator[tuple[pikepdf.Object, str, bytes]]:
        """Each font, the first place it writes on, and all that it writes."""
        yield from ((font, place, b"".join(strings)) for font, place, strings in self._fonts.values())


def shown(instructions: Sequence[Any]) -> dict[str, list[bytes]]:
    """What each font, by its name among the resources, shows; invisible text needs no font."""
    used: dict[str, list[bytes]] = {}
    font, mode = "", 0
    saved: list[tuple[str, int]] = []
    for instruction in instructions:
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            continue  # it shows no text, and takes long to say so
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "q":
            saved.append((font, mode))
        elif operator == "Q" and saved:
            font, mode = saved.pop()
        elif operator == "Tf" and operands:
            font = str(operands[0])
        elif operator == "Tr" and operands:
            mode = int(operands[0])
        elif operator in _SHOWS and mode != _INVISIBLE and operands:
            used.setdefault(font, []).extend(_strings(operands[-1]))
    return used


def _strings(operand: Any) -> Iterator[bytes]:
    for one in operand if isinstance(operand, pikepdf.Array) else (operand,):
        if isinstance(one, pikepdf.String):
            yield bytes(one)


def check(font: pikepdf.Object, place: str, written: bytes, faults: Faults) -> None:
    """Note what is wrong with a font, all that it writes being given."""
    _structure(font, place, faults)
    if told := metrics.wrong(font, written):
        faults.add("font-widths", place, f"{_name(font)} : {told}")


def _structure(font: pikepdf.Object, place: str, faults: Faults) -> None:
    kind = str(font.get(Name.Subtype, ""))
    name = _name(font)
    if kind in _SIMPLE:
        _embedded(font.get(Name.FontDescriptor), name, place, faults)
        descriptor = font.get(Name.FontDescriptor)
        subset = len(name) > 7 and name[6] == "+"  # noqa: PLR2004
        if (
            kind != "/TrueType"
            and subset
            and isinstance(descriptor, pikepdf.Dictionary)
            and Name.CharSet not in descriptor
        ):
            faults.add("font-subsets", place, f"{name} : CharSet manque")
        if kind == "/TrueType" and isinstance(descriptor, pikepdf.Dictionary):
            _encoding(font, descriptor, f"{place}, {name}", faults)
    elif kind == "/Type0":
        children = font.get(Name.DescendantFonts)
        child = children[0] if isinstance(children, pikepdf.Array) and len(children) else None
        if isinstance(child, pikepdf.Dictionary):
            _composite(font, child, f"{place}", name, faults)
        else:
            faults.add("font-structure", place, f"{name} : DescendantFonts manque")
    elif kind != "/Type3":
        faults.add("font-structure", place, f"{name} : {kind or 'sans Subtype'}")


def _name(font: pikepdf.Object) -> str:
    return str(font.get(Name.BaseFont, "sans nom")).removeprefix("/")


def _embedded(descriptor: pikepdf.Object | None, name: str, place: str, faults: Faults) -> None:
    files = (Name.FontFile, Name.FontFile2, Name.FontFile3)
    if not isinstance(descriptor, pikepdf.Dictionary) or not any(
        isinstance(descriptor.get(one), pikepdf.Stream) for one in files
    ):
        faults.add("fonts-embedded", place, name)


def _encoding(font: pikepdf.Object, descriptor: pikepdf.Object, place: str, faults: Faults) -> None:
    """A symbolic TrueType font has no Encoding, any other one of two (ISO 19005-1, 6.3.7)."""
    flags = descriptor.get(Name.Flags, 0)
    encoding = font.get(Name.Encoding)
    base = encoding.get(Name.BaseEncoding) if isinstance(encoding, pikepdf.Dictionary) else encoding
    if isinstance(flags, int) and flags & 4:
        if encoding is not None and faults.part == 1:
            faults.add("font-structure", place, "police symbolique avec Encoding")
    elif str(base) not in {"/WinAnsiEncoding", "/MacRomanEncoding"}:
        faults.add("font-structure", place, "Encoding n'est ni WinAnsi ni MacRoman")


def _composite(font: pikepdf.Object, child: pikepdf.Object, place: str, name: str, faults: Faults) -> None:
    descriptor = child.get(Name.FontDescriptor)
    _embedded(descriptor, name, place, faults)
    if child.get(Name.Subtype) == Name.CIDFontType2 and Name.CIDToGIDMap not in child:
        faults.add("font-structure", place, f"{name} : CIDToGIDMap manque")
    encoding = font.get(Name.Encoding)
    if not isinstance(encoding, pikepdf.Stream) and str(encoding) not in _STANDARD_CMAPS:
        faults.add("font-structure", place, f"{name} : CMap {encoding} non incorporée")
    if isinstance(descriptor, pikepdf.Dictionary) and "+" in name and Name.CIDSet not in descriptor:
        faults.add("font-subsets", place, f"{name} : CIDSet manque")
