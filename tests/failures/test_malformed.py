"""What is no good message ends in a verdict, whatever is wrong: never a traceback, an empty answer or a hung server."""

from __future__ import annotations

import re
import socket

import pytest

from socle.wire.namespaces import RIM, SOAP12, WSA, qname
from tests.failures.exchange import (
    verdicts_of,
)
from tests.failures.messages import MB, part, soap_message, timed

# --- XML -------------------------------------------------------------------------------------------------

LAUGHS = b"".join(b'<!ENTITY l%d "%b">' % (rank, b"&l%d;" % (rank - 1) * 10) for rank in range(1, 10))
ENVELOPE = b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>%b</e:Body></e:Envelope>'
ADDRESSED = ENVELOPE.replace(
    b"<e:Body>",
    b'<e:Header xmlns:w="http://www.w3.org/2005/08/addressing"><w:Action>a</w:Action>'
    b"<w:MessageID>b</w:MessageID></e:Header><e:Body>",
)

NOT_XML = {
    "empty": (b"", "wire.xml-ill-formed"),
    "garbage": (bytes(range(256)) * 20, "wire.xml-wrong-charset"),
    "text": (b"bonjour", "wire.xml-ill-formed"),
    "a cut envelope": (ENVELOPE[:60], "wire.xml-ill-formed"),
    "a null byte": (ENVELOPE % b"<a>\0</a>", "wire.xml-ill-formed"),
    "null bytes only": (b"\0" * 1000, "wire.xml-ill-formed"),
    "billion laughs": (
        b'<!DOCTYPE x [<!ENTITY l0 "ha">%b]>%b' % (LAUGHS, ENVELOPE % b"<a>&l9;</a>"),
        "wire.xml-doctype",
    ),
    "quadratic blowup": (
        b'<!DOCTYPE x [<!ENTITY a "%b">]>%b' % (b"a" * 50_000, ENVELOPE % (b"<a>%b</a>" % (b"&a;" * 50_000))),
        "wire.xml-doctype",
    ),
    "a doctype alone": (b"<!DOCTYPE x>" + ENVELOPE % b"<a/>", "wire.xml-doctype"),
    "a doctype after a comment": (b"<!-- --><?p ?><!DOCTYPE x>" + ENVELOPE % b"<a/>", "wire.xml-doctype"),
    "a doctype in small letters": (b"<!doctype x>" + ENVELOPE % b"<a/>", "wire.xml-doctype"),
    "a file of the server": (
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + ENVELOPE % b"<a>&f;</a>",
        "wire.xml-doctype",
    ),
    "a parameter entity": (
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>' + ENVELOPE.replace(b"%b", b"<a/>"),
        "wire.xml-doctype",
    ),
    "an entity that nobody defined": (ENVELOPE % b"<a>&f;</a>", "wire.xml-ill-formed"),
    "a doctype in UTF-16": ("<!DOCTYPE x><x/>".encode("utf-16"), "wire.xml-doctype"),
    "100 000 levels": (ENVELOPE % (b"<a>" * 100_000 + b"</a>" * 100_000), "wire.xml-too-deep"),
    "200 levels": (ENVELOPE % (b"<a>" * 200 + b"</a>" * 200), "wire.xml-too-deep"),
    "100 000 levels never closed": (ENVELOPE % (b"<a>" * 100_000), ("wire.xml-too-deep", "wire.xml-ill-formed")),
    "60 000 attributes": (
        ENVELOPE % (b"<a %b/>" % b" ".join(b'a%d=""' % rank for rank in range(60_000))),
        "wire.xml-too-wide",
    ),
    "20 000 namespaces": (
        ENVELOPE % (b"<a %b/>" % b" ".join(b'xmlns:a%d="u:%d"' % (rank, rank) for rank in range(20_000))),
        "wire.xml-too-wide",
    ),
    "the same attribute twice": (ENVELOPE % b'<a b="" b=""/>', "wire.xml-ill-formed"),
    "200 000 elements": (ADDRESSED % (b"<a/>" * 200_000), "wire.soap-body"),
    "one text of 900 KB": (ENVELOPE % (b"<a>%b</a>" % (b"x" * 900_000)), "wire.addressing-missing"),
    "a name of 900 KB": (ENVELOPE % (b"<%b/>" % (b"x" * 900_000)), ("wire.xml-ill-formed", "wire.addressing-missing")),
    "a root over 1 MB": (ENVELOPE % (b"<a>%b</a>" % (b"x" * MB)), "wire.root-too-large"),
    "Latin-1 that says it is UTF-8": (ENVELOPE % "<a>é</a>".encode("latin-1"), "wire.xml-wrong-charset"),
    "overlong UTF-8": (ENVELOPE % b"<a>\xc0\xaf</a>", "wire.xml-wrong-charset"),
    "a lone surrogate": (ENVELOPE % b"<a>\xed\xa0\x80</a>", "wire.xml-wrong-charset"),
    "an encoding that nobody reads": (b'<?xml version="1.0" encoding="EBCDIC-CP-FR"?><a/>', "wire.xml-unknown-charset"),
    "UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "wire.xml-unknown-charset"),
    "an encoding that is no text": (b'<?xml version="1.0" encoding="hex"?><a/>', "wire.xml-unknown-charset"),
    "half a UTF-16 character": ("<a/>".encode("utf-16")[:-1], "wire.xml-wrong-charset"),
    "UTF-16 that says it is UTF-8": (
        '<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"),
        "wire.not-an-envelope",
    ),
    "another root": (b"<html><body/></html>", "wire.not-an-envelope"),
    "no body": (ADDRESSED.replace(b"<e:Body>%b</e:Body>", b""), "wire.soap-body"),
    "an empty body": (ADDRESSED % b"", "wire.soap-body"),
    "two bodies' worth": (ADDRESSED % b"<a/><b/>", "wire.soap-body"),
    "no addressing": (ENVELOPE % b"<a/>", "wire.addressing-missing"),
}


@pytest.mark.parametrize("name", NOT_XML)
@pytest.mark.parametrize("service", ["repository", "patients"])
def test_what_is_no_message_is_a_fault_of_its_sender(letter, target, name, service):
    data, expected = NOT_XML[name]
    answer = timed(lambda: target.post(service, data, letter.card))
    assert answer.fault.side == "Sender"
    wanted = {expected} if isinstance(expected, str) else set(expected)
    assert wanted & verdicts_of(answer)
    assert len(answer.raw) < 20_000
    assert b"root:" not in answer.raw


def test_an_entity_of_the_network_is_never_fetched(letter, target):
    with socket.create_server(("127.0.0.1", 0)) as bait:
        bait.settimeout(1)
        address = f"http://127.0.0.1:{bait.getsockname()[1]}/x".encode()
        data = b'<!DOCTYPE x SYSTEM "%b" [<!ENTITY f SYSTEM "%b">]>%b' % (address, address, ENVELOPE % b"<a>&f;</a>")
        assert "wire.xml-doctype" in verdicts_of(target.post("repository", data, letter.card))
        with pytest.raises(TimeoutError):
            bait.accept()


def test_a_good_message_in_utf_16_is_read(letter, target):
    text = soap_message(target, letter.instant).decode().partition("?>")[2]
    answer = target.post("patients", text.encode("utf-16"), target.issued("card-kervelec-auth"))
    assert answer.status == 200
    assert answer.fault is None


def test_an_unknown_body_is_named(letter, target):
    def change(root):
        root.find(qname(SOAP12, "Body"))[0].tag = "{urn:x}ask"

    answer = target.post("patients", soap_message(target, letter.instant, change), letter.card)
    assert verdicts_of(answer) == {"record.body-unknown"}


def test_a_message_without_message_id_is_refused(letter, target):
    def change(root):
        header = root.find(qname(SOAP12, "Header"))
        header.remove(header.find(qname(WSA, "MessageID")))

    answer = target.post("patients", soap_message(target, letter.instant, change), letter.card)
    assert verdicts_of(answer) == {"wire.addressing-missing"}


def test_soap_11_is_read_and_answered_in_soap_11(letter, target):
    data = soap_message(target, letter.instant).replace(
        b"http://www.w3.org/2003/05/soap-envelope", b"http://schemas.xmlsoap.org/soap/envelope/"
    )
    answer = target.post("patients", data, target.issued("card-kervelec-auth"), "text/xml; charset=utf-8")
    assert (answer.status, answer.content_type.partition(";")[0]) == (200, "text/xml")
    refused = target.post("patients", data, target.issued("card-kervelec-auth"), "text/xml; charset=utf-8")
    assert refused.status == 500
    assert verdicts_of(refused) == {"directory.token-reused"}


# --- MIME --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0, 1, 30, 400, 5_000, 20_000, 40_000, -200, -30, -8, -3])
def test_a_truncated_mime_message_is_refused(letter, target, kept):
    cut = letter.fresh()[:kept] if kept else b""
    answer = target.post("repository", cut, letter.card, letter.content_type)
    assert verdicts_of(answer) == {"wire.mime-truncated"}


def boundary(text):
    return lambda kind, parts: (re.sub(r'boundary="?[^";]*"?', text, kind), parts)


def root_part(pattern, new):
    return lambda kind, parts: (kind, [re.sub(pattern, lambda _: new, parts[0], count=1), *parts[1:]])


def document_part(headers):
    """The first document under other headers; `headers` makes them from the good ones."""

    def change(kind, parts):
        good, _, content = parts[1].partition(b"\r\n\r\n")
        return kind, [parts[0], headers(good) + b"\r\n\r\n" + content, *parts[2:]]

    return change


def encoding(name):
    return document_part(lambda good: re.sub(rb"(?i)(transfer-encoding:)[^\r]*", rb"\1 " + name, good))


HEADER = rb"<soap:Header>"
MALFORMED = {
    "start that names no part": (
        "wire.mime-no-root",
        lambda kind, parts: (re.sub(r'start="[^"]*"', 'start="<nobody>"', kind), parts),
    ),
    "no boundary": ("wire.mime-boundary", boundary("")),
    "an empty boundary": ("wire.mime-boundary", boundary('boundary=""')),
    "a boundary of 5000 characters": ("wire.mime-boundary", boundary(f'boundary="{"x" * 5000}"')),
    "another boundary": ("wire.mime-truncated", boundary('boundary="another"')),
    "a root without content": ("wire.xml-ill-formed", root_part(rb"(?s)\r\n\r\n.*", b"\r\n\r\n\r\n")),
    "a root in Latin-1": (
        "wire.xml-wrong-charset",
        root_part(HEADER, "<soap:Header><!-- é -->".encode("latin-1")),
    ),
    "a root over 1 MB": ("wire.root-too-large", root_part(HEADER, b"<soap:Header><!--" + b"x" * MB + b"-->")),
    "a root with a doctype": (
        "wire.xml-doctype",
        root_part(rb"(<\?xml.*?\?>)?\s*<soap:Envelope", b"\r\n\r\n<!DOCTYPE x><soap:Envelope"),
    ),
    "the same Content-ID twice": ("wire.mime-content-id-repeated", lambda kind, parts: (kind, [*parts, parts[1]])),
    "headers that are none": ("wire.mime-headers", document_part(lambda _: b"\r\nnot a header")),
    "headers of 50 KB": ("wire.mime-headers", document_part(lambda good: good + b"\r\nX: " + b"x" * 50_000)),
    "an unknown transfer encoding": ("wire.mime-transfer-encoding", encoding(b"uuencode")),
    "false base64": ("wire.mime-transfer-encoding", encoding(b"base64")),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_mime_message_is_refused(letter, target, case):
    id, change = MALFORMED[case]
    kind, parts = change(letter.content_type, letter.parts())
    body = letter.fresh(letter.of_parts(parts))
    answer = timed(lambda: target.post("repository", body, letter.card, kind))
    assert id in verdicts_of(answer)


def test_thousands_of_headers_that_must_be_understood_are_refused_in_a_few_words(letter, target):
    wrong = b'<x xmlns="urn:x" e:mustUnderstand="1"/>' * 20_000
    data = ADDRESSED.replace(b"</e:Header>", wrong + b"</e:Header>") % b"<a/>"
    answer = timed(lambda: target.post("repository", data, letter.card))
    assert answer.fault.side == "MustUnderstand"
    assert len(answer.raw) < 20_000


def test_a_document_over_20_mb_is_refused(letter, target):
    body = letter.fresh(letter.of_parts([*letter.parts(), part("large", b"x" * (20 * MB + 1))]))
    answer = timed(lambda: target.post("repository", body, letter.card, letter.content_type))
    assert verdicts_of(answer) == {"wire.part-too-large"}


def test_more_than_100_documents_are_refused(letter, target):
    more = [part(f"more{rank}", b"<a/>") for rank in range(100)]
    body = letter.fresh(letter.of_parts([*letter.parts(), *more]))
    answer = timed(lambda: target.post("repository", body, letter.card, letter.content_type))
    assert verdicts_of(answer) == {"wire.too-many-parts"}


def test_100_000_empty_parts_before_the_root_are_refused(letter, target):
    body = letter.of_parts([part(rank, b"") for rank in range(100_000)] + letter.parts())
    answer = timed(lambda: target.post("repository", body, letter.card, letter.content_type))
    assert verdicts_of(answer) == {"wire.too-many-parts"}


@pytest.mark.parametrize("bomb", ["laughs", "deep", "wide", "null"])
def test_a_document_that_is_a_bomb_is_an_error_of_the_registry(letter, target, bomb):
    """Its hash is wrong besides: what counts is that the server reads it safely and says so."""
    content = {
        "laughs": b'<!DOCTYPE x [<!ENTITY l0 "ha">%b]><ClinicalDocument xmlns="urn:hl7-org:v3">&l9;</ClinicalDocument>'
        % LAUGHS,
        "deep": b"<a>" * 100_000 + b"</a>" * 100_000,
        "wide": b"<a %b/>" % b" ".join(b'a%d=""' % rank for rank in range(100_000)),
        "null": b"\0" * 100_000,
    }[bomb]
    parts = letter.parts()
    parts[1] = parts[1].partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + content + b"\r\n"
    body = letter.fresh(letter.of_parts(parts))
    answer = timed(lambda: target.post("repository", body, letter.card, letter.content_type))
    assert answer.registry_status == "Failure"
    assert verdicts_of(answer)


@pytest.mark.parametrize(
    "repeated",
    [
        b"<rim:ExtrinsicObject/>",
        b"<rim:Association/>",
        b'<rim:RegistryPackage id="x"/>',
        b'<rim:ExtrinsicObject id="Document01"/>',
        b"<rim:ExtrinsicObject><rim:Slot/></rim:ExtrinsicObject>",
        b"<rim:ExtrinsicObject>" + b"<rim:Slot/>" * 10 + b"</rim:ExtrinsicObject>",
    ],
)
@pytest.mark.parametrize("wrongs", [990, 5_000])
def test_thousands_of_wrong_objects_are_judged_quickly_and_answered_briefly(letter, target, repeated, wrongs):
    parts = letter.parts()
    names = f'xmlns:rim="{RIM}"'.encode()
    wrong = b"".join(re.sub(rb"(rim:\w+)", rb"\1 " + names, repeated, count=1) for _ in range(wrongs))
    opening = re.search(rb"<[\w:]*RegistryObjectList[^>]*>", parts[0])
    parts[0] = parts[0][: opening.end()] + wrong + parts[0][opening.end() :]
    body = letter.fresh(letter.of_parts(parts))
    answer = timed(lambda: target.post("repository", body, letter.card, letter.content_type))
    assert verdicts_of(answer)
    assert len(answer.raw) < MB
