"""What a description leaves unsaid: written down here, and nowhere else, before anything is decided or written.

- confidentiality: N; title, practice setting, facility type and encounter: those of the ready name (`kinds`);
- created: the instant given; id and set_id: made under `oid_root`, or under 2.25 (a UUID); version: 1, or the next;
- set_id: that of the version replaced; first_given_name: the first of given_names, up to a space;
- an author wrote at the instant of creation, in his own organisation; the first who is a person signs;
- custodian: the structure of who signs; main act: who signs performed it, it starts with the stay or else at creation;
- a performer acts in the structure of who signs when none is said, in the practice setting of the ready name;
- encounter: starts with the main act; a laboratory report says nothing of acts: one act for each chapter.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from socle.documents import times
from socle.documents.building.kinds import KINDS, LABORATORY, Kind, default
from socle.documents.building.model import Act, Author, Encounter, Patient, Person, Signatory, Spec, Structure
from socle.documents.building.values import Code, Identifier
from socle.documents.building.xml import full
from socle.wire.ids import NewUuid

#: The longest OID that a uniqueId may be. Source: IHE ITI TF-3, 4.2.3.2.26.
LONGEST_OID = 64
#: The digits of half a UUID, which stay unique enough under a root of one's own.
_HALF = 64
_EMPTY = Kind(name="", type="", title="")


def complete(spec: Spec, *, at: datetime, new_uuid: NewUuid) -> Spec:
    """The same description with every default in place; what cannot be known stays empty, for the rules to tell."""
    kind = _kind(spec)
    code = spec.type or default(kind.type)
    created = spec.created or f"{at.astimezone(times.PARIS):%Y%m%d%H%M%S%z}"
    authors = tuple(replace(author, time=author.time or created) for author in spec.authors)
    signer = spec.legal_authenticator or _signer(authors)
    if signer is not None:
        signer = replace(signer, time=signer.time or created, organisation=_placed(signer.organisation, kind))
    spec = replace(
        spec,
        type=code,
        title=_title(spec, kind, code),
        created=created,
        confidentiality=spec.confidentiality or Code(code="N"),
        authors=authors,
        patient=_patient(spec.patient),
        legal_authenticator=signer,
        data_enterer=spec.data_enterer and _timed(spec.data_enterer, created),
        authenticators=tuple(_timed(one, created) for one in spec.authenticators),
        custodian=spec.custodian or (signer.organisation if signer else None),
        id=spec.id or made_id(spec.oid_root, new_uuid),
    )
    return _with_acts(_versioned(spec, new_uuid), kind)


def made_id(root: str, new_uuid: NewUuid) -> Identifier:
    """A new OID: under 2.25 from a whole UUID, under a root of one's own from its first half where that is needed."""
    number = new_uuid().int
    made = f"{root or '2.25'}.{number}"
    return Identifier(root=made if len(made) <= LONGEST_OID else f"{root}.{number >> _HALF}")


def _kind(spec: Spec) -> Kind:
    if spec.document:
        return KINDS.get(spec.document, _EMPTY)
    return KINDS["laboratory-report"] if spec.laboratory is not None else _EMPTY


def _title(spec: Spec, kind: Kind, code: Code | None) -> str:
    """CR-BIO fixes its title; else the one given, that of the ready name, or the label of the type."""
    if spec.laboratory is not None:
        return KINDS["laboratory-report"].title
    return spec.title or kind.title or (full(code, "type_code").label if code else "")


def _patient(patient: Patient) -> Patient:
    return replace(patient, first_given_name=patient.first_given_name or patient.given_names.partition(" ")[0])


def _timed(who: Signatory, created: str) -> Signatory:
    return replace(who, time=who.time or created)


def _signer(authors: tuple[Author, ...]) -> Signatory | None:
    author = next((one for one in authors if one.device is None), None)
    return None if author is None else _signatory(author, author.time)


def _signatory(who: Person, time: str) -> Signatory:
    return Signatory(
        id=who.id,
        root=who.root,
        profession=who.profession,
        family=who.family,
        given=who.given,
        prefix=who.prefix,
        suffix=who.suffix,
        telecoms=who.telecoms,
        address=who.address,
        organisation=who.organisation,
        time=time,
    )


def _placed(where: Structure | None, kind: Kind) -> Structure | None:
    """A structure with its practice setting, or that of the ready name."""
    if where is None:
        return None
    return replace(where, practice_setting=where.practice_setting or default(kind.practice_setting))


def _versioned(spec: Spec, new_uuid: NewUuid) -> Spec:
    """The set, kept through versions, and the version. A later version without its set has none: the rules tell it."""
    old = spec.replaces
    version = spec.version or ((old.version or 1) + 1 if old else 1)
    kept = spec.set_id or (old.set_id if old else None)
    return replace(spec, version=version, set_id=kept or (made_id(spec.oid_root, new_uuid) if version == 1 else None))


def _with_acts(spec: Spec, kind: Kind) -> Spec:
    """The acts and the stay; the main act and the stay start together when only one says when."""
    stay = spec.encounter or Encounter()
    acts = spec.acts or (Act(),)
    main, signer = acts[0], spec.legal_authenticator
    start = main.start or stay.start or spec.created
    performer = main.performer or (replace(signer, time="") if signer else None)
    if performer is not None:
        where = performer.organisation or (signer.organisation if signer else None)
        performer = replace(performer, organisation=_placed(where, kind))
    main = replace(main, start=start, end=main.end or ("" if main.start else stay.end), performer=performer)
    stay = replace(
        stay,
        start=stay.start or main.start,
        type=stay.type or default(kind.encounter),
        facility_type=stay.facility_type or default(kind.facility_type),
    )
    spec = replace(spec, acts=(main, *acts[1:]), encounter=stay)
    return spec if spec.laboratory is None else _laboratory(spec, main, stay)


def _laboratory(spec: Spec, main: Act, stay: Encounter) -> Spec:
    """The main act carries the first chapter, one more act each other; the biologist who signs is responsible."""
    if spec.laboratory is None or not spec.laboratory.chapters:
        return spec
    said = {act.code.code for act in spec.acts if act.code is not None}
    chapters = [chapter.code for chapter in spec.laboratory.chapters if chapter.code.code not in said]
    chapters = list({code.code: full(code, "laboratory_chapter") for code in chapters}.values())
    if main.code is None and chapters:
        main = replace(main, code=chapters.pop(0))
    if main.performer is not None:
        main = replace(main, performer=replace(main.performer, time=main.performer.time or spec.created))
    main = replace(main, status=main.status or "completed")
    more = tuple(Act(code=code) for code in chapters)
    signer = spec.legal_authenticator
    return replace(
        spec,
        type=spec.type or Code(code=LABORATORY),
        acts=(main, *spec.acts[1:], *more),
        encounter=replace(stay, responsible=stay.responsible or signer),
    )
