"""The file as a whole against PDF/A: its head and tail, objects, joined files, actions, forms, metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Name

from socle.documents.pdf import limits, reading, xmp
from socle.documents.pdf.faults import Faults
from socle.documents.pdf.walking import annotations_of

_HEADER = re.compile(rb"%PDF-1\.[0-7](\r\n|\r|\n)%([^\r\n]{4,})")
_TAIL = re.compile(rb"%%EOF(\r\n|\r|\n)?$")
_ASCII = 127
_LONGEST_STRING, _LONGEST_NAME = 65_535, 127
#: Actions that PDF/A allows; others act outside the document (ISO 19005-1, 6.6.1).
_ALLOWED_ACTIONS = frozenset({"/GoTo", "/GoToR", "/URI", "/Thread", "/SubmitForm", "/Named", "/GoToE"})
_FORBIDDEN_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/SetState", "/Hide"}
)
_NAMED = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_ANNOTATIONS = frozenset(
    [
        "/Text",
        "/Link",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Stamp",
        "/Ink",
        "/Popup",
        "/Widget",
        "/PrinterMark",
        "/TrapNet",
    ]
)
_LATER_ANNOTATIONS = frozenset(["/Polygon", "/PolyLine", "/Caret", "/Watermark", "/Redact", "/FileAttachment"])
#: Bits of an annotation's flags.
_INVISIBLE, _HIDDEN, PRINT, _NO_VIEW = 1, 2, 4, 32
_CANONICAL = {"Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords"}
_TOOLS = {"Creator": "creator", "Producer": "producer"}
_DATES = {"CreationDate": "created", "ModDate": "modified"}


def check(pdf: pikepdf.Pdf, data: bytes, faults: Faults) -> tuple[str, ...]:
    """Note every fault; gives what acts or hides in the file, for its reader."""
    _ends(pdf, data, faults)
    active = [*_objects(pdf, faults), *_catalogue(pdf, faults)]
    for number, page in enumerate(pdf.pages, start=1):
        if Name.AA in page.obj:
            faults.add("actions", f"page {number}", "AA")
        for annotation in annotations_of(page.obj):
            _annotation(annotation, f"page {number}", faults)
    _metadata(pdf, faults)
    return tuple(dict.fromkeys(active))


def claim(pdf: pikepdf.Pdf) -> tuple[int, str] | None:
    """What the file claims to be: part and conformance."""
    try:
        packet = _packet(pdf)
    except (ValueError, pikepdf.PdfError, RuntimeError):
        return None
    return packet.claim if packet else None


def _packet(pdf: pikepdf.Pdf) -> xmp.Packet | None:
    stream = pdf.Root.get(Name.Metadata)
    return xmp.read(reading.content(stream)) if isinstance(stream, pikepdf.Stream) else None


def _ends(pdf: pikepdf.Pdf, data: bytes, faults: Faults) -> None:
    head = _HEADER.match(data)
    if head is None or min(head[2][:4]) <= _ASCII:
        faults.add("header", "octet 1", repr(bytes(data[:20])))
    if not _TAIL.search(data[-8:]):
        faults.add("trailer", "fin du fichier", "des octets suivent %%EOF")
    if Name.ID not in pdf.trailer:
        faults.add("trailer", "trailer", "ID manque")
    if pdf.get_warnings():
        faults.add("cross-reference", "trailer", "table des objets réparée à la lecture")
    start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", data[-64:])
    if faults.part == 1 and start and not data[int(start[1]) : int(start[1]) + 4].startswith(b"xref"):
        faults.add("cross-reference", "trailer", "table des objets compressée")


def _objects(pdf: pikepdf.Pdf, faults: Faults) -> Iterator[str]:
    everything: Iterable[object] = pdf.objects
    for one in everything:
        if not isinstance(one, pikepdf.Object):
            continue  # a number, as the length of a stream may be
        place = f"objet {one.objgen[0]}"
        if isinstance(one, pikepdf.Stream):
            _stream(one, place, faults)
        for inside in within(one):
            if isinstance(inside, pikepdf.String):
                if len(bytes(inside)) > _LONGEST_STRING:
                    faults.add("limits", place, "chaîne de plus de 65535 octets")
            else:
                yield from _dictionary(inside, place, faults)


def within(one: object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """An object's dictionaries and strings, itself among them, those that are objects of their own left out."""
    if depth > limits.DEEPEST:
        return
    if isinstance(one, pikepdf.String):
        yield one
    elif isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
        yield one
        for value in one.values():
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from within(value, depth + 1)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from within(value, depth + 1)


def _stream(stream: pikepdf.Object, place: str, faults: Faults) -> None:
    forbidden = {"/LZWDecode"} | ({"/JPXDecode", "/Crypt"} if faults.part == 1 else set())
    for name in forbidden & set(reading.filters(stream)):
        faults.add("filters", place, name)
    if {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()):
        faults.add("external-streams", place, "F")


def _dictionary(one: pikepdf.Object, place: str, faults: Faults) -> Iterator[str]:
    for name in one.keys():  # noqa: SIM118 - a PDF object is no mapping
        if len(name) > _LONGEST_NAME + 1:
            faults.add("limits", place, "nom de plus de 127 octets")
    if forbidden_action(one):
        told = " ".join(str(one[name]) for name in (Name.S, Name.N) if name in one)
        faults.add("actions", place, told)
        yield told
    if Name.EF in one:
        yield "fichier joint"
        if faults.part == 1:
            faults.add("embedded-files", place, "EF")
        elif faults.part >= 3 and not (Name.AFRelationship in one and Name.F in one and Name.UF in one):  # noqa: PLR2004
            faults.add("embedded-files", place, "AFRelationship, F ou UF manque")


def forbidden_action(one: pikepdf.Object) -> bool:
    """Whether a dictionary is an action that PDF/A forbids."""
    action = one.get(Name.S)
    if not isinstance(action, pikepdf.Name):
        return False
    if one.get(Name.Type) != Name.Action and str(action) not in _FORBIDDEN_ACTIONS:
        return False
    if action == Name.Named:
        return str(one.get(Name.N)) not in _NAMED
    return str(action) not in _ALLOWED_ACTIONS


def _catalogue(pdf: pikepdf.Pdf, faults: Faults) -> Iterator[str]:
    root = pdf.Root
    if Name.AA in root:
        faults.add("actions", "catalogue", "AA")
        yield "AA"
    if Name.OCProperties in root:
        faults.add("optional-content", "catalogue", "OCProperties")
    names = root.get(Name.Names)
    if isinstance(names, pikepdf.Dictionary):
        if Name.JavaScript in names:
            faults.add("actions", "catalogue", "Names/JavaScript")
            yield "/JavaScript"
        if Name.EmbeddedFiles in names and faults.part == 1:
            faults.add("embedded-files", "catalogue", "Names/EmbeddedFiles")
    form = root.get(Name.AcroForm)
    if isinstance(form, pikepdf.Dictionary):
        if reading.flag(form, Name.NeedAppearances):
            faults.add("forms", "catalogue", "NeedAppearances")
        if Name.XFA in form:
            faults.add("forms", "catalogue", "XFA")
            yield "XFA"


def unwanted(annotation: pikepdf.Object) -> str:
    """Why an annotation may not stay at all, in French; nothing when it may."""
    kind = str(annotation.get(Name.Subtype, ""))
    if kind not in _ANNOTATIONS:
        return f"annotation {kind.removeprefix('/') or 'sans sorte'} retirée"
    if _flags(annotation) & (_INVISIBLE | _HIDDEN | _NO_VIEW) and kind != "/Popup":
        return f"annotation {kind.removeprefix('/')} cachée retirée"
    return ""


def printed(annotation: pikepdf.Object) -> bool:
    """Whether an annotation is on paper as on the screen."""
    return annotation.get(Name.Subtype) == Name.Popup or bool(_flags(annotation) & PRINT)


def _flags(annotation: pikepdf.Object) -> int:
    flags = annotation.get(Name.F, 0)
    return flags if isinstance(flags, int) else 0


def _annotation(annotation: pikepdf.Object, place: str, faults: Faults) -> None:
    kind = str(annotation.get(Name.Subtype, ""))
    why = unwanted(annotation)
    if why and not (faults.part > 1 and kind in _LATER_ANNOTATIONS):
        faults.add("annotations", place, why)
    if not printed(annotation):
        faults.add("annotations", place, f"{kind} non imprimée")
    if faults.part == 1 and annotation.get(Name.CA, 1) not in (1, 1.0):
        faults.add("annotations", place, f"{kind} transparent")
    if Name.AA in annotation and kind == "/Widget":
        faults.add("actions", place, "AA")
    appearances = annotation.get(Name.AP)
    if isinstance(appearances, pikepdf.Dictionary) and set(appearances.keys()) - {"/N"}:
        faults.add("annotations", place, f"{kind} a plusieurs aspects")


def _metadata(pdf: pikepdf.Pdf, faults: Faults) -> None:
    stream = pdf.Root.get(Name.Metadata)
    if not isinstance(stream, pikepdf.Stream):
        faults.add("metadata", "catalogue", "aucune métadonnée XMP")
        faults.add("claim", "catalogue", "rien n'annonce de PDF/A")
        return
    if faults.part == 1 and Name.Filter in stream:
        faults.add("metadata", "catalogue", "métadonnées compressées")
    try:
        packet = xmp.read(reading.content(stream))
    except ValueError as error:
        faults.add("metadata", "catalogue", str(error)[:200])
        faults.add("claim", "catalogue", "rien n'annonce de PDF/A")
        return
    if packet.claim is None or packet.claim[1] not in {"A", "B", "U", "E", "F", ""}:
        faults.add("claim", "catalogue", "rien n'annonce de PDF/A")
    for namespace in packet.undescribed:
        faults.add("schemas", "catalogue", namespace)
    info = pdf.trailer.get(Name.Info)
    if isinstance(info, pikepdf.Dictionary):
        _same(info, packet.said, faults)


def _same(info: pikepdf.Object, said: xmp.Described, faults: Faults) -> None:
    """What Info says, the packet says too, and the same."""
    for name, field in {**_CANONICAL, **_TOOLS, **_DATES}.items():
        value = info.get(Name("/" + name))
        if value is None:
            continue
        written, read = str(value), str(getattr(said, field))
        if field in _DATES.values():
            written, read = _instant(written), _instant(read)
        if written != read:
            faults.add("info", name, f"« {written[:60]} » dans Info, « {read[:60]} » dans XMP")


def _instant(written: str) -> str:
    """The digits of an instant and its offset, however written; no offset is UTC's."""
    text = written.strip().removeprefix("D:").replace("'", "").replace("T", "")
    match = re.fullmatch(r"([\d:-]*?\d)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?", text)
    if match is None:
        return written
    digits = re.sub(r"\D", "", match[1])
    offset = re.sub(r"[:]", "", match[2] or "").replace("Z", "")
    return f"{digits:0<14}{'' if not offset.strip('+-0') else offset:0<5}"
