"""TD0.3: the four demands, their answer, and what is neither."""

import pytest

from socle.wire import habilitations, xml
from socle.wire.habilitations import ActionAsked, AuthorisationAnswer, AuthorisationRequest
from socle.wire.namespaces import HABILITATIONS
from tests.wire.support import canonical, envelope_of, ids


def demand(action, role=None):
    text = f"<h:action>{action}</h:action>" + (f"<h:role>{role}</h:role>" if role is not None else "")
    body = f'<h:setAuthorization xmlns:h="{HABILITATIONS}">{text}</h:setAuthorization>'
    return habilitations.read_request(xml.parse(body.encode()))


@pytest.mark.parametrize("action", ["", "MODIFICATION", "ajout", "AJOUT SUPPRESSION"])
def test_an_unknown_action_is_told_with_those_that_exist(action):
    request, findings = demand(action)
    assert request is None
    assert ids(findings) == ["wire.habilitation-action"]
    assert findings[0].expected == "AJOUT, SUPPRESSION"


def test_an_unknown_role_is_told_beside_an_unknown_action():
    request, findings = demand("X", "INFIRMIER")
    assert request is None
    assert ids(findings) == ["wire.habilitation-action", "wire.habilitation-role"]


def test_an_unqualified_message_says_nothing():
    request, findings = habilitations.read_request(
        xml.parse(b"<setAuthorization><action>AJOUT</action></setAuthorization>")
    )
    assert request is None
    assert ids(findings) == ["wire.habilitation-action"]


def test_an_empty_role_is_no_role():
    assert demand(" AJOUT ", "") == (AuthorisationRequest(ActionAsked.ADD), [])


@pytest.mark.parametrize("action", list(ActionAsked))
@pytest.mark.parametrize("treating_physician", [True, False])
def test_every_demand_reads_the_same_once_written(action, treating_physician):
    request = AuthorisationRequest(action, treating_physician)
    assert habilitations.read_request(habilitations.write_request(request)) == (request, [])


def test_an_answer_without_status_did_not_succeed():
    assert not habilitations.read_answer(xml.parse(b"<x/>")).succeeded


@pytest.mark.parametrize(("status", "succeeded"), [("DMPOk", True), ("DMPOK", True), ("DMPClosed", False)])
def test_success_is_dmpok_however_it_is_capitalised(status, succeeded):
    answer = AuthorisationAnswer(status, "Déjà fait <hier>.")
    assert habilitations.read_answer(habilitations.write_answer(answer)) == answer
    assert answer.succeeded is succeeded


def test_every_sample_of_td0_3_is_written_as_it_stands(dmp_samples):
    paths = [path for path in sorted(dmp_samples.glob("td0/td0.3-*.xml")) if "blocked.response" not in path.name]
    assert len(paths) == 13
    for path in paths:
        body = envelope_of(path).body
        if ".request." in path.name:
            written = habilitations.write_request(habilitations.read_request(body)[0])
        else:
            written = habilitations.write_answer(habilitations.read_answer(body))
        assert canonical(written) == canonical(body), path.name
