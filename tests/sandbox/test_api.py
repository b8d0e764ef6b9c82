from __future__ import annotations

import json
import re
import socket
import time
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests import unsecured

import socle.sandbox
from socle.wire import certificates


def raw(sandbox, method, path, **options):
    return unsecured.request(method, f"{sandbox.url}api/{path}", timeout=30, **options)


class TestWhoMayAsk:
    @pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.0.2.1"])
    def test_another_host_name_is_refused(self, sandbox, host):
        answer = raw(sandbox, "GET", "people", headers={"Host": host})
        assert answer.status_code in {400, 403}
        assert "matricule" not in answer.text
        assert "patients" not in answer.text

    def test_a_page_of_another_origin_is_refused(self, sandbox):
        answer = raw(sandbox, "POST", "reset", json={}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "evil.example" in answer.json()["error"]

    def test_a_page_of_another_port_of_this_machine_is_refused(self, sandbox):
        assert raw(sandbox, "GET", "people", headers={"Origin": "http://localhost:1"}).status_code == 403

    def test_an_opaque_origin_is_refused(self, sandbox):
        assert raw(sandbox, "GET", "people", headers={"Origin": "null"}).status_code == 403

    def test_a_cross_site_fetch_without_origin_is_refused(self, sandbox):
        assert raw(sandbox, "GET", "people", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403

    def test_a_page_of_its_own_may_ask(self, sandbox):
        origin = sandbox.url.rstrip("/")
        assert raw(sandbox, "GET", "clock", headers={"Origin": origin}).status_code == 200

    def test_a_form_of_another_site_cannot_change_anything(self, sandbox):
        assert raw(sandbox, "POST", "reset", data={"a": "b"}).status_code == 415

    def test_what_is_no_json_object_is_refused(self, sandbox):
        headers = {"Content-Type": "application/json"}
        assert raw(sandbox, "POST", "clock", content=b"{", headers=headers).status_code == 400
        assert raw(sandbox, "POST", "clock", content=b"[]", headers=headers).status_code == 400

    def test_a_wrong_method_says_which_one_is_right(self, sandbox):
        answer = raw(sandbox, "GET", "reset")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")

    def test_no_answer_allows_other_origins(self, sandbox):
        assert "access-control-allow-origin" not in raw(sandbox, "GET", "people").headers

    def test_the_tls_listener_serves_the_interface_too(self, sandbox):
        with sandbox.client() as client:
            assert client.get("api/clock").json()["frozen"] is False


class TestPeople:
    def test_everybody_is_listed_in_the_shape_of_the_command(self, sandbox):
        people = sandbox.api("people")
        assert set(people) == {"patients", "professionals", "structures"}
        claire = people["patients"][0]
        assert {key: claire[key] for key in ("id", "oid", "name", "birth_date", "sex")} == {
            "id": "claire",
            "oid": "1.2.250.1.213.1.4.10",
            "name": "Claire Ambroise",
            "birth_date": "1988-04-12",
            "sex": "F",
        }
        guivarch = people["professionals"][0]
        assert (guivarch["id"], guivarch["rpps"][:4], guivarch["profession"]) == ("guivarch", "9988", "10")

    def test_a_patient_without_a_qualified_ins_shows_none(self, sandbox):
        unknown = next(p for p in sandbox.api("people")["patients"] if p["id"] == "inconnue")
        assert (unknown["ins"], unknown["oid"]) == ("", "")

    def test_ages_are_those_of_the_sandbox_clock(self, sandbox):
        tom = next(p for p in sandbox.api("people")["patients"] if p["id"] == "tom")
        assert tom["age"] == 15

    def test_the_world_says_its_name_and_counts(self, sandbox):
        world = sandbox.api("world")
        assert (world["name"], world["counts"]["patients"]) == ("default", 41)


class TestActors:
    def certificate(self, actor, which):
        return certificates.of(x509.load_pem_x509_certificate(actor[f"{which}_certificate"].encode()))

    def test_a_physician_gets_the_two_certificates_of_a_card_with_their_keys(self, sandbox):
        actor = sandbox.api("actors/guivarch")
        tls, sign = self.certificate(actor, "tls"), self.certificate(actor, "sign")
        assert (tls.kind, tls.card_type, tls.idnat_ps) == ("card", "CPS", actor["idnat"])
        assert (tls.can_authenticate, sign.can_sign) == (True, True)
        assert tls.is_test
        for which, certificate in (("tls", tls), ("sign", sign)):
            key = load_pem_private_key(actor[f"{which}_key"].encode(), None)
            assert key.public_key() == certificate.x509.public_key()

    def test_the_same_card_is_given_again(self, sandbox):
        first, second = (sandbox.api("actors/guivarch")["tls_certificate"] for _ in range(2))
        assert first == second

    @pytest.mark.parametrize("name", ["guivarch", "99881000014", "899881000014"])
    def test_a_professional_answers_to_id_rpps_and_national_identifier(self, sandbox, name):
        assert sandbox.api(f"actors/{name}")["id"] == "guivarch"

    def test_a_professional_acts_where_asked(self, sandbox):
        here = sandbox.api("actors/thevenoux")
        there = sandbox.api("actors/thevenoux?structure=991100033")
        assert here["structure"] == "1991100025"
        assert there["structure"] == "1991100033"

    def test_a_site_gets_the_certificates_of_its_legal_entity(self, sandbox):
        actor = sandbox.api("actors/ch-essai-nord")
        assert (actor["kind"], actor["mode"], actor["structure"]) == ("structure", "INDIRECTE", "1991100025")
        assert self.certificate(actor, "tls").structure == "1991100017"
        assert self.certificate(actor, "sign").service == "DMP-SIGN"

    def test_an_employee_card_names_its_structure(self, sandbox):
        certificate = self.certificate(sandbox.api("actors/secretaire-nord"), "tls")
        assert (certificate.card_type, certificate.structure) == ("CPE", "1991100025")

    def test_a_card_that_names_nobody_carries_no_name(self, sandbox):
        certificate = self.certificate(sandbox.api("actors/secretaire-sud"), "tls")
        assert "ACCUEIL" not in certificate.subject

    def test_who_has_an_e_cps_only_acts_by_the_structure(self, sandbox):
        actor = sandbox.api("actors/saintonge")
        assert (actor["card"], actor["mode"]) == ("e-CPS", "INDIRECTE_RENFORCEE")
        assert self.certificate(actor, "tls").kind == "organisation"

    def test_who_has_neither_card_nor_structure_cannot_be_proved(self, sandbox):
        answer = raw(sandbox, "POST", "actors", json={"kind": "employee", "idnat": "3991100025/X1"})
        assert answer.status_code == 400

    def test_nobody_is_not_found(self, sandbox):
        answer = raw(sandbox, "GET", "actors/nobody")
        assert answer.status_code == 404
        assert "socle people" in answer.json()["error"]

    def test_its_actor_toml_holds_the_same_fields(self, sandbox):
        actor = sandbox.api("actors/guivarch")
        fields = tomllib.loads(actor["actor_toml"])
        assert fields["idnat"] == actor["idnat"]
        assert fields["software"] == actor["software"]
        assert not any("key" in name or "certificate" in name for name in fields)


class TestMinting:
    def test_an_unknown_professional_is_made_with_place_legal_entity_and_card(self, fresh):
        wanted = {
            "kind": "professional",
            "idnat": "899700218896",
            "family": "SPECIALISTE",
            "given": "Robert",
            "profession": "10",
            "specialty": "SM26",
            "structure": "10B0152872",
            "structure_name": "HOPITAL GENERIQUE",
        }
        actor = fresh.api("actors", wanted)
        assert (actor["mode"], actor["card"], actor["structure"]) == ("DIRECTE", "CPS", "10B0152872")
        assert actor["legal_entity"].startswith("1995")
        listed = fresh.api("people")
        assert "899700218896" in [one["idnat"] for one in listed["professionals"]]
        assert {"10B0152872", actor["legal_entity"]} <= {one["idnat"] for one in listed["structures"]}
        assert fresh.api("actors/99700218896")["idnat"] == "899700218896"
        again = fresh.api("actors", wanted)
        assert again["tls_certificate"] == actor["tls_certificate"]

    def test_a_device_acts_by_its_structure(self, fresh):
        actor = fresh.api("actors", {"kind": "device", "structure": "10B0152872"})
        assert (actor["kind"], actor["mode"]) == ("structure", "INDIRECTE")

    def test_a_known_professional_keeps_name_and_profession_and_gains_the_place(self, fresh):
        actor = fresh.api(
            "actors",
            {
                "kind": "professional",
                "idnat": "899881000014",
                "family": "OTHER",
                "profession": "60",
                "structure": "1991100025",
            },
        )
        assert (actor["family"], actor["profession"], actor["structure"]) == ("GUIVARCH", "10", "1991100025")

    @pytest.mark.parametrize(
        "wanted", [{}, {"kind": "robot"}, {"kind": "device"}, {"kind": "professional"}, {"kind": "structure"}]
    )
    def test_a_description_that_makes_no_actor_is_refused(self, sandbox, wanted):
        assert raw(sandbox, "POST", "actors", json=wanted).status_code == 400


class TestCertificates:
    def test_what_was_issued_is_listed_and_can_be_revoked_at_the_sandbox_instant(self, fresh):
        fresh.api("actors/ferrandis")
        issued = fresh.api("certificates")["certificates"]
        assert {one["use"] for one in issued[-2:]} == {"authentication", "signature"}
        fresh.api("clock", {"action": "freeze"})
        now = fresh.api("clock")["now"]
        revoked = fresh.api("certificates/revoke", {"serial": issued[-1]["serial"]})
        assert revoked["revoked_at"] == now
        assert now in [one["revoked_at"] for one in fresh.api("certificates")["certificates"]]

    def test_an_unknown_serial_is_not_found(self, sandbox):
        assert raw(sandbox, "POST", "certificates/revoke", json={"serial": "1"}).status_code == 404

    def test_a_card_is_renewed_when_the_clock_leaves_its_life(self, fresh):
        first = fresh.api("actors/ferrandis")["tls_certificate"]
        fresh.api("clock", {"action": "advance", "value": "800d"})
        assert fresh.api("actors/ferrandis")["tls_certificate"] != first


class TestWhy:
    def test_a_refusal_is_explained_with_rules_and_sentence(self, sandbox):
        answer = sandbox.api("why?patient=carole&as=thevenoux&action=search+metadata")
        assert answer["allowed"] is False
        assert answer["rules"]
        assert "bloqué" in answer["sentence"]
        assert answer["verdicts"][0]["way_out"]

    def test_a_permission_is_explained_too(self, sandbox):
        answer = sandbox.api("why?patient=claire&as=guivarch&action=search+metadata")
        assert answer["allowed"] is True
        assert answer["sentence"] == "Cet acte est permis."

    def test_the_instant_may_be_chosen(self, sandbox):
        before = sandbox.api("why?patient=bernard&as=pintaud&action=search+metadata&at=2026-02-01")
        after = sandbox.api("why?patient=bernard&as=pintaud&action=search+metadata&at=2026-04-01")
        assert (before["allowed"], after["allowed"]) == (True, False)

    def test_an_unknown_action_lists_the_known_ones(self, sandbox):
        answer = raw(sandbox, "GET", "why?patient=claire&as=guivarch&action=dance")
        assert answer.status_code == 400
        assert "retrieve" in answer.json()["error"]


class TestCivilStatus:
    @pytest.mark.rule("MES-023")
    def test_a_death_that_is_told_closes_the_record_soon(self, fresh):
        day = fresh.api("clock")["now"][:10]
        asked = {"patient": "claire", "died": day}
        assert [fresh.api("civil-status", asked)["told"] for _ in range(2)] == [True, False]
        deadline = time.monotonic() + 30
        while fresh.api("why?patient=claire&as=guivarch&action=search+metadata")["allowed"]:
            assert time.monotonic() < deadline
            time.sleep(0.3)

    def test_another_ins_leads_to_the_same_person(self, fresh):
        answer = fresh.api("civil-status", {"patient": "claire", "ins": "288042923299212"})
        assert (answer["ins"], answer["told"]) == ("288042923299212", True)

    def test_what_makes_no_sense_is_refused_with_a_sentence(self, sandbox):
        for asked, status in (({"patient": "nobody"}, 404), ({"patient": "claire", "died": "soon"}, 400)):
            assert raw(sandbox, "POST", "civil-status", json=asked).status_code == status


class TestClock:
    def test_it_is_set_advanced_frozen_and_let_run(self, fresh):
        fresh.set_clock("2030-01-01T12:00:00+01:00")
        assert fresh.api("clock")["now"].startswith("2030-01-01T11:00:0")
        frozen = fresh.api("clock", {"action": "freeze"})
        assert frozen["frozen"] is True
        assert fresh.api("clock")["now"] == frozen["now"]
        moved = fresh.api("clock", {"action": "advance", "value": "1d"})
        assert datetime.fromisoformat(moved["now"]) - datetime.fromisoformat(frozen["now"]) == timedelta(days=1)
        assert fresh.api("clock", {"action": "run"})["frozen"] is False

    @pytest.mark.parametrize(
        "wanted",
        [
            {"action": "dance"},
            {"action": "set", "value": "tomorrow"},
            {"action": "advance", "value": "15 years"},
            {"action": "advance", "value": "9999999d"},
            {},
        ],
    )
    def test_what_no_clock_does_is_refused_with_a_sentence(self, sandbox, wanted):
        answer = raw(sandbox, "POST", "clock", json=wanted)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_the_authority_is_given_in_pem_and_signs_the_servers_certificate(sandbox):
    authorities = x509.load_pem_x509_certificates(sandbox.ca.encode())
    assert [one.issuer == one.subject for one in authorities] == [True, False, False]
    where = urlsplit(sandbox.tls_url)
    with socket.create_connection((where.hostname, where.port)) as plain:
        tls = sandbox.tls_context().wrap_socket(plain, server_hostname="localhost")
        assert tls.version() in {"TLSv1.2", "TLSv1.3"}
        tls.close()


def test_its_description_names_every_address(sandbox):
    served = re.findall(r'path\("api(/[^"]+)"', Path(socle.sandbox.__file__).with_name("urls.py").read_text())
    assert set(sandbox.api("openapi.json")["paths"]) == {path.replace("<path:who>", "{who}") for path in served}


def test_its_description_is_valid_json_in_openapi_3_1(sandbox):
    answer = raw(sandbox, "GET", "openapi.json")
    assert json.loads(answer.text)["openapi"] == "3.1.0"
