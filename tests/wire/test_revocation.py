"""The list and the answers of an authority, read back by OpenSSL's own commands."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from socle.wire.certificates import issue
from socle.wire.certificates.revocation import crl, ocsp_answer

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
LONG = issue.Validity(datetime(2019, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC))
TOLD = issue.Addresses("http://localhost:8080/pki/organisations.crl", "http://localhost:8080/pki/ocsp")


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    """A root, an authority that says where it tells revocations, and two certificates."""
    root = issue.root("TEST-ONLY RACINE", LONG)
    bare = issue.intermediate(root, "TEST-ONLY ORGANISATIONS", LONG)
    authority = issue.Issued(bare.certificate, bare.key, TOLD)
    key = issue.new_key()
    kept, lost = (
        issue.organisation(
            authority,
            "DMP-AUTO",
            structure="1990100018",
            name="CH",
            use=issue.Use.AUTHENTICATION,
            validity=LONG,
            key=key,
        )
        for _ in range(2)
    )
    folder = tmp_path_factory.mktemp("pki")
    (folder / "ca.pem").write_text(authority.pem + root.pem)
    (folder / "issuer.pem").write_text(authority.pem)
    for name, one in (("kept", kept), ("lost", lost)):
        (folder / f"{name}.pem").write_text(one.pem)
    return SimpleNamespace(root=root, authority=authority, kept=kept, lost=lost, folder=folder)


def openssl(pki, *words):
    done = subprocess.run(["openssl", *words], cwd=pki.folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def answer(pki, request, at=AT):
    serial = pki.lost.certificate.serial
    known = {pki.kept.certificate.serial: None, serial: AT}
    return ocsp_answer(request, [pki.root, pki.authority], lambda _, one: (one in known, known.get(one)), at)


def request(certificate, issuer, algorithm=None):
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate.x509, issuer.x509, algorithm or hashes.SHA1())
    return builder.build().public_bytes(serialization.Encoding.DER)


def test_what_is_issued_says_where_to_ask(pki):
    extensions = pki.kept.certificate.x509.extensions
    points = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    access = extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert points[0].full_name[0].value == TOLD.crl
    assert access[0].access_location.value == TOLD.ocsp


def test_the_list_holds_what_was_revoked_by_then_and_openssl_verifies_it(pki):
    revoked = [(pki.lost.certificate.serial, AT), (7, AT + timedelta(days=1))]
    for at, serials in ((AT - timedelta(seconds=1), []), (AT, [pki.lost.certificate.serial])):
        found = x509.load_der_x509_crl(crl(pki.authority, revoked, at))
        assert [entry.serial_number for entry in found] == serials
        assert found.next_update_utc - found.last_update_utc == timedelta(days=1)
    (pki.folder / "list.crl").write_bytes(crl(pki.authority, revoked, AT))
    assert "verify OK" in openssl(pki, "crl", "-inform", "DER", "-in", "list.crl", "-CAfile", "ca.pem", "-noout")
    (pki.folder / "list.pem").write_text(openssl(pki, "crl", "-inform", "DER", "-in", "list.crl"))
    words = ("verify", "-CAfile", "ca.pem", "-crl_check", "-CRLfile", "list.pem", "-attime", str(int(AT.timestamp())))
    assert "kept.pem: OK" in openssl(pki, *words, "kept.pem")
    assert "certificate revoked" in openssl(pki, *words, "lost.pem")


@pytest.mark.parametrize(("name", "state"), [("kept", "good"), ("lost", "revoked")])
def test_openssl_asks_and_understands_the_answer(pki, name, state):
    openssl(pki, "ocsp", "-issuer", "issuer.pem", "-cert", f"{name}.pem", "-reqout", "asked.der")
    (pki.folder / "told.der").write_bytes(answer(pki, (pki.folder / "asked.der").read_bytes()))
    asked = ("ocsp", "-issuer", "issuer.pem", "-cert", f"{name}.pem", "-CAfile", "ca.pem", "-respin", "told.der")
    said = openssl(pki, *asked, "-no_nonce", "-validity_period", "999999999")
    assert f"{name}.pem: {state}" in said
    assert "Response verify OK" in said


def test_the_nonce_of_the_question_comes_back(pki):
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        pki.kept.certificate.x509,
        pki.authority.certificate.x509,
        hashes.SHA256(),
    )
    asked = builder.add_extension(x509.OCSPNonce(b"once"), critical=False).build()
    said = ocsp.load_der_ocsp_response(answer(pki, asked.public_bytes(serialization.Encoding.DER)))
    assert said.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"once"


def test_what_is_revoked_later_is_still_good(pki):
    before = ocsp.load_der_ocsp_response(
        answer(pki, request(pki.lost.certificate, pki.authority.certificate), AT - timedelta(days=1))
    )
    after = ocsp.load_der_ocsp_response(answer(pki, request(pki.lost.certificate, pki.authority.certificate)))
    assert (before.certificate_status, after.certificate_status) == (
        ocsp.OCSPCertStatus.GOOD,
        ocsp.OCSPCertStatus.REVOKED,
    )
    assert after.revocation_time_utc == AT


def test_a_certificate_that_was_never_issued_is_unknown_by_any_hash(pki):
    other = issue.organisation(
        pki.authority, "X", structure="1990100018", name="CH", use=issue.Use.SIGNATURE, validity=LONG, key=pki.kept.key
    )
    said = answer(pki, request(other.certificate, pki.authority.certificate, hashes.SHA256()))
    assert ocsp.load_der_ocsp_response(said).certificate_status is ocsp.OCSPCertStatus.UNKNOWN


def test_another_authoritys_certificate_and_what_is_no_request_are_told_so(pki):
    stranger = issue.root("TEST-ONLY AUTRE", LONG)
    said = answer(pki, request(pki.kept.certificate, stranger.certificate))
    assert ocsp.load_der_ocsp_response(said).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED
    for data in (b"", b"no request", b"\x30\x03\x02\x01\x01"):
        said = ocsp.load_der_ocsp_response(answer(pki, data))
        assert said.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
