"""A file is told as it is: what it claims, what PDF/A forbids in it, the codes and the text on it."""

from __future__ import annotations

import io
import logging
import re
import time

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from tests.documents.pdf.conftest import NOW, javascript, ordinary

from socle.documents import pdf as pdfs
from socle.documents.pdf import archiving, child, inspecting, limits, properties, stamping


def names(data, part=0):
    return set(inspecting.inspect(data, scan=0, part=part).broken)


def first(pdf):
    return pdf.pages[0].obj


def resource(pdf, kind, name, value):
    first(pdf).Resources[kind] = Dictionary({name: value})


def drawn(pdf, instructions):
    first(pdf).Contents = Array(
        [*pikepdf.Page(first(pdf)).obj.Contents.as_list()]
        if isinstance(first(pdf).Contents, Array)
        else [first(pdf).Contents, pdf.make_stream(instructions)]
    )


def picture(pdf, **values):
    stream = pdf.make_stream(b"\x00\x00\x00")
    stream.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
        **values,
    )
    resource(pdf, Name.XObject, "/Im", stream)


def image_mask(pdf):
    mask = pdf.make_stream(b"\x80")
    mask.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )
    picture(pdf, SMask=pdf.make_indirect(mask))


def annotation(pdf, **values):
    first(pdf).Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **values))])


def joined(pdf):
    pdf.attachments["a.txt"] = b"bonjour"


def font(pdf, change):
    change(first(pdf).Resources.Font.F)


def unembedded(pdf):
    first(pdf).Resources.Font.F = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def lzw(pdf):
    stream = pdf.make_stream(b"")
    stream.write(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", filter=Name.LZWDecode)
    pdf.Root.Other = stream


def outside(pdf):
    stream = pdf.make_stream(b"")
    stream.F = "ailleurs.bin"
    pdf.Root.Other = stream


def info(pdf):
    pdf.trailer.Info.Title = "Un autre titre"


def packet(pdf, old, new):
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(old, new))


#: Property → what breaks it and nothing else.
BREAKS = {
    "filters": lzw,
    "external-streams": outside,
    "embedded-files": joined,
    "limits": lambda pdf: pdf.Root.__setitem__(Name("/" + "N" * 128), 1),
    "optional-content": lambda pdf: pdf.Root.__setitem__(Name.OCProperties, Dictionary(OCGs=Array([]), D=Dictionary())),
    "output-intent": lambda pdf: pdf.Root.__delitem__(Name.OutputIntents),
    "colours": lambda pdf: drawn(pdf, b"1 0 0 0 k 0 0 1 1 re f"),
    "images": lambda pdf: picture(pdf, Interpolate=True),
    "xobjects": lambda pdf: picture(pdf, Subtype2=Name.PS),
    "graphics-state": lambda pdf: resource(pdf, Name.ExtGState, "/G", Dictionary(TR=Name.Identity)),
    "operators": lambda pdf: drawn(pdf, b"1 2 zz"),
    "fonts-embedded": unembedded,
    "font-subsets": lambda pdf: font(pdf, lambda f: f.DescendantFonts[0].FontDescriptor.__delitem__(Name.CIDSet)),
    "font-structure": lambda pdf: font(pdf, lambda f: f.DescendantFonts[0].__delitem__(Name.CIDToGIDMap)),
    "font-widths": lambda pdf: font(
        pdf, lambda f: f.DescendantFonts[0].__setitem__(Name.DW, 700) or f.DescendantFonts[0].__delitem__(Name.W)
    ),
    "transparency": lambda pdf: resource(pdf, Name.ExtGState, "/G", Dictionary(ca=0.5)),
    "annotations": lambda pdf: annotation(pdf, Subtype=Name.Movie, F=4),
    "actions": lambda pdf: pdf.Root.__setitem__(Name.OpenAction, javascript()),
    "metadata": lambda pdf: packet(pdf, b"</rdf:RDF>", b""),
    "info": info,
    "schemas": lambda pdf: packet(
        pdf, b"</rdf:RDF>", b'<rdf:Description rdf:about="" xmlns:z="http://z"><z:a>1</z:a></rdf:Description></rdf:RDF>'
    ),
    "claim": lambda pdf: packet(pdf, b"<pdfaid:part>1", b"<pdfaid:part>un"),
    "forms": lambda pdf: pdf.Root.__setitem__(Name.AcroForm, Dictionary(Fields=Array([]), NeedAppearances=True)),
}
#: The same property, broken in another way.
AGAIN = [
    ("transparency", image_mask),
    ("transparency", lambda pdf: first(pdf).__setitem__(Name.Group, Dictionary(S=Name.Transparency))),
    ("transparency", lambda pdf: resource(pdf, Name.ExtGState, "/G", Dictionary(BM=Name.Multiply))),
    ("annotations", lambda pdf: annotation(pdf, Subtype=Name.Text, F=4 | 2)),
    ("annotations", lambda pdf: annotation(pdf, Subtype=Name.Text)),
    ("actions", lambda pdf: annotation(pdf, Subtype=Name.Link, F=4, A=Dictionary(S=Name.Launch, F="x.exe"))),
    ("operators", lambda pdf: drawn(pdf, b"q")),
    ("operators", lambda pdf: drawn(pdf, b"Q")),
    ("operators", lambda pdf: drawn(pdf, b"BI EI")),
]


def test_a_file_of_ours_breaks_nothing(bare, seen):
    assert seen.pdfa == (1, "B")
    assert seen.faults == ()
    assert seen.is_pdfa
    assert names(bare) == set()


@pytest.mark.parametrize("name", BREAKS)
def test_each_property_that_pdfa_asks_for_is_missed_when_it_is_broken(altered, name):
    found = names(altered(BREAKS[name]))
    assert name in found
    assert found <= {name, "claim"}


@pytest.mark.parametrize(("name", "change"), AGAIN, ids=lambda one: one if isinstance(one, str) else "")
def test_a_property_is_missed_however_it_is_broken(altered, name, change):
    assert names(altered(change)) == {name}


def test_a_font_that_shows_nothing_need_not_be_in_the_file(altered):
    def named(pdf):
        first(pdf).Resources.Font.H = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        drawn(pdf, b"BT /H 9 Tf 3 Tr (invisible) Tj ET q BT /H 9 Tf ET Q")

    assert names(altered(named)) == set()


def test_the_ends_of_a_file_are_looked_at(altered, bare):
    assert names(b"\n" + bare) >= {"header"}
    assert names(bare + b"\nreste") >= {"trailer"}
    assert names(altered(lambda pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.generate)) == {"cross-reference"}


def test_every_property_of_the_table_is_broken_by_a_test():
    apart = {"header", "trailer", "cross-reference", "encryption"}
    assert set(properties.PROPERTIES) == BREAKS.keys() | apart


def test_part_3_allows_what_part_1_does_not(altered):
    assert names(altered(BREAKS["transparency"]), part=3) == set()
    assert names(altered(BREAKS["optional-content"]), part=3) == set()
    assert names(altered(BREAKS["filters"]), part=3) == {"filters"}


def test_an_ordinary_file_claims_nothing_and_says_why_it_is_not_pdfa():
    seen = inspecting.inspect(ordinary())
    assert seen.pdfa is None
    assert not seen.is_pdfa
    assert {"fonts-embedded", "claim", "metadata", "output-intent"} <= set(seen.broken)
    assert [fault.detail for fault in seen.faults if fault.name == "fonts-embedded"] == ["Helvetica"]
    assert "Bonjour" in seen.text


def test_what_acts_in_a_file_is_told(altered):
    assert inspecting.inspect(altered(BREAKS["actions"]), scan=0).active == ("/JavaScript",)
    assert inspecting.inspect(altered(joined), scan=0).active == ("fichier joint",)


def test_the_codes_and_the_text_of_a_page_are_read(seen, patient):
    assert [matrix.page for matrix in seen.matrices] == [1]
    assert patient.matricule in seen.data_matrices[0]
    assert "œdème aigu" in seen.text
    assert "GARCIA-HAMMADI" in seen.text


def test_a_code_is_read_on_a_scanned_page(letter):
    page = inspecting.seeing.pypdfium2.PdfDocument(letter)[0].render(scale=300 / 72, grayscale=True).to_pil()
    scanned = io.BytesIO()
    page.save(scanned, "PDF", resolution=300)
    seen = inspecting.inspect(scanned.getvalue())
    assert len(seen.matrices) == 1
    assert seen.text.strip() == ""


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", "unreadable"),
        (b"%PDF-1.4\nrien", "unreadable"),
        (b"bonjour", "unreadable"),
        (ordinary()[:200], "unreadable"),
        (bytes(limits.MOST_BYTES + 1), "too-big"),
    ],
)
def test_what_cannot_be_read_ends_in_a_verdict(data, verdict):
    assert [finding.verdict.id for finding in inspecting.inspect(data).findings] == [f"documents.pdf-{verdict}"]


def test_an_encrypted_file_is_told_whether_or_not_it_opens_without_a_password(altered):
    for user in ("secret", ""):
        data = altered(lambda pdf: None, encryption=pikepdf.Encryption(owner="maître", user=user))
        assert [finding.verdict.id for finding in inspecting.inspect(data).findings] == ["documents.pdf-encrypted"]


def test_more_pages_than_a_document_has_end_in_a_verdict(altered):
    def repeat(pdf):
        for _ in range(limits.MOST_PAGES):
            pdf.pages.append(pdf.pages[0])

    assert [one.verdict.id for one in inspecting.inspect(altered(repeat)).findings] == ["documents.pdf-too-big"]


def bomb(pdf):
    """Thirty-six megabytes of drawing in forty kilobytes."""
    first(pdf).Contents = pdf.make_stream(b"0 0 m\n" * 6_000_000)


def forms_in_a_circle(pdf):
    form = pdf.make_stream(b"/F Do")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    form.Resources = Dictionary(XObject=Dictionary(F=form))
    resource(pdf, Name.XObject, "/F", form)
    drawn(pdf, b"/F Do")


def huge_page(pdf):
    first(pdf).MediaBox = Array([0, 0, 14_400, 14_400])


def test_a_bomb_ends_in_a_verdict_before_it_goes_off(altered):
    data = altered(bomb, compress_streams=True)
    assert len(data) < 100_000
    assert [one.verdict.id for one in inspecting.inspect(data).findings] == ["documents.pdf-too-big"]


def the_same_drawing_over_and_over(pdf):
    page = first(pdf)
    page.Contents = Array([pdf.make_indirect(pdf.make_stream(b"1 0 0 1 2 3 Tm\n" * 1000))] * 3000)


def words_without_blanks(pdf):
    first(pdf).Contents = pdf.make_stream(b"[]" * 700_000 + b" 0 d")


@pytest.mark.parametrize("hostile", [the_same_drawing_over_and_over, words_without_blanks])
def test_more_words_than_a_document_draws_end_in_a_verdict_whatever_is_done_with_them(altered, label, hostile):
    data = altered(hostile, data=ordinary(""))
    assert [one.verdict.id for one in inspecting.inspect(data).findings] == ["documents.pdf-too-big"]
    for act in (
        lambda: archiving.archive(data, title="a", author="b", at=NOW),
        lambda: stamping.stamp(data, label, at=NOW),
    ):
        with pytest.raises(pdfs.Refused) as refused:
            act()
        assert [one.verdict.id for one in refused.value.findings] == ["documents.pdf-too-big"]


@pytest.mark.parametrize("hostile", [forms_in_a_circle, huge_page])
def test_a_file_made_to_exhaust_its_reader_is_read_in_bounds(altered, hostile):
    assert inspecting.inspect(altered(hostile), scan=1).pages == 1


def test_a_file_is_read_in_a_process_of_its_own_and_nothing_is_lost_on_the_way(letter, seen):
    assert pdfs.inspect(letter) == seen


def test_a_file_that_cannot_be_read_is_told_so_by_the_process_that_tried():
    (found,) = pdfs.inspect(b"%PDF-1.4").findings
    assert found.verdict.id == "documents.pdf-unreadable"
    assert found == inspecting.inspect(b"%PDF-1.4").findings[0]


def test_a_number_that_is_an_object_of_its_own_is_no_fault(bare):
    """Many programs write the length of a stream so: the file was told to be unreadable."""
    trailer = re.search(rb"trailer\s*<<(.*)>>\s*startxref\s+(\d+)", bare, re.DOTALL)
    said = re.sub(rb"/Size \d+", b"/Size 100", trailer[1]) + b"/Prev " + trailer[2]
    more = bare + b"99 0 obj 1234 endobj\n"
    table = b"xref\n99 1\n%010d 00000 n \ntrailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(bare), said, len(more))
    seen = inspecting.inspect(more + table, scan=0)
    assert (seen.findings, seen.faults, seen.pages) == ((), (), 1)


def test_huge_pages_are_searched_for_codes_in_less_than_two_seconds(altered):
    def many(pdf):
        huge_page(pdf)
        for _ in range(4):
            pdf.pages.append(pdf.pages[0])

    begun = time.process_time()
    assert inspecting.inspect(altered(many)).scanned == 5
    assert time.process_time() - begun < 2


def served(act, data, **options):
    """What its process answers, without a process."""
    return child.answered(child.serve(child.request(act, data, **options)))[0]


def test_why_a_file_cannot_be_read_comes_back_from_the_process_that_reads_it(altered):
    closed = altered(lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user="b"))
    for data, why in ((b"%PDF-1.4\n", "documents.pdf-unreadable"), (closed, "documents.pdf-encrypted")):
        (finding,) = child.inspection_of(served("inspect", data, scan=0, part=0)).findings
        assert finding.verdict.id == why


def test_a_file_that_lies_about_the_types_of_things_is_told_to_be_unreadable(altered):
    lying = altered(lambda pdf: annotation(pdf, Subtype=Name.Text, F=Name.X))
    with pytest.raises(pdfs.Refused) as refused:
        served("archive", lying, title="", author="", at=NOW)
    assert [one.verdict.id for one in refused.value.findings] == ["documents.pdf-unreadable"]


def test_a_process_that_takes_too_long_is_stopped(letter, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.01)
    assert [one.verdict.id for one in pdfs.inspect(letter).findings] == ["documents.pdf-too-costly"]


def test_a_picture_of_a_page_is_a_picture(letter):
    with inspecting.seeing.opened(letter) as document:
        assert isinstance(inspecting.seeing.picture(document, 0, 72), Image.Image)


def test_a_font_of_a_stranger_writes_nothing_in_a_log(caplog):
    logging.getLogger("fontTools.ttLib.tables").error("a table of no length")
    assert caplog.records == []
