"""The minimal structure of a header (CI-SIS): what must be there, how often, with which attributes."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from socle.documents import check_header
from socle.documents.header import FRANCE, LEVEL_1, MINIMAL_STRUCTURE, table

HL7 = "{urn:hl7-org:v3}"


def path_of(row):
    steps = [f"h:{step}" for step in row.parent.split("/") if step]
    return "/".join([*steps, f"h:{row.child}"])


def shown(row):
    return path_of(row).replace("h:", "")


@pytest.fixture(scope="module")
def full(letter):
    """A letter that holds every element the table speaks of."""
    root = etree.fromstring(letter)
    extra = etree.fromstring(
        '<x xmlns="urn:hl7-org:v3"><authenticator><time value="20260915"/><signatureCode code="S"/><assignedEntity>'
        '<id root="1.2.250.1.71.4.2.1" extension="899880000023"/></assignedEntity></authenticator>'
        '<inFulfillmentOf><order><id root="1.2.3" extension="4"/></order></inFulfillmentOf>'
        '<dataEnterer><assignedEntity/></dataEnterer><author><time value="20260915"/><assignedAuthor>'
        '<id root="1.2.3" extension="4"/><assignedAuthoringDevice><manufacturerModelName>M</manufacturerModelName>'
        "<softwareName>S</softwareName></assignedAuthoringDevice></assignedAuthor></author></x>"
    )
    root.extend(list(extra))
    return etree.tostring(root)


REQUIRED = [row for row in table() if row.least]
SINGLE = [row for row in table() if row.most == 1]
NEVER_NULL = [row for row in table() if not row.null_allowed]
ATTRIBUTES = [(row, name) for row in table() for name in row.attributes]
FIXED = [(row, name) for row in table() for name, _ in row.fixed]


def findings_at(read, data):
    return [(finding.verdict.id, finding.place.split(" (l.")[0]) for finding in check_header(read(data))]


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("row", REQUIRED, ids=shown)
def test_an_element_that_must_be_there_is_missed(read, altered, full, row):
    def remove_all(element):
        parent = element.getparent()
        for twin in parent.findall(element.tag):
            parent.remove(twin)

    found = findings_at(read, altered(full, path_of(row), remove_all))
    assert any(verdict == "documents.header-missing" and place.endswith(f"/{row.child}") for verdict, place in found)


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("row", SINGLE, ids=shown)
def test_an_element_that_stands_once_is_not_repeated(read, altered, full, row):
    twice = altered(full, path_of(row), lambda element: element.addnext(etree.fromstring(etree.tostring(element))))
    assert any(
        verdict == "documents.header-repeated" and place.endswith(f"/{row.child}[2]")
        for verdict, place in findings_at(read, twice)
    )


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("row", NEVER_NULL, ids=shown)
def test_a_null_flavour_does_not_stand_for_what_must_be_said(read, altered, full, row):
    null = altered(full, path_of(row), lambda element: element.set("nullFlavor", "UNK"))
    assert any(
        verdict == "documents.header-value" and re.sub(r"\[\d+\]", "", place).endswith(f"/{row.child}")
        for verdict, place in findings_at(read, null)
    )


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(
    ("row", "name"), ATTRIBUTES, ids=lambda value: value if isinstance(value, str) else shown(value)
)
def test_an_attribute_that_must_be_there_is_missed(read, altered, full, row, name):
    without = altered(full, path_of(row), lambda element: element.attrib.pop(name))
    assert any(
        verdict == "documents.header-missing" and place.endswith(f"/@{name}")
        for verdict, place in findings_at(read, without)
    )


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(("row", "name"), FIXED, ids=lambda value: value if isinstance(value, str) else shown(value))
def test_a_fixed_value_is_no_other(read, altered, full, row, name):
    other = altered(full, path_of(row), lambda element: element.set(name, "1.2.3"))
    assert any(
        verdict == "documents.header-value" and place.endswith(f"/@{name}")
        for verdict, place in findings_at(read, other)
    )


#: What stands exactly once and says something, read in the volume itself and not in our table.
#: Source: CI-SIS, Structuration minimale de documents de santé, official checks (spec/cda.md 11, rules 2 to 32).
ONCE = (
    *("realmCode", "typeId", "id", "code", "title", "effectiveTime", "confidentialityCode", "languageCode", "setId"),
    *("versionNumber", "recordTarget", "custodian", "legalAuthenticator", "componentOf", "component"),
    *("recordTarget/patientRole", "recordTarget/patientRole/patient", "recordTarget/patientRole/patient/name"),
    "custodian/assignedCustodian/representedCustodianOrganization/id",
    *("legalAuthenticator/time", "legalAuthenticator/signatureCode", "legalAuthenticator/assignedEntity/id"),
    *("author/time", "documentationOf[1]/serviceEvent/performer", "documentationOf[1]/serviceEvent/effectiveTime"),
    "documentationOf/serviceEvent/effectiveTime/low",
    "documentationOf/serviceEvent/performer/assignedEntity/representedOrganization/standardIndustryClassCode",
    *("componentOf/encompassingEncounter/location", "componentOf/encompassingEncounter/location/healthCareFacility"),
    "componentOf/encompassingEncounter/location/healthCareFacility/code",
)
#: What may be several and is there at least once.
SOME = ("author", "documentationOf", "recordTarget/patientRole/id", "author/assignedAuthor/id")
#: Values that are always the same.
ALWAYS = {
    ("realmCode", "code"): "FR",
    ("typeId", "root"): "2.16.840.1.113883.1.3",
    ("typeId", "extension"): "POCD_HD000040",
    ("confidentialityCode", "codeSystem"): "2.16.840.1.113883.5.25",
    ("legalAuthenticator/signatureCode", "code"): "S",
}


def xpath(path):
    return "/".join(f"h:{step}" for step in path.split("/"))


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("path", [*ONCE, *SOME])
def test_what_the_volume_makes_compulsory_is_missed(read, altered, full, path):
    def remove_all(element):
        parent = element.getparent()
        for twin in parent.findall(element.tag):
            parent.remove(twin)

    found = findings_at(read, altered(full, xpath(path), remove_all))
    assert ("documents.header-missing", path.rpartition("/")[2].partition("[")[0]) in [
        (verdict, place.rpartition("/")[2]) for verdict, place in found
    ]


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("path", ONCE)
def test_what_the_volume_wants_once_is_neither_repeated_nor_left_unsaid(read, altered, full, path):
    name = path.rpartition("/")[2].partition("[")[0]
    twice = altered(full, xpath(path), lambda element: element.addnext(etree.fromstring(etree.tostring(element))))
    assert any(
        verdict == "documents.header-repeated" and place.endswith(f"/{name}[2]")
        for verdict, place in findings_at(read, twice)
    )
    unsaid = altered(full, xpath(path), lambda element: element.set("nullFlavor", "UNK"))
    assert any(
        verdict == "documents.header-value" and re.sub(r"\[\d+\]", "", place).endswith(f"/{name}")
        for verdict, place in findings_at(read, unsaid)
    )


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(("path", "name"), ALWAYS)
def test_a_value_that_the_volume_fixes_is_no_other(read, altered, full, path, name):
    assert findings_at(read, altered(full, xpath(path), lambda element: element.set(name, ALWAYS[path, name]))) == []
    other = altered(full, xpath(path), lambda element: element.set(name, "1.2.3"))
    assert [verdict for verdict, _ in findings_at(read, other)] == ["documents.header-value"]


@pytest.mark.rule("DOC-017")
def test_each_of_several_authors_is_looked_at_and_each_of_his_identifiers(read, altered, full):
    second = altered(full, "h:author[2]/h:time", lambda element: element.getparent().remove(element))
    assert findings_at(read, second) == [("documents.header-missing", "/ClinicalDocument/author[2]/time")]
    number = altered(full, "h:recordTarget//h:id[2]", lambda element: element.attrib.pop("extension"))
    assert [verdict for verdict, _ in findings_at(read, number)] == ["documents.header-missing"]


@pytest.mark.rule("DOC-017")
def test_nothing_is_asked_of_what_is_said_to_be_unknown_where_it_may_be(read, altered, full):
    def unknown(element):
        element.clear()
        element.set("nullFlavor", "NA")

    assert findings_at(read, altered(full, "h:author[2]", unknown)) == []


@pytest.mark.rule("DOC-017")
def test_a_title_of_blanks_is_no_title(read, altered, minimal):
    blank = altered(minimal, "h:title", lambda title: setattr(title, "text", "  \n"))
    assert findings_at(read, blank) == [("documents.header-missing", "/ClinicalDocument/title/text()")]


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("root", [FRANCE, MINIMAL_STRUCTURE])
def test_both_french_templates_are_there_once(read, altered, removed, minimal, root):
    path = f"h:templateId[@root='{root}']"
    assert findings_at(read, removed(minimal, path)) == [("documents.header-missing", "/ClinicalDocument/templateId")]
    twice = altered(minimal, path, lambda element: element.addnext(etree.fromstring(etree.tostring(element))))
    assert [verdict for verdict, _ in findings_at(read, twice)] == ["documents.header-repeated"]


@pytest.mark.rule("DOC-017")
def test_level_1_says_so_and_names_no_other_model(read, altered, removed, minimal):
    path = f"h:templateId[@root='{LEVEL_1}']"
    biology = '<templateId xmlns="urn:hl7-org:v3" root="1.3.6.1.4.1.19376.1.3.3"/>'
    both = altered(minimal, path, lambda element: element.addnext(etree.fromstring(biology)))
    for data in (removed(minimal, path), both):
        assert findings_at(read, data) == [("documents.header-value", "/ClinicalDocument/templateId")]


@pytest.mark.rule("DOC-010")
@pytest.mark.rule("DOC-017")
def test_level_3_names_a_model(read, altered, removed, minimal):
    def structure(body):
        body.getparent().replace(body, etree.fromstring('<structuredBody xmlns="urn:hl7-org:v3"/>'))

    data = altered(removed(minimal, f"h:templateId[@root='{LEVEL_1}']"), "h:component/h:nonXMLBody", structure)
    assert findings_at(read, data) == [("documents.header-missing", "/ClinicalDocument/templateId")]


@pytest.mark.rule("DOC-017")
@pytest.mark.rule("INS-017")
@pytest.mark.parametrize(
    ("path", "trait"),
    [
        ("h:recordTarget//h:family[@qualifier='BR']", "family[@qualifier='BR']"),
        ("h:recordTarget//h:given[@qualifier='BR']", "given[@qualifier='BR']"),
        ("h:recordTarget//h:given[not(@qualifier)]", "given[not(@qualifier)]"),
        ("h:recordTarget//h:birthplace", "birthplace/place/addr/county"),
    ],
)
def test_an_ins_calls_for_every_trait(read, removed, letter, path, trait):
    found = findings_at(read, removed(letter, path))
    assert [verdict for verdict, _ in found] == ["documents.ins-trait-missing"]
    assert found[0][1].endswith(trait)


@pytest.mark.rule("INS-017")
@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("path", ["h:recordTarget//h:birthTime", "h:recordTarget//h:administrativeGenderCode"])
def test_an_ins_wants_birth_and_sex_known_and_not_only_said_unknown(read, altered, letter, path):
    def unknown(element):
        element.attrib.clear()
        element.set("nullFlavor", "UNK")

    assert [verdict for verdict, _ in findings_at(read, altered(letter, path, unknown))] == [
        "documents.ins-trait-missing"
    ]
    local = altered(altered(letter, path, unknown), "h:recordTarget//h:id", lambda it: it.set("root", "1.2.3"))
    assert findings_at(read, local) == []


@pytest.mark.rule("INS-017")
@pytest.mark.rule("DOC-017")
def test_without_an_ins_a_name_and_a_number_are_enough(read, altered, removed, minimal):
    local = altered(minimal, "h:recordTarget//h:id", lambda it: it.set("root", "1.2.3"))
    assert findings_at(read, removed(local, "h:recordTarget//h:birthplace")) == []


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(("kind", "qualifier"), [("family", "SP"), ("given", "XX")])
def test_a_name_qualifier_that_does_not_exist_is_told(read, altered, letter, kind, qualifier):
    data = altered(letter, f"h:recordTarget//h:{kind}[@qualifier='BR']", lambda part: part.set("qualifier", qualifier))
    found = [finding for finding in check_header(read(data)) if finding.found == qualifier]
    assert [finding.verdict.id for finding in found] == ["documents.header-value"]


def test_a_finding_tells_the_line_and_the_rank_of_what_it_is_about(read, altered, letter):
    data = altered(letter, "h:recordTarget//h:id[2]", lambda it: it.attrib.pop("extension"))
    (finding,) = check_header(read(data))
    assert finding.place == "/ClinicalDocument/recordTarget/patientRole/id[2]/@extension (l. 19)"
    assert finding.expected == "1..1"


@pytest.mark.rule("DOC-017")
def test_the_smallest_document_and_every_sample_follow_the_minimal_structure(read, minimal, letter, samples, derived):
    documents = {"minimal": minimal, "letter": letter}
    documents |= {name: (samples / "cda" / name).read_bytes() for name in derived}
    assert {name: check_header(read(data)) for name, data in documents.items()} == {name: [] for name in documents}
