"""The one parser: what it refuses, and where it says the fault is."""

import pytest
from lxml import etree

from socle.wire import xml

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
]>
<lolz>&lol2;</lolz>"""


def refused(data, **how):
    with pytest.raises(xml.XmlRefused) as refusal:
        xml.parse(data, **how)
    return refusal.value.finding


def test_billion_laughs_are_refused_for_their_doctype_before_any_entity_exists():
    finding = refused(LAUGHS)
    assert finding.verdict.id == "wire.xml-doctype"
    assert finding.place == "2:1"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE x><x/>",
        b"<!doctype x><x/>",
        b"\xef\xbb\xbf<!DOCTYPE x><x/>",
        b'<!-- a --><?p q?>\n<!-- b --><!DOCTYPE x SYSTEM "http://host/x.dtd"><x/>',
        "<!DOCTYPE x><x/>".encode("utf-16"),
        "<!DOCTYPE x><x/>".encode("utf-16-le"),
        "<!DOCTYPE x><x/>".encode("utf-16-be"),
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
    ],
)
def test_a_document_type_is_refused_whatever_hides_it(data):
    assert refused(data).verdict.id == "wire.xml-doctype"


def test_the_word_doctype_inside_a_document_is_only_text():
    assert xml.parse(b"<x><![CDATA[<!DOCTYPE html>]]></x>").text == "<!DOCTYPE html>"


def test_an_undefined_entity_is_ill_formed():
    assert refused(b"<x>&eacute;</x>").verdict.id == "wire.xml-ill-formed"


def test_a_missing_end_tag_is_told_with_its_line_and_column():
    finding = refused(b"<a>\n  <b>\n</a>")
    assert finding.verdict.id == "wire.xml-ill-formed"
    line, column = finding.place.split(":")
    assert line == "3"
    assert int(column) > 0
    assert "ligne:colonne" in finding.sentence("fr")


@pytest.mark.parametrize("data", [b"", b"   ", b"not xml", b"\x00\x01\x02", b"<a/><b/>", b"<", b"<?xml"])
def test_what_is_not_xml_is_ill_formed(data):
    assert refused(data).verdict.id == "wire.xml-ill-formed"


def test_latin_1_bytes_announced_as_utf_8_are_told_with_line_column_and_bytes():
    finding = refused('<?xml version="1.0" encoding="UTF-8"?>\n<nom>René</nom>'.encode("latin-1"))
    assert finding.verdict.id == "wire.xml-wrong-charset"
    assert finding.place == "2:9"
    assert finding.found.startswith("e9")


@pytest.mark.parametrize("encoding", ["iso-8859-1", "ISO-8859-15", "windows-1252", "utf-8", "UTF8", "utf-16"])
def test_a_document_is_read_in_the_encoding_it_declares(encoding):
    document = f'<?xml version="1.0" encoding="{encoding}"?><nom>René</nom>'
    assert xml.parse(document.encode(encoding)).text == "René"


@pytest.mark.parametrize("encoding", ["EBCDIC-CP-FR", "utf-7", "unknown-8bit", "rot13", "idna"])
def test_an_encoding_that_is_not_read_is_named(encoding):
    finding = refused(f'<?xml version="1.0" encoding="{encoding}"?><x/>'.encode())
    assert finding.verdict.id == "wire.xml-unknown-charset"
    assert finding.found == encoding


def test_the_transport_charset_serves_only_where_the_document_declares_none():
    assert xml.parse("<nom>René</nom>".encode("latin-1"), charset="ISO-8859-1").text == "René"
    declared = '<?xml version="1.0" encoding="UTF-8"?><nom>René</nom>'.encode()
    assert xml.parse(declared, charset="ISO-8859-1").text == "René"


def test_a_document_above_its_limit_is_refused_and_one_at_its_limit_is_read():
    data = b"<x>" + b"a" * 93 + b"</x>"
    assert refused(data, limit=99).verdict.id == "wire.xml-too-large"
    assert xml.parse(data, limit=100).tag == "x"


@pytest.mark.parametrize("depth", [xml.DEPTH + 1, 300, 5000, 100_000])
def test_elements_nested_too_deep_are_refused(depth):
    assert refused(b"<a>" * depth + b"</a>" * depth).verdict.id == "wire.xml-too-deep"


@pytest.mark.parametrize("word", ['a%d=""', 'xmlns:a%d="urn:%d"'])
def test_an_element_with_too_many_attributes_or_namespaces_is_refused(word):
    """Canonical XML sorts them, in the square of their number."""
    words = [word.replace("%d", str(rank)) for rank in range(xml.WIDTH + 1)]
    assert refused(f"<r><a {' '.join(words)}/></r>".encode()).verdict.id == "wire.xml-too-wide"
    assert xml.parse(f"<r><a {' '.join(words[1:])}/></r>".encode()).tag == "r"


def test_namespaces_declared_again_and_again_side_by_side_are_read():
    assert len(xml.parse(b"<r>" + b'<a xmlns:x="urn:x"/>' * 1000 + b"</r>")) == 1000


def test_elements_nested_to_the_limit_are_read():
    assert xml.parse(b"<a>" * xml.DEPTH + b"</a>" * xml.DEPTH).tag == "a"


def test_a_refusal_can_be_had_as_a_value():
    root, findings = xml.read(b"<x")
    assert root is None
    assert [finding.verdict.id for finding in findings] == ["wire.xml-ill-formed"]
    root, findings = xml.read(b"<x/>")
    assert root is not None
    assert findings == []


def test_what_is_written_begins_with_its_declaration_and_reads_back():
    data = xml.serialise(xml.element("x", {"a": "é"}, "œ"))
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<x')
    assert xml.parse(data).get("a") == "é"


def test_what_xml_cannot_carry_is_replaced_rather_than_thrown():
    element = xml.element("x", {"a": "\x00\x1f"}, "a\x08b\ud800")
    assert element.get("a") == "\ufffd\ufffd"
    assert element.text == "a\ufffdb\ufffd"


def test_comments_are_neither_children_nor_text():
    root = xml.parse(b"<x>a<!-- no -->b<y/><?p q?></x>")
    assert [child.tag for child in xml.children(root)] == ["y"]
    assert xml.text_of(root) == "ab"


def test_a_path_names_an_element_among_its_twins():
    root = xml.parse(b"<x xmlns='urn:u'><y/><y><z/></y></x>")
    assert xml.path_of(root[1][0]) == "/x/y[2]/z"
    assert xml.first(root, "{urn:u}y", "{urn:u}z") is None
    assert xml.first(None, "x") is None
    assert etree.QName(root).localname == xml.local_name(root)


def test_a_text_of_fifteen_megabytes_is_read_since_a_document_may_wrap_one():
    text = b"QUJD" * (15 * 1024 * 256)
    assert len(xml.parse(b"<text>" + text + b"</text>").text) == len(text)
