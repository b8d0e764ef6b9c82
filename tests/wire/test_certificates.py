"""Certificates: what is refused, then what is read, then what is minted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.wire import certificates
from socle.wire.certificates import CardType, Kind, Trust, chain, issue, names, verify_chain
from socle.wire.certificates.issue import Holder, Use, Validity
from tests.wire import pki
from tests.wire.pki import NOW

BEFORE, AFTER = datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)


def verdicts(certificate, trust=None, at=NOW):
    return [finding.verdict.id for finding in verify_chain(certificate, trust or pki.trust(), at)]


class TestRefusals:
    @pytest.mark.rule("AUTH-041")
    def test_a_certificate_of_an_unknown_authority_is_refused(self):
        assert verdicts(pki.stranger().certificate) == ["wire.certificate-unknown-authority"]

    @pytest.mark.rule("AUTH-041")
    def test_an_expired_certificate_of_a_known_authority_is_told_as_expired(self):
        expired = pki.card(validity=Validity(BEFORE, AFTER)).certificate
        assert verdicts(expired) == ["wire.certificate-expired"]

    @pytest.mark.rule("AUTH-041")
    def test_a_certificate_whose_validity_has_not_begun_is_refused(self):
        coming = pki.card(validity=Validity(NOW + timedelta(seconds=1), pki.VALIDITY.not_after)).certificate
        assert verdicts(coming) == ["wire.certificate-not-yet-valid"]

    @pytest.mark.rule("AUTH-041")
    def test_a_revoked_certificate_is_refused_from_its_revocation_on(self):
        certificate = pki.card().certificate
        revoked_at = NOW - timedelta(days=1)

        def revoked(issuer: str, serial: int, at: datetime) -> bool:
            return (issuer, serial) == (certificate.issuer, certificate.serial) and at >= revoked_at

        trust = replace(pki.trust(), revoked=revoked)
        assert verdicts(certificate, trust) == ["wire.certificate-revoked"]
        assert verdicts(certificate, trust, revoked_at - timedelta(seconds=1)) == []

    @pytest.mark.rule("AUTH-041")
    def test_what_a_revoked_authority_issued_is_refused(self):
        between = pki.persons().certificate
        trust = replace(pki.trust(), revoked=lambda issuer, serial, at: serial == between.serial)
        assert verdicts(pki.card().certificate, trust) == ["wire.certificate-revoked"]

    @pytest.mark.rule("AUTH-041")
    def test_what_an_expired_authority_issued_is_refused(self):
        between = issue.intermediate(pki.root(), "TEST AC COURTE", Validity(BEFORE, AFTER))
        certificate = issue.card(between, pki.PHYSICIAN, Use.SIGNATURE, Validity(BEFORE, pki.VALIDITY.not_after))
        trust = Trust((pki.root().certificate,), (between.certificate,))
        assert verdicts(certificate.certificate, trust) == ["wire.certificate-expired"]

    @pytest.mark.rule("AUTH-041")
    def test_a_path_kept_in_memory_carries_no_verdict_past_the_end_of_a_certificate(self):
        trust = pki.trust()
        certificate = pki.card().certificate
        assert verdicts(certificate, trust) == []
        assert verdicts(certificate, trust, certificate.not_after) == []
        assert (
            verdicts(certificate, trust, certificate.not_after + timedelta(seconds=1))[0] == "wire.certificate-expired"
        )
        assert verdicts(certificate, trust) == []

    @pytest.mark.rule("AUTH-041")
    def test_a_path_kept_in_memory_hides_no_later_revocation(self):
        revoked: set[int] = set()
        trust = replace(pki.trust(), revoked=lambda issuer, serial, at: serial in revoked)
        certificate = pki.card().certificate
        assert verdicts(certificate, trust) == []
        revoked.add(certificate.serial)
        assert verdicts(certificate, trust) == ["wire.certificate-revoked"]

    def test_paths_kept_in_memory_never_grow_without_end(self):
        trust = pki.trust()
        for number in range(chain._KEPT + 10):
            trust.keep((replace(pki.card().certificate, fingerprint=str(number)),))
        assert len(trust._paths) == chain._KEPT
        assert verdicts(pki.card().certificate, trust) == []

    def test_a_card_cannot_issue_another_card(self):
        forged = issue.card(pki.card(), pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY).certificate
        trust = Trust((pki.root().certificate,), (pki.persons().certificate, pki.card().certificate))
        assert verdicts(forged, trust) == ["wire.certificate-unknown-authority"]

    def test_an_intermediate_authority_cannot_make_another_authority(self):
        deeper = issue.intermediate(pki.persons(), "TEST AC DE TROP", pki.VALIDITY)
        forged = issue.card(deeper, pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY).certificate
        trust = Trust((pki.root().certificate,), (pki.persons().certificate, deeper.certificate))
        assert verdicts(forged, trust) == ["wire.certificate-unknown-authority"]

    def test_an_authority_that_only_bears_the_right_name_is_not_recognised(self):
        twin = issue.root("TEST AC RACINE ESSAI", pki.VALIDITY, serial=1)
        between = issue.intermediate(twin, "TEST AC ESSAI PERSONNES", pki.VALIDITY, serial=2)
        forged = issue.card(between, pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY).certificate
        assert verdicts(forged) == ["wire.certificate-unknown-authority"]

    def test_an_intermediate_authority_alone_is_no_anchor(self):
        trust = Trust((), (pki.persons().certificate, pki.root().certificate))
        assert verdicts(pki.card().certificate, trust) == ["wire.certificate-unknown-authority"]

    def test_a_renewed_authority_replaces_the_expired_one_of_the_same_key(self):
        old = issue.intermediate(pki.root(), "TEST AC RENOUVELEE", Validity(BEFORE, AFTER))
        new = issue.intermediate(pki.root(), "TEST AC RENOUVELEE", pki.VALIDITY, key=old.key)
        certificate = issue.card(new, pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY).certificate
        trust = Trust((pki.root().certificate,), (old.certificate, new.certificate))
        assert verdicts(certificate, trust) == []

    @pytest.mark.rule("AUTH-041")
    def test_a_path_kept_through_an_authority_that_expires_gives_way_to_the_renewed_one(self):
        half = NOW + timedelta(days=30)
        old = issue.intermediate(pki.root(), "TEST AC RELEVEE", Validity(pki.VALIDITY.not_before, half))
        new = issue.intermediate(
            pki.root(), "TEST AC RELEVEE", Validity(half - timedelta(days=1), pki.VALIDITY.not_after), key=old.key
        )
        certificate = issue.card(new, pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY).certificate
        trust = Trust((pki.root().certificate,), (old.certificate, new.certificate))
        assert verdicts(certificate, trust, NOW) == []
        assert verdicts(certificate, trust, half + timedelta(days=1)) == []

    @pytest.mark.parametrize("data", [b"", b"nothing", b"0\x03\x02\x01", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
    def test_bytes_that_are_no_certificate_are_refused_with_a_sentence(self, data):
        with pytest.raises(ValueError, match="cannot be read"):
            certificates.read(data)

    @pytest.mark.parametrize("value", [b"\x02", b"\x02\x82\x00\x01", b"\x02\x01\x00\x00"])
    def test_a_french_extension_that_is_not_der_is_refused(self, value):
        with pytest.raises(ValueError, match="cannot be read"):
            certificates.read(_with_extension("1.2.250.1.71.1.2.2", value))

    @settings(deadline=None)
    @given(st.binary(max_size=400))
    def test_no_bytes_make_the_reader_fail_otherwise(self, data):
        with pytest.raises(ValueError, match="cannot be read"):
            certificates.read(data)

    def test_a_key_that_is_not_rsa_is_refused_for_signing(self):
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with pytest.raises(ValueError, match="not an RSA key"):
            issue.load_key(pem)


def _with_extension(oid: str, value: bytes) -> bytes:
    key = issue.new_key(2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "essai")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, BEFORE, AFTER)
    extension = x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value)
    return (
        builder.add_extension(extension, critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


class TestWorkedCertificates:
    @pytest.mark.parametrize(
        ("name", "kind", "signs", "authenticates"),
        [
            ("card-kervelec-sign", Kind.CARD, True, False),
            ("card-kervelec-auth", Kind.CARD, False, True),
            ("card-louvel-cpe-sign", Kind.CARD, True, False),
            ("org-hospital-sign", Kind.ORGANISATION, True, False),
            ("org-hospital-auth", Kind.ORGANISATION, False, True),
            ("org-laboratory-sign", Kind.ORGANISATION, True, False),
            ("ca-persons", Kind.AUTHORITY, False, False),
        ],
    )
    def test_each_is_of_its_kind_and_serves_one_use(self, dmp_samples, name, kind, signs, authenticates):
        certificate = pki.worked(dmp_samples, name).certificate
        assert (certificate.kind, certificate.can_sign, certificate.can_authenticate) == (kind, signs, authenticates)
        assert certificate.is_test

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("card-kervelec-sign", []),
            ("org-hospital-auth", []),
            ("card-unknown-authority-sign", ["wire.certificate-unknown-authority"]),
            ("ca-unknown", ["wire.certificate-unknown-authority"]),
            ("card-kervelec-expired-sign", ["wire.certificate-expired"]),
        ],
    )
    def test_each_has_its_verdict_at_the_frozen_clock(self, dmp_samples, name, expected):
        trust = pki.worked_trust(dmp_samples)
        assert verdicts(pki.worked(dmp_samples, name).certificate, trust) == expected

    @pytest.mark.parametrize("use", ["sign", "auth"])
    def test_a_physicians_card_says_who_he_is_in_both_shapes_of_name(self, dmp_samples, use):
        card = pki.worked(dmp_samples, f"card-kervelec-{use}").certificate
        assert (card.idnat_ps, card.family, card.given) == ("899880000015", "KERVELEC", "Nolwenn")
        assert (card.card_type, card.profession, card.title) == (CardType.CPS, "10", "Médecin")
        assert card.card_id == "8099900001/9900000101"
        assert (card.service, card.structure) == ("", "")

    def test_an_employee_card_says_its_structure_too(self, dmp_samples):
        card = pki.worked(dmp_samples, "card-louvel-cpe-sign").certificate
        assert (card.card_type, card.idnat_ps) == (CardType.CPE, "699880000015001/EMP0001")
        assert (card.structure, card.structure_name) == ("499880000015001", "CABINET DU DR KERVELEC")
        assert card.profession == ""

    def test_an_organisation_says_its_service_and_its_structure(self, dmp_samples):
        certificate = pki.worked(dmp_samples, "org-hospital-auth").certificate
        assert (certificate.service, certificate.structure) == ("DMP-AUTO", "1990100018")
        assert (certificate.structure_name, certificate.department) == ("CH DES TROIS PONTS", "Test (99)")
        assert (certificate.idnat_ps, certificate.family) == ("", "")


class TestNames:
    CARD = (
        "CN=899880000015+2.5.4.4=#0c084b455256454c4543+2.5.4.42=#0c074e6f6c77656e6e,2.5.4.12=#0c084dc3a9646563696e,C=FR"
    )

    @pytest.mark.parametrize(
        "text",
        [
            CARD,
            "2.5.4.42=#0c074e6f6c77656e6e+CN=899880000015+2.5.4.4=#0c084b455256454c4543,2.5.4.12=#0c084dc3a9646563696e,C=FR",
            "C=FR, title=Médecin, CN=899880000015 + SN=KERVELEC + GN=Nolwenn",
            "C=fr,T=M\\C3\\A9decin,CN=899880000015+SURNAME=Kervelec+givenName=NOLWENN",
            'OID.2.5.4.3="899880000015"+SN=KERVELEC+GN=Nolwenn;T=Médecin;C=FR',
        ],
    )
    def test_the_name_of_a_card_is_known_in_every_form(self, dmp_samples, text):
        assert pki.worked(dmp_samples, "card-kervelec-sign").certificate.is_named(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "CN=899880000015",
            "CN=899880000015+SN=KERVELEC+GN=Nolwenn,C=FR",
            "CN=899880000015,SN=KERVELEC,GN=Nolwenn,T=Médecin,C=FR",
            "CN=899880000023+SN=KERVELEC+GN=Nolwenn,T=Médecin,C=FR",
            "C=FR, CN=899880000015+SN=KERVELEC+GN=Nolwenn, T=Médecin",
            "CN=899880000015+2.5.4.4=#zz,C=FR",
            "CN=899880000015+2.5.4.4=#0c,C=FR",
            "CN=899880000015+2.5.4.4=#0c81084b455256454c4543,C=FR",
            'CN="899880000015"x,C=FR',
            "CN=899880000015+2.5.4.4=#0c094b455256454c4543,C=FR",
            'CN="899880000015,C=FR',
            "CN=899880000015\\",
            "nobody",
            "CN=" + "9" * 3000,
        ],
    )
    def test_any_other_text_is_not_the_name_of_that_card(self, dmp_samples, text):
        assert not pki.worked(dmp_samples, "card-kervelec-sign").certificate.is_named(text)

    @pytest.mark.parametrize(
        "text",
        [
            "C=FR, ST=Test (99), O=CH DES TROIS PONTS, OU=1990100018, CN=DMP-SIGN",
            "CN=DMP-SIGN,OU=1990100018,O=CH DES TROIS PONTS,ST=Test (99),C=FR",
            "C=FR,S=Test  (99),O=Ch des Trois Ponts,OU=1990100018,CN=dmp-sign",
        ],
    )
    def test_the_name_of_an_organisation_is_known_from_either_end(self, dmp_samples, text):
        assert pki.worked(dmp_samples, "org-hospital-sign").certificate.is_named(text)

    def test_a_name_is_written_as_the_worked_tokens_write_it(self, dmp_samples):
        assert pki.worked(dmp_samples, "card-kervelec-sign").certificate.written_name() == self.CARD
        written = pki.worked(dmp_samples, "org-hospital-sign").certificate.written_name()
        assert written == "C=FR, ST=Test (99), O=CH DES TROIS PONTS, OU=1990100018, CN=DMP-SIGN"

    @settings(deadline=None)
    @given(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
            lambda text: text.strip()
        )
    )
    def test_every_name_written_is_read_back_as_itself(self, value):
        name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"), x509.NameAttribute(NameOID.SURNAME, value)])
        assert names.same(names.card_form(name), names.of(name))
        assert names.same(names.organisation_form(name), names.of(name))

    @settings(deadline=None)
    @given(st.text(max_size=200))
    def test_no_text_makes_the_comparison_fail(self, text):
        assert names.same(text, names.of(pki.card().certificate.x509.subject)) in (True, False)


class TestMinted:
    @pytest.mark.parametrize("card_type", list(CardType))
    @pytest.mark.parametrize("use", list(Use))
    def test_a_card_of_every_type_is_trusted_and_read_back(self, card_type, use):
        holder = Holder(
            idnat="3990100109/EMP1", card_type=card_type, family="ESSAI", given="Ana", structure="1990100109",
            structure_name="CH", department="Test (99)",
        )  # fmt: skip
        card = issue.card(pki.persons(), holder, use, pki.VALIDITY).certificate
        assert verdicts(card) == []
        assert (card.kind, card.card_type, card.idnat_ps) == (Kind.CARD, card_type, holder.idnat)
        assert (card.can_sign, card.can_authenticate) == (use is Use.SIGNATURE, use is Use.AUTHENTICATION)
        assert (card.family, card.given, card.structure, card.profession) == ("ESSAI", "Ana", "1990100109", "")

    def test_an_employee_card_that_names_nobody_takes_its_structure_for_a_name(self):
        holder = Holder(idnat="3990100109/EMP2", card_type=CardType.CPE, structure="1990100109", structure_name="CH")
        card = issue.card(pki.persons(), holder, Use.AUTHENTICATION, pki.VALIDITY).certificate
        assert (card.family, card.given) == ("CH", "3990100109/EMP2")

    @pytest.mark.rule("TEST-001", "TEST-002")
    def test_a_production_card_does_not_say_test(self):
        card = issue.card(pki.persons(), pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY, test=False).certificate
        assert (card.category, card.is_test) == (0, False)

    @pytest.mark.rule("TEST-001", "TEST-002", "TEST-003")
    def test_without_a_category_the_authority_says_whether_it_is_a_test(self):
        assert pki.persons().certificate.category is None
        assert pki.persons().certificate.is_test
        genuine = issue.root("AC RACINE", pki.VALIDITY, units=("0002 187512751",))
        assert not genuine.certificate.is_test

    def test_a_server_answers_to_its_names_and_addresses(self):
        issued = issue.server(
            pki.organisations(), ["dmp.example", "localhost", "127.0.0.1", "::1"], validity=pki.VALIDITY
        )
        names_of = issued.certificate.x509.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names_of.get_values_for_type(x509.DNSName) == ["dmp.example", "localhost"]
        assert [str(ip) for ip in names_of.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
        assert (issued.certificate.kind, issued.certificate.can_sign) == (Kind.SERVER, False)
        assert verdicts(issued.certificate) == []

    def test_a_certificate_and_its_key_come_back_from_pem(self):
        issued = pki.hospital(Use.AUTHENTICATION, "INSI-AUTO")
        assert certificates.read(issued.pem.encode()) == issued.certificate
        key = issue.load_key(issued.key_pem)
        assert key.public_key().public_numbers() == issued.key.public_key().public_numbers()

    def test_two_certificates_share_no_serial_number_unless_asked(self):
        assert pki.card().certificate.serial != pki.hospital().certificate.serial
        assert issue.card(pki.persons(), pki.PHYSICIAN, Use.SIGNATURE, pki.VALIDITY, serial=77).certificate.serial == 77

    def test_the_key_never_shows_in_a_representation(self):
        issued = pki.card()
        assert "PrivateKey" not in repr(issued)
