"""What an identity must be to feed the record, around the days when the rules changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.clock import parse_instant
from socle.identity import matricule, oids
from socle.identity.rules import is_acceptable_ins, may_feed_for
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX

CHOICES = Choices()
PRODUCTION = replace(CHOICES, production=True)
NOW = parse_instant("2026-09-15T08:00:00Z")
#: The last second of 2022 and the first of 2023, in France (one hour ahead of UTC in winter).
LAST_OF_2022 = parse_instant("2022-12-31T22:59:59Z")
FIRST_OF_2023 = parse_instant("2022-12-31T23:00:00Z")

QUALIFIED = CX.of("284053523899177", oids.NIR_TEST, "NH")
REAL = CX.of("284053523899177", oids.NIR, "NH")
INS_C = CX.of("1234567890123456789012", oids.INS_C, "NH")
LOCAL = CX.of("IPP-000117", "1.2.3", "PI")
SOCIAL_SECURITY = CX.of("284053523899177", "1.2.250.1.213.1.4.13")
UNQUALIFIED = [INS_C, LOCAL, SOCIAL_SECURITY, CX.of("", oids.NIR), CX(""), None]


def ids(decision):
    return [finding.verdict.id for finding in decision.errors]


@pytest.mark.rule("DMP-179")
@pytest.mark.rule("DMP-180")
@pytest.mark.parametrize("patient", UNQUALIFIED, ids=str)
@pytest.mark.parametrize("version", ["1", "2.0", "2.4", "2.5"])
def test_from_2023_on_what_is_not_a_qualified_ins_does_not_feed_in_any_version(patient, version):
    for at in (FIRST_OF_2023, NOW):
        decision = may_feed_for(patient, version, at, CHOICES)
        assert "identity.ins-not-qualified" in ids(decision)
        assert {"DMP-179", "DMP-180"} <= set(decision.rules)


@pytest.mark.rule("DMP-176")
@pytest.mark.parametrize("patient", UNQUALIFIED, ids=str)
@pytest.mark.parametrize("version", ["1", "2.0"])
def test_until_the_end_of_2022_an_ins_that_is_not_qualified_feeds(patient, version):
    decision = may_feed_for(patient, version, LAST_OF_2022, CHOICES)
    assert decision.allowed
    assert "DMP-176" in decision.rules


@pytest.mark.rule("DMP-181")
@pytest.mark.parametrize("patient", UNQUALIFIED, ids=str)
@pytest.mark.parametrize("version", ["2.4", "2.5"])
def test_versions_2_4_and_2_5_feed_with_the_ins_even_before_2023(patient, version):
    decision = may_feed_for(patient, version, LAST_OF_2022, CHOICES)
    assert ids(decision) == ["identity.ins-required"]
    assert "DMP-181" in decision.rules


@pytest.mark.rule("DMP-181")
@pytest.mark.parametrize("version", ["2.4", "2.5"])
@pytest.mark.parametrize("at", [LAST_OF_2022, FIRST_OF_2023, NOW])
def test_with_the_ins_both_versions_feed_on_any_day(version, at):
    decision = may_feed_for(QUALIFIED, version, at, CHOICES)
    assert decision.allowed
    assert "DMP-181" in decision.rules


@pytest.mark.rule("DMP-176")
@pytest.mark.rule("DMP-179")
def test_the_day_is_a_setting_since_the_field_saw_october_2023():
    later = replace(CHOICES, qualified_ins_first_day=date(2023, 10, 1))
    assert may_feed_for(INS_C, "2.0", parse_instant("2023-09-30T21:59:59Z"), later).allowed
    assert ids(may_feed_for(INS_C, "2.0", parse_instant("2023-09-30T22:00:00Z"), later)) == [
        "identity.ins-not-qualified"
    ]


@pytest.mark.parametrize("oid", sorted(oids.TEST_OIDS))
@pytest.mark.parametrize("at", [LAST_OF_2022, NOW])
def test_a_test_ins_never_feeds_a_production_server(oid, at):
    assert "identity.test-ins-in-production" in ids(may_feed_for(CX.of("284053523899177", oid), "2.5", at, PRODUCTION))


@pytest.mark.rule("DMP-179")
@pytest.mark.rule("DMP-180")
@pytest.mark.parametrize("oid", sorted(oids.TEST_OIDS))
def test_a_test_ins_is_a_qualified_one_in_a_test_environment_alone(oid):
    patient = CX.of("284053523899177", oid, "NH")
    assert "identity.ins-not-qualified" in ids(may_feed_for(patient, "2.5", NOW, PRODUCTION))
    assert may_feed_for(patient, "2.5", NOW, CHOICES).allowed


@pytest.mark.parametrize("patient", [REAL, CX.of("284053523899177", oids.NIA)], ids=str)
def test_a_real_ins_feeds_everywhere_since_the_environment_tells_test_from_production(patient):
    assert may_feed_for(patient, "2.5", NOW, PRODUCTION).allowed
    assert may_feed_for(patient, "2.5", NOW, CHOICES).allowed


def test_no_sentence_of_a_refusal_holds_the_matricule_itself():
    for patient in UNQUALIFIED:
        findings = may_feed_for(patient, "2.4", NOW, CHOICES).findings
        assert findings
        for finding in findings:
            assert patient is None or not patient.id or patient.id not in finding.sentence("fr")


def test_a_refusal_is_told_in_french_with_its_day():
    finding = may_feed_for(INS_C, "2.0", NOW, CHOICES).errors[0]
    assert "depuis le 01/01/2023" in finding.sentence("fr")
    assert oids.INS_C in finding.sentence("fr")


def test_an_identifier_that_is_not_an_ins_is_not_recorded_as_one():
    assert ids(is_acceptable_ins(SOCIAL_SECURITY, CHOICES)) == ["identity.not-an-ins"]


@pytest.mark.parametrize("value", ["", "28405352389917", "284053523899177X", "ABC"])
def test_a_matricule_without_the_shape_of_one_is_refused(value):
    assert ids(is_acceptable_ins(CX.of(value, oids.NIR_TEST), CHOICES)) == ["identity.matricule-malformed"]


def test_a_wrong_key_warns_in_the_sandbox_and_refuses_where_the_setting_says_so():
    wrong = CX.of("221042545611404", oids.NIR_TEST)
    warned = is_acceptable_ins(wrong, CHOICES)
    assert warned.allowed
    assert [finding.verdict.id for finding in warned.findings] == ["identity.matricule-key"]
    strict = replace(CHOICES, refuse_bad_check_digits=True)
    refused = is_acceptable_ins(wrong, strict)
    assert ids(refused) == ["identity.matricule-key-refused"]
    assert refused.findings[0].expected == matricule.key("2210425456114")


def test_a_right_key_says_nothing():
    assert is_acceptable_ins(QUALIFIED, CHOICES).findings == ()
    assert is_acceptable_ins(CX.of("255082A16802597", oids.NIR), CHOICES).findings == ()


def test_the_old_calculated_identifier_is_taken_into_history_without_a_key():
    assert is_acceptable_ins(INS_C, CHOICES).findings == ()


def test_a_test_matricule_is_not_recorded_in_production():
    assert ids(is_acceptable_ins(QUALIFIED, PRODUCTION)) == ["identity.test-ins-in-production"]
