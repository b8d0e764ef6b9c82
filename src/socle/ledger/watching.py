"""Those who count acts as they are told: they see them, and change nothing.

An act is shown inside its transaction: one that is undone afterwards was counted all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from socle.ledger.act import Act

_watchers: list[Callable[[Act], None]] = []


def watch(watcher: Callable[[Act], None]) -> None:
    """Show every act of this process to `watcher` from now on, which must be quick and raise nothing."""
    _watchers.append(watcher)


def told(acts: Iterable[Act]) -> None:
    """These acts were written."""
    if _watchers:
        for act in acts:
            for watcher in _watchers:
                watcher(act)
