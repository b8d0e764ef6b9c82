"""A generic SOAP client over mutual TLS, from the description served there: nothing of ours stands between."""

from __future__ import annotations

import pytest
import zeep
from requests import Session
from tests.identity.insi import zeeping

from socle.clock import parse_instant


@pytest.fixture
def session(dmp, tmp_path):
    actor = dmp.api("actors/ch-essai-nord?certificate=INSI-AUTO")
    for name in ("tls_certificate", "tls_key", "authority"):
        (tmp_path / name).write_text(actor[name])
    with Session() as session:
        session.cert = (str(tmp_path / "tls_certificate"), str(tmp_path / "tls_key"))
        session.verify = str(tmp_path / "authority")
        session.trust_env = False
        yield session


def test_it_reads_the_description_there_and_searches(dmp, session):
    address = f"{dmp.tls_url}insi/"
    insi = zeeping.service(f"{address}?wsdl", zeep.Transport(session=session), address)
    found = insi.rechercherInsAvecTraitsIdentite(
        NomNaissance="CORSE",
        Prenom=["ANTHONY"],
        Sexe="M",
        DateNaissance="1980-03-02",
        _soapheaders=zeeping.contexts(parse_instant("2026-11-16T09:00:00Z")),
    )
    assert (found.CR.CodeCR, found.INDIVIDU.INSACTIF.IdIndividu.NumIdentifiant) == ("00", "180032B020401")
