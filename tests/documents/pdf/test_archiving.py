"""A file becomes PDF/A and looks as it did, or the reason why not is told; each change is told."""

from __future__ import annotations

import io
from importlib.resources import files

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tests.documents.pdf.conftest import NOW, javascript, ordinary

from socle.documents import pdf as pdfs
from socle.documents.pdf import Refused, archiving, inspecting, seeing

SAID = {"title": "Compte rendu d'imagerie", "author": "Dr Ève ŒUVRARD", "at": NOW}


def archive(data, **options):
    return archiving.archive(data, **SAID, **options)


def why(data, **options):
    with pytest.raises(Refused) as refused:
        archive(data, **options)
    return [(one.verdict.id.removeprefix("documents.pdf-"), one.place, one.found) for one in refused.value.findings]


def looks(data, dpi=72):
    with seeing.opened(data) as document:
        return [seeing.picture(document, index, dpi, colour=True) for index in range(len(document))]


def alike(before, after, level=96):
    pairs = zip(looks(before), looks(after), strict=True)
    return all(
        ImageChops.difference(*pair).convert("L").point([0] * level + [255] * (256 - level)).getbbox() is None
        for pair in pairs
    )


@pytest.fixture(scope="session")
def report():
    """A file that reportlab wrote: a face in the file, colours, and Helvetica named on every page for nothing."""
    face = files("socle.documents.pdf") / "data" / "DejaVuSansMono.ttf"
    pdfmetrics.registerFont(TTFont("Mono", io.BytesIO(face.read_bytes())))
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=(400, 300))
    canvas.setFont("Mono", 14)
    canvas.setFillColorRGB(0.8, 0, 0)
    canvas.drawString(40, 200, "Œdème à l’échographie")
    canvas.showPage()
    canvas.setFont("Mono", 10)
    canvas.drawString(40, 200, "Seconde page")
    canvas.save()
    return output.getvalue()


def transparent(pdf):
    page = pdf.pages[0].obj
    page.Resources.ExtGState = Dictionary(G=Dictionary(ca=0.5))
    page.Contents = Array([page.Contents, pdf.make_stream(b"q /G gs 1 0 0 rg 20 20 100 100 re f Q")])


def test_what_reportlab_wrote_becomes_pdfa_and_looks_as_it_did(report):
    archived = archive(report)
    seen = inspecting.inspect(archived.data, scan=0)
    assert seen.is_pdfa
    assert seen.pdfa == (1, "B")
    assert "Œdème à l’échographie" in seen.text
    assert alike(report, archived.data)
    assert archived.pictures == ()
    assert "polices nommées sans servir retirées" in archived.changes
    # reportlab gives a face of one width another than its own.
    assert "font-widths" in inspecting.inspect(report, scan=0, part=1).broken
    assert "largeurs des polices accordées à celles du document" in archived.changes
    assert "métadonnées XMP et Info réécrites" in archived.changes


def test_a_scan_becomes_pdfa():
    scanned = io.BytesIO()
    Image.new("RGB", (300, 400), "teal").save(scanned, "PDF", resolution=100)
    archived = archive(scanned.getvalue())
    assert inspecting.inspect(archived.data, scan=0).is_pdfa
    assert alike(scanned.getvalue(), archived.data)


def test_a_font_that_is_not_in_the_file_is_named_with_its_page():
    assert ("font-missing", "page 1", "Helvetica") in why(ordinary("Bonjour"))


def test_a_page_whose_font_is_missing_becomes_a_picture_when_that_is_accepted():
    archived = archive(ordinary("Bonjour Monsieur"), pictures=True)
    seen = inspecting.inspect(archived.data, scan=0)
    assert seen.is_pdfa
    assert archived.pictures == (1,)
    assert "1 page(s) devenue(s) images" in archived.changes
    assert "Bonjour Monsieur" in " ".join(seen.text.split())
    assert alike(ordinary("Bonjour Monsieur"), archived.data, level=160)


def test_only_the_pages_that_need_it_become_pictures(altered, report):
    data = altered(transparent, data=report)
    assert why(data)[0][:2] == ("not-archivable", "page 1")
    archived = archive(data, pictures=True)
    assert archived.pictures == (1,)
    assert inspecting.inspect(archived.data, scan=0).is_pdfa


def test_part_3_keeps_transparency(altered, report):
    data = altered(transparent, data=report)
    archived = archive(data, part=3)
    seen = inspecting.inspect(archived.data, scan=0)
    assert (seen.pdfa, seen.faults) == ((3, "B"), ())
    assert alike(data, archived.data)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_picture_of_a_turned_page_is_the_right_way_up(rotate):
    data = ordinary("Bonjour", rotate=rotate, drawn=b"0 0 200 60 re f")
    archived = archive(data, pictures=True)
    assert alike(data, archived.data, level=160)


def forbid(pdf):
    """Much of what PDF/A forbids and no reader sees."""
    page = pdf.pages[0].obj
    pdf.Root.OpenAction = javascript()
    pdf.Root.AA = Dictionary(WC=javascript())
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", javascript()])))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())
    pdf.attachments["note.txt"] = b"bonjour"
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    page.Annots = Array(
        [
            pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Movie, Rect=Array([0, 0, 9, 9]), F=4)),
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=Array([0, 0, 9, 9]),
                    Border=Array([0, 0, 0]),
                    A=Dictionary(Type=Name.Action, S=Name.Launch, F="x.exe"),
                )
            ),
        ]
    )


def test_all_that_is_forbidden_and_unseen_is_taken_away_and_told(altered, report):
    data = altered(forbid, data=report)
    archived = archive(data)
    seen = inspecting.inspect(archived.data, scan=0)
    assert (seen.is_pdfa, seen.active) == (True, ())
    assert alike(data, archived.data)
    assert set(archived.changes) >= {
        "action JavaScript retirée",
        "actions automatiques retirées",
        "JavaScript retiré",
        "fichiers joints retirés",
        "calques, tous visibles, réunis",
        "groupes transparents sans transparence retirés",
        "annotation Movie retirée",
        "action Launch retirée",
        "annotations désormais imprimées",
    }


def test_a_layer_that_is_hidden_is_not_made_visible(altered, report):
    def hide(pdf):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="caché"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    assert [found[0] for found in why(altered(hide, data=report))] == ["not-archivable"]


def test_a_mask_that_hides_nothing_is_taken_away_and_one_that_does_is_not(altered, report):
    def masked(level):
        def mask(pdf):
            values = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8}
            veil = pdf.make_stream(bytes([level]), Dictionary(**values, ColorSpace=Name.DeviceGray))
            image = pdf.make_stream(b"\x10\x80\x10", Dictionary(**values, ColorSpace=Name.DeviceRGB, SMask=veil))
            page = pdf.pages[0].obj
            page.Resources.XObject = Dictionary(Im=image)
            page.Contents = Array([page.Contents, pdf.make_stream(b"q 50 0 0 50 20 20 cm /Im Do Q")])

        return altered(mask, data=report)

    archived = archive(masked(255))
    assert alike(masked(255), archived.data)
    assert "masques d'images entièrement opaques retirés" in archived.changes
    assert why(masked(128))[0][0] == "not-archivable"


@pytest.mark.rule("DOC-009")
def test_pdfa_3_carries_the_document_it_shows(report):
    xml = b"<ClinicalDocument/>"
    archived = archive(report, part=3, xml=xml)
    with pikepdf.open(io.BytesIO(archived.data)) as pdf:
        (file,) = pdf.Root.AF
        assert file.AFRelationship == Name.Source
        assert file.EF.F.read_bytes() == xml
        assert str(file.EF.F.Subtype) == "/text/xml"
    assert inspecting.inspect(archived.data, scan=0).is_pdfa


def test_what_is_already_pdfa_stays_so_with_all_its_metadata_in_one_voice(letter):
    archived = archive(letter)
    assert inspecting.inspect(archived.data, scan=1).is_pdfa
    with pikepdf.open(io.BytesIO(archived.data)) as pdf:
        assert str(pdf.trailer.Info.Author) == SAID["author"]
    assert archive(letter).data == archived.data


def test_the_bounded_process_archives_as_this_one_does(report):
    assert pdfs.convert(report, **SAID) == archive(report)


def test_a_file_is_joined_to_part_3_alone(report):
    with pytest.raises(ValueError, match="PDF/A-3 alone"):
        archive(report, xml=b"<a/>")
