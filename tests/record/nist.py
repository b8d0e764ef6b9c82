"""The stored-query tests of the NIST toolkit, read in place: data set 12346 fed, then each query asked.

Their metadata are ebXML 2.1, where only namespaces and the list's name differ for us; `$patientid$` and the
like are what their toolkit fills in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from socle.record import services
from socle.record.profile import IHE
from socle.wire import xml
from socle.wire.xds import read
from socle.wire.xds.model import DocumentEntry, StoredQuery, Submission
from tests.record.submission_builders import AT, PATIENT, TESTER, part

STEPS = ("single_doc", "doc_w_fol", "two_doc_w_fol", "doc_for_rplc", "rplc")
_OLD = {
    "urn:oasis:names:tc:ebxml-regrep:registry:xsd:2.1": "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0",
    "urn:oasis:names:tc:ebxml-regrep:rim:xsd:2.1": "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0",
    "LeafRegistryObjectList": "RegistryObjectList",
}


@dataclass
class DataSet:
    """What was fed: the stored ids and uniqueIds by step and symbolic id."""

    uuids: dict[tuple[str, str], str] = field(default_factory=dict)
    unique_ids: dict[tuple[str, str], str] = field(default_factory=dict)


def submission(path: Path, prefix: str, **symbols: str) -> Submission:
    """A NIST submission with uniqueIds of its own and a small document for each entry."""
    text = path.read_text("utf-8")
    for old, new in _OLD.items():
        text = text.replace(old, new)
    for symbol, value in symbols.items():
        text = text.replace(f"${symbol}$", value)
    sent, _ = read.submission(xml.parse(text.encode()), {})
    entries = tuple(_own(entry, prefix) for entry in sent.entries)
    return replace(
        sent,
        sets=tuple(replace(held, unique_id=f"{prefix}.{held.id}") for held in sent.sets),
        folders=tuple(replace(held, unique_id=f"{prefix}.{held.id}") for held in sent.folders),
        entries=entries,
        parts={entry.id: part(entry.id, f"<{prefix}/>{entry.id}".encode()) for entry in entries},
    )


def _own(entry: DocumentEntry, prefix: str) -> DocumentEntry:
    """The repository references of the data set are fake: hash and size are of no document."""
    return replace(entry, unique_id=f"{prefix}.{entry.id}", hash=None, size=None)


def load(folder: Path, patient: str = PATIENT.text) -> DataSet:
    """Feed the data set 12346 for a patient."""
    held = DataSet()
    for step in STEPS:
        (path,) = (found for found in (folder / "12346" / step).glob("*.xml") if found.name != "testplan.xml")
        replaced = held.uuids.get(("doc_for_rplc", "Document01"), "")
        sent = submission(
            path, f"{step}-{patient[:9]}", rplc_doc_uuid=replaced, patientid=patient.replace("&", "&amp;")
        )
        outcome = services.feed(TESTER, sent, AT, profile=IHE)
        assert outcome.decision.allowed, outcome.decision
        held.uuids |= {(step, id): stored for id, stored in outcome.entry_uuids.items()}
        named = (*sent.entries, *sent.sets, *sent.folders)
        held.unique_ids |= {(step, thing.id): thing.unique_id for thing in named}
    return held


@dataclass(frozen=True)
class Expectation:
    """What a test plan expects: success or not, and how many objects of each kind."""

    success: bool
    counts: dict[str, int]


def expectation(plan: Path) -> Expectation:
    root = etree.parse(plan).getroot()
    contents = root.find(".//ExpectedContents")
    counts = {held.tag: int(held.get("count", "-1")) for held in contents} if contents is not None else {}
    return Expectation(root.findtext(".//ExpectedStatus") == "Success", counts)


def query(plan: Path, held: DataSet) -> StoredQuery:
    """The query of a test plan, its symbols filled in from the data set."""
    root = etree.parse(plan).getroot()
    text = (plan.parent / root.findtext(".//MetadataFile")).read_text("utf-8")
    for use in root.iter("UseId"):
        key = (Path(use.get("testdir")).name, use.get("id"))
        known = {"AssignedUids": held.unique_ids, "AssignedUuids": held.uuids}.get(use.get("section"))
        value = known[key] if known is not None else PATIENT.text.replace("&", "&amp;")
        text = text.replace(use.get("symbol"), value)
    text = re.sub(r"^<\?xml[^>]*\?>", "", text).strip()
    asked, findings = read.stored_query(xml.parse(text.encode()))
    assert asked is not None, findings
    return asked
