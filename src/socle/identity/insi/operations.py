"""The five operations: each reads its body, calls one use case and renders; in a sandbox, answers on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from lxml import etree

from socle.identity.insi import batches, faults, outcomes, requests, results, verification
from socle.identity.insi.calls import MESSAGE, Call
from socle.identity.insi.names import Operation
from socle.identity.insi.outcomes import Outcome
from socle.identity.insi.verdicts import (
    BATCH_TOO_LARGE,
    BATCH_UNKNOWN,
    CARD_SEARCH_FAILED,
    NOT_INSI,
    SOFTWARE_UNKNOWN,
    TRAITS_SEARCH_FAILED,
)
from socle.identity.insi.verification import Identity, Verdict, Verified
from socle.identity.insi_answer import LABELS, Retrieval
from socle.identity.services import searching
from socle.identity.services.searching import Answered
from socle.ledger.act import Outcome as Ending
from socle.rulebook import Finding
from socle.wire.exchange import Response


def by_traits(call: Call, body: etree._Element) -> Response:
    """WS_INS2, rechercherInsAvecTraitsIdentite."""
    asked, findings = requests.by_traits(body)
    return _search(call, findings, asked.birth_name, asked.given_names, lambda: searching.by_traits(asked, call.chosen))


def by_card(call: Call, body: etree._Element) -> Response:
    """WS_INS1, rechercherInsAvecCarteVitale."""
    asked, findings = requests.by_card(body)
    return _search(call, findings, asked.birth_name, (), lambda: searching.by_card(asked, call.chosen))


def _search(
    call: Call,
    findings: Sequence[Finding],
    birth_name: str,
    given_names: tuple[str, ...],
    search: Callable[[], Answered],
) -> Response:
    wanted = _wanted(call, birth_name, given_names)
    if wanted is not None:
        return _on_demand(call, wanted)
    if findings:
        return call.refuse(findings, MESSAGE)
    found = search()
    return call.answer(results.write(found.retrieval, dates_first=found.dates_first), str(found.retrieval.code))


def _wanted(call: Call, birth_name: str, given_names: tuple[str, ...]) -> Outcome | None:
    """What this call is to obtain whatever it asks; nothing where people are real."""
    if call.chosen.production or call.operation is None:
        return None
    return outcomes.told() or outcomes.by_name(birth_name, given_names, call.operation)


def _on_demand(call: Call, wanted: Outcome) -> Response:
    if wanted in {Outcome.NONE, Outcome.SEVERAL, Outcome.UNEXPECTED}:
        label = LABELS.get(wanted.value, "Code inattendu")
        return call.answer(results.write(Retrieval(code=wanted.value, label=label)), wanted.value)
    if wanted is Outcome.SILENCE:
        call.wait(call.chosen.insi_silence.total_seconds())
        return call.refuse([call.failed()], MESSAGE)
    if wanted is Outcome.SOFTWARE_UNKNOWN:
        finding = SOFTWARE_UNKNOWN.at("ContexteLPS/LPS/IDAM", found=call.context.idam)
        return call.fault(_coded(finding, wanted.value))
    return call.refuse([_FAULTS[wanted].at("sur demande", expected="INSI-AUTO", found="sur demande")], MESSAGE)


_FAULTS = {
    Outcome.CARD_TROUBLE: CARD_SEARCH_FAILED,
    Outcome.TRAITS_TROUBLE: TRAITS_SEARCH_FAILED,
    Outcome.SOFTWARE: SOFTWARE_UNKNOWN,
    Outcome.RIGHTS: NOT_INSI,
}


def _coded(finding: Finding, code: str) -> faults.Trouble:
    found = faults.of([finding], MESSAGE)
    return faults.Trouble(found.subcode, found.reason, code, found.severity, found.sentence)


def verify(call: Call, body: etree._Element) -> Response:
    """WS_INS3: OK or KO. What cannot be read is refused."""
    held, findings = verification.read(body)
    wanted = _wanted(call, held.asked.birth_name, held.asked.given_names)
    if wanted is not None and wanted not in {Outcome.NONE, Outcome.SEVERAL, Outcome.UNEXPECTED}:
        return _on_demand(call, wanted)
    if findings:
        return call.refuse(findings, MESSAGE)
    verified = _verified(call, held)
    return call.answer(verification.write_verified(verified), verified.code.value)


def _verified(call: Call, held: Identity) -> Verified:
    agrees = held.asked.birth_date is not None and searching.verified(held.ins, held.traits, call.chosen)
    return Verified.of(Verdict.OK if agrees else Verdict.KO, held.reference)


def deposit(call: Call, body: etree._Element) -> Response:
    """WS_INS4: a batch, decided now, collected later. What cannot be read of it is told apart, not refused with all."""
    held = verification.read_all(body)
    if not 1 <= len(held) <= verification.MOST:
        return call.refuse([BATCH_TOO_LARGE.at("DEPOT", expected=verification.MOST, found=len(held))], MESSAGE)
    found = [_unread(one, findings) if findings else _verified(call, one) for one, findings in held]
    assert call.caller is not None  # noqa: S101 - decided by the door, for the reader of types
    told = call.told(Ending.DONE, result=str(len(found)))
    number = batches.deposit(found, call.caller.id, call.at, call.chosen.insi_batch_delay, told)
    return call.render(verification.write_receipt(number, len(found)))


def _unread(held: Identity, findings: Sequence[Finding]) -> Verified:
    label = " ".join(finding.sentence("fr") for finding in findings)
    return Verified(Verdict.UNREAD, label, held.reference)


def collect(call: Call, body: etree._Element) -> Response:
    """WS_INS5: the answers of a batch, to whoever deposited it."""
    number = verification.read_number(body)
    assert call.caller is not None  # noqa: S101
    known, found = batches.collect(number, call.caller.id, call.at)
    if not known:
        return call.refuse([BATCH_UNKNOWN.at("NumeroLot", found=number[:40])], MESSAGE)
    return call.answer(verification.write_batch(number, found), "" if found is None else str(len(found)))


BY_OPERATION: Mapping[Operation, Callable[[Call, etree._Element], Response]] = MappingProxyType(
    {
        Operation.CARD: by_card,
        Operation.TRAITS: by_traits,
        Operation.VERIFY: verify,
        Operation.DEPOSIT: deposit,
        Operation.COLLECT: collect,
    }
)
