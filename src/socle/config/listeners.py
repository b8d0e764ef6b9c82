"""The two doors of one process: plain HTTP for people and the sandbox's controls, TLS for the exchanges."""

from __future__ import annotations

import logging
import sys
import threading
from dataclasses import dataclass

from cheroot import wsgi

from socle.config.connections import Connection
from socle.config.dispatch import WSGI
from socle.config.tls import TLSAdapter, TLSConnection

log = logging.getLogger("socle.listeners")

#: More than four threads only lose (stack.md 13); idle connections cost next to nothing and are all kept.
KEEP_ALIVE_CONNECTIONS = 2000
#: Seconds without a byte before a connection is closed.
TIMEOUT = 30
#: Seconds given to running requests when Socle stops.
SHUTDOWN_TIMEOUT = 20
MAX_HEADER_BYTES = 64 * 1024
BACKLOG = 512


class Server(wsgi.Server):
    """Cheroot's WSGI server, which gives a thread to a connection only once its first byte is there."""

    version = "Socle"
    ConnectionClass = Connection
    keep_alive_conn_limit = KEEP_ALIVE_CONNECTIONS
    max_request_header_size = MAX_HEADER_BYTES
    max_request_body_size = 0  # the limit is told by the services, with its verdict, before anything is read

    def process_conn(self, conn: wsgi.Server.ConnectionClass) -> None:
        """Let a fresh connection wait in the selector: whoever connects and stays silent holds no thread."""
        if conn.last_used is None:
            self.put_conn(conn)
        else:
            super().process_conn(conn)

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Into the log, where the rest is. A peer who went away is no failure of ours, and has no trace."""
        gone = isinstance(sys.exc_info()[1], OSError)
        log.log(logging.INFO if gone else level, msg, exc_info=traceback and not gone)


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


def listen(host: str, port: int, application: WSGI, *, threads: int, tls: TLSAdapter | None = None) -> Listener:
    """Open one door and serve it in a thread of its own. Raises `OSError` when the port is taken."""
    server = Server(
        (host, port),
        application,
        numthreads=threads,
        request_queue_size=BACKLOG,
        timeout=TIMEOUT,
        shutdown_timeout=SHUTDOWN_TIMEOUT,
        server_name=host,
    )
    if tls is not None:
        server.ssl_adapter = tls
        server.ConnectionClass = TLSConnection
    server.prepare()
    thread = threading.Thread(target=server.serve, name=f"listener-{port}", daemon=True)
    thread.start()
    return Listener(server, thread)
