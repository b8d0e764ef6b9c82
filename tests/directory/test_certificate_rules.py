"""For whom an organisation's certificate may act: by structure, by kind of establishment, by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.clock import parse_instant
from socle.directory import rules
from socle.directory.kinds import StructureKind, kind_of_sector
from socle.wire.vihf.model import Mode
from tests.directory.builders import (
    CHOICES,
    FIRST_OF_2023,
    HOSPITAL,
    KERVELEC,
    LABORATORY,
    LABORATORY_COMPANY,
    LAST_OF_2022,
    MILL,
    NOW,
    PRACTICE,
    PRODUCTION,
    STATION,
    card,
    ids,
    organisation,
)

PRIVATE_ENTITY = replace(HOSPITAL, kind=StructureKind.PRIVATE_ESTABLISHMENT)
PRIVATE = replace(MILL, kind=StructureKind.PRIVATE_ESTABLISHMENT)
PRIVATE_SIBLING = replace(STATION, kind=StructureKind.PRIVATE_ESTABLISHMENT)
DIALYSIS = replace(MILL, kind=StructureKind.DIALYSIS)
DIALYSIS_SIBLING = replace(STATION, kind=StructureKind.DIALYSIS)

#: The last second of 16 March 2022 in France, and the next one.
BEFORE_SHARING = parse_instant("2022-03-16T22:59:59Z")
SHARING = parse_instant("2022-03-16T23:00:00Z")
EARLY = parse_instant("2021-11-10T08:00:00Z")


def covers(declared, known, at=NOW, choices=CHOICES, certificate=None):
    carried = known.idnat if certificate is None else certificate
    return rules.covers_structure(carried, known, declared, at, choices, "TLS")


# --- the structure of the certificate (AUTH-040, AUTH-042, AUTH-043) --------------------------------


@pytest.mark.rule("AUTH-040")
@pytest.mark.parametrize("at", [EARLY, LAST_OF_2022, FIRST_OF_2023, NOW])
def test_a_certificate_of_a_foreign_structure_is_refused_on_any_day(at):
    assert ids(covers(LABORATORY, HOSPITAL, at)) == ["directory.structure-not-of-certificate"]
    assert ids(covers(LABORATORY, MILL, at)) == ["directory.structure-not-of-certificate"]


@pytest.mark.rule("AUTH-040", "AUTH-049")
def test_a_certificate_that_names_no_structure_acts_for_none():
    assert ids(covers(PRACTICE, None, certificate="")) == ["directory.structure-not-of-certificate"]
    orphan = replace(LABORATORY, legal_entity="")
    assert ids(covers(orphan, replace(orphan, idnat="1990200909"))) == ["directory.structure-not-of-certificate"]


@pytest.mark.rule("AUTH-040")
@pytest.mark.parametrize("structure", ["", "2187512751", "499880000015001", "0123456789", "F990100018"])
def test_a_certificate_attached_to_neither_finess_nor_siret_is_refused(structure):
    decision = rules.carries_national_identifier(organisation(structure), "TLS")
    assert ids(decision) == ["directory.certificate-without-national-identifier"]


@pytest.mark.rule("AUTH-040")
@pytest.mark.parametrize("structure", ["1990100018", "318751275100020", "10B0152872"])
def test_a_certificate_attached_to_a_finess_or_a_siret_is_one(structure):
    decision = rules.carries_national_identifier(organisation(structure), "TLS")
    assert decision.allowed
    assert "AUTH-040" in decision.rules


@pytest.mark.rule("AUTH-040", "AUTH-044")
@pytest.mark.parametrize("at", [EARLY, LAST_OF_2022, FIRST_OF_2023, NOW])
def test_a_laboratory_uses_its_own_certificate_or_that_of_its_legal_entity_on_any_day(at):
    assert covers(LABORATORY, LABORATORY, at).allowed
    assert covers(LABORATORY, LABORATORY_COMPANY, at).allowed
    assert covers(LABORATORY_COMPANY, LABORATORY_COMPANY, at).allowed


@pytest.mark.rule("AUTH-042")
def test_a_structure_outside_the_directory_is_refused():
    decision = rules.structure_exists("1990999999", None, NOW)
    assert ids(decision) == ["directory.structure-unknown"]
    assert "1990999999" in decision.findings[0].sentence("fr")


@pytest.mark.rule("AUTH-042")
def test_a_structure_of_the_directory_is_accepted_until_its_last_day():
    ended = replace(MILL, ended_on=date(2026, 9, 15))
    assert rules.structure_exists(MILL.idnat, MILL, NOW).allowed
    assert rules.structure_exists(MILL.idnat, ended, NOW).allowed
    after = parse_instant("2026-09-15T22:00:00Z")
    assert ids(rules.structure_exists(MILL.idnat, ended, after)) == ["directory.structure-unknown"]


@pytest.mark.rule("AUTH-043")
@pytest.mark.parametrize("declared", [MILL, replace(MILL, legal_entity="1990100901")], ids=["same", "moved"])
def test_a_certificate_under_the_former_identifier_is_refused_from_the_day_of_the_change(declared):
    former = replace(HOSPITAL, ended_on=date(2026, 9, 14), replaced_by="1990100901")
    decision = covers(declared, former)
    assert ids(decision) == ["directory.certificate-of-former-identifier"]
    assert "1990100901" in decision.findings[0].sentence("fr")
    assert "AUTH-043" in decision.rules


@pytest.mark.rule("AUTH-043")
def test_the_former_certificate_serves_until_the_eve_of_the_change():
    former = replace(HOSPITAL, ended_on=date(2026, 9, 15), replaced_by="1990100901")
    assert covers(MILL, former).allowed


@pytest.mark.rule("AUTH-043")
def test_a_new_certificate_serves_after_the_change():
    new = replace(HOSPITAL, idnat="1990100901")
    assert covers(replace(MILL, legal_entity=new.idnat), new).allowed


# --- health establishments from 2023 (AUTH-044, AUTH-045) ---------------------------------------------


@pytest.mark.rule("AUTH-044", "AUTH-047")
@pytest.mark.parametrize("declared", [MILL, PRIVATE, DIALYSIS], ids=lambda structure: structure.kind)
@pytest.mark.parametrize("at", [FIRST_OF_2023, NOW])
def test_from_2023_a_health_establishment_uses_the_certificate_of_its_legal_entity(declared, at):
    decision = covers(declared, HOSPITAL, at)
    assert decision.allowed
    assert {"AUTH-044", "AUTH-045"} <= set(decision.rules)


@pytest.mark.rule("AUTH-044")
@pytest.mark.parametrize("declared", [MILL, PRIVATE, DIALYSIS], ids=lambda structure: structure.kind)
@pytest.mark.parametrize("at", [FIRST_OF_2023, NOW])
def test_from_2023_the_certificate_of_a_health_establishment_s_site_is_refused(declared, at):
    decision = covers(declared, declared, at)
    assert ids(decision) == ["directory.legal-entity-certificate-due"]
    assert "01/01/2023" in decision.findings[0].sentence("fr")
    assert "AUTH-044" in decision.rules


@pytest.mark.rule("AUTH-044")
@pytest.mark.parametrize(
    ("declared", "sibling"), [(MILL, STATION), (PRIVATE, PRIVATE_SIBLING), (DIALYSIS, DIALYSIS_SIBLING)]
)
def test_from_2023_the_certificate_of_a_sister_site_is_refused_too(declared, sibling):
    assert ids(covers(declared, sibling, FIRST_OF_2023)) == ["directory.legal-entity-certificate-due"]


@pytest.mark.rule("AUTH-044")
def test_the_first_day_is_a_setting():
    later = replace(CHOICES, legal_entity_certificate_first_day=date(2023, 7, 1))
    assert covers(MILL, MILL, FIRST_OF_2023, later).allowed
    assert covers(MILL, STATION, FIRST_OF_2023, later).allowed
    assert ids(covers(PRIVATE, PRIVATE_ENTITY, FIRST_OF_2023, later)) == ["directory.site-certificate-due"]
    assert ids(covers(MILL, MILL, parse_instant("2023-07-01T00:00:00Z"), later)) == [
        "directory.legal-entity-certificate-due"
    ]


def test_an_establishment_whose_legal_entity_nobody_knows_stands_for_its_own():
    assert covers(replace(MILL, legal_entity=""), replace(MILL, legal_entity="")).allowed


@pytest.mark.rule("AUTH-045")
@pytest.mark.parametrize("declared", [HOSPITAL, PRIVATE_ENTITY], ids=lambda structure: structure.kind)
@pytest.mark.parametrize("at", [FIRST_OF_2023, NOW])
def test_from_2023_a_token_that_names_the_legal_entity_instead_of_the_site_is_refused(declared, at):
    decision = covers(declared, declared, at)
    assert ids(decision) == ["directory.site-not-named"]
    assert "AUTH-045" in decision.rules


@pytest.mark.rule("AUTH-044", "AUTH-046", "AUTH-047")
@pytest.mark.parametrize(
    ("kind", "sectors"),
    [
        (StructureKind.PUBLIC_ESTABLISHMENT, ["SA01", "SA02"]),
        (StructureKind.PRIVATE_ESTABLISHMENT, ["SA03", "SA04", "SA36"]),
        (StructureKind.DIALYSIS, ["SA34"]),
    ],
)
def test_public_private_and_dialysis_are_told_by_their_sector_of_activity(kind, sectors):
    assert [kind_of_sector(sector) for sector in sectors] == [kind] * len(sectors)
    assert kind.is_health_establishment
    assert not kind_of_sector("SA25").is_health_establishment


# --- the transition (AUTH-046 to AUTH-049) ------------------------------------------------------------


@pytest.mark.rule("AUTH-046")
@pytest.mark.parametrize("declared", [MILL, DIALYSIS], ids=lambda structure: structure.kind)
def test_until_the_end_of_2022_public_and_dialysis_use_either_certificate(declared):
    by_entity = covers(declared, HOSPITAL, LAST_OF_2022)
    assert by_entity.allowed
    assert "AUTH-046" in by_entity.rules
    assert covers(declared, declared, LAST_OF_2022).allowed


@pytest.mark.rule("AUTH-047")
@pytest.mark.parametrize("at", [EARLY, LAST_OF_2022])
def test_until_the_end_of_2022_a_private_establishment_keeps_the_certificate_of_its_site(at):
    assert covers(PRIVATE, PRIVATE, at).allowed
    decision = covers(PRIVATE, PRIVATE_ENTITY, at)
    assert ids(decision) == ["directory.site-certificate-due"]
    assert "AUTH-047" in decision.rules
    assert "31/12/2022" in decision.findings[0].sentence("fr")


@pytest.mark.rule("AUTH-046", "AUTH-047")
def test_until_the_end_of_2022_a_private_legal_entity_does_not_act_for_itself_but_a_public_one_does():
    assert ids(covers(PRIVATE_ENTITY, PRIVATE_ENTITY, LAST_OF_2022)) == ["directory.site-certificate-due"]
    assert covers(HOSPITAL, HOSPITAL, LAST_OF_2022).allowed


@pytest.mark.rule("AUTH-048")
@pytest.mark.parametrize(
    ("declared", "sibling"), [(MILL, STATION), (PRIVATE, PRIVATE_SIBLING), (DIALYSIS, DIALYSIS_SIBLING)]
)
@pytest.mark.parametrize("at", [EARLY, BEFORE_SHARING])
def test_before_17_march_2022_a_site_s_certificate_is_not_shared(declared, sibling, at):
    decision = covers(declared, sibling, at)
    assert ids(decision) == ["directory.certificate-shared"]
    assert "AUTH-048" in decision.rules


@pytest.mark.rule("AUTH-049")
@pytest.mark.parametrize(
    ("declared", "sibling"), [(MILL, STATION), (PRIVATE, PRIVATE_SIBLING), (DIALYSIS, DIALYSIS_SIBLING)]
)
@pytest.mark.parametrize("at", [SHARING, LAST_OF_2022])
def test_from_17_march_2022_sites_of_one_legal_entity_may_share_a_certificate(declared, sibling, at):
    decision = covers(declared, sibling, at)
    assert decision.allowed
    assert "AUTH-049" in decision.rules


@pytest.mark.rule("AUTH-049")
def test_sites_of_two_legal_entities_never_share():
    other = replace(STATION, legal_entity="1990300017")
    assert ids(covers(MILL, other, SHARING)) == ["directory.structure-not-of-certificate"]


@pytest.mark.rule("AUTH-044", "AUTH-049")
def test_outside_health_establishments_sharing_goes_on_after_2022():
    sibling = replace(LABORATORY, idnat="1990200206")
    assert covers(LABORATORY, sibling, NOW).allowed
    assert covers(LABORATORY_COMPANY, LABORATORY, NOW).allowed


@pytest.mark.rule("AUTH-048")
def test_the_stricter_reading_is_a_setting():
    strict = replace(CHOICES, site_certificate_sharing_first_day=date(2023, 1, 1))
    assert ids(covers(MILL, STATION, LAST_OF_2022, strict)) == ["directory.certificate-shared"]


# --- cards and modes --------------------------------------------------------------------------------


@pytest.mark.rule("AUTH-040")
@pytest.mark.parametrize(
    ("mode", "holder"), [(Mode.DIRECT, organisation()), (Mode.INDIRECT, card()), (Mode.AIR, card())]
)
def test_each_mode_asks_for_its_own_kind_of_certificate(mode, holder):
    assert ids(rules.fits_mode(holder, mode, "TLS")) == ["directory.mode-not-of-certificate"]


@pytest.mark.rule("AUTH-040")
@pytest.mark.parametrize(
    ("mode", "holder"), [(Mode.DIRECT, card()), (Mode.INDIRECT, organisation()), (Mode.AIR, organisation())]
)
def test_the_right_kind_of_certificate_passes(mode, holder):
    assert rules.fits_mode(holder, mode, "TLS").allowed


@pytest.mark.parametrize("card_type", ["CPS", "CPF", "CPE"])
def test_the_cards_of_care_open_the_service_and_the_card_of_authorised_staff_does_not(card_type):
    assert rules.fits_mode(card(card_type=card_type), Mode.DIRECT, "TLS").allowed
    assert ids(rules.fits_mode(card(card_type="CPA"), Mode.DIRECT, "TLS")) == ["directory.card-not-for-care"]


@pytest.mark.parametrize("person", ["", "899880000023", KERVELEC.idnat[1:]])
def test_the_card_of_another_person_is_refused(person):
    assert ids(rules.is_of_person(card(person), KERVELEC.idnat, "TLS")) == ["directory.card-not-of-token"]


def test_one_s_own_card_is_accepted():
    assert rules.is_of_person(card(), KERVELEC.idnat, "TLS").allowed


@pytest.mark.parametrize("known", [None, LABORATORY, PRACTICE])
@pytest.mark.parametrize("carried", ["", LABORATORY.idnat, LABORATORY_COMPANY.idnat])
def test_an_employee_card_of_another_structure_is_refused(known, carried):
    declared = replace(PRACTICE, legal_entity="")
    decision = rules.card_covers_structure(carried, known if carried else None, declared, "TLS")
    assert ids(decision) == ["directory.structure-not-of-certificate"]


def test_an_employee_card_acts_for_its_structure_its_site_and_the_sites_beside():
    assert rules.card_covers_structure(PRACTICE.idnat, PRACTICE, PRACTICE, "TLS").allowed
    assert rules.card_covers_structure(HOSPITAL.idnat, HOSPITAL, MILL, "TLS").allowed
    assert rules.card_covers_structure(STATION.idnat, STATION, MILL, "TLS").allowed


# --- test and production (TEST-001 to TEST-003) -------------------------------------------------------


@pytest.mark.rule("TEST-001")
@pytest.mark.parametrize("holder", [card(is_test=False), organisation(is_test=False)], ids=["card", "organisation"])
def test_material_of_production_is_refused_in_a_test_environment(holder):
    decision = rules.is_of_environment(holder, CHOICES, "TLS")
    assert ids(decision) == ["directory.production-material-in-test"]
    assert "TEST-001" in decision.rules


@pytest.mark.rule("TEST-002")
def test_direct_tests_are_made_with_test_cards():
    assert rules.is_of_environment(card(), CHOICES, "TLS").allowed
    assert "TEST-002" in rules.is_of_environment(card(), CHOICES, "TLS").rules
    refused = rules.is_of_environment(card(is_test=False), CHOICES, "TLS")
    assert not refused.allowed
    assert "TEST-002" in refused.rules
    assert "TEST-003" not in refused.rules


@pytest.mark.rule("TEST-003")
def test_indirect_tests_are_made_with_test_certificates():
    assert rules.is_of_environment(organisation(), CHOICES, "TLS").allowed
    assert "TEST-003" in rules.is_of_environment(organisation(), CHOICES, "TLS").rules
    refused = rules.is_of_environment(organisation(is_test=False), CHOICES, "TLS")
    assert not refused.allowed
    assert "TEST-003" in refused.rules
    assert "TEST-002" not in refused.rules


@pytest.mark.parametrize("holder", [card(), organisation()], ids=["card", "organisation"])
def test_test_material_is_refused_in_production(holder):
    assert ids(rules.is_of_environment(holder, PRODUCTION, "TLS")) == ["directory.test-material-in-production"]


@pytest.mark.parametrize("holder", [card(is_test=False), organisation(is_test=False)], ids=["card", "organisation"])
def test_production_runs_on_material_of_production(holder):
    assert rules.is_of_environment(holder, PRODUCTION, "TLS").allowed
