"""HTTP that is false, too much, or too slow ends in a verdict, and the next request is served."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import repeat

import pytest

from tests.failures.exchange import (
    PLAIN,
    SERVICES,
    answer_of,
    converse,
    explained,
    parsed,
    received,
    verdicts_of,
)
from tests.failures.messages import MB, SECONDS, part, soap_message, timed

PATH = f"{SERVICES}repository"


# --- HTTP: what is asked of whom --------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
def test_any_method_but_post_is_told_to_post(letter, target, method):
    connection = target.connection(letter.card)
    connection.request(method, PATH)
    response = connection.getresponse()
    answer = answer_of(response.status, response.headers["Content-Type"], response.read())
    connection.close()
    assert verdicts_of(answer) == {"record.method-not-allowed"}


@pytest.mark.parametrize("service", ["unknown", "", "registry/registry", "../../../etc/passwd", "%2e%2e", "REGISTRY"])
def test_an_unknown_service_is_a_fault_too(letter, target, service):
    answer = target.post(service, soap_message(target, letter.instant), letter.card)
    assert verdicts_of(answer) == {"record.service-unknown"}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/form-data; boundary=x", "\xe9/\xe9"])
def test_another_kind_of_content_is_refused(letter, target, kind):
    assert verdicts_of(target.post("repository", b"{}", letter.card, kind)) == {"wire.content-type"}


def test_a_compressed_body_is_refused_unread(letter, target):
    answer = target.post("repository", b"\x1f\x8b" + b"x" * 100, letter.card, PLAIN, Content_Encoding="gzip")
    assert verdicts_of(answer) == {"wire.content-encoding"}


# --- HTTP: sizes and framing -------------------------------------------------------------------------------


def head(letter, *lines, kind=None, path=PATH, method="POST"):
    """The head of a request; its body is for the caller to write."""
    named = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind or letter.content_type}", *lines]
    return "\r\n".join([*named, "", ""]).encode("latin-1")


def chunks(data, size):
    for start in range(0, len(data), size):
        piece = data[start : start + size]
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


@pytest.mark.parametrize("announced", ["length", "chunks"])
def test_a_request_over_100_mb_is_refused_while_it_comes_and_never_held(letter, target, announced):
    target.forget_peak()
    before = target.resident()
    piece = b"x" * MB
    pieces = [b"%x\r\n%b\r\n" % (MB, piece)] * 300 if announced == "chunks" else [piece] * 300
    line = "Transfer-Encoding: chunked" if announced == "chunks" else f"Content-Length: {300 * MB}"
    opening = letter.fresh(letter.of_parts(letter.parts()[:1]))[:-4] + b"\r\n" + part("large", b"")[2:-2]
    opening = b"%x\r\n%b\r\n" % (len(opening), opening) if announced == "chunks" else opening
    with target.raw(letter.card) as connection:
        begun = time.monotonic()
        connection.sendall(head(letter, line) + opening)
        answer = parsed(converse(connection, pieces))
    assert {"wire.request-too-large", "wire.part-too-large"} & verdicts_of(answer)
    assert time.monotonic() - begun < 20
    assert target.resident("VmHWM") - before < 30 * MB


def test_a_gigabyte_in_one_chunk_is_never_held(letter, target):
    target.forget_peak()
    before = target.resident()
    with target.raw(letter.card) as connection:
        connection.sendall(head(letter, "Transfer-Encoding: chunked", kind=PLAIN) + b"40000000\r\n")
        answer = parsed(converse(connection, [b"x" * MB] * 1000))
    assert verdicts_of(answer) & {"wire.request-too-large", "wire.root-too-large"}
    assert target.resident("VmHWM") - before < 30 * MB


@pytest.mark.parametrize("length", ["-1", "-5", "+10", "1_0", "0x10", "10, 10", "\xb2", "ten", "1e3"])
def test_a_length_that_is_no_number_is_refused(letter, target, length):
    target.forget_peak()
    before = target.resident()
    with target.raw(letter.card) as connection:
        connection.sendall(head(letter, f"Content-Length: {length}"))
        answer = parsed(converse(connection, [b"x" * MB] * 100))
    assert explained(answer) == {"config.request-unreadable"}
    assert answer.status == 400
    assert target.resident("VmHWM") - before < 30 * MB


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: gzip, chunked",),
        ("Transfer-Encoding: identity",),
        ("Content-Length : 5",),
        ("no colon at all",),
        (" a folded line",),
        ("Host: another",),
        ("X: a\0b",),
    ],
)
def test_a_head_that_can_be_read_two_ways_is_refused(letter, target, lines):
    with target.raw(letter.card) as connection:
        connection.sendall(head(letter, *lines) + b"hello")
        answer = parsed(received(connection))
    assert explained(answer) == {"config.request-unreadable"}


@pytest.mark.parametrize(
    "lines",
    [
        ["X: " + "x" * 100_000],
        [f"X-{rank}: {'x' * 40}" for rank in range(5_000)],
        [f"X{rank}: " for rank in range(3_000)],
    ],
    ids=["one huge", "5 000 headers", "3 000 small ones"],
)
def test_a_head_that_is_a_bomb_is_refused(letter, target, lines):
    with target.raw(letter.card) as connection:
        raw = converse(connection, [head(letter, *lines)])
    answer = parsed(raw)
    assert explained(answer) == {"config.head-too-large"}
    assert answer.status == 431


def test_an_address_of_100_kb_is_refused(letter, target):
    with target.raw(letter.card) as connection:
        raw = converse(connection, [head(letter, path="/" + "x" * 100_000)])
    assert explained(parsed(raw)) == {"config.head-too-large"}


@pytest.mark.parametrize(
    "data",
    [b"\r\n\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02" * 50 + b"\r\n", b"SSH-2.0-x\r\n", b"\0" * 100 + b"\r\n"],
    ids=["blank lines", "half a line", "TLS in TLS", "SSH", "null bytes"],
)
def test_what_is_no_http_is_refused(letter, target, data):
    with target.raw(letter.card) as connection:
        connection.sendall(data)
        answer = parsed(received(connection))
    assert explained(answer) == {"config.request-unreadable"}


@pytest.mark.parametrize("size", [1, 7, 1000, 70_000])
def test_a_good_feeding_by_chunks_of_any_size_is_accepted(letter, target, size):
    with target.raw(letter.card) as connection:
        connection.sendall(head(letter, "Transfer-Encoding: chunked", "Connection: close"))
        connection.sendall(b"".join(chunks(letter.fresh(), size)))
        answer = parsed(received(connection))
    assert answer.registry_status == "Success"


@pytest.mark.parametrize(
    "data",
    [b"zz\r\nhello", b"-5\r\nhello", b"5\r\nhelloXX", b"+5\r\nhello\r\n0\r\n\r\n", b"5" * 20_000, b"\r\n\r\n"],
    ids=["no number", "negative", "too long", "signed", "a size of 20 KB", "blank"],
)
def test_false_chunks_are_refused_with_a_verdict(letter, target, data):
    with target.raw(letter.card) as connection:
        connection.sendall(head(letter, "Transfer-Encoding: chunked", kind=PLAIN) + data)
        answer = parsed(received(connection))
    assert verdicts_of(answer) == {"wire.body-unreadable"}


def test_a_connection_closed_in_the_middle_of_a_request_leaves_nothing(letter, target):
    before = target.events()
    body = letter.fresh()
    for kept in (0, 1, 1000, len(body) - 1):
        with target.raw(letter.card) as connection:
            connection.sendall(head(letter, f"Content-Length: {len(body)}") + body[:kept])
    deadline = time.monotonic() + SECONDS
    while len(target.events()) < len(before) + 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert {verdict for event in target.events()[len(before) :] for verdict in event["verdicts"]} <= {
        "wire.body-cut-short",
        "wire.body-unreadable",
    }


def test_requests_written_one_after_the_other_are_answered_in_order_and_junk_after_them_is_refused(letter, target):
    body = letter.fresh()
    one = head(letter, f"Content-Length: {len(body)}") + body
    body = letter.fresh()
    two = head(letter, f"Content-Length: {len(body)}") + body
    with target.raw(letter.card) as connection:
        connection.sendall(one + two + b"JUNK\r\n\r\n" + b"x" * 10_000)
        raw = received(connection)
    answers = [parsed(b"HTTP/1.1 " + piece) for piece in raw.split(b"HTTP/1.1 ")[1:]]
    assert [answer.status for answer in answers] == [200, 200, 400]
    assert [answer.registry_status for answer in answers[:2]] == ["Success", "Success"]
    assert explained(answers[2]) == {"config.request-unreadable"}


def test_a_refused_body_is_not_taken_for_the_next_request(letter, target):
    """What stands in a refused body is no request: it is read away, or the connection ends."""
    hidden = head(letter, "Content-Length: 0", path="/healthz", method="GET")
    with target.raw(letter.card) as connection:
        connection.sendall(head(letter, f"Content-Length: {len(hidden)}", kind="application/json") + hidden)
        connection.sendall(head(letter, "Content-Length: 0", "Connection: close", kind="application/json"))
        raw = received(connection)
    assert raw.count(b"HTTP/1.1 400") == 2
    assert b"healthz" not in raw
    assert b'"rooms"' not in raw


# --- slow senders ------------------------------------------------------------------------------------------


def test_senders_that_stop_or_trickle_are_cut_and_the_server_serves_on(letter, target):
    """More of them than there are threads: others wait a little, and are served."""
    body = letter.fresh()
    stopping = [head(letter, f"Content-Length: {len(body)}") + body[:1000]]
    with ExitStack() as stack, ThreadPoolExecutor(6) as pool:
        silent, slow = ([stack.enter_context(target.raw(letter.card)) for _ in range(3)] for _ in range(2))
        begun = time.monotonic()
        told = [pool.submit(converse, connection, stopping) for connection in silent]
        late = [pool.submit(converse, connection, repeat(b"/"), every=0.5) for connection in slow]
        time.sleep(1)
        answer = target.post("repository", letter.fresh(), letter.card, letter.content_type)
        assert answer.registry_status == "Success"
        for end in told:
            assert verdicts_of(parsed(end.result())) == {"wire.body-unreadable"}
        for end in late:
            assert explained(parsed(end.result())) == {"config.sender-too-slow"}
        assert time.monotonic() - begun < 60


def test_whoever_connects_and_says_nothing_holds_no_thread(letter, target):
    with ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(socket.create_connection(target.address))
        answer = timed(lambda: target.post("repository", letter.fresh(), letter.card, letter.content_type))
        assert answer.registry_status == "Success"


def test_after_all_this_a_good_feeding_is_accepted(letter, target):
    answer = target.post("repository", letter.fresh(), letter.card, letter.content_type)
    assert answer.registry_status == "Success"
