"""Two hundred peers who stay silent, dribble or do not read, and one good client among them."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from tests.failures.exchange import SERVICES
from tests.failures.messages import MB

PEERS = 200
#: Seconds the good client may wait for one exchange: about one, and as much for a machine that does other things.
AT_ONCE = 2.0
HEAD = f"POST {SERVICES}repository HTTP/1.1\r\nHost: localhost\r\n".encode()
BODY = HEAD + b"Content-Type: application/soap+xml\r\nContent-Length: 900000\r\n\r\n<"
LARGE = b"GET /static/web/socle.css HTTP/1.1\r\nHost: localhost\r\n\r\n"


def plain(target):
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.settimeout(20)
    found.connect(target.address)
    return found


def secured(target):
    return target.context(None).wrap_socket(plain(target), server_hostname=target.address[0])


def silent(target):
    return plain(target), b"", b""


def in_handshake(target):
    """A record of TLS that says it holds 512 bytes, and is never whole."""
    return plain(target), b"\x16\x03\x01\x02\x00\x01", b"\x00"


def in_head(target):
    return secured(target), HEAD + b"X: ", b"x"


def in_body(target):
    return secured(target), BODY, b"x"


def not_reading(target):
    """Asks for megabytes and reads none of it."""
    return secured(target), LARGE * 150, b""


KINDS = {kind.__name__: kind for kind in (silent, in_handshake, in_head, in_body, not_reading)}


@contextmanager
def crowd(target, kinds, count):
    """So many bad peers, of these kinds in turn, each writing a byte now and then until the end."""
    peers = []
    for rank in range(count):
        with suppress(OSError):
            connection, first, byte = kinds[rank % len(kinds)](target)
            connection.setblocking(False)
            with suppress(ssl.SSLWantWriteError, OSError):
                connection.send(first)
            peers.append((connection, byte))
    over = threading.Event()

    def dribble():
        while not over.wait(0.5):
            for connection, byte in peers:
                with suppress(OSError):
                    if byte:
                        connection.send(byte)

    thread = threading.Thread(target=dribble)
    thread.start()
    try:
        yield peers
    finally:
        over.set()
        thread.join()
        for connection, _ in peers:
            connection.close()


@pytest.mark.parametrize("names", [*[[name] for name in KINDS], list(KINDS)], ids="+".join)
def test_a_good_client_is_served_among_two_hundred_bad_peers(letter, target, names):
    target.post("repository", letter.fresh(), letter.card, letter.content_type)
    target.forget_peak()
    before = target.resident()
    with crowd(target, [KINDS[name] for name in names], PEERS) as peers:
        assert len(peers) == PEERS
        taken = []
        for _ in range(4):
            begun = time.monotonic()
            answer = target.post("repository", letter.fresh(), letter.card, letter.content_type)
            taken.append(time.monotonic() - begun)
            assert answer.registry_status == "Success"
    assert max(taken) < AT_ONCE
    assert target.resident("VmHWM") - before < 60 * MB


def test_more_bad_peers_than_there_are_carriers_are_cut_for_a_good_one(letter, target):
    with crowd(target, [in_head, in_body, in_handshake], 400):
        time.sleep(1.5)
        taken = []
        for _ in range(3):
            begun = time.monotonic()
            answer = target.post("repository", letter.fresh(), letter.card, letter.content_type)
            taken.append(time.monotonic() - begun)
            assert answer.registry_status == "Success"
    assert max(taken) < AT_ONCE


def test_afterwards_the_door_is_as_before(letter, target):
    deadline = time.monotonic() + 30
    while target.threads() > 30 and time.monotonic() < deadline:
        time.sleep(0.5)
    assert target.threads() <= 30
    answer = target.post("repository", letter.fresh(), letter.card, letter.content_type)
    assert answer.registry_status == "Success"
