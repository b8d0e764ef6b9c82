"""Whom this Socle trusts."""

from __future__ import annotations

import pytest

from socle.clock import parse_instant
from socle.directory import services, trust
from socle.wire.certificates import Trust, read, verify_chain
from socle.wire.certificates.issue import Use

NOW = parse_instant("2026-09-15T08:00:00Z")


@pytest.fixture
def installed():
    before = trust.current()
    yield
    trust.install(before)


@pytest.mark.django_db
def test_a_trust_that_holds_nobody_recognises_nobody(mint):
    found = verify_chain(read(mint.organisation("1990100018", Use.AUTHENTICATION)), Trust(()), NOW)
    assert [finding.verdict.id for finding in found] == ["wire.certificate-unknown-authority"]


@pytest.mark.parametrize("text", [b"", b"not a certificate"])
def test_a_text_without_a_certificate_is_no_authority(text):
    with pytest.raises(ValueError, match=r".+"):
        trust.of_pem([text])


@pytest.mark.django_db
def test_self_signed_certificates_are_anchors_and_the_others_stand_between(authority, mint, installed):
    texts = [authority.root.pem, authority.persons.pem + authority.organisations.pem, authority.root.pem]
    read_back = trust.of_pem([text.encode() for text in texts])
    assert [anchor.fingerprint for anchor in read_back.anchors] == [authority.root.certificate.fingerprint]
    assert len(read_back.intermediates) == 2
    trust.install(read_back)
    assert trust.current() is read_back
    for der in (mint.card("899880000015", Use.SIGNATURE), mint.organisation("1990100018", Use.AUTHENTICATION)):
        assert verify_chain(read(der), trust.current(), NOW) == []


@pytest.mark.django_db
@pytest.mark.rule("AUTH-041")
def test_the_directory_s_revocation_list_goes_with_the_trust(authority, mint):
    certificate = read(mint.organisation("1990100018", Use.AUTHENTICATION))
    read_back = trust.of_pem([authority.root.pem.encode(), authority.organisations.pem.encode()])
    assert verify_chain(certificate, read_back, NOW) == []
    services.revoke_certificate(certificate.issuer, certificate.serial, NOW)
    found = verify_chain(certificate, read_back, NOW)
    assert [finding.verdict.id for finding in found] == ["wire.certificate-revoked"]
