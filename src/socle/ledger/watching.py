"""Those who count acts as they are told and committed: they see them, and change nothing.

An act is shown inside its transaction: one that is undone afterwards was counted all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from socle.ledger.act import Act

_watchers: list[Callable[[Act], None]] = []
_counters: list[Callable[[int], None]] = []


def watch(watcher: Callable[[Act], None]) -> None:
    """Show every act of this process to `watcher` from now on, which must be quick and raise nothing."""
    _watchers.append(watcher)


def told(acts: Iterable[Act]) -> None:
    """These acts were written."""
    if _watchers:
        for act in acts:
            for watcher in _watchers:
                watcher(act)


def watch_commits(counter: Callable[[int], None]) -> None:
    """Tell `counter` from now on how many acts each commit of this process kept."""
    _counters.append(counter)


def committed(count: int) -> None:
    """So many acts were committed at once."""
    for counter in _counters:
        counter(count)
