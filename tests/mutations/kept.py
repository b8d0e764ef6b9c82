"""Changes after which a document is as valid as before: what a rule does not forbid, it allows."""

import random

from lxml import etree

from tests.mutations.recipes import NAMES, after, before, drop, first, keeps, last, made, only, put, says, twice, unset

ROLE = "c:recordTarget/c:patientRole"
PATIENT = f"{ROLE}/c:patient"
MAIN = "c:documentationOf[1]/c:serviceEvent"
HEADER = "*[not(self::c:component)]/descendant-or-self::"

keeps("classCode said", ".", put("classCode", "DOCCLIN"))
keeps("moodCode said", ".", put("moodCode", "EVN"))
keeps("a schema named that nobody reads", ".", put("xsi:schemaLocation", "urn:hl7-org:v3 nulle-part/CDA.xsd"))
for version in ("2099.01", "201310", "brouillon"):
    keeps(
        f"the model in version {version}",
        "c:templateId[starts-with(@root,'1.2.250.1.213.1.1.1.') and @extension]",
        put("extension", version),
    )
keeps("the model without version", "c:templateId[@extension]", unset("extension"))
keeps(
    "one more model, unknown",
    "c:templateId[last()]",
    after('<templateId root="1.2.250.1.213.1.1.1.999" extension="2030.01"/>'),
    on="structured",
)
keeps(
    "the models in another order",
    "c:templateId[last()]",
    lambda node: node.getparent().find("c:templateId", NAMES).addprevious(node),
)
keeps("a new number of the document", "c:id", only(root="2.25.288238509688271636137782403822380314590"))
keeps("a number with an extension", "c:id", only(root="1.2.250.1.999.7", extension="DOC-2026/11^A"))
keeps("a number that is a UUID", "c:id", only(root="770B0DC2-A6B8-468E-8432-632B18D35F68"))
keeps(
    "a longer title",
    "c:title",
    lambda node: says((node.text or "") + ", suite et fin – n° 2 « bis »")(node),
    on="nonbio",
)
keeps("another title", "c:title", says("Résultats de l’été"), on="nonbio")
keeps("another label of the type", "c:code", put("displayName", "Un autre libellé"), on="nonbio")
keeps("the name of the code system said", "c:code", put("codeSystemName", "LOINC"))
for code, label in (
    ("34874-8", "CR opératoire"),
    ("11488-4", "CR ou fiche de consultation ou de visite"),
    ("57833-6", "Prescription de médicaments"),
    ("34133-9", "Synthèse"),
):
    keeps(f"type {code}", "c:code", only(code=code, displayName=label, codeSystem="2.16.840.1.113883.6.1"), on="level1")
for code in ("R", "V", "L", "M", "U"):
    keeps(f"confidentiality {code}", "c:confidentialityCode", put("code", code))
keeps("another label of the confidentiality", "c:confidentialityCode", put("displayName", "normal"))
for code in ("fr-BE", "en-GB", "de-DE", "oc-FR"):
    keeps(f"language {code}", "c:languageCode", put("code", code))
for value in ("2", "17", "1000"):
    keeps(f"version {value}", "c:versionNumber", put("value", value))
keeps("version 0, where no model forbids it", "c:versionNumber", put("value", "0"), on="nonbio")
for value in (
    "20240229131933+0100",
    "20240104131933+0000",
    "20240104131933-0300",
    "202401041319+0400",
    "20240104",
    "202401",
    "2024",
):
    keeps(f"made at {value}", "c:effectiveTime", put("value", value))
    keeps(f"signed at {value}", "c:legalAuthenticator/c:time", put("value", value))
    keeps(f"written at {value}", "c:author/c:time[@value]", put("value", value))
keeps(
    "when it was copied, which the profile does not use",
    "c:versionNumber",
    after('<copyTime value="20240104131933+0100"/>'),
)
keeps("its set in another arc", "c:setId", only(root="1.2.250.1.999.8", extension="1"))

keeps("a local number of the patient", f"{ROLE}/c:id[last()]", after('<id root="1.2.250.1.999.1" extension="IPP-12"/>'))
keeps(
    "a number of the patient whose meaning nobody knows",
    f"{ROLE}/c:id[last()]",
    after('<id root="1.2.250.1.213.1.4.13" extension="12"/>'),
)
keeps("no name used", f"{PATIENT}/c:name[c:family[@qualifier='BR']]/c:family[@qualifier='CL']", drop)
keeps("no first name used", f"{PATIENT}/c:name/c:given[@qualifier='CL']", drop)
keeps(
    "born, the day unknown",
    f"{PATIENT}/c:birthTime[string-length(@value)=8]",
    lambda node: node.set("value", node.get("value")[:6]),
)
keeps("the commune of birth without its label", f"{PATIENT}/c:birthplace/c:place/c:addr[c:county]/c:city", drop)
keeps("the place of birth named", f"{PATIENT}/c:birthplace/c:place[not(c:name)]", first("<name>Maternité</name>"))
keeps("no guardian", f"{PATIENT}/c:guardian", drop)
keeps("said to be alive", f"{PATIENT}[not(s:multipleBirthInd)]/c:birthTime", after('<s:deceasedInd value="false"/>'))
keeps(
    "marital status, which the profile does not use",
    f"{PATIENT}[not(s:*)]/c:birthTime",
    after('<maritalStatusCode code="M" codeSystem="2.16.840.1.113883.5.2" displayName="Marié"/>'),
)
for use in ("H", "HP", "WP", "DIR", "PUB", "EC", "MC", "PG", "HV"):
    keeps(f"a telephone for the use {use}", f"{HEADER}c:telecom[@value]", put("use", use))
for value in (
    "tel:+33102030405",
    "mailto:nom@hopital.mssante.fr",
    "fax:+33102030405",
    "http://hopital.example/",
    "mllp://hote.example:2575",
    "tel:0102030499",
):
    keeps(f"reached by {value}", f"{HEADER}c:telecom[@value]", put("value", value))
for flavor in ("UNK", "NASK", "ASKU", "NAV", "MSK"):
    keeps(
        f"telephone {flavor}",
        "(c:author//c:telecom|c:custodian//c:telecom|c:informant//c:telecom)[count(../c:telecom)=1]",
        only(nullFlavor=flavor),
    )
    keeps(f"address {flavor}", "c:author//c:addr|c:custodian//c:addr", only(nullFlavor=flavor))
    keeps(f"the patient's address {flavor}", f"{ROLE}/c:addr", only(nullFlavor=flavor), on="nonbio")
keeps("the patient's address unknown, in a laboratory report", f"{ROLE}/c:addr", only(nullFlavor="UNK"), on="bio")
# Alone: beside one that is known it is refused (CI-SIS, Structuration minimale, dtr1-4-URL).
LONE = f"{ROLE}[count(c:telecom)=1]/c:telecom"
keeps("the patient's telephone unknown, in a laboratory report", LONE, only(nullFlavor="UNK"), on="bio")
for use in ("H", "HP", "HV", "WP", "TMP"):
    keeps(f"an address for the use {use}", f"{HEADER}c:addr[*]", put("use", use))


def lines(node: etree._Element) -> None:
    """The same address in lines."""
    said = [child.text or "" for child in node if isinstance(child.tag, str)]
    for child in list(node):
        node.remove(child)
    for text in said[:7]:
        node.append(made("<streetAddressLine/>"))
        node[-1].text = text or "-"


keeps("an address in lines", f"{ROLE}/c:addr[*]|c:author//c:addr[*]|c:custodian//c:addr[*]", lines)
keeps(
    "an address in parts, in another order",
    f"{HEADER}c:addr[c:postalCode][count(*)>1]/c:postalCode",
    lambda node: node.getparent().insert(0, node),
)

keeps("a second author", "c:author[last()]", twice)
keeps("no profession of the author", "c:author/c:assignedAuthor/c:code", drop)
keeps("no telephone of the author", "c:author/c:assignedAuthor/c:telecom", drop)
keeps("no address of the author", "c:author/c:assignedAuthor/c:addr", drop)
keeps("no structure of the author", "c:author/c:assignedAuthor/c:representedOrganization", drop)
for code in ("G15_10/SM26", "G15_60", "G15_21", "G15_50"):
    keeps(
        f"an author of profession {code}",
        "c:author/c:assignedAuthor/c:code",
        only(code=code, displayName="Profession", codeSystem="1.2.250.1.213.1.1.4.5"),
    )
for code in ("G15_35", "G15_36", "G15_37", "G15_38", "G15_39"):
    keeps(
        f"an author of the retired profession {code}",
        "c:author/c:assignedAuthor/c:code",
        only(code=code, displayName="Profession", codeSystem="1.2.250.1.213.1.1.4.5"),
    )
for number in ("3B00B105729400/SYS-1", "3991100025/12", "099100002", "899700218896", "5123456789/1.2.3"):
    keeps(
        f"an author numbered {number}",
        "c:author/c:assignedAuthor/c:id[@root='1.2.250.1.71.4.2.1']",
        put("extension", number),
    )
for number in ("00B105729400", "10B0007712", "1990000019", "2123456789", "312345678901234"):
    keeps(f"a custodian numbered {number}", "c:custodian//c:id[@root='1.2.250.1.71.4.2.2']", put("extension", number))
keeps(
    "kept by Mon espace santé", "c:custodian//c:representedCustodianOrganization/c:id", put("root", "1.2.250.1.213.4.1")
)
keeps("no name of the custodian", "c:custodian//c:name", drop)
ENTERS = '<assignedEntity><id root="1.2.250.1.71.4.2.1" extension="801234534765"/><assignedPerson><name><family>CAMPARINI</family></name></assignedPerson></assignedEntity>'
keeps(
    "who entered the data",
    "c:author[last()][not(../c:dataEnterer)]",
    after(f'<dataEnterer><time value="20260101"/>{ENTERS}</dataEnterer>'),
)
keeps("a professional who informed", "c:custodian", before(f"<informant>{ENTERS}</informant>"))
KIN = '<informant><relatedEntity classCode="{}"><code code="{}" displayName="Proche" codeSystem="2.16.840.1.113883.5.111"/><telecom value="tel:0102030406" use="MC"/><relatedPerson><name><given>Marie</given><family>PAT</family></name></relatedPerson></relatedEntity></informant>'
for kind, code in (("ECON", "MTH"), ("NOK", "FTH"), ("CON", "MTH"), ("CAREGIVER", "FTH")):
    keeps(f"a relative who informed, {kind}", "c:custodian", before(KIN.format(kind, code)))
keeps("nobody informed", "c:informant", drop, on="nonbio")
SENT = '<informationRecipient><intendedRecipient><id root="1.2.250.1.71.4.2.1" extension="801234534765"/><informationRecipient><name><family>DUVAL</family></name></informationRecipient></intendedRecipient></informationRecipient>'
keeps("sent to somebody", "c:legalAuthenticator", before(SENT))
SIGNED = f'<authenticator><time value="20260101"/><signatureCode code="S"/>{ENTERS}</authenticator>'
keeps("signed by another one too", "c:legalAuthenticator", after(SIGNED), on="nonbio")
TAKES = '<participant typeCode="{}"><time nullFlavor="NA"/><associatedEntity classCode="PROV"><id root="1.2.250.1.71.4.2.1" extension="801234534765"/><associatedPerson><name><family>CAMPARINI</family></name></associatedPerson></associatedEntity></participant>'
for kind in ("REFB", "INF", "RESP", "PRF", "CON", "VRF"):
    keeps(f"a participant, {kind}", "c:participant[last()]", after(TAKES.format(kind)), on="nonbio")
keeps("nobody took part", "c:participant[count(../c:participant)=1]", drop, on="level1")
keeps(
    "an order fulfilled",
    "c:documentationOf[1]",
    before('<inFulfillmentOf><order><id root="1.2.250.1.999.2" extension="DEM-1"/></order></inFulfillmentOf>'),
)
keeps("no order", "c:inFulfillmentOf", drop, on="nonbio")
keeps(
    "another act",
    "c:documentationOf[last()]",
    after(
        '<documentationOf><serviceEvent><code code="18719-5" codeSystem="2.16.840.1.113883.6.1" displayName="Biochimie"/></serviceEvent></documentationOf>'
    ),
)
keeps("the act never ended", f"{MAIN}/c:effectiveTime[c:low]/c:high", drop)
keeps(
    "the act ended, years after",
    f"{MAIN}/c:effectiveTime[not(c:high)]/c:low[@value]",
    after('<high value="20991231"/>'),
)
keeps("the act numbered", f"{MAIN}[not(c:id)]", first('<id root="1.2.250.1.999.3" extension="A"/>'))
keeps("no code of the act", f"{MAIN}/c:code", drop, on="level1")
for code in ("AMBULATOIRE", "ETABLISSEMENT", "HAD", "ESSMS"):
    keeps(
        f"an act in the sector {code}",
        f"{MAIN}//c:standardIndustryClassCode",
        only(code=code, displayName="Secteur", codeSystem="1.2.250.1.213.1.1.4.9"),
    )
keeps(
    "a document replaced",
    "c:componentOf[not(../c:relatedDocument) and not(../c:authorization)]",
    before(
        '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.250.1.999.4"/></parentDocument></relatedDocument>'
    ),
)
keeps("no document replaced", "c:relatedDocument", drop)
keeps(
    "a consent",
    "c:componentOf",
    before(
        '<authorization><consent><code code="C" codeSystem="1.2.3.4" displayName="Consentement"/><statusCode code="completed"/></consent></authorization>'
    ),
)
keeps("no consent", "c:authorization", drop)

STAY = "c:componentOf/c:encompassingEncounter"
keeps("no kind of encounter", f"{STAY}/c:code", drop)
for code in ("IMP", "EMER", "AMB", "FLD", "HH", "VR"):
    keeps(
        f"encounter {code}",
        f"{STAY}/c:code",
        only(code=code, displayName="Rencontre", codeSystem="2.16.840.1.113883.5.4"),
    )
for code in ("EXTERNE", "SEANCE"):
    keeps(
        f"encounter {code}",
        f"{STAY}/c:code",
        only(code=code, displayName="Rencontre", codeSystem="1.2.250.1.213.1.1.4.2.291"),
    )
keeps("an encounter numbered", f"{STAY}[not(c:id)]", first('<id root="1.2.250.1.999.5" extension="S"/>'))
keeps("an encounter not ended", f"{STAY}/c:effectiveTime[c:low]/c:high", drop)
keeps("an encounter whose time nobody knows", f"{STAY}/c:effectiveTime", only(nullFlavor="UNK"), on="nonbio")
for code in ("SA01", "SA25", "SA07", "SA08"):
    keeps(
        f"a place of care {code}",
        f"{STAY}//c:healthCareFacility/c:code",
        only(code=code, displayName="Lieu", codeSystem="1.2.250.1.71.4.2.4"),
    )
keeps("a place of care without address", f"{STAY}//c:healthCareFacility/c:location", drop)
keeps("nobody responsible", f"{STAY}/c:responsibleParty", drop, on="nonbio")
PART = '<encounterParticipant typeCode="{}"><assignedEntity><id root="1.2.250.1.71.4.2.1" extension="801234534765"/></assignedEntity></encounterParticipant>'
for kind in ("ADM", "ATND", "CON"):
    keeps(f"somebody at the encounter, {kind}", f"{STAY}/c:location", before(PART.format(kind)))

NAME = "c:author//c:assignedPerson/c:name|c:legalAuthenticator//c:assignedPerson/c:name|c:documentationOf//c:assignedPerson/c:name"
keeps("no civility", f"({NAME})/c:prefix", drop)
keeps("no title", f"({NAME})/c:suffix", drop)
for text in ("M", "MME"):
    keeps(f"civility {text}", f"({NAME})/c:prefix", says(text))
for text in ("DR", "PR", "MC", "MG", "PC", "PG"):
    keeps(f"title {text}", f"({NAME})/c:suffix", says(text))
keeps(
    "a family name with everything a name may have", f"({NAME})/c:family", says("D’ÉON-de la Tour 3ème (née O'Brien)")
)
keeps("the parts of a name in another order", f"({NAME})/c:family", lambda node: node.getparent().insert(0, node))

FILE = "c:component/c:nonXMLBody/c:text"
keeps(
    "base64 in short lines", FILE, lambda node: says("\n".join(_cut("".join(node.text.split()), 60)))(node), on="level1"
)
keeps("the language of the file said", FILE, after('<languageCode code="fr-FR"/>'), on="level1")
keeps(
    "a wrapped text", FILE, lambda node: (says("Qm9uam91cg==")(node), node.set("mediaType", "text/plain")), on="level1"
)
keeps(
    "a wrapped RTF",
    FILE,
    lambda node: (says("e1xydGYxIEJvbmpvdXJ9")(node), node.set("mediaType", "text/rtf")),
    on="level1",
)

TEXT = "c:component/c:structuredBody/c:component/c:section/c:text"
for markup in (
    '<paragraph>Un <content styleCode="Bold">mot</content> de plus<br/>et un autre</paragraph>',
    "<list><item>un</item><item>deux</item></list>",
    "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
    '<linkHtml href="https://www.example.org">lien</linkHtml>',
):
    keeps(f"more narrative: {markup[:12]}", TEXT, last(markup), on="structured")
keeps(
    "another title of a section",
    "c:component/c:structuredBody/c:component/c:section[not(c:code/@code='55108-5')]/c:title",
    says("Autre titre"),
    on="nonbio",
)

OBS = "//c:observation[c:templateId/@root='1.2.250.1.213.1.1.3.80']"
LOINC = f"{OBS}/c:code[@codeSystem='2.16.840.1.113883.6.1']"
keeps(
    "CR-BIO: an observation without date",
    f"{OBS}[not(parent::c:entryRelationship/@typeCode='REFR')]/c:effectiveTime",
    drop,
    on="bio",
)
keeps("CR-BIO: an observation without method", f"{OBS}/c:methodCode", drop, on="bio")
keeps("CR-BIO: an observation without range", f"{OBS}/c:referenceRange", drop, on="bio")
keeps("CR-BIO: an observation without interpretation", f"{OBS}/c:interpretationCode", drop, on="bio")
keeps(
    "CR-BIO: an observation aborted",
    f"{OBS}[not(parent::c:entryRelationship/@typeCode='REFR')]/c:statusCode",
    put("code", "aborted"),
    on="bio",
)
for code in ("N", "H", "L", "HH", "LL", "A"):
    keeps(f"CR-BIO: interpretation {code}", f"{OBS}/c:interpretationCode", put("code", code), on="bio")
keeps("CR-BIO: another label of an analysis", LOINC, put("displayName", "Glucose"), on="bio")
keeps("CR-BIO: another result", f"{OBS}/c:value[@xsi:type='PQ']", put("value", "5.10"), on="bio")
keeps("CR-BIO: a result below zero", f"{OBS}/c:value[@xsi:type='PQ']", put("value", "-0.5"), on="bio")
keeps("CR-BIO: a result without unit", f"{OBS}/c:value[@xsi:type='PQ' and @unit]", unset("unit"), on="bio")
for state in ("active", "aborted"):
    keeps(
        f"CR-BIO: an act {state}",
        "//c:entry[c:templateId/@root='1.2.250.1.213.1.1.3.21']/c:act/c:statusCode",
        put("code", state),
        on="bio",
    )
    keeps(
        f"CR-BIO: a battery {state}",
        "//c:organizer[c:templateId/@root='1.2.250.1.213.1.1.3.78']/c:statusCode",
        put("code", state),
        on="bio",
    )
keeps(
    "CR-BIO: another title of a chapter",
    "//c:section[c:templateId/@root='1.2.250.1.213.1.1.2.70']/c:title",
    says("AUTRE"),
    on="bio",
)
keeps(
    "CR-BIO: the entry in another version of its model",
    "//c:templateId[@root='1.2.250.1.213.1.1.3.80']",
    put("extension", "2030.01"),
    on="bio",
)


def _cut(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)]


def commented(node: etree._Element) -> None:
    """Comments and an instruction between elements."""
    node.insert(0, etree.Comment(" relu "))
    node.append(etree.ProcessingInstruction("editeur", "vu"))
    node.addprevious(etree.Comment("–")) if node.getparent() is not None else None


def indented(node: etree._Element) -> None:
    """Other white space between elements that hold only elements."""
    chance = random.Random(len(node))
    for held in node.iter(etree.Element):
        if len(held) and not (held.text or "").strip():
            held.text = chance.choice(("", "\n\t", "\r\n  ", "   "))


def turned(node: etree._Element) -> None:
    """Attributes in the other order."""
    for held in node.iter(etree.Element):
        said = list(held.attrib.items())
        held.attrib.clear()
        for name, value in reversed(said):
            held.set(name, value)


keeps("a comment", f"{HEADER}*[*]", commented)
keeps("a comment in the body", "c:component//*[c:templateId]", commented)
keeps("white space", "*[not(self::c:component)][*]", indented)
keeps("attributes turned round", "*", turned)
keeps("attributes turned round everywhere", ".", turned)
