"""What may be written: the INS, people, codes in use, levels, versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from socle import codes
from socle.documents import cda, check, derive
from socle.documents.building.completing import made_id
from socle.documents.checking import judge
from socle.rulebook import Severity
from socle.rulebook.choices import Choices

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
#: The one type of JDV_J07 that no CDA document has: an XAdES signature (its system is ASTM, not an OID).
SIGNATURE = "E1762"
#: Not a PDF: what the checker says of one has tests of its own, and takes a process each time.
WORDS, TEXT = {"media_type": "text/plain"}, "Été".encode()


def warned(built):
    return {finding.verdict.id for finding in built.findings if not finding.is_error}


@pytest.mark.rule("DOC-009")
@pytest.mark.rule("DOC-014")
def test_every_type_in_use_is_built_at_level_1_and_its_metadata_comes_back(letter, build):
    del letter["document"]
    letter["authors"][0]["organisation"]["practice_setting"] = "ETABLISSEMENT"
    letter["file"] = WORDS
    for entry in codes.value_set("type_code"):
        if entry.code == SIGNATURE:
            continue
        letter["type"] = {"code": entry.code, "system": entry.scheme}
        built, wrong = build(letter, TEXT)
        assert not wrong, entry
        assert check(built.data, at=AT, choices=Choices()).findings == (), entry
        judged = judge(built.data, at=AT, choices=Choices())
        assert [one.as_dict() for one in judged.findings if one.severity is Severity.ERROR] == [], entry
        metadata = derive(judged.document, built.data)
        assert (metadata.type_code.code, metadata.type_code.scheme) == (entry.code, entry.scheme)
        assert (metadata.title, metadata.class_code) == (entry.label, metadata.class_code)
        assert metadata.format_code.code == "urn:ihe:iti:xds-sd:text:2008"
        assert cda.embedded(judged.document).data == TEXT
        assert ("documents.build-type-not-of-dmp" in warned(built)) is not codes.in_dmp_types(entry.code)


def test_what_is_described_is_what_is_read_back(letter, build):
    letter |= {
        "file": WORDS,
        "confidentiality": "R",
        "id": "2.25.42.1",
        "set_id": "2.25.42^A7",
        "informants": [{"role": "ECON", "relation": "SIS", "family": "BOISJOLY", "telecoms": ["tel:+33199000118"]}],
        "recipients": [{"id": "899880000015", "family": "LAURIER"}],
        "participants": [{"type": "REF", "family": "LAURIER", "end": "2026-09-01"}],
        "data_enterer": {"id": "899880000015", "family": "LAURIER"},
        "authenticators": [{"id": "899880000015", "family": "LAURIER"}],
        "orders": [{"id": "2.25.42.2^D1", "accession_number": "2.25.42.3^A1"}],
        "acts": [{"ids": ["2.25.42.4"], "code": {"code": "HMFC004", "system": "1.2.250.1.213.2.5"}}, {}],
    }
    letter["patient"] |= {
        "guardians": [{"family": "BOISJOLY", "given": "Rose"}],
        "address": {"street": "allée des Essais", "house_number": "4", "city": "VILLE"},
        "deceased": True,
        "multiple_birth_order": 2,
    }
    letter["authors"].append({"id": "5123/9", "device": {"model": "M1", "software": "S1"}})
    letter["encounter"] |= {
        "disposition": {"code": "8", "label": "Domicile"},
        "responsible": {"id": "899880000023", "family": "DAUMONT"},
        "participants": [{"type": "ADM", "id": "899880000023", "family": "DAUMONT"}],
        "facility_name": "Site du moulin",
    }
    built, wrong = build(letter, TEXT)
    assert not wrong
    assert check(built.data, at=AT, choices=Choices()).findings == ()
    judged = judge(built.data, at=AT, choices=Choices())
    assert [one.as_dict() for one in judged.findings] == []
    read, patient = judged.document, judged.document.patient
    assert (read.unique_id, str(read.set_id), read.confidentiality.code) == ("2.25.42.1", "2.25.42^A7", "R")
    assert (patient.name.family("BR"), patient.name.given(""), patient.name.given("BR")) == (
        "BOISJOLY",
        "CAMILLE ODETTE",
        "CAMILLE",
    )
    assert (patient.deceased, patient.multiple_birth_order, patient.guardians[0].name.given()) == (True, "2", "Rose")
    assert patient.addresses[0].part("houseNumber") == "4"
    assert (read.authors[1].entity.device.software, read.authors[0].function.label) == (
        "S1",
        "Responsable de la sortie",
    )
    assert (read.informants[0].entity.class_code, read.informants[0].entity.code.label) == ("ECON", "Soeur")
    assert [len(part) for part in (read.recipients, read.participants, read.authenticators)] == [1, 1, 1]
    assert (read.participants[0].time.high, read.data_enterer.time.value) == ("20260901", "20260915100000+0200")
    assert str(read.orders[0].accession_numbers[0]) == "2.25.42.3^A1"
    assert (read.events[0].code.code, len(read.events)) == ("HMFC004", 2)
    assert (read.encounter.responsible.entity.id.extension, read.encounter.facility_name) == (
        "899880000023",
        "Site du moulin",
    )


@pytest.mark.rule("INS-017")
@pytest.mark.parametrize(
    ("change", "production", "place"),
    [
        ({"matricule": None}, False, "patient.matricule"),
        ({"oid": None}, False, "patient.oid"),
        ({"oid": "1.2.250.1.213.1.4.2"}, False, "patient.oid"),
        ({}, True, "patient.oid"),  # a test matricule in production
        ({"matricule": "284053523899178"}, False, "patient.matricule"),  # its key
        ({"birth_place": None}, False, "patient.birth_place"),
        ({"first_given_name": "ODETTE"}, False, "patient.first_given_name"),
        ({"sex": "X"}, False, "patient.sex"),
    ],
)
def test_the_header_carries_the_qualified_ins_and_its_traits(letter, build, change, production, place):
    patient = letter["patient"] | change
    letter["patient"] = {key: value for key, value in patient.items() if value is not None}
    built, wrong = build(letter, choices=replace(Choices(), production=production))
    assert (built.data, wrong) == (None, {place})


@pytest.mark.rule("INS-017")
def test_before_the_obligation_a_local_number_is_enough(letter, build):
    del letter["patient"]["matricule"], letter["patient"]["oid"]
    letter["created"] = date(2022, 12, 31)
    letter["encounter"] |= {"start": date(2022, 12, 1), "end": date(2022, 12, 30)}
    assert build(letter)[1] == set()
    del letter["patient"]["local_ids"]
    assert build(letter)[1] == {"patient.local_ids"}


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(
    ("change", "places"),
    [
        (lambda d: d.update(authors=[]), {"authors", "legal_authenticator", "custodian.id", "acts[1].performer.id"}),
        (lambda d: d["authors"][0].pop("id"), {"authors[1].id", "legal_authenticator.id", "acts[1].performer.id"}),
        (lambda d: d["authors"][0].pop("family"), {"authors[1].family", "legal_authenticator.family"}),
        (lambda d: d["authors"][0]["organisation"].pop("id"), {"custodian.id"}),
        (lambda d: d["encounter"].pop("facility_type"), {"encounter.facility_type"}),
        (lambda d: d["encounter"].update(type="ZZ"), {"encounter.type"}),
        (lambda d: d["encounter"].update(end="2026-09-09"), {"encounter.end", "acts[1].end"}),
        (lambda d: d.update(participants=[{"type": "ZZ", "family": "X"}]), {"participants[1].type"}),
        (lambda d: d.update(informants=[{"role": "ZZ"}]), {"informants[1].role", "informants[1].family"}),
        (lambda d: d.update(confidentiality="INVISIBLE_PATIENT"), {"confidentiality"}),
        (lambda d: d.update(type="12345-6"), {"type"}),
        (lambda d: (d.pop("document"), d.update(type="E1762")), {"type", "acts[1].performer.organisation.practice_setting"}),
        (lambda d: d.update(document="letter"), {"document", "acts[1].performer.organisation.practice_setting"}),
        (lambda d: d.update(id="1.2.x"), {"id.root"}),
        (lambda d: d.update(id="1." + "2" * 70), {"id"}),
        (lambda d: d.update(oid_root="abc"), {"oid_root", "id.root", "set_id.root"}),
        (lambda d: d["patient"].update(telecoms=["01 99 00 01 17"]), {"patient.telecoms[1]"}),
        (lambda d: d["patient"].update(address={"lines": ["4 rue X"], "city": "VILLE"}), {"patient.address"}),
        (lambda d: d["patient"].update(address={"use": "H"}), {"patient.address"}),
        (lambda d: d.update(acts=[{"code": "HMFC004"}]), {"acts[1].code.system"}),
        (lambda d: d.update(version=-1), {"version", "replaces.set_id"}),
    ],
)  # fmt: skip
def test_what_the_minimal_structure_wants_is_told_with_its_place(letter, build, change, places):
    change(letter)
    built, wrong = build(letter)
    assert built.data is None
    assert wrong == places


@pytest.mark.rule("DOC-017")
def test_a_retired_code_is_never_written(letter, build):
    letter["authors"][0]["profession"] = "G15_35"  # retired on 30 July 2026
    built, wrong = build(letter)
    assert (built.data, "authors[1].profession" in wrong) == (None, True)
    assert "documents.build-code-retired" in {finding.verdict.id for finding in built.findings}
    letter |= {"created": date(2026, 7, 29), "encounter": {"start": date(2026, 7, 1), "facility_type": "SA01"}}
    assert build(letter)[1] == set()


@pytest.mark.parametrize(
    ("name", "level"),
    [
        pytest.param("discharge-letter", 1, marks=pytest.mark.rule("DOC-001")),
        pytest.param("discharge-prescription", 1, marks=pytest.mark.rule("DOC-002")),
        pytest.param("operative-report", 1, marks=pytest.mark.rule("DOC-003")),
        pytest.param("laboratory-report", 3, marks=pytest.mark.rule("DOC-004")),
        pytest.param("imaging-report", 1, marks=pytest.mark.rule("DOC-005")),
        pytest.param("personalised-project", 1, marks=pytest.mark.rule("DOC-015")),
        pytest.param("dlu", 1, marks=pytest.mark.rule("DOC-015")),
        ("vsm", 1),
        ("vaccination-note", 1),
    ],
)
def test_a_ready_name_is_built_at_the_level_at_which_it_counts(build, name, level):
    import tomllib  # noqa: PLC0415

    from socle.documents import building  # noqa: PLC0415

    described = tomllib.loads(building.example(name)) | ({"file": WORDS} if level == 1 else {})
    built, wrong = build(described, TEXT if level == 1 else b"%PDF-1.7\n%%EOF")
    assert (wrong, "documents.build-not-counted" in warned(built)) == (set(), False)
    assert check(built.data, at=AT, choices=Choices()).findings == ()
    judged = judge(built.data, at=AT, choices=Choices())
    assert ([one.as_dict() for one in judged.findings], judged.level) == ([], level)
    assert codes.in_dmp_types(judged.document.code.code)


@pytest.mark.rule("DOC-004")
@pytest.mark.rule("DOC-014")
def test_a_biology_report_at_level_1_is_built_and_told_not_to_count(letter, build):
    letter |= {"type": "11502-2"}
    del letter["document"]
    letter["authors"][0]["organisation"]["practice_setting"] = "AMBULATOIRE"
    built, wrong = build(letter)
    assert (wrong, built.data is not None) == (set(), True)
    assert "documents.build-not-counted" in warned(built)


def test_a_later_version_keeps_its_set_and_names_what_it_replaces(letter, build):
    letter["replaces"] = {"id": "2.25.42.101", "set_id": "2.25.42.6", "version": 3}
    built, _ = build(letter)
    document, _ = cda.read(built.data)
    assert (str(document.set_id), document.version, str(document.replaces.ids[0])) == ("2.25.42.6", "4", "2.25.42.101")
    del letter["replaces"]["set_id"]
    assert build(letter)[1] == {"replaces.set_id"}


def test_identifiers_are_made_under_the_root_given_and_never_longer_than_an_oid():
    def new():
        return UUID(int=2**128 - 1)

    assert made_id("", new).root == f"2.25.{2**128 - 1}"
    assert made_id("1.2.250.1.999.42", new).root == f"1.2.250.1.999.42.{2**128 - 1}"
    long = "1.2.250.1.999." + "4" * 26
    assert made_id(long, new).root == f"{long}.{2**64 - 1}"
    assert len(made_id(long, new).root) <= 64


def test_what_is_not_said_is_completed_as_written_down(letter, build):
    del letter["created"]
    built, _ = build(letter)
    spec = built.spec
    assert (spec.created, spec.version, spec.title) == ("20261122100000+0100", 1, "Lettre de liaison à la sortie")
    assert (spec.legal_authenticator.id, spec.custodian.id) == ("899880000023", "1990100109")
    assert (spec.acts[0].start, spec.acts[0].end) == (spec.encounter.start, spec.encounter.end)
    assert (spec.encounter.type.code, spec.acts[0].performer.organisation.practice_setting.code) == (
        "IMP",
        "ETABLISSEMENT",
    )
