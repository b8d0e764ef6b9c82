"""The full check and the official ones agree on every official sample (spec/cda.md 12; samples/cda)."""

from __future__ import annotations

import pytest

_COUNTS = ("failed_StrucMin", "failed_IHE", "failed_ModelesDeContenus", "failed_ModelesANS", "failed_CR-BIO_2024.01")


@pytest.mark.rule("DOC-017")
def test_every_official_sample_is_valid_or_not_as_the_official_checks_say(judged, rows):
    expected = {
        row["file"]: not any(int(row[name]) for name in _COUNTS if row[name] != "n/a")
        for row in rows("expected_results.csv")
    }
    assert {name: judgement.valid for name, judgement in judged.items()} == expected


def test_what_fails_officially_fails_here_at_the_same_place_and_there_alone(judged, rows):
    errors = {
        (name, one.path) for name, judgement in judged.items() for one in judgement.findings if one.severity == "error"
    }
    expected = set()
    for row in rows("expected_failures.csv"):
        place = row["location"].replace("c:", "").partition("ClinicalDocument")[2]
        expected.add(
            (row["file"], f"/ClinicalDocument{place}/component/section[templateId/@root='{row['codes_quoted']}']")
        )
    assert errors == expected


def test_the_level_and_the_type_of_every_sample_are_told(judged, rows):
    expected = {row["file"]: (row["body_level"][0], row["type_code"]) for row in rows("manifest.csv")}
    assert {name: (str(one.level), one.type_code) for name, one in judged.items()} == expected


@pytest.mark.rule("DOC-011")
def test_a_structured_model_that_is_not_described_is_named_and_the_laboratory_report_is_not(judged):
    named = {name for name, one in judged.items() if "cda.model-not-checked" in {found.id for found in one.findings}}
    in_depth = {name for name, one in judged.items() if one.level == 1 or name.startswith("BIO-CR-BIO")}
    assert named == judged.keys() - in_depth


def test_every_finding_has_its_line_and_its_place(judged, samples):
    for name, judgement in judged.items():
        lines = (samples / "cda" / name).read_bytes().count(b"\n") + 1
        for one in judgement.findings:
            assert 1 <= one.line <= lines
            assert one.path.startswith("/ClinicalDocument")
            assert one.finding.sentence("fr")
