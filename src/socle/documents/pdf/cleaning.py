"""What PDF/A forbids and may be taken away or added without changing what a page shows; changes are told in French."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Name

from socle.documents.pdf import lettering, metrics, reading, structure, subsets, surface
from socle.documents.pdf.faults import Faults
from socle.documents.pdf.walking import annotations_of, drawings, is_image, items

_CATALOGUE = {
    Name.AA: "actions automatiques retirées",
    Name.Version: "version annoncée dans le catalogue retirée",
    Name.Extensions: "extensions propres à un éditeur retirées",
    Name.Collection: "présentation en porte-documents retirée",
    Name.AF: "fichiers associés retirés",
}
_GROUP = "groupe transparent"


def clean(pdf: pikepdf.Pdf, part: int) -> tuple[str, ...]:
    """Change a file in place; gives what was changed. What cannot be is left, for the inspection to find.

    Raises `Refused` when its instructions are too many to be read.
    """
    surface.bound(drawings(pdf))
    changes: list[str] = []
    _catalogue(pdf, part, changes)
    _actions(pdf, changes)
    for page in pdf.pages:
        _page(pdf, page.obj, changes)
    _surface(pdf, part, changes)
    _fonts(pdf, changes)
    faults = Faults(part)
    surface.check(pdf, faults)
    if part == 1 and all(fault.detail == _GROUP for fault in faults.all() if fault.name == "transparency"):
        _groups(pdf, changes)
    if any(fault.name == "output-intent" for fault in faults.all()) and Name.OutputIntents in pdf.Root:
        del pdf.Root.OutputIntents
        changes.append("intention de sortie remplacée")
    return tuple(dict.fromkeys(changes))


def _catalogue(pdf: pikepdf.Pdf, part: int, changes: list[str]) -> None:
    root = pdf.Root
    for name, told in _CATALOGUE.items():
        if name in root:
            del root[name]
            changes.append(told)
    names = root.get(Name.Names)
    if isinstance(names, pikepdf.Dictionary):
        for name, told in ((Name.JavaScript, "JavaScript retiré"), (Name.EmbeddedFiles, "fichiers joints retirés")):
            if name in names:
                del names[name]
                changes.append(told)
    if part == 1 and Name.OCProperties in root and _all_layers_shown(root.OCProperties):
        del root.OCProperties
        changes.append("calques, tous visibles, réunis")
    form = root.get(Name.AcroForm)
    if isinstance(form, pikepdf.Dictionary):
        if Name.XFA in form:
            del form.XFA
            changes.append("formulaire XFA retiré")
        if reading.flag(form, Name.NeedAppearances) and all(map(_is_drawn, _widgets(pdf))):
            del form.NeedAppearances
            changes.append("champs du formulaire figés")


def _all_layers_shown(properties: pikepdf.Object) -> bool:
    default = properties.get(Name.D) if isinstance(properties, pikepdf.Dictionary) else None
    if not isinstance(default, pikepdf.Dictionary):
        return True
    hidden = default.get(Name.OFF)
    return default.get(Name.BaseState, Name.ON) == Name.ON and not (isinstance(hidden, Array) and len(hidden))


def _widgets(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [one for page in pdf.pages for one in annotations_of(page.obj) if one.get(Name.Subtype) == Name.Widget]


def _is_drawn(widget: pikepdf.Object) -> bool:
    return isinstance(widget.get(Name.AP), pikepdf.Dictionary)


def _actions(pdf: pikepdf.Pdf, changes: list[str]) -> None:
    """Actions that act outside the document, wherever they hang."""
    for one in pdf.objects:
        for inside in structure.within(one):
            if isinstance(inside, pikepdf.String):
                continue
            for name in (Name.A, Name.Next, Name.OpenAction):
                action = inside.get(name)
                if isinstance(action, pikepdf.Dictionary) and structure.forbidden_action(action):
                    changes.append(f"action {str(action.get(Name.S)).removeprefix('/')} retirée")
                    del inside[name]
            if Name.AA in inside:
                del inside[Name.AA]
                changes.append("actions automatiques retirées")


def _page(pdf: pikepdf.Pdf, page: pikepdf.Object, changes: list[str]) -> None:
    kept = []
    for annotation in annotations_of(page):
        why = structure.unwanted(annotation)
        if why:
            changes.append(why)
            continue
        if not structure.printed(annotation):
            annotation.F = int(annotation.get(Name.F, 0)) | structure.PRINT
            changes.append("annotations désormais imprimées")
        shown = annotation.get(Name.AP)
        if isinstance(shown, pikepdf.Dictionary):
            for name in {Name.D, Name.R} & set(map(Name, shown.keys())):
                del shown[name]
                changes.append("aspects au survol retirés")
        kept.append(annotation)
    if Name.Annots in page:
        page.Annots = Array(kept)
    depth = reading.left_open(page)
    if depth > 0:
        reading.append(pdf, page, b"\n" + b"Q " * depth + b"\n")
        changes.append("états graphiques refermés")


def _surface(pdf: pikepdf.Pdf, part: int, changes: list[str]) -> None:
    for drawing in drawings(pdf):
        for _, thing in items(drawing.resources, Name.XObject):
            if is_image(thing):
                _image(thing, part, changes)
        for _, state in items(drawing.resources, Name.ExtGState):
            for name in (Name.TR, Name.TR2):
                if isinstance(state, pikepdf.Dictionary) and state.get(name) in {Name.Identity, Name.Default}:
                    del state[name]
                    changes.append("fonctions de transfert sans effet retirées")
        for _, font in items(drawing.resources, Name.Font):
            if isinstance(font, pikepdf.Dictionary):
                changes += subsets.complete(pdf, font)


def _image(image: pikepdf.Object, part: int, changes: list[str]) -> None:
    for name in (Name.Interpolate, Name.Alternates, Name.OPI):
        if name in image:
            del image[name]
            changes.append(f"{str(name).removeprefix('/')} retiré des images")
    mask = image.get(Name.SMask)
    if part == 1 and isinstance(mask, pikepdf.Stream) and Name.Decode not in mask and _is_opaque(mask):
        del image.SMask
        changes.append("masques d'images entièrement opaques retirés")


def _is_opaque(mask: pikepdf.Object) -> bool:
    if set(reading.filters(mask)) - {"/FlateDecode", "/LZWDecode", "/RunLengthDecode"} or Name.Matte in mask:
        return False
    return mask.get(Name.BitsPerComponent) == 8 and not reading.content(mask).strip(b"\xff")  # noqa: PLR2004


def _fonts(pdf: pikepdf.Pdf, changes: list[str]) -> None:
    """Fonts that are named and write nothing go (many producers name Helvetica on every page); widths agree."""
    everything = list(drawings(pdf))
    borrowed = lettering.borrows(everything)
    writing = lettering.Writing()
    used: dict[object, set[str]] = {}
    named: dict[object, pikepdf.Object] = {}
    for drawing in everything:
        instructions = surface.parsed(drawing, lettering.OPERATORS)
        shown = writing.add(drawing, instructions, borrowed=borrowed)
        resources = drawing.resources
        fonts = resources.get(Name.Font) if isinstance(resources, pikepdf.Dictionary) else None
        if resources is None or not isinstance(fonts, pikepdf.Dictionary):
            continue
        # Resources may be shared: a font goes when nobody uses it.
        keys: tuple[object, ...] = (fonts.objgen, resources.objgen, drawing.holder.objgen, id(drawing))
        key = next(one for one in keys if one != (0, 0))
        named[key] = fonts
        used.setdefault(key, set()).update(shown)
    for key, fonts in named.items():
        for name in set() if borrowed else set(fonts.keys()) - used[key]:
            del fonts[name]
            changes.append("polices nommées sans servir retirées")
    if any(metrics.mend(font, written) for font, _, written in writing.all()):
        changes.append("largeurs des polices accordées à celles du document")


def _groups(pdf: pikepdf.Pdf, changes: list[str]) -> None:
    """A group in which nothing is transparent shows the same without."""
    for drawing in list(drawings(pdf)):
        group = drawing.holder.get(Name.Group)
        if isinstance(group, pikepdf.Dictionary) and group.get(Name.S) == Name.Transparency:
            del drawing.holder[Name.Group]
            changes.append("groupes transparents sans transparence retirés")
