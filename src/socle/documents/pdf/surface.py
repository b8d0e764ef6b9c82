"""What is drawn, against PDF/A: fonts, colours, transparency, images, instructions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Name

from socle.documents.pdf import lettering, limits, reading
from socle.documents.pdf.faults import Faults
from socle.documents.pdf.walking import Drawing, drawings, is_image, items

_OPERATORS = frozenset(
    [
        "b",
        "B",
        "b*",
        "B*",
        "BDC",
        "BI",
        "BMC",
        "BT",
        "BX",
        "c",
        "cm",
        "CS",
        "cs",
        "d",
        "d0",
        "d1",
        "Do",
        "DP",
        "EI",
        "EMC",
        "ET",
        "EX",
        "f",
        "F",
        "f*",
        "G",
        "g",
        "gs",
        "h",
        "i",
        "ID",
        "j",
        "J",
        "K",
        "k",
        "l",
        "m",
        "M",
        "MP",
        "n",
        "q",
        "Q",
        "re",
        "RG",
        "rg",
        "ri",
        "s",
        "S",
        "SC",
        "sc",
        "SCN",
        "scn",
        "sh",
        "T*",
        "Tc",
        "Td",
        "TD",
        "Tf",
        "Tj",
        "TJ",
        "TL",
        "Tm",
        "Tr",
        "Ts",
        "Tw",
        "Tz",
        "v",
        "w",
        "W",
        "W*",
        "y",
        "'",
        '"',
        "INLINE",
        "IMAGE",
    ]
)
_DEEPEST_STATE = 28
_DEVICE = {"g": "Gray", "G": "Gray", "rg": "RGB", "RG": "RGB", "k": "CMYK", "K": "CMYK"}
_SPACES = {
    "/DeviceGray": "Gray",
    "/DeviceRGB": "RGB",
    "/DeviceCMYK": "CMYK",
    "/G": "Gray",
    "/RGB": "RGB",
    "/CMYK": "CMYK",
}
_ICC_SPACES = {b"RGB ": "RGB", b"CMYK": "CMYK", b"GRAY": "Gray"}
_COLOURS = frozenset({*_DEVICE, "cs", "CS"})
_PAINTS = frozenset(["Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*"])
_OPAQUE = (1, 1.0)


def check(pdf: pikepdf.Pdf, faults: Faults) -> None:
    """Note every fault of what is drawn. Raises `Refused` when the instructions are too many to be read."""
    colours: dict[str, str] = {}
    writing = lettering.Writing()
    everything = list(drawings(pdf))
    bound(everything)
    borrowed = lettering.borrows(everything)
    for drawing in everything:
        _group(drawing, faults)
        instructions = _parsed(drawing, faults)
        _instructions(instructions, drawing, colours, faults)
        for _, state in items(drawing.resources, Name.ExtGState):
            _state(state, drawing.place, faults)
        for _, thing in items(drawing.resources, Name.XObject):
            _xobject(thing, drawing, colours, faults)
        for _, space in items(drawing.resources, Name.ColorSpace):
            _space(space, drawing, colours)
        for _, shading in items(drawing.resources, Name.Shading):
            _space(shading.get(Name.ColorSpace) if hasattr(shading, "get") else None, drawing, colours)
        writing.add(drawing, instructions, borrowed=borrowed)
    for font, place, written in writing.all():
        lettering.check(font, place, written, faults)
    _intent(pdf, colours, faults)


def bound(everything: Iterable[Drawing]) -> None:
    """Raises `Refused` when all the instructions of a file are too many to be read."""
    drawn = reading.Drawn()
    for drawing in everything:
        holder = drawing.holder
        drawn.add([holder] if isinstance(holder, pikepdf.Stream) else reading.streams_of(holder))


def _group(drawing: Drawing, faults: Faults) -> None:
    group = drawing.holder.get(Name.Group)
    if isinstance(group, pikepdf.Dictionary) and group.get(Name.S) == Name.Transparency:
        faults.add("transparency", drawing.place, "groupe transparent")


def parsed(drawing: Drawing, operators: Iterable[str] = ()) -> list[Any]:
    """The instructions of a drawing, or those of these operators. Raises what pikepdf does when it cannot read one."""
    return list(pikepdf.parse_content_stream(drawing.holder, operators=" ".join(operators)))


def _parsed(drawing: Drawing, faults: Faults) -> list[Any]:
    try:
        return parsed(drawing)
    except LookupError:  # as pikepdf has it for BI without ID
        faults.add("operators", drawing.place, "une image commencée dans le dessin n'a pas de données")
        return []
    except (pikepdf.PdfError, RuntimeError, TypeError, ValueError) as error:
        faults.add("operators", drawing.place, str(error).splitlines()[0][:120])
        return []


def _instructions(instructions: list[Any], drawing: Drawing, colours: dict[str, str], faults: Faults) -> None:
    # A page begins in DeviceGray, a form in the colours of what shows it.
    depth, coloured = 0, isinstance(drawing.holder, pikepdf.Stream)
    for instruction in instructions:
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            _inline(instruction, drawing, colours, faults)
            continue
        operator = str(instruction.operator)
        coloured = coloured or operator in _COLOURS
        if operator in _COLOURS:
            _colour(operator, instruction.operands, drawing, colours)
        elif operator in _PAINTS and not coloured:
            _use("Gray", drawing, colours)
        elif operator not in _OPERATORS:
            faults.add("operators", drawing.place, f"opérateur inconnu : {operator[:20]}")
        depth = _depth(depth, operator, drawing, faults)
    if depth > 0:
        faults.add("operators", drawing.place, "q sans Q")


def _depth(depth: int, operator: str, drawing: Drawing, faults: Faults) -> int:
    """How many states are saved once an instruction was done."""
    if operator == "q" and depth == _DEEPEST_STATE:
        faults.add("operators", drawing.place, "plus de 28 états emboîtés")
    if operator == "Q" and not depth:
        faults.add("operators", drawing.place, "Q sans q")
        return 0
    return depth + (operator == "q") - (operator == "Q")


def _colour(operator: str, operands: Any, drawing: Drawing, colours: dict[str, str]) -> None:
    if operator in _DEVICE:
        _use(_DEVICE[operator], drawing, colours)
    elif operands:
        _space(operands[0], drawing, colours)


def _inline(
    instruction: pikepdf.ContentStreamInlineImage, drawing: Drawing, colours: dict[str, str], faults: Faults
) -> None:
    image = instruction.iimage.obj
    if any(name in {"/LZW", "/LZWDecode"} for name in reading.filters(image)):
        faults.add("filters", drawing.place, "LZW")
    if reading.flag(image, Name.Interpolate) or reading.flag(image, Name.I):
        faults.add("images", drawing.place, "Interpolate")
    if not image.get(Name.ImageMask, image.get(Name.IM, False)):
        _space(image.get(Name.ColorSpace, image.get(Name.CS)), drawing, colours)


def _state(state: pikepdf.Object, place: str, faults: Faults) -> None:
    if not isinstance(state, pikepdf.Dictionary):
        return
    if Name.TR in state or state.get(Name.TR2, Name.Default) != Name.Default:
        faults.add("graphics-state", place, "TR")
    if state.get(Name.SMask, Name("/None")) != Name("/None"):
        faults.add("transparency", place, "masque progressif")
    for name in (Name.CA, Name.ca):
        if state.get(name, 1) not in _OPAQUE and float(state.get(name, 1)) != 1.0:
            faults.add("transparency", place, f"opacité {state.get(name)}")
    mode = state.get(Name.BM, Name.Normal)
    modes = {str(one) for one in mode} if isinstance(mode, pikepdf.Array) else {str(mode)}
    if modes - {"/Normal", "/Compatible"}:
        faults.add("transparency", place, f"fusion {', '.join(sorted(modes))}")


def _xobject(thing: pikepdf.Object, drawing: Drawing, colours: dict[str, str], faults: Faults) -> None:
    if not isinstance(thing, pikepdf.Stream):
        return
    place = drawing.place
    if thing.get(Name.Subtype) == Name.PS or Name.PS in thing or thing.get(Name.Subtype2) == Name.PS:
        faults.add("xobjects", place, "PostScript")
    if Name.Ref in thing:
        faults.add("xobjects", place, "Ref")
    if not is_image(thing):
        return
    for name in (Name.Alternates, Name.OPI):
        if name in thing:
            faults.add("images", place, str(name))
    if reading.flag(thing, Name.Interpolate):
        faults.add("images", place, "Interpolate")
    if Name.SMask in thing or thing.get(Name.SMaskInData, 0) != 0:
        faults.add("transparency", place, "image à masque progressif")
    if not reading.flag(thing, Name.ImageMask):
        _space(thing.get(Name.ColorSpace), drawing, colours)


def _space(space: pikepdf.Object | None, drawing: Drawing, colours: dict[str, str], depth: int = 0) -> None:
    """Note the device colours that a colour space is made of."""
    if depth > limits.DEEPEST:
        return
    if isinstance(space, pikepdf.Name) and str(space) in _SPACES:
        _use(_SPACES[str(space)], drawing, colours)
    elif isinstance(space, pikepdf.Array) and len(space):
        family = str(space[0])
        if family in _SPACES:
            _use(_SPACES[family], drawing, colours)
        base = {"/Indexed": 1, "/I": 1, "/Pattern": 1, "/Separation": 2, "/DeviceN": 2}.get(family)
        if base is not None and len(space) > base:
            _space(space[base], drawing, colours, depth + 1)


def _use(device: str, drawing: Drawing, colours: dict[str, str]) -> None:
    """A device colour is used here, unless the resources say what it stands for."""
    if device in colours:
        return
    if any(name == f"/Default{device}" for name, _ in items(drawing.resources, Name.ColorSpace)):
        return
    colours.setdefault(device, drawing.place)


def _intent(pdf: pikepdf.Pdf, colours: dict[str, str], faults: Faults) -> None:
    profile = intent_profile(pdf)
    if profile is None:
        if colours:
            faults.add("output-intent", "catalogue", f"aucune, pour {', '.join(sorted(colours))}")
        return
    head = reading.content(profile)[:128]
    space = _ICC_SPACES.get(head[16:20])
    newest = 2 if faults.part == 1 else 4
    if space is None or head[36:40] != b"acsp" or head[12:16] not in {b"mntr", b"prtr"} or head[8] > newest:
        faults.add("output-intent", "catalogue", "profil ICC d'une autre sorte ou version")
        return
    for device, place in colours.items():
        if device not in {space, "Gray"}:
            faults.add("colours", place, f"Device{device} avec un profil {space}")


def intent_profile(pdf: pikepdf.Pdf) -> pikepdf.Object | None:
    """The ICC profile of the PDF/A output intent, when the file has one."""
    intents = pdf.Root.get(Name.OutputIntents)
    for one in intents if isinstance(intents, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Dictionary) and one.get(Name.S) == Name.GTS_PDFA1:
            profile = one.get(Name.DestOutputProfile)
            return profile if isinstance(profile, pikepdf.Stream) else None
    return None
