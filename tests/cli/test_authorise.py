"""`socle authorise`: TD0.3, and where the actor comes from (`--as`)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.dmp import AIR_NURSE, NORTH, NORTH_FINESS, PHYSICIAN, Shell

from socle.client.identity import PEM_FILES


def authorisation(socle, ins, who):
    return socle.json("record", "--patient", ins, "--as", who).json["authorisation"]


def exported(dmp, who: str, folder: Path) -> Path:
    """An actor's directory made from `GET /api/actors/WHO`, as a script would make one."""
    actor = dmp.api(f"actors/{who}")
    folder.mkdir()
    (folder / "actor.toml").write_text(actor["actor_toml"], "utf-8")
    for name, file in PEM_FILES.items():
        (folder / file).write_text(actor[name], "ascii")
    return folder


class TestTheAct:
    @pytest.mark.rule("DMP-072")
    def test_a_structure_is_never_authorised_by_its_certificate(self, socle, ins):
        called = socle.json("authorise", "--patient", ins["etienne"], "--as", NORTH)
        assert called.status == 1
        assert called.verdicts == [("DMPAccessDeniedByRightsService", "error")]
        assert called.json["status"] == "Failure"

    def test_a_blocked_professional_is_refused(self, socle, ins):
        called = socle.json("authorise", "--patient", ins["carole"], "--as", "thevenoux")
        assert called.status == 1
        assert called.json["status"] != "DMPOk"

    def test_a_role_that_does_not_exist_is_a_word_off(self, socle, ins):
        assert socle("authorise", "--patient", ins["etienne"], "--as", PHYSICIAN, "--role", "CHEF").status == 2

    def test_a_physician_declares_himself_authorised_and_gives_it_back(self, socle, ins):
        patient = ins["samira"]
        assert authorisation(socle, patient, PHYSICIAN) == "NON_EXISTE"
        called = socle.json("authorise", "--patient", patient, "--as", PHYSICIAN)
        assert (called.status, called.json["status"]) == (0, "DMPOk")
        assert authorisation(socle, patient, PHYSICIAN) == "VALIDE"
        assert socle("authorise", "--patient", patient, "--as", PHYSICIAN, "--remove").status == 0
        assert authorisation(socle, patient, PHYSICIAN) == "NON_EXISTE"

    def test_saying_it_again_is_answered_with_a_sentence(self, socle, ins):
        words = ("authorise", "--patient", ins["marlene"], "--as", PHYSICIAN)
        assert socle.json(*words).status == 0
        again = socle.json(*words)
        assert (again.status, again.json["status"]) == (0, "DMPOk")
        assert again.json["context"]

    def test_a_physician_becomes_medecin_traitant_and_stops_being_it(self, socle, ins):
        words = ("authorise", "--patient", ins["joaquim"], "--as", "kanoute", "--role", "MEDECIN_TRAITANT")
        assert socle(*words).status == 0
        told = socle.json("record", "--patient", ins["joaquim"], "--as", "kanoute").json
        assert told["treating_physician"] is True
        assert socle(*words, "--remove").status == 0
        told = socle.json("record", "--patient", ins["joaquim"], "--as", "kanoute").json
        assert (told["treating_physician"], told["authorisation"]) == (False, "VALIDE")

    def test_a_nurse_with_an_e_cps_is_authorised_in_her_structures_name(self, socle, ins):
        assert socle("authorise", "--patient", ins["vannina"], "--as", AIR_NURSE).out == b"DMPOk\n"


class TestWhoActs:
    def test_an_exported_directory_acts_as_the_actor_it_holds(self, dmp, socle, ins, tmp_path):
        folder = exported(dmp, "bronsart", tmp_path / "bronsart")
        assert socle("authorise", "--patient", ins["lisandru"], "--as", folder).status == 0
        assert authorisation(socle, ins["lisandru"], "bronsart") == "VALIDE"

    def test_the_directory_that_pki_issue_writes_does_too(self, socle, ins, tmp_path):
        assert socle("pki", "issue", "kanoute", "-d", tmp_path / "card").status == 0
        assert socle("authorise", "--patient", ins["lisandru"], "--as", tmp_path / "card").status == 0

    @pytest.mark.parametrize("file", ["tls.key.pem", "sign.crt.pem"])
    def test_a_directory_that_lacks_a_file_says_which(self, dmp, socle, ins, tmp_path, file):
        folder = exported(dmp, PHYSICIAN, tmp_path / "actor")
        (folder / file).unlink()
        called = socle("authorise", "--patient", ins["lisandru"], "--as", folder)
        assert called.status == 2
        assert file in called.err

    def test_a_directory_without_an_actor_is_a_word_off(self, socle, ins, tmp_path):
        called = socle("authorise", "--patient", ins["lisandru"], "--as", tmp_path)
        assert called.status == 2
        assert "actor.toml" in called.err

    @pytest.mark.parametrize("file", ["tls.crt.pem", "tls.key.pem", "sign.crt.pem", "sign.key.pem", "authority.pem"])
    def test_a_file_that_is_no_pem_is_told(self, dmp, socle, ins, tmp_path, file):
        folder = exported(dmp, PHYSICIAN, tmp_path / "actor")
        (folder / file).write_text("-----BEGIN NOTHING-----\n")
        called = socle("authorise", "--patient", ins["lisandru"], "--as", folder)
        assert called.status == 2, called.err
        assert "Traceback" not in called.err

    def test_a_card_signs_for_nobody_else(self, dmp, socle, ins, tmp_path):
        folder = exported(dmp, PHYSICIAN, tmp_path / "mine")
        other = exported(dmp, "sarrazol", tmp_path / "other")
        for name in ("sign.crt.pem", "sign.key.pem"):
            shutil.copy(other / name, folder / name)
        called = socle.json("authorise", "--patient", ins["lisandru"], "--as", folder)
        assert called.status == 1
        assert called.verdicts[0][1] == "error"

    def test_a_structure_chooses_among_the_places_of_a_professional(self, socle, ins):
        for finess in (NORTH_FINESS, "991100033"):
            words = ("--patient", ins["mbala"], "--as", "thevenoux", "--structure", finess)
            assert socle("authorise", *words).status == 0

    def test_a_structure_chooses_for_a_directory_as_well(self, dmp, socle, ins, tmp_path):
        folder = exported(dmp, PHYSICIAN, tmp_path / "actor")
        words = ("authorise", "--patient", ins["mbala"], "--as", folder)
        assert socle(*words, "--structure", NORTH_FINESS).status == 0
        assert socle(*words, "--structure", "991199999").status == 1

    def test_no_proxy_stands_before_this_machine(self, socle, ins, monkeypatch):
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert socle("authorise", "--patient", ins["mbala"], "--as", PHYSICIAN).status == 0

    def test_a_dead_port_is_unreachable_for_a_directory_too(self, dmp, ins, tmp_path):
        folder = exported(dmp, PHYSICIAN, tmp_path / "actor")
        (folder / "authority.pem").write_text(dmp.ca)
        called = Shell("https://localhost:1")("authorise", "--patient", ins["mbala"], "--as", folder)
        assert called.status == 3
