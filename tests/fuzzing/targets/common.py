"""What a target is, and what every finding of the code under test must allow: to be told in a protocol's own terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Generic, Literal, TypeVar

from socle.rulebook import Finding, code
from socle.wire import soap, xml
from socle.wire.exchange import Request
from socle.wire.soap.faults import read_fault
from socle.wire.xds import read, write
from tests.fuzzing.recipe import Recipe, Seeds
from tests.fuzzing.words import Chance

State = TypeVar("State")


@dataclass(frozen=True)
class Target(Generic[State]):
    """One reader under attack.

    `begin` makes a state of a seed, `mutate` changes it once, `check` gives it to the code and says what was told;
    it raises for whatever must not happen. `share` is how many inputs of a thousand it gets; `bytes_of` what to keep
    of a state for a reader. `ready` is called before the first input, `close` after the last.
    """

    name: str
    seeds: Callable[[], Seeds]
    begin: Callable[[bytes], State]
    mutate: Callable[[State, Chance], State]
    check: Callable[[State], Iterable[str]]
    bytes_of: Callable[[State], bytes]
    share: int
    ready: Callable[[], object] = lambda: None
    close: Callable[[], object] = lambda: None

    def build(self, recipe: Recipe) -> State:
        state = self.begin(self.seeds()[recipe.seed])
        for step in recipe.steps:
            state = self.mutate(state, Chance(step))
        return state


def plain(
    name: str,
    seeds: Callable[[], Seeds],
    mutator: Callable[[], Callable[[bytes, Chance], bytes]],
    check: Callable[[bytes], Iterable[str]],
    share: int,
) -> Target[bytes]:
    """A target whose inputs are bytes."""
    return Target(
        name=name,
        seeds=seeds,
        begin=lambda data: data,
        mutate=mutator(),
        check=check,
        bytes_of=lambda data: data,
        share=share,
    )


class Trickle(BytesIO):
    """A body that comes in pieces of these sizes, again and again, as a network gives it."""

    def __init__(self, data: bytes, sizes: Sequence[int]) -> None:
        super().__init__(data)
        self._sizes, self._turn = sizes, 0

    def read(self, size: int | None = -1) -> bytes:
        self._turn += 1
        wanted = self._sizes[self._turn % len(self._sizes)]
        return super().read(min(wanted, size) if size is not None and size >= 0 else wanted)


def request(data: bytes, content_type: str, *, body: BytesIO | None = None, length: int | None = None) -> Request:
    headers: Mapping[str, str] = {"content-type": content_type}
    return Request("POST", "/", headers, body or BytesIO(data), length)


Phase = Literal["repository", "registry", "retrieve"]


def told(findings: Sequence[Finding], phase: Phase | None = None) -> set[str]:
    """The verdicts of these findings, once they were answered: by a fault, or by the response of a phase of XDS.

    Whatever has no code of its own is said in the log, where the oracle sees it.
    """
    for finding in findings:
        assert isinstance(finding, Finding)
        finding.as_dict()
    errors = [finding for finding in findings if finding.is_error]
    if phase is not None:
        in_soap = [finding for finding in errors if code(finding, "xds", phase) is None and _in_soap(finding)]
        rest = [finding for finding in findings if finding not in in_soap]
        if rest:
            answered(rest, phase)
        errors = in_soap
    if errors:
        faulted(errors)
    return {finding.verdict.id for finding in findings}


def _in_soap(finding: Finding) -> bool:
    return code(finding, "soap", "sender") is not None or code(finding, "soap", "receiver") is not None


def answered(findings: Sequence[Finding], phase: Phase) -> None:
    """A RegistryResponse tells them, and a client reads it back."""
    response = write.registry_response(findings, phase=phase)
    read_back = read.registry_response(xml.parse(xml.serialise(response), limit=10**9))
    assert read_back.succeeded == (not any(finding.is_error for finding in findings))


def faulted(errors: Sequence[Finding]) -> None:
    """A fault tells them, in both versions of SOAP, and a client reads it back."""
    for version in ("1.1", "1.2"):
        response = soap.fault(errors, version=version, relates_to="urn:uuid:1", action="urn:x")
        assert isinstance(response.body, bytes)
        envelope, faults = soap.read_envelope(xml.parse(response.body, limit=10**9))
        assert envelope is not None, faults
        fault = read_fault(envelope.body)
        assert fault is not None
        assert fault.reason


def parsed(data: bytes) -> Any:
    """The root of `data` as the house reads it; None where it refuses."""
    root, _ = xml.read(data)
    return root
