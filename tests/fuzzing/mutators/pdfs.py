"""PDF files spoiled as text: values of dictionaries, whole objects, streams; the table of objects is put right again or not.

Seeds are written without compression, so that their text is what a reader reads. Source: ISO 32000-1, 7.3 and 7.5.
"""

from __future__ import annotations

import re

from tests.fuzzing.mutators import octets, one_of
from tests.fuzzing.words import Chance

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,9}) (\d{1,5}) obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_TRAILER = re.compile(rb"trailer\s*(<<.*?>>)\s*startxref", re.DOTALL)
_LENGTH = re.compile(rb"/Length \d+(?: \d+ R)?")
#: A name and the value behind it.
_PAIR = re.compile(
    rb"/([A-Za-z0-9+.#-]+)\s*(/[A-Za-z0-9+.#-]+|\[[^\[\]]{0,2000}\]|<<[^<>]{0,2000}>>|\d+ \d+ R|[+-]?[\d.]+|\((?:[^()\\]|\\.){0,500}\)|<[0-9A-Fa-f]{0,500}>|true|false|null)"
)
_BEFORE_STREAM = re.compile(rb"^(.*?)(?:\bstream\r?\n|$)", re.DOTALL)

VALUES = (
    *(b"null", b"true", b"false", b"0", b"-1", b"1", b"2", b"40", b"90", b"-90", b"45", b"65536", b"2147483648"),
    *(b"99999999999999999999", b"1e309", b"-1.5", b"0.0000000001", b".", b"+-1", b"1" + b"0" * 400, b"3.4e38"),
    *(
        b"()",
        b"(x)",
        b"(\\377\\376\\000)",
        b"(" + b"x" * 70_000 + b")",
        b"<>",
        b"<FEFF0041>",
        b"<feffd800>",
        b"(D:9999)",
    ),
    *(b"[]", b"[null]", b"[0 0 0 0]", b"[0 0 1 1]", b"[0 0 14400 14400]", b"[1e9 -1e9 (x) /X]", b"[0 0 -200 -200]"),
    *(
        b"[" * 100 + b"]" * 100,
        b"[0 0 1e-30 1e-30]",
        b"[0 0 612 0.001]",
        b"[[0 1] 2 3]",
        b"[1 0 0 1 0 0]",
        b"[0 0 0 0 0 0]",
    ),
    *(b"<<>>", b"<</X 1>>", b"<</Type/Page>>", b"<<" + b"/A<<" * 60 + b">>" * 61, b"<</S/JavaScript/JS(x)>>"),
    *(b"/X", b"/", b"/#00", b"/" + b"N" * 200, b"/Page", b"/Pages", b"/Form", b"/Image", b"/Type3", b"/Type0", b"/Sig"),
    *(
        b"/FlateDecode",
        b"[/FlateDecode /FlateDecode]",
        b"/LZWDecode",
        b"/DCTDecode",
        b"/JPXDecode",
        b"/RunLengthDecode",
    ),
    *(b"/ASCIIHexDecode", b"/ASCII85Decode", b"/CCITTFaxDecode", b"/JBIG2Decode", b"/Crypt", b"[/X]", b"/Identity-V"),
    *(b"/DeviceCMYK", b"[/Indexed /DeviceRGB 255 (x)]", b"[/ICCBased 1 0 R]", b"[/Separation /X /DeviceCMYK 2 0 R]"),
    *(b"[/Pattern [/Pattern [/Pattern]]]", b"0 0 R", b"999999 0 R", b"1 65535 R"),
)
NAMES = tuple(
    b"/Type /Subtype /Kids /Parent /Count /Contents /Resources /MediaBox /CropBox /Rotate /Annots /AP /N /D /AA /A /S /F /FT"
    b" /Fields /SigFlags /AcroForm /NeedAppearances /XFA /Names /EmbeddedFiles /EF /AF /Metadata /OutputIntents /PageLabels"
    b" /Nums /OCProperties /Outlines /Dests /Encrypt /ID /Info /Root /Size /Prev /XRefStm /Filter /DecodeParms /Length /Font"
    b" /XObject /Pattern /Shading /ExtGState /ColorSpace /SMask /Mask /Group /BM /CA /ca /TR /TR2 /Matrix /BBox /Decode /Width"
    b" /Height /BitsPerComponent /ImageMask /Interpolate /DescendantFonts /FontDescriptor /FontFile /FontFile2 /FontFile3 /W"
    b" /DW /Widths /FirstChar /LastChar /Encoding /ToUnicode /CIDSet /CIDToGIDMap /CharProcs /CharSet /Flags /Rect /QuadPoints".split()
)
INSTRUCTIONS = (
    *(
        b"q ",
        b"Q ",
        b"q " * 60,
        b"Q " * 60,
        b"BT ",
        b"ET ",
        b"/F 0 Tf ",
        b"/F 1e9 Tf ",
        b"/X Tf ",
        b"Tf ",
        b"/X Do ",
        b"/Im Do ",
    ),
    *(
        b"(x) Tj ",
        b"[(x) -1e9 (y)] TJ ",
        b"/X gs ",
        b"0 0 0 1 k ",
        b"/Pattern cs /P scn ",
        b"1 0 0 1 0 0 cm ",
        b"1e38 0 0 1e38 0 0 cm ",
    ),
    *(
        b"0 0 0 0 0 0 cm ",
        b"0 0 1e9 1e9 re f ",
        b"x Tr ",
        b"99 Tr ",
        b"(x) Tr ",
        b"[1 -1] 0 d ",
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI ",
    ),
    *(
        b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID x EI ",
        b"BI ID EI ",
        b"<< ",
        b">> ",
        b"[ " * 60,
        b"( ",
        b"/X BMC EMC ",
        b"zz ",
        b"sh ",
    ),
    *(
        b"0 0 m 9 9 l S " * 400,
        b"/X <</X 1>> BDC ",
        b"\0",
        b"%",
        b"/F 12 Tf (x) Tj ET BT " * 100,
        b"1 0 0 rg ",
        b"' ",
        b'1 2 (x) " ',
    ),
)


def laid(data: bytes) -> bytes:
    """The same objects with a table that says where they are, and streams that say how long they are."""
    trailer = _TRAILER.search(data)
    found = list(_OBJECT.finditer(data))
    if not found:
        return data
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), {}
    for match in found:
        number, inside = int(match[1]), match[3]
        stream = _STREAM.search(inside)
        if stream is not None:
            head = _LENGTH.sub(b"/Length %d" % len(stream[1]), inside[: stream.start()])
            inside = head + inside[stream.start() :]
        if number < 5_000:
            places[number] = len(out)
        out += b"%d %s obj%bendobj\n" % (number, match[2], inside)
    start, size = len(out), max(places, default=0) + 1
    lines = [
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
        for number in range(1, size)
    ]
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(lines)
    told = trailer[1] if trailer else b"<</Root 1 0 R/Size %d>>" % size
    return bytes(out + b"trailer\n" + told + b"\nstartxref\n%d\n%%%%EOF\n" % start)


def _one(data: bytes, chance: Chance) -> re.Match[bytes] | None:
    found = list(_OBJECT.finditer(data))
    return chance.choice(found) if found else None


def value(data: bytes, chance: Chance) -> bytes:
    """A value of a dictionary becomes another: hostile, of another place, or one that points anywhere."""
    match = _one(data, chance) if chance.random() < 0.9 else _TRAILER.search(data)
    if match is None:
        return octets.mutate(data, chance)
    group = match.lastindex or 1
    head = _BEFORE_STREAM.match(data, match.start(group), match.end(group))
    pairs = list(_PAIR.finditer(data, match.start(group), head.end(1) if head else match.end(group)))
    numbers = [each[1] for each in _OBJECT.finditer(data)]
    if not pairs or not numbers:
        return octets.mutate(data, chance)
    pair = chance.choice(pairs)
    others = [pair[2], *(each[1] for each in _PAIR.findall(data[:20_000]))]
    name, own = pair[1], pair[2]
    pointed = b"%b 0 R" % chance.choice(numbers)
    new = chance.choice(
        (
            b"/" + name + b" " + chance.choice(VALUES),
            b"/" + name + b" " + chance.choice(VALUES),
            b"/" + name + b" " + chance.choice(others),
            b"/" + name + b" " + pointed,
            b"/" + name + b" [" + pointed + b"]",
            b"",
            chance.choice(NAMES) + b" " + own,
            chance.choice(NAMES) + b" " + chance.choice(VALUES) + b" /" + name + b" " + own,
            chance.choice(NAMES) + b" " + pointed + b" /" + name + b" " + own,
            b"/" + name + b" [" + b" ".join([own] * chance.choice((1, 2, 50, 3000))) + b"]",
        )
    )
    return data[: pair.start()] + new + data[pair.end() :]


def whole(data: bytes, chance: Chance) -> bytes:
    """An object lost, repeated under another number, or become what another is."""
    one, other = _one(data, chance), _one(data, chance)
    if one is None or other is None:
        return octets.mutate(data, chance)
    inside = data[one.start(3) : one.end(3)]
    new = chance.choice(
        (
            b"",
            one[0] + b"\n" + b"%d 0 obj%bendobj" % (chance.choice((0, 1, 7, 4_000, 10**8)), inside),
            b"%b 0 obj%bendobj" % (one[1], other[3]),
            b"%b 0 obj %b endobj" % (one[1], chance.choice(VALUES)),
            b"%b 0 obj %b 0 R endobj" % (one[1], one[1]),
        )
    )
    return data[: one.start()] + new + data[one.end() :]


def stream(data: bytes, chance: Chance) -> bytes:
    """The content of a stream: an instruction more, or its bytes."""
    found = list(_STREAM.finditer(data))
    if not found:
        return octets.mutate(data, chance)
    one = chance.choice(found)
    own = one[1]
    if chance.random() < 0.6:
        at = chance.choice([0, len(own), *(match.end() for match in re.finditer(rb"\n", own[:3000]))])
        own = own[:at] + chance.choice(INSTRUCTIONS) + own[at:]
    else:
        own = octets.mutate(own, chance)
    return data[: one.start(1)] + own + data[one.end(1) :]


_change = one_of(((12, value), (3, whole), (5, stream), (2, octets.mutate)))


def mutate(data: bytes, chance: Chance) -> bytes:
    """One change; four times of five the table of objects is put right after it, so that the file is read in full."""
    changed = _change(data, chance)
    return laid(changed) if chance.random() < 0.8 else changed
