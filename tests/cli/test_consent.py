"""`socle consent`: the consent that software declares, and nothing that stands already."""

from __future__ import annotations

import pytest
from tests.cli.dmp import Shell

WHO = "thevenoux"


def test_a_dead_port_is_unreachable():
    assert Shell("https://localhost:1")("consent", "--patient", "288042923299113", "--as", WHO).status == 3


@pytest.mark.rule("DMP-030")
def test_a_consent_opens_the_record_once_and_is_taken_back(socle, ins):
    def consent(*words):
        called = socle.json("consent", "--patient", ins["dune"], "--as", WHO, *words)
        assert called.status == 0, called.err
        return called.json["already"]

    def find():
        return socle("find", "--patient", ins["dune"], "--as", WHO).status

    assert consent("--withdraw") is True
    assert find() == 1
    assert consent() is False
    assert find() == 0
    assert consent() is True
    assert consent("--withdraw") is False
    assert find() == 1


@pytest.mark.rule("DMP-085")
def test_whom_the_patient_keeps_out_declares_no_consent(socle, ins):
    called = socle("consent", "--patient", ins["carole"], "--as", WHO)
    assert called.status == 1
    assert called.err.startswith("DMPAccessDenied")


def test_people_read_what_stands(socle, ins):
    called = socle("consent", "--patient", ins["dune"], "--as", WHO, "--withdraw")
    assert called.out.decode() == "DMPOk there is no consent to take back\n"
