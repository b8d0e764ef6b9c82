"""OIDs of patient identifiers: what is an INS, where."""

from __future__ import annotations

import pytest

from socle import codes
from socle.identity import oids
from socle.wire.hl7v2 import CX

ARC = "1.2.250.1.213.1.4."


@pytest.mark.parametrize("oid", [f"{ARC}{last}" for last in ("1", "2", "6", "7", "12", "13", "14", "80", "8.1", "")])
def test_a_neighbouring_oid_is_not_an_ins(oid):
    assert not oids.is_ins(oid)
    assert not oids.is_qualified(oid, production=False)


@pytest.mark.parametrize("last", ["8", "9", "10", "11"])
def test_the_four_kinds_of_ins_are_told_by_equality(last):
    assert oids.is_ins(ARC + last)
    assert oids.is_qualified(ARC + last, production=False)


@pytest.mark.parametrize("last", ["10", "11"])
def test_test_and_demonstration_ins_are_not_qualified_in_production(last):
    assert oids.is_test(ARC + last)
    assert not oids.is_qualified(ARC + last, production=True)


@pytest.mark.parametrize("last", ["8", "9"])
def test_a_nir_and_a_waiting_number_are_qualified_in_production(last):
    assert not oids.is_test(ARC + last)
    assert oids.is_qualified(ARC + last, production=True)


@pytest.mark.parametrize("last", ["2", "6", "7"])
def test_the_old_calculated_identifier_is_history(last):
    assert oids.is_ins_c(ARC + last)
    assert not oids.is_ins(ARC + last)


def test_a_social_security_number_with_the_same_digits_does_not_name_an_ins():
    assert oids.names_ins(CX.of("284053523899177", oids.NIR_TEST))
    assert not oids.names_ins(CX.of("284053523899177", f"{ARC}13"))
    assert not oids.names_ins(CX.of("", oids.NIR))


def test_the_constants_agree_with_the_published_table():
    table = {entry.code: entry for entry in codes.value_set("ins_oid")}
    assert set(table) >= oids.INS_OIDS | oids.INS_C_OIDS
    in_production = {oid for oid, entry in table.items() if entry.extra["in_production"] == "yes"}
    assert in_production == oids.PRODUCTION_OIDS
