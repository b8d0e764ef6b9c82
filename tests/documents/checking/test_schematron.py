"""Schematrons that the user has, run beside our own checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from socle.documents.checking import schematron
from socle.documents.checking.schematron import SchematronAbsent, Schematrons

pytest.importorskip("saxonche", reason="saxonche is not installed")

HEAD = (
    '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="cda" uri="urn:hl7-org:v3"/>'
)
ONE = f"""{HEAD}
<let name="longest" value="20"/>
<pattern id="title">
  <let name="many" value="count(//cda:title)"/>
  <rule context="cda:title">
    <assert test="string-length(.) &lt;= $longest" role="warning" id="t1">A title of <value-of select="string-length(.)"/> letters in <name/>, of <value-of select="$many"/>.</assert>
    <report test="contains(., 'é')">An accent.</report>
  </rule>
  <rule context="cda:*"><assert test="not(self::cda:title)">never: the first rule that suits a node is the only one</assert></rule>
</pattern></schema>"""
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <code code="B"/>
  <title>Compte rendu opératoire</title>
  <id/><id root="1.2"/>
</ClinicalDocument>""".encode()


def kit(folder: Path, **files: str) -> Path:
    """A folder of files, by their names with `__` for a folder and `_` for the point before the ending."""
    for name, text in files.items():
        path = folder.joinpath(*(name.rpartition("_")[0] + "." + name.rpartition("_")[2]).split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def texts(folder: Path, data: bytes = DOCUMENT) -> list[str]:
    return [one.text for one in Schematrons(folder).failed(data)]


def test_what_fails_is_told_with_its_words_its_place_its_line_its_role_and_its_test(tmp_path):
    failed, reported = Schematrons(kit(tmp_path, titre_sch=ONE)).failed(DOCUMENT)
    assert failed.as_dict() == {
        "schematron": "titre.sch",
        "role": "warning",
        "location": "/ClinicalDocument[1]/title[1]",
        "line": 4,
        "test": "string-length(.) <= $longest",
        "text": "A title of 23 letters in title, of 1.",
    }
    assert reported.text == "An accent."


def test_a_document_in_which_nothing_fails_gives_nothing(tmp_path):
    assert texts(kit(tmp_path, titre_sch=ONE), DOCUMENT.replace("Compte rendu opératoire".encode(), b"CRO")) == []


def test_abstract_patterns_abstract_rules_includes_and_vocabularies_of_the_folder_are_followed(tmp_path):
    rule = (
        '<rule abstract="true" id="rooted"><assert test="@root">A root for <value-of select="$what"/>.</assert></rule>'
    )
    pattern = (
        '<pattern xmlns="http://purl.oclc.org/dsdl/schematron" abstract="true" id="p">'
        f'{rule}<rule context="$there"><let name="what" value="\'$word\'"/><extends rule="rooted"/></rule></pattern>'
    )
    codes = "<assert test=\"document('../voc/codes.xml')//c = @code\">Not of the list.</assert>"
    listed = f'<pattern xmlns="http://purl.oclc.org/dsdl/schematron"><rule context="cda:code">{codes}</rule></pattern>'
    folder = kit(
        tmp_path,
        profils__kit_sch=f'{HEAD}<include href="../inclus/p.sch"/><include href="../inclus/liste.sch"/>'
        '<pattern is-a="p"><param name="there" value="cda:id"/><param name="word" value="identifiers"/></pattern></schema>',
        inclus__p_sch=pattern,
        inclus__liste_sch=listed,
        voc__codes_xml="<v><c>A</c></v>",
    )
    assert texts(folder) == ["Not of the list.", "A root for identifiers."]
    assert texts(folder, DOCUMENT.replace(b'"B"', b'"A"')) == ["A root for identifiers."]


def test_a_style_sheet_compiled_beforehand_is_run_and_its_classic_paths_are_read(tmp_path):
    sheet = """<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
      xmlns:svrl="http://purl.oclc.org/dsdl/svrl"><xsl:template match="/"><svrl:schematron-output>
      <svrl:failed-assert test="t" location="/*:ClinicalDocument[namespace-uri()='urn:hl7-org:v3'][1]/*:id[namespace-uri()='urn:hl7-org:v3'][2]"
      ><svrl:text>Two.</svrl:text></svrl:failed-assert></svrl:schematron-output></xsl:template></xsl:stylesheet>"""
    (failed,) = Schematrons(kit(tmp_path, fait_xsl=sheet)).failed(DOCUMENT)
    assert (failed.location, failed.line, failed.text) == ("/ClinicalDocument[1]/id[2]", 5, "Two.")


@pytest.mark.parametrize(
    "test",
    [
        "document('../dehors.xml')//c",
        "document('{there}')//c",
        "doc(concat('{there}', ''))//c",
        "unparsed-text(concat('{there}', ''))",
        "document('http://127.0.0.1:9/x.xml')",
        "collection('{folder}?select=*.xml')",
    ],
)
def test_a_schematron_reads_nothing_outside_its_folder_and_asks_no_network(tmp_path, test):
    outside = kit(tmp_path, dehors_xml="<v><c>secret</c></v>") / "dehors.xml"
    test = test.format(there=outside.as_uri(), folder=tmp_path.as_uri())
    text = f'{HEAD}<pattern><rule context="/*"><report test="true()"><value-of select="{test}"/></report></rule></pattern></schema>'
    schematrons = Schematrons(kit(tmp_path / "kit", un_sch=text))
    assert schematrons.failed(DOCUMENT) == ()
    assert list(schematrons.skipped) == ["un.sch"]


def test_a_schematron_writes_nothing(tmp_path):
    write = f'<xsl:result-document href="{(tmp_path / "ecrit.xml").as_uri()}"><z/></xsl:result-document>'
    sheet = '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">{}</xsl:template></xsl:stylesheet>'
    schematrons = Schematrons(kit(tmp_path / "kit", un_xsl=sheet.format(write)))
    assert schematrons.failed(DOCUMENT) == ()
    assert schematrons.skipped["un.xsl"].endswith("would write files")
    assert not (tmp_path / "ecrit.xml").exists()


def test_a_schematron_is_told_nothing_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PROOF", "secret")
    test = "environment-variable('PROOF')"
    text = f'{HEAD}<pattern><rule context="/*"><report test="true()">told <value-of select="{test}"/></report></rule></pattern></schema>'
    assert not any("secret" in told for told in texts(kit(tmp_path, un_sch=text)))


def test_an_entity_that_names_a_file_of_the_machine_is_not_followed(tmp_path):
    secret = kit(tmp_path, dehors_txt="secret") / "dehors.txt"
    doctype = f'<!DOCTYPE schema [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    told = texts(kit(tmp_path / "kit", un_sch=doctype + ONE.replace("An accent.", "&e;")))
    assert not any("secret" in text for text in told)


def test_one_that_is_broken_is_said_and_keeps_no_other_from_running(tmp_path):
    broken = f'{HEAD}<pattern><rule context="cda:title"><assert test="((">x</assert></rule></pattern></schema>'
    schematrons = Schematrons(kit(tmp_path, a_sch=broken, b_sch=ONE, c_sch="<schema"))
    assert len(schematrons.failed(DOCUMENT)) == 2
    assert set(schematrons.skipped) == {"a.sch", "c.sch"}


def test_a_document_that_names_its_schematrons_is_judged_by_those_whatever_their_accents_and_capitals(tmp_path):
    folder = kit(tmp_path, En_sch=ONE, autre_sch=ONE.replace("An accent.", "Other."))
    named = DOCUMENT.replace(b"<Clin", '<?oxygen SCHSchema="../schematrons/profils/én.sch"?><Clin'.encode(), 1)
    assert [one.schematron for one in Schematrons(folder).failed(named)] == ["En.sch", "En.sch"]


def test_a_list_beside_them_says_which_to_run(tmp_path):
    folder = kit(tmp_path, a_sch=ONE, sub__b_sch=ONE, schematrons_txt="# chosen\nsub/b.sch\n")
    assert {one.schematron for one in Schematrons(folder).failed(DOCUMENT)} == {"sub/b.sch"}


def test_a_folder_without_schematron_is_said(tmp_path):
    with pytest.raises(SchematronAbsent, match="no schematron"):
        Schematrons(tmp_path)


def test_without_the_library_what_to_install_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "saxonche", None)
    with pytest.raises(SchematronAbsent, match=r"pip install 'socle\[schematron\]'"):
        schematron.Schematrons(kit(tmp_path, a_sch=ONE))


def test_the_patterns_of_the_default_phase_alone_are_run(tmp_path):
    patterns = "".join(
        f'<pattern id="{id}"><rule context="cda:title"><assert test="false()">{id}</assert></rule></pattern>'
        for id in ("held", "left")
    )
    phase = '<phase id="now"><active pattern="held"/></phase>'
    for default, found in (("now", ["held"]), ("#ALL", ["held", "left"])):
        head = HEAD.replace("queryBinding", f'defaultPhase="{default}" queryBinding')
        assert texts(kit(tmp_path, kit_sch=f"{head}{phase}{patterns}</schema>")) == found
    later = HEAD.replace("queryBinding", 'defaultPhase="later" queryBinding')
    kits = Schematrons(kit(tmp_path, kit_sch=f"{later}{phase}{patterns}</schema>"))
    assert kits.failed(DOCUMENT) == ()
    assert kits.skipped == {"kit.sch": "kit.sch has no phase later"}


def test_a_parameter_of_an_abstract_pattern_is_a_whole_word(tmp_path):
    pattern = (
        '<pattern abstract="true" id="p"><rule context="cda:title"><let name="whole" value="1"/>'
        '<assert test="$whole = $who">No: <value-of select="$who"/>.</assert></rule></pattern>'
        '<pattern is-a="p"><param name="who" value="2"/></pattern>'
    )
    assert texts(kit(tmp_path, kit_sch=f"{HEAD}{pattern}</schema>")) == ["No: 2."]


def test_a_rule_extends_one_of_another_file(tmp_path):
    other = (
        '<pattern xmlns="http://purl.oclc.org/dsdl/schematron"><rule abstract="true" id="r">'
        '<assert test="false()">From elsewhere.</assert></rule></pattern>'
    )
    rule = '<pattern><rule context="cda:title"><extends href="other.xml#r"/></rule></pattern>'
    assert texts(kit(tmp_path, kit_sch=f"{HEAD}{rule}</schema>", other_xml=other)) == ["From elsewhere."]


def test_a_schematron_that_asks_nothing_is_told_and_does_not_pass_for_one_that_found_nothing(tmp_path):
    old = '<pattern xmlns="http://www.ascc.net/xml/schematron"><rule context="cda:title"/></pattern>'
    kits = Schematrons(kit(tmp_path, kit_sch=f"{HEAD}{old}</schema>"))
    assert kits.failed(DOCUMENT) == ()
    assert kits.skipped == {"kit.sch": "kit.sch has no pattern to run"}
