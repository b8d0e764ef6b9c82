"""Tokens of our own making: their time, what they must say, and what is read is what was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.wire import pki
from tests.wire.pki import LIFE, NOW, SKEW
from tests.wire.vihf.forge import GOOD, assertion, header

from socle.wire.certificates import Trust
from socle.wire.certificates.issue import Holder, Use, Validity
from socle.wire.hl7v2 import CX
from socle.wire.namespaces import HL7, SAML2, qname
from socle.wire.vihf import attributes as names
from socle.wire.vihf.build import build
from socle.wire.vihf.model import AccessMode, Mode, Software, Vihf
from socle.wire.vihf.read import read
from socle.wire.vihf.sign import sign
from socle.wire.vihf.verify import verify
from socle.wire.xds.model import Code
from socle.wire.xml import parse, serialise

VALUE = qname(SAML2, "AttributeValue")


def signed(token=GOOD, issued=None):
    issued = issued or (pki.card() if token.mode is Mode.DIRECT else pki.hospital())
    return sign(build(token), issued.certificate, issued.key)


def judge(root, at=NOW, trust=None):
    return verify(root, trust=trust or pki.trust(), at=at, life=LIFE, skew=SKEW)


def ids(root, **around):
    token, findings = judge(root, **around)
    assert (token is None) == bool(findings)
    return [finding.verdict.id for finding in findings]


def attribute(root, name):
    return root.find(f".//{qname(SAML2, 'Attribute')}[@Name='{name}']")


class TestATokenThatServesAgain:
    """What its bytes alone prove is proved once; all the rest is judged each time."""

    def test_grows_old(self):
        root = signed()
        assert ids(root) == []
        assert ids(root, at=NOW + timedelta(hours=1)) == ["wire.token-too-old"]
        assert ids(root) == []

    def test_is_refused_once_its_certificate_is_revoked_or_nobody_trusts_it(self):
        root, trust = signed(), pki.trust()
        assert ids(root, trust=trust) == []
        assert set(ids(root, trust=trust.asking(lambda *_: True))) == {"wire.certificate-revoked"}
        assert ids(root, trust=Trust(())) == ["wire.certificate-unknown-authority"]

    def test_is_another_token_as_soon_as_a_word_of_it_is_changed(self):
        root = signed()
        assert ids(root) == []
        first = next(root.iter(qname(SAML2, "NameID")))
        first.text = f"{first.text}1"
        assert ids(root) == ["wire.token-altered"]

    def test_is_read_each_time_as_the_first(self):
        root = signed(replace(GOOD, id="_read-again"))
        first, again = judge(root)[0], judge(root)[0]
        assert first == again is not None


class TestTime:
    @pytest.mark.parametrize(
        ("age", "expected"),
        [
            (-SKEW - timedelta(seconds=1), ["wire.token-in-the-future"]),
            (-SKEW, []),
            (timedelta(0), []),
            (LIFE + SKEW, []),
            (LIFE + SKEW + timedelta(milliseconds=1), ["wire.token-too-old"]),
            (timedelta(hours=1), ["wire.token-too-old"]),
        ],
    )
    def test_a_token_lives_its_life_and_the_difference_of_clocks(self, age, expected):
        assert ids(signed(), at=NOW + age) == expected

    @pytest.mark.parametrize(
        ("begins", "ends", "expected"),
        [
            (SKEW + timedelta(seconds=1), None, ["wire.token-not-yet-valid"]),
            (SKEW, None, []),
            (None, timedelta(0), ["wire.token-over"]),
            (None, timedelta(seconds=1), []),
            (timedelta(hours=1), timedelta(hours=-1), ["wire.token-not-yet-valid", "wire.token-over"]),
        ],
    )
    def test_its_own_conditions_hold_too(self, begins, ends, expected):
        token = replace(
            GOOD,
            not_before=None if begins is None else NOW + begins,
            not_on_or_after=None if ends is None else NOW + ends,
        )
        assert ids(signed(token)) == expected

    def test_conditions_never_lengthen_the_life_of_a_token(self):
        token = replace(GOOD, not_on_or_after=NOW + timedelta(days=3650))
        assert ids(signed(token), at=NOW + timedelta(hours=1)) == ["wire.token-too-old"]

    @pytest.mark.parametrize(
        "text", ["", "yesterday", "2026-09-15", "2026-13-15T08:00:00Z", "2026-W38-2T08:00:00Z", "2026-09-15T25:00:00Z"]
    )
    def test_an_instant_that_is_none_is_told(self, text):
        root = build(GOOD)
        root.set("IssueInstant", text)
        assert ids(sign(root, pki.card().certificate, pki.card().key)) == ["wire.token-malformed"]

    @pytest.mark.parametrize(
        "text",
        [
            "2026-09-15T08:00:00",
            "2026-09-15T08:00:00.123456789Z",
            "2026-09-15T10:00:00+02:00",
            "2026-09-15T08:00:00.5Z",
        ],
    )
    def test_an_instant_is_read_in_every_form_of_the_standard(self, text):
        root = build(GOOD)
        root.set("IssueInstant", text)
        token, findings = judge(sign(root, pki.card().certificate, pki.card().key))
        assert findings == []
        assert token.issue_instant.replace(microsecond=0) == NOW

    @pytest.mark.rule("AUTH-041")
    def test_the_certificate_is_judged_again_at_each_call(self):
        trust: Trust = pki.trust()
        short = pki.card(validity=Validity(pki.VALIDITY.not_before, NOW + timedelta(minutes=1)))
        root = signed(issued=short)
        assert ids(root, trust=trust) == []
        assert ids(root, at=NOW + timedelta(minutes=2), trust=trust) == ["wire.certificate-expired"]
        assert ids(root, trust=trust) == []

    @pytest.mark.rule("AUTH-041")
    def test_faults_of_certificate_content_and_time_are_told_together(self):
        expired = pki.card(
            Use.AUTHENTICATION, Validity(datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC))
        )
        token = replace(GOOD, name_id="899880000023", issuer="C=FR, CN=Autre")
        assert ids(signed(token, expired), at=NOW + timedelta(hours=1)) == [
            "wire.certificate-expired",
            "wire.token-not-a-signature-certificate",
            "wire.token-issuer-not-of-certificate",
            "wire.token-too-old",
        ]


class TestWhatATokenMustSay:
    @pytest.mark.parametrize("name", names.MANDATORY)
    def test_each_mandatory_attribute_is_asked_for_by_its_name(self, name):
        root = assertion()
        found = attribute(root, name)
        found.getparent().remove(found)
        _, findings = read(root)
        assert [(finding.verdict.id, finding.expected) for finding in findings] == [
            ("wire.token-attribute-missing", name)
        ]

    def test_all_the_missing_ones_are_told_at_once(self):
        _, findings = read(build(Vihf(id="_a", issue_instant=NOW, name_id="899880000015")))
        missing = {finding.expected for finding in findings}
        assert missing == {names.STRUCTURE, names.SECTOR, names.ROLE, names.SOFTWARE_NAME, names.SOFTWARE_VERSION, names.HOMOLOGATION}  # fmt: skip

    @pytest.mark.parametrize("mode", [Mode.INDIRECT, Mode.AIR])
    def test_both_indirect_modes_name_the_person(self, mode):
        _, findings = read(build(replace(GOOD, mode=mode)))
        assert [finding.expected for finding in findings] == [names.SUBJECT]

    def test_an_empty_value_is_no_value(self):
        root = assertion()
        attribute(root, names.STRUCTURE).find(VALUE).text = "  "
        assert [finding.expected for finding in read(root)[1]] == [names.STRUCTURE]

    def test_the_person_is_named(self):
        assert [finding.place for finding in read(build(replace(GOOD, name_id="")))[1]] == ["saml2:NameID"]

    @pytest.mark.parametrize("name", [names.STRUCTURE, names.STRUCTURE.upper(), names.PATIENT])
    def test_an_attribute_said_twice_leaves_no_choice_to_the_reader(self, name):
        root = build(replace(GOOD, patient=CX.of("1", "1.2", "NH")))
        twin = etree.SubElement(root.find(qname(SAML2, "AttributeStatement")), qname(SAML2, "Attribute"), Name=name)
        etree.SubElement(twin, VALUE).text = "1990100109"
        assert [finding.verdict.id for finding in read(root)[1]] == ["wire.token-attribute-repeated"]

    def test_an_attribute_with_two_values_leaves_none_either(self):
        root = assertion()
        etree.SubElement(attribute(root, names.STRUCTURE), VALUE).text = "1990100109"
        assert [finding.verdict.id for finding in read(root)[1]] == ["wire.token-attribute-repeated"]

    @pytest.mark.parametrize(
        ("name", "text", "expected"),
        [
            (names.MODE, "directe", "wire.token-value-unknown"),
            (names.VERSION, "2.0", "wire.token-value-unknown"),
            (names.RESOURCE, "urn:autre", "wire.token-value-unknown"),
            (names.SECTOR, "SA07", "wire.token-malformed"),
            (names.PATIENT, "284053523899177", "wire.token-malformed"),
            (names.PATIENT, "284053523899177^^^&&ISO^NH", "wire.token-malformed"),
            (names.CONFIDENTIALITY, "MASQUE_PS^1.2.250.1.213.1.1.4.13", "wire.token-value-unknown"),
        ],
    )
    def test_a_value_outside_what_is_known_is_told(self, name, text, expected):
        root = build(replace(GOOD, patient=CX.of("1", "1.2", "NH"), secret_session=True))
        attribute(root, name).find(VALUE).text = text
        _, findings = read(root)
        assert [finding.verdict.id for finding in findings] == [expected]
        assert text in findings[0].sentence("fr")

    @pytest.mark.rule("DMP-022")
    @pytest.mark.parametrize("purpose", ["assurance", "recherche", "employeur", "HPAYMT", "TREAT"])
    def test_a_purpose_that_is_not_one_of_the_care_known_here_opens_nothing(self, purpose):
        root = assertion()
        root.find(f".//{qname(HL7, 'PurposeOfUse')}").set("code", purpose)
        _, findings = read(root)
        assert [finding.is_error for finding in findings] == [True]
        assert findings[0].expected == "normal (1.2.250.1.213.1.1.4.248), " + ", ".join(
            f"{mode} (1.2.250.1.213.1.1.4.248)" for mode in ("bris_de_glace", "centre_15")
        )

    @pytest.mark.parametrize("code", ["urgence", "brisDeGlace", "NORMAL", "emergency"])
    def test_invented_access_modes_are_told_with_the_known_ones(self, code):
        root = assertion()
        root.find(f".//{qname(HL7, 'PurposeOfUse')}").set("code", code)
        _, findings = read(root)
        assert [finding.verdict.id for finding in findings] == ["wire.token-value-unknown"]
        assert "bris_de_glace" in findings[0].expected

    def test_an_access_mode_of_another_nomenclature_is_told(self):
        root = assertion()
        root.find(f".//{qname(HL7, 'PurposeOfUse')}").set("codeSystem", "1.2.3")
        assert [finding.verdict.id for finding in read(root)[1]] == ["wire.token-value-unknown"]

    @pytest.mark.parametrize("content", ["médecin", None])
    def test_a_role_that_is_no_code_is_told(self, content):
        root = assertion()
        role = attribute(root, names.ROLE).find(VALUE)
        role.text = content
        if content:
            role.remove(role[0])
        else:
            del role[0].attrib["code"]
        assert "wire.token-malformed" in {finding.verdict.id for finding in read(root)[1]}

    def test_three_roles_are_one_too_many(self):
        token = replace(GOOD, roles=(*GOOD.roles, Code("SM03", "1.2.250.1.71.4.2.5")))
        assert [finding.verdict.id for finding in read(build(token))[1]] == ["wire.token-malformed"]

    def test_names_are_compared_without_their_case(self):
        root = build(replace(GOOD, mode=Mode.INDIRECT, subject_id="ESSAI Ana"))
        attribute(root, names.MODE).set("Name", "Authentification_mode")
        token, findings = read(root)
        assert findings == []
        assert token.mode is Mode.INDIRECT

    def test_a_token_without_a_mode_is_direct(self):
        root = assertion()
        found = attribute(root, names.MODE)
        found.getparent().remove(found)
        token, findings = read(root)
        assert findings == []
        assert token.mode is Mode.DIRECT

    def test_the_automate_of_the_public_guide_is_read(self, samples):
        guide = parse((samples / "xds" / "ans" / "vihf-automate-example.xml").read_bytes())
        token, findings = read(guide[0])
        assert [finding.verdict.id for finding in findings] == []
        assert (token.mode, token.roles[0].code) == (Mode.INDIRECT, "AUTOMATE")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=20)
OID = st.from_regex(r"[0-2]\.[0-9]{1,3}\.[0-9]{1,5}", fullmatch=True)
CODES = st.builds(Code, TEXT, OID, TEXT)
INSTANTS = st.datetimes(datetime(2026, 9, 15, 7, 56), datetime(2026, 9, 15, 8, 1), timezones=st.just(UTC))  # noqa: DTZ001
TOKENS = st.builds(
    Vihf,
    id=st.from_regex(r"_[a-z0-9-]{1,40}", fullmatch=True),
    issue_instant=INSTANTS,
    name_id=st.just("899880000015"),
    mode=st.sampled_from(Mode),
    structure=TEXT,
    sector=st.builds(Code, st.from_regex(r"SA[0-9]{2}", fullmatch=True), OID),
    roles=st.lists(CODES, min_size=1, max_size=2).map(tuple),
    subject_id=TEXT,
    patient=st.none() | st.builds(CX.of, st.from_regex(r"[0-9AB]{15}", fullmatch=True), OID, st.just("NH")),
    access_mode=st.sampled_from(AccessMode),
    reason=st.just("") | TEXT,
    secret_session=st.booleans(),
    software=st.builds(Software, TEXT, TEXT, TEXT, st.just("") | TEXT),
    authn_context=TEXT,
    authn_context_declaration=st.just("") | TEXT,
    not_before=st.none() | INSTANTS,
    not_on_or_after=st.none() | st.just(NOW + timedelta(minutes=3)),
)


@settings(max_examples=60, deadline=None)
@given(TOKENS)
def test_what_is_verified_is_exactly_what_was_signed(token):
    issued = pki.card() if token.mode is Mode.DIRECT else pki.hospital()
    root = parse(serialise(header(signed(token, issued))))
    found, findings = judge(root)
    assert findings == []
    assert found == replace(token, issuer=issued.certificate.written_name(), certificate=issued.certificate.der)


class TestBuilding:
    def test_the_order_is_that_of_the_worked_tokens(self, dmp_samples):
        worked = parse((dmp_samples / "vihf" / "vihf-direct-break-glass.xml").read_bytes())
        token, _ = read(worked)
        ours = [(node.tag, node.get("Name"), dict(node.attrib)) for node in build(token).iter(etree.Element)]
        theirs = [
            (node.tag, node.get("Name"), dict(node.attrib))
            for node in worked.iter(etree.Element)
            if "xmldsig" not in node.tag and "exc-c14n" not in node.tag
        ]
        assert ours == theirs

    @pytest.mark.parametrize("name", ["vihf-direct-conditions", "vihf-indirect-automate", "vihf-direct-minor-secret"])
    def test_a_worked_token_read_and_built_again_says_the_same(self, dmp_samples, name):
        token, _ = read(parse((dmp_samples / "vihf" / f"{name}.xml").read_bytes()))
        assert read(build(token))[0] == token

    @pytest.mark.parametrize(
        ("mode", "role", "context"),
        [
            (Mode.DIRECT, "10", "SmartcardPKI"),
            (Mode.INDIRECT, "10", "Password"),
            (Mode.AIR, "10", "Password"),
            (Mode.INDIRECT, "AUTOMATE", "unspecified"),
        ],
    )
    def test_the_authentication_context_follows_the_mode(self, mode, role, context):
        root = build(replace(GOOD, mode=mode, roles=(Code(role, "1.2"),)))
        assert root.find(f".//{qname(SAML2, 'AuthnContextClassRef')}").text.endswith(f":{context}")

    def test_instants_are_written_in_utc(self):
        paris = timezone(timedelta(hours=2))
        root = build(replace(GOOD, issue_instant=datetime(2026, 9, 15, 10, 0, tzinfo=paris)))
        assert root.get("IssueInstant") == "2026-09-15T08:00:00.000Z"

    def test_certificate_and_key_are_taken_from_pem_too(self):
        issued = pki.card()
        assert ids(sign(build(GOOD), issued.pem, issued.key_pem)) == []

    def test_the_assertion_given_is_not_changed(self):
        root = build(GOOD)
        before = etree.tostring(root)
        sign(root, pki.card().certificate, pki.card().key)
        assert etree.tostring(root) == before

    def test_an_assertion_without_an_id_is_not_signed(self):
        with pytest.raises(ValueError, match="has an ID"):
            sign(etree.Element(qname(SAML2, "Assertion")), pki.card().certificate, pki.card().key)

    def test_an_employee_card_that_names_nobody_signs_too(self):
        holder = Holder(idnat="3990100109/EMP9", structure="1990100109", structure_name="CH DES TROIS PONTS")
        card = pki.card(holder=holder)
        assert ids(signed(replace(GOOD, name_id=holder.idnat), card)) == []
