from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from socle.sandbox.authority import Authority
from socle.wire.certificates import CardType, Kind, verify_chain
from socle.wire.certificates.issue import Holder, Use

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOLDER = Holder(idnat="899881000014", family="GUIVARCH", given="Solenn", title="Médecin", profession="10")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("authority") / "made"


@pytest.fixture(scope="module")
def authority(folder):
    return Authority(folder)


def test_it_is_made_once_and_found_again(authority, folder):
    assert Authority(folder).pem == authority.pem


def test_a_folder_left_half_made_is_made_again(tmp_path):
    first = Authority(tmp_path)
    first.server_certificate.unlink()
    assert Authority(tmp_path).pem != first.pem


def test_its_names_say_that_it_is_for_tests(authority):
    for issued in (authority.root, authority.persons, authority.organisations):
        assert "TEST-ONLY" in issued.certificate.subject


def test_its_server_answers_to_the_names_by_which_this_machine_calls_itself(authority):
    leaf, issuer = x509.load_pem_x509_certificates(authority.server_certificate.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert {"127.0.0.1", "::1"} <= {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    leaf.verify_directly_issued_by(issuer)
    assert (authority.server_key.stat().st_mode & 0o077) == 0


def test_a_card_leads_to_its_root_at_the_instant_it_was_asked_for(authority):
    pair = authority.card("guivarch", HOLDER, AT)
    for issued in (pair.authentication, pair.signature):
        assert verify_chain(issued.certificate, authority.trust(), AT) == []
        assert (issued.certificate.kind, issued.certificate.card_type) == (Kind.CARD, CardType.CPS)
    assert pair.authentication.certificate.can_authenticate
    assert pair.signature.certificate.can_sign


def test_a_card_lasts_three_years_around_that_instant(authority):
    certificate = authority.card("guivarch", HOLDER, AT).authentication.certificate
    assert certificate.covers(AT - timedelta(days=365))
    assert certificate.covers(AT + timedelta(days=730))
    assert not certificate.covers(AT + timedelta(days=731))


def test_the_same_card_is_given_while_it_lasts_and_another_one_after(authority):
    first = authority.card("guivarch", HOLDER, AT).signature.certificate
    later = authority.card("guivarch", HOLDER, AT + timedelta(days=700)).signature.certificate
    renewed = authority.card("guivarch", HOLDER, AT + timedelta(days=800)).signature.certificate
    assert first.fingerprint == later.fingerprint
    assert first.fingerprint != renewed.fingerprint


@pytest.mark.parametrize(("who", "name"), [("3990100109/SEC0042", "3990100109-SEC0042"), ("../..", "-----")])
def test_whatever_an_actor_is_called_the_files_stay_in_the_folder(authority, folder, who, name):
    authority.card(who, HOLDER, AT)
    assert (folder / "issued" / name).is_dir()


@pytest.mark.rule("AUTH-044")
def test_a_structure_gets_certificates_of_its_legal_entity_by_use(authority):
    pair = authority.organisation("1991100017", "1991100017", "CENTRE HOSPITALIER", AT)
    assert (pair.authentication.certificate.service, pair.signature.certificate.service) == ("DMP-AUTO", "DMP-SIGN")
    assert pair.signature.certificate.structure == "1991100017"
    assert verify_chain(pair.signature.certificate, authority.trust(), AT) == []


def test_what_it_issued_is_listed_with_the_most_recent_last(tmp_path):
    authority = Authority(tmp_path)
    authority.card("a", HOLDER, AT)
    authority.organisation("b", "1991100017", "CH", AT)
    kinds = [certificate.kind for certificate in authority.issued()]
    assert kinds == [Kind.CARD, Kind.CARD, Kind.ORGANISATION, Kind.ORGANISATION]


@pytest.mark.rule("AUTH-044")
@pytest.mark.parametrize(("use", "service"), [(Use.AUTHENTICATION, "DMP-AUTO"), (Use.SIGNATURE, "DMP-SIGN")])
def test_a_certificate_that_was_ordered_is_of_its_use(authority, use, service):
    assert authority.seal("1991100017", "CENTRE HOSPITALIER", use, AT).certificate.service == service
