"""A TCP proxy in front of a real server: it lets through, refuses, keeps silent, or cuts in the middle of a transfer."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 16 * 1024


@dataclass
class Proxy:
    """`mode` may change at any moment and holds for connections new and old.

    through: everything passes. refuse-N: each connection is answered HTTP status N. silent: nothing is answered.
    slow: each piece waits a second. cut: a connection ends, both ways, after `limit` bytes of its request.
    """

    target: tuple[str, int]
    listener: socket.socket
    mode: str = "through"
    limit: int = 20_000
    cuts: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        self.listener.settimeout(0.2)
        while not self._stop.is_set():
            with suppress(TimeoutError):
                client, _ = self.listener.accept()
                threading.Thread(target=self._connection, args=(client,), daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def _connection(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(self.target, 10) as server:
            asked = 0
            while not self._stop.is_set():
                readable, _, _ = select.select([client, server], [], [], 0.2)
                if self.mode == "silent":
                    time.sleep(0.2)
                    continue
                for one in readable:
                    data = one.recv(PIECE)
                    if not data:
                        return None
                    if one is client:
                        asked += len(data)
                        if self.mode.startswith("refuse-"):
                            return self._refuse(client)
                        if self.mode == "cut" and asked > self.limit:
                            self.cuts += 1
                            return None
                    if self.mode == "slow":
                        time.sleep(1)
                    (server if one is client else client).sendall(data)
        return None

    def _refuse(self, client: socket.socket) -> None:
        status = self.mode.partition("-")[2]
        code = {"403": "AccessDenied", "503": "SlowDown"}[status]
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        head = f"HTTP/1.1 {status} no\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n"
        client.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)
        client.shutdown(socket.SHUT_WR)
        client.settimeout(2)
        while client.recv(PIECE):  # what is unread would reset the connection and lose the answer
            pass


@contextmanager
def before(host: str, port: int) -> Iterator[Proxy]:
    """A proxy before a server on this machine."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        proxy = Proxy((host, port), listener)
        thread = threading.Thread(target=proxy.serve)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.stop()
            thread.join()
