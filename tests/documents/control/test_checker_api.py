"""The checker for software: the report of `socle cda check` by HTTP, refusals as problems, both as described."""

from __future__ import annotations

import json
from contextlib import ExitStack
from socket import create_connection

import pytest
from django.core.wsgi import get_wsgi_application
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from socle import clock
from socle.config.listeners import listen
from socle.documents import xdm
from socle.documents.control import uploads
from socle.documents.urls import urlpatterns
from socle.rulebook import whole_catalogue

CHECKS = "/controle/api/v1/checks"


@pytest.fixture
def described(client):
    return json.loads(client.get("/controle/api/v1/openapi.json").content)


@pytest.fixture
def conforms(described):
    def check(document, name):
        registry = Registry().with_resource("urn:api", Resource(described, DRAFT202012))
        Draft202012Validator({"$ref": f"urn:api#/components/schemas/{name}"}, registry=registry).validate(document)

    return check


def test_the_description_is_valid_and_describes_every_address(described):
    validate(described)
    served = {f"/{pattern.pattern}" for pattern in urlpatterns if "api/" in str(pattern.pattern)}
    assert served == {f"/controle/api/v1{path}" for path in described["paths"]}


def test_a_document_that_comes_slowly_keeps_nobody_from_checking_his_own(letter):
    head = f"POST {CHECKS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/xml\r\nContent-Length: {len(letter)}\r\n\r\n"
    with ExitStack() as stack:
        door = listen("127.0.0.1", 0, get_wsgi_application(), threads=1)  # one place of work for everybody
        stack.callback(door.stop)
        slow, quick = (stack.enter_context(create_connection(("127.0.0.1", door.port), timeout=30)) for _ in "ab")
        slow.sendall(head.encode() + letter[:1000])
        quick.sendall(head.encode() + letter)
        assert quick.recv(100).startswith(b"HTTP/1.1 200")
        slow.sendall(letter[1000:])
        assert slow.recv(100).startswith(b"HTTP/1.1 200")


def test_a_document_sent_as_it_is_gets_its_report(client, faulty, conforms):
    answer = client.post(CHECKS, faulty, content_type="application/xml")
    report = answer.json()
    conforms(report, "Report")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    (document,) = report["documents"]
    assert (document["valid"], document["level"], document["type_code"]) == (False, 1, "11490-0")
    assert all(one["line"] > 0 for one in document["verdicts"] if one["severity"] == "error")


def test_an_archive_gets_a_report_of_the_same_shape(send, letter, conforms):
    report = send({"a.zip": xdm.pack([[letter]], sender=xdm.Sender("Essai"), at=clock.now()).data}, CHECKS).json()
    conforms(report, "Report")
    assert [one.get("archive", False) for one in report["documents"]] == [True, False]


def test_several_files_get_one_report_in_their_order(send, letter, faulty, conforms):
    report = send({"a.xml": letter, "b.xml": faulty, "c.pdf": b"%PDF-1.4"}, CHECKS).json()
    conforms(report, "Report")
    assert [(one["file"], one["valid"]) for one in report["documents"]] == [
        ("a.xml", True),
        ("b.xml", False),
        ("c.pdf", False),
    ]


def test_a_profile_is_chosen_in_the_address_or_in_the_form(client, letter, send):
    strict = client.post(f"{CHECKS}?profil=dmp-strict", letter, content_type="text/xml").json()["documents"][0]
    by_form = send({"document.xml": letter}, CHECKS, profil="dmp-strict").json()["documents"][0]
    assert strict == by_form


@pytest.mark.parametrize(
    ("method", "body", "kind", "status", "verdict"),
    [
        ("get", b"", "", 405, "documents.checked-method"),
        ("post", b"", "application/xml", 400, "documents.checked-nothing"),
        ("post", b"{}", "application/json", 400, "documents.checked-call"),
        ("post", b"%PDF-1.4", "application/xml", 415, "documents.checked-pdf"),
        ("post", b"--x\r\nContent-", "multipart/form-data; boundary=x", 400, "documents.checked-nothing"),
        ("post", b"x", "multipart/form-data", 400, "documents.checked-call"),
    ],
)
def test_a_call_that_is_off_is_a_problem_that_says_why(client, conforms, method, body, kind, status, verdict):
    answer = client.generic(method.upper(), CHECKS, body, content_type=kind)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    conforms(problem, "Problem")
    assert (problem["status"], problem["verdict"]) == (status, verdict)
    assert verdict in whole_catalogue()


def test_an_unknown_profile_is_a_problem(client, letter):
    answer = client.post(f"{CHECKS}?profil=x", letter, content_type="text/xml")
    assert (answer.status_code, answer.json()["verdict"]) == (400, "documents.checked-call")


def test_too_much_is_a_problem_before_it_is_read(client, send, monkeypatch, settings):
    monkeypatch.setattr(uploads, "ALTOGETHER", 100)
    assert (
        client.post(CHECKS, b"<a>" + b"x" * 200, content_type="text/xml").json()["verdict"]
        == "documents.checked-too-large"
    )
    monkeypatch.undo()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert client.post(CHECKS, b"<a>" + b"x" * 200, content_type="text/xml").status_code == 413
