"""Answers of registry and repository, written by us and read by a client."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle.rulebook import Severity, Verdict
from socle.wire import mtom, soap, xml
from socle.wire.namespaces import RIM, RS, XDSB, qname
from socle.wire.xds import read, write
from socle.wire.xds import verdicts as xds_verdicts
from socle.wire.xds.model import Code, DocumentEntry, DocumentRequest, RetrievedDocument
from socle.wire.xds.response import ERROR, FAILURE, PARTIAL, SUCCESS, WARNING, ObjectRef, RegistryError
from tests.wire import strategies
from tests.wire.support import answered, canonical, envelope_of, ids, message_of, request
from tests.wire.xds import by_element


def verdict(codes, severity=Severity.ERROR, fr="Non : {found}."):
    return Verdict("test.verdict", severity, fr, "No.", "", (), "", codes, "")


BAD = verdict({"xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"}})
EXTRA = verdict({"xds": {"repository": "XDSExtraMetadataNotSaved"}}, Severity.WARNING)
SILENT = verdict({}, Severity.WARNING)
UNMAPPED = verdict({})


def response(*findings, phase="repository", partial=False):
    element = write.registry_response(findings, phase=phase, partial=partial)
    return read.registry_response(xml.parse(xml.serialise(element)))


# --- errors ---------------------------------------------------------------------------------------------


def test_every_error_is_told_with_its_code_its_sentence_and_its_place():
    given = response(BAD.at("Document01", found="a", document="1.2.3"), BAD.at("Document02", found="b"))
    assert given.status == FAILURE
    assert given.errors == (
        RegistryError("XDSRepositoryMetadataError", "Non : a. (document 1.2.3)", ERROR, "Document01"),
        RegistryError("XDSRepositoryMetadataError", "Non : b.", ERROR, "Document02"),
    )


def test_a_unique_id_that_the_sentence_names_is_not_named_twice():
    assert response(BAD.at(found="1.2.3", document="1.2.3")).errors[0].context == "Non : 1.2.3."


@pytest.mark.parametrize(
    ("phase", "code"), [("repository", "XDSRepositoryMetadataError"), ("registry", "XDSRegistryMetadataError")]
)
def test_the_code_is_that_of_the_phase(phase, code):
    assert response(BAD.at(), phase=phase).errors[0].code == code


@pytest.mark.parametrize(
    ("phase", "code"),
    [("repository", "XDSRepositoryError"), ("registry", "XDSRegistryError"), ("retrieve", "XDSRepositoryError")],
)
def test_a_verdict_without_code_becomes_the_general_error_and_a_log_line(phase, code, caplog):
    with caplog.at_level(logging.ERROR):
        assert response(UNMAPPED.at(), phase=phase).errors[0].code == code
    assert "test.verdict" in caplog.text


def test_warnings_do_not_refuse_and_only_coded_ones_are_told():
    given = response(EXTRA.at(found="x"), SILENT.at())
    assert given.succeeded
    assert [(error.code, error.severity, error.is_error) for error in given.errors] == [
        ("XDSExtraMetadataNotSaved", WARNING, False)
    ]
    listing = write.registry_response([EXTRA.at()], phase="repository")[0]
    assert listing.get("highestSeverity") == WARNING


def test_a_success_is_empty():
    assert canonical(write.registry_response([], phase="registry")) == (
        qname(RS, "RegistryResponse"),
        [("status", SUCCESS)],
        "",
        [],
    )


def test_what_a_sender_wrote_cannot_break_an_answer():
    assert response(BAD.at("\x01", found="\x00<\ud800>")).errors[0].context == "Non : \ufffd<\ufffd>."


def test_a_response_without_status_is_a_failure():
    assert read.registry_response(xml.parse(b"<x/>")).status == FAILURE
    assert read.query_response(xml.parse(b"<x/>")) == (FAILURE, (), ())
    assert read.retrieve_response(xml.parse(b"<x/>"), {})[0].status == FAILURE


@pytest.mark.parametrize(
    "name",
    [
        "td2/td2.1a-feed-discharge-letter",
        "td2/td2.1-fail-hash-mismatch",
        "td2/td2.1-fail-structure-not-author",
        "td3/td3.3a-fail-stale-version",
    ],
)
def test_our_registry_responses_have_the_shape_of_the_samples(dmp_samples, name):
    body = envelope_of(dmp_samples / f"{name}.response.xml").body
    findings = [
        verdict({"xds": {"repository": error.code}}, fr=error.context).at(error.location)
        for error in read.registry_response(body).errors
    ]
    assert canonical(write.registry_response(findings, phase="repository")) == canonical(body)


# --- queries --------------------------------------------------------------------------------------------


def shape(element):
    """An answer without what every server invents: ids of classifications and identifiers, order of slots."""
    element = xml.parse(xml.serialise(element))
    for node in element.iter(qname(RIM, "Classification"), qname(RIM, "ExternalIdentifier")):
        node.attrib.pop("id", None)
    for owner in element.iter(qname(RIM, "ExtrinsicObject"), qname(RIM, "RegistryPackage")):
        owner[:] = sorted(owner, key=lambda child: str(canonical(child)))
    return canonical(element)


def test_the_answers_of_the_samples_are_written_as_they_stand(dmp_samples):
    paths = sorted(dmp_samples.glob("td3/td3.1*.response.xml"))
    written = 0
    for path in paths:
        body = envelope_of(path).body
        status, objects, _errors = read.query_response(body)
        if body.tag.endswith("AdhocQueryResponse") and status == SUCCESS:
            refs_only = any(isinstance(entry, ObjectRef) for entry in objects)
            assert shape(answered(*write.query_response(objects, refs_only=refs_only))) == shape(body), path.name
            assert read.total_result_count(body) == len(objects)
            written += 1
    assert written == 12


def test_references_are_all_that_is_given_when_only_they_are_asked(dmp_samples):
    body = envelope_of(dmp_samples / "td3/td3.1a-find-documents.response.xml").body
    _, objects, _ = read.query_response(body)
    _, references, _ = read.query_response(answered(*write.query_response(objects, refs_only=True)))
    assert references == tuple(ObjectRef(entry.id) for entry in objects)


def test_a_refused_query_gives_no_object_and_its_list_stays(dmp_samples):
    body = envelope_of(dmp_samples / "td3/td3.1a-fail-unknown-query.response.xml").body
    _, _, errors = read.query_response(body)
    finding = verdict({"xds": {"registry": errors[0].code}}, fr=errors[0].context).at()
    given = answered(*write.query_response([ObjectRef("urn:uuid:1")], refs_only=True, findings=[finding]))
    assert canonical(given) == canonical(body)
    assert read.total_result_count(given) is None


@pytest.mark.parametrize(("said", "count"), [("12", 12), ("", None), ("²", None), ("-1", None), ("9" * 5000, None)])
def test_a_count_that_is_no_number_of_objects_is_not_said(said, count):
    answer, _ = write.query_response([], refs_only=True)
    answer.set("totalResultCount", said)
    assert read.total_result_count(answer) == count


@given(st.lists(strategies.registry_objects, max_size=4, unique_by=lambda entry: entry.id))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_answer_reads_the_same_once_written(objects):
    element = answered(*write.query_response(objects, refs_only=False))
    assert read.query_response(element) == (SUCCESS, tuple(objects), ())


def as_text_and_by_element(objects):
    """The same answer written both ways, as bytes."""
    messages = []
    for by_hand in (False, True):
        body, within = write.query_response(objects, refs_only=False)
        if by_hand:
            within = b""
            for value in objects:
                by_element.add(body[-1], value)
        messages.append(soap.write_envelope(action="urn:a", message_id="urn:uuid:1", body=body, within=within))
    return messages


def test_an_answer_written_as_text_is_byte_for_byte_the_one_made_of_elements(dmp_samples):
    written = 0
    for path in sorted(dmp_samples.glob("td3/td3.1*.response.xml")):
        _, objects, _ = read.query_response(envelope_of(path).body)
        if objects and not any(isinstance(value, ObjectRef) for value in objects):
            text, elements = as_text_and_by_element(objects)
            assert text == elements, path.name
            written += 1
    assert written > 5


ODD = '&amp; <b> ]]> "l\'" \t\r\n\x00\x0b\x7f\x85\u2028\ud800\ufffe\U0001f600 é'


def test_no_text_of_a_sender_can_leave_the_place_where_it_is_written():
    odd = Code(ODD, ODD, ODD)
    entry = DocumentEntry(id=f"urn:uuid:{ODD}", title=ODD, mime_type=ODD, type_code=odd, extra=((ODD, (ODD,)),))
    text, elements = as_text_and_by_element([entry])
    assert text == elements


@given(st.lists(strategies.registry_objects, max_size=3, unique_by=lambda entry: entry.id))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_answer_written_as_text_is_the_one_made_of_elements(objects):
    text, elements = as_text_and_by_element(objects)
    assert text == elements


# --- retrieval ------------------------------------------------------------------------------------------


def retrieve(documents, findings=()):
    element, parts = write.retrieve_response(documents, findings)
    content_type, body = mtom.write_multipart(xml.serialise(element), parts)
    message, faults = mtom.read_message(request(body, content_type))
    assert faults == []
    return read.retrieve_response(xml.parse(message.root), message.parts)


ONE = RetrievedDocument("1.2.3", "1.2.4", "text/xml", b"\x00\r\n--x")
UNKNOWN = verdict({"xds": {"retrieve": "XDSDocumentUniqueIdError"}})


@pytest.mark.parametrize(
    ("documents", "findings", "status"),
    [((ONE,), (), SUCCESS), ((ONE,), (UNKNOWN.at(),), PARTIAL), ((), (UNKNOWN.at(),), FAILURE), ((), (), SUCCESS)],
)
def test_a_retrieval_gives_its_documents_and_the_status_that_follows(documents, findings, status):
    response, given = retrieve(documents, findings)
    assert response.status == status
    assert given == documents
    assert [error.code for error in response.errors] == ["XDSDocumentUniqueIdError"] * len(findings)


def test_a_document_announced_without_its_part_is_told_to_the_client():
    element, _parts = write.retrieve_response([ONE], [])
    response, documents = read.retrieve_response(element, {})
    assert documents == ()
    assert response.errors[0].context == xds_verdicts.ANSWER_WITHOUT_PART.at(found="1.2.4").sentence("fr")
    assert [(error.code, error.location) for error in response.errors] == [("XDSMissingDocument", "1.2.4")]


def test_a_document_inline_is_read_and_a_broken_one_told():
    text = (
        f'<x:R xmlns:x="{XDSB}"><x:DocumentResponse><x:RepositoryUniqueId>1</x:RepositoryUniqueId>'
        "<x:DocumentUniqueId>2</x:DocumentUniqueId><x:mimeType>a/b</x:mimeType><x:Document>{}</x:Document>"
        "</x:DocumentResponse></x:R>"
    )
    _, documents = read.retrieve_response(xml.parse(text.format("aGk=").encode()), {})
    assert documents == (RetrievedDocument("1", "2", "a/b", b"hi"),)
    response, documents = read.retrieve_response(xml.parse(text.format("!").encode()), {})
    assert (documents, len(response.errors)) == ((), 1)
    without = text.replace("<x:Document>{}</x:Document>", "")
    assert read.retrieve_response(xml.parse(without.encode()), {})[1] == ()


@pytest.mark.parametrize("name", ["retrieve", "retrieve-two", "retrieve-partial", "fail-entry-uuid"])
def test_retrievals_of_the_samples_read_the_same_once_written(dmp_samples, name):
    message = message_of(dmp_samples / f"td3/td3.2-{name}.response.mime")
    body = envelope_of(dmp_samples / f"td3/td3.2-{name}.response.mime").body
    response, documents = read.retrieve_response(body, message.parts)
    findings = [
        verdict({"xds": {"retrieve": error.code}}, fr=error.context).at(error.location) for error in response.errors
    ]
    assert retrieve(documents, findings) == (response, documents)


def test_requests_for_documents_read_the_same_once_written(dmp_samples):
    for path in sorted(dmp_samples.glob("td3/td3.2*.request.xml")):
        requests, findings = read.document_requests(envelope_of(path).body)
        assert findings == []
        assert requests
        assert read.document_requests(write.retrieve_request(requests)) == (requests, [])
    abroad = (DocumentRequest("1.2", "1.3", "urn:oid:1.4"),)
    assert read.document_requests(write.retrieve_request(abroad)) == (abroad, [])


def test_every_incomplete_request_is_told_and_the_others_kept():
    requests = [DocumentRequest("1", "2"), DocumentRequest("", "3"), DocumentRequest("4", "")]
    kept, findings = read.document_requests(write.retrieve_request(requests))
    assert kept == (requests[0],)
    assert set(ids(findings)) == {"wire.xds-request-incomplete"}
    assert [(finding.place, finding.expected, finding.document) for finding in findings] == [
        ("2", "RepositoryUniqueId", "3"),
        ("3", "DocumentUniqueId", None),
    ]


def test_a_request_for_nothing_is_told():
    assert ids(read.document_requests(write.retrieve_request([]))[1]) == ["wire.xds-request-empty"]


def test_thousands_of_errors_are_told_by_the_first_thousand_and_how_many_more_there_are():
    wrong = [xds_verdicts.OBJECT_IGNORED.at(f"n° {rank}") for rank in range(1500)]
    wrong += [xds_verdicts.CODE_EMPTY.at(f"n° {rank}") for rank in range(1500)]
    errors = read.registry_response(write.registry_response(wrong, phase="repository")).errors
    assert len(errors) == 1001
    assert {error.severity for error in errors} == {ERROR}
    assert errors[-1].context.startswith("2000 autres")
    assert xds_verdicts.MORE_ERRORS.id == "wire.xds-more-errors"
