"""The text of an INS Data Matrix: the published examples, and every way to spoil one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.identity import datamatrix
from socle.identity.datamatrix import Code
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices
from tests.labels import draw

CHOICES = Choices()
PRODUCTION = replace(CHOICES, production=True)
GS = "\x1d"
SARAH = Code(
    matricule="277010115400329",
    oid="1.2.250.1.213.1.4.8",
    given_names="SARAH-LOU ANNA",
    birth_name="GARCIA-HAMMADI",
    sex="F",
    birth_date="21-01-1977",
    birth_place="35238",
)
HEADER = "IS01" + "0" * 22
BLOCKS = [
    "S1277010115400329",
    f"S21.2.250.1.213.1.4.8{GS}",
    f"S3SARAH-LOU ANNA{GS}",
    f"S4GARCIA-HAMMADI{GS}",
    "S5F",
    "S621-01-1977",
    "S735238",
]


def text(*changed, header=HEADER):
    """The text of Sarah's code, the blocks that these begin like being replaced by them."""
    return header + "".join(next((new for new in changed if new[:2] == block[:2]), block) for block in BLOCKS)


def ids(written, choices=CHOICES):
    return [finding.verdict.id.removeprefix("identity.") for finding in datamatrix.decode(written, choices).findings]


def sample(samples, number):
    return (samples / "identity" / f"datamatrix_{number}.txt").read_bytes().decode("ascii")


class TestThePublishedExamples:
    def test_the_first_is_read_and_written_again_character_for_character(self, samples):
        reading = datamatrix.decode(sample(samples, 1), CHOICES)
        assert (reading.code, reading.findings) == (replace(SARAH, birth_place=""), ())
        assert datamatrix.encode(reading.code, CHOICES) == sample(samples, 1)

    def test_the_second_has_its_name_last_and_a_wrong_key_which_only_warns(self, samples):
        reading = datamatrix.decode(sample(samples, 2), CHOICES)
        assert reading.code == Code(
            matricule="118058599124123",
            oid="1.2.250.1.213.1.4.8",
            given_names="FIRST NAMETEST",
            birth_name="LASTNAMETEST",
            sex="M",
            birth_date="18-06-1985",
            birth_place="13201",
        )
        assert ids(sample(samples, 2)) == ["matricule-key"]

    def test_the_third_was_born_abroad(self, samples):
        reading = datamatrix.decode(sample(samples, 3), CHOICES)
        assert (reading.code.birth_place, reading.code.birth_date, reading.findings) == ("99100", "10-12-1815", ())
        assert datamatrix.encode(reading.code, CHOICES) == sample(samples, 3)


class TestWriting:
    def test_blocks_come_in_the_order_of_the_format_each_shorter_than_it_may_be_ended_by_a_separator(self):
        assert datamatrix.encode(SARAH, CHOICES) == text()

    def test_an_oid_of_twenty_characters_has_no_separator(self):
        written = datamatrix.encode(replace(SARAH, oid="1.2.250.1.213.1.4.10"), CHOICES)
        assert "S21.2.250.1.213.1.4.10S3" in written

    def test_a_name_of_a_hundred_characters_has_no_separator(self):
        written = datamatrix.encode(replace(SARAH, birth_name="A" * 100), CHOICES)
        assert f"S4{'A' * 100}S5F" in written

    def test_the_code_of_an_identity_takes_its_traits_and_not_its_used_names(self):
        traits = Traits(
            birth_name="GARCIA-HAMMADI",
            given_names="SARAH-LOU ANNA",
            first_given_name="SARAH-LOU",
            sex="F",
            birth_date=date(1977, 1, 21),
            birth_place="35238",
            used_name="KERVELEC",
        )
        assert datamatrix.code_of(traits, SARAH.matricule, SARAH.oid) == SARAH

    def test_a_fault_is_never_written(self):
        with pytest.raises(ValueError, match="birth_name"):
            datamatrix.encode(replace(SARAH, birth_name="Léa"), CHOICES)

    def test_a_test_matricule_is_not_written_in_production(self):
        with pytest.raises(ValueError, match="test or demonstration"):
            datamatrix.encode(replace(SARAH, oid="1.2.250.1.213.1.4.10"), PRODUCTION)


class TestReading:
    def test_blocks_are_read_in_any_order(self):
        last_first = HEADER + "".join([*BLOCKS[4:], *BLOCKS[:3], BLOCKS[3].rstrip(GS)])
        assert datamatrix.decode(last_first, CHOICES).code == SARAH

    def test_a_name_that_spells_a_block_is_a_name(self):
        name = replace(SARAH, given_names="S IS S", birth_name="IS-S")
        assert datamatrix.decode(datamatrix.encode(name, CHOICES), CHOICES).code == name

    @pytest.mark.parametrize("number", range(300))
    def test_what_is_written_is_read_again(self, number):
        code = draw.code(2026, number)
        reading = datamatrix.decode(datamatrix.encode(code, CHOICES), CHOICES)
        assert (reading.code, reading.findings) == (code, ())

    def test_a_text_cut_anywhere_is_a_finding_and_never_an_exception(self):
        whole = text()
        assert all(datamatrix.decode(whole[:length], CHOICES).findings for length in range(len(whole) - len("S735238")))

    @pytest.mark.parametrize("written", ["", "\x1d", "é", "IS", "\ud800", "IS01" + "0" * 21, "S1" * 500])
    def test_what_is_no_code_at_all_is_told_so(self, written):
        assert ids(written) == ["datamatrix-header"]


class TestEveryMalformedTextGetsAVerdict:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            ("XX01" + "0" * 22, "IS"),
            ("IS02" + "0" * 22, "IS01"),
            ("IS01" + "0" * 21 + "1", HEADER),
        ],
    )
    def test_a_header_that_is_not_the_formats(self, header, expected):
        [finding] = datamatrix.decode(text(header=header), CHOICES).findings
        assert (finding.verdict.id, finding.expected) == ("identity.datamatrix-header", expected)

    @pytest.mark.parametrize(
        ("block", "verdicts"),
        [
            ("S12770101154003XX", ["matricule-malformed"]),
            ("S1277010115400300", ["matricule-key"]),
            (f"S21.2.250.1.213.1.4.13{GS}", ["datamatrix-separator-superfluous", "not-an-ins"]),
            (f"S21.2.250.1.213.1.4.2{GS}", ["not-an-ins"]),
            (f"S3Sarah{GS}", ["name-characters"]),
            (f"S3SARAH--LOU{GS}", ["name-characters"]),
            (f"S4{GS}", ["datamatrix-block-empty"]),
            (f"S4GARCIA.HAMMADI{GS}", ["name-characters"]),
            ("S5I", ["sex-unknown"]),
            ("S631-02-1980", ["datamatrix-birth-date"]),
            ("S61980-02-01", ["datamatrix-birth-date"]),
            ("S7RENNE", ["birth-place-unreadable"]),
            ("S735", ["datamatrix-cut-short"]),
        ],
    )
    def test_a_value_that_is_not_what_the_block_holds(self, block, verdicts):
        assert ids(text(block)) == verdicts

    def test_separators_that_were_lost(self):
        assert "datamatrix-separator-missing" in ids(text().replace(GS, ""))
        assert ids(text("S3SARAH")) == ["datamatrix-block-missing", "datamatrix-separator-missing"]

    def test_a_separator_after_a_value_of_greatest_length_or_after_the_last_block_is_only_a_warning(self):
        full = text(f"S21.2.250.1.213.1.4.10{GS}")
        assert (ids(full), datamatrix.decode(full, CHOICES).code is not None) == (
            ["datamatrix-separator-superfluous"],
            True,
        )
        assert ids(text() + GS) == ["datamatrix-separator-superfluous"]

    def test_a_block_that_the_format_does_not_have(self):
        assert ids(text() + "S8X") == ["datamatrix-block-unknown"]

    def test_a_block_that_comes_twice(self):
        assert ids(text() + "S5M") == ["datamatrix-block-repeated"]

    @pytest.mark.parametrize("gone", range(6))
    def test_a_mandatory_block_that_is_missing(self, gone):
        assert ids(HEADER + "".join(BLOCKS[:gone] + BLOCKS[gone + 1 :])) == ["datamatrix-block-missing"]

    def test_the_birth_place_may_be_missing(self):
        assert ids(text()[: -len("S735238")]) == []

    def test_a_test_matricule_in_production(self):
        written = datamatrix.encode(replace(SARAH, oid="1.2.250.1.213.1.4.10"), CHOICES)
        assert (ids(written), ids(written, PRODUCTION)) == ([], ["test-ins-in-production"])
