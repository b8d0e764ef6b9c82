"""Groups 18, 33 and 34: addresses, telephones and the data types, wherever the header uses them."""

from tests.mutations.recipes import after, breaks, first, last, only, put, says, swap, tells, twice, unset, words

HEADER = "*[not(self::c:component)]/descendant-or-self::"
PARTS = f"{HEADER}c:addr[c:postalCode][not(c:streetAddressLine)]"
breaks(
    "* 18", "an address in parts and in lines", PARTS, last("<streetAddressLine>8 rue des Lilas</streetAddressLine>")
)
for part in ("postalCode", "city", "streetName", "houseNumber", "country", "unitID"):
    breaks("* 18", f"an address with two {part}", f"{HEADER}c:addr/c:{part}[count(../c:{part})=1]", twice)
breaks(
    "18",
    "an address in eight lines",
    f"{HEADER}c:addr[c:streetAddressLine]",
    last(*["<streetAddressLine>L</streetAddressLine>"] * 8),
)
for use in ("BAD", "PST", "PHYS", "DOM"):
    breaks("* 18", f"an address for the use {use}", PARTS, put("use", use))
breaks("* 18 33", "an address said to be of no interest", f"{HEADER}c:addr[@nullFlavor]", put("nullFlavor", "NI"))
breaks("18", "the same address twice", PARTS, twice)
breaks("18 X 33", "an address with a part that is none", PARTS, last("<batiment>B</batiment>"))

PHONE = f"{HEADER}c:telecom[@value]"
for value in ("0102030405", "sms:0102030405", "tél:0102030405", "file:///etc/passwd", "mailto"):
    breaks("* 18", f"a telephone written {value}", PHONE, put("value", value))
breaks("* 18 33 X", "a telephone with spaces", PHONE, put("value", "tel:01 02 03 04 05"))
for use in ("AS", "TMP", "BAD", "TEL"):
    breaks("* 18", f"a telephone for the use {use}", PHONE, put("use", use))
breaks("* 18 33", "a telephone both known and unknown", PHONE, put("nullFlavor", "UNK"))
breaks("* 18 33", "a telephone without number", PHONE, only())
breaks("* 18 33", "a telephone of no interest", PHONE, only(nullFlavor="NI"))
breaks("18", "the same telephone twice", PHONE, twice)

ID = f"{HEADER}c:id[@root][not(parent::c:ClinicalDocument)]"
breaks("33 *", "an identifier without root", ID, unset("root"))
for root in ("abc", "1.2..3", "1.2.3.", ".1.2", "1.2.250.a", "770B0DC2-A6B8-468E-8432", "urn:oid:1.2.3", "01.2.3"):
    breaks("33 X", f"an identifier under {root}", "c:setId", put("root", root))
breaks("33 X", "the document's identifier under a name", "c:id", put("root", "DOC-1"))
breaks("33 *", "an identifier both known and unknown", ID, put("nullFlavor", "UNK"))
breaks("33 *", "an identifier that is nothing", f"{HEADER}c:id[@root][not(parent::c:ClinicalDocument)]", only())
breaks("33 X *", "an identifier that can be shown, or not", ID, put("displayable", "peut-être"))

TIME = "c:effectiveTime|c:author/c:time[@value]|c:legalAuthenticator/c:time|c:authenticator/c:time|c:dataEnterer/c:time[@value]"
WRONG = (
    "20261301", "20260230", "20260431", "20250229", "2026-01-01", "2026010125", "202601011260+0100", "20260101101561+0100",
    "20260101101500Z", "01012026", "hier", "", "20260100", "202600", "20260101T101500",
)  # fmt: skip
for value in WRONG:
    breaks("33 X *", f"the time {value or 'empty'}", TIME, put("value", value))
breaks("33", "a time both known and unknown", TIME, put("nullFlavor", "UNK"))
breaks("33 4 19 26 27", "a time that says nothing", TIME, only())
BORN = "c:recordTarget/c:patientRole/c:patient/c:birthTime"
for value in ("19790230", "1979-03-28", "19791301", "28031979", "197903280000000"):
    breaks("33 15 X", f"born on {value}", BORN, put("value", value))

BOUNDED = "c:documentationOf/c:serviceEvent/c:effectiveTime[c:low/@value]"
breaks("33", "an interval that is also an instant", BOUNDED, put("value", "20260101"))
breaks("33", "an interval that ends before it begins", f"{BOUNDED}/c:high[@value]", put("value", "19000101"))
breaks(
    "33",
    "an interval without end nor beginning but an end before",
    BOUNDED + "[not(c:high)]",
    last('<high value="19000101"/>'),
)
tells(
    "33",
    "an interval that ends when it begins",
    f"{BOUNDED}/c:high[@value]",
    lambda node: node.set("value", node.getparent().find("{*}low").get("value")),
)
breaks("X", "an interval whose end comes first", f"{BOUNDED}/c:low[following-sibling::c:high]", swap)
breaks("33 X", "an interval with two ends", f"{BOUNDED}/c:high", twice)

CODE = "c:author/c:assignedAuthor/c:code[@code]|c:legalAuthenticator/c:assignedEntity/c:code[@code]|c:componentOf/c:encompassingEncounter/c:code[@code]"
breaks("33 34 19 26 32", "a code both known and unknown", CODE, put("nullFlavor", "UNK"))
breaks("33 34 19 26 32", "a code without its system", CODE, unset("codeSystem"))
breaks("33 19 26 32", "a label without code", CODE, unset("code", "codeSystem"))
breaks(
    "33 X",
    "a qualified code where none may be",
    CODE,
    first('<qualifier><name code="A" codeSystem="1.2.3"/><value code="B" codeSystem="1.2.3"/></qualifier>'),
)
breaks("33 X *", "a code system under a name", CODE, put("codeSystem", "LOINC"))
breaks("34 33 19 26 32 X", "a code with a nullFlavor that is none", CODE, only(nullFlavor="INCONNU"))
breaks("33 X 5 35", "the document's code under a system with a name", "c:code", put("codeSystem", "LOINC"))
breaks(
    "34 30",
    "the code of an act unknown in a way not allowed",
    "c:documentationOf[1]/c:serviceEvent/c:code",
    only(nullFlavor="XYZ"),
)

PERSON = "c:author//c:assignedPerson/c:name[c:family]|c:legalAuthenticator//c:assignedPerson/c:name[c:family]|c:recordTarget//c:patient/c:name"
breaks("33", "words in a name, between its parts", PERSON, words("DUPONT"))
tells(
    "33",
    "an empty part of a name",
    "c:author//c:assignedPerson/c:name/c:prefix|c:author//c:assignedPerson/c:name/c:given",
    says(""),
)
tells("33 18", "an empty part of an address", f"{PARTS}/c:city", says(""))
_UUID = "770b0dc2-a6b8-468e-8432-632b18d35f68"
tells("33", "a UUID in small letters", "c:setId", only(root=_UUID))
breaks("33 X", "a version in Roman figures", "c:versionNumber", put("value", "II"))
breaks("33 X 18", "an attribute of another type on a telephone", PHONE, put("root", "1.2.3"))
breaks("4 33 X", "a document's identifier after its code", "c:code", after('<id root="1.2.3"/>'))
for value in ("20260101101500+01", "20260101101500+1", "20260101101500+100"):  # official documents hold the last
    tells("33", f"the time {value}", f"({TIME})[not(contains(@value,'+100'))]", put("value", value))
