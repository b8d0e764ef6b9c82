"""Groups 12 to 28: the patient, and everyone who took part."""

from tests.mutations.recipes import (
    after,
    before,
    breaks,
    drop,
    only,
    put,
    says,
    swap,
    twice,
    unknown,
    unset,
)

ROLE = "c:recordTarget/c:patientRole"
PATIENT = f"{ROLE}/c:patient"
INS = "starts-with(@root,'1.2.250.1.213.1.4.') and @root!='1.2.250.1.213.1.4.13'"

breaks("12 X", "no patientRole", ROLE, drop)
breaks("12 X", "two patientRoles", ROLE, twice)
breaks("12", "no patient in the role", PATIENT, drop)
breaks("12 X", "two patients in the role", PATIENT, twice)
breaks("12 X", "a patient without identifier", f"{ROLE}/c:id[count(../c:id)=1]", drop)
breaks("12", "a patient identifier unknown, and no other", f"{ROLE}/c:id[count(../c:id)=1]", unknown)
breaks("12 33", "a patient identifier without root", f"{ROLE}/c:id", unset("root"))
breaks("12", "a patient identifier without extension", f"{ROLE}/c:id", unset("extension"))

NAME = f"{PATIENT}/c:name"
breaks("13 14", "no birth name", f"{NAME}/c:family[@qualifier='BR']", drop)
breaks("13", "no first name of birth", f"{NAME}/c:given[@qualifier='BR']", drop)
breaks("13", "no list of first names", f"{NAME}/c:given[not(@qualifier)]", drop)
breaks(
    "13", "the list of first names is given as the one used", f"{NAME}/c:given[not(@qualifier)]", put("qualifier", "CL")
)
breaks("13 15", "an INS without the time of birth", f"{PATIENT}/c:birthTime", drop)
breaks("13 15", "an INS with an unknown time of birth", f"{PATIENT}/c:birthTime", unknown)
breaks("13", "an INS without the place of birth", f"{PATIENT}/c:birthplace", drop)
breaks("13", "an INS without the commune of birth", f"{PATIENT}/c:birthplace/c:place/c:addr/c:county", drop)
breaks("13", "an INS without the address of the place of birth", f"{PATIENT}/c:birthplace/c:place/c:addr", drop)
breaks("13 15", "an INS without gender", f"{PATIENT}/c:administrativeGenderCode", drop)
breaks("13 15", "an INS with an unknown gender", f"{PATIENT}/c:administrativeGenderCode", unknown)
breaks("13 15", "an INS with a gender without code", f"{PATIENT}/c:administrativeGenderCode", unset("code"))

breaks("14", "a patient with two names", NAME, twice)
breaks("14", "a patient without name", NAME, drop)
breaks(
    "14",
    "a patient's family without qualifier",
    f"{NAME}/c:family[@qualifier='CL' or @qualifier='BR']",
    unset("qualifier"),
)
breaks("14", "a spouse's name, which SP is", f"{NAME}/c:family", put("qualifier", "SP"))
breaks("14", "a family name of a qualifier unknown here", f"{NAME}/c:family", put("qualifier", "AD"))
breaks("14", "a first name of a qualifier unknown here", f"{NAME}/c:given[not(@qualifier)]", put("qualifier", "SP"))
breaks("14", "one more first name, as initials", f"{NAME}/c:given[1]", after('<given qualifier="IN">D</given>'))

GENDER, BORN = f"{PATIENT}/c:administrativeGenderCode", f"{PATIENT}/c:birthTime"
breaks("15", "gender UNK", GENDER, put("code", "UNK"))
breaks("15", "gender X", GENDER, put("code", "X"))
breaks("15", "gender 1", GENDER, put("code", "1"))
breaks("15 X", "two genders", GENDER, twice)
breaks("15 X", "two times of birth", BORN, twice)
breaks("15 33 13", "a time of birth without value", BORN, only())

GUARDIAN = f"{PATIENT}/c:guardian"
breaks(
    "16",
    "a guardian who is a person and an organisation",
    f"{GUARDIAN}/c:guardianPerson",
    after("<guardianOrganization><name>ASE</name></guardianOrganization>"),
)
breaks("16", "a guardian who is nobody", f"{GUARDIAN}/c:guardianPerson", drop)
breaks(
    "16",
    "a guardian organisation numbered elsewhere",
    f"{GUARDIAN}/c:guardianOrganization/c:id",
    put("root", "1.2.3.4"),
)
breaks(
    "16", "a guardian without family name", f"{GUARDIAN}/c:guardianPerson/c:name/c:family[count(../c:family)=1]", drop
)
breaks(
    "16",
    "a guardian with five family names",
    f"{GUARDIAN}/c:guardianPerson/c:name/c:family[1]",
    after(*["<family>A</family>"] * 4),
)

breaks("17 X", "two places of birth", f"{PATIENT}/c:birthplace", twice)
breaks("17 X", "a birthplace without place", f"{PATIENT}/c:birthplace/c:place", drop)
breaks("17 X", "a birthplace of two places", f"{PATIENT}/c:birthplace/c:place", twice)
breaks("17 X", "a place of birth at two addresses", f"{PATIENT}/c:birthplace/c:place/c:addr", twice)

for first_name, wrong in (("name", "administrativeGenderCode"), ("administrativeGenderCode", "birthTime")):
    breaks(
        "X", f"{wrong} before {first_name}", f"{PATIENT}/c:{first_name}[following-sibling::*[1][self::c:{wrong}]]", swap
    )
breaks(
    "X",
    "the addresses of a patient before his identifiers",
    f"{ROLE}/c:id[1]",
    before("<addr><city>PARIS</city></addr>"),
)
breaks(
    "X",
    "the birthplace before the time of birth",
    f"{PATIENT}/c:birthplace",
    lambda node: node.getparent().insert(0, node),
)

AUTHOR = "c:author"
BY = f"{AUTHOR}/c:assignedAuthor"
breaks("19 X", "two functions of an author", f"{AUTHOR}/c:functionCode", twice)
breaks("19", "a function in no list", f"{AUTHOR}/c:functionCode[@code]", put("code", "CHEF"))
breaks("19 33", "a function without code system", f"{AUTHOR}/c:functionCode[@code]", unset("codeSystem"))
breaks("X", "the function after the time", f"{AUTHOR}/c:functionCode", swap)
breaks("19 X", "no time of an author", f"{AUTHOR}/c:time", drop)
breaks("19 X", "two times of an author", f"{AUTHOR}/c:time", twice)
breaks("19", "the time of an author unknown", f"{AUTHOR}/c:time", unknown)
breaks("19 33", "the time of an author without value", f"{AUTHOR}/c:time", only())
breaks("19 X", "an author without identifier", f"{BY}/c:id[count(../c:id)=1]", drop)
breaks("19", "an author identified without extension", f"{BY}/c:id", unset("extension"))
breaks("19 33", "an author identified without root", f"{BY}/c:id", unset("root"))
breaks("19", "an author of a profession in no list", f"{BY}/c:code", put("code", "G15_10/SM99"))
breaks("19", "an author of a profession without label", f"{BY}/c:code", unset("displayName"))
breaks("19 33 34", "an author of a profession without system", f"{BY}/c:code", unset("codeSystem"))
breaks("19 X", "two professions of one author", f"{BY}/c:code", twice)
DEVICE = "<assignedAuthoringDevice><manufacturerModelName>M</manufacturerModelName><softwareName>S</softwareName></assignedAuthoringDevice>"
breaks("19 X", "an author who is a person and a device", f"{BY}/c:assignedPerson", after(DEVICE))
breaks("20", "a device without model", f"{BY}/c:assignedAuthoringDevice/c:manufacturerModelName", drop)
breaks("20", "a device without software", f"{BY}/c:assignedAuthoringDevice/c:softwareName", drop)
breaks("20 X", "a device of two softwares", f"{BY}/c:assignedAuthoringDevice/c:softwareName", twice)
HOUSE = f"{BY}/c:representedOrganization"
breaks(
    "21",
    "the author's structure has two numbers",
    f"{HOUSE}/c:id[@root='1.2.250.1.71.4.2.2']",
    after('<id root="1.2.250.1.71.4.2.2" extension="1990000019"/>'),
)
breaks(
    "21",
    "the author's structure is numbered elsewhere",
    f"{HOUSE}/c:id[@root='1.2.250.1.71.4.2.2'][count(../c:id)=1]",
    put("root", "1.2.3.4"),
)
breaks(
    "21", "the author's structure without its number", f"{HOUSE}/c:id[@root='1.2.250.1.71.4.2.2']", unset("extension")
)
breaks("21", "the author's structure has two names", f"{HOUSE}/c:name", twice)
breaks("21", "a sector of activity in no list", f"{HOUSE}/c:standardIndustryClassCode", put("code", "CLINIQUE"))
breaks("21 X", "two sectors of activity", f"{HOUSE}/c:standardIndustryClassCode", twice)

EVERYONE = {
    "author": "c:author//c:assignedPerson/c:name",
    "legal authenticator": "c:legalAuthenticator//c:assignedPerson/c:name",
    "authenticator": "c:authenticator//c:assignedPerson/c:name",
    "recipient": "c:informationRecipient//c:informationRecipient/c:name",
    "participant": "c:participant//c:associatedPerson/c:name",
    "performer": "c:documentationOf//c:assignedPerson/c:name",
    "responsible party": "c:componentOf//c:responsibleParty//c:assignedPerson/c:name",
    "encounter participant": "c:componentOf//c:encounterParticipant//c:assignedPerson/c:name",
    "informant": "c:informant//c:name[c:family]",
}
for who, name in EVERYONE.items():
    breaks("22", f"{who} of a civility in no list", f"{name}/c:prefix", says("Monsieur"))
    breaks("22", f"{who} of a title in no list", f"{name}/c:suffix", says("Docteur"))
    breaks(
        "22 23 25 26 27 28 30 32 19",
        f"{who} with two family names",
        f"{name}/c:family[1]",
        after("<family>BIS</family>"),
    )
    breaks(
        "22 23 25 26 27 28 30 32 19", f"{who} with two first names", f"{name}/c:given[1]", after("<given>Bis</given>")
    )
for who in ("legal authenticator", "authenticator", "recipient", "participant", "informant"):
    breaks("22 23 25 26 27 28", f"{who} without family name", f"{EVERYONE[who]}/c:family[count(../c:family)=1]", drop)

TOLD = "c:informant"
KIN = f"{TOLD}/c:relatedEntity"
ENTITY = '<assignedEntity><id root="1.2.250.1.71.4.2.1" extension="801234534765"/><assignedPerson><name><family>A</family></name></assignedPerson></assignedEntity>'
breaks("23 X", "an informant who is a professional and a relative", KIN, before(ENTITY))
breaks("23 X", "an informant who is nobody", KIN, drop)
breaks(
    "23 X",
    "a professional informant of two identifiers",
    f"{TOLD}/c:assignedEntity/c:id",
    after('<id root="1.2.250.1.71.4.2.1" extension="801234534773"/>'),
)
breaks(
    "23", "a professional informant identified without extension", f"{TOLD}/c:assignedEntity/c:id", unset("extension")
)
breaks("23", "a relative of a class unknown here", KIN, put("classCode", "PRS"))
breaks("23", "a relation in no list", f"{KIN}/c:code[@code]", put("code", "VOISIN"))
for name in ("displayName", "codeSystem", "code"):
    breaks("23 33 34", f"a relation without {name}", f"{KIN}/c:code[@code]", unset(name))
breaks("23 X", "a relative without person", f"{KIN}/c:relatedPerson", drop)
breaks("23", "a relative with two names", f"{KIN}/c:relatedPerson/c:name", twice)

KEEPER = "c:custodian/c:assignedCustodian/c:representedCustodianOrganization"
breaks("24 X", "a custodian without number", f"{KEEPER}/c:id", drop)
breaks("24", "a custodian of two numbers", f"{KEEPER}/c:id", twice)
breaks("24", "a custodian numbered elsewhere", f"{KEEPER}/c:id", put("root", "1.2.250.1.71.4.2.1"))
breaks("24", "a custodian of an unknown number", f"{KEEPER}/c:id", unknown)
breaks("24 X", "a custodian of two names", f"{KEEPER}/c:name", twice)
breaks("24 18 X", "a custodian of two telephones", f"{KEEPER}/c:telecom", after('<telecom value="tel:0102030405"/>'))
breaks("24 18 X", "a custodian of two addresses", f"{KEEPER}/c:addr", after("<addr><city>LILLE</city></addr>"))
breaks("X 24", "a custodian without organisation", KEEPER, drop)

TO = "c:informationRecipient/c:intendedRecipient"
breaks("25 X", "a recipient who is nobody", TO, drop)
breaks("25", "a recipient numbered elsewhere", f"{TO}/c:id", put("root", "1.2.3.4"))
breaks(
    "25 33", "a recipient's structure numbered elsewhere", f"{TO}/c:receivedOrganization/c:id", put("root", "1.2.3.4")
)
breaks("25 22", "a recipient of two civilities", f"{EVERYONE['recipient']}/c:prefix", twice)

for group, who in (("26", "legalAuthenticator"), ("27", "authenticator")):
    breaks(f"{group} X 9", f"no time of the {who}", f"c:{who}/c:time", drop)
    breaks(f"{group} 33", f"the time of the {who} without value", f"c:{who}/c:time", only())
    breaks(f"{group} 9", f"a signature of the {who} that is not S", f"c:{who}/c:signatureCode", put("code", "X"))
    breaks(f"{group} 9 X", f"no signature of the {who}", f"c:{who}/c:signatureCode", drop)
    breaks(f"{group} X", f"no number of the {who}", f"c:{who}/c:assignedEntity/c:id", drop)
    breaks(f"{group}", f"a number of the {who} without extension", f"c:{who}/c:assignedEntity/c:id", unset("extension"))
    breaks(f"{group} 33", f"a number of the {who} without root", f"c:{who}/c:assignedEntity/c:id", unset("root"))
    breaks(
        f"{group}",
        f"two numbers of the {who}",
        f"c:{who}/c:assignedEntity/c:id",
        after('<id root="1.2.250.1.71.4.2.1" extension="801234534773"/>'),
    )
    breaks(f"{group} X", f"two people for the {who}", f"c:{who}/c:assignedEntity/c:assignedPerson", twice)
breaks(
    "26",
    "a profession of the legal authenticator in no list",
    "c:legalAuthenticator/c:assignedEntity/c:code",
    put("code", "DOCTEUR"),
)
breaks(
    "26 X",
    "two structures of the legal authenticator",
    "c:legalAuthenticator/c:assignedEntity/c:representedOrganization",
    twice,
)
breaks(
    "26 21",
    "a structure of the legal authenticator numbered elsewhere",
    "c:legalAuthenticator/c:assignedEntity/c:representedOrganization/c:id",
    put("root", "1.2.3.4"),
)
breaks(
    "26 21",
    "a sector of the legal authenticator in no list",
    "c:legalAuthenticator//c:standardIndustryClassCode",
    put("code", "CLINIQUE"),
)
breaks(
    "27",
    "an authenticator numbered as a patient",
    "c:authenticator/c:assignedEntity/c:id",
    put("root", "1.2.250.1.213.1.4.8"),
)

PART = "c:participant"
WITH = f"{PART}/c:associatedEntity"
breaks("28", "a participation in no list", PART, put("typeCode", "CSM"))
breaks("28", "a participant without time", f"{PART}/c:time", drop)
breaks("28 X", "a participant with two times", f"{PART}/c:time", twice)
breaks("28", "a participant's function in no list", f"{PART}/c:functionCode[@code]", put("code", "CHEF"))
breaks("28", "a participant of a class unknown here", WITH, put("classCode", "PAT"))
breaks(
    "28",
    "a participant of two numbers",
    f"{WITH}/c:id",
    after('<id root="1.2.250.1.71.4.2.1" extension="801234534773"/>'),
)
breaks("28", "a participant of a profession in no list", f"{WITH}/c:code[@code]", put("code", "DOCTEUR"))
breaks("28", "a participant of two names", f"{WITH}/c:associatedPerson/c:name", twice)
breaks("28 X", "a participant who is nothing", WITH, drop)
