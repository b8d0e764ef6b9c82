from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from socle.directory.idnat import person_key_verifies, structure_key_verifies
from socle.directory.kinds import StructureKind, kind_of_sector
from socle.identity import checkdigits
from socle.identity.matricule import is_valid
from socle.identity.traits import Traits, check
from socle.sandbox.world import SHIPPED, WorldRefused, load, read
from socle.wire.certificates import CardType

HEAD = '[world]\ntitle = "Essai"\n'


def refusal(text):
    with pytest.raises(WorldRefused) as caught:
        read(HEAD + text, "essai.toml")
    return str(caught.value)


def test_an_unknown_field_is_named_with_its_table():
    text = '[[structure]]\nid = "x"\nidnat = "1"\nname = "X"\nsector = "SA01"\ncolour = "red"\n'
    assert refusal(text) == "[[structure]] x: unknown field colour"


def test_a_missing_field_is_named():
    assert refusal('[[structure]]\nid = "x"\nidnat = "1"\nname = "X"\n') == "[[structure]] x: missing field sector"


def test_a_name_that_stands_for_nobody_is_refused():
    text = (
        '[[employee]]\nid = "a"\nidnat = "3/1"\nfamily = "A"\ngiven = "B"\nrole = "AUTOMATE"\nstructure = "nowhere"\n'
    )
    assert refusal(text) == "named but absent: nowhere"


def test_a_name_used_twice_is_refused():
    text = '[[structure]]\nid = "x"\nidnat = "1"\nname = "X"\nsector = "SA01"\n' * 2
    assert refusal(text) == "used twice: x"


def test_what_is_not_toml_is_refused():
    assert "is not TOML" in refusal("[[structure")


def test_an_unknown_world_says_which_there_are():
    with pytest.raises(WorldRefused, match="default, trois-ponts, none"):
        load("atlantis")


def test_a_world_of_ones_own_is_read_from_its_file_with_its_authorities_beside_it(tmp_path):
    (tmp_path / "issuer.pem").write_bytes(b"PEM")
    file = tmp_path / "own.toml"
    file.write_text('[world]\ntitle = "Own"\nintermediates = ["issuer.pem"]\n')
    world = load(str(file))
    assert (world.name, world.title, world.pem()) == (str(file), "Own", (b"PEM",))


def test_none_is_a_world_without_anybody():
    assert load("none").patients == ()


@pytest.mark.parametrize("name", SHIPPED)
class TestShippedWorlds:
    def test_two_readings_give_the_same_world(self, name):
        assert load(name) == load(name)

    def test_every_matricule_verifies_its_key(self, name):
        numbers = [number for patient in load(name).patients for number in (patient.ins, *patient.former_ins) if number]
        assert numbers
        assert [number for number in numbers if not is_valid(number)] == []

    def test_every_patient_has_a_test_identity_that_matches_no_living_person(self, name):
        for patient in load(name).patients:
            assert patient.oid == "1.2.250.1.213.1.4.10"
            if patient.ins:
                assert 990 <= int(patient.ins[10:13]) <= 999

    def test_a_matricule_says_the_sex_birth_and_place_of_its_holder(self, name):
        for patient in load(name).patients:
            if patient.ins:
                born = f"{patient.birth_date:%y%m}"
                sex = {"M": "1", "F": "2"}[patient.sex]
                assert patient.ins.startswith(f"{sex}{born}{patient.birth_place}"), patient.id

    def test_every_identity_is_well_written(self, name):
        for patient in load(name).patients:
            assert check(_traits(patient)) == [], patient.id

    def test_every_number_of_a_professional_verifies_its_key(self, name):
        for caregiver in load(name).professionals:
            assert checkdigits.rpps(caregiver.rpps), caregiver.id
            assert caregiver.rpps.startswith("9988")
            assert caregiver.idnat == f"8{caregiver.rpps}"

    def test_every_number_of_a_structure_or_employee_verifies_its_key(self, name):
        world = load(name)
        for place in world.structures:
            assert structure_key_verifies(place.idnat), place.id
            assert place.idnat[1:3] == "99"
        for staff in world.employees:
            assert person_key_verifies(staff.idnat), staff.id

    def test_every_number_is_used_once(self, name):
        world = load(name)
        numbers = [p.idnat for p in world.professionals] + [s.idnat for s in world.structures]
        numbers += [e.idnat for e in world.employees] + [p.ins for p in world.patients if p.ins]
        cards = [p.card_number for p in (*world.professionals, *world.employees) if p.card_number]
        assert len(numbers) == len(set(numbers))
        assert len(cards) == len(set(cards))

    def test_a_site_names_a_legal_entity(self, name):
        world = load(name)
        for place in world.structures:
            if place.legal_entity:
                assert world.place(place.legal_entity).is_legal_entity

    def test_telephones_and_mail_belong_to_nobody(self, name):
        for patient in load(name).patients:
            assert patient.phone == "" or patient.phone.startswith("+3319900")
            assert patient.mail == "" or patient.mail.endswith(".example")


def _traits(patient):
    return Traits(
        birth_name=patient.birth_name,
        given_names=patient.given_names,
        first_given_name=patient.first_given_name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        birth_place=patient.birth_place,
        used_name=patient.used_name,
    )


@pytest.fixture(scope="module")
def default():
    return load("default")


class TestTheDefaultWorld:
    def test_it_holds_about_forty_people_and_thirty_professionals(self, default):
        assert 38 <= len(default.patients) <= 45
        assert len(default.professionals) == 30

    def test_it_holds_every_kind_of_card(self, default):
        kinds = {one.card for one in (*default.professionals, *default.employees)}
        assert kinds >= {card.value for card in CardType} | {"e-CPS"}
        assert {staff.nominative for staff in default.employees if staff.card == "CPE"} == {True, False}

    def test_it_holds_a_hospital_of_two_sites_a_laboratory_imaging_nursing_homes_pharmacies_and_practices(
        self, default
    ):
        sites = [place for place in default.structures if place.legal_entity == "ch-val-essai"]
        assert len(sites) == 2
        kinds = [
            StructureKind(place.kind) if place.kind else kind_of_sector(place.sector) for place in default.structures
        ]
        for wanted in (
            StructureKind.LABORATORY,
            StructureKind.MEDICO_SOCIAL,
            StructureKind.PHARMACY,
            StructureKind.PRACTICE,
        ):
            assert wanted in kinds

    def test_it_holds_the_people_that_rules_speak_of(self, default):
        day = date(2026, 11, 16)
        people = {patient.id: patient for patient in default.patients}
        twins = (people["lila"], people["noah"])
        assert twins[0].birth_date == twins[1].birth_date
        assert (day - people["zoe"].birth_date).days < 100
        assert people["tom"].representatives == ("claire", "etienne")
        assert people["paul"].representatives == ("brigitte",)
        assert people["paul"].birth_date.year < 2000
        assert {people["lisandru"].birth_place[:2], people["vannina"].birth_place[:2]} == {"2A", "2B"}
        assert people["joaquim"].birth_place.startswith("99")
        assert people["jeanne-1962"].first_given_name == people["jeanne-1963"].first_given_name
        assert people["jeanne-1962"].birth_name == people["jeanne-1963"].birth_name
        assert people["raymond"].deceased is not None
        assert people["inconnue"].ins == ""
        assert people["gilbert"].record is None
        assert people["helene"].record.closed is not None
        assert people["camille-rey"].former_ins

    def test_its_register_holds_software_of_today_and_of_the_past(self, default):
        assert {release.api_version for release in default.software} >= {"1", "2.4", "2.5"}

    def test_its_managers_of_rpps_plus_hold_cards_and_one_is_of_a_body_that_registers(self, default):
        cards = {staff.id: staff.card for staff in default.employees}
        assert {cards[seat.who] for seat in default.managers} == {"CPE"}
        assert {body.structure for body in default.registration_bodies} & {seat.structure for seat in default.managers}


def test_the_two_worlds_share_no_number():
    first, second = (load(name) for name in SHIPPED)
    assert not set(first.numbers().values()) & set(second.numbers().values())
    assert not {p.ins for p in first.patients if p.ins} & {p.ins for p in second.patients}


class TestTroisPonts:
    def test_it_begins_when_the_first_dialogue_does(self):
        assert load("trois-ponts").instant == datetime(2026, 9, 15, 8, tzinfo=UTC)

    def test_nothing_in_it_happens_after_its_beginning(self):
        world = load("trois-ponts")
        for patient in world.patients:
            record = patient.record
            if record:
                dates = [record.opened, *(g.since for g in record.grants), *(b.since for b in record.blocked)]
                assert all(date < world.instant for date in dates)

    def test_its_intermediate_authorities_are_those_of_the_dialogues_and_no_root(self, samples):
        certs = samples / "dmp" / "certs"
        named = [certs / f"TEST-ONLY-ca-{name}.crt.pem" for name in ("persons", "organisations")]
        assert load("trois-ponts").pem() == tuple(path.read_bytes() for path in named)


def test_a_name_is_written_as_people_write_it(default):
    patient = default.patients[0]
    assert patient.name == "Claire Ambroise"
    assert replace(patient, used_name="").name == "Claire Vasseur"
