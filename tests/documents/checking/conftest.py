"""Documents to break, and the judge that says what broke."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from socle.documents.checking import Judgement, judge

#: An instant at which the code lists of 2026 are in force.
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def replaced(data: bytes, old: str, new: str) -> bytes:
    """The document with one text replaced, once; it must be there."""
    assert old.encode() in data, old
    return data.replace(old.encode(), new.encode(), 1)


def broken(data: bytes, old: str, new: str, **how: object) -> list[tuple[str, str]]:
    """The errors and warnings of a document altered so: id and path of each."""
    return told(judge(replaced(data, old, new), at=AT, **how))


def told(judgement: Judgement) -> list[tuple[str, str]]:
    return [(one.id, one.path.removeprefix("/ClinicalDocument")) for one in judgement.findings]


@pytest.fixture(scope="session")
def report(samples: Path) -> bytes:
    """A laboratory report of level 3 that passes every official check."""
    return (samples / "cda" / "BIO-CR-BIO_2024.01_Microbiologie_V1.xml").read_bytes()


@pytest.fixture(scope="session")
def plain(minimal: bytes) -> bytes:
    """The smallest document of level 1, with identifiers whose keys hold: nothing at all is found in it."""
    return minimal.replace(b"801234534765", b"899700218896").replace(b"1120459876", b"1750712184")


@pytest.fixture(scope="session")
def judged(samples: Path) -> dict[str, Judgement]:
    """Every official sample, judged once."""
    files = sorted((samples / "cda").glob("*.xml"))
    return {path.name: judge(path.read_bytes(), at=AT) for path in files}


@pytest.fixture(scope="session")
def rows(samples: Path) -> Callable[[str], list[dict[str, str]]]:
    def read(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader((samples / "cda" / name).read_text("utf-8").splitlines()))

    return read
