"""What the directory keeps: registered, changed, looked up."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from socle import codes
from socle.clock import parse_instant
from socle.directory import idnat, services
from socle.directory.kinds import StructureKind, kind_of_sector
from socle.directory.models import Card, Employee, Exercise, Professional, SoftwareRelease, Structure

NOW = parse_instant("2026-09-15T08:00:00Z")


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["899880000015", "0012800736", "3990100109/SEC0042", "5" + "18751275100020" + "/A1", "00B6087510"]
)
def test_the_number_inside_a_person_s_identifier_verifies(number):
    assert idnat.person_key_verifies(number)


@pytest.mark.parametrize("number", ["899880000016", "0012800737", "3990100108/SEC0042", "518751275100021/A1"])
def test_a_wrong_number_inside_a_person_s_identifier_is_seen(number):
    assert not idnat.person_key_verifies(number)


@pytest.mark.parametrize(
    "number", ["1990100109", "318751275100020", "2187512751", "499880000015001", "10B0152872", "0ABC"]
)
def test_the_number_inside_a_structure_s_identifier_verifies(number):
    assert idnat.structure_key_verifies(number)


@pytest.mark.parametrize("number", ["1990100108", "318751275100021", "2187512752", "499880000016001"])
def test_a_wrong_number_inside_a_structure_s_identifier_is_seen(number):
    assert not idnat.structure_key_verifies(number)


def test_a_three_means_a_finess_for_a_person_and_a_siret_for_a_structure():
    assert idnat.person_key_verifies("3990100109/SEC0042")
    assert not idnat.structure_key_verifies("3990100109")
    assert idnat.siret_of("318751275100020") == "18751275100020"
    assert idnat.finess_of("318751275100020") == ""


def test_an_employee_s_number_is_not_that_of_a_professional():
    assert idnat.is_professional("899880000015")
    assert idnat.is_professional("0012800736")
    assert not idnat.is_professional("3990100109/SEC0042")
    assert not idnat.is_professional("0012800736/AB")
    assert not idnat.is_professional("")


def test_the_numbers_of_an_identifier_are_read_from_it():
    assert idnat.rpps_of("899880000015") == "99880000015"
    assert idnat.adeli_of("0012800736") == "012800736"
    assert idnat.rpps_of("0012800736") == ""
    assert idnat.adeli_of("899880000015") == ""
    assert idnat.finess_of("1990100109") == "990100109"
    assert idnat.is_test_number("10B0152872")
    assert not idnat.is_test_number("1990100109")


# --- kinds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sector", "kind"),
    [
        ("SA01", StructureKind.PUBLIC_ESTABLISHMENT),
        ("SA04", StructureKind.PRIVATE_ESTABLISHMENT),
        ("SA34", StructureKind.DIALYSIS),
        ("SA25", StructureKind.LABORATORY),
        ("SA07", StructureKind.PRACTICE),
        ("SA17", StructureKind.MEDICO_SOCIAL),
        ("SA10", StructureKind.OTHER),
        ("", StructureKind.OTHER),
    ],
)
def test_the_sector_says_the_kind_of_structure(sector, kind):
    assert kind_of_sector(sector) is kind


def test_health_establishments_are_the_public_the_private_and_dialysis():
    establishments = {kind for kind in StructureKind if kind.is_health_establishment}
    assert establishments == {
        StructureKind.PUBLIC_ESTABLISHMENT,
        StructureKind.PRIVATE_ESTABLISHMENT,
        StructureKind.DIALYSIS,
    }


def test_every_sector_that_says_a_kind_is_one_of_the_nomenclature():
    known = {entry.code for entry in codes.value_set("sector")}
    named = {
        f"SA{number:02d}" for number in range(1, 64) if kind_of_sector(f"SA{number:02d}") is not StructureKind.OTHER
    }
    assert named <= known


# --- look-ups ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_the_directory_does_not_know_is_none():
    assert services.structure("1990999999") is None
    assert services.professional("899880000999") is None
    assert services.employee("3990100109/X") is None
    assert services.software("UNKNOWN") is None
    assert services.structures() == ()
    assert services.professionals() == ()


def test_a_site_knows_its_legal_entity(cast):
    site = services.structure("1990100109")
    assert site is not None
    assert site.legal_entity == "1990100018"
    assert site.entity == "1990100018"
    entity = services.structure("1990100018")
    assert entity is not None
    assert entity.is_legal_entity
    assert entity.entity == "1990100018"
    assert Structure.objects.get(idnat="1990100109").finess == "990100109"


def test_a_professional_comes_with_the_places_of_exercise(cast):
    known = services.professional("899880000023")
    assert known is not None
    assert known.name == "DAUMONT Elias"
    assert known.specialties == {"SM59"}
    assert [(place.structure, place.entity) for place in known.exercises] == [("1990100109", "1990100018")]


def test_lists_come_in_a_steady_order(cast):
    assert [known.name for known in services.professionals()] == ["DAUMONT Elias", "KERVELEC Nolwenn", "PELLOT Awa"]
    identifiers = [known.idnat for known in services.structures()]
    assert identifiers == sorted(identifiers)
    assert len(identifiers) == 6


def test_listing_professionals_asks_the_database_a_steady_number_of_times(cast, django_assert_num_queries):
    for number in range(10):
        services.register_professional(
            f"8998800001{number:02d}", "NOM", "Prénom", profession="60", structures=["1990100109"]
        )
    with django_assert_num_queries(2):
        assert len(services.professionals()) == 13


def test_an_employee_and_a_software_are_found(cast):
    employee = services.employee("699880000015001/EMP0001")
    assert employee is not None
    assert (employee.name, employee.structure, employee.role) == (
        "LOUVEL Bastien",
        "499880000015001",
        "SECRETARIAT_MEDICAL",
    )
    release = services.software("TEST-ONLY-SGL-0003")
    assert release is not None
    assert (release.name, release.version, release.api_version) == ("Eprouvette SGL", "1.8", "2.4")


# --- registering ------------------------------------------------------------------------------------


def test_registering_again_updates_instead_of_adding(cast):
    services.register_structure("1990100109", "NOUVEAU NOM", sector="SA01", legal_entity="1990100018")
    services.register_professional("899880000015", "KERVELEC", "Nolwenn", profession="10", specialties=["SM54"])
    services.register_software("TEST-ONLY-DPI-0001", "Atelier DPI", "5.0", api_version="2.5")
    services.register_employee("699880000015001/EMP0001", "LOUVEL", "Bastien", structure="499880000015001")
    site, person = services.structure("1990100109"), services.professional("899880000015")
    assert site is not None
    assert site.name == "NOUVEAU NOM"
    assert person is not None
    assert person.specialties == {"SM54"}
    assert len(person.exercises) == 1
    assert (Structure.objects.count(), Professional.objects.count()) == (6, 3)
    assert (SoftwareRelease.objects.count(), Employee.objects.count()) == (3, 1)


def test_an_identifier_that_was_never_registered_is_a_fault(cast):
    with pytest.raises(Structure.DoesNotExist):
        services.register_structure("1990300108", "SITE", legal_entity="1990300017")
    with pytest.raises(Structure.DoesNotExist):
        services.register_exercise("899880000015", "1990999999")
    with pytest.raises(Professional.DoesNotExist):
        services.register_exercise("899880000999", "1990100109")
    with pytest.raises(Structure.DoesNotExist):
        services.register_employee("3990999999/X", "NOM", structure="1990999999")


def test_an_exercise_that_ends_before_it_begins_is_refused_by_the_database(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        services.register_exercise("899880000015", "1990100109", since=date(2026, 9, 15), until=date(2026, 9, 14))
    assert Exercise.objects.count() == 3


def test_a_card_has_one_holder(cast):
    services.register_card("8099900001/1", "CPS", "899880000015")
    services.register_card("8099900001/1", "CPS", "899880000015", until=date(2029, 1, 1))
    assert Card.objects.get().until == date(2029, 1, 1)
    assert str(Card.objects.get()) == "CPS 8099900001/1"


def test_a_structure_that_changes_identifier_takes_everyone_along_and_leaves_a_trace(cast):
    services.change_structure_identifier("1990100018", "1990100901", NOW)
    former, new = services.structure("1990100018"), services.structure("1990100901")
    assert former is not None
    assert new is not None
    assert (former.ended_on, former.replaced_by) == (date(2026, 9, 14), "1990100901")
    assert (new.name, new.is_legal_entity, new.ended_on) == (former.name, True, None)
    site = services.structure("1990100109")
    assert site is not None
    assert site.legal_entity == "1990100901"


def test_a_site_that_changes_identifier_keeps_its_people_and_its_legal_entity(cast):
    services.change_structure_identifier("1990100109", "1990100901", NOW)
    daumont, site = services.professional("899880000023"), services.structure("1990100901")
    assert daumont is not None
    assert [(place.structure, place.entity) for place in daumont.exercises] == [("1990100901", "1990100018")]
    assert site is not None
    assert site.legal_entity == "1990100018"


def test_a_revocation_keeps_its_first_instant(cast):
    issuer = "CN=TEST-ONLY AC"
    services.revoke_certificate(issuer, 7, NOW)
    services.revoke_certificate(issuer, 7, parse_instant("2026-10-01"))
    assert services.is_revoked(issuer, 7, NOW)
    assert not services.is_revoked(issuer, 7, parse_instant("2026-09-15T07:59:59Z"))
    assert not services.is_revoked(issuer, 8, NOW)
    assert not services.is_revoked("CN=AUTRE", 7, NOW)


def test_a_serial_number_of_twenty_bytes_is_kept_whole(cast):
    serial = 2**159 - 1
    services.revoke_certificate("CN=AC", serial, NOW)
    assert services.is_revoked("CN=AC", serial, NOW)
    assert not services.is_revoked("CN=AC", serial - 1, NOW)


def test_rows_name_themselves(cast):
    assert str(Structure.objects.get(idnat="1990200107")) == "LABORATOIRE DE L'ECLUSE (1990200107)"
    assert str(Professional.objects.get(idnat="899880000031")) == "PELLOT Awa"
    assert (
        str(SoftwareRelease.objects.get(homologation="TEST-ONLY-LGC-0002")) == "Cahier LGC 2026.1 (TEST-ONLY-LGC-0002)"
    )
