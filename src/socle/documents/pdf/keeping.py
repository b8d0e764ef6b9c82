"""One program for many files: started at the first, or before, it forks for each, so that the readers are loaded once.

Each file is still read in a process of its own, under the same bounds (`child`). For a command, which asks one thing
at a time; who does not ask for it starts a program for each file.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from socle import apart

#: Before a request its length; before an answer how its process ended (as `subprocess` tells it), then its length.
ASKED, ANSWERED = struct.Struct(">Q"), struct.Struct(">iQ")
#: What makes `child` serve many.
MANY = "many"


@dataclass
class Keeper:
    """The program, not yet started."""

    module: str
    _program: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def process(self) -> int | None:
        """Its number, once it was started."""
        return self._program.pid if self._program is not None else None

    def ask(self, asked: bytes) -> tuple[int, bytes] | None:
        """How the process that read this file ended, and what it answered; None when the program is gone."""
        try:
            return self._ask(asked)
        except (OSError, struct.error):
            self.close()
            return None

    def _ask(self, asked: bytes) -> tuple[int, bytes]:
        program = self.start()
        sink, source = program.stdin, program.stdout
        assert sink is not None  # noqa: S101 - both are pipes
        assert source is not None  # noqa: S101 - both are pipes
        sink.write(ASKED.pack(len(asked)))
        sink.write(asked)
        sink.flush()
        status, length = ANSWERED.unpack(source.read(ANSWERED.size))
        return status, source.read(length)

    def start(self) -> subprocess.Popen[bytes]:
        """The program, started if it was not."""
        if self._program is None:
            command = [sys.executable, "-m", self.module, MANY]
            self._program = subprocess.Popen(  # noqa: S603 - this very program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=apart.environment(),
            )
        return self._program

    def close(self) -> None:
        """End the program; the next question starts another."""
        program, self._program = self._program, None
        if program is not None:
            program.kill()
            program.communicate()


_keeper: ContextVar[Keeper | None] = ContextVar("pdf_keeper", default=None)


def keeper() -> Keeper | None:
    """The program that reads files here, when one was asked for."""
    return _keeper.get()


@contextmanager
def kept(module: str = "socle.documents.pdf.child", *, now: bool = False) -> Iterator[None]:
    """Within it, one program reads every file; `now`: it loads what reads while its caller does something else."""
    held = Keeper(module)
    before = _keeper.set(held)
    try:
        if now:
            held.start()
        yield
    finally:
        _keeper.reset(before)
        held.close()
