"""Codes, times, identifiers and hashes go from FHIR to XDS and back without becoming others."""

from __future__ import annotations

import pytest

from socle.wire.fhir import shape, values
from socle.wire.xds.model import Code


@pytest.mark.parametrize(
    ("time", "dtm"),
    [
        ("2026-09-15T10:00:00+02:00", "20260915080000"),
        ("2026-09-15T08:00:00.123456789Z", "20260915080000"),
        ("2026-01-01T00:30:00+01:00", "20251231233000"),
        ("2026-09-15", "20260915"),
        ("2026-09", "202609"),
        ("2026", "2026"),
    ],
)
def test_a_time_is_kept_in_utc_as_precise_as_it_was(time, dtm):
    assert values.dtm_of(time) == dtm
    back = values.time_of(dtm)
    assert values.dtm_of(back) == dtm
    assert shape.is_time(values.time_of(dtm, whole=True))


@pytest.mark.parametrize(
    ("identifier", "unique_id"),
    [
        ({"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3"}, "1.2.3"),
        ({"value": "urn:oid:1.2.3"}, "1.2.3"),
        ({"system": "urn:oid:1.2.3", "value": "7"}, "1.2.3^7"),
        ({"system": "urn:ietf:rfc:3986", "value": "urn:uuid:x"}, "urn:uuid:x"),
        ({"system": "urn:oid:1.2.3"}, None),
        (None, None),
    ],
)
def test_a_unique_id_is_an_oid_and_maybe_an_extension(identifier, unique_id):
    assert values.unique_id_of(identifier) == unique_id
    if unique_id:
        assert values.unique_id_of(values.unique_id(unique_id)) == unique_id


def test_a_patient_is_named_by_a_search_and_by_nothing_else():
    found = values.patient_of("Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|284053523899177")
    assert str(found) == "284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH"
    assert values.patient_reference(found) == "Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|284053523899177"
    for written in (
        "Patient/1",
        "Patient?identifier=urn:oid:1.2|a^b",
        "Patient?identifier=x",
        "xPatient?identifier=a|b",
    ):
        assert values.patient_of(written) is None


def test_a_system_has_one_scheme_and_its_other_names_are_read_too():
    for system in ("TRE_A07-StatutVisibiliteDocument", "TRE_A07-StatusVisibiliteDocument"):
        url = f"https://mos.esante.gouv.fr/NOS/{system}/FHIR/{system.replace('_', '-')}"
        assert values.scheme_of(url) == "1.2.250.1.213.1.1.4.13"
    assert "Statut" in values.system_of("1.2.250.1.213.1.1.4.13")
    assert values.system_of(values.scheme_of("urn:oid:1.2.3")) == "urn:oid:1.2.3"


def test_what_xds_lets_a_sender_write_is_written_in_the_form_of_fhir():
    assert values.coding(Code("a  b ", "not a uri", " ")) == {"code": "a b"}
    assert not shape.check({"resourceType": "Patient", "id": "x", "identifier": [{"value": "1"}]}, "x")


def test_a_hash_goes_from_hexadecimal_to_base64_and_back():
    digest = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    assert values.hexadecimal(values.base64_of(digest)) == digest
    assert values.hexadecimal("!") is None
