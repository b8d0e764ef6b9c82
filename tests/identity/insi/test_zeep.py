"""A generic SOAP client, built from the teleservice's own description or from the one served here, talks to Socle."""

from __future__ import annotations

import pytest
import zeep
from lxml import etree

from tests.identity.insi import zeeping
from tests.identity.insi.asking import Door
from tests.identity.insi.zeeping import InProcess, contexts, shared

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DOMINIQUE = {"NomNaissance": "ADRTROIS", "Prenom": ["DOMINIQUE"], "Sexe": "F", "DateNaissance": "1997-02-26"}


@pytest.fixture(params=["its own", "ours"])
def insi(request, samples):
    wsdl = shared(samples) if request.param == "its own" else "https://insi.test/insi/?wsdl"
    return zeeping.service(wsdl, InProcess(Door()))


def test_it_searches_by_traits_and_by_card_and_reads_a_fault(insi):
    found = insi.rechercherInsAvecTraitsIdentite(**DOMINIQUE, _soapheaders=contexts())
    assert found.CR.CodeCR == "00"
    assert (
        found.INDIVIDU.INSACTIF.IdIndividu.NumIdentifiant + found.INDIVIDU.INSACTIF.IdIndividu.Cle == "297022A02077878"
    )
    assert (found.INDIVIDU.TIQ.NomNaissance, found.INDIVIDU.TIQ.LieuNaissance) == ("ADRTROIS", "2A020")
    held = insi.rechercherInsAvecCarteVitale(
        MatriculeIndividu={"NumIdentifiant": "1810363220456", "Cle": "60"}, _soapheaders=contexts()
    )
    assert [one.IdIndividu.NumIdentifiant for one in held.INDIVIDU.INSHISTO] == ["1810363220456", "2810363220456"]
    nobody = insi.rechercherInsAvecTraitsIdentite(**{**DOMINIQUE, "Prenom": ["OLA"]}, _soapheaders=contexts())
    assert (nobody.CR.CodeCR, nobody.INDIVIDU) == ("01", None)
    with pytest.raises(zeep.exceptions.Fault) as fault:
        insi.rechercherInsAvecTraitsIdentite(**DOMINIQUE, _soapheaders=contexts(idam="FAKE-IDAM"))
    (subcode,) = fault.value.subcodes
    assert etree.QName(subcode).localname == "siram_100"
    assert next(fault.value.detail.iter("{urn:siram}Erreur")).get("code") == "desir_500"


def test_it_sends_the_published_assertion_of_a_card_as_it_is(insi, samples):
    request = etree.parse(samples / "identity" / "insi" / "request_traits_with_card_assertion.xml")
    (assertion,) = request.iter("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
    security = etree.Element(
        "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}Security"
    )
    security.append(assertion)
    headers = list(_elements(insi, contexts()).values())
    found = insi.rechercherInsAvecTraitsIdentite(**DOMINIQUE, _soapheaders=[security, *headers])
    assert found.CR.CodeCR == "00"


def _elements(insi, told):
    """The contexts as elements: with a list, zeep takes no plain values."""
    client = insi._client
    names = {
        "NO1_ContexteBAM": "{urn:siram:bam:ctxbam}ContexteBAM",
        "NO1_ContexteLPS": "{urn:siram:lps:ctxlps}ContexteLPS",
    }
    return {key: client.get_element(name)(**told[key]) for key, name in names.items()}


def test_an_answer_out_of_the_schemas_order_is_read_by_a_client_that_is_not_strict(samples):
    lenient = zeeping.service(shared(samples), InProcess(Door()), strict=False)
    asked = {"NomNaissance": "ECETINSI", "Prenom": ["PIERRE-ALAIN"], "Sexe": "M", "DateNaissance": "2009-07-14"}
    assert lenient.rechercherInsAvecTraitsIdentite(**asked, _soapheaders=contexts()).CR.CodeCR == "00"


def test_the_verification_operations_are_described_too():
    client = zeep.Client("https://insi.test/insi/verification?wsdl", transport=InProcess(Door()))
    binding = "{urn:socle:insi-verification}VerificationBinding"
    assert set(client.wsdl.bindings[binding]._operations) == {
        "verifierIns",
        "deposerVerifications",
        "retirerVerifications",
    }
