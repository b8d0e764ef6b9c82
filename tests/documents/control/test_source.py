"""The source of a document in rows: every fault in its place, whatever the file looks like."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from socle.documents.cda.nodes import Places
from socle.documents.control import source

LETTER = "LDL-SES_2022.01.xml"


def row_of(data, path):
    text = source.text_of(data)
    offsets = source.offsets(text.encode(), [path])
    rows, index = source.marked(source.rows(text), [(offsets.get(path, -1), 0)])
    return rows[index[1]]


@pytest.fixture(scope="session")
def sample(samples):
    return lambda name: (samples / "cda" / name).read_bytes()


@pytest.mark.parametrize("name", [LETTER, "BIO-CR-BIO_2021.01_Auto-Presentable.xml", "IMG_CR_IMG_2024.01.xml"])
def test_every_element_of_a_document_is_found_on_the_line_that_holds_it(sample, name):
    data = sample(name)
    document = next(etree.fromstring(data, etree.XMLParser(huge_tree=True)).iter("{urn:hl7-org:v3}ClinicalDocument"))
    places = Places()
    elements = list(document.iter(etree.Element))[::7]
    paths = [places.of(each).partition(" ")[0] for each in elements]
    text = source.text_of(data)
    offsets = source.offsets(text.encode(), paths)
    whole = text.encode()
    for element, path in zip(elements, paths, strict=True):
        start = offsets[path]
        assert re.match(rb"<(?:[\w.-]+:)?" + etree.QName(element).localname.encode() + rb"[\s/>]", whole[start:])
    lines = [whole.count(b"\n", 0, offsets[path]) + 1 for path in paths]
    assert lines == sorted(lines)


def test_a_fault_in_a_document_of_one_line_has_a_row_of_its_own(sample):
    data = re.sub(rb">\s+<", b"><", sample(LETTER)).replace(b"\r", b"").replace(b"\n", b" ")
    row = row_of(data, "/ClinicalDocument/custodian/assignedCustodian/representedCustodianOrganization/name")
    assert (row.number, row.first) == (1, False)
    assert row.text.startswith("<name")
    assert row.indent > 0


def test_what_is_missing_is_shown_where_it_should_stand(sample):
    row = row_of(sample(LETTER), "/ClinicalDocument/custodian/assignedCustodian/rien[3]/@code")
    assert "<assignedCustodian" in row.text


def test_a_path_that_leads_nowhere_has_no_row(sample):
    text = source.text_of(sample(LETTER))
    assert source.offsets(text.encode(), ["/Autre/chose"]) == {}
    assert source.marked(source.rows(text), [(-1, 0), (-1, 10**9)])[1] == {}


def test_a_fault_known_by_its_line_alone_is_on_that_line():
    rows, index = source.marked(source.rows("<a>\n<b>\n</a>"), [(-1, 2)])
    assert rows[index[1]].text == "<b>"


def test_base64_is_told_by_its_length_and_not_shown(sample):
    rows = source.rows(source.text_of(sample("DOC_NON_STRUCTURE_CDA-R2-N1.xml")))
    assert sum(len(row.text) for row in rows) < 40_000
    assert any("caractères de base64 non affichés" in row.text for row in rows)
    folded = "<text>\n" + "\n".join(["QUJD" * 19] * 50) + "\n</text>"
    assert [row.number for row in source.rows(folded)] == [1, 2, 52]
    assert "50 lignes de base64" in source.rows(folded)[1].text


def test_a_long_source_is_shown_around_its_faults_and_says_what_it_leaves_out():
    rows, _ = source.marked(source.rows("\n".join("<a/>" for _ in range(20_000))), [(-1, 10_000)])
    shown = source.excerpt(rows)
    assert len(shown) < 200
    assert [row.number for row in shown if row.marks] == [10_000]
    kept = sum(not row.gap for row in shown)
    left = sum(int(re.search(r"\d+", row.text)[0]) for row in shown if row.gap)
    assert kept + left == 20_000


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf<\xc3\xa9/>", "<é/>".encode("utf-16"), "<é/>".encode("latin-1")])
def test_the_text_of_a_source_is_read_in_its_own_encoding(data):
    assert source.text_of(data).lstrip("\ufeff") == "<é/>"


def test_a_source_that_never_closes_a_tag_is_still_shown():
    assert "".join(row.text for row in source.rows("<a" * 5_000)).count("<a") == 5_000
