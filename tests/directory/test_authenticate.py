"""From a verified token and the connection's certificate to an actor, or every reason why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from socle.clock import parse_instant
from socle.directory import services, store
from socle.directory.actor import Authentication, Kind
from socle.directory.models import Card, TokenUse
from socle.directory.services import authenticate, lookups, purge_token_uses
from socle.ledger.acting import act, joined
from socle.rulebook import choices
from socle.wire.certificates import CardType, issue
from socle.wire.certificates import read as read_certificate
from socle.wire.certificates.issue import Use
from socle.wire.vihf.model import AccessMode, Mode, Software
from socle.wire.xds.model import Code
from tests.certificates import without_extended_usages
from tests.directory.builders import (
    AIR,
    DIRECT,
    EMERGENCY,
    INDIRECT,
    LAST_OF_2022,
    NOW,
    PHYSICIAN,
    SECRETARY,
    ids,
)

pytestmark = pytest.mark.django_db

LONG = issue.Validity(NOW - timedelta(days=30), NOW + timedelta(days=30))

AUTHENTICATION, SIGNATURE = Use.AUTHENTICATION, Use.SIGNATURE
EMPLOYEE = "699880000015001/EMP0001"


@pytest.fixture
def call(cast, mint, authority):
    """Present a token; certificates are those of its own person or structure unless said."""

    def present(token, *, tls=..., signer=..., at=NOW, message="urn:uuid:1", holder=None):
        if token.mode is Mode.DIRECT:
            person = holder or token.name_id
            own = {use: mint.card(person, use) for use in Use}
        else:
            own = {use: mint.organisation(holder or "1990100018", use) for use in Use}
        tls = own[AUTHENTICATION] if tls is ... else tls
        signed = replace(token, certificate=own[SIGNATURE] if signer is ... else signer, issue_instant=at)
        return authenticate(signed, tls, at, message_id=message, trust=authority.trust)

    return present


@pytest.fixture
def in_production():
    before = choices.current()
    choices.install(replace(before, production=True))
    yield
    choices.install(before)


def refused(outcome):
    actor, findings = outcome
    assert actor is None
    assert findings
    return ids(findings)


def accepted(outcome):
    actor, findings = outcome
    assert ids(findings) == []
    assert actor is not None
    return actor


# --- the connection's certificate -------------------------------------------------------------------


@pytest.mark.parametrize("token", [DIRECT, INDIRECT, AIR], ids=lambda token: token.mode)
def test_a_call_without_a_client_certificate_is_refused_with_its_own_verdict(call, token):
    outcome = call(token, tls=None)
    assert refused(outcome) == ["directory.client-certificate-absent"]
    assert outcome[1][0].verdict.codes["soap"]["sender"] == "DMPInvalidCertificate"


@pytest.mark.rule("AUTH-041")
@pytest.mark.parametrize("der", [b"", b"not a certificate", b"0\x03\x02\x01\x01"])
def test_a_certificate_that_cannot_be_read_is_refused(call, der):
    assert refused(call(DIRECT, tls=der)) == ["wire.certificate-unreadable"]
    assert refused(call(DIRECT, signer=der)) == ["wire.certificate-unreadable"]


@pytest.mark.rule("AUTH-041")
def test_the_connection_s_certificate_is_judged_at_the_instant_of_the_call(call, mint):
    short = issue.Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC))
    tls = mint.card(DIRECT.name_id, AUTHENTICATION, validity=short)
    assert refused(call(DIRECT, tls=tls)) == ["wire.certificate-expired"]
    assert refused(call(DIRECT, tls=tls, at=parse_instant("2025-12-31"))) == ["wire.certificate-not-yet-valid"]
    assert accepted(call(DIRECT, tls=tls, at=parse_instant("2026-03-01")))


@pytest.mark.rule("AUTH-041", "TEST-003")
def test_a_certificate_of_an_unknown_authority_is_refused(call, mint):
    stranger = issue.root("TEST-ONLY AC INCONNUE", issue.Validity(NOW - timedelta(days=9), NOW + timedelta(days=9)))
    tls = mint.organisation("1990100018", AUTHENTICATION, issuer=stranger)
    assert refused(call(INDIRECT, tls=tls)) == ["wire.certificate-unknown-authority"]


@pytest.mark.rule("AUTH-041")
def test_a_revoked_certificate_is_refused_from_the_instant_of_its_revocation(call, mint):
    tls = mint.organisation("1990100018", AUTHENTICATION)
    certificate = read_certificate(tls)
    services.revoke_certificate(certificate.issuer, certificate.serial, NOW)
    assert refused(call(INDIRECT, tls=tls)) == ["wire.certificate-revoked"]
    assert accepted(call(INDIRECT, tls=tls, at=NOW - timedelta(seconds=1)))


@pytest.mark.rule("AUTH-041")
def test_a_signature_certificate_does_not_open_a_connection(call, mint):
    tls = mint.organisation("1990100018", SIGNATURE)
    assert refused(call(INDIRECT, tls=tls)) == ["directory.certificate-not-for-authentication"]


def test_a_certificate_that_does_not_tell_its_use_does_not_open_a_connection(call, authority):
    issued = issue.organisation(
        authority.organisations, "DMP-AUTO", structure="1990100018", name="TEST", use=AUTHENTICATION, validity=LONG
    )
    silent = without_extended_usages(issued, authority.organisations)
    assert refused(call(INDIRECT, tls=silent.certificate.der)) == ["directory.certificate-not-for-authentication"]


@pytest.mark.rule("AUTH-041")
def test_a_card_reported_lost_is_refused_from_then_on(call):
    services.register_card("8099900001/9900000001", "CPS", DIRECT.name_id)
    Card.objects.update(opposed_at=NOW)
    assert set(refused(call(DIRECT))) == {"directory.card-opposed"}
    assert accepted(call(DIRECT, at=NOW - timedelta(seconds=1)))


# --- the holder and the token -----------------------------------------------------------------------


def test_the_card_of_a_colleague_does_not_carry_the_token(call, mint):
    tls = mint.card("899880000023", AUTHENTICATION)
    outcome = call(DIRECT, tls=tls)
    assert refused(outcome) == ["directory.card-not-of-token"]
    assert outcome[1][0].place == "TLS"


def test_a_token_signed_with_the_card_of_a_colleague_is_refused(call, mint):
    outcome = call(DIRECT, signer=mint.card("899880000023", SIGNATURE))
    assert refused(outcome) == ["directory.card-not-of-token"]
    assert outcome[1][0].place == "VIHF"


def test_an_organisation_s_connection_does_not_carry_a_direct_token(call, mint):
    tls = mint.organisation("1990100018", AUTHENTICATION)
    assert refused(call(DIRECT, tls=tls)) == ["directory.mode-not-of-certificate"]


@pytest.mark.parametrize("token", [INDIRECT, AIR], ids=lambda token: token.mode)
def test_a_card_does_not_carry_an_indirect_token(call, mint, token):
    tls = mint.card("899880000023", AUTHENTICATION)
    assert refused(call(token, tls=tls)) == ["directory.mode-not-of-certificate"]


@pytest.mark.rule("AUTH-040")
@pytest.mark.parametrize("token", [INDIRECT, AIR], ids=lambda token: token.mode)
def test_the_certificates_of_another_structure_do_not_carry_the_token(call, token):
    found = refused(call(token, holder="1990200016"))
    assert found == ["directory.structure-not-of-certificate"] * 2


@pytest.mark.rule("AUTH-040")
def test_each_of_the_two_certificates_is_checked(call, mint):
    foreign = {use: mint.organisation("1990200016", use) for use in Use}
    by_connection = call(INDIRECT, tls=foreign[AUTHENTICATION])
    by_signature = call(INDIRECT, signer=foreign[SIGNATURE])
    assert [finding.place for finding in by_connection[1]] == ["TLS"]
    assert [finding.place for finding in by_signature[1]] == ["VIHF"]


@pytest.mark.rule("AUTH-040")
def test_a_certificate_under_a_siren_does_not_carry_an_indirect_token(call):
    assert "directory.certificate-without-national-identifier" in refused(call(INDIRECT, holder="2187512751"))


@pytest.mark.rule("AUTH-042")
def test_a_structure_outside_the_directory_is_refused(call):
    assert refused(call(replace(INDIRECT, structure="1990999999"))) == ["directory.structure-unknown"]
    assert "directory.structure-unknown" in refused(call(replace(DIRECT, structure="")))


@pytest.mark.rule("AUTH-042")
@pytest.mark.parametrize("token", [DIRECT, AIR], ids=lambda token: token.mode)
def test_a_professional_outside_the_directory_is_refused(call, token):
    assert refused(call(replace(token, name_id="899880000999"))) == ["directory.professional-unknown"]


@pytest.mark.rule("AUTH-043")
def test_a_structure_that_changed_finess_without_a_new_certificate_is_refused(call):
    services.change_structure_identifier("1990100018", "1990100901", NOW)
    outcome = call(INDIRECT)
    assert set(refused(outcome)) == {"directory.certificate-of-former-identifier"}
    assert accepted(call(INDIRECT, holder="1990100901"))
    assert accepted(call(INDIRECT, at=NOW - timedelta(days=1), message="urn:uuid:eve"))


@pytest.mark.rule("AUTH-043")
def test_a_change_of_finess_takes_effect_on_its_day_in_france(call):
    services.change_structure_identifier("1990100018", "1990100901", parse_instant("2026-09-14T22:30:00Z"))
    assert accepted(call(INDIRECT, at=parse_instant("2026-09-14T21:59:59Z")))
    refusals = refused(call(INDIRECT, at=parse_instant("2026-09-14T22:00:00Z"), message="urn:uuid:midnight"))
    assert set(refusals) == {"directory.certificate-of-former-identifier"}


@pytest.mark.rule("AUTH-043")
def test_whoever_works_in_the_structure_follows_it_under_its_new_identifier(call):
    services.change_structure_identifier("499880000015001", "499880000015002", NOW)
    assert accepted(call(replace(DIRECT, structure="499880000015002")))
    assert lookups.employee(EMPLOYEE).structure == "499880000015002"


@pytest.mark.rule("AUTH-043")
def test_a_call_sees_the_change_of_identifier_that_came_after_the_call_before(call):
    assert accepted(call(INDIRECT))
    services.change_structure_identifier("1990100018", "1990100901", NOW)
    assert set(refused(call(INDIRECT, message="urn:uuid:2"))) == {"directory.certificate-of-former-identifier"}


@pytest.mark.rule("AUTH-042")
def test_a_call_sees_a_professional_registered_after_the_call_before(call):
    newcomer = replace(DIRECT, name_id="899880000049")
    assert refused(call(newcomer)) == ["directory.professional-unknown"]
    services.register_professional(
        newcomer.name_id, "NOUVELLE", profession="10", specialties=["SM26"], structures=["499880000015001"]
    )
    assert accepted(call(newcomer))


@pytest.mark.rule("AUTH-041")
def test_a_call_sees_a_card_opposed_or_a_certificate_revoked_after_the_call_before(call, mint):
    services.register_card("8099900001/9900000001", "CPS", DIRECT.name_id)
    assert accepted(call(DIRECT))
    Card.objects.update(opposed_at=NOW)
    assert "directory.card-opposed" in refused(call(DIRECT, message="urn:uuid:2"))
    tls = mint.organisation("1990100018", AUTHENTICATION)
    assert accepted(call(INDIRECT, tls=tls))
    services.revoke_certificate(read_certificate(tls).issuer, read_certificate(tls).serial, NOW)
    assert "wire.certificate-revoked" in refused(call(INDIRECT, tls=tls, message="urn:uuid:2"))


@pytest.mark.rule("AUTH-044")
@pytest.mark.rule("AUTH-046")
def test_the_certificate_of_a_site_serves_until_the_end_of_2022_and_not_after(call):
    assert set(refused(call(INDIRECT, holder="1990100109"))) == {"directory.legal-entity-certificate-due"}
    assert accepted(call(INDIRECT, holder="1990100109", at=LAST_OF_2022))


@pytest.mark.rule("AUTH-045")
def test_a_token_that_names_the_legal_entity_instead_of_the_site_is_refused(call):
    assert set(refused(call(replace(INDIRECT, structure="1990100018")))) == {"directory.site-not-named"}


@pytest.mark.rule("AUTH-045")
def test_whose_certificate_made_the_call_is_known_to_what_asks_documents_for_the_site(call):
    by_entity = accepted(call(INDIRECT))
    assert (by_entity.certificate_of, by_entity.structure) == ("1990100018", "1990100109")
    by_site = accepted(call(INDIRECT, holder="1990100109", at=LAST_OF_2022, message="urn:uuid:2"))
    assert by_site.certificate_of == "1990100109"
    assert accepted(call(DIRECT)).certificate_of == ""


@pytest.mark.rule("TEST-001")
@pytest.mark.rule("TEST-002")
def test_a_production_card_is_refused_in_a_test_environment(call, mint):
    tls = mint.card(DIRECT.name_id, AUTHENTICATION, test=False)
    assert refused(call(DIRECT, tls=tls)) == ["directory.production-material-in-test"]


@pytest.mark.rule("TEST-001")
@pytest.mark.rule("TEST-003")
def test_a_production_certificate_is_refused_in_a_test_environment(call, mint):
    signer = mint.organisation("1990100018", SIGNATURE, test=False)
    assert refused(call(INDIRECT, signer=signer)) == ["directory.production-material-in-test"]


def test_test_material_is_refused_in_production(call, in_production):
    assert set(refused(call(INDIRECT))) == {"directory.test-material-in-production"}


def test_material_of_production_is_accepted_in_production(call, mint, in_production):
    own = {use: mint.organisation("1990100018", use, test=False) for use in Use}
    assert accepted(call(INDIRECT, tls=own[AUTHENTICATION], signer=own[SIGNATURE]))


# --- the person ---------------------------------------------------------------------------------------


def test_a_professional_acts_only_where_the_directory_links_her(call):
    assert refused(call(replace(DIRECT, structure="1990200107"))) == ["directory.professional-and-structure-not-linked"]


def test_a_professional_of_one_site_acts_on_the_other(call):
    token = replace(DIRECT, name_id="899880000023", structure="1990100208", roles=(PHYSICIAN, EMERGENCY))
    assert accepted(call(token)).structure == "1990100208"


def test_a_physician_without_specialty_is_refused(call):
    assert refused(call(replace(DIRECT, roles=(PHYSICIAN,)))) == ["directory.specialty-missing"]


@pytest.mark.rule("DMP-062")
def test_a_profession_or_a_specialty_that_is_not_hers_is_refused(call):
    for roles in [(Code("60", PHYSICIAN.scheme),), (PHYSICIAN, EMERGENCY)]:
        assert refused(call(replace(DIRECT, roles=roles))) == ["directory.role-not-of-professional"]


def test_break_glass_without_a_reason_is_refused(call):
    token = replace(DIRECT, access_mode=AccessMode.BREAK_GLASS)
    assert refused(call(token)) == ["directory.break-glass-without-reason"]


def test_the_card_of_authorised_staff_opens_nothing(call, mint):
    own = {use: mint.card(EMPLOYEE, use, card_type=CardType.CPA, structure="499880000015001") for use in Use}
    token = replace(DIRECT, name_id=EMPLOYEE, roles=(SECRETARY,))
    assert "directory.card-not-for-care" in refused(call(token, tls=own[AUTHENTICATION], signer=own[SIGNATURE]))


def test_an_employee_card_of_another_structure_is_refused(call, mint):
    own = {use: mint.card(EMPLOYEE, use, card_type=CardType.CPE, structure="499880000015001") for use in Use}
    token = replace(DIRECT, name_id=EMPLOYEE, structure="1990200107", roles=(SECRETARY,))
    found = refused(call(token, tls=own[AUTHENTICATION], signer=own[SIGNATURE]))
    assert set(found) == {"directory.structure-not-of-certificate"}


# --- the software -------------------------------------------------------------------------------------


@pytest.mark.rule("TEST-004")
@pytest.mark.parametrize("software", [None, Software("Cahier LGC", "2026.1", "UNKNOWN-1")])
def test_software_without_a_known_homologation_is_refused(call, software):
    assert refused(call(replace(DIRECT, software=software))) == ["directory.software-unknown"]


@pytest.mark.rule("DMP-174")
def test_software_in_version_1_calls_until_the_end_of_2022_and_not_after(call):
    services.register_software("TEST-ONLY-OLD-0009", "Vieux LGC", "1", api_version="1")
    token = replace(DIRECT, software=Software("Vieux LGC", "1", "TEST-ONLY-OLD-0009"))
    assert accepted(call(token, at=LAST_OF_2022)).api_version == "1"
    assert refused(call(token)) == ["directory.api-version-stopped"]


@pytest.mark.rule("DMP-173")
def test_by_the_other_answer_software_in_version_1_calls_until_30_december_2023(call):
    services.register_software("TEST-ONLY-OLD-0009", "Vieux LGC", "1", api_version="1")
    token = replace(DIRECT, software=Software("Vieux LGC", "1", "TEST-ONLY-OLD-0009"))
    before = choices.current()
    choices.install(replace(before, api_v1_last_day=date(2023, 12, 30)))
    try:
        assert accepted(call(token, at=parse_instant("2023-12-30T22:59:59Z"))).api_version == "1"
        assert refused(call(token, at=parse_instant("2023-12-30T23:00:00Z"))) == ["directory.api-version-stopped"]
    finally:
        choices.install(before)


# --- every fault at once, and reuse ---------------------------------------------------------------------


def test_all_reasons_are_told_at_once(call):
    token = replace(
        DIRECT, structure="1990200107", roles=(PHYSICIAN,), software=None, access_mode=AccessMode.BREAK_GLASS
    )
    assert set(refused(call(token, tls=None))) == {
        "directory.client-certificate-absent",
        "directory.software-unknown",
        "directory.specialty-missing",
        "directory.break-glass-without-reason",
        "directory.professional-and-structure-not-linked",
    }


def test_the_same_token_with_the_same_message_is_refused_the_second_time(call):
    assert accepted(call(DIRECT))
    outcome = call(DIRECT)
    assert refused(outcome) == ["directory.token-reused"]
    assert refused(call(DIRECT)) == ["directory.token-reused"]


def test_of_two_exchanges_at_once_with_one_token_and_message_the_second_to_act_is_refused(call):
    @joined()
    def exchange():
        assert accepted(call(DIRECT))
        store.burn(DIRECT.id, "urn:uuid:1", NOW, NOW)  # the other acts first
        act(lambda: None)

    with pytest.raises(services.Reused) as reused:
        exchange()
    assert ids([reused.value.finding]) == ["directory.token-reused"]


def test_a_token_may_serve_several_messages_and_a_message_id_several_tokens(call):
    assert accepted(call(DIRECT))
    assert accepted(call(DIRECT, message="urn:uuid:2"))
    assert accepted(call(replace(DIRECT, id="_other")))


def test_a_refused_call_does_not_use_up_its_token(call):
    assert refused(call(DIRECT, tls=None))
    assert accepted(call(DIRECT))


def test_ids_of_any_length_are_remembered(call):
    token = replace(DIRECT, id="_" + "x" * 5000)
    assert accepted(call(token, message="m" * 5000))
    assert refused(call(token, message="m" * 5000)) == ["directory.token-reused"]
    assert accepted(call(token, message="m" * 4999))


def test_uses_are_forgotten_once_the_token_has_long_expired(call):
    assert accepted(call(DIRECT))
    assert accepted(call(replace(DIRECT, id="_long", not_on_or_after=NOW + timedelta(days=30))))
    assert purge_token_uses(NOW + timedelta(hours=23)) == 0
    assert purge_token_uses(NOW + timedelta(days=2)) == 1
    assert TokenUse.objects.get().token_id == "_long"
    assert purge_token_uses(NOW + timedelta(days=32)) == 1


def test_a_token_that_ends_with_the_calendar_is_used_once_like_any_other(call):
    token = replace(DIRECT, not_on_or_after=datetime.max.replace(tzinfo=UTC))
    assert accepted(call(token))
    assert refused(call(token)) == ["directory.token-reused"]
    assert purge_token_uses(NOW + timedelta(days=365)) == 0
    assert purge_token_uses(NOW + timedelta(days=368)) == 1


# --- who the actor is -----------------------------------------------------------------------------------


def test_in_direct_mode_the_actor_is_the_person_of_the_card(call):
    actor = accepted(call(DIRECT))
    assert (actor.kind, actor.authentication) == (Kind.PROFESSIONAL, Authentication.CARD)
    assert (actor.id, actor.name) == ("899880000015", "KERVELEC Nolwenn")
    assert (actor.profession, actor.specialty) == ("10", "SM26")
    assert (actor.structure, actor.structure_name) == ("499880000015001", "CABINET DU DR KERVELEC")
    assert actor.legal_entity == ""
    assert actor.api_version == "2.5"
    assert actor.software == DIRECT.software


def test_in_indirect_mode_the_actor_is_the_structure_and_the_person_is_kept_for_the_journal(call):
    actor = accepted(call(INDIRECT))
    assert (actor.kind, actor.authentication) == (Kind.STRUCTURE, Authentication.CERTIFICATE)
    assert (actor.id, actor.structure) == ("1990100109", "1990100109")
    assert actor.name == "CH DES TROIS PONTS - SITE DU MOULIN"
    assert actor.legal_entity == "1990100018"
    assert actor.profession == "AUTOMATE"
    assert actor.person_id == "3990100109/DIM0007"


def test_in_air_the_actor_is_the_person_for_whom_the_structure_vouches(call):
    actor = accepted(call(AIR))
    assert (actor.kind, actor.authentication) == (Kind.PROFESSIONAL, Authentication.AIR)
    assert (actor.id, actor.name) == ("899880000023", "DAUMONT Elias")
    assert (actor.structure, actor.legal_entity) == ("1990100109", "1990100018")


@pytest.mark.parametrize(
    ("name_id", "name"), [(EMPLOYEE, "LOUVEL Bastien"), ("699880000015001/NEW", "699880000015001/NEW")]
)
def test_the_holder_of_an_employee_card_is_an_employee_known_by_name_or_not(call, mint, name_id, name):
    own = {use: mint.card(name_id, use, card_type=CardType.CPE, structure="499880000015001") for use in Use}
    token = replace(DIRECT, name_id=name_id, roles=(SECRETARY,))
    actor = accepted(call(token, tls=own[AUTHENTICATION], signer=own[SIGNATURE]))
    assert (actor.kind, actor.authentication) == (Kind.EMPLOYEE, Authentication.EMPLOYEE_CARD)
    assert (actor.id, actor.name, actor.profession) == (name_id, name, "SECRETARIAT_MEDICAL")
    assert actor.structure == "499880000015001"


def test_the_mode_the_reason_and_the_secret_session_reach_the_actor(call):
    token = replace(DIRECT, access_mode=AccessMode.BREAK_GLASS, reason=" Patiente inconsciente ", secret_session=True)
    actor = accepted(call(token))
    assert actor.access_mode is AccessMode.BREAK_GLASS
    assert actor.reason == "Patiente inconsciente"
    assert actor.secret_session


def test_a_card_in_training_acts_like_a_card(call, mint):
    own = {use: mint.card(DIRECT.name_id, use, card_type=CardType.CPF) for use in Use}
    actor = accepted(call(DIRECT, tls=own[AUTHENTICATION], signer=own[SIGNATURE]))
    assert actor.authentication is Authentication.CARD
