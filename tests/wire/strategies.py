"""Hypothesis strategies for the values of `socle.wire`, for any test that needs arbitrary but legal ones.

Texts are what XML carries unchanged and what senders write: no control characters, no blanks at the ends.
"""

from dataclasses import replace
from io import BytesIO

from hypothesis import strategies as st

from socle.wire import hl7v3
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.hl7v3 import registration, searching
from socle.wire.xds import model

INS_OIDS = ("1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9", "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11")
STATUSES = (model.APPROVED, model.DEPRECATED, model.ARCHIVED, model.DELETED)
ASSOCIATION_TYPES = (
    model.HAS_MEMBER,
    model.REPLACES,
    model.TRANSFORMS,
    model.APPENDS,
    model.TRANSFORMS_AND_REPLACES,
    model.SIGNS,
    model.UPDATES_STATUS,
)

_letters = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff\u2028\u2029"
)


def texts(max_size=40):
    """A text of at least one visible character, without blanks at its ends."""
    return st.text(_letters, min_size=1, max_size=max_size).map(str.strip).filter(bool)


def tuples(values, min_size=0, max_size=3):
    return st.lists(values, min_size=min_size, max_size=max_size).map(tuple)


def optional(values):
    return st.none() | values


oids = st.lists(st.integers(0, 99999), min_size=1, max_size=6).map(
    lambda arcs: "2.25." + ".".join(str(arc) for arc in arcs)
)
urn_uuids = st.uuids().map(lambda value: f"urn:uuid:{value}")
times = st.datetimes().map(lambda value: f"{value:%Y%m%d%H%M%S}".rjust(14, "0"))
matricules = st.from_regex(r"[12][0-9]{14}", fullmatch=True)
ins = st.builds(lambda matricule, oid: CX.of(matricule, oid, "NH"), matricules, st.sampled_from(INS_OIDS))
persons = st.builds(XCN.of, st.from_regex(r"8[0-9]{11}", fullmatch=True), texts(20), texts(20))
structures = st.builds(XON.of, texts(20), st.from_regex(r"1[0-9]{9}", fullmatch=True))
codes = st.builds(model.Code, texts(20), st.just("") | oids | texts(10), st.just("") | texts())

authors = st.builds(
    model.Author,
    person=optional(persons),
    institutions=tuples(structures, max_size=2),
    roles=tuples(texts(), max_size=2),
    specialties=tuples(texts(), max_size=2),
    telecommunications=tuples(texts(), max_size=2),
)

_known_slots = {
    "creationTime",
    "hash",
    "languageCode",
    "legalAuthenticator",
    "repositoryUniqueId",
    "serviceStartTime",
    "serviceStopTime",
    "size",
    "sourcePatientId",
    "sourcePatientInfo",
    "URI",
    "documentAvailability",
    "urn:ihe:iti:xds:2013:referenceIdList",
    "submissionTime",
    "intendedRecipient",
    "lastUpdateTime",
}
slots = st.lists(
    st.tuples(texts(20).filter(lambda name: name not in _known_slots), tuples(texts(), 1)),
    max_size=2,
    unique_by=lambda slot: slot[0],
).map(tuple)


def document_entries(ids=urn_uuids):
    return st.builds(
        model.DocumentEntry,
        id=ids,
        unique_id=optional(oids),
        patient_id=optional(ins),
        source_patient_id=optional(ins),
        source_patient_info=tuples(texts()),
        authors=tuples(authors, max_size=2),
        legal_authenticator=optional(persons),
        class_code=optional(codes),
        type_code=optional(codes),
        format_code=optional(codes),
        healthcare_facility_type=optional(codes),
        practice_setting=optional(codes),
        confidentiality=tuples(codes),
        event_codes=tuples(codes),
        reference_ids=tuples(texts()),
        creation_time=optional(times),
        service_start_time=optional(times),
        service_stop_time=optional(times),
        title=optional(texts()),
        comments=optional(texts()),
        language=optional(st.sampled_from(["fr-FR", "art"])),
        mime_type=optional(st.sampled_from(["text/xml", "application/dicom"])),
        hash=optional(st.from_regex(r"[0-9a-f]{40}", fullmatch=True)),
        size=optional(st.integers(0, 10**9)),
        repository_unique_id=optional(oids),
        home_community_id=optional(oids.map(lambda oid: f"urn:oid:{oid}")),
        uri=optional(texts()),
        document_availability=optional(texts()),
        object_type=st.sampled_from([model.STABLE, model.ON_DEMAND]),
        logical_id=optional(urn_uuids),
        version=st.integers(1, 50),
        status=optional(st.sampled_from(STATUSES)),
        extra=slots,
    )


def submission_sets(ids=urn_uuids):
    return st.builds(
        model.SubmissionSet,
        id=ids,
        unique_id=optional(oids),
        source_id=optional(oids),
        patient_id=optional(ins),
        submission_time=optional(times),
        title=optional(texts()),
        comments=optional(texts()),
        authors=tuples(authors, max_size=2),
        content_type=optional(codes),
        intended_recipients=tuples(texts()),
        home_community_id=optional(oids),
        status=optional(st.sampled_from(STATUSES)),
        extra=slots,
    )


def folders(ids=urn_uuids):
    return st.builds(
        model.Folder,
        id=ids,
        unique_id=optional(oids),
        patient_id=optional(ins),
        codes=tuples(codes),
        title=optional(texts()),
        comments=optional(texts()),
        last_update_time=optional(times),
        home_community_id=optional(oids),
        status=optional(st.sampled_from(STATUSES)),
        extra=slots,
    )


def associations(ids=urn_uuids):
    return st.builds(
        model.Association,
        id=ids,
        type=st.sampled_from(ASSOCIATION_TYPES),
        source=urn_uuids,
        target=urn_uuids,
        slots=slots,
        documentation=optional(codes),
        status=optional(st.sampled_from(STATUSES)),
    )


registry_objects = st.one_of(document_entries(), submission_sets(), folders(), associations())


@st.composite
def submissions(draw):
    """A submission whose objects have different ids and whose every entry has its document."""
    entries = draw(st.lists(document_entries(), max_size=3, unique_by=lambda entry: entry.id))
    contents = draw(st.lists(st.binary(max_size=200), min_size=len(entries), max_size=len(entries)))
    return model.Submission(
        sets=(draw(submission_sets()),),
        entries=tuple(entries),
        folders=draw(tuples(folders(), max_size=1)),
        associations=draw(tuples(associations())),
        parts={
            entry.id: model.Part(entry.id, "text/xml", len(content), BytesIO(content))
            for entry, content in zip(entries, contents, strict=True)
        },
    )


stored_queries = st.builds(
    model.StoredQuery,
    query_id=urn_uuids,
    parameters=st.dictionaries(
        texts(20).map(lambda name: f"${name}"), tuples(tuples(texts(), 1), 1, 2), min_size=1, max_size=4
    ),
    return_type=st.sampled_from(["LeafClass", "ObjectRef"]),
    home_community_id=optional(oids),
)

identifiers = st.builds(hl7v3.II, oids, st.just("") | texts(20))
devices = st.builds(hl7v3.Device, oids, st.just("") | texts(20))

patient_queries = st.builds(
    hl7v3.PatientQuery,
    message_id=identifiers,
    query_id=identifiers,
    patient=st.builds(hl7v3.II, st.sampled_from(INS_OIDS), matricules),
    sender=devices,
    reason=st.sampled_from(["TEST_EXST", "CNSLT_DATA"]),
    created=times,
    processing_code=st.sampled_from(["P", "D"]),
)

_telecoms = tuples(st.builds(hl7v3.Telecom, texts(), st.sampled_from(["", "MC", "H"])))
_addresses = optional(st.builds(hl7v3.Address, tuples(texts()), st.just("") | texts(5), st.just("") | texts()))
_nothing = st.none()
_closings = optional(st.builds(hl7v3.Closing, times, codes, st.just("") | texts()))


def _records(closing=_nothing):
    return st.builds(
        hl7v3.PatientFound,
        ids=tuples(identifiers, 1),
        names=tuples(
            st.builds(
                hl7v3.Name,
                given=tuples(texts(20)),
                birth=st.just("") | texts(20),
                usage=st.just("") | texts(20),
                prefix=st.just("") | texts(5),
            ),
            max_size=2,
        ),
        gender=st.sampled_from(["", "M", "F", "UN"]),
        birth_date=st.sampled_from(["", "19840517"]),
        telecoms=_telecoms,
        observations=tuples(st.builds(hl7v3.Observation, codes, st.booleans())),
        closing=closing,
        address=_addresses,
        deceased=optional(st.booleans()),
        birth_place=st.sampled_from(["", "35238"]),
        relationships=tuples(
            st.builds(
                hl7v3.Relationship,
                code=st.sampled_from(["MTH", "FTH", "RESPRSN"]),
                family=st.just("") | texts(20),
                given=st.just("") | texts(20),
                prefix=st.sampled_from(["", "MME"]),
                address=_addresses,
                telecoms=_telecoms,
            ),
            max_size=2,
        ),
        contact=optional(codes),
    )


_named = _records().map(lambda found: replace(found, ids=(hl7v3.II(INS_OIDS[0], "100000000000001"), *found.ids)))
_interactions = st.sampled_from(["PRPA_IN201311UV02", "PRPA_IN201314UV02"])

registration_requests = st.builds(
    registration.RegistrationRequest,
    interaction=_interactions,
    message_id=identifiers,
    sender=devices,
    reason=st.sampled_from(["CREA_RD", "REAC", "MODIF_DATA", "FERM"]),
    patient=_named,
    writer=optional(
        st.builds(
            registration.Writer,
            id=texts(20),
            specialty=optional(codes),
            given=st.just("") | texts(20),
            family=st.just("") | texts(20),
        )
    ),
    active=st.booleans(),
    created=times,
    processing_code=st.sampled_from(["P", "D"]),
)

registration_answers = st.builds(
    registration.RegistrationAnswer,
    interaction=_interactions,
    message_id=identifiers,
    answers=identifiers,
    receiver=devices,
    created=times,
    reason=st.sampled_from(["CREA_RD", "REAC", "MODIF_DATA", "FERM"]),
    patient=_named,
)

candidate_answers = st.builds(
    searching.CandidateAnswer,
    message_id=identifiers,
    answers=identifiers,
    query_id=identifiers,
    receiver=devices,
    created=times,
    traits=st.builds(
        searching.SearchedTraits,
        given=st.just("") | texts(20),
        family=st.just("") | texts(20),
        gender=st.sampled_from(["", "M", "F"]),
        birth_date=st.sampled_from(["", "19840517"]),
        address=_addresses,
    ),
    candidates=tuples(st.builds(searching.Candidate, patient=_named, percentage=st.integers(0, 100)), max_size=2),
)

patient_answers = st.builds(
    hl7v3.PatientAnswer,
    message_id=identifiers,
    answers=identifiers,
    query_id=identifiers,
    receiver=devices,
    created=times,
    reason=st.sampled_from(["TEST_EXST", "CNSLT_DATA"]),
    found=optional(_records(_closings)),
    authorisation=optional(st.sampled_from(["VALIDE", "EXPIRE", "INTERDIT", "NON_EXISTE"])),
    treating_physician=optional(st.booleans()),
)
