"""The symbol and the label, read back by an independent scanner."""

from __future__ import annotations

import io
from datetime import date
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from PIL import Image

from socle.identity import datamatrix
from socle.identity.traits import Traits
from tests.identity.datamatrix.test_text import CHOICES, SARAH, sample
from tests.labels import campaign, draw

TRAITS = Traits(
    birth_name="GARCIA-HAMMADI",
    given_names="SARAH-LOU ANNA",
    first_given_name="SARAH-LOU",
    sex="F",
    birth_date=date(1977, 1, 21),
    birth_place="35238",
    used_name="LE GOFF",
)


def words(pdf):
    """The text of a page, its lines joined."""
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(("number", "size"), [(1, 40), (2, 40), (3, 36)])
def test_the_published_examples_are_squares_that_a_scanner_reads_to_the_byte(samples, number, size):
    text = sample(samples, number)
    symbol = datamatrix.symbol(text)
    assert symbol.size == size
    assert campaign.read(Image.open(io.BytesIO(symbol.png()))) == text


@pytest.mark.campaign
def test_drawn_identities_come_back_as_pictures_and_as_soiled_labels():
    result = campaign.run(2026, texts=range(0), images=range(25), labels=range(6))
    assert (result.images, result.labels, result.wrong) == (25, 6, [])


@pytest.mark.parametrize("angle", [0, 7, -15, 15])
def test_a_printed_label_is_read_when_turned_blurred_and_soiled(angle):
    picture = campaign.spoiled(campaign.printed(SARAH), angle, seed=1)
    assert campaign.read(picture) == datamatrix.encode(SARAH, CHOICES)


def test_a_label_at_the_head_of_a_page_is_read_too():
    picture = campaign.printed(SARAH, datamatrix.Page.A4)
    assert picture.size == pytest.approx((2480, 3508), abs=1)
    assert campaign.read(picture) == datamatrix.encode(SARAH, CHOICES)


def test_the_drawing_of_a_page_has_the_modules_of_the_symbol_and_a_quiet_zone():
    symbol = datamatrix.symbol(datamatrix.encode(SARAH, CHOICES))
    picture = ET.fromstring(symbol.svg(side=22, quiet=1))
    assert picture.attrib["viewBox"] == f"0 0 {symbol.size + 2} {symbol.size + 2}"
    assert picture.attrib["width"] == "22mm"
    drawn = picture[1].attrib["d"].count("M")
    assert drawn == len(list(symbol.bars())) > symbol.size
    assert sum(length for _, _, length in symbol.bars()) == sum(map(sum, symbol.rows))


def test_the_longest_text_still_fits_a_square_whose_padding_the_library_writes_as_the_standard_does():
    # ppf-datamatrix 0.2 departs from the standard's padding at the 28th and the 281st codeword alone: a code of the INS
    # always has more than the first and never as many as the second.
    longest = max((draw.code(2026, number) for number in range(60)), key=lambda code: len(code.birth_name))
    full = type(longest)(
        **{
            **{name: getattr(longest, name) for name in longest.__slots__},
            "given_names": "A" * 100,
            "birth_name": "A'" * 49 + "AA",
            "oid": "1.2.250.1.213.1.4.10",
            "birth_place": "99100",
        }
    )
    assert datamatrix.symbol(datamatrix.encode(full, CHOICES)).size <= 64


def test_what_is_not_ascii_has_no_symbol():
    with pytest.raises(ValueError, match="ASCII"):
        datamatrix.symbol("é")


class TestTheCartouche:
    def test_it_names_the_patient_the_kind_and_the_matricule(self):
        lines = {line.label: line.value for line in datamatrix.cartouche(TRAITS, SARAH.matricule, SARAH.oid)}
        assert lines == {
            "Nom de naissance": "GARCIA-HAMMADI",
            "Prénoms de naissance": "SARAH-LOU ANNA",
            "Nom utilisé": "LE GOFF",
            "Date de naissance": "21/01/1977",
            "Sexe": "féminin",
            "Lieu de naissance (code)": "35238",
            "Matricule INS-NIR": "2 77 01 01 154 003 29",
        }

    @pytest.mark.parametrize(("oid", "kind"), [("9", "INS-NIA"), ("10", "INS-NIR de test")])
    def test_the_kind_comes_from_the_oid(self, oid, kind):
        lines = datamatrix.cartouche(TRAITS, SARAH.matricule, f"1.2.250.1.213.1.4.{oid}")
        assert lines[-1].label == f"Matricule {kind}"

    def test_what_is_no_ins_is_not_named(self):
        with pytest.raises(ValueError, match="not the OID of an INS"):
            datamatrix.cartouche(TRAITS, SARAH.matricule, "1.2.250.1.213.1.4.13")

    def test_without_a_matricule_the_label_has_neither_matricule_nor_symbol(self):
        pdf = datamatrix.label(datamatrix.cartouche(TRAITS), None)
        assert "Nom de naissance : GARCIA-HAMMADI" in words(pdf)
        assert "Matricule" not in words(pdf)
        assert "INS à scanner" not in words(pdf)
        assert campaign.read(pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil()) == ""

    def test_a_label_says_what_the_cartouche_says_with_its_mention(self):
        lines = datamatrix.cartouche(TRAITS, SARAH.matricule, SARAH.oid)
        told = words(datamatrix.label(lines, datamatrix.symbol(datamatrix.encode(SARAH, CHOICES))))
        assert all(line.label in told and line.value in told for line in lines)
        assert "INS à scanner" in told

    def test_names_of_a_hundred_characters_stay_inside_the_label(self):
        long = Traits(
            birth_name="A" * 100,
            given_names=" ".join(["MARIE"] * 16),
            first_given_name="MARIE",
            sex="F",
            birth_date=date(1977, 1, 21),
            birth_place="35238",
            used_name="B" * 100,
            used_given_name="C" * 100,
        )
        page = pypdfium2.PdfDocument(
            datamatrix.label(datamatrix.cartouche(long, SARAH.matricule, SARAH.oid), datamatrix.symbol("A" * 250))
        )[0]
        text = page.get_textpage()
        boxes = [
            text.get_charbox(index) for index in range(text.count_chars()) if text.get_text_range(index, 1).strip()
        ]
        assert min(bottom for _, bottom, _, _ in boxes) > 3 * 72 / 25.4
        assert "".join(text.get_text_range().split()).count("C" * 100) == 1
