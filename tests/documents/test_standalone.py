"""A document as a page that stands alone, and as text: whole, safe, whoever wrote it."""

from __future__ import annotations

import re

import pytest
from lxml import etree, html

from socle.documents import cda, show
from socle.documents.showing import plain, standalone
from socle.documents.showing.words import heading

SELF_PRESENTING = "BIO-CR-BIO_2021.01_Auto-Presentable.xml"


@pytest.fixture(scope="session")
def page_of(samples):
    def page(name):
        document, _ = cda.read((samples / "cda" / name).read_bytes())
        return standalone.page(show(document))

    return page


def test_the_title_says_what_it_is_and_of_when(read, samples):
    document = show(read((samples / "cda" / "BIO-CR-BIO_2024.01_TSH_1.xml").read_bytes()))
    assert heading(document) == "Compte rendu d'examens biologiques du 1er avril 2021"


def test_a_title_that_tells_its_year_is_left_alone(read, altered, letter):
    document = show(read(altered(letter, "h:title", lambda title: setattr(title, "text", "Bilan 2026"))))
    assert heading(document) == "Bilan 2026"


def test_every_official_sample_is_one_page_that_fetches_nothing_and_runs_nothing(page_of, derived):
    for name in derived:
        page = page_of(name)
        tree = html.fromstring(page)
        assert not tree.xpath("//script | //link | //iframe | //form | //base"), name
        assert not [one for one in tree.xpath("//*/@*") if one.attrname.startswith("on")], name
        assert all(re.match(r"data:|#", one) for one in tree.xpath("//@src | //@href | //@data")), name
        assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv]/@content)"), name
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        assert {one[1:] for one in tree.xpath("//a/@href") if one.startswith("#")} <= set(ids), name


def test_the_style_sheet_of_a_self_presenting_document_is_never_executed(samples):
    """It would write what its templates say; the page says what the document says."""
    data = (samples / "cda" / SELF_PRESENTING).read_bytes()
    root = etree.fromstring(data)
    sheet = "{http://www.w3.org/1999/XSL/Transform}"
    for template in root.iter(f"{sheet}template"):
        for old in list(template):
            template.remove(old)
        template.text = "ÉCRIT PAR LA FEUILLE DE STYLE"
        etree.SubElement(template, "script").text = "alert(1)"
    document, _ = cda.read(etree.tostring(root))
    assert document.self_presenting
    page = standalone.page(show(document))
    assert "Cholestérol" in page
    assert "ÉCRIT PAR LA FEUILLE" not in page
    assert "<script" not in page


def test_the_matricule_is_shown_with_its_nature(page_of):
    page = html.fromstring(page_of("BIO-CR-BIO_2024.01_TSH_1.xml"))
    words = " ".join(page.text_content().split())
    assert "2 79 03 51 215 189 89 (NIR, identité de test)" in words.replace("\u202f", " ")


def test_a_pdf_stands_in_the_page_and_beside_a_link_and_a_picture_only_when_it_is_one(read, altered, letter, samples):
    tree = html.fromstring(standalone.page(show(read(letter))))
    assert tree.xpath("string(//object/@type)") == "application/pdf"
    assert tree.xpath("string(//a[@download]/@download)") == "document.pdf"
    lied = altered(letter, "h:component//h:text", lambda text: setattr(text, "text", "PHNjcmlwdD4="))
    assert not html.fromstring(standalone.page(show(read(lied)))).xpath("//object")


def test_text_says_the_whole_narrative_and_commands_no_terminal(read, samples, derived, altered, letter):
    for name in derived:
        document = read((samples / "cda" / name).read_bytes())
        letters = "".join("".join(plain.lines(show(document))).split())
        for text in document.root.iter("{urn:hl7-org:v3}text"):
            if text.getparent().tag == "{urn:hl7-org:v3}section":
                for piece in text.itertext():
                    for word in piece.split():
                        assert word in letters, (name, word)
    hostile = altered(letter, "h:title", lambda title: setattr(title, "text", "a\x9b31m\u202eb"))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", "".join(plain.lines(show(read(hostile)))))


def test_text_marks_what_is_out_of_range(read, samples):
    lines = list(plain.lines(show(read((samples / "cda" / "BIO-CR-BIO_2024.01_TSH_1.xml").read_bytes()))))
    assert any("FT4" in line and "*** au-dessous de la normale" in " ".join(lines) for line in lines)
