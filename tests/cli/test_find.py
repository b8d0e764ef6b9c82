"""`socle find`: TD3.1 as a user sees it, with its filters."""

from __future__ import annotations

import pytest
from tests.cli.dmp import AIR_NURSE, NORTH, PHYSICIAN, SECRETARY, Shell

SHAPE = {
    "unique_id",
    "entry_uuid",
    "logical_id",
    "version",
    "status",
    "title",
    "class_code",
    "type_code",
    "format_code",
    "practice_setting",
    "facility_type",
    "creation_time",
    "service_start",
    "service_stop",
    "authors",
    "legal_authenticator",
    "event_codes",
    "language",
    "mime_type",
    "hash",
    "size",
    "confidentiality",
    "repository",
    "patient",
    "source_patient",
    "reference_ids",
}
#: The letters of these tests are written on 1 January 2026 at 10:15 in France.
DAY, BEFORE, AFTER = "2026-01-01", "2025-12-31", "2026-01-02"
TYPE = "34874-8"


@pytest.fixture(scope="module")
def fed(dmp, ins, tmp_path_factory):
    """One letter of a patient whom no other test touches, and an authorised physician."""
    from tests.cli.dmp import letter  # noqa: PLC0415

    socle = Shell(dmp.tls_url.rstrip("/"))
    unique_id, data = letter(ins["olivier"])
    file = tmp_path_factory.mktemp("find") / "letter.xml"
    file.write_bytes(data)
    assert socle("feed", file, "--as", PHYSICIAN).status == 0
    assert socle("authorise", "--patient", ins["olivier"], "--as", PHYSICIAN).status == 0
    return unique_id


def find(socle, patient, *words, who=PHYSICIAN):
    called = socle.json("find", "--patient", patient, "--as", who, *words)
    assert called.status == 0, called.err
    return [document["unique_id"] for document in called.json["documents"]]


class TestRefusals:
    @pytest.mark.parametrize(
        "words",
        [
            ("--type", "nothing"),
            ("--from", "yesterday"),
            ("--to", "2026-13-01"),
            ("--status", "forgotten"),
            ("--patient", "1"),
        ],
    )
    def test_words_that_are_off_are_told_before_anything_is_asked(self, words):
        called = Shell("https://localhost:1")("find", "--patient", "288042923299113", "--as", PHYSICIAN, *words)
        assert (called.status, called.out) == (2, b"")
        assert called.err

    def test_a_dead_port_is_unreachable(self):
        called = Shell("https://localhost:1").json("find", "--patient", "288042923299113", "--as", PHYSICIAN)
        assert (called.status, called.out) == (3, b"")

    def test_who_is_not_authorised_finds_nothing_and_learns_why(self, socle, ins, fed):
        called = socle.json("find", "--patient", ins["olivier"], "--as", "verdelhan")
        assert (called.status, called.json["status"]) == (1, "Failure")
        assert called.verdicts == [("DMPAccessDeniedByRightsService", "error")]
        assert fed not in called.out.decode()

    @pytest.mark.rule("DMP-072")
    @pytest.mark.parametrize("who", [NORTH, SECRETARY])
    def test_a_certificate_and_an_employees_card_never_search(self, socle, ins, who, fed):
        assert socle("find", "--patient", ins["olivier"], "--as", who).status == 1

    def test_who_objects_to_break_glass_is_not_read_in_emergency(self, socle, ins):
        called = socle.json("find", "--patient", ins["agnes"], "--as", PHYSICIAN, "--break-glass", "inconscient")
        assert called.status == 1
        assert called.verdicts[0][1] == "error"


class TestWhatIsListed:
    def test_every_field_of_the_contract_is_there(self, socle, ins, fed):
        called = socle.json("find", "--patient", ins["olivier"], "--as", PHYSICIAN)
        assert set(called.json) == {"documents"}
        (document,) = called.json["documents"]
        assert set(document) == SHAPE
        assert (document["unique_id"], document["status"], document["version"]) == (fed, "Approved", 1)
        assert document["type_code"]["code"] == TYPE
        assert document["creation_time"] == "20260101091500"
        assert document["patient"].startswith(f"{ins['olivier']}^^^&1.2.250.1.213.1.4.10&ISO^NH")
        assert [set(author) for author in document["authors"]] == [{"person", "institution", "role", "specialty"}]

    def test_the_signature_of_the_submission_is_never_listed(self, socle, ins, fed):
        assert find(socle, ins["olivier"]) == [fed]

    def test_a_table_for_people(self, socle, ins, fed):
        lines = socle("find", "--patient", ins["olivier"], "--as", PHYSICIAN).out.decode().splitlines()
        assert lines[0].split()[0] == "CREATED"
        assert fed in lines[1]
        assert len(lines) == 2

    def test_an_empty_record_is_an_empty_list(self, socle, ins):
        assert socle("authorise", "--patient", ins["theodore"], "--as", PHYSICIAN).status == 0
        called = socle.json("find", "--patient", ins["theodore"], "--as", PHYSICIAN)
        assert (called.status, called.json) == (0, {"documents": []})

    def test_break_glass_opens_a_record_without_authorisation(self, socle, ins, fed):
        assert fed in find(socle, ins["olivier"], "--break-glass", "patient inconscient", who="verdelhan")

    def test_a_nurse_with_an_e_cps_finds(self, socle, ins, fed):
        assert socle("authorise", "--patient", ins["olivier"], "--as", AIR_NURSE).status == 0
        assert find(socle, ins["olivier"], who=AIR_NURSE) in ([], [fed])


class TestFilters:
    def test_by_type(self, socle, ins, fed):
        assert find(socle, ins["olivier"], "--type", TYPE) == [fed]
        assert find(socle, ins["olivier"], "--type", "11490-0", "--type", TYPE) == [fed]
        assert find(socle, ins["olivier"], "--type", "11490-0") == []
        assert find(socle, ins["olivier"], "--type", f"{TYPE}^^2.16.840.1.113883.6.1") == [fed]

    def test_both_days_are_included(self, socle, ins, fed):
        assert find(socle, ins["olivier"], "--from", DAY, "--to", DAY) == [fed]
        assert find(socle, ins["olivier"], "--from", AFTER) == []
        assert find(socle, ins["olivier"], "--to", BEFORE) == []

    def test_a_day_is_a_french_day(self, socle, ins, write_letter):
        """Written at half past midnight in France, while it is still the day before in Greenwich."""
        unique_id, file = write_letter(ins["brigitte"])
        file.write_bytes(file.read_bytes().replace(b"20260101101500+0100", b"20260101003000+0100"))
        assert socle("feed", file, "--as", PHYSICIAN).status == 0
        assert socle("authorise", "--patient", ins["brigitte"], "--as", PHYSICIAN).status == 0
        assert find(socle, ins["brigitte"], "--from", DAY, "--to", DAY) == [unique_id]
        assert find(socle, ins["brigitte"], "--to", BEFORE) == []

    def test_by_status_in_any_case_or_as_a_urn(self, socle, ins, fed):
        urn = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
        for status in ("approved", "Approved", urn):
            assert find(socle, ins["olivier"], "--status", status) == [fed]
        assert find(socle, ins["olivier"], "--status", "deprecated", "--status", "archived") == []
        assert find(socle, ins["olivier"], "--status", "deprecated", "--status", "approved") == [fed]
