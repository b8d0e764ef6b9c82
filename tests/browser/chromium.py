"""Chromium without the rights of root, in its own sandbox wherever the kernel lets it build one.

Run as a program (`chromium.py USER GROUP CHROMIUM …`) it is what Playwright starts in Chromium's place when the
tests run as root: it gives the account the profile that Playwright made, becomes that account, and is Chromium.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright

from tests.unprivileged import Account, account, folder_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Nothing of the browser's own calls home during a test.
QUIET = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
PROFILE = "--user-data-dir="
#: What Chromium says when neither user namespaces nor a helper of its own are there to build its sandbox with.
NO_SANDBOX = "No usable sandbox"


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """A running Chromium, ended at the end."""
    assert CHROMIUM is not None
    who = account("nobody")
    with folder_of(who, "chromium") as home:
        path, environment = CHROMIUM, dict(os.environ)
        if who is not None:
            path = str(_in_its_place(home, who))
            environment |= {"HOME": str(home), "TMPDIR": str(home)}
        browser = _launch(playwright, executable_path=path, downloads_path=home, args=QUIET, env=environment)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright, **options) -> Browser:
    """With the sandbox; without it, and saying so, only where the kernel forbids it to everybody but root."""
    try:
        return playwright.chromium.launch(chromium_sandbox=True, **options)
    except Error as error:
        if NO_SANDBOX not in str(error):
            raise
        sys.stderr.write("Chromium runs without its sandbox: this kernel grants it no user namespace\n")
        return playwright.chromium.launch(chromium_sandbox=False, **options)


def _in_its_place(home: Path, who: Account) -> Path:
    """A program of one line that starts this file; the pipes that Playwright speaks through pass unharmed."""
    script = home / "chromium"
    root = Path(__file__).parent.parent.parent
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m {__name__} {who.user} {who.group} "{CHROMIUM}" "$@"\n'
    )
    script.chmod(0o755)
    return script


def main(user: str, group: str, program: str, *words: str) -> None:
    who = Account(int(user), int(group))
    for word in words:
        if word.startswith(PROFILE):
            who.own(Path(word.removeprefix(PROFILE)))
    who.become()
    os.chdir("/")  # where the tests stand may be closed to the account
    os.execv(program, [program, *words])


if __name__ == "__main__":
    main(*sys.argv[1:])
