"""`socle referencing check`: a matrix, a profile and proofs."""

from __future__ import annotations

import json

import pytest

from socle.cli.main import main

MATRIX = """exigence;nature;condition;intitulé;scénario de conformité
DMP.1;Exigence générale;;Alimenter le DMP;SC.1
MSS.2;Conditionnelle;operateur = mailiz;Mailiz;SC.2
ORG.3;Conditionnelle;structure a CDS;Centres de santé;SC.3
PRE.4;Préconisation;;Plus tard;
"""
PROFILE = """[software]
name = "Mon DUI"
kind = "DUI"
corridor = "radiologie"
[profile]
operateur = "mailiz"
structure = ["MSP"]
"""


@pytest.fixture
def check(capsys, tmp_path):
    def run(proofs, *, matrix=MATRIX, profile=PROFILE, clients=None):
        held = {"matrix": matrix, "profile": profile, "proofs": f"exigence;preuve;état\n{proofs}"}
        if clients:
            held["clients"] = clients
        words = []
        for name, text in held.items():
            path = tmp_path / f"{name}.{'toml' if name == 'profile' else 'csv'}"
            path.write_text(text, "utf-8")
            words += [f"--{name}", str(path)]
        status = main(["referencing", "check", *words, "--at", "2022-06-01", "--json"])
        shown = capsys.readouterr()
        return status, json.loads(shown.out) if shown.out else shown.err

    return run


@pytest.mark.rule("TEST-006")
@pytest.mark.rule("TEST-007")
@pytest.mark.rule("SONS-023")
@pytest.mark.rule("SONS-025")
def test_a_software_is_referenced_when_all_that_applies_to_it_is_proven(check):
    status, answer = check("DMP.1;a.pdf;acceptée\nMSS.2;b.pdf;acceptée\n")
    assert (status, answer["referenced"], answer["financeable"]) == (0, True, True)
    assert answer["coverage"] == {
        "general": {"lines": 1, "applicable": 1, "accepted": 1},
        "conditional": {"lines": 2, "applicable": 1, "accepted": 1},
        "preconisation": {"lines": 1, "applicable": 1, "accepted": 0},
    }
    assert [one["applicable"] for one in answer["requirements"]] == [True, True, False, True]


@pytest.mark.rule("SONS-020")
def test_without_a_mandatory_proof_nothing_is_funded(check):
    status, answer = check("DMP.1;a.pdf;acceptée\n")
    assert (status, answer["referenced"], answer["financeable"]) == (1, False, False)
    assert [finding["id"] for finding in answer["verdicts"]] == ["referencing.not-referenced"]
    assert answer["requirements"][1]["verdicts"][0]["id"] == "referencing.proof-missing"


@pytest.mark.rule("SONS-081")
@pytest.mark.rule("SONS-082")
@pytest.mark.rule("SONS-083")
def test_each_client_of_an_order_brings_its_own_three_proofs(check):
    clients = (
        "finess;va signée le;documents dmp;messages mss;messages citoyens;en.1;en.2;en.3\n"
        "140000001;02/05/2022;3;4;1;90,5 %;50%;0\n"
        "140000002;;3;0;;90;50;n.c.\n"
    )
    status, answer = check("DMP.1;a;Validé\nMSS.2;b;acceptée\n", clients=clients)
    found = {
        one["client"]: [finding["id"].partition(".")[2] for finding in one["verdicts"]] for one in answer["clients"]
    }
    assert (status, found["140000001"]) == (1, [])
    assert [answer["clients"][0][code] for code in ("EN.1", "EN.2", "EN.3")] == [90.5, 50.0, 0.0]
    assert found["140000002"] == ["acceptance-missing", "dashboard-zero", "dashboard-silent", "indicator-missing"]


@pytest.mark.rule("SONS-085")
def test_what_was_announced_for_the_corridor_is_shown(check):
    _, answer = check("DMP.1;a;acceptée\n")
    assert [row["rule"] for row in answer["second_wave"]] == ["SONS-085"]


def test_people_read_what_lacks(capsys, check, tmp_path):
    check("DMP.1;a;acceptée\n", matrix=MATRIX + "ZZZ.9;Autre;;;SC.9\n")
    words = [word for name in ("matrix", "proofs") for word in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    assert main(["referencing", "check", *words, "--profile", str(tmp_path / "profile.toml")]) == 1
    shown = capsys.readouterr().out
    assert "referenced: no, may be funded: no" in shown
    assert "  line 6, kind: " in shown
    assert "referencing.proof-missing" in shown


@pytest.mark.parametrize(
    "profile", ["[sofware]\n", "[software]\nnom = 1\n", "x =", "[profile]\na = 1.5\n", "profile = 1\n"]
)
def test_a_profile_that_is_off_is_told(check, profile):
    status, said = check("", profile=profile)
    assert status == 2
    assert said


def test_a_row_of_the_matrix_that_cannot_be_read_keeps_the_answer_from_being_clean(check):
    status, answer = check("DMP.1;a;acceptée\nMSS.2;b;acceptée\n", matrix=MATRIX + "ZZZ.9;Autre;;;SC.9\n")
    assert (status, answer["referenced"], answer["files"]["matrix"]["rejected"]["count"]) == (1, True, 1)
