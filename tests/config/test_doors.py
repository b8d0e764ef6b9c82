"""One door under small limits: who holds what, for how long, and what the others feel of it. Real sockets."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import ExitStack, contextmanager
from io import BytesIO

import pytest
from tests import unsecured

from socle.config.limits import Limits, bearable
from socle.config.listeners import listen
from socle.config.spools import Shelf, ShelfFullError, received
from socle.config.tls import Handshakes, TLSAdapter, server_context

MB = 1000 * 1000


class Application:
    """Answers what its address asks for, and remembers what it was given."""

    def __init__(self):
        self.seen, self.free, self.within = [], threading.Event(), threading.Event()
        self.free.set()

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        self.seen.append((path, environ["wsgi.input"].read(10 * MB)))
        if path == "/waits":
            self.within.set()
            self.free.wait(20)
        start_response("200 OK", [("Content-Type", "text/plain")])
        if path == "/breaks":
            return self._broken()
        return [b"x" * 20 * MB if path == "/large" else b"good"]

    @staticmethod
    def _broken():
        yield b"half"
        raise OSError("the rest is gone")


@contextmanager
def door(application=None, *, threads=2, tls=None, **limits):
    listener = listen("127.0.0.1", 0, application or Application(), threads=threads, tls=tls, limits=Limits(**limits))
    try:
        yield listener
    finally:
        listener.stop()


def connect(listener, data=b""):
    found = socket.create_connection(("127.0.0.1", listener.port), timeout=10)
    found.sendall(data)
    return found


def get(listener, path="/"):
    return unsecured.get(f"http://127.0.0.1:{listener.port}{path}", timeout=20)


def timed(call):
    begun = time.monotonic()
    return call(), time.monotonic() - begun


def eventually(condition):
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


HALF = b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"


class TestSlowPeers:
    def test_a_request_takes_a_place_only_once_it_is_there_whole(self):
        application = Application()
        with door(application, threads=1) as listener, connect(listener, HALF) as slow:
            assert get(listener).text == "good"
            assert [path for path, _ in application.seen] == ["/"]
            slow.sendall(b"x" * 96)
            assert slow.recv(100).startswith(b"HTTP/1.1 200")
            assert application.seen[-1] == ("/slow", b"half" + b"x" * 96)

    def test_whoever_does_not_read_his_answer_holds_no_place(self):
        asked = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with door(threads=1) as listener, ExitStack() as stack:
            for _ in range(5):
                stack.enter_context(connect(listener, asked))
            answer, seconds = timed(lambda: get(listener))
            assert (answer.text, seconds < 5) == ("good", True)

    @pytest.mark.parametrize("begun", [b"P", b"POST / HTTP/1.1\r\nX: ", HALF], ids=["one byte", "a head", "a body"])
    def test_more_slow_senders_than_carriers_are_cut_for_a_good_one(self, begun):
        with door(carriers=8) as listener, ExitStack() as stack:
            for _ in range(40):
                stack.enter_context(connect(listener, begun))
            time.sleep(1.2)
            answer, seconds = timed(lambda: get(listener))
            assert (answer.text, seconds < 2) == ("good", True)
            assert listener.server.requests.cut > 0

    def test_a_sender_who_moves_is_not_cut_for_one_who_dribbles(self):
        with door(carriers=3) as listener, connect(listener, HALF), connect(listener, HALF):
            head = b"POST /fast HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n"
            with connect(listener, head) as fast:
                for _ in range(15):
                    fast.sendall(b"x" * 100_000)
                    time.sleep(0.1)
                assert get(listener).text == "good"
                fast.sendall(b"x" * 1_500_000)
                assert fast.recv(100).startswith(b"HTTP/1.1 200")

    def test_carriers_go_when_nobody_needs_them(self, monkeypatch):
        monkeypatch.setattr("socle.config.carriers.IDLE", 0.2)
        with door() as listener:
            with ExitStack() as stack:
                for _ in range(30):
                    stack.enter_context(connect(listener, b"P"))
                eventually(lambda: listener.server.requests.busy == 30)
            eventually(lambda: listener.server.requests.busy == 0)
            eventually(lambda: len(listener.server.requests._carried) <= 4)
            assert get(listener).text == "good"


class TestPlaces:
    def test_when_no_place_comes_free_in_time_the_sender_is_told_when_to_come_back(self):
        application = Application()
        application.free.clear()
        with door(application, threads=1, waiting=0.3) as listener:
            with connect(listener, b"GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n"):
                assert application.within.wait(10)
                answer = get(listener)
                application.free.set()
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert "Socle sert trop de demandes à la fois" in answer.text
            assert get(listener).text == "good"
            assert [path for path, _ in application.seen] == ["/waits", "/"]

    def test_health_is_told_even_when_every_place_is_taken(self):
        application = Application()
        application.free.clear()
        with door(application, threads=1) as listener:
            with connect(listener, b"GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n"):
                assert application.within.wait(10)
                answer, seconds = timed(lambda: get(listener, "/healthz"))
                application.free.set()
            assert (answer.status_code, seconds < 2) == (200, True)

    def test_an_answer_that_breaks_in_the_middle_is_told_as_a_failure_and_never_sent_in_part(self):
        with door() as listener:
            answer = get(listener, "/breaks")
            assert answer.status_code == 500
            assert "half" not in answer.text


class TestConnections:
    def test_an_address_that_has_its_share_gets_no_more_until_one_leaves(self):
        with door(per_address=3) as listener:
            mine = [connect(listener) for _ in range(3)]
            eventually(lambda: listener.server.gate.count == 3)
            with connect(listener) as refused:
                assert refused.recv(10) == b""
            mine.pop().close()
            eventually(lambda: listener.server.gate.count == 2)
            assert get(listener).text == "good"
            assert listener.server.gate.refused == 1
            for one in mine:
                one.close()

    def test_a_flood_of_connections_turns_in_a_circle_and_a_good_client_is_served(self):
        with door(connections=20) as listener, ExitStack() as stack:
            flood = [stack.enter_context(connect(listener)) for _ in range(100)]
            answer, seconds = timed(lambda: get(listener))
            assert (answer.text, seconds < 2) == ("good", True)
            eventually(lambda: listener.server.gate.count <= 22)
            assert listener.server.gate.cut > 50
            assert flood[0].recv(10) == b""

    def test_no_more_are_promised_than_this_process_may_open(self):
        assert bearable(10) == 10
        assert bearable(10**9) < 10**9

    def test_a_connection_that_was_let_in_leaves_once(self):
        with door() as listener:
            for _ in range(20):
                assert get(listener).text == "good"
            eventually(lambda: listener.server.gate.count == 0)


class TestRoom:
    def test_without_room_for_another_message_its_sender_is_told_to_come_back(self):
        with door(memory=1000, disk=1 * MB, kept=1000) as listener, ExitStack() as stack:
            head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
            stack.enter_context(connect(listener, head + b"x" * 900_000))
            time.sleep(0.3)
            late = stack.enter_context(connect(listener, head + b"x" * 900_000))
            assert late.recv(1000).startswith(b"HTTP/1.1 503")

    def test_room_is_given_back(self):
        shelf = Shelf(Limits(memory=2000, disk=5000, kept=1000))
        for size in (10, 900, 4000) * 10:
            with shelf.spool() as spool:
                spool.write(b"x" * size)
        with shelf.spool() as spool:
            spool.write(b"x" * 4900)
            with pytest.raises(ShelfFullError):
                spool.write(b"x" * 200)
        assert shelf.take(2000, 5000)

    def test_what_is_long_stands_in_a_file_without_a_name_and_reads_the_same(self):
        data = bytes(range(256)) * 40
        for kept in (100, 100_000):
            with Shelf(Limits(kept=kept)).spool() as spool:
                assert received(BytesIO(data), len(data), 10**6, spool)
                assert spool.read(3) + spool.readline() + spool.read() == data
                assert b"".join(spool.pieces()) == data

    def test_what_breaks_off_reads_as_far_as_it_came_and_then_raises_again_and_again(self):
        class Breaking(BytesIO):
            def read(self, size=-1):
                data = super().read(min(size, 10))
                if not data:
                    raise ConnectionResetError
                return data

        with Shelf(Limits()).spool() as spool:
            assert not received(Breaking(b"x" * 25), None, 10**6, spool)
            assert spool.read(100) == b"x" * 25
            for _ in range(2):
                with pytest.raises(ConnectionResetError):
                    spool.read(1)


def test_a_client_cannot_have_the_keys_of_a_connection_made_anew_again_and_again(production_files):
    context = server_context(*production_files, [])
    assert context.options & ssl.OP_NO_RENEGOTIATION


def test_a_handshake_that_stops_holds_no_place_and_ends_in_time(production_files, monkeypatch):
    monkeypatch.setattr("socle.config.tls.HANDSHAKE_TIMEOUT", 1)
    handshakes = Handshakes()
    with door(tls=TLSAdapter(server_context(*production_files, []), handshakes), carriers=4) as listener:
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        with ExitStack() as stack:
            stopped = [stack.enter_context(connect(listener, b"\x16\x03\x01\x02\x00\x01\x00")) for _ in range(12)]
            begun = time.monotonic()
            good = stack.enter_context(client.wrap_socket(connect(listener)))
            good.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert good.recv(100).startswith(b"HTTP/1.1 200")
            assert time.monotonic() - begun < 5
            for one in stopped:
                assert one.recv(100) == b""
        assert handshakes.as_dict()["refused"] > 0


def test_every_suite_of_the_tls_door_has_forward_secrecy_and_the_best_come_first(production_files):
    names = [suite["name"] for suite in server_context(*production_files, []).get_ciphers()]
    older = [name for name in names if not name.startswith("TLS_")]
    assert all(name.startswith("ECDHE-") for name in older)
    assert older[-1] == "ECDHE-RSA-AES256-SHA384"
    assert all("GCM" in name or "CHACHA20" in name for name in older[:-1])
    assert names[: len(names) - len(older)] == [name for name in names if name.startswith("TLS_")]
