"""The laboratory report: what is broken is found (spec/cda.md 9 and 11, rules 35 to 53)."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.documents.checking.conftest import AT, told

from socle.documents.checking import judge

_BODY = "/component/structuredBody"
_CHAPTER = f"{_BODY}/component[1]/section"
_ACT = f"{_CHAPTER}/entry/act"
_PERFORMER = "/documentationOf/serviceEvent/performer/assignedEntity"


def attribute(name, value):
    return lambda element: element.set(name, value)


def without(name):
    return lambda element: element.attrib.pop(name)


def removed(element):
    element.getparent().remove(element)


def twice(element):
    element.addnext(etree.fromstring(etree.tostring(element)))


def unknown_alone(flavour):
    """Not known, and no other of its name: a value beside it would be a fault of its own."""

    def change(element):
        for other in [*element.itersiblings(element.tag), *element.itersiblings(element.tag, preceding=True)]:
            removed(other)
        element.attrib.clear()
        element.set("nullFlavor", flavour)

    return change


def content(text):
    return lambda element: setattr(element, "text", text)


_OBSERVATION = "//h:observation[h:templateId/@root='1.2.250.1.213.1.1.3.80'][h:interpretationCode]"
_BATTERY = "//h:organizer[h:templateId/@root='1.2.250.1.213.1.1.3.78']"
_ISOLATE = "//h:organizer[h:templateId/@root='1.2.250.1.213.1.1.3.79']"
_SAMPLING = "//h:procedure[h:templateId/@root='1.2.250.1.213.1.1.3.77']"
_OTHER = '<component xmlns="urn:hl7-org:v3"><section><templateId root="1.2.3.4"/><text>x</text></section></component>'
_COPY = "//h:section[h:templateId/@root='1.2.250.1.213.1.1.2.243']"

#: Group of rules, the element, what is done to it, the error expected and how its place ends.
BROKEN = [
    (35, "h:title", content("Compte rendu de biologie"), "value", "/title/text()"),
    (35, "h:code", attribute("displayName", "Biologie"), "value", "/code/@displayName"),
    (
        35,
        "h:templateId[@root='1.3.6.1.4.1.19376.1.3.3']",
        removed,
        "templates",
        "templateId[@root='1.3.6.1.4.1.19376.1.3.3']",
    ),
    (35, "h:versionNumber", attribute("value", "0"), "value", "/versionNumber/@value"),
    (
        36,
        "h:recordTarget/h:patientRole/h:telecom",
        unknown_alone("MSK"),
        "null-not-allowed",
        "/telecom/@nullFlavor",
    ),
    (37, "h:authenticator/h:templateId", removed, "templates", "/authenticator/templateId"),
    (37, "h:authenticator/h:assignedEntity/h:addr", removed, "missing", "/authenticator/assignedEntity/addr"),
    (38, "h:documentationOf/h:serviceEvent/h:code", removed, "missing", "/serviceEvent/code"),
    (
        39,
        "h:documentationOf/h:serviceEvent/h:performer/h:assignedEntity/h:telecom",
        removed,
        "missing",
        f"{_PERFORMER}/telecom",
    ),
    (40, "//h:responsibleParty/h:assignedEntity/h:code", removed, "missing", "/responsibleParty/assignedEntity/code"),
    (41, "//h:structuredBody", lambda one: one.append(etree.fromstring(_OTHER)), "templates", "/section/templateId"),
    (
        42,
        "//h:structuredBody/h:component[last()]",
        removed,
        "missing",
        "section[templateId/@root='1.2.250.1.213.1.1.2.243']",
    ),
    (43, "//h:section[1]/h:entry", twice, "repeated", "/entry[2]"),
    (44, f"{_COPY}/h:title", content("Copie"), "value", "/title/text()"),
    (44, f"{_COPY}/h:code", attribute("code", "55107-7"), "value", "/code/@code"),
    (45, "//h:entry[@typeCode='DRIV']", without("typeCode"), "attribute-missing", "/entry/@typeCode"),
    (45, "//h:entry/h:act/h:statusCode", attribute("code", "new"), "value", "/act/statusCode/@code"),
    (46, _BATTERY, attribute("classCode", "CLUSTER"), "value", "/organizer/@classCode"),
    (46, f"{_BATTERY}/h:statusCode", attribute("code", "obsolete"), "value", "/statusCode/@code"),
    (47, "//h:specimenPlayingEntity", attribute("classCode", "ENT"), "value", "/specimenPlayingEntity/@classCode"),
    (48, f"{_OBSERVATION}/h:statusCode", attribute("code", "active"), "value", "/statusCode/@code"),
    (48, f"{_OBSERVATION}/h:code/h:originalText/h:reference", removed, "missing", "/originalText/reference"),
    (49, f"{_OBSERVATION}/h:code[@code]", without("displayName"), "attribute-missing", "/code/@displayName"),
    (49, f"{_OBSERVATION}/h:code[@code]", attribute("codeSystem", "1.2.3"), "value", "/code/@codeSystem"),
    (50, "h:documentationOf/h:serviceEvent/h:performer/h:time", removed, "missing", "/performer/time"),
    (51, f"{_SAMPLING}/h:effectiveTime", removed, "missing", "/procedure/effectiveTime"),
    (51, f"{_SAMPLING}/h:participant/h:participantRole/h:id", removed, "missing", "/participantRole/id"),
    (
        51,
        "//h:code[@code='SPRECEIVE']",
        attribute("codeSystem", "1.3.6.1.4.1.19376.1.5.3.2"),
        "value",
        "/code/@codeSystem",
    ),
    (52, "//h:interpretationCode", attribute("code", "ZZ"), "code-not-listed", "/interpretationCode/@code"),
]


@pytest.mark.rule("DOC-004")
@pytest.mark.parametrize(
    ("group", "where", "change", "verdict", "end"), BROKEN, ids=[f"{one[0]}-{one[4]}" for one in BROKEN]
)
def test_each_group_of_rules_of_the_laboratory_report_finds_its_fault(
    report, altered, group, where, change, verdict, end
):
    judgement = judge(altered(report, where, change), at=AT)
    errors = [one for one in judgement.findings if one.severity == "error"]
    assert [one.id for one in errors] == [f"cda.{verdict}"] * len(errors)
    assert any(one.path.endswith(end) for one in errors), [one.path for one in errors]
    assert len(errors) <= 2


def test_an_identifier_of_the_text_that_two_elements_bear_is_refused(report, altered):
    found = told(judge(altered(report, "(//h:content[@ID])[2]", attribute("ID", "prelevement-code-nabm")), at=AT))
    assert "cda.id-repeated" in {verdict for verdict, _ in found}


def test_a_reference_to_no_text_warns_and_one_to_no_media_is_refused(report, altered):
    lost = judge(altered(report, "//h:originalText/h:reference", attribute("value", "#nowhere")), at=AT)
    assert ("cda.text-not-found", "warning") in {(one.id, one.severity) for one in lost.findings}
    unseen = judge(altered(report, "//h:renderMultiMedia", attribute("referencedObject", "nowhere")), at=AT)
    assert ("cda.reference-lost", "error") in {(one.id, one.severity) for one in unseen.findings}


def test_elements_of_a_result_stand_in_the_order_of_cda(report, altered):
    swapped = judge(altered(report, f"{_OBSERVATION}/h:statusCode", lambda one: one.getparent().append(one)), at=AT)
    assert [one.id for one in swapped.findings if one.severity == "error"] == ["cda.misplaced"]


def test_a_specimen_is_received_once_and_may_have_comments_beside(report, altered):
    reception = "//h:entryRelationship[h:act/h:templateId/@root='1.2.250.1.213.1.1.3.107']"

    def commented(element):
        twice(element)
        act = element.getnext()[0]
        for template in act.findall("{urn:hl7-org:v3}templateId"):
            act.remove(template)

    assert judge(altered(report, reception, commented), at=AT).valid
    (one,) = [one for one in judge(altered(report, reception, twice), at=AT).findings if one.severity == "error"]
    assert (one.id, one.path.rpartition("/")[2]) == ("cda.repeated", "act")


def test_a_local_code_names_its_nomenclature(report, altered):
    def local(named):
        def change(element):
            for name in ("code", "displayName", "codeSystem", "codeSystemName"):
                element.attrib.pop(name, None)
            said = {"code": "A", "displayName": "a", "codeSystem": "1.2.3"} | named
            etree.SubElement(element, "{urn:hl7-org:v3}translation", said)

        return judge(altered(report, f"{_OBSERVATION}/h:code", change), at=AT).findings

    assert [one for one in local({"codeSystemName": "LABO"}) if "/translation" in one.path] == []
    (one,) = [one for one in local({}) if "/translation" in one.path]
    assert (one.id, one.severity, one.path.rpartition("/")[2]) == ("cda.doubtful", "warning", "@codeSystemName")


@pytest.mark.rule("DOC-004")
def test_the_act_of_a_laboratory_report_is_completed_or_active(report, altered):
    where = "//h:documentationOf/h:serviceEvent/*[local-name()='statusCode']"
    found = told(judge(altered(report, where, attribute("code", "done")), at=AT))
    (path,) = [path for id, path in found if id == "cda.value"]
    assert path.endswith("/serviceEvent/lab:statusCode/@code")
