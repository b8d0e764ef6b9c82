"""The readers of the wire: XML, MIME and MTOM, SOAP, ebRIM, HL7 V3, habilitations, and what a client reads back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO

from socle.record import queries
from socle.record.calls import faults as soap_faults
from socle.record.lengths import check_lengths
from socle.record.queries.graph import Graph
from socle.record.rules import first_versions
from socle.record.serial import dump, load
from socle.rulebook import Decision
from socle.wire import habilitations, hl7v3, mtom, soap, xml
from socle.wire.xds import read, write
from socle.wire.xds.model import Part, Submission
from tests.fuzzing import corpus
from tests.fuzzing.mutators import Mutator, mime, trees
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target, Trickle, parsed, plain, request, told
from tests.fuzzing.words import Chance
from tests.wire.support import answered

BODIES = {
    "submission": (b"SubmitObjectsRequest", b"ProvideAndRegister"),
    "query": (b"AdhocQueryRequest",),
    "retrieve": (b"RetrieveDocumentSetRequest",),
    "patients": (b"PRPA_IN2013",),
    "habilitations": (b"setAuthorization", b"listAuthorization"),
}


@cache
def xml_mutator() -> Mutator:
    return trees.mutator(corpus.words())


@cache
def tree_mutator() -> Mutator:
    """For what stands deep in a message: text that is no XML would be refused at the door."""
    return trees.mutator(corpus.words(), 0.95)


# --- XML and SOAP ------------------------------------------------------------------------------------------


@cache
def _xml_seeds() -> Seeds:
    return Seeds.of({**corpus.dialogues("*/*.xml"), **corpus.samples("xds"), **corpus.documents().short})


def check_xml(data: bytes) -> Iterable[str]:
    root, findings = xml.read(data)
    if root is not None:
        again = xml.parse(xml.serialise(root), limit=10**9)
        assert again.tag == root.tag
        for node in [again, *again.iter("*")][-3:]:
            xml.path_of(node)
            xml.text_of(node)
    return told(findings)


@cache
def _soap_seeds() -> Seeds:
    return Seeds.of({**corpus.requests(), **corpus.samples("xds", b"Envelope")})


def check_soap(data: bytes) -> Iterable[str]:
    root, findings = xml.read(data, limit=mtom.LIMITS.root)
    if root is None:
        return told(findings)
    envelope, findings = soap.read_envelope(root)
    if envelope is not None:
        body = xml.element("{urn:x}answer")
        answer = soap.answer(envelope, body)
        assert isinstance(answer.body, bytes)
        read_back, _ = soap.read_envelope(xml.parse(answer.body))
        assert read_back is not None
        assert read_back.relates_to == envelope.message_id
    return told(findings)


# --- MIME --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Posted:
    """A body under its Content-Type, and the sizes of the pieces in which the network gives it."""

    content_type: str
    body: bytes
    sizes: tuple[int, ...] = (65536,)
    announced: int | None = -1
    headers: tuple[tuple[str, str], ...] = ()


@cache
def _mime_seeds() -> Seeds:
    return Seeds.of(corpus.messages(), longest=80_000)


def _begin(data: bytes) -> Posted:
    return Posted(*corpus.split(data))


def _mutate_posted(state: Posted, chance: Chance) -> Posted:
    draw = chance.random()
    if draw < 0.15:
        return replace(state, content_type=mime.content_type(state.content_type, chance))
    if draw < 0.25:
        return replace(state, sizes=tuple(chance.choice((1, 2, 3, 7, 50, 300, 4096)) for _ in range(5)))
    if draw < 0.3:
        return replace(state, announced=chance.choice((None, 0, 5, len(state.body) + 5, 100 * 1024 * 1024 + 1)))
    return replace(state, body=mime.mutate(state.body, chance))


def _read(posted: Posted, sizes: tuple[int, ...]) -> tuple[object, list[str], set[str]]:
    """What is read of the message when it comes in pieces of these sizes."""
    length = len(posted.body) if posted.announced == -1 else posted.announced
    if len(posted.body) > 20_000:  # a byte at a time would take its time and prove nothing more
        sizes = tuple(max(size, 500) for size in sizes)
    asked = request(posted.body, posted.content_type, body=Trickle(posted.body, sizes), length=length)
    message, findings = mtom.read_message(asked)
    if message is None:
        return None, [finding.verdict.id for finding in findings], told(findings)
    with message:
        parts = [(id, part.media_type, part.size, part.read()) for id, part in message.parts.items()]
        assert all(len(data) == size for _, _, size, data in parts), "a part has another size than it says"
        return (message.root, message.charset, parts), [], told(findings)


def check_mime(posted: Posted) -> Iterable[str]:
    whole, verdicts, said = _read(posted, (65536,))
    if posted.sizes != (65536,):
        pieces, others, _ = _read(posted, posted.sizes)
        assert (pieces, others) == (whole, verdicts), "the pieces in which a body comes change what is read"
    return said


# --- bodies ------------------------------------------------------------------------------------------------


def _body_of(data: bytes) -> bytes:
    """The one element of a SOAP body, alone; the document itself when it is no envelope."""
    root = parsed(data)
    if root is None:
        return data
    for namespace in soap.envelope.NAMESPACES.values():
        body = xml.first(root, f"{{{namespace}}}Body")
        if root.tag == f"{{{namespace}}}Envelope" and body is not None and len(body):
            return xml.serialise(body[0])
    return data


@cache
def _bodies(kind: str) -> Seeds:
    marks = BODIES[kind]
    own = {name: data for name, data in corpus.requests().items() if any(mark in data for mark in marks)}
    if kind == "submission":
        posted = {name: mtom.read_message(request(body, kind_of)) for name, (kind_of, body) in _posted().items()}
        own |= {name: message.root for name, (message, _) in posted.items() if message is not None}
    found = {**own, **corpus.samples("xds", *marks)}
    return Seeds.of({name: _body_of(data) for name, data in found.items()})


def _posted() -> dict[str, tuple[str, bytes]]:
    return {name: corpus.split(data) for name, data in corpus.dialogues("*/*.request.mime").items()}


def _part(id: str) -> Part:
    content = b"<x/>"
    return Part(id, "text/xml", len(content), BytesIO(content))


def check_submission(data: bytes) -> Iterable[str]:
    body = parsed(data)
    if body is None:
        return ()
    submission, findings = read.submission(body, {"a@b": _part("a@b")})
    findings += [*first_versions(submission), *check_lengths(submission)]
    _kept(submission)
    _written_again(submission)
    return told(findings, "repository") | told(findings, "registry")


def _kept(submission: Submission) -> None:
    """What is stored of an object is read back as it was."""
    for held in (*submission.entries, *submission.sets, *submission.folders, *submission.associations):
        assert load(type(held), dump(held)) == held, "an object is not stored as it is"


def _written_again(submission: Submission) -> None:
    """What a registry answers about an object is what it was told."""
    held = (*submission.entries, *submission.sets, *submission.folders, *submission.associations)
    if not held or len(held) > 50:
        return
    status, given, _ = read.query_response(answered(*write.query_response(held, refs_only=False)))
    assert status.endswith("Success")
    assert len(given) == len(held), "a registry does not answer as many objects as it holds"
    for before, after in zip(held, given, strict=True):
        assert type(before) is type(after), "an object is answered as another kind"


def check_query(data: bytes) -> Iterable[str]:
    body = parsed(data)
    if body is None:
        return ()
    asked, findings = read.stored_query(body)
    if asked is None:
        return told(findings, "registry")
    refused = [*findings, *queries.check(asked), *queries.check(asked, patient_known=True)]
    if not any(finding.is_error for finding in refused):
        found = queries.evaluate(asked, _graph().objects)
        read.query_response(answered(*write.query_response(found, refs_only=asked.return_type == "ObjectRef")))
    elif soap_faults(Decision(tuple(refused)), "registry"):
        raise AssertionError("a query is refused by a fault")
    again, _ = read.stored_query(xml.parse(xml.serialise(write.query_request(asked)), limit=10**9))
    assert again is not None
    if not findings:
        assert again.parameters == asked.parameters, "a query is not read as it is written"
    return told(refused, "registry")


@cache
def _graph() -> Graph:
    """The objects of the worked feedings."""
    objects = []
    for data in _bodies("submission").short.values():
        body = parsed(data)
        if body is not None:
            found, _ = read.submission(body, {})
            objects += [*found.entries, *found.sets, *found.folders, *found.associations]
    return Graph(tuple(replace(held, status="urn:oasis:names:tc:ebxml-regrep:StatusType:Approved") for held in objects))


def check_retrieve(data: bytes) -> Iterable[str]:
    body = parsed(data)
    if body is None:
        return ()
    requests, findings = read.document_requests(body)
    assert requests or findings
    write.retrieve_request(requests)
    return told(findings, "retrieve")


def check_patients(data: bytes) -> Iterable[str]:
    body = parsed(data)
    if body is None:
        return ()
    asked, findings = hl7v3.patient_query(body)
    if asked is not None:
        again, faults = hl7v3.patient_query(xml.parse(xml.serialise(hl7v3.write_patient_query(asked))))
        assert again == asked, faults
        answer = hl7v3.PatientAnswer(
            message_id=asked.message_id,
            answers=asked.message_id,
            query_id=asked.query_id,
            receiver=asked.sender,
            created=asked.created,
            found=hl7v3.PatientFound(ids=(asked.patient,)),
        )
        told_back, _ = hl7v3.patient_answer(xml.parse(xml.serialise(hl7v3.write_patient_answer(answer))))
        assert told_back is not None
        assert told_back.found is not None
        assert told_back.found.ids == (asked.patient,)
    return told(findings)


def check_habilitations(data: bytes) -> Iterable[str]:
    body = parsed(data)
    if body is None:
        return ()
    asked, findings = habilitations.read_request(body)
    if asked is not None:
        assert habilitations.read_request(habilitations.write_request(asked)) == (asked, [])
    return told(findings)


# --- what a client reads -----------------------------------------------------------------------------------


@cache
def _answer_seeds() -> Seeds:
    found = {**corpus.dialogues("*/*.response.xml"), **corpus.samples("xds", b"RegistryResponse", b"QueryResponse")}
    return Seeds.of({name: _body_of(data) for name, data in found.items()})


def check_answers(data: bytes) -> Iterable[str]:
    body = parsed(data)
    if body is None:
        return ()
    soap.read_fault(body)
    read.registry_response(body)
    read.query_response(body)
    read.total_result_count(body)
    read.retrieve_response(body, {"a@b": _part("a@b")})
    habilitations.read_answer(body)
    _, findings = hl7v3.patient_answer(body)
    return told(findings)


def targets() -> list[Target]:
    return [
        plain("xml", _xml_seeds, xml_mutator, check_xml, 90),
        plain("soap", _soap_seeds, xml_mutator, check_soap, 90),
        Target("mime", _mime_seeds, _begin, _mutate_posted, check_mime, lambda posted: posted.body, 100),
        plain("submission", lambda: _bodies("submission"), xml_mutator, check_submission, 110),
        plain("query", lambda: _bodies("query"), xml_mutator, check_query, 80),
        plain("retrieve", lambda: _bodies("retrieve"), xml_mutator, check_retrieve, 30),
        plain("patients", lambda: _bodies("patients"), xml_mutator, check_patients, 50),
        plain("habilitations", lambda: _bodies("habilitations"), xml_mutator, check_habilitations, 20),
        plain("answers", _answer_seeds, xml_mutator, check_answers, 40),
    ]
