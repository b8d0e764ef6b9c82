"""Documents to alter: the smallest that passes, and our own discharge letter with its metadata."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from socle.documents import cda
from socle.documents.cda import CdaDocument

DATA = Path(__file__).parent / "data"
HL7 = {"h": "urn:hl7-org:v3"}


@pytest.fixture(scope="session")
def minimal() -> bytes:
    """The smallest level 1 document that passes the official checks (spec/cda.md, annex A)."""
    return (DATA / "minimal.xml").read_bytes()


@pytest.fixture(scope="session")
def letter(dmp_samples: Path) -> bytes:
    """A discharge letter: level 1, second version, author with institution, stay with both ends."""
    return (dmp_samples / "documents" / "discharge-letter-v2.xml").read_bytes()


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], CdaDocument]:
    """Reads a document that must be readable."""

    def read_well(data: bytes) -> CdaDocument:
        document, _ = cda.read(data)
        assert document is not None
        return document

    return read_well


@pytest.fixture(scope="session")
def altered() -> Callable[..., bytes]:
    """Alters a document: `altered(data, xpath, change)` calls `change` on the first element found."""

    def alter(data: bytes, path: str, change: Callable[[etree._Element], object]) -> bytes:
        root = etree.fromstring(data)
        found = root.xpath(path, namespaces=HL7)
        assert found, f"{path} finds nothing"
        change(found[0])
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    return alter


@pytest.fixture(scope="session")
def removed(altered) -> Callable[[bytes, str], bytes]:
    """The document without the first element found."""
    return lambda data, path: altered(data, path, lambda element: element.getparent().remove(element))


@pytest.fixture(scope="session")
def derived() -> dict[str, dict[str, str]]:
    """What each official sample's metadata is, reviewed against manifest.csv, by file name."""
    with (DATA / "derived.csv").open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row for row in csv.DictReader(lines)}
