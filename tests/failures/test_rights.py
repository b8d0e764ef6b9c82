"""What a known caller may not do, whatever his software asks: the server decides, and the journal keeps it."""

from __future__ import annotations

import pytest

from socle.client.dmp import find_documents
from socle.wire.certificates import CardType, issue
from socle.wire.certificates.issue import Holder, Use
from socle.wire.vihf.model import Mode, Software
from socle.wire.xds.model import Code
from socle.wire.xds.write import query_request
from tests.failures.exchange import CAMILLE, authorisation, envelope, retrieval
from tests.failures.refusals import YEAR, assert_refused, assert_refused_any_form, kervelec, signed


@pytest.mark.rule("DMP-062")
def test_a_client_cannot_grant_itself_what_only_the_holders_authorisation_gives(healthy):
    data = envelope(query_request(find_documents(CAMILLE)), signed(healthy))
    assert_refused(healthy, "record.authorisation-missing", lambda: healthy.post("registry", data, kervelec(healthy)))


@pytest.mark.rule("DMP-062")
@pytest.mark.parametrize(
    "roles",
    [
        (Code("60", "1.2.250.1.71.1.2.7", "Infirmier"),),
        (Code("10", "1.2.250.1.71.1.2.7", "Médecin"), Code("SM59", "1.2.250.1.71.4.2.5")),
    ],
    ids=["profession", "specialty"],
)
def test_a_client_cannot_give_its_user_another_profession_or_specialty(healthy, roles):
    says = signed(healthy, roles=roles)
    data = envelope(authorisation(), says)
    assert_refused(
        healthy, "directory.role-not-of-professional", lambda: healthy.post("habilitations", data, kervelec(healthy))
    )


def hospital(target):
    """The token of the hospital's automate, in indirect mode."""
    return signed(
        target,
        signer="org-hospital-sign",
        mode=Mode.INDIRECT,
        name_id="3990100109/DIM0007",
        structure="1990100109",
        sector=Code("SA01", "1.2.250.1.71.4.2.4"),
        roles=(Code("AUTOMATE", "1.2.250.1.213.1.1.4.6", "Automate"),),
        subject_id="Atelier DPI,4.2,alimentation",
        software=Software("Atelier DPI", "4.2", "TEST-ONLY-DPI-0001"),
    )


@pytest.mark.rule("DMP-072")
@pytest.mark.parametrize(
    ("service", "body", "id"),
    [
        ("registry", lambda: query_request(find_documents(CAMILLE)), "record.search-not-indirect"),
        ("repository", lambda: retrieval("1.2.3"), "record.certificate-never-consults"),
    ],
)
def test_the_certificate_of_a_structure_never_consults(healthy, service, body, id):
    data = envelope(body(), hospital(healthy))
    assert_refused_any_form(healthy, id, service, data, healthy.issued("org-hospital-auth"))


@pytest.mark.rule("DMP-073")
@pytest.mark.parametrize(
    ("service", "body"),
    [("registry", lambda: query_request(find_documents(CAMILLE))), ("repository", lambda: retrieval("1.2.3"))],
)
def test_an_employee_card_never_consults(healthy, service, body):
    employee = Holder(
        idnat="699880000015001/EMP0001",
        card_type=CardType.CPE,
        family="LOUVEL",
        given="Bastien",
        structure="499880000015001",
        structure_name="CABINET DU DR KERVELEC",
        card_id="8099900001/9900000404",
    )
    card = issue.card(healthy.issued("ca-persons"), employee, Use.AUTHENTICATION, YEAR)
    says = signed(
        healthy,
        signer="card-louvel-cpe-sign",
        name_id=employee.idnat,
        roles=(Code("SECRETARIAT_MEDICAL", "1.2.250.1.213.1.1.4.6", "Secrétariat médical"),),
    )
    data = envelope(body(), says)
    assert_refused_any_form(healthy, "record.employee-card-never-consults", service, data, card)
