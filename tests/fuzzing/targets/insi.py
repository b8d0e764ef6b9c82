"""INSi: requests as a stranger writes them and answers as another server does, read without any database.

What was read can be written again and is read the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from socle.identity.insi import asking, contexts, faults, requests, results, verification
from socle.identity.insi.contexts import Context
from socle.identity.insi.names import BODIES, CONTEXT_BAM, CONTEXT_LPS, Operation, operation_of
from socle.identity.insi.verification import Identity
from socle.identity.insi_answer import Asked, AskedByCard
from socle.wire import soap, xml
from socle.wire.hl7v2 import CX
from tests.fuzzing import corpus
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target, plain
from tests.fuzzing.targets.wire import tree_mutator
from tests.wire import pki

ASKED = Asked(
    birth_name="ADRTROIS", given_names=("DOMINIQUE",), sex="F", birth_date=date(1997, 2, 26), birth_place="2A020"
)
CONTEXT = Context(idam="0000000000", version="2026", instance="1", name="Essai", emitter="1990100018")
HELD = Identity(ins=CX.of("297022A02077878", "1.2.250.1.213.1.4.8", "NH"), asked=ASKED, reference="A1")


@cache
def _seeds() -> Seeds:
    bodies = {
        Operation.TRAITS: asking.by_traits(ASKED),
        Operation.CARD: asking.by_card(AskedByCard(number="297022A02077878", birth_name="ADRTROIS")),
        Operation.VERIFY: verification.write(HELD),
        Operation.DEPOSIT: verification.write_deposit([HELD, HELD]),
        Operation.COLLECT: verification.write_collection("7"),
    }
    made = {
        f"{operation}.xml": asking.envelope(operation, body, CONTEXT, pki.NOW) for operation, body in bodies.items()
    }
    return Seeds.of({**made, **corpus.samples("identity/insi")})


def check(data: bytes) -> Iterable[str]:
    root, findings = xml.read(data)
    envelope = None
    if root is not None:
        envelope, findings = soap.read_envelope(root, addressed=False, understood=(CONTEXT_BAM, CONTEXT_LPS))
    for finding in findings:
        yield finding.verdict.id
    if root is None or envelope is None:
        return
    header = next((node for node in xml.children(root) if xml.local_name(node) == "Header"), None)
    context, missing = contexts.read(list(xml.children(header)) if header is not None else [])
    for finding in missing:
        yield finding.verdict.id
    assert all(isinstance(text, str) for text in (context.idam, context.emitter))
    operation = operation_of(envelope.operation)
    yield operation or "no operation"
    if operation is not None:
        yield from _asked(operation, envelope.body)
    _answered(envelope.body)


def _asked(operation: Operation, body: object) -> Iterable[str]:
    if operation is Operation.TRAITS:
        asked, findings = requests.by_traits(body)  # type: ignore[arg-type]
        assert findings or requests.by_traits(asking.by_traits(asked))[0] == asked
    elif operation is Operation.CARD:
        card, findings = requests.by_card(body)  # type: ignore[arg-type]
        assert findings or requests.by_card(asking.by_card(card))[0] == card
    elif operation is Operation.COLLECT:
        verification.read_number(body)  # type: ignore[arg-type]
        return
    else:
        held = [verification.read(body)] if operation is Operation.VERIFY else verification.read_all(body)  # type: ignore[arg-type]
        findings = [finding for _, found in held for finding in found]
        for one, found in held:
            assert found or verification.read(verification.write(one))[0] == one
    for finding in findings:
        yield finding.verdict.id


def _answered(body: object) -> None:
    """The same as a client reads it."""
    answer = results.read(body)  # type: ignore[arg-type]
    if answer is not None:
        assert results.read(results.write(answer)) is not None
    faults.read(body)  # type: ignore[arg-type]
    verification.read_batch(body)  # type: ignore[arg-type]
    assert set(BODIES) == set(Operation)


def targets() -> Iterable[Target[bytes]]:
    return [plain("insi", _seeds, tree_mutator, check, 30)]
