"""The minimal structure of every document: what is broken is found, once, where it is (spec/cda.md 11, 1 to 34)."""

from __future__ import annotations

import pytest
from tests.documents.checking.conftest import AT, broken, replaced, told

from socle.documents.checking import judge

_PATIENT = "/recordTarget/patientRole/patient"
_ACT = "/documentationOf/serviceEvent"
_STAY = "/componentOf/encompassingEncounter"
_INS = '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>'
_SETTING = f"{_ACT}/performer/assignedEntity/representedOrganization/standardIndustryClassCode"

#: Group of rules, what is replaced by what, the one finding expected and its place.
BROKEN = [
    (1, "<ClinicalDocument ", '<ClinicalDocument classCode="DOC" ', "value", "/@classCode"),
    (2, 'realmCode code="FR"', 'realmCode code="US"', "value", "/realmCode/@code"),
    (2, "POCD_HD000040", "POCD_HD000041", "value", "/typeId/@extension"),
    (2, '<templateId root="1.2.250.1.213.1.1.1.1"/>', "", "templates", "/templateId[@root='1.2.250.1.213.1.1.1.1']"),
    (
        3,
        '<id root="1.2.3.4.5.6"/>',
        '<templateId root="1.2.250.1.213.1.1.1.29"/><id root="1.2.3.4.5.6"/>',
        "templates",
        "/templateId",
    ),
    (4, '<setId root="1.2.3.4.5"/>', "", "missing", "/setId"),
    (4, '<setId root="1.2.3.4.5"/>', '<setId nullFlavor="UNK"/>', "null-not-allowed", "/setId/@nullFlavor"),
    (4, "<title>CR opératoire</title>", "<title/>", "missing", "/title/text()"),
    (5, ' displayName="CR opératoire"', "", "attribute-missing", "/code/@displayName"),
    (5, 'code code="34874-8"', 'code code="99999-9"', "code-not-listed", "/code/@code"),
    (6, 'code="N" displayName="Normal"', 'code="X" displayName="Normal"', "value", "/confidentialityCode/@code"),
    (7, 'code="fr-FR"', 'code="FR"', "malformed", "/languageCode/@code"),
    (8, 'versionNumber value="1"', 'versionNumber value="1.0"', "malformed", "/versionNumber/@value"),
    (
        9,
        "<author>",
        '<dataEnterer><assignedEntity><id root="1.2.3" extension="1"/></assignedEntity></dataEnterer><author>',
        "misplaced",
        "/author",
    ),
    (
        10,
        '<effectiveTime><low value="20260101"/></effectiveTime><performer',
        "<performer",
        "missing",
        f"{_ACT}/effectiveTime",
    ),
    (
        11,
        "<componentOf>",
        '<relatedDocument typeCode="APND"><parentDocument><id root="1.2.3"/></parentDocument></relatedDocument><componentOf>',
        "value",
        "/relatedDocument/@typeCode",
    ),
    (12, ' extension="279035121518989"', "", "attribute-missing", "/recordTarget/patientRole/id/@extension"),
    (13, "<given>DOMINIQUE MARIE-LOUISE</given>", "", "ins-trait-missing", f"{_PATIENT}/name/given[not(@qualifier)]"),
    (14, 'family qualifier="BR"', 'family qualifier="SP"', "value", f"{_PATIENT}/name/family/@qualifier"),
    (
        15,
        'administrativeGenderCode code="F"',
        'administrativeGenderCode code="UNK"',
        "code-not-listed",
        f"{_PATIENT}/administrativeGenderCode/@code",
    ),
    (
        16,
        "<birthplace>",
        "<guardian/><birthplace>",
        "missing",
        f"{_PATIENT}/guardian/(guardianPerson | guardianOrganization)",
    ),
    (17, "<place>", "<place><addr><city>X</city></addr>", "repeated", f"{_PATIENT}/birthplace/place/addr[2]"),
    (
        18,
        "<patient><name>",
        '<addr use="ZZ"><city>X</city></addr><patient><name>',
        "value",
        "/recordTarget/patientRole/addr/@use",
    ),
    (
        18,
        "<patient><name>",
        '<telecom value="01 02"/><patient><name>',
        "malformed",
        "/recordTarget/patientRole/telecom/@value",
    ),
    (
        19,
        '<author><time value="20260101101500+0100"/>',
        '<author><time nullFlavor="UNK"/>',
        "null-not-allowed",
        "/author/time/@nullFlavor",
    ),
    (
        19,
        '<author><time value="20260101101500+0100"/>',
        '<author><time value="20260101101500+0100"/><functionCode code="PCP" codeSystem="2.16.840.1.113883.5.88"/>',
        "misplaced",
        "/author/functionCode",
    ),
    (
        20,
        "</assignedAuthor>",
        "<assignedAuthoringDevice><softwareName>S</softwareName></assignedAuthoringDevice></assignedAuthor>",
        "missing",
        "/author/assignedAuthor/assignedAuthoringDevice/manufacturerModelName",
    ),
    (
        21,
        "</assignedAuthor>",
        '<representedOrganization><id root="1.2.3" extension="4"/></representedOrganization></assignedAuthor>',
        "value",
        "/author/assignedAuthor/representedOrganization/id/@root",
    ),
    (
        22,
        "<family>CAMPARINI</family>",
        "<family>CAMPARINI</family><prefix>MLLE</prefix>",
        "code-not-listed",
        "/legalAuthenticator/assignedEntity/assignedPerson/name/prefix/text()",
    ),
    (
        23,
        "<custodian>",
        '<informant><relatedEntity classCode="FRND"><relatedPerson><name><family>A</family></name></relatedPerson></relatedEntity></informant><custodian>',
        "value",
        "/informant/relatedEntity/@classCode",
    ),
    (
        24,
        'root="1.2.250.1.71.4.2.2"',
        'root="1.2.250.1.71.4.2.3"',
        "value",
        "/custodian/assignedCustodian/representedCustodianOrganization/id/@root",
    ),
    (
        25,
        "<legalAuthenticator>",
        '<informationRecipient><intendedRecipient><id root="1.2.3" extension="1"/></intendedRecipient></informationRecipient><legalAuthenticator>',
        "value",
        "/informationRecipient/intendedRecipient/id/@root",
    ),
    (26, 'signatureCode code="S"', 'signatureCode code="X"', "value", "/legalAuthenticator/signatureCode/@code"),
    (
        26,
        "<family>CAMPARINI</family>",
        "<given>A</given>",
        "missing",
        "/legalAuthenticator/assignedEntity/assignedPerson/name/family",
    ),
    (
        27,
        "<documentationOf>",
        '<authenticator><time value="20260101"/><signatureCode code="S"/><assignedEntity><id root="1.2.3" extension="1"/></assignedEntity></authenticator><documentationOf>',
        "value",
        "/authenticator/assignedEntity/id/@root",
    ),
    (
        28,
        "<documentationOf>",
        '<participant typeCode="REF"><time nullFlavor="NA"/><associatedEntity classCode="PAT"/></participant><documentationOf>',
        "code-not-listed",
        "/participant/associatedEntity/@classCode",
    ),
    (
        29,
        "<documentationOf>",
        '<inFulfillmentOf><order><id root="1.2.3"/><id root="1.2.4"/></order></inFulfillmentOf><documentationOf>',
        "repeated",
        "/inFulfillmentOf/order/id[2]",
    ),
    (30, 'performer typeCode="PRF"', 'performer typeCode="SPRF"', "value", f"{_ACT}/performer/@typeCode"),
    (30, 'code="ETABLISSEMENT"', 'code="CLINIQUE"', "code-not-listed", f"{_SETTING}/@code"),
    (
        31,
        "<componentOf>",
        '<authorization><consent><code nullFlavor="UNK"/></consent></authorization><componentOf>',
        "missing",
        "/authorization/consent/statusCode",
    ),
    (32, 'code code="SA01"', 'code code="SA999"', "code-not-listed", f"{_STAY}/location/healthCareFacility/code/@code"),
    (
        32,
        "<location>",
        '<encounterParticipant typeCode="PRF"><assignedEntity><id root="1.2.250.1.71.4.2.1" extension="1"/></assignedEntity></encounterParticipant><location>',
        "code-not-listed",
        f"{_STAY}/encounterParticipant/@typeCode",
    ),
    (
        33,
        'effectiveTime value="20260101101500+0100"',
        'effectiveTime value="20261301"',
        "malformed",
        "/effectiveTime/@value",
    ),
    (33, '<id root="1.2.3.4.5.6"/>', '<id root="numero 6"/>', "malformed", "/id/@root"),
    (
        33,
        '<low value="20260101"/></effectiveTime><location>',
        '<low value="20260201"/><high value="20260101"/></effectiveTime><location>',
        "contradiction",
        f"{_STAY}/effectiveTime",
    ),
    (
        33,
        "<county>51215</county>",
        "<county>51215</county><streetAddressLine>R</streetAddressLine>",
        "contradiction",
        f"{_PATIENT}/birthplace/place/addr",
    ),
    (
        34,
        'code code="SA01" displayName="Etablissement public de santé" codeSystem="1.2.250.1.71.4.2.4"',
        'code code="SA01" displayName="x" codeSystem="1.2.3"',
        "value",
        f"{_STAY}/location/healthCareFacility/code/@codeSystem",
    ),
    (
        34,
        "<patient><name>",
        '<telecom nullFlavor="XX"/><patient><name>',
        "value",
        "/recordTarget/patientRole/telecom/@nullFlavor",
    ),
]


def test_nothing_is_found_in_the_smallest_document(plain):
    assert told(judge(plain, at=AT)) == []


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(
    ("group", "old", "new", "verdict", "path"), BROKEN, ids=[f"{one[0]}-{one[4]}" for one in BROKEN]
)
def test_each_group_of_rules_finds_its_fault_once_where_it_is(plain, group, old, new, verdict, path):
    judgement = judge(replaced(plain, old, new), at=AT)
    errors = [one for one in judgement.findings if one.severity == "error"]
    assert [(one.id, one.path.removeprefix("/ClinicalDocument")) for one in errors] == [(f"cda.{verdict}", path)]
    assert not judgement.valid


@pytest.mark.parametrize(
    ("old", "new", "verdict", "path"),
    [
        ("<birthTime", "<birthDate/><birthTime", "unknown-element", f"{_PATIENT}/birthDate"),
        (
            'languageCode code="fr-FR"',
            'languageCode code="fr-FR" displayName="f"',
            "unknown-attribute",
            "/languageCode/@displayName",
        ),
        ("<patientRole>", "<patientRole>mot", "text-not-allowed", "/recordTarget/patientRole/text()"),
        ('<birthTime value="19790328"/>', "", "missing", f"{_PATIENT}/birthTime"),
        ("<component><nonXMLBody>", "<component><nonXMLBody/><nonXMLBody>", "missing", "/component/nonXMLBody[1]/text"),
    ],
)
def test_the_structure_of_cda_stands_in_place_of_a_schema(plain, old, new, verdict, path):
    assert (f"cda.{verdict}", path) in broken(plain, old, new)


def test_an_element_that_the_french_header_does_not_foresee_only_warns(plain):
    assert broken(plain, "<recordTarget>", '<copyTime value="2026"/><recordTarget>') == [
        ("cda.not-foreseen", "/copyTime")
    ]


def test_a_confidentiality_that_the_dmp_does_not_use_is_refused_by_the_strict_profile_alone(plain):
    assert broken(plain, 'code="N"', 'code="U"') == [("cda.confidentiality-unused", "/confidentialityCode/@code")]
    assert not judge(replaced(plain, 'code="N"', 'code="U"'), at=AT, profile="dmp-strict", pdf=False).valid


@pytest.mark.parametrize(
    ("code", "level"),
    [
        pytest.param("11490-0", 1, marks=pytest.mark.rule("DOC-001")),
        pytest.param("57833-6", 1, marks=pytest.mark.rule("DOC-002")),
        pytest.param("34874-8", 1, marks=pytest.mark.rule("DOC-003")),
        pytest.param("11502-2", 3, marks=pytest.mark.rule("DOC-004")),
        pytest.param("18748-4", 1, marks=pytest.mark.rule("DOC-005")),
    ],
)
def test_sun_es_counts_a_document_of_each_type_at_its_level_alone(plain, code, level):
    body = "<component><structuredBody><component><section><text>x</text></section></component></structuredBody></component>"
    typed = replaced(plain, "34874-8", code)
    structured = typed[: typed.index(b"<component><nonXML")] + body.encode() + b"</ClinicalDocument>"
    structured = replaced(structured, "1.3.6.1.4.1.19376.1.2.20", "1.2.3")
    for data, of_level in ((typed, 1), (structured, 3)):
        judgement = judge(data, at=AT, profile="sun-es", pdf=False)
        refused = [one.rule for one in judgement.findings if one.id == "cda.level-not-counted"]
        assert refused == ([] if of_level == level else [refused[0]])
        assert judgement.level == of_level
        assert judgement.valid is (of_level == level)
        assert all(rule.startswith("DOC-00") for rule in refused)


def test_two_equal_addresses_or_telecoms_side_by_side_are_refused(plain):
    telecom = '<telecom value="tel:0102030405"/>'
    found = broken(plain, "<patient><name>", f"{telecom}{telecom}<patient><name>")
    assert found == [("cda.duplicate", "/recordTarget/patientRole/telecom[2]")]


def test_a_retired_code_is_told_when_it_is_read_and_refused_when_it_is_written(plain):
    old = '<id root="1.2.250.1.71.4.2.1" extension="899700218896"/></assignedAuthor>'
    code = '<code code="G15_35" displayName="Aide-soignant" codeSystem="1.2.250.1.213.1.1.4.5"/></assignedAuthor>'
    data = replaced(plain, old, old.replace("</assignedAuthor>", code))
    reading, writing = (judge(data, at=AT, writing=writing) for writing in (False, True))
    assert told(reading) == [("cda.code-not-in-force", "/author/assignedAuthor/code/@code")]
    assert told(writing) == [("cda.code-not-to-be-written", "/author/assignedAuthor/code/@code")]
    assert (reading.valid, writing.valid) == (True, False)


def test_a_code_is_in_force_by_the_day_of_the_check(plain):
    data = replaced(plain, '<code code="34874-8"', '<code code="100967-9"')
    assert told(judge(data, at=AT)) == []
    assert told(judge(data, at=AT.replace(year=2025))) == [("cda.code-not-in-force", "/code/@code")]


@pytest.mark.rule("INS-017")
def test_a_document_without_an_ins_warns_and_under_sun_es_is_refused(plain):
    local = '<id root="1.2.3" extension="IPP-1"/>'
    data = replaced(plain, _INS, local)
    assert told(judge(data, at=AT)) == [("cda.ins-missing", "/recordTarget/patientRole/id")]
    assert judge(data, at=AT).valid
    assert not judge(data, at=AT, profile="sun-es", pdf=False).valid


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('administrativeGenderCode code="F"', 'administrativeGenderCode code="M"', "/administrativeGenderCode/@code"),
        ('birthTime value="19790328"', 'birthTime value="19790428"', "/birthTime/@value"),
        ('birthTime value="19790328"', 'birthTime value="19780328"', "/birthTime/@value"),
        ("<county>51215", "<county>51216", "/birthplace/place/addr/county"),
    ],
)
def test_a_trait_that_the_matricule_contradicts_warns(plain, old, new, path):
    assert broken(plain, old, new) == [("cda.ins-trait-differs", _PATIENT + path)]


def test_a_key_that_is_wrong_warns_without_showing_the_whole_matricule(plain):
    (one,) = judge(replaced(plain, "279035121518989", "279035121518988"), at=AT).findings
    assert (one.id, one.severity) == ("cda.key-doubtful", "warning")
    assert "279035121518988" not in one.finding.sentence("fr")


def test_a_number_whose_key_is_wrong_is_told_of_once_however_often_it_is_written(plain):
    found = told(judge(plain.replace(b"899700218896", b"899700218897"), at=AT))
    assert found == [("cda.key-doubtful", "/author/assignedAuthor/id/@extension")]


@pytest.mark.parametrize("data", [b"", b"<a/>", b"no xml", b"<!DOCTYPE x><ClinicalDocument/>"])
def test_what_is_no_document_is_one_finding_and_never_an_exception(data):
    judgement = judge(data, at=AT)
    assert [one.id for one in judgement.findings] == ["cda.unreadable"]
    assert (judgement.document, judgement.valid, judgement.level, judgement.type_code) == (None, False, None, "")
