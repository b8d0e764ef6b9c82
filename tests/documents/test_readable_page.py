"""The page of a document: safe, in order, usable by everyone."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.template import engines
from lxml import etree, html

from socle.documents import show
from socle.documents.showing.words import in_words
from socle.documents.times import read as read_time

HL7 = "{urn:hl7-org:v3}"


@pytest.fixture(scope="session")
def rendered():
    template = engines["django"].from_string("{% load readable %}{% readable document level=level file_url=url %}")
    return lambda document, level=2, url="": template.render({"document": document, "level": level, "url": url})


@pytest.fixture
def page(read, altered, minimal, rendered):
    def render(text, rest="", url=""):
        body = etree.fromstring(
            f'<structuredBody xmlns="urn:hl7-org:v3"><component><section><title>Titre</title><text>{text}</text>{rest}</section></component></structuredBody>'
        )
        return rendered(
            show(read(altered(minimal, "h:component/h:nonXMLBody", lambda old: old.getparent().replace(old, body)))),
            url=url,
        )

    return render


def test_nothing_that_a_document_says_becomes_markup(page):
    out = page(
        "&lt;script&gt;alert(1)&lt;/script&gt;<linkHtml href='https://x.example/&quot;onclick=&quot;a'>&lt;b&gt;</linkHtml>"
    )
    tree = html.fromstring(out)
    assert not tree.xpath("//script | //b | //@onclick")
    assert "<script>alert(1)</script>" in tree.text_content()


def test_nothing_that_a_header_says_becomes_markup(read, altered, letter, rendered):
    data = altered(letter, "h:languageCode", lambda code: code.set("code", '"><script>'))
    data = altered(data, "h:title", lambda title: setattr(title, "text", "<script>x</script>"))
    assert "<script" not in rendered(show(read(data)))


def test_no_style_no_script_and_no_request_elsewhere(page):
    out = page(
        '<content styleCode="xRed">a</content><table border="1" width="100%"><tr align="left"><td styleCode="x">b</td></tr></table>'
    )
    tree = html.fromstring(out)
    assert not tree.xpath("//@style | //script | //link | //@border | //@width | //@align | //iframe | //object")
    assert not tree.xpath("//img[not(starts-with(@src, 'data:'))]")


def test_a_run_of_text_is_not_cut_by_its_markup(page):
    assert "10<sup>9</sup>/L" in page("10<sup>9</sup>/L")


def test_a_table_has_a_caption_and_scopes(page):
    tree = html.fromstring(
        page("<table><thead><tr><th>Examen</th></tr></thead><tbody><tr><td>Na</td></tr></tbody></table>")
    )
    assert tree.xpath("string(//table/caption)") == "Titre"
    assert tree.xpath("//thead//th/@scope") == ["col"]
    assert tree.xpath("normalize-space(//tbody/tr/td)") == "Na"


IMAGE = '<entry><observationMedia ID="i 1"><value mediaType="image/png" representation="B64">iVBORw==</value></observationMedia></entry>'


def test_a_file_stands_in_the_page_or_at_an_address_of_the_page(page):
    shown = '<renderMultiMedia referencedObject="i_1"/>'
    rest = IMAGE.replace("i 1", "i_1")
    assert 'src="data:image/png;base64,iVBORw=="' in page(shown, rest)
    assert 'src="/pro/documents/1?piece=i_1"' in page(shown, rest, "/pro/documents/1")
    assert html.fromstring(page(shown, rest)).xpath("//img/@alt") == ["Titre"]


def test_the_identifier_of_a_file_is_escaped_in_its_address(page):
    assert "?piece=i+1" in page("x", IMAGE, "/f")


def test_a_file_without_reference_is_listed_at_the_end(page):
    tree = html.fromstring(page("x", IMAGE.replace("image/png", "application/pdf")))
    assert tree.xpath("string(//section[@class='document-attachments']/h3)") == "Pièces jointes"
    assert "Ouvrir Titre (PDF" in tree.text_content()


def test_a_file_that_could_run_is_offered_and_never_shown(page):
    tree = html.fromstring(page("x", IMAGE.replace("image/png", "image/svg+xml")))
    assert not tree.xpath("//img")
    (link,) = tree.xpath("//section[@class='document-attachments']//a")
    assert link.get("href").startswith("data:application/octet-stream;")
    assert link.get("download")


def test_a_missing_or_damaged_file_is_said_to_be_so(page, read, altered, letter, rendered):
    assert "Pièce absente du document" in page('<renderMultiMedia referencedObject="rien"/>')
    damaged = altered(letter, "h:component//h:text", lambda text: setattr(text, "text", "*"))
    assert "illisible" in rendered(show(read(damaged)))


@pytest.mark.parametrize(
    ("stamp", "words"),
    [
        ("20260915104000+0200", "mardi 15 septembre 2026, 10 h 40"),
        ("20260915084000+0000", "mardi 15 septembre 2026, 10 h 40"),
        ("20260915", "mardi 15 septembre 2026"),
        ("202609", "septembre 2026"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_date_is_written_in_words_at_its_own_precision(stamp, words):
    assert in_words(read_time(stamp)) == words


def test_every_official_sample_makes_a_whole_page(read, samples, derived, rendered):
    for name in derived:
        document = read((samples / "cda" / name).read_bytes())
        tree = html.fromstring(rendered(show(document), 2, "/f"))
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels[0] == 2, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        assert all(table.xpath("normalize-space(caption)") for table in tree.xpath("//table")), name
        assert set(tree.xpath("//th/@scope")) <= {"col", "colgroup", "row", "rowgroup"}, name
        assert not tree.xpath("//th[not(@scope)] | //img[not(@alt)]"), name
        letters = "".join(tree.text_content().split())
        for section in document.root.iter(f"{HL7}section"):
            for text in section.findall(f"{HL7}text"):
                for piece in text.itertext():
                    assert re.sub(r"\s", "", piece) in letters, (name, piece)
