"""The one running sandbox: its folder, its world, its clock, its authority. Installed once by `socle up`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from socle.clock import MovableClock, SystemClock
from socle.sandbox.authority import Authority
from socle.sandbox.world import World
from socle.storage import disk


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What the control interface and the sandbox's pages act on.

    `start` is the instant of the first state; None means the machine's own time.
    """

    folder: Path
    world: World
    authority: Authority
    clock: MovableClock
    start: datetime | None = None

    def changing(self) -> AbstractContextManager[None]:
        """Nobody else changes the sandbox as a whole meanwhile, in any process."""
        return disk.alone(self.folder / "locks" / "sandbox")

    @property
    def beginning(self) -> datetime:
        """The instant of the first state; the present one when the world names none."""
        return self.start if self.start is not None else self.clock.now()

    def wind_clock(self, at: datetime | None) -> None:
        """Set the clock as asked, else leave it as it was kept, else put it at the first state."""
        if at is not None:
            self.clock.set(at)
        elif self.clock.untouched and self.start is not None:
            self.clock.set(self.start)

    def first_instant(self) -> None:
        """The clock back to the first state, running."""
        self.clock.run()
        self.clock.set(self.start if self.start is not None else SystemClock().now())


_sandbox: Sandbox | None = None


def install(sandbox: Sandbox) -> None:
    """Make this the running sandbox."""
    global _sandbox  # noqa: PLW0603 - the one port through which the sandbox's state enters
    _sandbox = sandbox


def installed() -> Sandbox:
    """The running sandbox. Raises `RuntimeError` when none was installed."""
    if _sandbox is None:
        raise RuntimeError("no sandbox was installed: start it with `socle up`")
    return _sandbox
