"""PDF files: what is seen of them and compared with a patient, and what is made of them (PDF/A, stamped, covered).

What the process of its own does for each file is done here in this process, within the memory that the other has.
"""

from __future__ import annotations

import base64
import io
import logging
import re
import resource
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name

from socle.documents import pdf
from socle.documents.pdf import child, limits
from socle.identity import datamatrix
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices
from tests.fuzzing import corpus
from tests.fuzzing.mutators import pdfs
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target

AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
PATIENT = pdf.Patient(
    traits=Traits(
        birth_name="GARCIA-HAMMADI",
        given_names="SARAH-LOU ANNA",
        first_given_name="SARAH-LOU",
        sex="F",
        birth_date=date(1977, 1, 21),
        birth_place="63220",
    ),
    matricule="277016322001054",
    oid="1.2.250.1.213.1.4.8",
)
_WRAPPED = re.compile(rb'mediaType="application/pdf"[^>]*>([A-Za-z0-9+/=\s]+)<')


@cache
def label() -> bytes:
    """The label of the patient, as a file."""
    said = (PATIENT.traits, PATIENT.matricule, PATIENT.oid)
    symbol = datamatrix.symbol(datamatrix.encode(datamatrix.code_of(*said), Choices()))
    return datamatrix.label(datamatrix.cartouche(*said), symbol)


def _written(data: bytes, *box: float, packed: bool = False, furnish: bool = False) -> bytes:
    """The file in clear, and what is shown of its pages cut to `box`: a small picture is soon drawn."""
    modes, output = pikepdf.ObjectStreamMode, io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        if box:
            file.pages[0].obj.MediaBox = Array(box)
        if furnish:
            _furnish(file)
        file.save(
            output,
            object_stream_mode=modes.generate if packed else modes.disable,
            compress_streams=packed,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            fix_metadata_version=False,
            deterministic_id=True,
        )
    return output.getvalue()


def _furnish(file: pikepdf.Pdf) -> None:
    """Much of what a file may have: layers, a form, annotations, actions, joined files, pictures, patterns, two pages."""
    first = file.pages[0].obj
    picture = file.make_stream(b"\0\0\0")
    picture.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceRGB
    )
    inner = file.make_stream(b"q 0.5 g 0 0 9 9 re f Q")
    inner.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Resources=Dictionary()
    )
    glyph = file.make_stream(b"9 0 0 0 9 9 d1 0 0 9 9 re f")
    type3 = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 9, 9]), FontMatrix=Array([1, 0, 0, 1, 0, 0]),
        CharProcs=Dictionary(a=glyph), Encoding=Dictionary(Differences=Array([97, Name.a])), FirstChar=97, LastChar=97,
        Widths=Array([9]),
    )  # fmt: skip
    simple = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    resources = Dictionary(dict(first.Resources.items()))
    resources.Font = Dictionary({**dict(first.Resources.Font.items()), "/T": type3, "/H": simple})
    resources.XObject = Dictionary(Im=picture, Fm=inner)
    resources.ExtGState = Dictionary(G=Dictionary(ca=0.5, BM=Name.Multiply))
    first.Resources = resources
    drawn = file.make_stream(b"\nq /G gs /Im Do /Fm Do BT /H 9 Tf 40 760 Td (Bonjour) Tj /T 1 Tf (a) Tj ET Q\n")
    first.Contents = Array([first.Contents, drawn])
    act = Dictionary(Type=Name.Action, S=Name.JavaScript, JS="app.alert(1)")
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=act, AP=Dictionary(N=inner, D=inner)
    )
    field = file.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="x", V="y", F=4, Rect=Array([0, 0, 9, 9]))
    )
    first.Annots = Array([file.make_indirect(link), field])
    first.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    root = file.Root
    root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True)
    root.OpenAction, root.AA = act, Dictionary(WC=act)
    root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())
    file.attachments["a.txt"] = b"bonjour"
    file.pages.append(file.pages[0])
    file.pages[1].obj.Rotate, file.pages[1].obj.CropBox = 90, Array([30, 740, 90, 800])


def _samples() -> dict[str, bytes]:
    """The PDF files inside the public documents."""
    found = {name: _WRAPPED.search(data) for name, data in corpus.samples("cda", b"application/pdf").items()}
    return {name: base64.b64decode(match[1]) for name, match in found.items() if match and len(match[1]) < 400_000}


@cache
def _seeds() -> Seeds:
    ours = pdf.from_text("Bonjour, œdème aigu.", title="Lettre", author="Dr Ève ŒUVRARD", at=AT)
    whole = pdf.from_text("Bonjour.\n" * 9, title="Lettre", at=AT, part=3, label=label())
    short = {
        "ours": _written(ours, 30, 740, 130, 800),
        "code": _written(label(), 205, 40, 283, 142),
        "packed": _written(ours, 30, 740, 130, 800, packed=True),
        "furnished": _written(ours, 30, 740, 130, 800, furnish=True),
    }
    return Seeds(short, {"whole": _written(whole), **_samples()})


def _done(act: str, data: bytes, **options: object) -> tuple[dict[str, object], bytes]:
    answer, made = child.answered(child.serve(child.request(act, data, **options)))
    return dict(answer), made


def check_seen(data: bytes) -> Iterable[str]:
    """Inspected as the child does it, then compared with a patient: codes and cartouche."""
    answer, _ = _done("inspect", data, scan=2, part=0)
    seen = child.inspection_of(answer)
    assert seen.findings or seen.pages, "a file without pages, and nothing told"
    assert seen.findings or seen.pdfa or seen.faults, "neither PDF/A nor what it lacks"
    told = pdf.compare(seen, PATIENT, choices=Choices())
    for finding in told:
        finding.as_dict()
    said = {finding.verdict.id for finding in told} | set(seen.broken)
    return said | {"code"} if seen.matrices else said


def check_made(data: bytes) -> Iterable[str]:
    """Made PDF/A, which it then is; and stamped or covered. What is refused is told."""
    part = 1 if len(data) % 2 else 3
    acts: tuple[tuple[str, dict[str, object]], ...] = (
        ("archive", {"title": "Lettre", "author": "", "at": AT, "part": part, "xml": None, "pictures": len(data) % 4 < 2}),
        ("stamp", {"label": label(), "at": AT, "where": "top-right"}),
        ("cover", {"label": label(), "title": "Lettre", "at": AT, "cme_day": "2026-01-01", "cme_reference": "1", "physicians_warned": "2026-01-02"}),
    )  # fmt: skip
    said: set[str] = set()
    for act, options in acts[:1] if len(data) % 3 else acts[1:]:
        try:
            _, made = _done(act, data, **options)
        except pdf.Refused as refused:
            said |= {finding.verdict.id for finding in refused.findings} or {"refused, and nothing told"}
            continue
        seen = child.inspection_of(_done("inspect", made, scan=0, part=0)[0])
        before = child.inspection_of(_done("inspect", data, scan=0, part=0)[0]) if seen.findings else None
        assert before is None or before.findings, f"{act} made what cannot be read of what could"
        assert act != "archive" or seen.is_pdfa, "archive made what is no PDF/A"
        said.add(act)
    return said


def _bounded() -> None:
    """The memory of the process that reads one file, above what this one holds."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its words go nowhere from the other process
    _seeds()
    held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115, PTH123
    resource.setrlimit(resource.RLIMIT_AS, (held + limits.MEMORY, resource.RLIM_INFINITY))


def _unbounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def targets() -> list[Target[bytes]]:
    def target(name: str, check: object, share: int) -> Target[bytes]:
        return Target(
            name=name,
            seeds=_seeds,
            begin=lambda data: data,
            mutate=pdfs.mutate,
            check=check,  # type: ignore[arg-type]
            bytes_of=lambda data: data,
            share=share,
            ready=_bounded,
            close=_unbounded,
        )

    return [target("pdf", check_seen, 40), target("pdfa", check_made, 20)]
