"""The worked discharge letter as a submission to judge, and the small verbs to change and judge it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.record.facts_builders import record, structure

from socle.directory.actor import Actor
from socle.record.facts import KnownObjects, RecordFacts
from socle.record.rules import may_feed
from socle.rulebook import Decision, Verdict
from socle.rulebook.choices import Choices
from socle.wire import mtom, xml
from socle.wire.exchange import Request
from socle.wire.soap import read_envelope
from socle.wire.xds import read
from socle.wire.xds.model import (
    VISIBILITY_SCHEME,
    Code,
    Part,
    Submission,
)

CHOICES = Choices()
AT = datetime(2026, 9, 15, 9, tzinfo=UTC)
NOTHING = KnownObjects()


@pytest.fixture(scope="module")
def letter() -> Submission:
    """The discharge letter of the worked dialogues, fed by the hospital's automate."""
    path = Path(__file__).parents[2] / "data" / "dmp" / "td2" / "td2.1a-feed-discharge-letter.request.mime"
    head, _, body = path.read_bytes().partition(b"\r\n\r\n")
    line = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-type:"))
    headers = {"content-type": line.partition(b":")[2].strip().decode()}
    message, findings = mtom.read_message(Request("POST", "/", headers, io.BytesIO(body), len(body)))
    assert message is not None, findings
    envelope, _ = read_envelope(xml.parse(message.root))
    assert envelope is not None
    submission, findings = read.submission(envelope.body, message.parts)
    assert not findings
    return submission


def part(id: str, data: bytes) -> Part:
    return Part(id, "text/xml", len(data), io.BytesIO(data))


def changed(submission: Submission, **changes: object) -> Submission:
    """The same submission, its letter's metadata changed."""
    first, *others = submission.entries
    return replace(submission, entries=(replace(first, **changes), *others))


def with_visibility(submission: Submission, *names: str) -> Submission:
    codes = submission.entries[0].confidentiality + tuple(Code(name, VISIBILITY_SCHEME) for name in names)
    return changed(submission, confidentiality=codes)


def judge(
    submission: Submission,
    who: Actor | None = None,
    held: RecordFacts | None = None,
    known: KnownObjects = NOTHING,
    **more: object,
) -> Decision:
    at = more.pop("at", AT)
    choices = more.pop("choices", CHOICES)
    held = record(authorisations=()) if held is None else held
    return may_feed(who or structure(), submission, held, known, at, choices, **more)


def verdicts(decision: Decision) -> list[Verdict]:
    return [found.verdict for found in decision.errors]


def unique_id(submission: Submission) -> str:
    return submission.entries[0].unique_id or ""
