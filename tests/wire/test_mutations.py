"""Damaged messages: whatever happens to the bytes, the answer is findings and never an exception."""

import random

import pytest

from socle.rulebook import Finding
from socle.wire import hl7v3, mtom, soap, xml
from socle.wire.xds import read
from tests.wire.support import request, split

MUTATIONS = 300


def delete(data, chance):
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 200) :]


def repeat(data, chance):
    start = chance.randrange(len(data))
    return data[:start] + data[start : start + chance.randrange(1, 400)] * 2 + data[start:]


def flip(data, chance):
    damaged = bytearray(data)
    for _ in range(chance.randrange(1, 30)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def insert(data, chance):
    start = chance.randrange(len(data))
    words = [b"\0", b"\xff\xfe", b"<!DOCTYPE x>", b"]]>", b"<!--", b"&x;", b"\r\n", b"--", b"' (", b"<a" * 50]
    return data[:start] + chance.choice(words) + data[start:]


def cut(data, chance):
    return data[: chance.randrange(len(data))]


def swap(data, chance):
    """Exchange two attribute-like words anywhere: well-formed, and wrong."""
    words = [b"id=", b"name=", b"value=", b"Slot", b"Classification", b"urn:uuid:", b"Document01", b"xop:", b"rim:"]
    return data.replace(chance.choice(words), chance.choice(words), chance.randrange(1, 5))


def consume(content_type, body, length):
    """Everything the wire does with a feeding; gives the findings."""
    message, findings = mtom.read_message(request(body, content_type, length=length))
    if message is None:
        return findings
    with message:
        root, refused = xml.read(message.root, charset=message.charset)
        if root is None:
            return findings + refused
        envelope, faults = soap.read_envelope(root)
        findings += faults
        if envelope is None:
            return findings
        submission, faults = read.submission(envelope.body, message.parts)
        findings += faults
        for value in submission.entries:
            assert value.id is not None
        for other in (read.stored_query, read.document_requests, hl7v3.patient_query):
            findings += other(envelope.body)[1]
        for client in (read.registry_response, read.query_response, soap.read_fault):
            client(envelope.body)
        read.retrieve_response(envelope.body, message.parts)
    return findings


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_a_damaged_feeding_gives_findings_and_no_exception(dmp_samples, seed):
    chance = random.Random(seed)
    data = (dmp_samples / "td2/td2.1a-feed-discharge-letter.request.mime").read_bytes()
    content_type, body = split(data)
    for _ in range(chance.randrange(1, 4)):
        # Half of the damage goes to the envelope, which is small beside the documents.
        size = len(body) if chance.random() < 0.5 else min(len(body), 40_000)
        damage = chance.choice([delete, repeat, flip, insert, cut, swap])
        body = damage(body[:size] or b" ", chance) + body[size:] or b" "
    findings = consume(content_type, body, chance.choice(["real", None, len(body) + 5]))
    assert all(isinstance(finding, Finding) for finding in findings)
    if any(finding.is_error for finding in findings):
        assert soap.fault(findings).status in {400, 500}


@pytest.mark.parametrize("seed", range(100))
def test_a_damaged_content_type_gives_findings_and_no_exception(dmp_samples, seed):
    chance = random.Random(seed)
    content_type, body = split((dmp_samples / "td2/td2.1a-feed-discharge-letter.request.mime").read_bytes())
    damage = chance.choice([delete, repeat, flip, insert, cut])
    damaged = damage(content_type.encode(), chance).decode("latin-1")
    assert all(isinstance(finding, Finding) for finding in consume(damaged, body, "real"))
