"""Who is not let in: each false or missing proof is refused with its own verdict, and the journal keeps it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from socle.wire import certificates
from socle.wire.certificates import issue
from socle.wire.certificates.issue import Issued, Use, Validity
from socle.wire.namespaces import SAML2, qname
from socle.wire.vihf.model import AccessMode, Software
from socle.wire.xds.model import Code
from tests.failures.exchange import CAMILLE, HUGO, envelope, existence, received
from tests.failures.refusals import NAME_ID, YEAR, assert_refused, kervelec, signed, token
from tests.wire import pki
from tests.wire.vihf.forge import Seal, evil, forged, header

# --- the connection ----------------------------------------------------------------------------------------


def test_the_good_token_on_the_good_connection_is_accepted(target):
    """Without this, every refusal below could be for another reason."""
    answer = target.post("patients", envelope(existence(), signed(target)), kervelec(target))
    assert answer.fault is None
    assert answer.status == 200


@pytest.mark.parametrize("version", ["1.2", "1.1"])
def test_a_client_without_certificate_is_refused_by_a_verdict_in_its_own_version_of_soap(healthy, version):
    data = envelope(existence(), signed(healthy), version=version)
    kind = "application/soap+xml" if version == "1.2" else "text/xml"
    assert_refused(
        healthy,
        "directory.client-certificate-absent",
        lambda: healthy.post("patients", data, None, kind),
        version=version,
    )


def heard(target, card):
    """What the server says to whoever shows this certificate. In TLS 1.3 a client is cut when it reads."""
    try:
        with target.raw(card) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return received(connection)
    except (ssl.SSLError, ConnectionError):
        return b""


def test_a_known_certificate_is_heard(healthy):
    assert heard(healthy, kervelec(healthy)).startswith(b"HTTP/1.1 200")


@pytest.mark.rule("AUTH-041")
def test_a_certificate_of_an_unknown_authority_is_cut_at_the_handshake_and_counted(healthy):
    unknown = issue.card(pki.worked(healthy.samples, "ca-unknown"), pki.PHYSICIAN, Use.AUTHENTICATION, YEAR)
    before, events = healthy.healthz()["details"]["handshakes"]["refused"], healthy.events()
    assert heard(healthy, unknown) == b""
    handshakes = healthy.healthz()["details"]["handshakes"]
    assert handshakes["refused"] == before + 1
    assert handshakes["reasons"]
    assert healthy.events() == events


def expired_card(target):
    """A card of the physician that stopped on 1 September, a fortnight before the dialogues."""
    until = Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC))
    return issue.card(target.issued("ca-persons"), pki.PHYSICIAN, Use.AUTHENTICATION, until)


@pytest.mark.rule("AUTH-041")
def test_an_expired_client_certificate_passes_tls_and_is_refused_at_socles_instant(healthy):
    card = expired_card(healthy)
    data = envelope(existence(), signed(healthy))
    assert_refused(healthy, "wire.certificate-expired", lambda: healthy.post("patients", data, card))


@pytest.mark.rule("AUTH-041")
def test_the_same_certificate_is_accepted_once_the_clock_is_back_in_its_validity(healthy):
    card, then = expired_card(healthy), datetime(2026, 8, 15, 8, tzinfo=UTC)
    healthy.set_clock(then)
    try:
        answer = healthy.post("patients", envelope(existence(), signed(healthy, issue_instant=then)), card)
    finally:
        healthy.set_clock(pki.NOW)
    assert answer.fault is None
    data = envelope(existence(), signed(healthy))
    assert_refused(healthy, "wire.certificate-expired", lambda: healthy.post("patients", data, card))


@pytest.mark.rule("AUTH-041")
def test_a_client_certificate_that_is_not_valid_yet_is_refused(healthy):
    later = Validity(datetime(2026, 10, 1, tzinfo=UTC), datetime(2028, 10, 1, tzinfo=UTC))
    card = issue.card(healthy.issued("ca-persons"), pki.PHYSICIAN, Use.AUTHENTICATION, later)
    data = envelope(existence(), signed(healthy))
    assert_refused(healthy, "wire.certificate-not-yet-valid", lambda: healthy.post("patients", data, card))


def test_a_signature_certificate_is_cut_at_the_handshake_and_counted(healthy):
    before = healthy.healthz()["details"]["handshakes"]["refused"]
    assert heard(healthy, healthy.issued("card-kervelec-sign")) == b""
    assert healthy.healthz()["details"]["handshakes"]["refused"] == before + 1


def test_the_card_of_another_person_on_the_connection_is_refused(healthy):
    data = envelope(existence(), signed(healthy))
    assert_refused(
        healthy,
        "directory.card-not-of-token",
        lambda: healthy.post("patients", data, healthy.issued("card-daumont-auth")),
    )


def test_a_hospital_certificate_does_not_carry_the_token_of_a_card(healthy):
    data = envelope(existence(), signed(healthy))
    assert_refused(
        healthy,
        "directory.mode-not-of-certificate",
        lambda: healthy.post("patients", data, healthy.issued("org-hospital-auth")),
    )


@pytest.mark.rule("AUTH-041")
@pytest.mark.parametrize("use", ["tls", "sign"])
def test_a_certificate_is_refused_from_the_moment_it_is_revoked(healthy, use):
    actor = healthy.running.api("actors/daumont?structure=1990100109")
    pairs = {
        name: Issued(certificates.read(actor[f"{name}_certificate"].encode()), issue.load_key(actor[f"{name}_key"]))
        for name in ("tls", "sign")
    }

    def send():
        says = token(
            name_id=actor["idnat"],
            structure=actor["structure"],
            roles=(Code("10", "1.2.250.1.71.1.2.7"), Code("SM59", "1.2.250.1.71.4.2.5")),
            software=Software("Atelier DPI", "4.2", "TEST-ONLY-DPI-0001"),
        )
        sealed = forged(says, Seal(signer=pairs["sign"], uris=(f"#{says.id}",)))
        return healthy.post("patients", envelope(existence(), sealed), pairs["tls"])

    assert send().fault is None
    healthy.running.api("certificates/revoke", {"serial": str(pairs[use].certificate.serial)})
    try:
        assert_refused(healthy, "wire.certificate-revoked", send)
    finally:
        healthy.running.api("reset", {})
        healthy.set_clock(pki.NOW)


# --- the token ---------------------------------------------------------------------------------------------


def unsigned(target):
    root = signed(target)
    root.remove(root[1])
    return root


def altered(target):
    root = signed(target)
    root.find(NAME_ID).text = "899880000023"
    return root


def wrapped(target):
    root = evil()
    etree.SubElement(root, qname(SAML2, "Advice")).append(signed(target))
    return root


REFUSED = {
    "unsigned": ("wire.token-unsigned", unsigned),
    "altered": ("wire.token-altered", altered),
    "wrapped": ("wire.token-wrapped", wrapped),
    "two tokens": ("wire.token-several", lambda target: header(evil(), signed(target))),
    "signed with the key of another card": (
        "wire.token-wrong-key",
        lambda target: signed(target, signer="card-daumont-sign", shown="card-kervelec-sign"),
    ),
    "issued an hour ago": (
        "wire.token-too-old",
        lambda target: signed(target, issue_instant=pki.NOW - timedelta(hours=1)),
    ),
    "issued in an hour": (
        "wire.token-in-the-future",
        lambda target: signed(target, issue_instant=pki.NOW + timedelta(hours=1)),
    ),
    "over by its own conditions": (
        "wire.token-over",
        lambda target: signed(target, not_on_or_after=pki.NOW - timedelta(seconds=1)),
    ),
    "signed with an expired certificate": (
        "wire.certificate-expired",
        lambda target: signed(target, signer="card-kervelec-expired-sign"),
    ),
    "signed with an authentication certificate": (
        "wire.token-not-a-signature-certificate",
        lambda target: signed(target, signer="card-kervelec-auth"),
    ),
    "signed under an unknown authority": (
        "wire.certificate-unknown-authority",
        lambda target: signed(target, signer="card-unknown-authority-sign"),
    ),
    "without any role": ("wire.token-attribute-missing", lambda target: signed(target, roles=())),
    "of an unknown software": (
        "directory.software-unknown",
        lambda target: signed(target, software=Software("Cahier LGC", "2026.1", "TEST-ONLY-NONE-9999")),
    ),
    "of a structure that does not exist": (
        "directory.structure-unknown",
        lambda target: signed(target, structure="1990100307"),
    ),
    "of a structure where its holder does not work": (
        "directory.professional-and-structure-not-linked",
        lambda target: signed(target, structure="1990100109", sector=Code("SA01", "1.2.250.1.71.4.2.4")),
    ),
    "of a physician without specialty": (
        "directory.specialty-missing",
        lambda target: signed(target, roles=(Code("10", "1.2.250.1.71.1.2.7", "Médecin"),)),
    ),
    "breaking the glass without a reason": (
        "directory.break-glass-without-reason",
        lambda target: signed(target, access_mode=AccessMode.BREAK_GLASS),
    ),
    "of another patient": ("record.other-patient", lambda target: signed(target, patient=HUGO)),
}
#: Of these the certificate is the fault, which AUTH-041 asks to find.
OF_THE_CERTIFICATE = {id for id in REFUSED if id.startswith("signed")}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.rule("AUTH-041") if n in OF_THE_CERTIFICATE else ()) for n in REFUSED]
)
def test_a_false_token_is_refused_with_its_own_verdict_and_journaled_once(healthy, name):
    id, forge = REFUSED[name]
    data = envelope(existence(), forge(healthy))
    assert_refused(healthy, id, lambda: healthy.post("patients", data, kervelec(healthy)))


def test_each_false_token_has_a_verdict_that_no_other_has():
    ids = [id for id, _ in REFUSED.values()]
    assert len(set(ids)) == len(ids)


def test_a_message_without_token_is_refused(healthy):
    data = envelope(existence(), None)
    assert_refused(healthy, "wire.token-missing", lambda: healthy.post("patients", data, kervelec(healthy)))


def test_a_false_token_is_told_in_soap_11_to_whoever_speaks_it(healthy):
    data = envelope(existence(), unsigned(healthy), version="1.1")
    assert_refused(
        healthy,
        "wire.token-unsigned",
        lambda: healthy.post("patients", data, kervelec(healthy), "text/xml; charset=utf-8"),
        version="1.1",
    )


def test_the_same_message_with_the_same_token_passes_once(healthy):
    data = envelope(existence(), signed(healthy))
    assert healthy.post("patients", data, kervelec(healthy)).fault is None
    assert_refused(healthy, "directory.token-reused", lambda: healthy.post("patients", data, kervelec(healthy)))


def test_a_token_may_serve_another_message(healthy):
    says = signed(healthy)
    first, second = (envelope(existence(), etree.fromstring(etree.tostring(says))) for _ in range(2))
    assert healthy.post("patients", first, kervelec(healthy)).fault is None
    assert healthy.post("patients", second, kervelec(healthy)).fault is None


def test_many_faults_of_who_calls_are_told_together(healthy):
    """A stranger learns nothing more by correcting them one by one."""
    data = envelope(existence(), signed(healthy, structure="1990100307"))
    event = assert_refused(
        healthy,
        "directory.client-certificate-absent",
        lambda: healthy.post("patients", data, None),
        also=("directory.structure-unknown",),
    )
    assert event["author"]["id"] == "899880000015"


# --- what stays in the journal and in the log --------------------------------------------------------------


def test_no_refusal_wrote_a_matricule_a_token_or_a_key_in_the_log_or_in_the_journal(target):
    """After all of the above: who tried is told, never about whom."""
    target.post("patients", envelope(existence(), signed(target, patient=HUGO)), kervelec(target))
    for text in (target.log, str(target.events())):
        assert CAMILLE.id not in text
        assert HUGO.id not in text
        assert "PRIVATE KEY" not in text
        assert "Assertion" not in text
