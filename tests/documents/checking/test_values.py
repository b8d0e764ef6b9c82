"""Values in the French header beyond what CDA asks of them (spec/cda.md 1 and 11, rules 17 to 33)."""

from __future__ import annotations

import base64

import pytest
from tests.documents.checking.conftest import AT, replaced, told

from socle.documents.checking import judge

_ROLE = "/recordTarget/patientRole"
_ACT = "/documentationOf/serviceEvent"
_STAY = "/componentOf/encompassingEncounter"
_PERSON = 'root="1.2.250.1.71.4.2.1" extension="899700218896"'
_INS = '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>'
_SIGNER = "/legalAuthenticator/assignedEntity/assignedPerson/name"
_BIRTH = "<birthplace>"
_ADDRESS = "<addr><city>X</city></addr>"
_PHONE = '<telecom value="tel:01" use="H"/>'
_BEFORE = "<patient><name>"
_WHEN = "<encompassingEncounter><effectiveTime>"
_CODED = '<serviceEvent><code code="HHFA001" codeSystem="1.2.250.1.213.2.5">'
_SAME = '<translation code="K35" codeSystem="2.16.840.1.113883.6.3"/>'

#: What is replaced by what, the one error expected and its place.
BROKEN = [
    # A nullFlavor stands alone.
    (
        "<custodian>",
        '<informant><assignedEntity><id nullFlavor="UNK" assigningAuthorityName="X"/></assignedEntity></informant><custodian>',
        "contradiction",
        "/informant/assignedEntity/id",
    ),
    (_BEFORE, f'<addr nullFlavor="NAV"><city>X</city></addr>{_BEFORE}', "contradiction", f"{_ROLE}/addr"),
    (_BEFORE, f'<telecom nullFlavor="UNK" use="H"/>{_BEFORE}', "contradiction", f"{_ROLE}/telecom"),
    (
        "<assignedPerson><name><family>",
        '<assignedPerson><name nullFlavor="MSK"><family>',
        "contradiction",
        _SIGNER,
    ),
    (_WHEN, '<encompassingEncounter><effectiveTime nullFlavor="UNK">', "contradiction", f"{_STAY}/effectiveTime"),
    ("<serviceEvent>", '<serviceEvent><code nullFlavor="UNK" displayName="x"/>', "contradiction", f"{_ACT}/code"),
    # A value known stands with no value that is not.
    (_BEFORE, f'<addr nullFlavor="UNK"/>{_ADDRESS}{_BEFORE}', "contradiction", f"{_ROLE}/addr[2]"),
    (_BEFORE, f'{_PHONE}<telecom nullFlavor="UNK"/>{_BEFORE}', "contradiction", f"{_ROLE}/telecom[2]"),
    # Nothing is empty.
    (_BEFORE, f"<addr/>{_BEFORE}", "missing", f"{_ROLE}/addr/text()"),
    (_BEFORE, f"<addr><!-- none --></addr>{_BEFORE}", "missing", f"{_ROLE}/addr/text()"),
    (
        "</representedCustodianOrganization>",
        "<name/></representedCustodianOrganization>",
        "missing",
        "/custodian/assignedCustodian/representedCustodianOrganization/name/text()",
    ),
    (
        "</birthplace>",
        "</birthplace><languageCommunication><modeCode/></languageCommunication>",
        "attribute-missing",
        f"{_ROLE}/patient/languageCommunication/modeCode/@code",
    ),
    ('<id root="1.2.3.4.5.6"/>', '<id root="1.2.3.4.5.6" extension=""/>', "attribute-missing", "/id/@extension"),
    ('displayName="Normal"', 'displayName=""', "attribute-missing", "/confidentialityCode/@displayName"),
    # Nothing is written twice, nor in two forms.
    (_INS, _INS * 2, "duplicate", f"{_ROLE}/id[2]"),
    (_INS, f'{_INS}<id root="1.2.9" extension="1"/><!-- again -->{_INS}', "duplicate", f"{_ROLE}/id[3]"),
    (_BEFORE, f"{_ADDRESS}<addr><city>Y</city></addr>{_ADDRESS}{_BEFORE}", "duplicate", f"{_ROLE}/addr[3]"),
    (_BEFORE, f'{_PHONE}<telecom value="tel:02"/>{_PHONE}{_BEFORE}', "duplicate", f"{_ROLE}/telecom[3]"),
    ("<serviceEvent>", f"{_CODED}{_SAME * 2}</code>", "duplicate", f"{_ACT}/code/translation[2]"),
    (_BEFORE, f"<addr>12 rue<city>X</city></addr>{_BEFORE}", "text-not-allowed", f"{_ROLE}/addr/text()"),
    # A code is whole.
    (
        "<serviceEvent>",
        f'{_CODED}<translation nullFlavor="UNK"/></code>',
        "null-not-allowed",
        f"{_ACT}/code/translation/@nullFlavor",
    ),
    (
        "<serviceEvent>",
        '<serviceEvent><code nullFlavor="OTH" codeSystemName="CCAM"/>',
        "attribute-missing",
        f"{_ACT}/code/@codeSystem",
    ),
    (
        f"<assignedAuthor><id {_PERSON}/>",
        f'<assignedAuthor><id {_PERSON}/><code nullFlavor="UNK"/>',
        "null-not-allowed",
        "/author/assignedAuthor/code/@nullFlavor",
    ),
    (
        "<encompassingEncounter>",
        '<encompassingEncounter><code nullFlavor="UNK"/>',
        "null-not-allowed",
        f"{_STAY}/code/@nullFlavor",
    ),
    (
        "<encompassingEncounter>",
        '<encompassingEncounter><id nullFlavor="UNK"/>',
        "null-not-allowed",
        f"{_STAY}/id/@nullFlavor",
    ),
    # An interval makes sense.
    (
        f'{_WHEN}<low value="20260101"/>',
        f'{_WHEN}<center value="20260102"/><low value="20260101"/>',
        "contradiction",
        f"{_STAY}/effectiveTime",
    ),
    (
        f'{_WHEN}<low value="20260101"/>',
        f'{_WHEN}<low value="20260101"/><width value="1" unit="d"/><high value="20260102"/>',
        "contradiction",
        f"{_STAY}/effectiveTime",
    ),
    (
        f'{_WHEN}<low value="20260101"/>',
        f'{_WHEN}<low nullFlavor="PINF"/>',
        "null-not-allowed",
        f"{_STAY}/effectiveTime/low/@nullFlavor",
    ),
    (
        f'{_WHEN}<low value="20260101"/>',
        f'{_WHEN}<low value="20260101"/><width value="1" unit="jour"/>',
        "value",
        f"{_STAY}/effectiveTime/width/@unit",
    ),
    (
        'effectiveTime value="20260101101500+0100"',
        'effectiveTime value=" 20260101"',
        "malformed",
        "/effectiveTime/@value",
    ),
    # What the schema lists.
    ("<family>CAMPARINI", '<family qualifier="NAISSANCE">CAMPARINI', "value", f"{_SIGNER}/family/@qualifier"),
    ("<assignedPerson><name>", '<assignedPerson><name use="OFFICIEL">', "value", f"{_SIGNER}/@use"),
]


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(("old", "new", "verdict", "path"), BROKEN, ids=[f"{one[2]}-{one[3]}" for one in BROKEN])
def test_a_value_that_the_official_data_types_refuse_is_found_where_it_is(plain, old, new, verdict, path):
    judgement = judge(replaced(plain, old, new), at=AT)
    errors = [one for one in judgement.findings if one.severity == "error"]
    assert [(one.id, one.path.removeprefix("/ClinicalDocument")) for one in errors] == [(f"cda.{verdict}", path)]


_FILE = '<text mediaType="application/pdf" representation="B64">JVBERi0xLjQK</text>'


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("application/pdf", b"PK\x03\x04"),
        ("image/jpeg", b"%PDF-1.4 again"),
        ("image/tiff", b"\xff\xd8\xff\xe0"),
        ("text/rtf", b"no braces at all"),
    ],
)
def test_a_file_that_is_not_of_the_type_it_says_is_refused(plain, media_type, data):
    text = f'<text mediaType="{media_type}" representation="B64">{base64.b64encode(data).decode()}</text>'
    assert told(judge(replaced(plain, _FILE, text), at=AT)) == [("cda.file", "/component/nonXMLBody/text")]


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("text/plain", "Été".encode()),
        ("text/rtf", rb"{\rtf1 a}"),
        ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("image/tiff", b"II*\x00\x08\x00"),
        ("image/tiff", b"MM\x00*\x00\x08"),
    ],
)
def test_a_file_of_any_type_that_level_1_wraps_is_taken(plain, media_type, data):
    text = f'<text mediaType="{media_type}" representation="B64">{base64.b64encode(data).decode()}</text>'
    assert told(judge(replaced(plain, _FILE, text), at=AT)) == []


@pytest.mark.rule("INS-017")
@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("<given>DOMINIQUE MARIE-LOUISE</given>", "<given>DOMINIQUE</given><given>MARIE-LOUISE</given>", "given[2]"),
        ("</family>", '</family><family qualifier="BR">AUTRE</family>', "family[2]"),
    ],
)
def test_a_name_of_the_patient_cut_into_several_elements_warns(plain, old, new, place):
    judgement = judge(replaced(plain, old, new), at=AT)
    assert told(judgement) == [("cda.doubtful", f"{_ROLE}/patient/name/{place}")]
    assert judgement.valid


@pytest.mark.parametrize("name", ["negationInd", "inversionInd", "contextConductionInd"])
def test_what_is_true_or_false_is_nothing_else_in_a_body_either(report, name):
    old = '<entryRelationship typeCode="COMP">'
    assert old.encode() in report
    judgement = judge(replaced(report, old, old.replace(">", f' {name}="oui">')), at=AT)
    (one,) = [one for one in judgement.findings if one.severity == "error"]
    assert (one.id, one.path.rpartition("/")[2], one.expected) == ("cda.value", f"@{name}", "false | true")


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('<participant typeCode="AUTHEN"', '<participant typeCode="WHO"', "participant/@typeCode"),
        ("<playingEntity", '<playingEntity classCode="THING"', "playingEntity/@classCode"),
        ("<participantRole", '<participantRole classCode="ROLE"', "participantRole/@classCode"),
    ],
)
def test_a_class_mood_or_participation_that_hl7_does_not_list_is_refused_in_a_body(report, old, new, path):
    assert old.encode() in report
    judgement = judge(replaced(report, old, new), at=AT)
    assert [one for one in told(judgement) if one[0] == "cda.value" and one[1].endswith(path)]


#: Unusual, and right: what stands before, what is put there.
_DEVICE = (
    "<assignedAuthoringDevice><manufacturerModelName>M</manufacturerModelName><softwareName>S</softwareName>"
    "</assignedAuthoringDevice>"
)
_SDTC = 'xmlns:sdtc="urn:hl7-org:sdtc"'
UNUSUAL = {
    "several identifiers": (
        _INS,
        f'{_INS}<id root="1.2.250.9.9" extension="12"/><id root="1.2.250.9.8" extension="12"/>',
    ),
    "a name with an apostrophe and blanks": (">PAT-TROIS<", ">D'ARTAGNAN-L’HOSTIS DE LA TOUR<"),
    "a name used": ("</family>", '</family><family qualifier="CL">AUTRE</family>'),
    "born abroad": ("<county>51215</county>", "<county>99999</county>"),
    "an unfinished birth date": ('birthTime value="19790328"', 'birthTime value="1979"'),
    "deceased": (
        _BIRTH,
        f'<sdtc:deceasedInd {_SDTC} value="true"/><sdtc:deceasedTime {_SDTC} value="20260101"/>{_BIRTH}',
    ),
    "a twin": (
        _BIRTH,
        f'<sdtc:multipleBirthInd {_SDTC} value="true"/><sdtc:multipleBirthOrderNumber {_SDTC} value="2"/>{_BIRTH}',
    ),
    "no address": (_BEFORE, f'<addr nullFlavor="MSK"/><telecom nullFlavor="NASK"/>{_BEFORE}'),
    "one address for two uses": (_BEFORE, f'{_ADDRESS}<addr use="WP"><city>X</city></addr>{_BEFORE}'),
    "one number for two uses": (_BEFORE, f'{_PHONE}<telecom value="tel:01" use="WP"/>{_BEFORE}'),
    "an address in words": (_BEFORE, f"<addr>12 rue X, Paris</addr>{_BEFORE}"),
    "a code that could not be written": (
        "<serviceEvent>",
        '<serviceEvent><code nullFlavor="OTH" codeSystem="1.2.3"><originalText>acte</originalText></code>',
    ),
    "no code": ("<serviceEvent>", '<serviceEvent><code nullFlavor="NA"/>'),
    "a second act with nothing": (
        "<componentOf>",
        '<documentationOf><serviceEvent><effectiveTime nullFlavor="NA"/></serviceEvent></documentationOf><componentOf>',
    ),
    "an act by nobody known": (
        f'<performer typeCode="PRF"><assignedEntity><id {_PERSON}/>',
        '<performer typeCode="PRF"><assignedEntity><id nullFlavor="UNK"/>',
    ),
    "a device as author": ("</assignedAuthor>", f"{_DEVICE}</assignedAuthor>"),
    "two authors": (
        "<custodian>",
        f'<author><time value="20260101"/><assignedAuthor><id root="1.2.9" extension="3"/>{_DEVICE}</assignedAuthor></author><custodian>',
    ),
    "a data enterer": (
        "<custodian>",
        f"<dataEnterer><time nullFlavor='UNK'/><assignedEntity><id {_PERSON}/></assignedEntity></dataEnterer><custodian>",
    ),
    "a relative as informant": (
        "<custodian>",
        (
            '<informant><relatedEntity classCode="CON"><code code="FTH" displayName="Père" codeSystem="2.16.840.1.113883.5.111"/>'
            '<addr nullFlavor="UNK"/><relatedPerson><name><family>X</family></name></relatedPerson></relatedEntity></informant><custodian>'
        ),
    ),
    "a structure that signs": (
        "<family>CAMPARINI</family></name></assignedPerson>",
        (
            "<family>CAMPARINI</family></name></assignedPerson><representedOrganization>"
            '<id root="1.2.250.1.71.4.2.2" extension="1750712184"/><name nullFlavor="UNK"/></representedOrganization>'
        ),
    ),
    "two orders": (
        "<documentationOf>",
        "".join(f'<inFulfillmentOf><order><id root="1.2.3" extension="{n}"/></order></inFulfillmentOf>' for n in "45")
        + "<documentationOf>",
    ),
    "a replacement": (
        "<componentOf>",
        (
            '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3" extension="x"/><setId root="1.2.3.4.5"/>'
            '<versionNumber value="1"/></parentDocument></relatedDocument><componentOf>'
        ),
    ),
    "a stay whose end is not known": (
        f'{_WHEN}<low value="20260101"/>',
        f'{_WHEN}<low value="20260101"/><high nullFlavor="NA"/>',
    ),
    "a stay of one moment": (
        f'{_WHEN}<low value="20260101"/></effectiveTime>',
        '<encompassingEncounter><effectiveTime value="20260101"/>',
    ),
    "an offset of half an hour": ('"20260101101500+0100"/><confi', '"20260101101500+0530"/><confi'),
}


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(("old", "new"), UNUSUAL.values(), ids=UNUSUAL.keys())
def test_a_document_may_be_unusual_and_right(plain, old, new):
    judgement = judge(replaced(plain, old, new), at=AT)
    assert [one.path for one in judgement.findings if one.severity == "error"] == []


def test_a_header_of_many_equal_telecoms_is_judged_in_the_time_that_it_takes_to_read(plain):
    many = "".join(f'<telecom value="tel:{number}"/>' for number in range(20_000))
    assert judge(replaced(plain, _BEFORE, f"{many}{_PHONE}{_PHONE}{_BEFORE}"), at=AT).findings[0].id == "cda.duplicate"
