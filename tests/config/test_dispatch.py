from __future__ import annotations

import io
import json

import pytest

from socle.config.dispatch import Dispatcher, Mount, request_of
from socle.config.health import Health
from socle.config.tls import CERTIFICATE
from socle.wire.exchange import Response


class Caller:
    """A WSGI server reduced to one call."""

    def __init__(self, application):
        self.application = application

    def __call__(self, path, *, scheme="https", body=b"", method="POST", **environ):
        told = []
        self.body = io.BytesIO(body)
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "wsgi.url_scheme": scheme,
            "wsgi.input": self.body,
            "CONTENT_LENGTH": str(len(body)),
            **environ,
        }
        pieces = list(self.application(environ, lambda status, headers: told.append((status, dict(headers)))))
        return told[0][0], told[0][1], b"".join(pieces)


def pages(environ, start_response):
    start_response("200 OK", [])
    return [b"page"]


def well():
    return {"status": "ok"}


def calling(exchange, *, plain=False, health=well):
    mount = Mount("/si-dmp-server/v2/services/", frozenset({"registry"}), exchange, plain)
    return Caller(Dispatcher(pages, [mount], health))


def echo(service, request):
    return Response(200, (("Content-Type", "text/plain"),), service.encode() + b" " + request.body.read())


def failing(service, request):
    raise RuntimeError("inside")


def test_a_service_receives_its_name_and_its_bytes():
    status, headers, body = calling(echo)("/si-dmp-server/v2/services/registry", body=b"hello")
    assert (status, headers["Content-Length"], body) == ("200 OK", "14", b"registry hello")


def test_without_tls_a_service_is_a_page_that_is_not_there():
    assert calling(echo)("/si-dmp-server/v2/services/registry", scheme="http")[2] == b"page"


def test_a_plain_mount_answers_without_tls():
    assert calling(echo, plain=True)("/si-dmp-server/v2/services/registry", scheme="http")[2] == b"registry "


@pytest.mark.parametrize("path", ["/", "/si-dmp-server/v2/", "/other"])
def test_everything_else_is_for_the_pages(path):
    assert calling(echo)(path)[2] == b"page"


@pytest.mark.parametrize("name", ["", "nothing", "registry/x", "../registry"])
def test_a_name_that_is_no_service_is_for_the_services_to_refuse(name):
    assert calling(echo)(f"/si-dmp-server/v2/services/{name}", body=b"x")[2] == b" x"


def test_a_failure_of_a_service_is_a_fault_with_a_reference_and_nothing_of_the_inside(caplog):
    status, headers, body = calling(failing)("/si-dmp-server/v2/services/registry", body=b"secret")
    assert status == "500 Internal Server Error"
    assert headers["Content-Type"].startswith("application/soap+xml")
    assert b"Receiver" in body
    assert b"inside" not in body
    reference = caplog.records[0].reference
    assert reference.encode() in body


def test_an_answer_in_pieces_keeps_its_own_headers():
    caller = calling(lambda service, request: Response(200, (("X-A", "1"),), iter([b"a", b"b"])))
    status, headers, body = caller("/si-dmp-server/v2/services/registry")
    assert (status, headers, body) == ("200 OK", {"X-A": "1"}, b"ab")


def test_a_request_has_lower_case_headers_and_the_clients_certificate():
    request = request_of(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/x",
            "CONTENT_TYPE": "text/xml",
            "CONTENT_LENGTH": "3",
            "HTTP_SOAPACTION": '"a"',
            "HTTP_X_FORWARDED_FOR": "1.2.3.4",
            "wsgi.input": io.BytesIO(b"abc"),
            "REMOTE_ADDR": "127.0.0.1",
            CERTIFICATE: b"DER",
        }
    )
    assert request.headers["soapaction"] == '"a"'
    assert (request.content_type, request.length, request.certificate, request.remote) == (
        "text/xml",
        3,
        b"DER",
        "127.0.0.1",
    )


def test_a_length_that_is_no_number_is_unknown():
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_LENGTH": "-5", "wsgi.input": io.BytesIO()}
    assert request_of(environ).length is None


class TestHealth:
    def test_one_failing_room_is_told_and_answers_503(self):
        def broken():
            raise OSError("disk")

        health = Health({"record": broken, "ledger": lambda: "ok"}, lambda: {"n": 1})
        status, _, body = calling(echo, health=health)("/healthz", method="GET", scheme="http")
        state = json.loads(body)
        assert status.startswith("503")
        assert (state["status"], state["rooms"]["ledger"], state["details"]) == ("failing", "ok", {"n": 1})
        assert state["rooms"]["record"] == "failing: OSError"

    def test_all_well_answers_200(self):
        assert calling(echo)("/healthz", method="GET", scheme="http")[0] == "200 OK"
