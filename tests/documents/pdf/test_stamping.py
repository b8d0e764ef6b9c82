"""The label comes on the first page where nothing is, reads back from a printed page, and changes nothing else."""

from __future__ import annotations

import io

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


@pytest.mark.rule("ORG-008")
def test_a_signed_file_is_not_touched(label, altered):
    def sign(pdf):
        field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="signature", V=Dictionary(Type=Name.Sig)))
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)

    with pytest.raises(Refused) as refused:
        stamping.stamp(altered(sign), label, at=NOW)
    assert [finding.verdict.id for finding in refused.value.findings] == ["documents.pdf-signed"]
