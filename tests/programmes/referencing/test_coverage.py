"""Which requirements apply to a software and which are proven; whether it may be funded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.programmes.referencing.coverage import Proof, Requirement, cover, may_be_funded, second_wave
from socle.programmes.referencing.profile import Software

GENERAL = Requirement(id="DMP.1", kind="general", line=2, scenario="SC.1")
MAILIZ = Requirement(id="MSS.2", kind="conditional", line=3, scenario="SC.2", condition="operateur = mailiz")
CDS = Requirement(id="ORG.3", kind="conditional", line=4, scenario="SC.3", condition="structure a CDS")
ADVICE = Requirement(id="PRE.4", kind="preconisation", line=5)
MATRIX = (GENERAL, MAILIZ, CDS, ADVICE)
PROFILE = {"operateur": "Mailiz", "structure": ("MSP",)}


def proofs(**states):
    return [Proof(name.replace("_", "."), state) for name, state in states.items()]


def told(coverage):
    return [
        finding.verdict.id.removeprefix("referencing.") for one in coverage.covered for finding in one.decision.findings
    ]


@pytest.mark.rule("TEST-006")
def test_every_requirement_that_applies_needs_an_accepted_proof():
    whole = cover(MATRIX, proofs(DMP_1="accepted", MSS_2="accepted"), PROFILE)
    assert whole.referenced is True
    lacking = cover(MATRIX, proofs(DMP_1="accepted"), PROFILE)
    assert (lacking.referenced, told(lacking)) == (False, ["proof-missing", "not-asked"])
    refused = cover(MATRIX, proofs(DMP_1="accepted", MSS_2="refused"), PROFILE)
    assert (refused.referenced, told(refused)) == (False, ["proof-refused", "not-asked"])
    waiting = cover(MATRIX, proofs(DMP_1="accepted", MSS_2="filed"), PROFILE)
    assert (waiting.referenced, told(waiting)) == (None, ["proof-waiting", "not-asked"])


def test_of_several_proofs_the_latest_counts():
    again = [Proof("DMP.1", "accepted", filed=date(2022, 6, 1)), Proof("DMP.1", "refused", filed=date(2022, 5, 1))]
    assert cover((GENERAL,), again, {}).referenced is True
    assert cover((GENERAL,), proofs(DMP_1="accepted") + proofs(DMP_1="refused"), {}).referenced is False


@pytest.mark.rule("TEST-006")
def test_each_piece_of_the_latest_deposit_must_be_accepted():
    def states(*pieces):
        filed = [Proof("DMP.1", state, name, date(2022, 6, day)) for name, state, day in pieces]
        return cover((GENERAL,), filed, {}).covered[0].proof

    assert states(("a.pdf", "accepted", 1), ("b.pdf", "refused", 1), ("c.pdf", "accepted", 1)) == "refused"
    assert states(("a.pdf", "filed", 1), ("b.pdf", "accepted", 1)) == "filed"
    assert states(("a.pdf", "refused", 1), ("a.pdf", "accepted", 1)) == "accepted"
    assert states(("b.pdf", "accepted", 2), ("a.pdf", "refused", 1)) == "accepted"


@pytest.mark.rule("SONS-023")
def test_a_preconisation_is_not_verified_and_blocks_nothing():
    advised = cover((GENERAL, ADVICE), proofs(DMP_1="accepted", PRE_4="refused"), {})
    assert (advised.referenced, told(advised)) == (True, ["not-asked"])
    assert cover((GENERAL, replace(ADVICE, kind="general")), proofs(DMP_1="accepted"), {}).referenced is False


@pytest.mark.rule("SONS-025")
def test_the_set_of_requirements_is_computed_from_the_profile():
    accepted = proofs(DMP_1="accepted")
    assert cover(MATRIX, accepted, {"operateur": "autre", "structure": "MSP"}).referenced is True
    assert cover(MATRIX, accepted, {"operateur": "mailiz", "structure": "MSP"}).referenced is False
    assert cover(MATRIX, accepted, {"operateur": "autre", "structure": ("MSP", "CDS")}).referenced is False
    silent = cover(MATRIX, accepted, {"operateur": "autre"})
    assert (silent.referenced, told(silent)) == (None, ["profile-silent", "not-asked"])
    assert silent.covered[2].applicable is None


@pytest.mark.rule("SONS-025")
def test_a_general_requirement_is_asked_of_all_whatever_its_condition_and_it_is_told():
    odd = replace(GENERAL, condition="operateur = mailiz")
    found = cover((odd,), [], {"operateur": "autre"})
    assert (found.referenced, told(found)) == (False, ["condition-idle", "proof-missing"])
    assert cover((odd,), proofs(DMP_1="accepted"), {"operateur": "autre"}).referenced is True


@pytest.mark.rule("SONS-025")
def test_a_conditional_requirement_without_a_readable_condition_is_told():
    for condition, verdict in (("", "no-condition"), ("operateur =", "condition-unreadable")):
        assert told(cover((replace(CDS, condition=condition),), [], {})) == [verdict]
        assert cover((GENERAL, replace(CDS, condition=condition)), proofs(DMP_1="accepted"), {}).referenced is None


@pytest.mark.rule("TEST-007")
def test_the_matrix_gives_each_requirement_once_with_its_scenario():
    assert "no-scenario" in told(cover((replace(GENERAL, scenario=""),), proofs(DMP_1="accepted"), {}))
    twice = cover((GENERAL, replace(GENERAL, line=9)), proofs(DMP_1="accepted"), {})
    assert (twice.referenced, twice.decision.findings[0].found) == (False, "2, 9")
    stray = cover((GENERAL,), proofs(DMP_1="accepted", XXX_9="accepted"), {})
    assert [finding.found for finding in stray.decision.findings] == ["XXX.9"]


def test_a_matrix_without_a_requirement_proves_nothing():
    assert cover((), [], {}).referenced is None


@pytest.mark.rule("SONS-020")
def test_referencing_comes_before_any_funding():
    assert may_be_funded(Software(kind="DUI"), True).allowed
    for referenced in (False, None):
        refused = may_be_funded(Software(kind="DUI"), referenced)
        assert [finding.verdict.id for finding in refused.errors] == ["referencing.not-referenced"]


@pytest.mark.rule("SONS-022")
def test_a_compatible_version_that_is_not_referenced_is_not_funded():
    software = Software(kind="DUI", ordered="4.1", referenced=("4.2",))
    refused = may_be_funded(software, True)
    assert [finding.verdict.id for finding in refused.errors] == ["referencing.compatible-only"]
    assert may_be_funded(replace(software, ordered="4.2"), None).allowed


@pytest.mark.rule("SONS-028")
@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        *(("Portail patient", False), ("Outil de télé-surveillance", False), ("Outils de télé suivi", False)),
        *(("Portail pour les patients", False), ("DPI", True)),
    ],
)
def test_patient_portals_and_telemonitoring_are_not_eligible(kind, allowed):
    assert may_be_funded(Software(kind=kind), True).allowed is allowed


@pytest.mark.rule("SONS-085")
@pytest.mark.rule("SONS-086")
def test_what_was_announced_of_wave_two_is_shown_by_corridor():
    radiology, hospital = second_wave("Radiologie"), second_wave("hopital")
    assert [row["rule"] for row in radiology + hospital] == ["SONS-085", "SONS-086"]
    assert all(word in radiology[0]["fr"] for word in ("PACS", "liens vers les images"))
    assert all(word in hospital[0]["fr"] for word in ("éléments du DMP", "MSSanté", "sécurité"))
