"""The test authority's factory and what it tells of revocations, over the addresses of the sandbox, in this process."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from django.http import Http404
from django.test import RequestFactory
from tests.directory.cards.test_order_rules import SECRETARY

from socle import clock
from socle.directory import services
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.cards.facts import CertificateType, Level, Role
from socle.directory.models import Card, IssuedCertificate
from socle.sandbox import making, revocation, state
from socle.sandbox.authority import Authority
from socle.sandbox.world import EMPTY, WorldRefused, load, read
from socle.wire.certificates import verify_chain
from socle.wire.certificates.issue import Use

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOSPITAL = "1991100017"
WORLD = """
[[structure]]
id = "ch"
idnat = "1991100017"
name = "CENTRE HOSPITALIER"
sector = "SA53"
is_legal_entity = true

[[professional]]
id = "thevenoux"
idnat = "899881000048"
family = "THEVENOUX"
given = "Paul"
profession = "10"

[[mandate]]
who = "thevenoux"
structure = "ch"

[[contract]]
structure = "ch"
"""
MANAGER = Actor(
    kind=Kind.PROFESSIONAL,
    id="899881000048",
    name="THEVENOUX Paul",
    authentication=Authentication.CARD,
    person_id="899881000048",
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority") / "made", "http://localhost:8080")


@pytest.fixture
def here(authority, tmp_path):
    """A hospital with its manager, at a frozen instant."""
    before = clock.installed()
    frozen = clock.MovableClock(AT, frozen=True)
    clock.install(frozen)
    services.register_structure(HOSPITAL, "CENTRE HOSPITALIER", sector="SA53", is_legal_entity=True)
    services.register_professional(MANAGER.id, "THEVENOUX", "Paul", profession="10")
    services.give_mandate(HOSPITAL, MANAGER.id, Role.LEGAL_MANAGER)
    services.sign_agreement(HOSPITAL, Level.LEGAL, AT.date())
    state.install(state.Sandbox(tmp_path, EMPTY, authority, frozen, AT))
    yield state.installed()
    clock.install(before)


def ask(view, body=None, **names):
    request = RequestFactory().get("/")
    if isinstance(body, dict):
        request = RequestFactory().post("/", json.dumps(body), content_type="application/json")
    elif isinstance(body, bytes):
        request = RequestFactory().post("/", body, content_type="application/ocsp-request")
    request.META["HTTP_HOST"] = "localhost"
    return view(request, **names)


def made(order):
    answer = ask(making.make, body={"order": order})
    return answer.status_code, json.loads(answer.content)


class TestMaking:
    def test_a_card_that_was_ordered_is_made_once(self, here):
        order = services.order_card(MANAGER, HOSPITAL, SECRETARY, AT, family="BLIN").order
        assert [one["due_on"] for one in json.loads(ask(making.orders).content)["orders"]] == ["2026-11-30"]
        status, answer = made(order.pk)
        assert (status, answer["made"]) == (200, Card.objects.get().number)
        assert made(order.pk)[0] == 409

    @pytest.mark.parametrize("kind", [CertificateType.AUTH_CLI, CertificateType.SIGN])
    def test_a_certificate_that_was_ordered_leads_to_the_root_and_enters_the_file_of_expiries(self, here, kind):
        order = services.order_certificate(MANAGER, HOSPITAL, kind, AT).order
        assert made(order.pk)[0] == 200
        row = IssuedCertificate.objects.get()
        assert (row.type, row.structure, row.is_test) == (kind.value, HOSPITAL, True)
        assert row.not_after - AT >= timedelta(days=3 * 365 - 1)
        issued = next(one for one in here.authority.issued() if str(one.serial) == row.serial)
        assert verify_chain(issued, here.authority.trust(), AT) == []
        points = issued.x509.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        assert points[0].full_name[0].value == "http://localhost:8080/pki/organisations.crl"

    def test_what_this_authority_does_not_make_and_what_nobody_ordered_are_refused(self, here):
        order = services.order_certificate(MANAGER, HOSPITAL, CertificateType.CONF, AT).order
        assert made(order.pk)[0] == 400
        assert made(order.pk + 1)[0] == made("1")[0] == 404


class TestRevocations:
    def issue(self, here):
        return here.authority.seal(HOSPITAL, "CH", Use.AUTHENTICATION, AT).certificate

    def test_the_list_and_the_answer_tell_what_was_revoked_by_the_clock_of_the_sandbox(self, here):
        one = self.issue(here)
        for told, state_ in ((0, ocsp.OCSPCertStatus.GOOD), (1, ocsp.OCSPCertStatus.REVOKED)):
            answer = ask(revocation.revoked, name="organisations")
            assert answer["Content-Type"] == "application/pkix-crl"
            found = x509.load_der_x509_crl(answer.content)
            assert found.is_signature_valid(here.authority.organisations.key.public_key())
            assert len([entry for entry in found if entry.serial_number == one.serial]) == told
            assert self.status(here, one) is state_
            services.revoke(MANAGER, one.issuer, str(one.serial), here.clock.now())

    def status(self, here, one):
        builder = ocsp.OCSPRequestBuilder().add_certificate(
            one.x509, here.authority.organisations.certificate.x509, hashes.SHA1()
        )
        data = builder.build().public_bytes(serialization.Encoding.DER)
        by_post = ask(revocation.ocsp, body=data)
        by_get = ask(revocation.ocsp, encoded=quote(base64.b64encode(data).decode(), safe=""))
        told = [ocsp.load_der_ocsp_response(answer.content).certificate_status for answer in (by_post, by_get)]
        assert told[0] is told[1]
        return told[0]

    def test_what_is_no_authority_and_what_is_no_request_are_told_so(self, here):
        with pytest.raises(Http404):
            ask(revocation.revoked, name="nobody")
        malformed = ask(revocation.ocsp, encoded="é")
        assert (
            ocsp.load_der_ocsp_response(malformed.content).response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
        )


def test_a_world_names_who_manages_and_under_which_contract():
    world = read(WORLD, "small")
    assert [(one.who, one.structure, one.role) for one in world.mandates] == [("thevenoux", "ch", Role.LEGAL_MANAGER)]
    assert [(one.structure, one.level) for one in world.contracts] == [("ch", Level.LEGAL)]
    assert {Role(one.role) for one in load("default").mandates} >= {Role.LEGAL_MANAGER, Role.TECHNICAL_ADMINISTRATOR}
    with pytest.raises(WorldRefused, match="nowhere"):
        read(WORLD + '\n[[contract]]\nstructure = "nowhere"\n', "small")
