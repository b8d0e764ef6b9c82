"""Writing a body: a file wrapped (level 1), or the sections of a laboratory report (level 3).

Source: spec/cda.md 8 and 9, annexes A and B.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from lxml import etree

from socle.documents.building.entries import Writer, battery, isolate, observations, remark, specimens
from socle.documents.building.laboratory import Chapter, Note, Report, Results, Validation
from socle.documents.building.narrative import Marks, paragraph, picture
from socle.documents.building.people import person_name
from socle.documents.building.results import day_words
from socle.documents.building.values import Code, Identifier
from socle.documents.building.xml import LOINC, add, address, coded, full, identify, say, telecoms, templates
from socle.rulebook import applies
from socle.wire.hl7v2 import PERSON_AUTHORITY
from socle.wire.ids import NewUuid

_CHAPTER = ("1.3.6.1.4.1.19376.1.3.3.2.1", "1.2.250.1.213.1.1.2.70")
_SUB_CHAPTER = ("1.3.6.1.4.1.19376.1.3.3.2.2", "1.2.250.1.213.1.1.2.71")
_NOTE = ("2.16.840.1.113883.10.12.201", "1.3.6.1.4.1.19376.1.4.1.2.16", "1.2.250.1.213.1.1.2.73")
_ENTRY = ("1.3.6.1.4.1.19376.1.3.1", "1.2.250.1.213.1.1.3.21")
_VALIDATION = ("1.3.6.1.4.1.19376.1.3.3.1.5", "1.2.250.1.213.1.1.3.109")
_PICTURE = ("2.16.840.1.113883.10.12.304", "1.2.250.1.213.1.1.3.103")
_COPY, _ATTACHED = "1.2.250.1.213.1.1.2.243", "1.2.250.1.213.1.1.3.18"
_ATTACHED_TYPE = ("1.3.6.1.4.1.19376.1.5.3.1.4.13", "1.2.250.1.213.1.1.3.48", "1.2.250.1.213.1.1.3.48.18")
_COPY_CODE = {"code": "55108-5", "displayName": "Copie du document", "codeSystem": LOINC}
_PDF_MARK = "doc-1"


@applies("DOC-009")
def wrap(root: etree._Element, data: bytes, media_type: str) -> None:
    """The body of level 1: a file in base64."""
    element = add(add(add(root, "component"), "nonXMLBody"), "text", mediaType=media_type, representation="B64")
    element.text = base64.b64encode(data).decode("ascii")


@applies("DOC-011")
def laboratory(
    root: etree._Element, report: Report, pdf: bytes, pictures: Mapping[str, tuple[str, bytes]], new_uuid: NewUuid
) -> None:
    """The body of a laboratory report; `pictures` gives the media type and bytes of each by its path."""
    body = add(add(root, "component"), "structuredBody")
    marks = Marks()
    for note in report.notes:
        _note(body, note)
    for chapter in report.chapters:
        _chapter(body, chapter, marks, pictures, new_uuid)
    _copy(body, pdf, new_uuid)


def _section(parent: etree._Element, roots: tuple[str, ...], code: Code | None, title: str) -> etree._Element:
    section = add(add(parent, "component"), "section")
    templates(section, *roots)
    coded(section, "code", code)
    say(section, "title", title)
    return section


def _note(body: etree._Element, note: Note) -> None:
    section = _section(body, _NOTE, Code(code="55112-7", system=LOINC, label="Commentaire"), note.title)
    paragraph(add(section, "text"), note.text)


def _chapter(
    body: etree._Element,
    chapter: Chapter,
    marks: Marks,
    pictures: Mapping[str, tuple[str, bytes]],
    new_uuid: NewUuid,
) -> None:
    code = _loinc(chapter.code)
    section = _section(body, _CHAPTER, code, chapter.title or code.label)
    held: list[tuple[etree._Element, Results, Code]] = [(section, chapter, code)] if not chapter.parts else []
    for part in chapter.parts:
        own = _loinc(part.code) if part.code else None
        held.append((_section(section, _SUB_CHAPTER, own, part.title), part, own or code))
    for element, results, own in held:
        _results(Writer(add(element, "text"), marks, new_uuid), element, results, own, pictures)


def _loinc(code: Code) -> Code:
    known = full(code, "laboratory_chapter")
    return Code(code=known.code, system=known.system or LOINC, label=known.label)


def _results(
    within: Writer,
    section: etree._Element,
    held: Results,
    code: Code,
    pictures: Mapping[str, tuple[str, bytes]],
) -> None:
    entry = add(section, "entry", typeCode="DRIV")
    templates(entry, *_ENTRY)
    act = add(entry, "act", classCode="ACT", moodCode="EVN")
    coded(act, "code", code)
    add(act, "statusCode", code=held.status)
    if held.validation is not None:
        _validation(act, held.validation)
    specimens(within, act, held.specimens)
    observations(within, act, held.observations, relate=True)
    for group in held.batteries:
        battery(within, act, group, relate=True)
    for germ in held.isolates:
        isolate(within, act, germ)
    for image in held.images:
        mark = within.marks.new("m")
        if image.title:
            paragraph(within.text, image.title)
        picture(within.text, mark)
        _media(add(act, "entryRelationship", typeCode="COMP"), mark, *pictures[image.path], templated=True)
    for comment in held.comments:
        mark = within.marks.new("c")
        paragraph(within.text, comment, mark)
        remark(act, mark)
    if held.validation is not None:
        who = " ".join(filter(None, (held.validation.given, held.validation.family)))
        paragraph(within.text, f"Résultats validés par {who}, le {day_words(held.validation.time)}")


def _validation(act: etree._Element, who: Validation) -> None:
    element = add(act, "participant", typeCode="AUTHEN")
    templates(element, *_VALIDATION)
    add(add(element, "time"), "high", value=who.time)
    role = add(element, "participantRole")
    identify(role, Identifier(root=PERSON_AUTHORITY, extension=who.id))
    address(role, who.address, needed=True)
    telecoms(role, who.telecoms, needed=True)
    person_name(add(role, "playingEntity"), who.family, who.given, who.prefix, who.suffix)


def _media(parent: etree._Element, mark: str, media_type: str, data: bytes, *, templated: bool = False) -> None:
    element = add(parent, "observationMedia", classCode="OBS", moodCode="EVN", ID=mark)
    templates(element, *(_PICTURE if templated else ()))
    value = add(element, "value", mediaType=media_type, representation="B64")
    value.text = base64.b64encode(data).decode("ascii")


def _copy(body: etree._Element, pdf: bytes, new_uuid: NewUuid) -> None:
    """The PDF that people may read instead: compulsory since 2024.01."""

    def made() -> Identifier:
        return Identifier(root=str(new_uuid()).upper())

    section = add(add(body, "component"), "section")
    templates(section, _COPY)
    identify(section, made())
    add(section, "code", **_COPY_CODE)
    say(section, "title", "Copie du document")
    picture(add(section, "text"), _PDF_MARK)
    organizer = add(add(section, "entry"), "organizer", classCode="CLUSTER", moodCode="EVN")
    templates(organizer, _ATTACHED)
    identify(organizer, made())
    add(organizer, "code", code="55107-7", displayName="Document attaché", codeSystem=LOINC)
    add(organizer, "statusCode", code="completed")
    kind = add(add(organizer, "component"), "observation", classCode="OBS", moodCode="EVN")
    templates(kind, *_ATTACHED_TYPE)
    identify(kind, made())
    add(kind, "code", code="69764-9", displayName="Type de document", codeSystem=LOINC)
    add(add(kind, "text"), "reference", value=f"#{_PDF_MARK}")
    add(kind, "statusCode", code="completed")
    add(kind, "effectiveTime", nullFlavor="NA")
    add(kind, "value", type_="CD", **_COPY_CODE)
    _media(add(organizer, "component"), _PDF_MARK, "application/pdf", pdf)
