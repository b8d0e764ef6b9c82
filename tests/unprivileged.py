"""An account without privileges, for the programs that refuse root and for the tests of what root may do anyway.

Where the tests do not run as root there is nothing to drop: everything here then leaves the caller as it is.
No name of an account is relied on: a preferred one is taken when the machine has it, any other otherwise.
"""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Account:
    """Who a program becomes."""

    user: int
    group: int

    def own(self, path: Path) -> None:
        """Give a file or a folder, with all that is in it, to this account."""
        for each in (path, *path.rglob("*")):
            os.chown(each, self.user, self.group, follow_symlinks=False)

    def become(self) -> None:
        """This process is this account from now on, and never root again."""
        os.setgroups([])
        os.setresgid(self.group, self.group, self.group)
        os.setresuid(self.user, self.user, self.user)


def account(*preferred: str) -> Account | None:
    """The first of the preferred accounts that exists, else any but root; None when the tests do not run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for entry in (*(known[name] for name in (*preferred, "nobody") if name in known), *known.values()):
        return Account(entry.pw_uid, entry.pw_gid)
    raise RuntimeError("root runs the tests and the machine has no other account: create one, by any name")


def identity(*preferred: str) -> dict[str, Any]:
    """What `subprocess` is told to start a program as that account; nothing when there is nothing to drop."""
    who = account(*preferred)
    return {} if who is None else {"user": who.user, "group": who.group, "extra_groups": []}


@contextmanager
def folder_of(who: Account | None, name: str) -> Iterator[Path]:
    """A temporary folder that belongs to the account, removed at the end."""
    path = Path(tempfile.mkdtemp(prefix=f"socle-{name}-"))
    try:
        if who is not None:
            who.own(path)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def without_privileges() -> Iterator[None]:
    """What this process does inside, it does without the rights of root.

    The effective identity changes and comes back: what is loaded already stays loaded, so this holds wherever
    the tests are installed, even under a folder that only root may enter.
    """
    who = account()
    if who is None:
        yield
        return
    groups, group = os.getgroups(), os.getegid()
    os.setgroups([])
    os.setegid(who.group)
    os.seteuid(who.user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)
