"""Anomalies of a calculation file, the physicians' supplement, months, sides of mailboxes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from socle.programmes.region import anomalies, domains, months, supplement
from socle.programmes.region.counts import Structure
from socle.programmes.region.domains import Side
from socle.programmes.region.supplement import Physician

SOUND = Structure("140000100", "140000019", "CH d’Essai", "es", "public", "14", "28", Decimal(100))


def odd(**changes):
    from dataclasses import replace  # noqa: PLC0415

    decision = anomalies.anomalies([SOUND, replace(SOUND, **{"finess": "140000118", **changes})])
    return [finding.expected for finding in decision.findings]


@pytest.mark.rule("REG-032")
def test_each_anomaly_of_a_calculation_file_is_told():
    assert odd() == []
    assert odd(finess="140000100") == ["en double"]
    assert odd(finess="140000101") == ["la clé du numéro FINESS est fausse"]
    assert odd(finess="14X") == ["un numéro FINESS a neuf caractères"]
    assert odd(name="", category="") == ["raison sociale absente", "catégorie absente"]
    assert odd(finess_ej="140000118") == ["l’entité juridique a le numéro de l’établissement"]
    assert odd(combined_activity=Decimal(0)) == ["activité combinée nulle ou négative"]
    assert odd(department="") == ["département inconnu"]
    assert odd(department="50") == ["département 50, numéro d’un autre"]
    assert odd(region="Atlantide") == ["région inconnue"]
    assert odd(region="53") == ["le département 14 n’est pas de cette région"]


@pytest.mark.rule("REG-030")
def test_the_supplement_is_reached_at_20_percent_and_pays_only_by_the_scale_of_its_year():
    scale = supplement.scales()[2022]
    assert supplement.reaches(Physician(1000, 200), scale)
    assert not supplement.reaches(Physician(1000, 199), scale)
    assert not supplement.reaches(Physician(1000, 200, first_part_met=False), scale)
    assert not supplement.reaches(Physician(0, 0), scale)
    group = [Physician(10, 2, "14")] * 6 + [Physician(10, 1, "14")] * 5
    [calvados, whole], decision = supplement.follow(group, 2022, under=5)
    assert calvados == {"department": "14", "physicians": 11, "reached": 6, "points": 240, "euros": 1680}
    assert (whole["reached"], decision.findings) == (6, ())
    rows, unknown = supplement.follow(group, 2024, under=5)
    assert (rows, [finding.verdict.id for finding in unknown.findings]) == (
        [],
        ["programmes.region-year-without-scale"],
    )


@pytest.mark.rule("REG-024")
def test_few_physicians_of_a_department_are_not_told_nor_found_by_difference():
    group = [Physician(10, 2, "14")] * 9 + [Physician(10, 1, "14")] * 9
    group += [Physician(10, 2, "50")] * 2 + [Physician(10, 1, "50")] * 20 + [Physician(10, 2, "61")] * 30
    rows, _ = supplement.follow(group, 2022, under=5)
    by = {row["department"]: row["reached"] for row in rows}
    assert (by["50"], by["61"], by["total"]) == (None, 30, 41)
    assert by["14"] is None  # else 41 - 30 - 9 would tell


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("2022-06", "2022-06"),
        ("202206", "2022-06"),
        ("06/2022", "2022-06"),
        ("6/2022", "2022-06"),
        ("30/06/2022", "2022-06"),
        ("2022-06-30", "2022-06"),
        ("2022-06-30 00:00:00", "2022-06"),
        ("Juin 2022", "2022-06"),
        ("avril", None),
        ("2022-13", None),
        ("0000-05", None),
        ("décembre 9999", None),
        ("２０２２-06", None),
        ("", None),
    ],
)
def test_a_month_is_read_as_files_write_it(told, name):
    assert months.month(told) == name


def test_months_follow_one_another_over_the_year():
    assert (months.after("2022-12"), months.after("2022-01")) == ("2023-01", "2022-02")
    assert (months.last_day("2024-02").day, months.in_words("2022-08")) == (29, "août 2022")


MAILBOXES = [
    ("a@chu.mssante.fr", Side.PROFESSIONAL),
    ("a@mssante.fr", Side.PROFESSIONAL),
    (" A@CHU.MSSANTE.FR ", Side.PROFESSIONAL),
    ("288042923299113@patient.mssante.fr", Side.CITIZEN),
    ("a@x.patient.mssante.fr", Side.PROFESSIONAL),
    ("a@notmssante.fr", Side.OUTSIDE),
    ("a@mssante.fr.exemple.fr", Side.OUTSIDE),
    ("a@patient-mssante.fr", Side.OUTSIDE),
    ("chu.mssante.fr", Side.OUTSIDE),
    ("@chu.mssante.fr", Side.OUTSIDE),
    ("@mssante.fr", Side.OUTSIDE),
    ("", Side.OUTSIDE),
]


@pytest.mark.rule("MSS-042")
@pytest.mark.parametrize(("mailbox", "side"), MAILBOXES)
def test_a_mailbox_is_judged_by_the_labels_of_its_domain(mailbox, side):
    assert domains.side(mailbox) is side
