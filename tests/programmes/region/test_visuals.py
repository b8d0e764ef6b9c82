"""What a report shows: months across, one visual at a time, small cells masked in all of them together."""

from __future__ import annotations

import pytest

from socle.programmes.region.visuals import Fact, visuals

LABELS = {"department": {"14": "Calvados"}, "category": {}, "structure": {"S1": "CH Un (S1)"}}
PLACES = {"S1": ("14", "public"), "S2": ("14", "public"), "S3": ("50", "public"), "S4": ("50", "privé")}


def made(**counts):
    facts = [
        Fact("2022-06", count, {"structure": name, "department": PLACES[name][0], "category": PLACES[name][1]})
        for name, count in counts.items()
    ]
    return {one.by: one for one in visuals("documents", "Documents", facts, LABELS, under=5)}


def shown(visual):
    return {line.label: line.cells[0].value for line in visual.lines}


def test_each_measure_is_cut_by_department_category_and_structure():
    found = made(S1=10, S2=20, S3=30, S4=40)
    assert shown(found["department"]) == {"Calvados": 30, "50": 70}
    assert shown(found["category"]) == {"public": 60, "privé": 40}
    assert shown(found["structure"]) == {"CH Un (S1)": 10, "S2 (14)": 20, "S3 (50)": 30, "S4 (50)": 40}
    assert {one.total[0].value for one in found.values()} == {100}
    assert [one.id for one in found.values()] == [f"documents-by-{by}" for by in LABELS]


@pytest.mark.rule("REG-024")
def test_a_structure_that_is_masked_is_not_found_by_its_department_nor_its_category():
    found = made(S1=3, S2=20, S3=30, S4=40)
    assert shown(found["structure"])["CH Un (S1)"] is None
    # S2 goes with it in its department; in its category S1 and S2 leave 23 open.
    assert shown(found["structure"]) == {"CH Un (S1)": None, "S2 (14)": None, "S3 (50)": 30, "S4 (50)": 40}
    assert shown(found["department"]) == {"Calvados": 23, "50": 70}
    alone = made(S1=30, S3=30, S4=3)
    # The category of S4 is S4 alone: it is hidden, and another category with it.
    assert shown(alone["category"]) == {"public": None, "privé": None}
    assert shown(alone["department"])["50"] == 33


@pytest.mark.rule("REG-024")
def test_a_structure_is_found_neither_by_its_department_nor_by_its_category_when_they_are_of_different_neighbours():
    places = {"S1": ("14", "public"), "S2": ("14", "privé"), "S3": ("50", "public"), "S4": ("50", "privé")}
    counts = {"S1": 3, "S2": 50, "S3": 20, "S4": 40}
    facts = [
        Fact("2022-06", counts[name], {"structure": name, "department": places[name][0], "category": places[name][1]})
        for name in counts
    ]
    found = {one.by: shown(one) for one in visuals("documents", "Documents", facts, LABELS, under=5)}
    structures, departments = found["structure"], found["department"]
    assert structures["CH Un (S1)"] is None
    assert None in {structures["S2 (14)"], departments["Calvados"]}
    assert None in {structures["S3 (50)"], found["category"]["public"]}


@pytest.mark.rule("REG-025")
def test_a_visual_is_exported_as_it_is_shown():
    table = list(made(S1=3, S2=20, S3=30, S4=40)["structure"].table())
    assert table[0] == ["Documents, par structure", "2022-06"]
    assert ["CH Un (S1)", "masqué"] in table
    assert table[-1] == ["Total", 93]


def test_months_without_a_count_are_zero_and_stand_in_order():
    facts = [Fact(month, 9, {"department": code}) for month, code in (("2022-06", "14"), ("2022-05", "50"))]
    [visual] = visuals("x", "X", facts, {"department": {}}, under=5)
    assert visual.months == ("2022-05", "2022-06")
    assert [[cell.value for cell in line.cells] for line in visual.lines] == [[0, 9], [9, 0]]
    assert visual.as_dict()["rows"][0]["cells"][0] == {"month": "2022-05", "value": 0, "masked": False}
