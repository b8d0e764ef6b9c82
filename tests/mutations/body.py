"""The body whatever its model: the file of level 1, sections and narrative, and what is no document at all."""

from tests.mutations.recipes import breaks, drop, last, made, put, rewrites, says, swap, tells, twice, unset

FILE = "c:component/c:nonXMLBody/c:text"
breaks("B", "a wrapped file of no media type", FILE, unset("mediaType"), on="level1")
breaks("B", "a wrapped file in no representation", FILE, unset("representation"), on="level1")
breaks("B", "a wrapped file as text", FILE, put("representation", "TXT"), on="level1")
for media in ("application/x-msdownload", "text/html", "application/pdf; x", "pdf"):
    breaks("B", f"a wrapped file said to be {media}", FILE, put("mediaType", media), on="level1")
for text in ("", "n'est pas du base64 !", "JVBERi0xLjQ*", "JVBERi0xLjQKA"):
    breaks("B", f"a wrapped file that reads «{text}»", FILE, says(text), on="level1")
breaks("B X", "a wrapped body without file", FILE, drop, on="level1")
breaks("B X", "a wrapped body of two files", FILE, twice, on="level1")


def again(node):
    """One more element with the same ID."""
    node.addnext(made("<content>bis</content>"))
    node.getnext().set("ID", node.get("ID"))


BODY = "c:component/c:structuredBody"
breaks("X", "a body without component", f"{BODY}/c:component[count(../c:component)=1]", drop, on="structured")
breaks("X 11", "two bodies in one component", BODY, twice, on="structured")
SECTION = f"{BODY}/c:component/c:section"
breaks(
    "X",
    "the title of a section before its code",
    f"{SECTION}/c:code[following-sibling::*[1][self::c:title]]",
    swap,
    on="structured",
)
breaks("X 43 44", "two titles of a section", f"{SECTION}/c:title", twice, on="structured")
breaks("X 43 44", "two texts of a section", f"{SECTION}/c:text", twice, on="structured")
breaks(
    "X",
    "an element that CDA does not know in a section",
    SECTION,
    last("<conclusion>Rien</conclusion>"),
    on="structured",
)
breaks("X", "a component of nothing", f"{SECTION}", drop, on="structured")
breaks(
    "X",
    "an entry that holds nothing",
    f"{SECTION}/c:entry",
    lambda node: [node.remove(child) for child in list(node)],
    on="structured",
)
breaks("X", "an attribute that CDA does not know in a section", SECTION, put("role", "main"), on="structured")

LABORATORY = "43 44 45 46 47 48 49 50 51 52 53"
for act in ("act", "encounter", "observation", "organizer", "procedure", "supply", "substanceAdministration"):
    breaks(
        f"X {LABORATORY}", f"a class of no list, {act}", f"{BODY}//c:{act}", put("classCode", "ZZZ"), on="structured"
    )
    breaks(f"X {LABORATORY}", f"a mood of no list, {act}", f"{BODY}//c:{act}", put("moodCode", "NOW"), on="structured")
for role in ("participantRole", "playingEntity", "playingDevice", "scopingEntity", "externalDocument"):
    breaks(
        f"X {LABORATORY}", f"a class of no list, {role}", f"{BODY}//c:{role}", put("classCode", "Z"), on="structured"
    )
breaks(f"X {LABORATORY}", "a participant of no kind", f"{BODY}//c:participant", put("typeCode", "WHO"), on="structured")

TEXT = f"{SECTION}/c:text"
for markup in (
    "<p>Bonjour</p>",
    "<script>alert(1)</script>",
    "<b>Bonjour</b>",
    "<span>Bonjour</span>",
    "<iframe/>",
    "<div>a</div>",
):
    breaks("X", f"HTML in the narrative: {markup}", TEXT, last(markup), on="structured")
breaks("X", "a cell outside a table in the narrative", TEXT, last("<td>1</td>"), on="structured")
breaks("X", "a click in the narrative", f"{TEXT}//c:content[1]", put("onclick", "alert(1)"), on="structured")
breaks("X", "a list without item", TEXT, last("<list/>"), on="structured")
breaks("X", "a table without row", TEXT, last("<table><thead/></table>"), on="structured")
breaks("X", "the same ID twice", f"{TEXT}//c:content[@ID]", again, on="structured")
breaks("X", "an ID that is no name", f"{TEXT}//*[@ID][1]", put("ID", "1 er"), on="structured")
tells(
    "R",
    "a reference to an ID that is nowhere",
    "//c:entry//c:reference[starts-with(@value,'#') and substring(@value,2)=//@ID]",
    put("value", "#nulle-part"),
    on="structured",
)


rewrites("cut in the middle", lambda data, chance: data[: len(data) * 2 // 3], groups="W")
rewrites("nothing at all", lambda data, chance: b"", groups="W")
rewrites("words", lambda data, chance: b"Bonjour", groups="W")
rewrites("a byte that is no UTF-8", lambda data, chance: data.replace(b"<", b"\xff<", 3), groups="W")
rewrites("another root", lambda data, chance: data.replace(b"ClinicalDocument", b"Document"), groups="W")
rewrites("another namespace", lambda data, chance: data.replace(b"urn:hl7-org:v3", b"urn:hl7-org:v2"), groups="W")
rewrites(
    "an entity of its own",
    lambda data, chance: _declared(data, b'<!DOCTYPE d [<!ENTITY e "x">]>').replace(b"</title>", b"&e;</title>", 1),
    groups="W",
)
rewrites(
    "a file of the machine as an entity",
    lambda data, chance: _declared(data, b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>').replace(
        b"</title>", b"&e;</title>", 1
    ),
    groups="W",
)
rewrites("an end that is another's", lambda data, chance: data.replace(b"</title>", b"</titre>", 1), groups="W")


def _declared(data: bytes, doctype: bytes) -> bytes:
    start = data.index(b"?>") + 2 if data.lstrip().startswith(b"<?xml") else 0
    return data[:start] + doctype + data[start:]
