"""The label comes on the first page where nothing is, reads back from a printed page, and changes nothing else."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageDraw
from tests.documents.pdf.conftest import NOW, ordinary

from socle.documents.pdf import Refused, inspecting, seeing, stamping

#: Text all over a page.
FULL = b" ".join(b"BT /F1 9 Tf 20 %d Td (%s) Tj ET" % (y, b"mot " * 36) for y in range(10, 840, 10))


def picture(data, dpi=72):
    with seeing.opened(data) as document:
        return seeing.picture(document, 0, dpi)


def where_it_is(before, after):
    """What changed of a picture: left, top, right, bottom."""
    return ImageChops.difference(before, after).point([0] * 64 + [255] * 192).getbbox()


@pytest.mark.rule("INS-015")
@pytest.mark.rule("DOC-016")
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_label_of_a_page_shown_turned_reads_from_a_printed_sheet(label, patient, rotate):
    data = stamping.stamp(ordinary("", rotate=rotate), label, at=NOW)
    seen = inspecting.inspect(data, scan=1)
    assert [patient.matricule in text for text in seen.data_matrices] == [True]
    assert "GARCIA-HAMMADI" in seen.text
    assert "INS à scanner" in seen.text
    image = picture(data)
    _, top, right, _ = where_it_is(picture(ordinary("", rotate=rotate)), image)
    assert right > image.width - 30
    assert top < 60


@pytest.mark.parametrize(
    ("corner", "at_right", "at_top"),
    [
        ("top-right", True, True),
        ("top-left", False, True),
        ("bottom-right", True, False),
        ("bottom-left", False, False),
    ],
)
def test_the_label_comes_in_the_corner_asked_for(label, corner, at_right, at_top):
    before = ordinary("x", drawn=b"")
    left, top, right, bottom = where_it_is(
        picture(before), picture(stamping.stamp(before, label, at=NOW, where=corner))
    )
    assert ((left + right) / 2 > 595 / 2) is at_right
    assert ((top + bottom) / 2 < 842 / 2) is at_top


def test_the_label_goes_where_the_page_is_white(label):
    letterhead = b"0 700 595 142 re f"
    before = ordinary("x", drawn=letterhead)
    after = stamping.stamp(before, label, at=NOW)
    _, top, _, _ = where_it_is(picture(before), picture(after))
    assert top >= 142


def test_a_page_without_white_becomes_smaller_and_keeps_all_that_it_shows(label, patient):
    before = ordinary("x", drawn=FULL)
    after = stamping.stamp(before, label, at=NOW)
    seen = inspecting.inspect(after, scan=1)
    assert len(seen.matrices) == 1
    assert seen.text.count("mot") == inspecting.inspect(before, scan=0).text.count("mot") == 83 * 36
    image = picture(after)
    assert ImageChops.invert(image.crop((0, 0, 300, 100))).getbbox() is None


def test_links_follow_a_page_that_becomes_smaller(label, altered):
    def link(pdf):
        page = pdf.pages[0].obj
        page.Annots = Array(
            [pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, F=4, Rect=Array([0, 0, 595, 842])))]
        )

    data = stamping.stamp(altered(link, data=ordinary("x", drawn=FULL)), label, at=NOW)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, bottom, right, top = (float(side) for side in pdf.pages[0].Annots[0].Rect)
    assert 0 < left < right < 595
    assert (bottom, round(top / 842, 2)) == (0, round((right - left) / 595, 2))


def test_what_a_file_leaves_open_does_not_move_its_label(label):
    for drawn in (b"q q 2 0 0 2 0 0 cm", b"Q Q 0.5 0 0 0.5 0 0 cm"):
        data = stamping.stamp(ordinary("x", drawn=drawn), label, at=NOW)
        assert len(inspecting.inspect(data, scan=1).matrices) == 1


def test_the_instructions_of_the_page_stay_byte_for_byte(label, bare):
    data = stamping.stamp(bare, label, at=NOW)
    with pikepdf.open(io.BytesIO(data)) as after, pikepdf.open(io.BytesIO(bare)) as before:
        assert before.pages[0].Contents.read_bytes() in [one.read_bytes() for one in after.pages[0].Contents]


def test_pdfa_stays_pdfa_and_says_when_it_was_changed(label, bare):
    data = stamping.stamp(bare, label, at=NOW.replace(hour=18))
    assert inspecting.inspect(data, scan=0).is_pdfa
    assert b"<xmp:ModifyDate>2026-11-22T18:30:00+00:00<" in data
    assert stamping.stamp(bare, label, at=NOW.replace(hour=18)) == data


def test_a_scanned_page_takes_a_label(label, patient):
    image = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(image).text((100, 200), "Compte rendu numérisé", fill=0)
    scanned = io.BytesIO()
    image.save(scanned, "PDF", resolution=150)
    seen = inspecting.inspect(stamping.stamp(scanned.getvalue(), label, at=NOW), scan=1)
    assert patient.matricule in seen.data_matrices[0]


def test_a_file_made_by_pdfium_takes_a_label(label):
    made, output = pypdfium2.PdfDocument.new(), io.BytesIO()
    made.new_page(420, 595)
    made.save(output)
    assert len(inspecting.inspect(stamping.stamp(output.getvalue(), label, at=NOW), scan=1).matrices) == 1


def test_a_page_too_small_for_a_label_is_refused(label):
    with pytest.raises(Refused) as refused:
        stamping.stamp(ordinary("x", width=142, height=200), label, at=NOW)
    assert [finding.verdict.id for finding in refused.value.findings] == ["documents.pdf-no-room"]


@pytest.mark.parametrize("unit", [2, Decimal("0.5"), 10])
@pytest.mark.parametrize("full", [False, True])
def test_the_label_has_its_size_on_paper_whatever_the_unit_of_the_page(label, altered, unit, full):
    page = ordinary("", width=1190, height=1684, drawn=b"0 0 1190 1684 re f" if full else b"")
    large = altered(lambda pdf: pdf.pages[0].obj.__setattr__("UserUnit", unit), page)
    here, there = (_scale_of_label(stamping.stamp(data, label, at=NOW)) for data in (page, large))
    assert here == 1
    assert there * float(unit) == pytest.approx(1, abs=0.001)


def _scale_of_label(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (scale,) = re.findall(rb"q ([\d.]+) [^q]* cm /SocleINS Do", pdf.pages[0].obj.Contents[-1].read_bytes())
    return float(scale)


@pytest.mark.parametrize("unit", [0, -3, Name.Two, 1_000_000, Decimal("0.0001")])
def test_a_unit_that_no_page_has_does_not_break_the_label(label, altered, unit):
    data = altered(lambda pdf: pdf.pages[0].obj.__setattr__("UserUnit", unit), ordinary(""))
    assert _scale_of_label(stamping.stamp(data, label, at=NOW)) == 1


@pytest.mark.rule("ORG-008")
def test_a_signed_file_is_not_touched(label, altered):
    def sign(pdf):
        field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="signature", V=Dictionary(Type=Name.Sig)))
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)

    with pytest.raises(Refused) as refused:
        stamping.stamp(altered(sign), label, at=NOW)
    assert [finding.verdict.id for finding in refused.value.findings] == ["documents.pdf-signed"]


def _annotated(subtype, *, flags=4, rectangle=(335, 700, 585, 830)):
    """Puts an annotation with an appearance where the label would go."""

    def change(pdf):
        drawn = pdf.make_stream(b"0.2 g 0 0 250 130 re f")
        drawn.Type, drawn.Subtype, drawn.BBox = Name.XObject, Name.Form, Array([0, 0, 250, 130])
        one = Dictionary(Type=Name.Annot, Subtype=subtype, F=flags, Rect=Array(rectangle), AP=Dictionary(N=drawn))
        one.FT, one.T = Name.Tx, "nom"
        field = pdf.make_indirect(one)
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))

    return change


def _height_of_label(data):
    """How far its top is below that of the page, in points."""
    with seeing.opened(data) as document:
        drawn = seeing.ink(seeing.picture(document, 0, 72))
    box = drawn.crop((drawn.width // 2, 0, drawn.width, drawn.height)).getbbox()
    return box[1]


@pytest.mark.parametrize(
    ("subtype", "flags"), [(Name.Widget, 4), (Name.Stamp, 4 | 32)], ids=["a field of a form", "what is printed alone"]
)
def test_the_label_does_not_go_where_an_annotation_is_that_a_screen_does_not_draw(label, altered, subtype, flags):
    there = stamping.stamp(altered(_annotated(subtype, flags=flags), ordinary()), label, at=NOW)
    assert _height_of_label(there) > 842 - 700
    hidden = stamping.stamp(altered(_annotated(subtype, flags=2), ordinary()), label, at=NOW)
    assert _height_of_label(hidden) < 842 - 800


@pytest.mark.parametrize(
    ("rotate", "shown", "elsewhere"),
    [(90, (5, 600, 135, 830), (460, 5, 590, 255)), (270, (460, 5, 590, 255), (5, 600, 135, 830))],
)
def test_a_field_of_a_turned_page_is_where_it_is_shown(label, altered, rotate, shown, elsewhere):
    plain = ordinary(rotate=rotate)
    free = _height_of_label(stamping.stamp(plain, label, at=NOW))
    there = stamping.stamp(altered(_annotated(Name.Widget, rectangle=shown), plain), label, at=NOW)
    other = stamping.stamp(altered(_annotated(Name.Widget, rectangle=elsewhere), plain), label, at=NOW)
    assert _height_of_label(there) > free
    assert _height_of_label(other) == free


def test_a_crop_box_larger_than_the_page_is_cut_to_it(label, altered):
    def change(pdf):
        pdf.pages[0].obj.CropBox = Array([-50, -50, 700, 900])

    stamped = stamping.stamp(altered(change, ordinary()), label, at=NOW)
    assert inspecting.inspect(stamped).matrices


def test_the_label_of_a_tagged_file_is_outside_its_structure(label, altered):
    def change(pdf):
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    for data, marked in ((altered(change, ordinary()), True), (ordinary(), False)):
        with pikepdf.open(io.BytesIO(stamping.stamp(data, label, at=NOW))) as pdf:
            drawn = pdf.pages[0].obj.Contents[-1].read_bytes()
        assert drawn.startswith(b"/Artifact BMC ") is marked
        assert drawn.rstrip().endswith(b"EMC") is marked
