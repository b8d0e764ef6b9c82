"""INSi as a client sees it, on a real door over TLS: searches in the order of homologation, and what a fault says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.client import identity as identities
from socle.client.insi import Insi, Troubled, finding_of
from socle.client.transport import Unreachable
from socle.clock import parse_instant
from socle.identity.insi_answer import Asked, AskedByCard, Retrieval
from tests.servers import sandbox_server

AT = "2026-11-16T09:00:00Z"
CATARINA = Asked(birth_name="TCHITCHI", given_names=("OLA", "CATARINA", "BELLA"), sex="F", birth_date=date(1936, 6, 21))
HOUILLES = Asked(birth_name="HOUILLES", given_names=("PIERRE", "PAUL"), sex="M", birth_date=date(1993, 1, 27))


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with sandbox_server(tmp_path_factory.mktemp("insi"), at=AT) as running:
        yield running


def way(sandbox, who, certificate="INSI-MANU"):
    fields = sandbox.api(f"actors/{who}?certificate={certificate}")
    return Insi(sandbox.tls_url, identities.of(fields), now=lambda: parse_instant(AT))


def test_each_given_name_is_asked_alone_in_order_then_all_until_somebody_is_found(sandbox):
    with way(sandbox, "ch-essai-nord") as insi:
        asked = [(one.given_names, found.code) for one, found in insi.searches(CATARINA)]
        assert asked == [(("OLA",), "01"), (("CATARINA",), "00")]
        nobody = [(one.given_names, found.code) for one, found in insi.searches(HOUILLES)]
        assert nobody == [(("PIERRE",), "01"), (("PAUL",), "01"), (("PIERRE", "PAUL"), "01")]


@pytest.mark.rule("INS-011")
def test_a_card_signs_an_assertion_and_a_nominative_employee_card_does_too(sandbox):
    for who in ("mercadal", "secretaire-nord"):
        with way(sandbox, who) as insi:
            assert insi.search_by_card(AskedByCard(number="109076322083489")).active.key == "89", who


def test_a_person_of_the_world_is_found_by_her_card(sandbox):
    claire = next(one for one in sandbox.api("people")["patients"] if one["id"] == "claire")
    with way(sandbox, "ch-essai-nord", "INSI-AUTO") as insi:
        found = insi.search_by_card(AskedByCard(number=claire["ins"]))
        assert (found.active.matricule, found.active.oid) == (claire["ins"], claire["oid"])


def test_a_fault_says_why_in_the_terms_of_the_teleservice(sandbox):
    with way(sandbox, "ch-essai-nord", "DMP-AUTO") as insi, pytest.raises(Troubled) as error:
        insi.search(CATARINA)
    assert (error.value.trouble.code, error.value.trouble.is_senders) == ("DESIR_560", True)


def test_the_sandbox_has_insi_fail_so_many_times_and_then_answer_again(sandbox):
    assert sandbox.api("insi", {"outcome": "insi_102", "times": 2}) == {"outcome": "insi_102", "times": 2}
    with way(sandbox, "ch-essai-nord") as insi:
        for _ in range(2):
            with pytest.raises(Troubled) as error:
                insi.search(HOUILLES)
            assert (error.value.trouble.code, error.value.trouble.is_senders) == ("insi_102", False)
        assert insi.search(HOUILLES).code == "01"
    assert sandbox.api("insi") == {"outcome": "", "times": None}
    sandbox.api("insi", {"outcome": "01"})
    sandbox.api("reset", {})
    assert sandbox.api("insi")["outcome"] == ""


def test_no_answer_is_silence_and_not_a_fault(sandbox):
    fields = sandbox.api("actors/ch-essai-nord?certificate=INSI-MANU")
    with Insi("https://localhost:1", identities.of(fields)) as insi, pytest.raises(Unreachable):
        insi.search(CATARINA)


def test_an_answer_without_an_identity_says_what_to_do_next_and_an_unknown_code_is_taken_for_nobody():
    several, none, strange = (finding_of(Retrieval(code=code)) for code in ("02", "01", "99"))
    assert "lieu de naissance" in several.verdict.way_out
    assert none.verdict is strange.verdict
    assert none.verdict is not several.verdict


def test_the_teleservices_own_address_is_taken_as_it_is(sandbox):
    fields = identities.of(sandbox.api("actors/ch-essai-nord?certificate=INSI-MANU"))
    own = replace(fields, authority=sandbox.ca)
    with Insi(f"{sandbox.tls_url}insi/", own, now=lambda: parse_instant(AT)) as insi:
        assert insi.address.endswith("/insi/")
        assert insi.search(CATARINA).code == "01"
