"""The tokens of the worked dialogues, verified by `wire` then judged by the directory, get their stated outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle.clock import parse_instant
from socle.directory import services
from socle.directory.actor import Authentication, Kind
from socle.rulebook.choices import Choices
from socle.wire.certificates import CardType, Trust, issue, read
from socle.wire.namespaces import SAML2
from socle.wire.vihf.verify import verify
from socle.wire.xml import parse
from tests.directory.builders import ids

pytestmark = pytest.mark.django_db

NOW = parse_instant("2026-09-15T08:00:00Z")
CHOICES = Choices()
KERVELEC, DAUMONT, HOSPITAL = "card-kervelec-auth", "card-daumont-auth", "org-hospital-auth"


@pytest.fixture
def certificate(samples):
    return lambda name: read((samples / "dmp" / "certs" / f"TEST-ONLY-{name}.crt.pem").read_bytes())


@pytest.fixture
def trust(certificate):
    return Trust(
        anchors=(certificate("ca-root"),),
        intermediates=(certificate("ca-persons"), certificate("ca-organisations")),
        revoked=services.is_revoked,
    )


@pytest.fixture
def outcome(cast, dmp_samples, certificate, trust):
    """Verify the token of a sample, then authenticate it over the connection of `holder` (a certificate or its name)."""

    def judge(path, holder):
        root = parse((dmp_samples / path).read_bytes())
        assertion = root if root.tag == f"{{{SAML2}}}Assertion" else root.find(f".//{{{SAML2}}}Assertion")
        life, skew = CHOICES.token_life, CHOICES.token_skew
        token, findings = verify(assertion, trust=trust, at=NOW, life=life, skew=skew)
        assert ids(findings) == []
        assert token is not None
        der = certificate(holder).der if isinstance(holder, str) else holder.der
        return services.authenticate(token, der, NOW, message_id="urn:uuid:1", trust=trust)

    return judge


@pytest.mark.parametrize(
    ("path", "holder", "id", "subcode", "sentence"),
    [
        (
            "vihf/negative/neg-structure-not-of-certificate.xml",
            HOSPITAL,
            "directory.structure-not-of-certificate",
            "DMPInvalidCertificate",
            "La structure du jeton n'est pas celle du certificat.",
        ),
        (
            "vihf/negative/neg-missing-specialty.xml",
            KERVELEC,
            "directory.specialty-missing",
            "",
            "Aucune specialite dans le vihf",
        ),
        (
            "vihf/negative/neg-break-glass-without-reason.xml",
            DAUMONT,
            "directory.break-glass-without-reason",
            "DMPAccessDeniedByRightsService",
            "Le bris de glace demande une justification.",
        ),
        (
            "faults/unlinked-professional-and-structure.request.xml",
            KERVELEC,
            "directory.professional-and-structure-not-linked",
            "",
            "PS et Structure non lies",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("directory.") else "",
)
def test_each_faulty_sample_gets_its_stated_fault_and_no_other(outcome, path, holder, id, subcode, sentence):
    actor, findings = outcome(path, holder)
    assert actor is None
    assert set(ids(findings)) == {id}
    assert findings[0].verdict.codes["soap"] == {"sender": subcode}
    assert findings[0].sentence("fr") == sentence


@pytest.mark.parametrize(
    "name",
    [
        "structure-not-of-certificate",
        "missing-specialty",
        "break-glass-without-reason",
        "unlinked-professional-and-structure",
    ],
)
def test_the_sentence_and_subcode_are_those_of_the_recorded_answer(outcome, dmp_samples, name):
    holders = {"structure-not-of-certificate": HOSPITAL, "break-glass-without-reason": DAUMONT}
    _, findings = outcome(f"faults/{name}.request.xml", holders.get(name, KERVELEC))
    answer = (dmp_samples / f"faults/{name}.response.xml").read_text("utf-8")
    assert f">{findings[0].sentence('fr')}<" in answer
    subcode = findings[0].verdict.codes["soap"]["sender"]
    assert f">{subcode}<" in answer if subcode else "Subcode" not in answer


@pytest.mark.parametrize(
    ("name", "holder", "kind", "authentication"),
    [
        ("direct-physician", KERVELEC, Kind.PROFESSIONAL, Authentication.CARD),
        ("direct-conditions", KERVELEC, Kind.PROFESSIONAL, Authentication.CARD),
        ("direct-minor-secret", KERVELEC, Kind.PROFESSIONAL, Authentication.CARD),
        ("direct-no-patient", KERVELEC, Kind.PROFESSIONAL, Authentication.CARD),
        ("direct-break-glass", DAUMONT, Kind.PROFESSIONAL, Authentication.CARD),
        ("direct-centre-15", DAUMONT, Kind.PROFESSIONAL, Authentication.CARD),
        ("indirect-automate", HOSPITAL, Kind.STRUCTURE, Authentication.CERTIFICATE),
        ("indirect-centre-15", HOSPITAL, Kind.STRUCTURE, Authentication.CERTIFICATE),
        ("indirect-physician", HOSPITAL, Kind.STRUCTURE, Authentication.CERTIFICATE),
        ("indirect-secretary", HOSPITAL, Kind.STRUCTURE, Authentication.CERTIFICATE),
        ("air-physician", HOSPITAL, Kind.PROFESSIONAL, Authentication.AIR),
    ],
)
def test_each_sound_sample_names_its_actor(outcome, name, holder, kind, authentication):
    actor, findings = outcome(f"vihf/vihf-{name}.xml", holder)
    assert findings == []
    assert actor is not None
    assert (actor.kind, actor.authentication) == (kind, authentication)
    assert actor.secret_session is (name == "direct-minor-secret")


def test_the_employee_card_acts_as_an_employee(outcome, certificate, samples):
    """Its authentication certificate is not given with the samples: it is minted from the authority that is."""
    folder = samples / "dmp" / "certs"
    persons = issue.Issued(
        certificate("ca-persons"), issue.load_key((folder / "TEST-ONLY-ca-persons.key.pem").read_bytes())
    )
    holder = issue.Holder(
        idnat="699880000015001/EMP0001", card_type=CardType.CPE, structure="499880000015001", family="LOUVEL"
    )
    validity = issue.Validity(NOW - timedelta(days=1), NOW + timedelta(days=1))
    minted = issue.card(persons, holder, issue.Use.AUTHENTICATION, validity).certificate
    actor, findings = outcome("vihf/vihf-direct-employee-card.xml", minted)
    assert findings == []
    assert actor is not None
    assert (actor.kind, actor.name) == (Kind.EMPLOYEE, "LOUVEL Bastien")
