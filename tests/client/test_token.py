"""Tokens as the server reads them: each is built, then verified by the server's own code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from socle.client import token
from socle.wire.hl7v2 import CX
from socle.wire.vihf.model import AccessMode, Mode
from socle.wire.vihf.verify import verify
from tests.wire import pki

PATIENT = CX.of("288042923299113", "1.2.250.1.213.1.4.10", "NH")


def read(identity, patient=PATIENT, at=pki.NOW, **options):
    assertion = token.build(identity, patient, pki.NOW, **options)
    found, findings = verify(assertion, trust=pki.trust(), at=at, life=pki.LIFE, skew=pki.SKEW)
    assert found is not None, [finding.sentence("en") for finding in findings]
    return found


@pytest.fixture
def nurse(hospital):
    """A nurse with an e-CPS, vouched for by the hospital."""
    return replace(
        hospital, idnat="899880000056", mode=Mode.AIR, kind="professional", name="Ines PELLOT", profession="60"
    )


class TestWhoActs:
    @pytest.mark.rule("AUTH-041")
    def test_a_card_signs_for_its_holder(self, physician):
        found = read(physician)
        assert (found.name_id, found.mode, found.structure) == ("899880000015", Mode.DIRECT, "1990100018")
        assert found.certificate == physician.signing_certificate().der
        assert found.subject_id == ""
        assert found.version == "3.0"

    def test_profession_then_specialty(self, physician):
        assert [(role.code, role.scheme) for role in read(physician).roles] == [
            ("10", "1.2.250.1.71.1.2.7"),
            ("SM26", "1.2.250.1.71.4.2.5"),
        ]
        assert read(physician).roles[0].label == "Médecin"

    def test_who_has_no_specialty_has_one_role(self, physician):
        assert [role.code for role in read(replace(physician, profession="60", specialty="")).roles] == ["60"]

    def test_an_employee_is_known_by_a_role(self, physician):
        (role,) = read(replace(physician, profession="", specialty="", role="SECRETARIAT_MEDICAL")).roles
        assert (role.code, role.scheme) == ("SECRETARIAT_MEDICAL", "1.2.250.1.213.1.1.4.6")

    @pytest.mark.parametrize(
        ("structure", "internal"),
        [
            ("1990100018", "3990100018/AUTOMATE"),
            ("312345678901234", "512345678901234/AUTOMATE"),
            ("499880000015001", "699880000015001/AUTOMATE"),
        ],
    )
    def test_an_automate_names_the_person_in_charge_in_its_structure(self, hospital, structure, internal):
        found = read(replace(hospital, idnat=structure, structure=structure))
        assert (found.name_id, found.structure, found.mode) == (internal, structure, Mode.INDIRECT)
        assert found.subject_id == "LOGICIEL D'ESSAI,1.0,alimentation"
        assert [role.code for role in found.roles] == ["AUTOMATE"]

    def test_in_air_the_structure_vouches_for_the_person(self, nurse):
        found = read(nurse)
        assert (found.name_id, found.mode, found.subject_id) == ("899880000056", Mode.AIR, "Ines PELLOT")
        assert found.authn_context.endswith(":Password")
        assert found.authn_context_declaration

    def test_the_software_and_the_sector_are_named(self, physician):
        found = read(physician)
        assert found.software == physician.software
        assert found.sector is not None
        assert (found.sector.code, found.sector.scheme) == ("SA01", "1.2.250.1.71.4.2.4")


class TestTheCall:
    def test_the_patient_is_named_unless_there_is_none(self, physician):
        assert str(read(physician).patient) == "288042923299113^^^&1.2.250.1.213.1.4.10&ISO^NH"
        assert read(physician, None).patient is None

    def test_the_normal_access_has_no_reason(self, physician):
        found = read(physician)
        assert (found.access_mode, found.reason, found.secret_session) == (AccessMode.NORMAL, "", False)

    def test_break_glass_says_its_reason(self, physician):
        found = read(physician, access_mode=AccessMode.BREAK_GLASS, reason="Patiente inconsciente & seule")
        assert (found.access_mode, found.reason) == (AccessMode.BREAK_GLASS, "Patiente inconsciente & seule")

    def test_regulation_and_the_secret_session_are_said(self, physician):
        assert read(physician, access_mode=AccessMode.REGULATION).access_mode is AccessMode.REGULATION
        assert read(physician, secret_session=True).secret_session

    def test_no_two_tokens_share_an_id(self, physician):
        assert read(physician).id != read(physician).id

    def test_a_token_holds_at_its_instant_and_not_long_after(self, physician):
        assert read(physician, at=pki.NOW + timedelta(minutes=4)).issue_instant == pki.NOW
        assertion = token.build(physician, PATIENT, pki.NOW)
        late = pki.NOW + timedelta(minutes=8)
        found, findings = verify(assertion, trust=pki.trust(), at=late, life=pki.LIFE, skew=pki.SKEW)
        assert found is None
        assert findings
