"""Messages that others wrote: read whatever their dialect, faults of form told, nothing thrown."""

import pytest

from socle.wire import mtom, soap, xml
from socle.wire.xds import read
from tests.wire.support import ids, request

NIST = "xds/nist-xdstools"


def body_of(path):
    """The body element of a file: an envelope, bare XML, or HTTP headers and MIME before it."""
    data = path.read_bytes()
    root, findings = xml.read(data)
    if root is None:
        return None, findings
    if xml.local_name(root) != "Envelope":
        return root, []
    envelope, findings = soap.read_envelope(root, addressed=False)
    return (envelope.body if envelope else None), findings


def nist_message(path):
    data = path.read_bytes()
    boundary = next(line for line in data.splitlines() if line.startswith(b"--"))[2:].decode()
    return mtom.read_message(request(data, f'multipart/related; boundary="{boundary}"'))


def submission_of(message):
    envelope, findings = soap.read_envelope(xml.parse(message.root))
    assert findings == []
    return read.submission(envelope.body, message.parts)


@pytest.mark.parametrize("name", ["Xop", "encodedURL", "NoXop"])
def test_the_document_of_the_nist_messages_is_the_same_in_every_packaging(samples, name):
    """Parts by reference, by percent-encoded reference, and inline in base64."""
    message, findings = nist_message(samples / NIST / f"tests/PnrXop/{name}/body.txt")
    assert findings == []
    submission, findings = submission_of(message)
    assert [finding for finding in findings if finding.is_error] == []
    content = submission.parts["Document01"].read()
    assert content.replace(b"\r\n", b"\n").rstrip(b"\n") == b"This is my document.\n\nIt is great!"


def test_a_dicom_object_inline_is_read_whole(samples):
    message, findings = nist_message(samples / NIST / "tests/PnrXop/dicom/body.txt")
    assert findings == []
    submission, _ = submission_of(message)
    (part,) = submission.parts.values()
    assert part.read()[128:132] == b"DICM"


def test_a_whole_http_message_is_read_from_its_own_boundary(samples):
    data = (samples / NIST / "messagevalidator/http-mtom-pnr.txt").read_bytes().replace(b"\r\n", b"\n")
    head, body = data.split(b"\n\n", 1)
    lines = dict(line.partition(":")[::2] for line in head.decode().split("\n")[1:])
    headers = {name.strip().lower(): value.strip() for name, value in lines.items()}
    message, findings = mtom.read_message(request(body, headers["content-type"], length=None))
    assert findings == []
    envelope, _ = soap.read_envelope(xml.parse(message.root))
    submission, findings = read.submission(envelope.body, message.parts)
    assert [finding for finding in findings if finding.is_error] == []
    assert submission.parts


#: What each message of the validator's collection is, and the findings of form it gives here.
VALIDATOR = {
    "empty-soap-wrapper.xml": ["wire.soap-body"],
    "pnr.xml": [],
    "pnr-assoc-to-self.xml": [],
    "pnr-element-order.xml": [],
    "regresp-fail-noerr.xml": [],
    "soap-pnr.xml": [],
    "soap-noaction-pnr.xml": [],
    "soap-pnr-resp.xml": [],
    "soap-ret-resp.xml": [],
    "soap-ret-req-order.xml": [],
    "sq-req-bad-code.xml": [],
    "sq-req-bad-stat-format1.xml": ["wire.xds-parameter-syntax"],
    "sq-req-missing-stat.xml": [],
    "sq-resp-lc.xml": [],
    "sq-resp-lc-no-objectType.xml": [],
    "sq-resp-objectref.xml": [],
}


@pytest.mark.parametrize("name", VALIDATOR)
def test_the_messages_of_the_validator_are_read(samples, name):
    body, findings = body_of(samples / NIST / "messagevalidator" / name)
    if body is not None:
        match xml.local_name(body):
            case "ProvideAndRegisterDocumentSetRequest":
                parts = {
                    include.get("href").removeprefix("cid:"): mtom.document_part("x", "text/plain", b"x")
                    for include in body.iter("{http://www.w3.org/2004/08/xop/include}Include")
                }
                submission, found = read.submission(body, parts)
                assert submission.entries
                assert submission.sets
            case "AdhocQueryRequest":
                _, found = read.stored_query(body)
            case "AdhocQueryResponse":
                status, objects, _ = read.query_response(body)
                assert status
                assert objects
                found = []
            case "RetrieveDocumentSetRequest":
                _, found = read.document_requests(body)
            case _:
                found = []
        findings += found
    assert ids([finding for finding in findings if finding.is_error]) == VALIDATOR[name]


def test_a_missing_action_is_told(samples):
    root = xml.parse((samples / NIST / "messagevalidator/soap-noaction-pnr.xml").read_bytes())
    assert "wire.addressing-missing" in ids(soap.read_envelope(root)[1])


def test_every_submission_of_the_test_suite_is_read(samples):
    """Those in ebRIM 3.0; the older ones, in ebRIM 2.1, are told to hold no list of objects."""
    read_well, old = [], []
    for path in sorted((samples / NIST / "tests").rglob("*.xml")):
        body, _ = body_of(path)
        if body is None or not xml.local_name(body).startswith(("SubmitObjects", "ProvideAndRegister")):
            continue
        submission, findings = read.submission(body, {})
        errors = [finding for finding in findings if finding.is_error]
        if "rim:xsd:2.1" in path.read_text("utf-8", "replace"):
            assert ids(errors) == ["wire.xds-not-a-submission"], path
            old.append(path)
        else:
            assert errors == [], path
            assert submission.sets or submission.entries or submission.associations
            read_well.append(path)
    assert len(read_well) == 23
    assert len(old) == 69


def test_every_query_of_the_test_suite_is_read(samples):
    count = 0
    for path in sorted((samples / NIST / "tests").rglob("*.xml")):
        body, _ = body_of(path)
        if body is not None and xml.local_name(body) == "AdhocQueryRequest":
            query, _ = read.stored_query(body)
            assert query is not None
            count += 1
    assert count > 50


@pytest.mark.parametrize("folder", ["xds/ipf", "xds/xca-document-source", "xds/epr-by-example", "xds/drimbox"])
def test_foreign_messages_never_throw(samples, folder):
    for path in sorted((samples / folder).rglob("*.xml")):
        body, _ = body_of(path)
        if body is None:
            continue
        read.submission(body, {})
        read.stored_query(body)
        read.document_requests(body)
        read.query_response(body)


def test_a_norwegian_submission_is_read_without_a_fault_of_form(samples):
    body, findings = body_of(samples / "xds/xca-document-source/SoapRequests/PnR_request.xml")
    assert findings == []
    submission, findings = read.submission(body, {})
    assert [finding for finding in findings if finding.is_error] == []
    assert submission.sets[0].unique_id
    assert submission.entries[0].type_code


def test_an_injection_in_a_query_is_a_badly_written_value(samples):
    query, findings = read.stored_query(xml.parse((samples / "xds/ipf/iti18request.xml").read_bytes()))
    assert [finding.place for finding in findings] == ["$XDSDocumentEntryPatientId"]
    assert "$XDSDocumentEntryPatientId" not in query.parameters
