"""A real S3 server for the tests: the gateway of JuiceFS, on loopback, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from tests import unsecured

START_TIMEOUT = 60
USER, PASSWORD = "socle-tests", "not-a-secret-at-all"


def program() -> str | None:
    """The `juicefs` program, None when it is not installed."""
    beside = Path(sys.executable).parent / "juicefs"
    return str(beside) if beside.exists() else shutil.which("juicefs")


@dataclass
class Server:
    """A running gateway; its bucket is `documents`."""

    port: int
    process: subprocess.Popen[bytes]

    def url(self, prefix: str = "socle", timeout: float = 10) -> str:
        return f"s3://documents/{prefix}?endpoint=http://127.0.0.1:{self.port}&timeout={timeout}"


def environment() -> dict[str, str]:
    """The credentials, as every S3 client reads them."""
    return {"AWS_ACCESS_KEY_ID": USER, "AWS_SECRET_ACCESS_KEY": PASSWORD}


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Start a gateway with its data in `folder`; it ends at the end."""
    juicefs = program()
    assert juicefs is not None
    meta = f"sqlite3://{folder}/meta.db"
    home = os.environ | {"HOME": str(folder), "MINIO_ROOT_USER": USER, "MINIO_ROOT_PASSWORD": PASSWORD}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": home}
    created = [
        juicefs,
        "format",
        meta,
        "documents",
        "--storage",
        "file",
        "--bucket",
        f"{folder}/blocks/",
        "--trash-days",
        "0",
    ]
    subprocess.run(created, check=True, **quiet)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["gateway", "--no-usage-report", "--cache-dir", f"{folder}/cache", meta, f"127.0.0.1:{port}"]
    process = subprocess.Popen([juicefs, *words], **quiet)
    try:
        _wait(process, port)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError("the S3 server ended while starting")
        try:
            if unsecured.get(f"http://127.0.0.1:{port}/minio/health/live", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the S3 server did not answer")
