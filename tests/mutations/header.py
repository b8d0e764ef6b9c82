"""Groups 1 to 11: the document itself, what it is, which version, in which language."""

from tests.mutations.recipes import after, before, breaks, drop, only, put, swap, to_the_end, twice, unknown, unset

breaks("1", "a class of document that is none", ".", put("classCode", "ACT"))
breaks("1", "a mood that is no event", ".", put("moodCode", "INT"))

FRANCE, MINIMAL, WRAPPED = "2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20"
breaks("2", "no realm", "c:realmCode", drop)
breaks("2", "two realms", "c:realmCode", twice)
breaks("2", "the realm of another country", "c:realmCode", put("code", "US"))
breaks("2", "no typeId", "c:typeId", drop)
breaks("2", "two typeIds", "c:typeId", twice)
breaks("2", "a typeId of another root", "c:typeId", put("root", "2.16.840.1.113883.1.4"))
breaks("2", "a typeId of another extension", "c:typeId", put("extension", "POCD_HD000020"))
for what, root in (("HL7 France", FRANCE), ("the minimal structure", MINIMAL)):
    breaks("2", f"the templateId of {what} is missing", f"c:templateId[@root='{root}']", drop)
    breaks("2", f"the templateId of {what} stands twice", f"c:templateId[@root='{root}']", twice)
    breaks("2", f"the templateId of {what} is misspelt", f"c:templateId[@root='{root}']", put("root", root + ".9"))
OTHER = f"c:templateId[@root!='{FRANCE}' and @root!='{MINIMAL}'][count(../c:templateId)=3]"
breaks("2 3", "no model", OTHER, drop)

WRAP = f"c:templateId[@root='{WRAPPED}']"
breaks("3", "a wrapped file that says it is a model", WRAP, after('<templateId root="1.3.6.1.4.1.19376.1.3.3"/>'))
breaks("3", "a wrapped file with a French model", WRAP, after('<templateId root="1.2.250.1.213.1.1.1.29"/>'))
breaks("3 2", "a wrapped file that does not say so", WRAP, drop)
breaks("3", "a wrapped file under another model", WRAP, put("root", "1.2.250.1.213.1.1.1.29"))

ONE = "id code title effectiveTime confidentialityCode languageCode setId versionNumber recordTarget custodian componentOf"
OF = {"code": "4 5", "confidentialityCode": "4 6", "languageCode": "4 7", "versionNumber": "4 8"}
for name in ONE.split():
    breaks(OF.get(name, "4"), f"no {name} of the document", f"c:{name}", drop)
    breaks(OF.get(name, "4"), f"two {name}", f"c:{name}", twice)
for name in ONE.split()[:8]:
    breaks(OF.get(name, "4"), f"{name} unknown", f"c:{name}", unknown)
for name in ("recordTarget", "custodian", "componentOf"):
    breaks("4", f"{name} with a nullFlavor", f"c:{name}", put("nullFlavor", "UNK"))

for name in ("code", "displayName", "codeSystem"):
    breaks("5", f"a type of document without {name}", "c:code", unset(name))
    breaks("6", f"a confidentiality without {name}", "c:confidentialityCode", unset(name))
breaks("5", "a type of document in no list", "c:code", put("code", "99999-9"))
breaks("5", "a type of document that is a word", "c:code", put("code", "OPERATOIRE"))

for code in ("X", "n", "MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"):
    breaks("6", f"confidentiality {code}", "c:confidentialityCode", put("code", code))

for code in ("fr", "FR", "français", "fr_FR", "fr-fr", "FR-fr"):
    breaks("7", f"language {code}", "c:languageCode", put("code", code))
breaks("7", "a language without its code", "c:languageCode", only())
breaks("7 X", "a language with a label", "c:languageCode", put("displayName", "Français"))
breaks("7 X", "a language with a code system", "c:languageCode", put("codeSystem", "2.16.840.1.113883.6.121"))

for value in ("un", "1.5", "", "1a", "v1"):
    breaks("8", f"version {value or 'empty'}", "c:versionNumber", put("value", value))
breaks("8", "a version without its number", "c:versionNumber", only())

breaks("9", "no author", "c:author[count(../c:author)=1]", drop)
breaks("9 X", "an author who is nobody", "c:author/c:assignedAuthor", drop)
breaks("9", "two people who entered the data", "c:dataEnterer", twice)
breaks("9", "nobody answers for the document", "c:legalAuthenticator", drop)
breaks("9 X", "two people answer for the document", "c:legalAuthenticator", twice)

MAIN = "c:documentationOf[1]/c:serviceEvent"
breaks("10", "no act", "c:documentationOf[count(../c:documentationOf)=1]", drop)
breaks("10", "the main act has no performer", f"{MAIN}/c:performer", drop)
breaks("10 30", "the main act has two performers", f"{MAIN}/c:performer", twice)
breaks("10", "the main act has no time", f"{MAIN}/c:effectiveTime", drop)
breaks("10 30 X", "the main act has two times", f"{MAIN}/c:effectiveTime", twice)
breaks(
    "10",
    "an act without performer comes first",
    "c:documentationOf[1]",
    before('<documentationOf><serviceEvent><code code="X" codeSystem="1.2.3"/></serviceEvent></documentationOf>'),
)

breaks("11", "two documents replaced", "c:relatedDocument", twice)
breaks("11 X", "two components", "c:component", twice)
breaks("11 X", "no component", "c:component", drop)

# The order of the header and what the schema of CDA knows of it.
for name in [
    "realmCode",
    "typeId",
    "id",
    "code",
    "title",
    "effectiveTime",
    "confidentialityCode",
    "languageCode",
    "setId",
    "versionNumber",
    "custodian",
]:
    breaks("X", f"{name} at the end of the document", f"c:{name}", to_the_end)
for name in ("id", "code", "title", "confidentialityCode", "setId", "custodian"):
    breaks("X", f"{name} changes places with what follows", f"c:{name}", swap)
breaks("X", "the legal authenticator after the body", "c:legalAuthenticator", to_the_end)
breaks("X", "an element that CDA does not know", "c:title", after("<subtitle>Suite</subtitle>"))
breaks("X", "an attribute that CDA does not know", "c:title", put("importance", "high"))
breaks("X", "an attribute that CDA does not know on the document", ".", put("version", "2"))
breaks(
    "X 34",
    "a nullFlavor that is none",
    "c:authorization/c:consent/c:code|c:author/c:assignedAuthor/c:telecom",
    only(nullFlavor="PEUT-ETRE"),
)

# An empty text is none: a version is said or not (HL7 CDA R2 data types, st).
breaks("X", "the model in an empty version", "c:templateId[@extension]", put("extension", ""))
breaks("X", "a set without a number that it has", "c:setId", put("extension", ""))
breaks("33", "the patient's number written twice", "c:recordTarget/c:patientRole/c:id[1]", twice)
breaks("33", "a name that is not known, and told", "c:legalAuthenticator//c:name[c:family]", put("nullFlavor", "MSK"))
breaks("33", "a name that is of no kind", "c:legalAuthenticator//c:name/c:family", put("qualifier", "NAISSANCE"))
