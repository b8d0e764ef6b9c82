"""Who takes part in a document and when, in the words of a page (French)."""

from __future__ import annotations

from collections.abc import Iterator

from socle.documents import times
from socle.documents.cda import CdaDocument, Entity, Organisation, Participation
from socle.documents.identifiers import ins_of
from socle.documents.showing.model import Matricule, When, Who
from socle.identity import oids

#: The part a relatedEntity plays. Source: spec/cda.md section 1 (informant).
_RELATED = {
    "ECON": "Personne à prévenir",
    "NOK": "Personne de confiance",
    "CON": "Informateur",
    "CAREGIVER": "Aidant",
    "PAT": "Patient",
}
#: The part a participant plays. Source: JDV_J144; spec/cda.md section 1.
_PARTICIPANTS = {
    "REF": "Médecin demandeur",
    "REFB": "Adressé par",
    "INF": "Informateur",
    "RESP": "Responsable",
    "PRF": "Exécutant",
    "CON": "Consultant",
    "VRF": "Validé par",
}


_NATURES = {
    oids.NIR: "NIR",
    oids.NIA: "NIA",
    oids.NIR_TEST: "NIR, identité de test",
    oids.NIR_DEMO: "NIR, identité de démonstration",
}


def matricule(document: CdaDocument) -> Matricule | None:
    """The patient's INS and its nature, as a document shows it beside the traits; None when the header has none."""
    ins = ins_of(document)
    return Matricule(ins.extension, _NATURES[ins.root]) if ins else None


def patient(document: CdaDocument) -> Who:
    """The patient: the name used, else the birth name, with what tells one person from another."""
    about = document.patient
    name = about.name
    given = name.given("CL") or name.given("BR") or name.given()
    family, born = name.family("CL") or name.family(), name.family("BR")
    details = [f"nom de naissance : {born}"] if born and born != family else []
    if about.gender and about.gender.label:
        details.append(about.gender.label)
    return Who("Patient", f"{given} {family}".strip(), tuple(details), times.read(about.birth_time))


def people(document: CdaDocument) -> tuple[Who, ...]:
    """Everyone else, in the order of the header; nobody twice in the same part."""
    return tuple(dict.fromkeys(_people(document)))


def _people(document: CdaDocument) -> Iterator[Who]:
    yield from (_who("Auteur", each) for each in document.authors)
    if document.legal_authenticator:
        yield _who("Responsable du document", document.legal_authenticator)
    yield from (_who("Validé par", each) for each in document.authenticators)
    for event in document.events:
        yield from (_who("Acte réalisé par", each) for each in event.performers)
    yield from (_who(_PARTICIPANTS.get(each.type_code, "Participant"), each) for each in document.participants)
    yield from (_who(_RELATED.get(each.entity.class_code, "Informateur"), each) for each in document.informants)
    yield from (_who("Destinataire", each) for each in document.recipients)
    if document.custodian:
        yield Who("Conservé par", _organisation_name(document.custodian))


def _who(part: str, participation: Participation) -> Who:
    entity = participation.entity
    labels = [entity.code.label] if entity.code else []
    if participation.function:
        labels.insert(0, participation.function.label or participation.function.original_text)
    name = _name(entity)
    organisation = _organisation_name(entity.organisation) if entity.organisation else ""
    details = [label for label in (*labels, organisation) if label and label != name]
    return Who(part, name, tuple(details), times.read(participation.time.start))


def _name(entity: Entity) -> str:
    if entity.name and entity.name.full:
        return entity.name.full
    if entity.device:
        return entity.device.software or entity.device.model
    if entity.organisation and entity.organisation.name:
        return entity.organisation.name
    return "Personne non nommée"


def _organisation_name(organisation: Organisation) -> str:
    return organisation.name or next((f"Structure {id.extension or id.root}" for id in organisation.ids if id), "")


def dates(document: CdaDocument) -> tuple[When, ...]:
    """When it was written, when the main act took place, and the stay."""
    act, encounter = document.main_act, document.encounter
    spans = [("Document établi", document.effective_time, "")]
    if act:
        spans.append(("Acte", act.time.start, act.time.high))
    if encounter:
        spans.append(("Prise en charge", encounter.time.start, encounter.time.high))
    read = ((label, times.read(start), times.read(end)) for label, start, end in spans)
    return tuple(When(label, start, end) for label, start, end in read if start is not None)
