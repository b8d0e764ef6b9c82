"""Whether Socle is well: `/healthz`, for whoever watches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from socle import __version__

#: One check of a room: "ok", or a short sentence saying what is wrong.
Check = Callable[[], str]


class Health:
    """Asks each room's check and adds what the doors counted."""

    def __init__(self, checks: Mapping[str, Check], details: Callable[[], Mapping[str, Any]]) -> None:
        self._checks = dict(checks)
        self._details = details

    def __call__(self) -> dict[str, Any]:
        rooms = {room: _asked(check) for room, check in self._checks.items()}
        well = all(state == "ok" for state in rooms.values())
        return {
            "status": "ok" if well else "failing",
            "version": __version__,
            "rooms": rooms,
            "details": dict(self._details()),
        }


def _asked(check: Check) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a check that fails is the answer, whatever the reason
        return f"failing: {type(error).__name__}"
