"""Which plans of the toolkit are played, in its own order, and which are left out.

A test's `index.idx` lists its sections in the order the toolkit plays them; a section that stands in the folder
and not in the index is one the toolkit itself no longer plays.
"""

from __future__ import annotations

from pathlib import Path

from tests.conftest import SAMPLES

TESTS = SAMPLES / "xds" / "nist-xdstools" / "tests"

#: What every query rests on, and the queries. 12374 is not among the samples: its data are 12346 for a second patient.
DATA = "12346"
QUERIES = ("11897", "11901", "11903", "11904", "11906", "11908", "15803")
TWO_PATIENTS = "12368"
SUBMISSIONS = (
    "11966",
    "11981",
    "11983",
    "11990",
    "11991",
    "11992",
    "11994",
    "11999",
    "12001",
    "12021",
    "12022",
    "12084",
    "12370",
    "PnrXop",
)
UPDATES = ("15800", "15801")

_FEED = "an identity feed (ITI-8): the neutral profile opens a record for any complete identifier"
_NOT_INDEXED = "absent from the toolkit's own index"

#: A test or a section → why it is not played.
LEFT_OUT = {
    "11966/patientFeed": _FEED,
    "12346/patient_identity_feed": _FEED,
    "PnrXop/patientFeed": _FEED,
    "11996": "the refusal of a patient that no identity feed told: the neutral profile opens a record instead",
    "11897/no_matching_classcode": f"{_NOT_INDEXED}; its query is well formed while its plan expects a failure of form",
    "12022/submit1": f"{_NOT_INDEXED}; 12022/submit, less its patient",
    "12022/xfrmapnd1": f"{_NOT_INDEXED}; 12022/xfrmapnd, less its patient",
    "15801/author": "its plan counts two authors over two versions, of which its own data give one to the second alone",
    "15801/eventCode": "its plan counts a code twice in the one entry that its query (metadata level 1) asks for",
    "15801/hcftc": "its plan counts twice a code that an entry has once, in the one entry that its query asks for",
    "12346": "its plan of the whole test; its sections, which hold the same steps, are played",
}


def sections(test: str) -> list[str]:
    """The plans of a test (`11901/uuid`) in the order of its index, without those left out."""
    index = TESTS / test / "index.idx"
    named = index.read_text("utf-8").split() if index.exists() else []
    plans = [f"{test}/{name}" for name in named if (TESTS / test / name / "testplan.xml").exists()]
    return [plan for plan in plans if plan not in LEFT_OUT]


def present() -> list[str]:
    """Every plan of the folder, by test and section."""
    return sorted(str(path.parent.relative_to(TESTS)) for path in Path(TESTS).rglob("testplan.xml"))
