"""Groups 35 to 53: the laboratory report (CR-BIO, model 2024.01)."""

from tests.mutations.recipes import after, breaks, drop, made, only, put, says, swap, twice, unknown, unset

ON = "bio"


def lab(groups, name, where, act):
    breaks(groups, f"CR-BIO: {name}", where, act, on=ON)


def two_ids(node):
    for number in "12":
        node.addprevious(made(f'<id root="1.2.3" extension="{number}"/>'))


lab("35", "another title", "c:title", says("Compte rendu de biologie"))
lab("35", "a title in small letters", "c:title", says("compte rendu d'examens biologiques"))
lab("35 5", "another code", "c:code", put("code", "34874-8"))
lab("35", "another label of the code", "c:code", put("displayName", "Biologie"))
lab("35 5", "another system of the code", "c:code", put("codeSystem", "1.2.250.1.213.1.1.4.12"))
lab("35", "no XD-LAB template", "c:templateId[@root='1.3.6.1.4.1.19376.1.3.3']", drop)
lab("35 8", "version 0", "c:versionNumber", put("value", "0"))
lab("35 8", "a version below zero", "c:versionNumber", put("value", "-1"))
lab("35 4", "no set of versions", "c:setId", drop)

ROLE = "c:recordTarget/c:patientRole"
for flavor in ("NASK", "ASKU", "MSK"):
    lab("36", f"the patient's address {flavor}", f"{ROLE}/c:addr", only(nullFlavor=flavor))
    lab("36", f"the patient's telephone {flavor}", f"{ROLE}/c:telecom", only(nullFlavor=flavor))
lab("36 13 15", "the patient's gender NASK", f"{ROLE}/c:patient/c:administrativeGenderCode", only(nullFlavor="NASK"))
lab("36 13 15", "the patient's birth NASK", f"{ROLE}/c:patient/c:birthTime", only(nullFlavor="NASK"))

VALIDATES = "c:authenticator"
lab("37", "an authenticator without its template", f"{VALIDATES}/c:templateId", drop)
lab("37", "an authenticator under another template", f"{VALIDATES}/c:templateId", put("root", "1.2.3"))
lab("37 27 X", "an authenticator without time", f"{VALIDATES}/c:time", drop)
for name in ("addr", "telecom"):
    lab("37", f"an authenticator without {name}", f"{VALIDATES}/c:assignedEntity/c:{name}[count(../c:{name})=1]", drop)
for name in ("id", "name", "telecom", "addr"):
    lab(
        "37",
        f"an authenticator's structure without {name}",
        f"{VALIDATES}//c:representedOrganization/c:{name}[count(../c:{name})=1]",
        drop,
    )

lab("38 30", "an act without code", "c:documentationOf/c:serviceEvent/c:code", drop)

DONE = "c:documentationOf[1]/c:serviceEvent/c:performer"
lab("39 50", "the main performer without time", f"{DONE}/c:time", drop)
for name in ("addr", "telecom"):
    lab("39 50", f"the main performer without {name}", f"{DONE}/c:assignedEntity/c:{name}[count(../c:{name})=1]", drop)
lab("39 50 22 30", "the main performer without family name", f"{DONE}//c:assignedPerson/c:name/c:family", drop)
lab("39 50 30", "the main performer who is nobody", f"{DONE}//c:assignedPerson", drop)
for name in ("id", "name", "telecom", "addr"):
    lab(
        "39 50",
        f"the main performer's structure without {name}",
        f"{DONE}//c:representedOrganization/c:{name}[count(../c:{name})=1]",
        drop,
    )
lab("39 50 30", "the main performer's structure without sector", f"{DONE}//c:standardIndustryClassCode", drop)

BIOLOGIST = "c:componentOf/c:encompassingEncounter/c:responsibleParty/c:assignedEntity"
lab("40 32 X", "a biologist without number", f"{BIOLOGIST}/c:id[count(../c:id)=1]", drop)
lab("40", "a biologist without profession", f"{BIOLOGIST}/c:code", drop)
lab("40 22 32", "a biologist without family name", f"{BIOLOGIST}/c:assignedPerson/c:name/c:family", drop)
lab("40", "a biologist who is nobody", f"{BIOLOGIST}/c:assignedPerson", drop)

BODY = "c:component/c:structuredBody"
LEVEL1 = f"{BODY}/c:component/c:section"
CHAPTER = f"{LEVEL1}[c:templateId/@root='1.2.250.1.213.1.1.2.70']"
SUB = "//c:section[c:templateId/@root='1.2.250.1.213.1.1.2.71']"
COPY = f"{LEVEL1}[c:templateId/@root='1.2.250.1.213.1.1.2.243']"
STRANGE = '<component><section><templateId root="1.2.250.1.213.1.1.2.999"/><code code="29762-2" codeSystem="2.16.840.1.113883.6.1"/><title>Autre</title><text>Autre</text></section></component>'
lab("41", "a section of another model", f"{BODY}/c:component[last()]", after(STRANGE))
lab(
    "41",
    "a section of no model",
    f"{BODY}/c:component[last()]",
    after("<component><section><title>Autre</title><text>Autre</text></section></component>"),
)
lab("42", "no copy in PDF", f"{COPY}/..", drop)
lab(
    "42",
    "no chapter",
    f"{CHAPTER}/parent::*[count(../c:component[c:section/c:templateId/@root='1.2.250.1.213.1.1.2.70'])=1]",
    drop,
)
lab("43", "a chapter without text", f"{CHAPTER}[c:entry]/c:text", drop)
lab("43", "a chapter without entry", f"{CHAPTER}/c:entry", drop)
lab("43", "a chapter of two entries", f"{CHAPTER}/c:entry", twice)
lab("43", "a chapter coded elsewhere than in LOINC", f"{CHAPTER}/c:code", put("codeSystem", "1.2.250.1.213.2.7"))
lab("43", "a sub-chapter without text", f"{SUB}/c:text", drop)
lab("43", "a sub-chapter without entry", f"{SUB}/c:entry", drop)
lab("43", "a sub-chapter of two entries", f"{SUB}/c:entry", twice)
lab("43", "a sub-chapter coded elsewhere than in LOINC", f"{SUB}/c:code[@code]", put("codeSystem", "1.2.250.1.213.2.7"))
lab("44", "another title of the copy", f"{COPY}/c:title", says("Copie"))
lab("44", "another code of the copy", f"{COPY}/c:code", put("code", "55107-7"))
lab("44", "the copy coded elsewhere than in LOINC", f"{COPY}/c:code", put("codeSystem", "1.2.250.1.213.2.7"))
lab("44", "the copy without text", f"{COPY}/c:text", drop)
lab("44", "the copy without its organizer's template", f"{COPY}//c:organizer/c:templateId", drop)
lab("44", "the copy without entry", f"{COPY}/c:entry", drop)

ENTRY = "//c:entry[c:templateId/@root='1.2.250.1.213.1.1.3.21']"
ACT = f"{ENTRY}/c:act"
lab("45", "an entry that does not say how it comes", ENTRY, unset("typeCode"))
lab("45", "an entry that is a component", ENTRY, put("typeCode", "COMP"))
lab("45", "an act of another class", ACT, put("classCode", "OBS"))
lab("45", "an act that is only meant", ACT, put("moodCode", "INT"))
lab("45", "an act coded elsewhere than in LOINC", f"{ACT}/c:code[@code]", put("codeSystem", "1.2.250.1.213.2.7"))
lab("45", "an act in a state in no list", f"{ACT}/c:statusCode", put("code", "new"))
lab("45", "an act without state", f"{ACT}/c:statusCode", drop)
lab("45", "an act of nothing", f"{ACT}/c:entryRelationship[count(../c:entryRelationship)=1]", drop)
lab("45", "an act with a time without bounds", f"{ACT}/c:statusCode", after('<effectiveTime value="20240104"/>'))
lab(
    "45",
    "an act with a time without end",
    f"{ACT}/c:statusCode",
    after('<effectiveTime><low value="20240104"/></effectiveTime>'),
)

OBS_TEMPLATE = "1.2.250.1.213.1.1.3.80"
BATTERY = "//c:organizer[c:templateId/@root='1.2.250.1.213.1.1.3.78']"
lab("46", "a battery of another class", BATTERY, put("classCode", "CLUSTER"))
lab("46", "a battery that is only meant", BATTERY, put("moodCode", "INT"))
lab("46", "an obsolete battery", f"{BATTERY}/c:statusCode", put("code", "obsolete"))
lab("46", "a battery without state", f"{BATTERY}/c:statusCode", drop)
lab("46", "a battery of two numbers", f"{BATTERY}/c:code", two_ids)
ISOLATE = "//c:organizer[c:templateId/@root='1.2.250.1.213.1.1.3.79']"
lab("47", "an isolate of another class", ISOLATE, put("classCode", "BATTERY"))
lab("47", "an isolate that is only meant", ISOLATE, put("moodCode", "INT"))
lab("47", "an isolate in a state in no list", f"{ISOLATE}/c:statusCode", put("code", "obsolete"))
lab("47", "an isolate of no specimen", f"{ISOLATE}/c:specimen", drop)
lab("47", "an isolate's specimen of another kind", f"{ISOLATE}/c:specimen", put("typeCode", "SBJ"))
lab("47", "an isolate's specimen in another role", f"{ISOLATE}/c:specimen/c:specimenRole", put("classCode", "PAT"))
lab("47", "an isolate that is no micro-organism", f"{ISOLATE}//c:specimenPlayingEntity", put("classCode", "ENT"))
lab("47", "an isolate without name", f"{ISOLATE}//c:specimenPlayingEntity/c:code", drop)
lab(
    "47",
    "an isolate named elsewhere than in the NCBI taxonomy",
    f"{ISOLATE}//c:specimenPlayingEntity/c:code/c:translation",
    put("codeSystem", "2.16.840.1.113883.6.96"),
)

OBS = f"//c:observation[c:templateId/@root='{OBS_TEMPLATE}']"
lab("48", "an observation of another class", OBS, put("classCode", "ACT"))
lab("48", "an observation that is only meant", OBS, put("moodCode", "INT"))
lab("48 X", "an observation without code", f"{OBS}/c:code", drop)
lab("48 X", "an observation of two codes", f"{OBS}/c:code", twice)
lab("48", "an observation without its words", f"{OBS}/c:code/c:originalText", drop)
lab("48 X", "an observation with its words twice", f"{OBS}/c:code/c:originalText", twice)
lab("48", "an observation whose words point nowhere", f"{OBS}/c:code/c:originalText/c:reference", drop)
for state in ("active", "obsolete", "new"):
    lab("48", f"an observation in the state {state}", f"{OBS}/c:statusCode", put("code", state))
lab("48", "an observation without state", f"{OBS}/c:statusCode", drop)
lab("48", "an observation with two ranges", f"{OBS}/c:referenceRange", twice)
PRIOR = f"{OBS}/c:entryRelationship[@typeCode='REFR']/c:observation"
lab("48", "a prior result without date", f"{PRIOR}/c:effectiveTime", drop)
lab("48", "a prior result not completed", f"{PRIOR}/c:statusCode", put("code", "active"))
lab("48", "a prior result without state", f"{PRIOR}/c:statusCode", drop)

LOINC = f"{OBS}/c:code[@codeSystem='2.16.840.1.113883.6.1']"
lab("49", "a LOINC code without label", LOINC, unset("displayName"))
lab("49 33", "a LOINC code without system", LOINC, unset("codeSystem"))
lab("49 33", "a label and a system of LOINC without code", LOINC, unset("code"))
lab("49", "an observation coded in another system", LOINC, put("codeSystem", "1.2.250.1.213.2.7"))
lab(
    "49",
    "an observation with neither code nor translation",
    f"{LOINC}[not(c:translation)]",
    unset("code", "codeSystem", "displayName"),
)
lab("49", "an observation with only a label", f"{OBS}/c:code[not(@code)]", put("displayName", "Glucose"))
lab("49", "a local code without label", f"{OBS}/c:code[not(@code)]/c:translation", unset("displayName"))
lab("49", "a local code without code", f"{OBS}/c:code[not(@code)]/c:translation[1]", unset("code"))
lab("49", "no local code", f"{OBS}/c:code[not(@code)][count(c:translation)=1]/c:translation", drop)

LAB = "//c:performer[c:templateId/@root='1.3.6.1.4.1.19376.1.3.3.1.7'][not(ancestor::c:documentationOf)]"
lab("50", "a laboratory of the body without time", f"{LAB}/c:time", drop)
lab("50 X", "a laboratory of the body without number", f"{LAB}/c:assignedEntity/c:id[count(../c:id)=1]", drop)
for name in ("id", "name", "telecom"):
    lab(
        "50",
        f"a laboratory of the body whose structure has no {name}",
        f"{LAB}//c:representedOrganization/c:{name}[count(../c:{name})=1]",
        drop,
    )
lab("50", "a laboratory of the body without sector", f"{LAB}//c:standardIndustryClassCode", drop)

TAKEN = "//c:procedure[c:templateId/@root='1.2.250.1.213.1.1.3.77']"
lab("51 X", "a collection of another class", TAKEN, put("classCode", "ACT"))
lab("51", "a collection that is only meant", TAKEN, put("moodCode", "INT"))
lab("51", "a collection without time", f"{TAKEN}/c:effectiveTime", drop)
lab("51", "a collection of nothing", f"{TAKEN}/c:participant[@typeCode='PRD']", drop)
lab("51", "a collection of two things", f"{TAKEN}/c:participant[@typeCode='PRD']", twice)
lab("51", "a collection that yields nothing", f"{TAKEN}/c:participant[@typeCode='PRD']", put("typeCode", "DEV"))
lab("51", "a collection of what is no specimen", f"{TAKEN}/c:participant/c:participantRole", put("classCode", "PAT"))
lab("51", "a specimen without number", f"{TAKEN}/c:participant/c:participantRole/c:id[count(../c:id)=1]", drop)
lab(
    "51",
    "a specimen of two numbers",
    f"{TAKEN}/c:participant/c:participantRole/c:id",
    after('<id root="1.2.3" extension="9"/>'),
)
lab("51", "two receptions of one specimen", f"{TAKEN}/c:entryRelationship[c:act/c:code/@code='SPRECEIVE']", twice)
CAME = f"{TAKEN}/c:entryRelationship/c:act[c:templateId/@root='1.2.250.1.213.1.1.3.107']"
lab("51", "a reception under another code", f"{CAME}/c:code", put("code", "RECU"))
lab(
    "51",
    "a reception under the system that looks right",
    f"{CAME}/c:code",
    put("codeSystem", "1.3.6.1.4.1.19376.1.5.3.2"),
)
lab("51", "a reception without time", f"{CAME}/c:effectiveTime", drop)
lab("51 33", "a reception at no time", f"{CAME}/c:effectiveTime", only())

lab("52", "an interpretation in no list", f"{OBS}/c:interpretationCode", put("code", "ZZZ"))
lab("52", "an unknown interpretation", f"{OBS}/c:interpretationCode", unknown)

SUBJECT = '<subject typeCode="SBJ"><templateId root="1.3.6.1.4.1.19376.1.3.3.1.2.1"/><relatedSubject>{}</relatedSubject></subject>'
EARTH = '<code code="EAU" codeSystem="1.2.3" displayName="Eau"/>'
HERE = "<addr><city>LILLE</city></addr>"
lab("53", "a subject that is not human, of no kind", f"{ACT}/c:statusCode", after(SUBJECT.format(HERE)))
lab(
    "53",
    "a subject that is not human, from two places",
    f"{ACT}/c:statusCode",
    after(SUBJECT.format(EARTH + HERE + "<addr><city>LYON</city></addr>")),
)

lab("X", "the state of an observation before its code", f"{OBS}/c:code", swap)
lab(
    "X",
    "the range of an observation before its value",
    f"{OBS}/c:referenceRange",
    lambda node: node.getparent().insert(2, node),
)
lab("X", "a template after the state", f"{OBS}/c:statusCode", after('<templateId root="1.2.3"/>'))
lab("X", "the text of a section before its code", f"{CHAPTER}/c:text", lambda node: node.getparent().insert(2, node))
lab("X 33", "a quantity in words", f"{OBS}/c:value[@xsi:type='PQ']", put("value", "beaucoup"))
lab("X 33", "a quantity with a comma", f"{OBS}/c:value[@xsi:type='PQ']", put("value", "4,89"))
lab("X", "a value of no type", f"{OBS}/c:value[@xsi:type='PQ']", unset("xsi:type"))
lab("X", "a value of a type that is none", f"{OBS}/c:value[@xsi:type='PQ']", put("xsi:type", "QUANTITE"))
