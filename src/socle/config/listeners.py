"""The two doors of one process: plain HTTP for people and the sandbox's controls, TLS for the exchanges."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cheroot import wsgi

from socle.config.busy import Refuser, refuser
from socle.config.carriers import Carriers
from socle.config.connections import Connection
from socle.config.dispatch import WSGI, Environ, StartResponse
from socle.config.front import THROUGH_SOCKET
from socle.config.gate import Gate
from socle.config.limits import Limits
from socle.config.metrics import DoorFigures
from socle.config.places import Places
from socle.config.spools import Shelf
from socle.config.tls import TLSAdapter, TLSConnection

log = logging.getLogger("socle.listeners")

#: Seconds without a byte before a connection is closed, and before its first byte.
TIMEOUT, FIRST_BYTE = 30, 10
#: Seconds given to running requests when Socle stops.
SHUTDOWN_TIMEOUT = 20
MAX_HEADER_BYTES = 64 * 1024
BACKLOG = 512


class Server(wsgi.Server):
    """Cheroot's WSGI server: connections rest in its selector, carriers receive and send, places answer."""

    version = "Socle"
    ConnectionClass = Connection
    keep_alive_conn_limit = sys.maxsize  # the gate counts all connections, resting or not
    max_request_header_size = MAX_HEADER_BYTES
    max_request_body_size = 0  # the limit is told by the services, with its verdict, before anything is read

    def __init__(
        self,
        held: socket.socket,
        application: WSGI,
        *,
        threads: int,
        limits: Limits,
        busy: Refuser,
        door: str = "http",
    ) -> None:
        address = held.getsockname()
        to_front = isinstance(address, str)
        super().__init__(
            address if to_front else address[:2],
            application,
            request_queue_size=BACKLOG,
            timeout=TIMEOUT,
            shutdown_timeout=SHUTDOWN_TIMEOUT,
            server_name="localhost" if to_front else address[0],
        )
        self._held = held
        figures = DoorFigures(door)
        self.gate, self.shelf = Gate(limits, figures), Shelf(limits)
        self.requests = Carriers(self, limits.carriers, figures)
        self.places = Places(threads, waiting=limits.waiting, queue=limits.queue, figures=figures)
        self.always = Places(1, waiting=limits.waiting, queue=limits.queue, name="always")
        self.busy = busy

    def bind(self, *_family: object) -> socket.socket:
        """The door is open already."""
        self.socket = self._held
        return self._held

    bind_unix_socket = bind

    def prepare(self) -> None:
        """Make ready to serve. Nobody waits at the door: another process may have let in who knocked."""
        super().prepare()
        self._held.setblocking(False)

    def process_conn(self, conn: Connection) -> None:
        """Let a fresh connection wait in the selector: whoever connects and stays silent holds no thread."""
        conn.rests = False
        if conn.last_used is not None:
            super().process_conn(conn)
        elif self.gate.enter(conn):
            self.put_conn(conn)
            conn.last_used = (conn.last_used or 0.0) - (TIMEOUT - FIRST_BYTE)
        else:
            conn.close()

    def put_conn(self, conn: Connection) -> None:
        """Let a connection rest until its next byte."""
        conn.rests = True
        super().put_conn(conn)

    def stop(self) -> None:
        """Finish the running requests, then close."""
        super().stop()
        self.places.stop()
        self.always.stop()

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: ARG002
        """Into the log, where the rest is: what cheroot says may quote the request, and stays out.

        A peer who went away is no failure of ours, and has no trace.
        """
        error = sys.exc_info()[1]
        gone = isinstance(error, OSError)
        reason = {"reason": type(error).__name__} if error is not None else {}
        log.log(logging.INFO if gone else level, "request failed", exc_info=traceback and not gone, extra=reason)


@dataclass(frozen=True, slots=True)
class Listener:
    """A server and the thread it runs in."""

    server: Server
    thread: threading.Thread

    @property
    def port(self) -> int:
        return int(self.server.bind_addr[1])

    @property
    def alive(self) -> bool:
        return self.thread.is_alive()

    def stop(self) -> None:
        """Finish the running requests, then close."""
        self.server.stop()
        self.thread.join()


def bound(host: str, port: int) -> socket.socket:
    """An open door at this address, at which nobody answers yet. Raises `OSError` when the port is taken."""
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    held: socket.socket = Server.prepare_socket(address[:2], family, kind, proto, nodelay=True, ssl_adapter=None)
    try:
        held.bind(address)
        held.listen(BACKLOG)
    except OSError:
        held.close()
        raise
    return held


def bound_to_front(path: Path) -> socket.socket:
    """A Unix socket for a front server: whoever may write to it is believed (owner and group alone)."""
    path.unlink(missing_ok=True)
    held, mask = socket.socket(socket.AF_UNIX), os.umask(0o007)
    try:
        held.bind(str(path))
        held.listen(BACKLOG)
    except OSError:
        held.close()
        raise
    finally:
        os.umask(mask)
    return held


def serve(
    held: socket.socket,
    application: WSGI,
    *,
    threads: int,
    limits: Limits,
    tls: TLSAdapter | None = None,
    busy: Refuser | None = None,
) -> Listener:
    """Answer at an open door, in a thread of its own. Other processes may answer at the same one.

    `busy` gives the answer to a request for which there is no place to work on it.
    """
    to_front = held.family == socket.AF_UNIX

    def through(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return application({**environ, THROUGH_SOCKET: True}, start_response)

    door = "front" if to_front else "http" if tls is None else "tls"
    served, refused = through if to_front else application, busy or refuser(())
    server = Server(held, served, threads=threads, limits=limits, busy=refused, door=door)
    if tls is not None:
        server.ssl_adapter = tls
        server.ConnectionClass = TLSConnection
    server.prepare()
    thread = threading.Thread(target=server.serve, name=f"listener {server.bind_addr}", daemon=True)
    thread.start()
    return Listener(server, thread)


def listen(
    host: str,
    port: int,
    application: WSGI,
    *,
    threads: int,
    tls: TLSAdapter | None = None,
    limits: Limits | None = None,
) -> Listener:
    """Open one door and answer at it. Raises `OSError` when the port is taken."""
    return serve(bound(host, port), application, threads=threads, limits=limits or Limits(), tls=tls)
