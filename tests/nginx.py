"""A real nginx in front of a Socle, with the configuration that docs/operating.md gives."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "operating.md"


def program() -> str | None:
    """The `nginx` program, None when it is not installed."""
    return shutil.which("nginx") or next((path for path in ("/usr/sbin/nginx",) if os.access(path, os.X_OK)), None)


def documented() -> str:
    """The `server` block of the manual, as it stands there."""
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@contextmanager
def running(folder: Path, changes: dict[str, str]) -> Iterator[int]:
    """Run nginx with the documented block after `changes` to its text; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    block = documented()
    for before, after in {"listen 443 ssl": f"listen 127.0.0.1:{port} ssl", **changes}.items():
        assert before in block, before
        block = block.replace(before, after)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = (
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log info;"
        f"events {{}} http {{ access_log off; {temporary} {block} }}"
    )
    (folder / "nginx.conf").write_text(text)
    command = [
        program() or "nginx",
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        str(folder / "early.log"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port, folder)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"nginx ended: {(folder / 'early.log').read_text()}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not open its port")
