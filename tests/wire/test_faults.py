"""Faults: side, subcode, sentences, shape in both SOAP versions, HTTP status."""

import logging
import uuid

import pytest

from socle.rulebook import Severity, Verdict
from socle.wire import soap, verdicts, xml
from socle.wire.namespaces import SOAP12, WSSE, qname
from tests.wire.support import canonical, envelope_of, read_response


def verdict(codes, severity=Severity.ERROR, fr="Non."):
    return Verdict("test.verdict", severity, fr, "No.", "", (), "", codes, "")


SENDER = verdict({"soap": {"sender": "DMPInvalidCertificate"}}, fr="Certificat refusé.")
PLAIN = verdict({"soap": {"sender": ""}}, fr="Demande refusée.")
RECEIVER = verdict({"soap": {"receiver": ""}}, fr="Panne.")
SECURITY = verdict({"soap": {"sender": "wsse:InvalidSecurity"}}, fr="Jeton absent.")
UNMAPPED = verdict({}, fr="Imprévu.")
WARNING = verdict({"soap": {"sender": "W"}}, Severity.WARNING, fr="Attention.")


def told(*given, **how):
    response = soap.fault([entry.at() for entry in given], action="urn:x", relates_to="urn:uuid:1", **how)
    return response, soap.read_fault(read_response(response).body)


@pytest.mark.parametrize(
    ("given", "version", "status"),
    [(SENDER, "1.2", 400), (RECEIVER, "1.2", 500), (SENDER, "1.1", 500), (RECEIVER, "1.1", 500)],
)
def test_the_http_status_is_that_of_the_side_in_soap_1_2_and_500_in_1_1(given, version, status):
    assert told(given, version=version)[0].status == status


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize(
    ("given", "side", "subcode"),
    [
        (SENDER, "Sender", "DMPInvalidCertificate"),
        (PLAIN, "Sender", ""),
        (RECEIVER, "Receiver", ""),
        (SECURITY, "Sender", "wsse:InvalidSecurity"),
    ],
)
def test_side_subcode_and_sentence_are_read_back_in_both_versions(version, given, side, subcode):
    fault = told(given, version=version)[1]
    assert (fault.side, fault.subcode, fault.reason) == (side, subcode, given.fr)


def test_an_empty_subcode_is_left_out():
    body = read_response(soap.fault(PLAIN.at())).body
    assert body.find(f".//{qname(SOAP12, 'Subcode')}") is None


def test_the_prefix_of_a_wsse_subcode_is_declared():
    body = read_response(soap.fault(SECURITY.at())).body
    value = body.find(f".//{qname(SOAP12, 'Subcode')}/{qname(SOAP12, 'Value')}")
    assert value.nsmap["wsse"] == WSSE


def test_the_first_error_gives_the_code_and_all_errors_speak_once():
    fault = told(WARNING, SENDER, RECEIVER, SENDER)[1]
    assert (fault.side, fault.subcode) == ("Sender", "DMPInvalidCertificate")
    assert fault.reason == "Certificat refusé. Panne."


def test_a_verdict_without_a_soap_code_becomes_a_generic_fault_and_a_log_line(caplog):
    with caplog.at_level(logging.ERROR):
        response, fault = told(UNMAPPED)
    assert (response.status, fault.side, fault.subcode) == (500, "Receiver", "")
    assert fault.reason == verdicts.UNMAPPED.at(found="Imprévu.").sentence("fr")
    assert "test.verdict" in caplog.text


def test_a_fault_needs_a_finding():
    with pytest.raises(ValueError, match="at least one"):
        soap.fault([])


def test_a_header_that_must_be_understood_has_the_code_that_soap_gives_it():
    assert told(verdicts.HEADER_NOT_UNDERSTOOD)[1].side == "MustUnderstand"
    assert told(verdicts.HEADER_NOT_UNDERSTOOD, version="1.1")[1].side == "MustUnderstand"


def test_the_action_of_a_fault_is_that_of_the_request_and_the_generic_one_without():
    response, _ = told(SENDER)
    assert read_response(response).action == "urn:x:Fault:SoapFault"
    without = read_response(soap.fault(verdicts.ADDRESSING_MISSING.at()))
    assert (without.action, without.relates_to) == (soap.FAULT_ACTION, "")


def test_a_fault_of_a_retrieval_is_multipart():
    response, fault = told(SENDER, multipart=True)
    assert dict(response.headers)["Content-Type"].startswith("multipart/related")
    assert fault.subcode == "DMPInvalidCertificate"


def test_the_sentence_of_a_fault_survives_what_a_sender_put_in_it():
    fault = told(verdict({"soap": {"sender": ""}}, fr="Reçu : \x00<&>\x1b."))[1]
    assert fault.reason == "Reçu : \ufffd<&>\ufffd."


def test_what_is_no_fault_reads_as_none():
    assert soap.read_fault(xml.parse(b"<x/>")) is None


@pytest.mark.parametrize("name", ["missing-addressing", "unsigned", "server-unavailable", "authentication-certificate"])
def test_our_faults_have_the_shape_of_the_samples(dmp_samples, name):
    expected = envelope_of(dmp_samples / f"faults/{name}.response.xml")
    fault = soap.read_fault(expected.body)
    side = {"Sender": "sender", "Receiver": "receiver"}[fault.side]
    given = verdict({"soap": {side: fault.subcode}}, fr=fault.reason)
    fixed = uuid.UUID(expected.message_id.removeprefix("urn:uuid:"))
    response = soap.fault(
        given.at(),
        action=expected.action.removesuffix(":Fault:SoapFault") if expected.relates_to else "",
        relates_to=expected.relates_to,
        new_uuid=lambda: fixed,
    )
    assert canonical(read_response(response).root) == canonical(expected.root)
