"""Envelopes, WS-Addressing and the actions of answers."""

import uuid

import pytest
from lxml import etree

from socle.wire import soap, xml
from socle.wire.namespaces import SOAP11, SOAP12, WSA, WSSE
from tests.wire.support import canonical, envelope_of, ids, read_response

ADDRESSING = "<a:Action>urn:x</a:Action><a:MessageID>urn:uuid:1</a:MessageID>"


def parse(header=ADDRESSING, body="<x/>", namespace=SOAP12):
    text = (
        f'<s:Envelope xmlns:s="{namespace}" xmlns:a="{WSA}" xmlns:w="{WSSE}">'
        f"<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )
    return xml.parse(text.encode())


# --- faults ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["<x/>", f'<Envelope xmlns="{WSA}"/>', f'<Body xmlns="{SOAP12}"/>'])
def test_what_is_no_envelope_is_told(root):
    envelope, findings = soap.read_envelope(xml.parse(root.encode()))
    assert envelope is None
    assert ids(findings) == ["wire.not-an-envelope"]


@pytest.mark.parametrize("header", ["", "<a:Action>urn:x</a:Action>", "<a:MessageID>m</a:MessageID><a:Action/>"])
def test_missing_addressing_is_told_and_the_envelope_given_all_the_same(header):
    envelope, findings = soap.read_envelope(parse(header))
    assert envelope.operation == "x"
    assert [finding.sentence() for finding in findings] == ["Les en-têtes WS-Addressing sont absents."]


def test_missing_addressing_is_accepted_where_it_is_not_asked_for():
    envelope, findings = soap.read_envelope(parse(""), addressed=False)
    assert (envelope.action, findings) == ("", [])


@pytest.mark.parametrize(("body", "found"), [("", "0"), ("text", "0"), ("<x/><y/>", "2")])
def test_a_body_holds_one_element(body, found):
    envelope, findings = soap.read_envelope(parse(body=body))
    assert envelope is None
    assert ids(findings) == ["wire.soap-body"]
    assert findings[0].found == found


def test_two_security_headers_are_refused():
    _, findings = soap.read_envelope(parse(ADDRESSING + "<w:Security/><w:Security/>"))
    assert ids(findings) == ["wire.security-repeated"]


def test_an_unknown_header_is_refused_only_when_it_must_be_understood():
    _, findings = soap.read_envelope(parse(ADDRESSING + '<z xmlns="urn:z" s:mustUnderstand="true"/>'))
    assert ids(findings) == ["wire.header-not-understood"]
    assert findings[0].found == "{urn:z}z"
    _, findings = soap.read_envelope(parse(ADDRESSING + '<z xmlns="urn:z"/><y xmlns="urn:y" mustUnderstand="1"/>'))
    assert findings == []


def test_all_faults_of_a_header_are_told_at_once():
    header = '<w:Security/><w:Security/><z xmlns="urn:z" s:mustUnderstand="1"/>'
    _, findings = soap.read_envelope(parse(header))
    assert ids(findings) == ["wire.header-not-understood", "wire.security-repeated", "wire.addressing-missing"]


# --- reading --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("namespace", "version"), [(SOAP11, "1.1"), (SOAP12, "1.2")])
def test_both_versions_are_read(namespace, version):
    envelope, findings = soap.read_envelope(parse(namespace=namespace))
    assert (envelope.version, findings) == (version, [])


def test_headers_as_careless_senders_write_them_are_read(dmp_samples):
    """Empty To, mustUnderstand without its namespace (spec/dmp.md 1)."""
    envelope = envelope_of(dmp_samples / "td0/td0.2-lenient-addressing.request.xml")
    assert envelope.to == ""
    assert envelope.action == "urn:hl7-org:v3:PRPA_IN201307UV02"
    assert envelope.reply_to == soap.ANONYMOUS
    assert envelope.security is not None


def test_every_request_of_the_samples_is_dispatched_on_its_body(dmp_samples):
    paths = sorted(dmp_samples.glob("td*/*.request.*"))
    assert len(paths) > 70
    for path in paths:
        envelope = envelope_of(path)
        assert envelope.operation == str(envelope.body.tag)
        assert envelope.message_id.startswith("urn:uuid:")
        assert envelope.security is not None


# --- actions --------------------------------------------------------------------------------------------


def test_the_action_of_every_answer_of_the_samples_is_that_of_its_request(dmp_samples):
    checked = 0
    for path in sorted(dmp_samples.glob("*/*.request.*")):
        answer = next(path.parent.glob(path.name.partition(".request.")[0] + ".response.*"))
        asked, given = envelope_of(path), envelope_of(answer)
        if soap.read_fault(given.body) is None:
            assert soap.response_action(asked.action) == given.action, path.name
            checked += 1
    assert checked > 60


def test_an_unknown_action_takes_response_at_its_end():
    assert soap.response_action("urn:x:y") == "urn:x:yResponse"


# --- writing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_an_answer_relates_to_its_request_in_its_version(version):
    asked, _ = soap.read_envelope(parse(namespace={"1.1": SOAP11, "1.2": SOAP12}[version]))
    fixed = uuid.UUID(int=7)
    answer = soap.answer(asked, etree.Element("done"), new_uuid=lambda: fixed)
    given = read_response(answer)
    assert answer.status == 200
    assert (given.version, given.action, given.relates_to) == (version, "urn:xResponse", "urn:uuid:1")
    assert (given.to, given.message_id) == (soap.ANONYMOUS, f"urn:uuid:{fixed}")
    assert given.operation == "done"


def test_an_answer_with_parts_is_multipart_even_with_none():
    asked, _ = soap.read_envelope(parse())
    answer = soap.answer(asked, etree.Element("done"), parts=())
    assert dict(answer.headers)["Content-Type"].startswith("multipart/related")
    assert read_response(answer).operation == "done"


def test_a_request_carries_its_addressing_and_its_token():
    token = etree.Element("Assertion")
    data = soap.write_envelope(
        action="urn:x", body=etree.Element("x"), to="https://h/x", reply_to=soap.ANONYMOUS, security=token
    )
    envelope, findings = soap.read_envelope(xml.parse(data))
    assert findings == []
    assert (envelope.action, envelope.to, envelope.reply_to) == ("urn:x", "https://h/x", soap.ANONYMOUS)
    assert [child.tag for child in envelope.security] == ["Assertion"]


def test_a_whole_security_header_is_taken_as_it_is(dmp_samples):
    asked = envelope_of(dmp_samples / "td0/td0.2-authorisation-none.request.xml")
    before = etree.tostring(asked.security[0], method="c14n", exclusive=True)
    data = soap.write_envelope(action="urn:x", body=etree.Element("x"), security=asked.security)
    written, _ = soap.read_envelope(xml.parse(data))
    assert etree.tostring(written.security[0], method="c14n", exclusive=True) == before


def test_message_ids_differ_from_one_message_to_the_next():
    asked, _ = soap.read_envelope(parse())
    answers = {read_response(soap.answer(asked, etree.Element("x"))).message_id for _ in range(5)}
    assert len(answers) == 5


def test_an_answer_has_the_shape_of_the_samples(dmp_samples):
    asked = envelope_of(dmp_samples / "td0/td0.3-add.request.xml")
    expected = envelope_of(dmp_samples / "td0/td0.3-add.response.xml")
    fixed = uuid.UUID(expected.message_id.removeprefix("urn:uuid:"))
    answer = read_response(soap.answer(asked, expected.body, new_uuid=lambda: fixed))
    again = envelope_of(dmp_samples / "td0/td0.3-add.response.xml")
    assert canonical(answer.root) == canonical(again.root)
