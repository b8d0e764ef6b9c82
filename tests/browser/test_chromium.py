"""The browser of these tests has no more rights than anybody's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.chromium import PROFILE

#: Linux's word for a process whose system calls a filter judges. Source: proc_pid_status(5), `Seccomp`.
FILTERED = "2"


def told(process: Path) -> dict[str, str]:
    lines = (process / "status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@pytest.fixture
def processes(open_page):
    """The words and the status of each process of Chromium that this one started, near or far.

    Chromium writes the words of its own processes with spaces between them.
    """
    open_page("/")
    everything = {}
    for process in Path("/proc").iterdir():
        try:
            everything[process.name] = (process / "cmdline").read_text().replace("\0", " ").split(), told(process)
        except OSError:  # no process, or it ended meanwhile
            continue

    def ours(number: str) -> bool:
        _, status = everything.get(number, ([], {}))
        return number == str(os.getpid()) or ("PPid" in status and ours(status["PPid"]))

    return [
        (words, status)
        for number, (words, status) in everything.items()
        if ours(number) and any(word.startswith((PROFILE, "--type=")) for word in words)
    ]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this machine cannot: it tells nothing of processes")
class TestItsProcesses:
    def test_none_of_them_is_root(self, processes):
        assert len(processes) > 2
        assert [words for words, status in processes if "0" in status["Uid"].split()] == []

    def test_what_shows_a_page_may_hardly_ask_the_kernel_for_anything(self, processes):
        if any("--no-sandbox" in words for words, _ in processes):
            pytest.skip("this machine cannot: its kernel grants nobody but root what a sandbox is made of")
        shown = [status["Seccomp"] for words, status in processes if "--type=renderer" in words]
        assert shown
        assert set(shown) == {FILTERED}
