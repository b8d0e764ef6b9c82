"""What a document's metadata must be: a document entry derived from the CDA header.

Source: spec/cda.md section 10 (header to XDS / DMP metadata); spec/dmp.md 4.2.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from socle import codes
from socle.codes import CodeEntry
from socle.documents import people, times
from socle.documents.cda import II, CdaDocument, Coded
from socle.documents.identifiers import PATIENT_AUTHORITIES, ins_of
from socle.documents.people import escape
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import Code, DocumentEntry

MIME_TYPE = "text/xml"
SELF_PRESENTING_MIME_TYPE = "application/xslt+xml"
#: What a structured document of a model without a format of its own is filed under. Source: spec/cda.md 10.
UNKNOWN_MODEL = Code(
    "urn:asipSante:modelesHorsProfils:2011", "1.2.250.1.213.1.1.4.2.282", "Document non référencé IHE ou CI-SIS"
)
#: The root of French document models, preferred to IHE's where a document names both. Source: spec/cda.md 1.
_FRENCH_MODELS = "1.2.250.1.213.1.1.1."
#: Types of referenceIdList. Source: JDV_J231 (the ones the DMP keeps of JDV_J197); spec/dmp.md 4.2.
_ORDER = "urn:ihe:iti:xds:2013:order"
_ACCESSION = "urn:ihe:iti:xds:2013:accession"
_STUDY = "urn:ihe:iti:xds:2016:studyInstanceUID"
#: The templateId of an imaging report, whose act ids are DICOM studies. Source: DICOM PS3.20; spec/cda.md 10.
_IMAGING_REPORT = "1.2.250.1.213.1.1.1.45"
_DAY = len("YYYYMMDD")
#: contentTypeCode by kind of encounter (I, O and E of HL7 v2 PV1-2). Source: spec/cda.md 10; JDV_J59.
CONTENT_TYPES = {"IMP": "03", "AMB": "07", "EMER": "07"}
CONTENT_SCHEME = "1.2.250.1.213.2.2"
_OTHERWISE = "07"


def derive(document: CdaDocument, data: bytes, *, id: str = "Document01") -> DocumentEntry:
    """The entry that describes `document`, whose exact bytes are `data`. `id` is the symbolic entryUUID."""
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return replace(describe(document), id=id, hash=digest, size=len(data))


def describe(document: CdaDocument) -> DocumentEntry:
    """What the header of `document` says of it, its bytes left aside.

    What the header does not say stays None or empty; what the server gives (status, version, repository) is left out.
    """
    act, encounter = document.main_act, document.encounter
    authenticator = document.legal_authenticator
    return DocumentEntry(
        id="Document01",
        unique_id=document.unique_id,
        patient_id=patient_id(document),
        source_patient_id=source_patient_id(document),
        source_patient_info=source_patient_info(document),
        authors=tuple(map(people.author, document.authors)),
        legal_authenticator=people.xcn(authenticator.entity) if authenticator else None,
        class_code=class_code(document),
        type_code=as_code(document.code),
        format_code=format_code(document),
        healthcare_facility_type=as_code(encounter.facility_type) if encounter else None,
        practice_setting=as_code(act.practice_setting) if act else None,
        confidentiality=tuple(filter(None, [as_code(document.confidentiality)])),
        event_codes=event_codes(document),
        reference_ids=reference_ids(document),
        creation_time=times.to_utc(document.effective_time),
        service_start_time=times.to_utc(act.time.start) if act else None,
        service_stop_time=times.to_utc(act.time.high) if act else None,
        title=document.title or None,
        language=document.language or None,
        mime_type=SELF_PRESENTING_MIME_TYPE if document.self_presenting else MIME_TYPE,
    )


def as_code(coded: Coded | None) -> Code | None:
    return coded.as_code() if coded else None


def patient_id(document: CdaDocument) -> CX | None:
    """The patient's INS, None when the header has none. Source: spec/dmp.md 4.2 (type NH)."""
    ins = ins_of(document)
    return CX.of(ins.extension, ins.root, "NH") if ins else None


def source_patient_id(document: CdaDocument) -> CX | None:
    """The patient's number where the document was made; the INS when there is no other."""
    local = (id for id in document.patient.ids if id and id.extension and id.root not in PATIENT_AUTHORITIES)
    first = next(local, None)
    return CX.of(first.extension, first.root, "PI") if first else patient_id(document)


def source_patient_info(document: CdaDocument) -> tuple[str, ...]:
    """PID-3, the names (PID-5, L for the birth name, D for the name used), PID-7 and PID-8."""
    patient, ins = document.patient, patient_id(document)
    gender = patient.gender.code if patient.gender else ""
    fields = [f"PID-3|{ins}"] if ins else []
    fields += [f"PID-5|{name}" for name in _names(document)]
    if patient.birth_time:
        # A birth date, whatever hour the header adds to it.
        fields.append(f"PID-7|{patient.birth_time[:_DAY]}")
    if gender:
        # HL7 V2 table 0001 writes U for what CDA calls UN.
        fields.append(f"PID-8|{'U' if gender == 'UN' else gender}")
    return tuple(fields)


def _names(document: CdaDocument) -> list[str]:
    name = document.patient.name
    birth_given = name.given("BR") or name.given("").partition(" ")[0]
    names = [(name.family("BR") or name.family(), birth_given, "L")]
    if name.family("CL") or name.given("CL"):
        names.append((name.family("CL") or name.family("BR"), name.given("CL") or birth_given, "D"))
    return [f"{escape(family)}^{escape(given)}^^^^^{kind}" for family, given, kind in names if family or given]


def class_code(document: CdaDocument) -> Code | None:
    """The class that goes with the type; None for a type outside the table."""
    return _entry(codes.class_of(document.code.code)) if document.code else None


def format_code(document: CdaDocument) -> Code | None:
    """Level 1: by the media type of the file; level 3: by the model, French models first."""
    if document.body.level == 1:
        return _entry(codes.format_of_media_type(document.body.media_type))
    if document.body.level is None:
        return None
    roots = sorted((template.root for template in document.templates), key=_rank)
    known = (codes.format_of_template(root) for root in roots)
    return next((_entry(entry) for entry in known if entry is not None), UNKNOWN_MODEL)


def _rank(root: str) -> bool:
    """French models sort first."""
    return not root.startswith(_FRENCH_MODELS)


def event_codes(document: CdaDocument) -> tuple[Code, ...]:
    """The code of every act, and its translations into the nomenclatures that the DMP is searched by, each once."""
    coded = [event.code for event in document.events if event.code is not None]
    found = [as_code(each) for code in coded for each in (code, *filter(_is_searched, code.translations))]
    return tuple(dict.fromkeys(code for code in found if code is not None and code.scheme))


def _is_searched(translation: Coded) -> bool:
    """Source: event_code_system.csv (CCAM, CIM-10, modality, region…); spec/dmp.md 4.2, eventCodeList."""
    return codes.value_set("event_code_system").contains(translation.system)


def content_type(document: CdaDocument) -> Code:
    """What contentTypeCode is of the submission set that holds `document`, by its encounter."""
    kind = document.encounter.code.code if document.encounter and document.encounter.code else ""
    code = CONTENT_TYPES.get(kind, _OTHERWISE)
    return Code(code, CONTENT_SCHEME, codes.value_set("content_type").label(code) or code)


def replaced(document: CdaDocument) -> str | None:
    """The uniqueId of the document that this one replaces (relatedDocument RPLC); None when it replaces none."""
    parent = document.replaces
    id = next(filter(None, parent.ids), None) if parent else None
    return str(id) if id else None


def reference_ids(document: CdaDocument) -> tuple[str, ...]:
    """Orders and accession numbers the document answers, and the studies of an imaging report.

    Nothing else: the DMP keeps three of the types of JDV_J197 (JDV_J231), and a stay's number is none of them.
    """
    orders = [(id, _ORDER) for order in document.orders for id in order.ids]
    accessions = [(id, _ACCESSION) for order in document.orders for id in order.accession_numbers]
    studies = [(id, _STUDY) for event in document.events for id in event.ids] if _is_imaging(document) else []
    return tuple(dict.fromkeys(_reference(id, kind) for id, kind in [*orders, *accessions, *studies] if id))


def _is_imaging(document: CdaDocument) -> bool:
    return any(template.root == _IMAGING_REPORT for template in document.templates)


def _reference(id: II, kind: str) -> str:
    return f"{escape(id.extension)}^^^&{id.root}&ISO^{kind}" if id.extension else f"{id.root}^^^^{kind}"


def _entry(entry: CodeEntry | None) -> Code | None:
    return Code(entry.code, entry.scheme, entry.label) if entry else None
