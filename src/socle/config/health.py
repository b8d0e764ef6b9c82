"""Whether Socle is well: `/healthz`, for whoever watches it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from socle import __version__

#: One check of a room: "ok", or a short sentence saying what is wrong: "degraded: …" while it serves all the same.
Check = Callable[[], str]


class Health:
    """Asks each room's check and adds what the doors counted."""

    def __init__(self, checks: Mapping[str, Check], details: Callable[[], Mapping[str, Any]]) -> None:
        self._checks = dict(checks)
        self._details = details

    def __call__(self) -> dict[str, Any]:
        rooms = {room: _asked(check) for room, check in self._checks.items()}
        return {
            "status": _together(rooms.values()),
            "version": __version__,
            "rooms": rooms,
            "details": dict(self._details()),
        }


def _asked(check: Check) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a check that fails is the answer, whatever the reason
        return f"failing: {type(error).__name__}"


def _together(states: Collection[str]) -> str:
    """How all of it is: as the worst of them."""
    if all(state == "ok" for state in states):
        return "ok"
    return "degraded" if all(state == "ok" or state.startswith("degraded") for state in states) else "failing"
