"""Groups 29 to 32: orders, acts, the document replaced, consents, the encounter."""

from tests.mutations.recipes import after, breaks, drop, only, put, swap, to_the_end, twice, unknown, unset

ORDER = "c:inFulfillmentOf/c:order"
breaks("29 X", "an order without number", f"{ORDER}/c:id[count(../c:id)=1]", drop)
breaks("29", "an order of two numbers", f"{ORDER}/c:id[1]", after('<id root="1.2.3.4" extension="7"/>'))
breaks("29 33", "an order numbered without root", f"{ORDER}/c:id", unset("root"))
breaks(
    "29 X",
    "an order of two codes",
    f"{ORDER}/c:id[last()]",
    after('<code code="A" codeSystem="1.2.3"/>', '<code code="B" codeSystem="1.2.3"/>'),
)
breaks("29 X", "an order of two accession numbers", f"{ORDER}/ps:accessionNumber", twice)
breaks("29 X", "an act of fulfilment without order", ORDER, drop)

ACT = "c:documentationOf/c:serviceEvent"
MAIN = "c:documentationOf[1]/c:serviceEvent"
BY = f"{MAIN}/c:performer"
breaks("30 38 X", "an act of two codes", f"{ACT}/c:code", twice)
breaks("30 33 34", "an act's code without system", f"{ACT}/c:code[@code]", unset("codeSystem"))
breaks("30 33 34", "an act both coded and unknown", f"{ACT}/c:code[@code]", put("nullFlavor", "UNK"))
breaks("30 X", "an act of two states", f"{ACT}/lab:statusCode", twice)
breaks("30 10 33", "the main act without its beginning", f"{MAIN}/c:effectiveTime/c:low", drop)
breaks("30 10 33", "the beginning of the main act without value", f"{MAIN}/c:effectiveTime/c:low", only())
breaks("30 10 33", "the beginning of the main act unknown", f"{MAIN}/c:effectiveTime/c:low", unknown)
breaks("30 33 X", "two beginnings of the main act", f"{MAIN}/c:effectiveTime/c:low", twice)
breaks("30", "a performer who is a secondary one", BY, put("typeCode", "SPRF"))
breaks(
    "30",
    "a performer of two numbers",
    f"{BY}/c:assignedEntity/c:id",
    after('<id root="1.2.250.1.71.4.2.1" extension="801234534773"/>'),
)
breaks("30 X", "a performer without number", f"{BY}/c:assignedEntity/c:id", drop)
breaks("30", "a performer without structure", f"{BY}/c:assignedEntity/c:representedOrganization", drop)
breaks("30 X", "a performer of two structures", f"{BY}/c:assignedEntity/c:representedOrganization", twice)
breaks("30", "a performer of a profession in no list", f"{BY}/c:assignedEntity/c:code[@code]", put("code", "DOCTEUR"))
SECTOR = f"{BY}/c:assignedEntity/c:representedOrganization/c:standardIndustryClassCode"
breaks("30", "the main act without sector of activity", SECTOR, drop)
breaks("30 X", "the main act of two sectors of activity", SECTOR, twice)
breaks("30 21", "the sector of the main act in no list", SECTOR, put("code", "CLINIQUE"))
breaks("30", "the sector of the main act unknown", SECTOR, unknown)
for name in ("code", "displayName", "codeSystem"):
    breaks("30 33 34", f"the sector of the main act without {name}", SECTOR, unset(name))
breaks("30 X", "a documentation of no act", "c:documentationOf/c:serviceEvent", drop)
breaks(
    "X",
    "the performer before the time of the act",
    f"{MAIN}/c:effectiveTime[following-sibling::*[1][self::c:performer]]",
    swap,
)

PARENT = "c:relatedDocument/c:parentDocument"
breaks("31 X", "a document replaced without number", f"{PARENT}/c:id[count(../c:id)=1]", drop)
breaks("31", "a document replaced of two numbers", f"{PARENT}/c:id", after('<id root="1.2.3.4" extension="7"/>'))
breaks("31 33", "a document replaced numbered without root", f"{PARENT}/c:id", unset("root"))
breaks("31 X", "nothing is replaced", PARENT, drop)
CONSENT = "c:authorization/c:consent"
breaks("31", "a consent to nothing", f"{CONSENT}/c:code", drop)
breaks("31 X", "a consent to two things", f"{CONSENT}/c:code", twice)
breaks("31 X", "a consent without state", f"{CONSENT}/c:statusCode", drop)
breaks("31", "a consent still awaited", f"{CONSENT}/c:statusCode", put("code", "active"))
breaks("31 X", "a consent of two states", f"{CONSENT}/c:statusCode", twice)

STAY = "c:componentOf/c:encompassingEncounter"
PLACE = f"{STAY}/c:location/c:healthCareFacility"
breaks("32 X", "no encounter", STAY, drop)
breaks("32 X", "an encounter without time", f"{STAY}/c:effectiveTime", drop)
breaks("32 X", "an encounter of two times", f"{STAY}/c:effectiveTime", twice)
breaks("32", "an encounter nowhere", f"{STAY}/c:location", drop)
breaks("32 X", "an encounter in two places", f"{STAY}/c:location", twice)
breaks("32 X", "a place of encounter that is none", PLACE, drop)
breaks("32", "a kind of encounter in no list", f"{STAY}/c:code[@code]", put("code", "URG"))
breaks("32 X", "two kinds of encounter", f"{STAY}/c:code", twice)
OUT = f"{STAY}/c:dischargeDispositionCode"
for name in ("code", "displayName"):
    breaks("32 33 34", f"a kind of encounter without {name}", f"{STAY}/c:code[@code]", unset(name))
    breaks("32 33", f"a way out without {name}", OUT, unset(name))
breaks("32 33 34", "a kind of encounter without codeSystem", f"{STAY}/c:code[@code]", unset("codeSystem"))
breaks("32", "a place of care without kind", f"{PLACE}/c:code", drop)
breaks("32 X", "a place of care of two kinds", f"{PLACE}/c:code", twice)
breaks("32", "a place of care of an unknown kind", f"{PLACE}/c:code", unknown)
breaks("32", "a place of care in no list", f"{PLACE}/c:code", put("code", "SA999"))
for name in ("code", "displayName", "codeSystem"):
    breaks("32 33 34", f"a place of care without {name}", f"{PLACE}/c:code", unset(name))
RESPONSIBLE = f"{STAY}/c:responsibleParty/c:assignedEntity"
breaks("32", "a responsible party numbered elsewhere", f"{RESPONSIBLE}/c:id", put("root", "1.2.3.4"))
breaks(
    "32",
    "an encounter participant numbered elsewhere",
    f"{STAY}/c:encounterParticipant/c:assignedEntity/c:id",
    put("root", "1.2.3.4"),
)
breaks("32 X", "an encounter participation in no list", f"{STAY}/c:encounterParticipant", put("typeCode", "PRF"))
breaks("32 40 X", "two responsible parties", f"{STAY}/c:responsibleParty", twice)
breaks(
    "X",
    "the place of the encounter before its time",
    f"{STAY}/c:location",
    lambda node: node.getparent().insert(0, node),
)
breaks("X", "the kind of encounter at the end", f"{STAY}/c:code", to_the_end)
breaks("X", "the encounter after the body", "c:componentOf", to_the_end)
