"""One SOAP exchange, and everything that can go wrong with it: a fault is told, silence is `Unreachable`."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from lxml import etree

from socle.client import transport
from socle.client.transport import Transport, Unreachable
from socle.wire import mtom, soap
from socle.wire.soap.faults import Fault
from tests.wire import pki

BODY = etree.Element("{urn:test}ask")
PARTS = 'multipart/related; boundary="b"; type="application/xop+xml"; start="<r>"; start-info="application/soap+xml"'


def envelope(body: etree._Element | None = None) -> bytes:
    return soap.write_envelope(
        action="urn:test:answer", body=body if body is not None else etree.Element("{urn:test}told")
    )


def ask(identity, url, parts=None):
    with Transport(url, identity) as way:
        return way.call(
            "registry", "urn:test:ask", etree.Element("{urn:test}ask"), etree.Element("{urn:test}token"), parts
        )


class TestSilence:
    def test_a_dead_port(self, physician):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets it, nobody answers
            with pytest.raises(Unreachable, match="does not answer"):
                ask(physician, f"https://localhost:{taken.getsockname()[1]}")

    def test_a_name_that_leads_nowhere(self, physician):
        with pytest.raises(Unreachable, match="does not answer"):
            ask(physician, "https://nowhere.invalid:8443")

    def test_a_server_of_another_authority(self, physician, server):
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            ask(replace(physician, authority=pki.stranger().pem), server.url)

    def test_a_server_that_hangs_up(self, physician, server):
        server.silent = True
        with pytest.raises(Unreachable, match="does not answer"):
            ask(physician, server.url)

    @pytest.mark.parametrize(
        ("body", "content_type", "status"),
        [
            (b"<html>Not found</html>", "text/html", 404),
            (b"", "text/plain", 502),
            (b"<html/>", "application/soap+xml", 200),
            (b"<cut", "application/soap+xml", 200),
            (b"<!DOCTYPE x><x/>", "application/soap+xml", 200),
            (b"--b\r\n", PARTS, 200),
        ],
    )
    def test_an_answer_that_cannot_be_read_says_its_status(self, physician, server, body, content_type, status):
        server.give(body, content_type, status)
        with pytest.raises(Unreachable, match=f"HTTP {status}"):
            ask(physician, server.url)

    def test_a_status_of_failure_without_a_fault_is_no_answer(self, physician, server):
        server.give(envelope(), status=500)
        with pytest.raises(Unreachable, match="holds no fault"):
            ask(physician, server.url)

    def test_an_answer_without_end_is_cut_off(self, physician, server, monkeypatch):
        monkeypatch.setattr(transport, "ANSWERS", mtom.Limits(request=1000, root=1000))
        server.give(b"x" * 5000)
        with pytest.raises(Unreachable, match="more than 1000 bytes"):
            ask(physician, server.url)


class TestAnswers:
    def test_a_fault_is_part_of_the_answer(self, physician, server):
        fault = Fault("Sender", "DMPInvalidCertificate", "Le certificat est révoqué.")
        server.give(envelope(soap.fault_body(fault, "1.2")), status=400)
        assert ask(physician, server.url).fault == fault

    def test_a_fault_of_soap_1_1_is_read_too(self, physician, server):
        body = soap.fault_body(Fault("Receiver", "", "Plus tard."), "1.1")
        told = soap.write_envelope(action="urn:test:fault", body=body, version="1.1")
        server.give(told, "text/xml; charset=UTF-8", 500)
        assert ask(physician, server.url).fault == Fault("Receiver", "", "Plus tard.")

    def test_a_search_of_a_large_record_is_read_though_no_request_may_be_so_long(self, physician, server):
        body = etree.Element("{urn:test}told")
        for _ in range(3):
            etree.SubElement(body, "{urn:test}entry").text = "x" * mtom.LIMITS.root
        server.give(envelope(body))
        assert len(ask(physician, server.url).body) == 3

    def test_parts_come_with_their_message(self, physician, server):
        part = mtom.document_part("letter", "text/xml", b"<letter/>")
        content_type, content = mtom.write_multipart(envelope(), [part], action="urn:test:answer")
        server.give(content, content_type)
        answer = ask(physician, server.url)
        assert [each.read() for each in answer.parts.values()] == [b"<letter/>"]


class TestRequests:
    def test_a_plain_request_is_a_soap_1_2_envelope_with_its_token(self, physician, server):
        server.give(envelope())
        assert ask(physician, server.url).fault is None
        ((path, headers, body),) = server.requests
        assert path == "/si-dmp-server/v2/services/registry"
        assert headers["content-type"] == 'application/soap+xml; charset=UTF-8; action="urn:test:ask"'
        sent, findings = soap.read_envelope(etree.fromstring(body))
        assert findings == []
        assert sent is not None
        assert (sent.version, sent.action, sent.to) == ("1.2", "urn:test:ask", f"{server.url}{path}")
        assert sent.reply_to == soap.ANONYMOUS
        assert sent.security is not None
        assert [child.tag for child in sent.security] == ["{urn:test}token"]

    def test_documents_travel_as_parts(self, physician, server):
        server.give(envelope())
        ask(physician, server.url, [mtom.document_part("letter", "text/xml", b"<letter/>")])
        ((_, headers, body),) = server.requests
        assert headers["content-type"].startswith("multipart/related")
        assert b"<letter/>" in body

    def test_an_address_may_end_with_a_slash(self, physician, server):
        server.give(envelope())
        ask(physician, f"{server.url}/")
        assert server.requests[0][0] == "/si-dmp-server/v2/services/registry"

    def test_no_proxy_stands_before_this_machine(self, physician, server, monkeypatch):
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
        server.give(envelope())
        assert ask(physician, server.url).fault is None

    def test_a_proxy_is_used_elsewhere(self, physician, monkeypatch):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{taken.getsockname()[1]}")
            with pytest.raises(Unreachable, match="refused"):
                ask(physician, "https://dmp.example.invalid")
