"""Tokens of any content, and what a refusal must be: its verdict in the answer, and once in the journal."""

from __future__ import annotations

from dataclasses import replace

from socle.manual.registry import whole_catalogue
from socle.wire.ids import new_uuid
from socle.wire.namespaces import SAML2, qname
from tests.failures.exchange import CAMILLE, verdicts_of
from tests.wire import pki
from tests.wire.vihf.forge import GOOD, Seal, forged

NAME_ID = f".//{qname(SAML2, 'NameID')}"
YEAR = pki.VALIDITY


def token(**changes):
    """What the good token says, with these changes, under an identifier of its own."""
    return replace(GOOD, **{"id": f"_{new_uuid()}", "patient": CAMILLE, **changes})


def signed(target, *, signer="card-kervelec-sign", shown=None, **changes):
    """A token signed by one of the worked cards; `shown` is whose certificate it carries."""
    content = token(**changes)
    seal = Seal(signer=target.issued(signer), shown=target.issued(shown) if shown else None, uris=(f"#{content.id}",))
    return forged(content, seal)


def kervelec(target):
    """The authentication certificate that goes with the good token."""
    return target.issued("card-kervelec-auth")


def assert_refused(target, id, send, *, version="1.2", also=()):
    """`send` is answered by the fault of verdict `id` alone, and the journal has one refusal more, which names it."""
    before = target.events()
    answer = send()
    fault, verdict = answer.fault, whole_catalogue()[id]
    assert fault is not None
    assert id in verdicts_of(answer)
    assert fault.side == "Sender"
    assert fault.subcode == verdict.codes["soap"]["sender"]
    assert answer.status == (400 if version == "1.2" else 500)
    assert answer.content_type.startswith("application/soap+xml" if version == "1.2" else "text/xml")
    (event,) = target.events()[len(before) :]
    assert event["outcome"] == "refused"
    assert event["verdicts"] == [id, *also]
    return event


def assert_refused_any_form(target, id, service, data, card):
    """Like `assert_refused`, where ITI-43 answers in multipart."""
    before = target.events()
    answer = target.post(service, data, card)
    assert answer.status == 400
    assert answer.content_type.startswith("multipart/related" if service == "repository" else "application/soap+xml")
    assert id in verdicts_of(answer)
    (event,) = target.events()[len(before) :]
    assert (event["outcome"], event["verdicts"]) == ("refused", [id])
