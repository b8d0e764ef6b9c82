"""The five services in process: whole exchanges with a real database, their tokens spoiled then signed again.

After a feeding is accepted, whatever it holds, the record must still be found, read and shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from uuid import uuid4

from lxml import etree

from socle.wire import soap, xades, xml
from socle.wire.exchange import Request
from socle.wire.namespaces import RIM, XDSB, XOP, qname
from tests.failures.exchange import Answer, answer_of, verdicts_of
from tests.fuzzing import corpus
from tests.fuzzing.house import house
from tests.fuzzing.mutators import LARGEST, mime, octets
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets import tokens
from tests.fuzzing.targets.common import Target, parsed, request
from tests.fuzzing.targets.wire import tree_mutator
from tests.fuzzing.words import Chance
from tests.record.player import CONNECTIONS, ROOT, SERVICES
from tests.wire import pki

CAMILLE = b"284053523899177"
_OWN = re.compile(rb"2\.25\.\d{20,40}(\.[123]\.[1267]\b)")
_ISSUED = re.compile(rb'(IssueInstant|NotBefore|NotOnOrAfter)="[^"]*"')
_ENVELOPE = (
    '<soap:Envelope xmlns:soap="%s" xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header>'
    "<wsa:MessageID>%s</wsa:MessageID><wsa:To>%s</wsa:To><wsa:Action>%s</wsa:Action>"
    '<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">'
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One exchange in pieces. `after` are steps for the whole message; `repaired` puts hashes and signature right."""

    name: str
    service: str
    token: bytes
    body: bytes
    parts: tuple[tuple[str, str, bytes], ...]
    multipart: bool
    header: tuple[str, str, str] = ("http://www.w3.org/2003/05/soap-envelope", "https://dmp.example/", "urn:x")
    patient: int = 0
    arc: int = 0
    repaired: bool = True
    signed: bool = True
    shown: str = "right"
    after: tuple[int, ...] = ()
    content_type: str = ""


@cache
def _seeds() -> Seeds:
    """Every request of the dialogues, that of a MIME file with its head."""
    names = {**corpus.requests(), **corpus.dialogues("*/*.request.mime")}
    return Seeds.of({name: name.encode() for name in names if "signature-wrapped" not in name})


@cache
def _begin(data: bytes) -> Sent:
    """A request of the dialogues, whose name `data` is, as if it was made now."""
    path = data.decode()
    whole = (corpus.DIALOGUES / path).read_bytes()
    parts: tuple[tuple[str, str, bytes], ...] = ()
    kind, body = corpus.split(whole) if path.endswith(".mime") else ("application/soap+xml", whole)
    message, findings = soap_message(kind, body)
    assert message is not None, findings
    with message:
        root = xml.parse(message.root)
        parts = tuple((id, part.media_type, part.read()) for id, part in message.parts.items())
    envelope, _ = soap.read_envelope(root, addressed=False)
    assert envelope is not None
    assertion = next(root.iter(tokens.ASSERTION), None)
    token = b"" if assertion is None else etree.tostring(assertion, with_tail=False)
    now = pki.NOW.isoformat().replace("+00:00", "Z").encode()
    token = re.sub(rb"<ds:Signature[ >].*?</ds:Signature>", b"", token, count=1, flags=re.DOTALL)
    token = re.sub(rb'IssueInstant="[^"]*"', b'IssueInstant="' + now + b'"', token, count=1)
    name = path.rpartition("/")[2]
    service = next((service for prefix, service in SERVICES.items() if name.startswith(prefix)), "patients")
    return Sent(name, service, token, xml.serialise(envelope.body), parts, path.endswith(".mime"))


def soap_message(kind: str, body: bytes):
    from socle.wire import mtom  # noqa: PLC0415

    return mtom.read_message(request(body, kind))


def _token(state: Sent, chance: Chance) -> Sent:
    return replace(state, token=tree_mutator()(state.token, chance)[:LARGEST])


def _body(state: Sent, chance: Chance) -> Sent:
    return replace(state, body=tree_mutator()(state.body, chance)[:LARGEST])


def _part(state: Sent, chance: Chance) -> Sent:
    if not state.parts:
        return _body(state, chance)
    at = chance.randrange(len(state.parts))
    id, kind, data = state.parts[at]
    new = tree_mutator()(data, chance)[:LARGEST]
    return replace(state, parts=(*state.parts[:at], (id, kind, new), *state.parts[at + 1 :]))


def _header(state: Sent, chance: Chance) -> Sent:
    at = chance.randrange(3)
    new = octets.mutate(state.header[at].encode(), chance).decode("utf-8", "replace")[:5000]
    header = (*state.header[:at], new, *state.header[at + 1 :])
    return replace(state, header=header)  # type: ignore[arg-type]


def _careless(state: Sent, chance: Chance) -> Sent:
    """Hashes left as they were, a token unsigned, the certificate of another, the message of another service."""
    services = ("registry", "repository", "patients", "habilitations", "patientCertif", "", "x")
    changes: tuple[dict[str, object], ...] = (
        {"repaired": False},
        {"repaired": False},
        {"signed": False},
        {"shown": chance.choice(("none", "other", "broken"))},
        {"service": chance.choice(services)},
    )
    return replace(state, **chance.choice(changes))  # type: ignore[arg-type]


def _after(state: Sent, chance: Chance) -> Sent:
    return replace(state, after=(*state.after, chance.randrange(2**32)))


WAYS = ((25, _token), (40, _body), (13, _part), (4, _header), (10, _careless), (3, _after))


def _mutate(state: Sent, chance: Chance) -> Sent:
    """The first step says about whom, and under which identifiers too; one in five comes again."""
    if not state.arc:
        arc, patient = (chance.randrange(2**60), chance.randrange(2**16)) if chance.random() < 0.8 else (1, 0)
        state = replace(state, arc=arc, patient=patient)
    return chance.choices([way for _, way in WAYS], [weight for weight, _ in WAYS])[0](state, chance)


# --- a message of these pieces -----------------------------------------------------------------------------


def _placed(state: Sent, data: bytes) -> bytes:
    """Under identifiers of its own, about another patient, so that it is no message already seen."""
    patients = house().patients
    data = data.replace(CAMILLE, patients[state.patient % len(patients)].encode())
    return _OWN.sub(b"2.25.%d\\1" % (10**30 + state.arc), data)


def assembled(state: Sent) -> tuple[str, bytes]:
    """The Content-Type and the body of the HTTP request."""
    token = _placed(state, state.token)
    token = re.sub(rb'\bID="[^"]*"', b'ID="_%s"' % uuid4().hex.encode(), token, count=1)
    token = tokens.signed(token) if state.signed else token
    body = _placed(state, state.body)
    parts = tuple((id, kind, _placed(state, data)) for id, kind, data in state.parts)
    if state.repaired and parts:
        body, parts = repaired(body, parts)
    namespace, to, action = state.header
    head = _ENVELOPE % (namespace, f"urn:uuid:{uuid4()}", to, action)
    declaration = re.compile(rb"\A\s*<\?xml.*?\?>\s*", re.DOTALL)
    pieces = (head.encode(), declaration.sub(b"", token), b"</wsse:Security></soap:Header><soap:Body>")
    root = b"".join((*pieces, declaration.sub(b"", body), b"</soap:Body></soap:Envelope>"))
    kind, data = "application/soap+xml; charset=UTF-8", root
    if state.multipart:
        kind = 'multipart/related; type="application/xop+xml"; start="<root@x>"; boundary="b"'
        blocks = [_block("root@x", "application/xop+xml", root)]
        blocks += [_block(id, media, content) for id, media, content in parts]
        data = b"".join((*blocks, b"--b--\r\n"))
    for step in state.after:
        chance = Chance(step)
        if state.multipart and chance.random() < 0.3:
            kind = mime.content_type(kind, chance)
        else:
            data = (mime.mutate if state.multipart else tree_mutator())(data, chance)
    return kind, data


def _block(id: str, media: str, content: bytes) -> bytes:
    head = f"--b\r\nContent-Type: {media}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{id}>\r\n\r\n"
    return head.encode() + content + b"\r\n"


def repaired(
    body: bytes, parts: tuple[tuple[str, str, bytes], ...]
) -> tuple[bytes, tuple[tuple[str, str, bytes], ...]]:
    """Hash, size and signature document as a good sender would have made them of these documents."""
    root = parsed(body)
    if root is None:
        return body, parts
    contents = {id: data for id, _, data in parts}
    entries = {node.get("id", ""): node for node in root.iter(qname(RIM, "ExtrinsicObject"))}
    named: dict[str, tuple[etree._Element, str]] = {}
    for document in root.iter(qname(XDSB, "Document")):
        include = document.find(qname(XOP, "Include"))
        entry = entries.get(document.get("id", ""))
        if include is not None and entry is not None:
            named[(include.get("href") or "")[4:]] = (entry, _unique_id(entry))
    set_id = next((_unique_id(node) for node in root.iter(qname(RIM, "RegistryPackage"))), "")
    signatures = [cid for cid, data in contents.items() if b"<ds:Manifest" in data and cid in named]
    documents = [(named[cid][1], data) for cid, data in contents.items() if cid in named and cid not in signatures]
    for cid in signatures[:1]:
        signer = tokens.worked("org-hospital-sign")
        try:
            contents[cid] = xades.build(set_id, documents, signer.certificate, signer.key, pki.NOW, "sig-1")
        except ValueError:
            continue
    for cid, (entry, _) in named.items():
        if cid in contents:
            _described(entry, contents[cid])
    return etree.tostring(root), tuple((id, kind, contents[id]) for id, kind, _ in parts)


def _unique_id(node: etree._Element) -> str:
    """The last external identifier: uniqueId, in the dialogues."""
    found = [
        each.get("value", "")
        for each in node.iter(qname(RIM, "ExternalIdentifier"))
        if "uniqueId" in str(etree.tostring(each))
    ]
    return found[-1] if found else ""


def _described(entry: etree._Element, data: bytes) -> None:
    import hashlib  # noqa: PLC0415

    said = {"hash": hashlib.sha1(data).hexdigest(), "size": str(len(data))}
    for slot in entry.iter(qname(RIM, "Slot")):
        value = slot.find(f".//{qname(RIM, 'Value')}")
        if slot.get("name") in said and value is not None:
            value.text = said[str(slot.get("name"))]


# --- what comes of it --------------------------------------------------------------------------------------


@cache
def _connection(name: str) -> bytes:
    return tokens.worked(name).certificate.der


def _certificate(state: Sent) -> bytes | None:
    if state.shown == "none":
        return None
    if state.shown == "broken":
        return _connection("card-pellot-auth")[:-20]
    if state.shown == "other":
        return _connection("org-laboratory-auth")
    if b"INDIRECTE" in state.token:
        return _connection("org-hospital-auth")
    who = re.search(rb"NameID>([^<]*)", state.token)
    return _connection(CONNECTIONS.get(who[1].decode("utf-8", "replace") if who else "", "card-kervelec-auth"))


def exchanged(service: str, kind: str, data: bytes, certificate: bytes | None) -> Answer:
    from socle.record import endpoints  # noqa: PLC0415 - models need Django

    headers = {"content-type": kind, "content-length": str(len(data))}
    sent = Request("POST", "/", headers, BytesIO(data), len(data), certificate, "127.0.0.1")
    response = endpoints.handle(service, sent)
    raw = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    return answer_of(response.status, dict(response.headers)["Content-Type"], raw)


@dataclass
class Tally:
    """What the campaign did to the house."""

    fed: int = 0
    found: int = 0
    known: set[str] = field(default_factory=set)


TALLY = Tally()


def check(state: Sent) -> Iterable[str]:
    kind, data = assembled(state)
    answer = exchanged(state.service, kind, data, _certificate(state))
    said = verdicts_of(answer)
    accepted = answer.fault is None and answer.registry_status in {"", "Success"}
    assert not accepted or (state.signed and state.shown != "none"), "believed without signature or certificate"
    if answer.registry_status == "Success" and state.service == "repository" and b"ProvideAndRegister" in data:
        TALLY.fed += 1
        survives(house().patients[state.patient % len(house().patients)])
    return said or {f"accepted {state.name[:5]}"}


def survives(ins: str) -> None:
    """The physician still finds, reads and is shown everything of this patient's record."""
    from socle.record.models import Entry  # noqa: PLC0415

    _good("td0/td0.3-add.request.xml", ins)  # a spoiled exchange may have taken it from her
    for name in ("td3/td3.1a-find-documents.request.xml", "td3/td3.1a-find-submission-sets.request.xml"):
        answer = _good(name, ins)
        assert answer.fault is None, f"a record that was fed is no longer found: {answer.fault}"
        assert not answer.errors, f"a record that was fed is no longer found: {answer.errors}"
    rank = house().patients.index(ins)
    fed = Entry.objects.filter(record_id=house().records[rank]).order_by("-deposited_at", "-pk")[:2]
    for entry in fed:
        old = f"{ROOT}.1.1.101"
        answer = _good("td3/td3.2-retrieve.request.xml", ins, change=(old, entry.unique_id))
        assert answer.fault is None, f"a document that was fed is no longer read: {answer.fault}"
        TALLY.found += 1


def _good(name: str, ins: str, change: tuple[str, str] | None = None) -> Answer:
    state = replace(_begin(name.encode()), patient=house().patients.index(ins))
    if change is not None:
        state = replace(state, body=state.body.replace(change[0].encode(), xml.clean(change[1]).encode("utf-8")))
    kind, data = assembled(replace(state, arc=0))
    return exchanged(state.service, kind, data, _certificate(state))


def targets() -> list[Target]:
    return [
        Target(
            name="endpoint",
            seeds=_seeds,
            begin=_begin,
            mutate=_mutate,
            check=check,
            bytes_of=lambda state: assembled(state)[1],
            share=50,
            ready=house,
        )
    ]
