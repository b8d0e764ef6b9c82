"""Reading plain and multipart messages within their limits."""

import base64
import io
import quopri

import pytest

from socle.wire import mtom
from socle.wire.exchange import Request
from tests.wire.support import MIME_TYPE, ROOT, document, ids, mime, request, request_of, split

SMALL = mtom.Limits(part=100, request=2000, documents=3, root=50)


def refused(given, limits=mtom.LIMITS):
    message, findings = mtom.read_message(given, limits)
    assert message is None
    assert len(findings) == 1
    return findings[0]


def read(given, limits=mtom.LIMITS):
    message, findings = mtom.read_message(given, limits)
    assert findings == []
    return message


# --- faults ---------------------------------------------------------------------------------------------


def test_every_cut_of_a_multipart_message_is_told_and_never_thrown(dmp_samples):
    content_type, body = split((dmp_samples / "td2/td2.1a-feed-discharge-letter.request.mime").read_bytes())
    for size in [0, 1, 30, 200, 1000, len(body) // 2, len(body) - 40, len(body) - 5, len(body) - 4]:
        finding = refused(request(body[:size], content_type))
        assert finding.verdict.id == "wire.mime-truncated", size


def test_a_body_shorter_than_announced_is_told_with_both_sizes():
    finding = refused(request(b"<x/>", length=10))
    assert finding.verdict.id == "wire.body-cut-short"
    assert (finding.expected, finding.found) == ("10", "4")


def test_a_body_that_breaks_off_is_told():
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise ConnectionResetError

    given = Request("POST", "/", {"content-type": "text/xml"}, Broken(), None)
    assert refused(given).verdict.id == "wire.body-unreadable"


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data; boundary=b", "text/plain"])
def test_a_content_type_that_is_no_soap_is_named(content_type):
    finding = refused(request(b"<x/>", content_type))
    assert finding.verdict.id == "wire.content-type"
    assert finding.found == content_type


def test_a_compressed_body_is_refused():
    assert refused(request(b"", content_encoding="gzip")).verdict.id == "wire.content-encoding"


@pytest.mark.parametrize("parameter", ["", "; boundary=", '; boundary=""', f"; boundary={'b' * 201}", "; boundary=é"])
def test_a_boundary_that_cannot_be_used_is_refused(parameter):
    given = request(b"--b--", f"multipart/related{parameter}")
    assert refused(given).verdict.id == "wire.mime-boundary"


def test_a_part_above_its_limit_is_named_and_one_at_its_limit_is_read():
    at_limit = mime(ROOT, document("big", b"x" * 100))
    assert read(request(at_limit, MIME_TYPE), SMALL).parts["big"].size == 100
    finding = refused(request(mime(ROOT, document("big", b"x" * 101)), MIME_TYPE), SMALL)
    assert finding.verdict.id == "wire.part-too-large"
    assert finding.place == "big"


def test_the_limit_of_a_part_counts_decoded_bytes():
    encoded = base64.encodebytes(b"x" * 100)
    assert read(request(mime(ROOT, document("a", encoded, "base64")), MIME_TYPE), SMALL).parts["a"].size == 100


def test_a_root_above_its_limit_is_refused_in_both_shapes():
    root = b"<r>" + b"x" * 60 + b"</r>"
    assert refused(request(root), SMALL).verdict.id == "wire.root-too-large"
    given = request(mime((["Content-ID: <root>"], root)), MIME_TYPE)
    assert refused(given, SMALL).verdict.id == "wire.root-too-large"


@pytest.mark.parametrize("length", ["real", None])
def test_a_request_above_its_limit_is_refused_announced_or_not(length):
    body = mime(ROOT, *[document(str(n), b"x" * 90) for n in range(3)]) + b" " * 2000
    assert refused(request(body, MIME_TYPE, length=length), SMALL).verdict.id == "wire.request-too-large"


def test_a_request_announced_above_its_limit_is_not_read_at_all():
    class Unread(io.RawIOBase):
        def read(self, size=-1):
            raise AssertionError("read")

    given = Request("POST", "/", {"content-type": "text/xml"}, Unread(), 2001)
    assert refused(given, SMALL).verdict.id == "wire.request-too-large"


def test_one_document_too_many_is_refused_while_the_signature_document_has_its_place():
    """Three documents and their signature document stand under a limit of three documents."""
    parts = [document(str(n)) for n in range(5)]
    assert len(read(request(mime(ROOT, *parts[:4]), MIME_TYPE), SMALL).parts) == 4
    assert refused(request(mime(ROOT, *parts), MIME_TYPE), SMALL).verdict.id == "wire.too-many-parts"


def test_the_default_limits_are_those_of_the_specification():
    mega = 1024 * 1024
    assert mtom.Limits(part=20 * mega, request=100 * mega, documents=100, root=mega) == mtom.LIMITS


@pytest.mark.parametrize("content", [b"?", b"=", b"YQ", b"YQ=", b"Y===", b"YQ==YQ=="])
def test_wrong_base64_is_told(content):
    finding = refused(request(mime(ROOT, document("a", content, "base64")), MIME_TYPE))
    assert finding.verdict.id == "wire.mime-transfer-encoding"
    assert finding.place == "a"


def test_an_unknown_transfer_encoding_is_named():
    finding = refused(request(mime(ROOT, document("a", b"", "x-uuencode")), MIME_TYPE))
    assert (finding.verdict.id, finding.found) == ("wire.mime-transfer-encoding", "x-uuencode")


@pytest.mark.parametrize("step", [1, 700, None])
@pytest.mark.parametrize(("size", "verdict"), [(16_000, []), (17_000, ["wire.mime-headers"])])
def test_how_long_headers_may_be_does_not_depend_on_how_the_network_cuts_them(step, size, verdict):
    body = mime(ROOT, (["Content-ID: <a>", f"X-A: {'a' * size}"], b""))
    message, findings = mtom.read_message(request(body, MIME_TYPE, step=step))
    assert ids(findings) == verdict
    assert message is None or list(message.parts) == ["a"]


def test_two_parts_with_one_content_id_are_refused():
    finding = refused(request(mime(ROOT, document("a"), document("a")), MIME_TYPE))
    assert (finding.verdict.id, finding.place) == ("wire.mime-content-id-repeated", "a")


def test_a_start_that_names_no_part_is_refused():
    given = request(mime(ROOT, document("a")), f'{MIME_TYPE}; start="<other>"')
    assert refused(given).verdict.id == "wire.mime-no-root"


def test_headers_that_are_no_headers_are_told_and_endless_ones_are_not_read_on():
    assert refused(request(mime((["what is this"], b"")), MIME_TYPE)).verdict.id == "wire.mime-headers"
    endless = b"--b\r\n" + b"X-A: a\r\n" * 10_000
    assert refused(request(endless, MIME_TYPE)).verdict.id == "wire.mime-headers"


# --- what is read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 1000, None])
@pytest.mark.parametrize("length", ["real", None])
def test_a_message_reads_the_same_however_its_bytes_arrive(step, length):
    contents = [b"", b"\r\n", b"\n--bb", b"--b-\r\nx", b"\r\n--bb\r\n", b"a\r", bytes(range(256))]
    body = b"preamble\r\n" + mime(ROOT, *[document(str(n), data) for n, data in enumerate(contents)]) + b"epilogue"
    message = read(request(body, MIME_TYPE, step=step, length=length))
    assert message.root == b"<root/>"
    assert [part.read() for part in message.parts.values()] == contents


def test_line_ends_of_lf_alone_are_read_and_a_last_cr_of_a_document_kept():
    body = mime(ROOT, document("a", b"one\ntwo\r"), end="\n")
    assert read(request(body, MIME_TYPE)).parts["a"].read() == b"one\ntwo\r"


def test_an_empty_part_without_the_line_end_before_its_boundary_is_empty():
    body = b"--b\r\nContent-ID: <root>\r\n\r\n<root/>\r\n--b\r\nContent-ID: <a>\r\n\r\n--b--"
    assert read(request(body, MIME_TYPE)).parts["a"].read() == b""


def test_a_part_without_headers_is_read():
    body = b"--b\r\n\r\n<root/>\r\n--b--\r\n"
    assert read(request(body, MIME_TYPE)).root == b"<root/>"


@pytest.mark.parametrize("encoding", ["binary", "8bit", "7bit", "BINARY", None])
def test_bytes_are_kept_as_they_are(encoding):
    content = b"\x00\xff\r\n\xe9 =C3"
    assert read(request(mime(ROOT, document("a", content, encoding)), MIME_TYPE)).parts["a"].read() == content


@pytest.mark.parametrize("step", [1, 5, None])
def test_base64_and_quoted_printable_are_decoded_as_they_stream(step):
    content = "Compte rendu — été = oui\r\n".encode() * 40
    parts = [
        document("b", base64.encodebytes(content), "base64"),
        document("q", quopri.encodestring(content), "quoted-printable"),
    ]
    message = read(request(mime(ROOT, *parts), MIME_TYPE, step=step))
    assert message.parts["b"].read() == content
    assert message.parts["q"].read() == content


def test_the_root_is_the_part_that_start_names_wherever_it_stands():
    body = mime(document("a", b"first"), ROOT, document("z", b"last"))
    message = read(request(body, f'{MIME_TYPE}; start="<root>"'))
    assert message.root == b"<root/>"
    assert {id: part.read() for id, part in message.parts.items()} == {"a": b"first", "z": b"last"}


@pytest.mark.parametrize(
    ("header", "boundary"),
    [
        ('boundary="a b:c=1"', "a b:c=1"),
        (r'boundary="a\"b"', 'a"b'),
        ("Boundary=simple ; type=x", "simple"),
        ('type="text/xml; x=1";\r\n boundary="folded"', "folded"),
    ],
)
def test_boundaries_are_read_quoted_escaped_and_after_other_parameters(header, boundary):
    assert read(request(mime(ROOT, boundary=boundary), f"Multipart/Related; {header}")).root == b"<root/>"


def test_the_envelope_can_be_read_before_any_document_is():
    body = mime(ROOT, document("a", b"x" * 200_000))
    stream = io.BytesIO(body)
    given = Request("POST", "/", {"content-type": MIME_TYPE}, stream, len(body))
    opening, findings = mtom.open_message(given)
    assert findings == []
    assert opening.root == b"<root/>"
    assert stream.tell() < 100_000
    message, findings = opening.finish()
    assert findings == []
    assert message.parts["a"].size == 200_000


def test_a_great_document_is_spooled_and_read_back_and_closing_forgets_it():
    content = bytes(range(256)) * 4096
    message = read(request(mime(ROOT, document("a", content)), MIME_TYPE))
    with message:
        part = message.parts["a"]
        assert part.read() == content
        assert part.read() == content
        assert (part.media_type, part.size) == ("text/plain", len(content))
    assert part.file.closed


def test_the_charset_of_the_root_is_kept_for_the_parser():
    body = mime((["Content-Type: application/xop+xml; charset=ISO-8859-1"], b"<x/>"))
    assert read(request(body, MIME_TYPE)).charset == "ISO-8859-1"
    assert read(request(b"<x/>", "text/xml; charset=utf-8")).charset == "utf-8"


# --- writing --------------------------------------------------------------------------------------------


def test_what_is_written_is_read_back_byte_for_byte():
    contents = {"a@socle": b"\r\n--MIME\r\n\x00", "é <b>@x": b"", "c": bytes(range(256)) * 1000}
    parts = [mtom.document_part(id, "text/xml", data) for id, data in contents.items()]
    content_type, body = mtom.write_multipart(b"<root/>", parts, action="urn:a")
    message = read(request(body, content_type))
    assert message.root == b"<root/>"
    assert [part.read() for part in message.parts.values()] == list(contents.values())
    assert 'action="urn:a"' in content_type
    assert 'start-info="application/soap+xml"' in content_type


def test_a_message_without_documents_is_multipart_too():
    content_type, body = mtom.write_multipart(b"<root/>", [])
    assert content_type.startswith("multipart/related")
    assert read(request(body, content_type)).parts == {}


def test_headers_cannot_be_broken_out_of():
    part = mtom.document_part("a\r\nX: y", "text/xml\r\n\r\nevil", b"")
    content_type, body = mtom.write_multipart(b"<root/>", [part], action='x"\r\nY: z')
    assert "\r" not in content_type
    assert list(read(request(body, content_type)).parts) == ["aX: y"]


def test_pieces_are_given_one_at_a_time():
    part = mtom.document_part("a", "text/xml", b"x" * 200_000)
    _, pieces = mtom.multipart_pieces(b"<root/>", [part])
    assert max(map(len, pieces)) <= 64 * 1024


@pytest.mark.parametrize("name", ["td2/td2.1a-feed-two-documents.request.mime", "td3/td3.2-retrieve-two.response.mime"])
def test_the_parts_of_the_samples_are_their_documents(dmp_samples, name):
    message = read(request_of(dmp_samples / name))
    known = {path.read_bytes() for path in (dmp_samples / "documents").iterdir()}
    assert message.parts
    for part in message.parts.values():
        assert part.read() in known


def test_a_finding_is_one_value_and_names_its_verdict():
    _, findings = mtom.read_message(request(b"", "text/plain"))
    assert ids(findings) == ["wire.content-type"]
