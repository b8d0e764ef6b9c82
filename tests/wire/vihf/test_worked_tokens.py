"""The worked tokens: each has the verdict its list gives it, each fault its own sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import HERE
from tests.wire import pki

from socle.rulebook import code
from socle.wire import certificates, xmldsig
from socle.wire.namespaces import WSSE, qname
from socle.wire.vihf.model import AccessMode, Mode
from socle.wire.vihf.verify import verify
from socle.wire.xml import parse

SAMPLES = HERE / "data" / "dmp"
POSITIVE = sorted(path.stem for path in (SAMPLES / "vihf").glob("*.xml"))
REQUESTS = sorted(
    f"{path.parent.name}/{path.name}" for path in SAMPLES.glob("td*/*.request.*") if path.suffix in {".xml", ".mime"}
)

#: What concerns the token alone; None where it must verify, the fault being in what it says.
NEGATIVE = {
    "altered-after-signing": "wire.token-altered",
    "authentication-certificate": "wire.token-not-a-signature-certificate",
    "break-glass-without-reason": None,
    "expired-certificate": "wire.certificate-expired",
    "expired-conditions": "wire.token-over",
    "expired-issue-instant": "wire.token-too-old",
    "missing-specialty": None,
    "signature-wrapped": "wire.token-wrapped",
    "structure-not-of-certificate": None,
    "unknown-authority": "wire.certificate-unknown-authority",
    "unsigned": "wire.token-unsigned",
    "wrong-patient": None,
}


@pytest.fixture(scope="module")
def trust():
    return pki.worked_trust(SAMPLES)


def judge(root, trust, at=pki.NOW):
    return verify(root, trust=trust, at=at, life=pki.LIFE, skew=pki.SKEW)


def token_of(name):
    return parse((SAMPLES / "vihf" / f"{name}.xml").read_bytes())


def test_every_negative_token_is_in_the_table():
    assert sorted(NEGATIVE) == sorted(path.stem[4:] for path in (SAMPLES / "vihf" / "negative").glob("*.xml"))


@pytest.mark.rule("AUTH-041")
@pytest.mark.parametrize(("name", "expected"), [(name, verdict) for name, verdict in NEGATIVE.items() if verdict])
def test_a_negative_token_is_refused_for_its_one_fault(trust, name, expected):
    token, findings = judge(token_of(f"negative/neg-{name}"), trust)
    assert token is None
    assert [finding.verdict.id for finding in findings] == [expected]


@pytest.mark.parametrize("name", [name for name, verdict in NEGATIVE.items() if verdict])
def test_a_refusal_has_the_sentence_and_the_subcode_of_the_worked_fault(trust, name):
    answer = (SAMPLES / "faults" / f"{name}.response.xml").read_text()
    _, findings = judge(token_of(f"negative/neg-{name}"), trust)
    sentence = re.search(r':Text xml:lang="fr">([^<]*)<', answer).group(1)
    subcode = re.search(r":Subcode>\s*<[^>]*:Value[^>]*>([^<]*)<", answer).group(1)
    assert findings[0].sentence("fr") == sentence
    assert code(findings[0], "soap", "sender") == subcode


@pytest.mark.parametrize("name", [name for name, verdict in NEGATIVE.items() if verdict])
def test_the_same_fault_in_a_whole_message_has_the_same_verdict(trust, name):
    envelope = parse((SAMPLES / "faults" / f"{name}.request.xml").read_bytes())
    token, findings = judge(next(envelope.iter(qname(WSSE, "Security"))), trust)
    assert token is None
    assert [finding.verdict.id for finding in findings] == [NEGATIVE[name]]


@pytest.mark.parametrize("name", [name for name, verdict in NEGATIVE.items() if verdict is None])
def test_a_token_wrong_only_in_what_it_says_verifies(trust, name):
    token, findings = judge(token_of(f"negative/neg-{name}"), trust)
    assert findings == []
    assert token is not None


@pytest.mark.parametrize("name", POSITIVE)
def test_a_positive_token_verifies_at_the_frozen_clock(trust, name):
    token, findings = judge(token_of(name), trust)
    assert findings == []
    assert token.id == token_of(name).get("ID")
    assert token.issue_instant == pki.NOW


@pytest.mark.parametrize("name", POSITIVE)
def test_a_positive_token_is_refused_once_its_time_is_over(trust, name):
    at = pki.NOW + pki.LIFE + pki.SKEW + timedelta(seconds=1)
    token, findings = judge(token_of(name), trust, at)
    assert token is None
    assert "wire.token-too-old" in {finding.verdict.id for finding in findings}


@pytest.mark.parametrize("name", POSITIVE)
def test_a_second_reading_of_the_standard_agrees_on_digest_and_signature(trust, name):
    """Step by step, as the standard tells them."""
    token, _ = judge(token_of(name), trust)
    root = token_of(name)
    signature = root.find(xmldsig.name("Signature"))
    info = signature.find(xmldsig.name("SignedInfo"))
    value = xmldsig.decoded(signature.find(xmldsig.name("SignatureValue")))
    certificate = certificates.read(token.certificate)
    assert xmldsig.verifies(xmldsig.canonical(info, xmldsig.EXCLUSIVE), value, certificate, xmldsig.RSA_SHA256)
    prefixes = [node.get("PrefixList") for node in info.iter(qname(xmldsig.EXCLUSIVE, "InclusiveNamespaces"))]
    written = xmldsig.decoded(next(info.iter(xmldsig.name("DigestValue"))))
    signature.getprevious().tail += signature.tail
    root.remove(signature)
    assert xmldsig.digest(xmldsig.canonical(root, xmldsig.EXCLUSIVE, prefixes), xmldsig.SHA256) == written


@pytest.mark.parametrize("name", REQUESTS)
def test_the_token_of_every_worked_request_verifies_at_its_own_instant(trust, name):
    data = (SAMPLES / name).read_bytes()
    end = data.index(b"Envelope>", data.index(b":Body")) + len(b"Envelope>")
    envelope = parse(data[re.search(rb"<\w+:Envelope", data).start() : end])
    security = next(envelope.iter(qname(WSSE, "Security")))
    at = datetime.fromisoformat(security[0].get("IssueInstant")).astimezone(UTC)
    token, findings = judge(security, trust, at)
    assert findings == []
    assert token is not None


class TestWhatTheyAreReadAs:
    def test_a_physician_in_direct_mode(self, trust):
        token, _ = judge(token_of("vihf-direct-physician"), trust)
        assert (token.mode, token.name_id, token.structure) == (Mode.DIRECT, "899880000015", "499880000015001")
        assert [role.code for role in token.roles] == ["10", "SM26"]
        assert token.roles[0].scheme == "1.2.250.1.71.1.2.7"
        assert (token.sector.code, token.sector.scheme) == ("SA07", "1.2.250.1.71.4.2.4")
        assert (token.patient.id, token.patient.authority) == ("284053523899177", "1.2.250.1.213.1.4.10")
        assert (token.software.name, token.software.version) == ("Cahier LGC", "2026.1")
        assert token.software.homologation == "TEST-ONLY-LGC-0002"
        assert token.authn_context.endswith(":SmartcardPKI")
        assert token.certificate == pki.worked(SAMPLES, "card-kervelec-sign").certificate.der

    def test_a_reinforced_indirect_mode_says_how_the_person_was_known(self, trust):
        token, _ = judge(token_of("vihf-air-physician"), trust)
        assert token.mode is Mode.AIR
        assert token.authn_context_declaration == "Mot de passe et code à usage unique"
        assert token.subject_id == "DAUMONT Elias"

    def test_a_break_glass_with_its_reason(self, trust):
        token, _ = judge(token_of("vihf-direct-break-glass"), trust)
        assert token.access_mode is AccessMode.BREAK_GLASS
        assert token.reason == "Patiente inconsciente à l'arrivée aux urgences"

    def test_the_secret_session_of_a_minor(self, trust):
        assert judge(token_of("vihf-direct-minor-secret"), trust)[0].secret_session
        assert not judge(token_of("vihf-direct-physician"), trust)[0].secret_session

    def test_a_token_without_a_patient(self, trust):
        assert judge(token_of("vihf-direct-no-patient"), trust)[0].patient is None

    def test_an_automate_and_the_person_in_charge(self, trust):
        token, _ = judge(token_of("vihf-indirect-automate"), trust)
        assert (token.name_id, token.roles[0].code) == ("3990100109/DIM0007", "AUTOMATE")
        assert token.subject_id == "Atelier DPI,4.2,Depot des documents"

    def test_the_window_of_its_own_conditions(self, trust):
        root = token_of("vihf-direct-conditions")
        end = pki.NOW + timedelta(minutes=5)
        assert judge(root, trust, end - timedelta(seconds=1))[1] == []
        _, findings = judge(root, trust, end)
        assert [finding.verdict.id for finding in findings] == ["wire.token-over"]
