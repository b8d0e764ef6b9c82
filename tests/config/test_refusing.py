"""What the doors say in place of a binding is said in its form: SOAP to SOAP, FHIR to FHIR."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from socle.config.busy import refuser
from socle.config.dispatch import Dispatcher, Mount
from socle.config.mounts import mounts
from socle.config.rates import Rate
from socle.config.settings import Settings, from_environment
from socle.config.throttle import Throttle
from socle.wire.exchange import Request

SANDBOX = Settings(data_dir=Path("x"), sandbox=True)


def outcome_of(response):
    return json.loads(response.body)["issue"][0]


def test_a_door_without_room_says_so_in_fhir_and_in_soap():
    refuse = refuser(mounts(SANDBOX))
    fhir, soap = refuse("/fhir/dmp/List", ""), refuse("/si-dmp-server/v2/services/registry", "")
    assert (fhir.status, outcome_of(fhir)["code"]) == (503, "transient")
    assert soap.status == 503
    assert b"Fault" in soap.body
    assert dict(fhir.headers)["Retry-After"] == dict(soap.headers)["Retry-After"]


def test_pro_sante_connect_without_room_or_asked_too_often_says_so_in_the_words_of_oauth():
    path = "/auth/realms/esante-wallet/protocol/openid-connect/token"
    throttle = Throttle(Rate(per_second=0.001, burst=1))
    request = Request("POST", path, {}, io.BytesIO(), remote="192.0.2.8")
    assert throttle.refusal(request) is None
    for told, status in ((refuser(mounts(SANDBOX))(path, ""), 503), (throttle.refusal(request), 429)):
        assert told.status == status
        assert json.loads(told.body)["error"] == "temporarily_unavailable"
        assert "Retry-After" in dict(told.headers)


def test_pro_sante_connect_is_a_simulation_of_the_sandbox_alone():
    prefix = "/auth/realms/esante-wallet/"
    assert prefix in {mount.prefix for mount in mounts(SANDBOX)}
    assert prefix not in {mount.prefix for mount in mounts(from_environment({}))}


@pytest.mark.parametrize("path", ["/fhir/dmp", "/fhir/dmp/List"])
def test_who_asks_too_often_is_told_in_fhir_where_he_speaks_it(path):
    throttle = Throttle(Rate(per_second=0.001, burst=1))
    request = Request("GET", path, {}, io.BytesIO(), remote="192.0.2.7")
    assert throttle.refusal(request) is None
    told = throttle.refusal(request)
    assert (told.status, outcome_of(told)["code"]) == (429, "throttled")
    assert "Retry-After" in dict(told.headers)


def test_a_binding_that_fails_beyond_everything_is_answered_in_fhir():
    def failing(service, request):
        raise RuntimeError("inside")

    said = []
    mount = Mount("/fhir/dmp/", frozenset(), failing, whole="fhir")
    dispatcher = Dispatcher(lambda environ, start: [b"page"], [mount], lambda: {"status": "ok"})
    environ = {
        "PATH_INFO": "/fhir/dmp/List",
        "REQUEST_METHOD": "GET",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(dispatcher(environ, lambda status, headers: said.append((status, dict(headers)))))
    assert said[0][0] == "500 Internal Server Error"
    assert json.loads(body)["issue"][0]["code"] == "exception"
    assert b"inside" not in body


def test_the_fhir_door_and_insi_are_open_in_the_sandbox_and_elsewhere_only_when_asked_for():
    def prefixes(settings):
        return {mount.prefix for mount in mounts(settings)}

    assert "/fhir/dmp/" in prefixes(SANDBOX)
    assert "/fhir/dmp/" not in prefixes(from_environment({"SOCLE_SANDBOX": ""}))
    assert "/fhir/dmp/" in prefixes(from_environment({"SOCLE_FHIR": "on"}))
    assert "/fhir/dmp/" not in prefixes(from_environment({"SOCLE_SANDBOX": "1", "SOCLE_FHIR": "off"}))
    assert "/insi/" in prefixes(SANDBOX)
    assert "/insi/" not in prefixes(from_environment({"SOCLE_SANDBOX": ""}))
    assert "/insi/" in prefixes(from_environment({"SOCLE_INSI": "on"}))


def test_the_annuaire_is_open_in_the_sandbox_and_elsewhere_only_with_keys():
    def prefixes(environ):
        return {mount.prefix for mount in mounts(from_environment(environ))}

    assert "/annuaire/fhir/v2/" in prefixes({"SOCLE_SANDBOX": "1"})
    assert "/annuaire/fhir/v2/" not in prefixes({})
    assert "/annuaire/fhir/v2/" in prefixes({"SOCLE_DIRECTORY_KEYS": "une,autre"})
    assert from_environment({"SOCLE_DIRECTORY_KEYS": "une,autre"}).directory_keys == ("une", "autre")
