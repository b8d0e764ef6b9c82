"""What the benchmark of searches sends is answered as it expects: a refusal would make its campaign invalid."""

from __future__ import annotations

import pytest
from benchmarks.messages import Writer
from benchmarks.people import TEST_INS, patient

from socle.client.identity import Identity
from socle.identity import services
from socle.identity.traits import Traits
from socle.wire.certificates.issue import Use
from socle.wire.vihf.model import Mode, Software
from tests.identity.insi.asking import AT, Door
from tests.wire import pki

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_search_made_beforehand_finds_its_patient():
    about, shown = patient(7), pki.hospital(Use.AUTHENTICATION, "INSI-AUTO")
    letters = "ESSAI"  # the population itself is written straight into its tables, figures in its names and all
    traits = Traits(
        birth_name=letters,
        given_names="DOMINIQUE",
        first_given_name="DOMINIQUE",
        sex="F",
        birth_date=about.birth,
        birth_place="99100",
    )
    person, findings = services.register(traits, about.cx, at=AT)
    assert person is not None, findings
    person.birth_name = about.family
    person.save()
    who = Identity(
        idnat="1990100018",
        structure="1990100018",
        mode=Mode.INDIRECT,
        software=Software("Mesures", "1", "IDAM-1"),
        tls_certificate=shown.pem,
        tls_key=shown.key_pem,
        sign_certificate=shown.pem,
        sign_key=shown.key_pem,
    )
    held = Writer(who, AT, "https://localhost:8443").insi(about)
    answer = Door().send(held.body, path=f"/{held.service}", content_type=held.content_type)
    assert answer.status == 200
    assert held.expects.encode() in answer.response.body
    assert answer.found.active.oid == TEST_INS
