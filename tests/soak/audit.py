"""A Socle held against what its clients know."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.soak.hospital import Listed, Reader
from tests.soak.oracle import Oracle, Sent
from tests.soak.place import Place

#: Documents asked for in one request.
TOGETHER = 20


@dataclass
class Findings:
    """What is wrong (must stay empty), and what was looked at."""

    wrong: list[str] = field(default_factory=list)
    read: int = 0
    listed: int = 0
    whole: int = 0
    absent: int = 0

    def note(self, sentence: str) -> None:
        self.wrong.append(sentence)


def records(reader: Reader, oracle: Oracle, ranks: Iterable[int], found: Findings, *, known: set[str]) -> None:
    """Every submission of these patients: whole when acknowledged, whole or not at all otherwise, never twice.

    Documents in `known` were read byte for byte before and are only listed; those read now are added to it.
    """
    for rank in ranks:
        sent = oracle.of_patient(rank)
        listed = reader.listed(rank)
        found.listed += len(listed)
        for unique_id, times in Counter(one.unique_id for one in listed).items():
            if times > 1:
                found.note(f"{unique_id} is listed {times} times")
        there = {one.unique_id: one for one in listed}
        stranger = set(there) - {held.unique_id for one in sent for held in one.documents}
        found.wrong += [f"{unique_id} is listed and nobody sent it" for unique_id in sorted(stranger)]
        for one in sent:
            _presence(one, there, found)
        _bytes(reader, rank, [one for one in sent if one.documents[0].unique_id in there], known, found)


def _presence(sent: Sent, there: dict[str, Listed], found: Findings) -> None:
    ids = [held.unique_id for held in sent.documents]
    present = [id for id in ids if id in there]
    if sent.acknowledged and len(present) < len(ids):
        found.note(f"lost: {sorted(set(ids) - set(present))} of {sent.set_id} was acknowledged and is not listed")
    if sent.answer == "refused" and present:
        found.note(f"{sent.set_id} was refused and {present} is listed")
    if present and len(present) < len(ids):
        found.note(f"in part: {present} of {ids} of {sent.set_id}")
    if not sent.answer:
        found.whole += bool(present)
        found.absent += not present
    if sent.replaces and sent.replaces in there and bool(present) == there[sent.replaces].approved:
        state = "replaced" if present else "not replaced"
        found.note(f"in part: {sent.replaces} is not as it must be once {state} by {sent.set_id}")


def _bytes(reader: Reader, rank: int, sent: list[Sent], known: set[str], found: Findings) -> None:
    held = {one.unique_id: one for submission in sent for one in submission.documents if one.unique_id not in known}
    ids = sorted(held)
    for start in range(0, len(ids), TOGETHER):
        asked = ids[start : start + TOGETHER]
        given = reader.bytes_of(rank, asked)
        for id in asked:
            if id not in given:
                found.note(f"{id} is listed and cannot be read")
            elif (hashlib.sha256(given[id]).hexdigest(), len(given[id])) != (held[id].sha256, held[id].size):
                found.note(f"{id} is not, byte for byte, what was sent")
        found.read += len(asked)
        known.update(asked)


def at_rest(place: Place, found: Findings) -> dict[str, Any]:
    """`socle check` and `socle ledger verify`, with or without a Socle that serves; what the check counted."""
    checked = place.socle("check", "--json")
    report: dict[str, Any] = json.loads(checked.stdout) if checked.stdout else {"damages": [checked.stderr[-2000:]]}
    found.wrong += [f"socle check: {damage}" for damage in report["damages"]]
    verified = place.socle("ledger", "verify", "--json")
    journal = json.loads(verified.stdout) if verified.stdout else {"valid": False, "first_bad": verified.stderr[-2000:]}
    if not journal["valid"]:
        found.note(f"socle ledger verify: {journal['first_bad']}")
    return report | {"journal": journal}


def acts(place: Place, oracle: Oracle, visible: set[str], found: Findings) -> int:
    """The journal's acts held against the documents: exactly one feeding each, none without its document."""
    told: Counter[str] = Counter()
    listing = place.socle("ledger", "events")
    for line in listing.stdout.splitlines():
        act = json.loads(line)
        if act["code"] in ("record:document:feed", "record:document:replace") and act["outcome"] == "done":
            told[act["object"]] += 1
    for sent in oracle.all():
        for held in sent.documents:
            times = told.pop(held.unique_id, 0)
            expected = 1 if held.unique_id in visible else 0
            if times != expected:
                found.note(f"the journal tells {times} feedings of {held.unique_id}, {expected} expected")
    found.wrong += [f"the journal tells a feeding of {id}, which nobody sent" for id in told]
    return len(listing.stdout.splitlines())
