"""Whether one object answers the parameters of a query. Pure; IHE ITI TF-2 3.18.4.1.2.3.

Repeated slots add up (AND), values of one slot are alternatives (OR). Codes compare code and scheme, labels
never. From is included, To is not; a time of lesser precision is its first instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from socle.wire.xds.model import STABLE, Author, Code, DocumentEntry, Folder, SubmissionSet

Parameters = Mapping[str, tuple[tuple[str, ...], ...]]

_FIRST_INSTANT = "00000101000000"


def values(parameters: Parameters, name: str) -> tuple[str, ...]:
    """Every value of a parameter, all slots together."""
    return tuple(value for slot in parameters.get(name, ()) for value in slot)


def first(parameters: Parameters, name: str) -> str | None:
    return next(iter(values(parameters, name)), None)


def instant(time: str) -> str:
    """A DTM of any precision as the fourteen digits of its first instant."""
    return time[:14] + _FIRST_INSTANT[len(time) :]


def within(time: str | None, parameters: Parameters, name: str) -> bool:
    """Whether `time` lies from `<name>From` on and before `<name>To`."""
    start, end = first(parameters, f"{name}From"), first(parameters, f"{name}To")
    if start is None and end is None:
        return True
    if not time:
        return False
    return (start is None or instant(time) >= instant(start)) and (end is None or instant(time) < instant(end))


def any_code(held: Iterable[Code | None], parameters: Parameters, name: str) -> bool:
    """Whether each slot of the parameter names at least one of the codes held."""
    have = {(code.code, code.scheme) for code in held if code is not None}
    return all(have & {_code(value) for value in slot} for slot in parameters.get(name, ()))


def _code(value: str) -> tuple[str, str]:
    parts = value.split("^")
    return parts[0], parts[-1]


def one_of(held: str | None, parameters: Parameters, name: str) -> bool:
    wanted = values(parameters, name)
    return not wanted or held in wanted


def like(held: Iterable[str], parameters: Parameters, name: str) -> bool:
    """Whether a text held matches one of the SQL LIKE patterns (% any run, _ any character)."""
    patterns = values(parameters, name)
    texts = list(held)
    return not patterns or any(_is_like(text, pattern) for pattern in patterns for text in texts)


def _is_like(text: str, pattern: str) -> bool:
    """SQL LIKE in a time bounded by both lengths multiplied: a sender's pattern is never made an expression."""
    here, there, star, resume = 0, 0, -1, 0
    while here < len(text):
        wanted = pattern[there : there + 1]
        if wanted == "%":
            star, resume, there = there, here, there + 1
        elif wanted and wanted in {"_", text[here]}:
            here, there = here + 1, there + 1
        elif star >= 0:
            resume, here, there = resume + 1, resume + 1, star + 1
        else:
            return False
    return not pattern[there:].strip("%")


def persons(authors: Iterable[Author]) -> list[str]:
    return [author.person.text for author in authors if author.person is not None]


#: Coded attributes of an entry, by the parameter that searches them.
_ENTRY_CODES: Mapping[str, Callable[[DocumentEntry], tuple[Code | None, ...]]] = {
    "$XDSDocumentEntryClassCode": lambda entry: (entry.class_code,),
    "$XDSDocumentEntryTypeCode": lambda entry: (entry.type_code,),
    "$XDSDocumentEntryPracticeSettingCode": lambda entry: (entry.practice_setting,),
    "$XDSDocumentEntryHealthcareFacilityTypeCode": lambda entry: (entry.healthcare_facility_type,),
    "$XDSDocumentEntryEventCodeList": lambda entry: entry.event_codes,
    "$XDSDocumentEntryConfidentialityCode": lambda entry: entry.confidentiality,
    "$XDSDocumentEntryFormatCode": lambda entry: (entry.format_code,),
}


def entry_is_of_type(entry: DocumentEntry, parameters: Parameters) -> bool:
    """$XDSDocumentEntryType: stable entries when it is left out."""
    return entry.object_type in (values(parameters, "$XDSDocumentEntryType") or (STABLE,))


def entry_matches(entry: DocumentEntry, parameters: Parameters) -> bool:
    """Whether an entry answers every parameter of a FindDocuments, GetAll or …AndContents query."""
    return (
        entry_is_of_type(entry, parameters)
        and one_of(entry.status, parameters, "$XDSDocumentEntryStatus")
        and one_of(entry.document_availability, parameters, "$XDSDocumentEntryDocumentAvailability")
        and all(any_code(held(entry), parameters, name) for name, held in _ENTRY_CODES.items())
        and within(entry.creation_time, parameters, "$XDSDocumentEntryCreationTime")
        and within(entry.service_start_time, parameters, "$XDSDocumentEntryServiceStartTime")
        and within(entry.service_stop_time, parameters, "$XDSDocumentEntryServiceStopTime")
        and like(persons(entry.authors), parameters, "$XDSDocumentEntryAuthorPerson")
        and _references(entry, parameters)
    )


def _references(entry: DocumentEntry, parameters: Parameters) -> bool:
    slots = parameters.get("$XDSDocumentEntryReferenceIdList", ())
    return all(set(entry.reference_ids) & set(slot) for slot in slots)


def set_matches(submission_set: SubmissionSet, parameters: Parameters) -> bool:
    return (
        one_of(submission_set.status, parameters, "$XDSSubmissionSetStatus")
        and one_of(submission_set.source_id, parameters, "$XDSSubmissionSetSourceId")
        and within(submission_set.submission_time, parameters, "$XDSSubmissionSetSubmissionTime")
        and like(persons(submission_set.authors), parameters, "$XDSSubmissionSetAuthorPerson")
        and any_code((submission_set.content_type,), parameters, "$XDSSubmissionSetContentType")
    )


def folder_matches(folder: Folder, parameters: Parameters) -> bool:
    return (
        one_of(folder.status, parameters, "$XDSFolderStatus")
        and within(folder.last_update_time, parameters, "$XDSFolderLastUpdateTime")
        and any_code(folder.codes, parameters, "$XDSFolderCodeList")
    )
