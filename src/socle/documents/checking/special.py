"""Rules that no row can tell, by the table and the path of the elements they are about."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from lxml import etree

from socle.documents.cda.nodes import child, children, tag
from socle.documents.checking import bio, traits, verdicts
from socle.documents.checking.notes import Notes
from socle.rulebook import Said, applies

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for it
Special = Callable[[Notes, Element, list[Element]], None]

#: templateIds every document has, and the one that says level 1. Source: spec/cda.md sections 1 and 8.
FRANCE = "2.16.840.1.113883.2.8.2.1"
MINIMAL_STRUCTURE = "1.2.250.1.213.1.1.1.1"
LEVEL_1 = "1.3.6.1.4.1.19376.1.2.20"
_LANGUAGE = re.compile(r"[a-z]{2}-[A-Z]{2}")
_UNUSED = frozenset({"L", "M", "U"})
_TEMPLATE = tag("templateId")


@applies("DOC-009", "DOC-017")
def templates(notes: Notes, document: etree._Element, kids: list[etree._Element]) -> None:
    """Both French templateIds once each and a model; level 1 has its own model and no other."""
    roots = [kid.get("root", "") for kid in kids if kid.tag == _TEMPLATE]
    for root in (FRANCE, MINIMAL_STRUCTURE):
        count = roots.count(root)
        if count != 1:
            where, source = f"templateId[@root='{root}']", "spec/cda.md 11, rule 2"
            notes.add(verdicts.TEMPLATES, document, where, expected=f"{root} 1..1", found=count, source=source)
    models = [root for root in roots if root not in (FRANCE, MINIMAL_STRUCTURE)]
    if child(document, "component", "nonXMLBody") is not None:
        if models != [LEVEL_1]:
            expected, found = (
                Said(f"{LEVEL_1} seul (niveau 1)", f"{LEVEL_1} alone (level 1)"),
                ", ".join(models) or Said("aucun modèle", "no model"),
            )
            source = "spec/cda.md 11, rule 3"
            notes.add(verdicts.TEMPLATES, document, "templateId", expected=expected, found=found, source=source)
    elif not models:
        expected, source = (
            Said("au moins un modèle de document", "one model of document at least"),
            "spec/cda.md 11, rule 2",
        )
        notes.add(
            verdicts.TEMPLATES, document, "templateId", expected=expected, found=Said("aucun", "none"), source=source
        )


def language(notes: Notes, document: etree._Element, _: list[etree._Element]) -> None:
    """A language and a country."""
    element = child(document, "languageCode")
    code = element.get("code", "") if element is not None else ""
    if element is not None and code and not _LANGUAGE.search(code):
        source = "spec/cda.md 11, rule 7"
        notes.add(verdicts.MALFORMED, element, "@code", expected="fr-FR", found=code, source=source)


def confidentiality(notes: Notes, document: etree._Element, _: list[etree._Element]) -> None:
    """Codes of HL7 that the DMP has no use for."""
    element = child(document, "confidentialityCode")
    if element is not None and element.get("code") in _UNUSED:
        found = element.get("code", "")
        notes.add(verdicts.CONFIDENTIALITY, element, "@code", expected=Said("N, R ou V", "N, R or V"), found=found)


def guardian(notes: Notes, element: etree._Element, _: list[etree._Element]) -> None:
    """The names of a guardian are those of one person."""
    for person in children(element, "guardianPerson"):
        if not children(person, "name"):
            notes.add(verdicts.MISSING, person, "name", expected="1..*", found=0, source="spec/cda.md 11, rule 16")


#: By the table and the path in it. Each is called once the element itself and what is below it are judged.
SPECIAL: dict[tuple[str, str], tuple[Special, ...]] = {
    ("header", ""): (templates, language, confidentiality),
    ("header", "recordTarget/patientRole"): (traits.needed, traits.once, traits.coherent, traits.qualified),
    ("header", "recordTarget/patientRole/patient/guardian"): (guardian,),
    **{(model, ""): (bio.document,) for model in bio.MODELS},
    **{(model, "component/structuredBody"): (bio.body,) for model in bio.MODELS},
    **{(template, ""): (bio.chapter,) for template in bio.CHAPTERS},
    (bio.COPY, ""): (bio.copy,),
    **{(template, ""): (bio.entry,) for template in bio.ENTRIES},
    **{(template, ""): (bio.observation,) for template in bio.OBSERVATIONS},
    **{(template, ""): (bio.specimen,) for template in bio.SPECIMENS},
    (bio.LABORATORY, ""): (bio.laboratory,),
}
