"""A test authority, and the directory of the worked dialogues."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from socle.directory import services
from socle.wire.certificates import CardType, Trust, issue

LONG = issue.Validity(datetime(2019, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC))


@pytest.fixture(scope="session")
def authority():
    """A root and the two authorities under it, whose certificates cover every day of the tests."""
    root = issue.root("TEST-ONLY AC RACINE", LONG)
    persons = issue.intermediate(root, "TEST-ONLY AC PERSONNES", LONG)
    organisations = issue.intermediate(root, "TEST-ONLY AC ORGANISATIONS", LONG)
    trust = Trust(
        anchors=(root.certificate,),
        intermediates=(persons.certificate, organisations.certificate),
        revoked=services.is_revoked,
    )
    return SimpleNamespace(root=root, persons=persons, organisations=organisations, trust=trust)


@pytest.fixture(scope="session")
def mint(authority):
    """Cards and organisations' certificates in DER, minted on demand with one key for all."""
    key = issue.new_key()

    def card(idnat, use, *, card_type=CardType.CPS, structure="", validity=LONG, test=True, **more):
        holder = issue.Holder(
            idnat=idnat, card_type=card_type, family="TEST", given="Test", structure=structure, **more
        )
        return issue.card(authority.persons, holder, use, validity, key=key, test=test).certificate.der

    def organisation(structure, use, *, validity=LONG, test=True, issuer=None):
        return issue.organisation(
            issuer or authority.organisations,
            "DMP-AUTO",
            structure=structure,
            name="TEST",
            use=use,
            validity=validity,
            key=key,
            test=test,
        ).certificate.der

    return SimpleNamespace(card=card, organisation=organisation)


@pytest.fixture
def cast(db):
    """The professionals, structures and software of the worked dialogues, registered."""
    services.register_structure("1990100018", "CH DES TROIS PONTS", sector="SA53", is_legal_entity=True)
    services.register_structure(
        "1990100109", "CH DES TROIS PONTS - SITE DU MOULIN", sector="SA01", legal_entity="1990100018"
    )
    services.register_structure(
        "1990100208", "CH DES TROIS PONTS - SITE DE LA GARE", sector="SA01", legal_entity="1990100018"
    )
    services.register_structure("1990200016", "SOCIETE DU LABORATOIRE", sector="SA25", is_legal_entity=True)
    services.register_structure("1990200107", "LABORATOIRE DE L'ECLUSE", sector="SA25", legal_entity="1990200016")
    services.register_structure("499880000015001", "CABINET DU DR KERVELEC", sector="SA07")
    for idnat, family, given, specialty, structure in [
        ("899880000015", "KERVELEC", "Nolwenn", "SM26", "499880000015001"),
        ("899880000023", "DAUMONT", "Elias", "SM59", "1990100109"),
        ("899880000031", "PELLOT", "Awa", "SM03", "1990200107"),
    ]:
        services.register_professional(
            idnat, family, given, profession="10", specialties=[specialty], structures=[structure]
        )
    services.register_employee(
        "699880000015001/EMP0001", "LOUVEL", "Bastien", structure="499880000015001", role="SECRETARIAT_MEDICAL"
    )
    services.register_software("TEST-ONLY-DPI-0001", "Atelier DPI", "4.2", api_version="2.5")
    services.register_software("TEST-ONLY-LGC-0002", "Cahier LGC", "2026.1", api_version="2.5")
    services.register_software("TEST-ONLY-SGL-0003", "Eprouvette SGL", "1.8", api_version="2.4")
