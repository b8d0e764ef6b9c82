"""A base verified from a CSV into a CSV: each identity answered once, wherever the run was cut."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
import pytest

from socle.client import insi_batches
from socle.client.identity import Identity
from socle.client.insi import Insi
from socle.client.insi_batches import BadList
from socle.client.transport import Unreachable
from socle.identity.insi import verification
from socle.identity.insi.names import BODIES, Operation
from socle.rulebook import choices
from socle.wire import xml
from socle.wire.certificates.issue import Use
from socle.wire.vihf.model import Mode, Software
from tests.identity.insi.asking import AT, Door
from tests.wire import pki

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEAD = ",".join(insi_batches.COLUMNS)
ROW = "{reference},297022A02077878,1.2.250.1.213.1.4.8,ADRTROIS,DOMINIQUE,{sex},1997-02-26,2A020"


@dataclass
class Network:
    """The way to the teleservice's own door; it breaks at the nth call, before or after the door was reached."""

    door: Door = field(default_factory=Door)
    breaks_at: int = 0
    after: bool = False
    calls: int = 0
    deposited: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        breaks = self.calls == self.breaks_at
        if breaks and not self.after:
            raise httpx.ConnectError("cut")
        data = request.read()
        (body,) = xml.parse(data)[-1]
        if body.tag == BODIES[Operation.DEPOSIT]:
            self.deposited += [held.reference for held, _ in verification.read_all(body)]
        answered = self.door.send(data, content_type=request.headers["content-type"]).response
        if breaks:
            raise httpx.ReadError("cut")
        return httpx.Response(answered.status, headers=list(answered.headers), content=answered.body)

    def insi(self) -> Insi:
        shown = pki.hospital(Use.AUTHENTICATION, "INSI-AUTO")
        who = Identity(
            idnat="1990100018",
            structure="1990100018",
            mode=Mode.INDIRECT,
            software=Software("Essai", "1", "IDAM-1"),
            tls_certificate=shown.pem,
            tls_key=shown.key_pem,
            sign_certificate=shown.pem,
            sign_key=shown.key_pem,
            authority=pki.root().pem,
        )
        insi = Insi("https://insi.test/insi/", who, now=lambda: self.door.at)
        insi._transport._http = httpx.Client(transport=httpx.MockTransport(self))
        return insi


def verify(network, base, **more):
    identities, answers = base
    with network.insi() as insi:
        return insi_batches.verify_all(insi, identities, answers, more.pop("wait", lambda: None), size=4, **more)


@pytest.fixture
def base(tmp_path):
    file = tmp_path / "base.csv"
    rows = [ROW.format(reference=f"P{rank}", sex="F" if rank % 3 else "M") for rank in range(10)]
    file.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    return insi_batches.read(file), tmp_path / "answers.csv"


def written(answers):
    with answers.open(encoding="utf-8", newline="") as file:
        return [(row["reference"], row["code"]) for row in csv.DictReader(file)]


EXPECTED = [(f"P{rank}", "OK" if rank % 3 else "KO") for rank in range(10)]


def test_every_identity_is_answered_once_under_its_reference(base):
    done = verify(Network(), base)
    assert (done.total, done.codes, done.waiting) == (10, {"OK": 6, "KO": 4}, [])
    assert written(base[1]) == EXPECTED


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", range(1, 7))
def test_a_run_cut_at_any_call_is_taken_up_and_every_identity_answered_once(base, call, after):
    network = Network(breaks_at=call, after=after)
    with pytest.raises(Unreachable):
        verify(network, base)
    verify(network, base)
    assert sorted(written(base[1])) == EXPECTED
    # A deposit whose receipt was lost is made anew; nothing else is.
    again = 4 if after and call in {1, 3} else 2 if after and call == 5 else 0
    assert len(network.deposited) == 10 + again


def test_a_line_that_a_power_cut_left_half_written_is_asked_again(base):
    network, answers = Network(), base[1]
    verify(network, base)
    whole = answers.read_bytes()
    answers.write_bytes(whole[: whole.rindex(b"P9") + 4])
    assert verify(network, base).before == 9
    assert sorted(written(answers)) == EXPECTED
    assert len(network.deposited) == 10


def test_batches_that_wait_are_asked_for_again_then_left_for_the_next_call(base):
    before = choices.current()
    choices.install(replace(before, insi_batch_delay=timedelta(hours=12)))
    network, pauses = Network(), []

    def wait():
        pauses.append(network.door.at)
        network.door.at += timedelta(hours=3)

    try:
        left = verify(network, base, wait=wait, turns=2)
        assert (len(pauses), len(left.waiting), left.codes) == (2, 3, {})
        done = verify(network, base, wait=wait, turns=9)
    finally:
        choices.install(before)
    assert (done.waiting, sorted(written(base[1])), len(network.deposited)) == ([], EXPECTED, 10)
    assert network.door.at == AT + timedelta(hours=12)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("reference,matricule\n", "oid"),
        (f"{HEAD}\n{ROW.format(reference='P1', sex='F').replace('1997-02-26', '26/02/1997')}\n", "line 2"),
        (f"{HEAD}\n{ROW.format(reference='', sex='F')}\n", "reference"),
        (f"{HEAD}\n{ROW.format(reference='P1', sex='F')}\n{ROW.format(reference='P1', sex='F')}\n", "P1"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path, text, word):
    file = tmp_path / "base.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(BadList, match=word):
        insi_batches.read(file)
