"""The laboratory report (CR-BIO, level 3): what its rows cannot tell.

Source: spec/cda.md sections 9 and 11, rules 35 to 53; IHE XD-LAB; CI-SIS, volet Compte rendu d'examens biologiques.
"""

from __future__ import annotations

import re

from lxml import etree

from socle.documents.cda.nodes import child, children, local, tag, text
from socle.documents.checking import verdicts
from socle.documents.checking.notes import Notes
from socle.rulebook import Said, applies

LOINC = "2.16.840.1.113883.6.1"
#: The laboratory report: IHE's model, then the French one.
MODELS = ("1.3.6.1.4.1.19376.1.3.3", "1.2.250.1.213.1.1.1.55")
CHAPTERS = ("1.3.6.1.4.1.19376.1.3.3.2.1", "1.2.250.1.213.1.1.2.70")
COPY = "1.2.250.1.213.1.1.2.243"
COPY_ORGANIZER = "1.2.250.1.213.1.1.3.18"
_SECTIONS = frozenset(
    {
        *CHAPTERS,
        COPY,
        *("1.3.6.1.4.1.19376.1.4.1.2.16", "1.2.250.1.213.1.1.2.73"),
        *("1.2.250.1.213.1.1.2.60", "1.2.250.1.213.1.1.2.128", "1.2.250.1.213.1.1.2.147"),
    }
)
OBSERVATIONS = ("1.3.6.1.4.1.19376.1.3.1.6", "1.2.250.1.213.1.1.3.80")
ENTRIES = ("1.3.6.1.4.1.19376.1.3.1", "1.2.250.1.213.1.1.3.21")
SPECIMENS = ("1.3.6.1.4.1.19376.1.3.1.2", "1.2.250.1.213.1.1.3.77")
_RECEPTIONS = frozenset({"1.3.6.1.4.1.19376.1.3.1.3", "1.2.250.1.213.1.1.3.107"})
LABORATORY = "1.3.6.1.4.1.19376.1.3.3.1.7"
_VALIDATOR = "1.3.6.1.4.1.19376.1.3.3.1.5"
_TITLE, _LABEL = "Compte rendu d'examens biologiques", "CR d'examens biologiques"
_COPY_TITLE = "Copie du document"
_LOINC_CODE = re.compile(r"\d{1,7}-\d")
_WAITING = "1.2.250.1.213.1.1.5.130"


def _rule(number: int) -> str:
    return f"spec/cda.md 11, rule {number}"


def _roots(element: etree._Element) -> set[str]:
    return {each.get("root", "") for each in children(element, "templateId")}


@applies("DOC-004")
def document(notes: Notes, element: etree._Element, _: list[etree._Element]) -> None:
    """The fixed title and label, IHE's model, a version from 1 on, validators marked as such."""
    title, code = child(element, "title"), child(element, "code")
    if title is not None and text(title) and text(title) != _TITLE:
        notes.add(verdicts.VALUE, title, "text()", expected=_TITLE, found=text(title), source=_rule(35))
    if code is not None and code.get("displayName") and code.get("displayName") != _LABEL:
        found = code.get("displayName", "")
        notes.add(verdicts.VALUE, code, "@displayName", expected=_LABEL, found=found, source=_rule(35))
    if MODELS[0] not in _roots(element):
        where = f"templateId[@root='{MODELS[0]}']"
        notes.add(verdicts.TEMPLATES, element, where, expected=MODELS[0], found="absent", source=_rule(35))
    version = child(element, "versionNumber")
    value = version.get("value", "") if version is not None else ""
    if version is not None and re.fullmatch(r"[+-]?\d+", value) and int(value) < 1:
        notes.add(
            verdicts.VALUE, version, "@value", expected=Said("1 ou plus", "1 or more"), found=value, source=_rule(35)
        )
    for each in children(element, "authenticator"):
        if _VALIDATOR not in _roots(each):
            notes.add(verdicts.TEMPLATES, each, "templateId", expected=_VALIDATOR, found="absent", source=_rule(37))


@applies("DOC-004")
def body(notes: Notes, element: etree._Element, _: list[etree._Element]) -> None:
    """At least one chapter and the copy in PDF, and sections of the six kinds alone."""
    sections = [section for each in children(element, "component") for section in children(each, "section")]
    present: set[str] = set()
    for section in sections:
        roots = _roots(section)
        present |= roots
        if not roots & _SECTIONS:
            expected = Said(
                "chapitre, copie PDF, commentaire, seconde intention, recommandation ou vaccinations",
                "chapter, PDF copy, comment, second intention, recommendation or vaccinations",
            )
            found = ", ".join(sorted(roots)) or Said("aucun templateId", "no templateId")
            notes.add(verdicts.TEMPLATES, section, "templateId", expected=expected, found=found, source=_rule(41))
    if not present & set(CHAPTERS):
        where = f"component/section[templateId/@root='{CHAPTERS[1]}']"
        notes.add(
            verdicts.MISSING,
            element,
            where,
            expected=Said("1..* (chapitre)", "1..* (chapter)"),
            found=0,
            source=_rule(42),
        )
    if COPY not in present:
        where = f"component/section[templateId/@root='{COPY}']"
        notes.add(
            verdicts.MISSING,
            element,
            where,
            expected=Said("1..* (copie PDF)", "1..* (PDF copy)"),
            found=0,
            source=_rule(42),
        )


@applies("DOC-004")
def chapter(notes: Notes, section: etree._Element, _: list[etree._Element]) -> None:
    """Text and exactly one entry, or sub-chapters alone."""
    parts, entries = children(section, "component"), len(children(section, "entry"))
    has_text = child(section, "text") is not None
    if parts and (has_text or entries):
        found = Said("des sous-chapitres, et un texte ou une entrée", "sub-chapters, and a text or an entry")
        expected = Said(
            "un texte et une entrée, ou des sous-chapitres seuls", "a text and an entry, or sub-chapters alone"
        )
        notes.add(verdicts.CONTRADICTION, section, expected=expected, found=found, source=_rule(43))
    elif not parts:
        if not has_text:
            notes.add(verdicts.MISSING, section, "text", expected="1..1", found=0, source=_rule(43))
        if not entries:
            notes.add(verdicts.MISSING, section, "entry", expected="1..1", found=0, source=_rule(43))
        elif entries > 1:
            extra = children(section, "entry")[1]
            notes.add(verdicts.REPEATED, extra, expected="1..1", found=entries, source=_rule(43))


def copy(notes: Notes, section: etree._Element, _: list[etree._Element]) -> None:
    """The copy in PDF: its title, and the organizer that holds the file."""
    title = child(section, "title")
    if title is not None and text(title) and text(title) != _COPY_TITLE:
        notes.add(verdicts.VALUE, title, "text()", expected=_COPY_TITLE, found=text(title), source=_rule(44))
    organizers = [one for each in children(section, "entry") for one in children(each, "organizer")]
    if children(section, "entry") and not any(COPY_ORGANIZER in _roots(one) for one in organizers):
        where = f"entry/organizer[templateId/@root='{COPY_ORGANIZER}']"
        notes.add(verdicts.MISSING, section, where, expected="1..1", found=0, source=_rule(44))


def entry(notes: Notes, element: etree._Element, _: list[etree._Element]) -> None:
    """The act of an entry holds at least one component; its code is of LOINC."""
    act = child(element, "act")
    if act is None:
        return
    if not any(each.get("typeCode") == "COMP" for each in children(act, "entryRelationship")):
        where = "entryRelationship[@typeCode='COMP']"
        notes.add(verdicts.MISSING, act, where, expected="1..*", found=0, source=_rule(45))


@applies("DOC-004", "DOC-006")
def observation(notes: Notes, element: etree._Element, _: list[etree._Element]) -> None:
    """The code of a result: LOINC with its label, else none at all and a translation; a prior result is dated."""
    code = child(element, "code")
    if code is not None and not code.get("nullFlavor"):
        _result_code(notes, code)
    for each in children(element, "entryRelationship"):
        prior = child(each, "observation")
        if each.get("typeCode") != "REFR" or prior is None:
            continue
        status = child(prior, "statusCode")
        if status is None:
            notes.add(verdicts.MISSING, prior, "statusCode", expected="1..1", found=0, source=_rule(48))
        elif status.get("code") != "completed":
            found = status.get("code", "")
            notes.add(verdicts.VALUE, status, "@code", expected="completed", found=found, source=_rule(48))
        if child(prior, "effectiveTime") is None:
            notes.add(verdicts.MISSING, prior, "effectiveTime", expected="1..1", found=0, source=_rule(48))


def _result_code(notes: Notes, code: etree._Element) -> None:
    if not any(code.get(name) for name in ("code", "codeSystem", "displayName")):
        translations = children(code, "translation")
        if not translations:
            expected = Said("un code LOINC, ou une traduction", "a LOINC code, or a translation")
            notes.add(verdicts.MISSING, code, "translation", expected=expected, found=0, source=_rule(49))
        _translations(notes, translations)
        return
    for name in ("code", "displayName", "codeSystem"):
        if not code.get(name):
            notes.add(verdicts.ATTRIBUTE_MISSING, code, f"@{name}", expected="1..1", source=_rule(49))
    system = code.get("codeSystem", "")
    if system and system != LOINC:
        expected = Said(
            f"{LOINC} (LOINC), ou aucun code et une traduction", f"{LOINC} (LOINC), or no code and a translation"
        )
        notes.add(verdicts.VALUE, code, "@codeSystem", expected=expected, found=system, source=_rule(49))
    elif system and code.get("code") and not _LOINC_CODE.fullmatch(code.get("code", "")):
        found = code.get("code", "")
        notes.add(
            verdicts.MALFORMED,
            code,
            "@code",
            expected=Said("un code LOINC, clé comprise", "a LOINC code with its check digit"),
            found=found,
        )


def _translations(notes: Notes, translations: list[etree._Element]) -> None:
    for translation in translations:
        if translation.get("nullFlavor"):
            continue
        for name in ("code", "displayName"):
            if not translation.get(name):
                notes.add(verdicts.ATTRIBUTE_MISSING, translation, f"@{name}", expected="1..1", source=_rule(49))
        if not translation.get("codeSystemName"):  # asked for by one version of the official check of 2024.01
            expected, found = Said("avec son nom", "with its name"), translation.get("codeSystem", "")
            where = "@codeSystemName"
            notes.add(verdicts.DOUBTFUL, translation, where, expected=expected, found=found, source=_rule(49))


def specimen(notes: Notes, element: etree._Element, _: list[etree._Element]) -> None:
    """At most one act of reception, among whatever else is said of a specimen."""
    acts = [act for each in children(element, "entryRelationship") for act in children(each, "act")]
    received = [act for act in acts if _RECEPTIONS & _roots(act)]
    for each in received[1:]:
        notes.add(verdicts.REPEATED, each, expected="0..1", found=len(received), source=_rule(51))


def laboratory(notes: Notes, element: etree._Element, _: list[etree._Element]) -> None:
    """What carries the template of the executing laboratory is a performer."""
    if element.tag != tag("performer"):
        notes.add(
            verdicts.TEMPLATES, element, "templateId", expected="performer", found=local(element), source=_rule(50)
        )
