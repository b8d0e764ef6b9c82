"""System calls of a running program, by strace: what was made durable before what was said."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: Bytes of each buffer that are kept: a page of SQLite's log, a message of PostgreSQL.
KEPT = 16_384
CALLS = (
    "fsync,fdatasync,sync_file_range,msync,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendfile,recvfrom,"
    "recvmsg,read,open,openat,creat,mkdir,mkdirat,link,linkat,rename,renameat,renameat2"
)
_LINE = re.compile(r"(\d+) +(\d+\.\d+) (.*)")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?)(.*)", re.DOTALL)
_TARGET = re.compile(r"\d+<(.*?)>(?:,|$|\))")


@dataclass(frozen=True, slots=True)
class Call:
    """One system call. `began` and `ended` are its ranks in the trace; `at` is in seconds of the epoch."""

    name: str
    words: str
    result: int
    process: int
    at: float
    began: int
    ended: int

    @property
    def target(self) -> str:
        """What its file descriptor is: a path, or `TCP:[here->there]`."""
        found = _TARGET.match(self.words)
        return found[1] if found else ""

    @property
    def paths(self) -> list[str]:
        """The paths it names, not as descriptors."""
        return re.findall(r'"((?:[^"\\]|\\.)*)"', self.words)


@cache
def forbidden() -> str:
    """Why strace cannot serve here, empty when it can."""
    if shutil.which("strace") is None:
        return "this machine cannot: strace is not installed (scripts/system-packages)"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this machine cannot: ptrace is forbidden here"


def command(out: Path) -> list[str]:
    """What stands before a program's own words to have it traced into `out`, its children and threads too."""
    return [
        "strace",
        "-f",
        "-qq",
        "-yy",
        "-ttt",
        "-s",
        str(KEPT),
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        str(out),
    ]


def read(out: Path) -> list[Call]:
    """Every call that returned, in the order of their ends."""
    return list(_calls(out.read_text("utf-8", "replace").splitlines()))


def _calls(lines: list[str]) -> Iterator[Call]:
    begun: dict[str, tuple[int, float, str]] = {}
    for rank, line in enumerate(lines):
        match = _LINE.match(line)
        if match is None:
            continue
        process, at, text = match[1], float(match[2]), match[3]
        began = rank
        if text.endswith("<unfinished ...>"):
            begun[process] = rank, at, text.removesuffix("<unfinished ...>").rstrip()
            continue
        if resumed := _RESUMED.match(text):
            began, at, head = begun.pop(process, (rank, at, ""))
            text = head + resumed[1]
        if call := _CALL.match(text):
            result = int(call[3]) if call[3] != "?" else -1
            yield Call(call[1], call[2], result, int(process), at, began, rank)
