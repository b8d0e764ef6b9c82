"""Messages of the service `patients` outside HL7 v3: the list of one's records (TD0.4). Source: spec/dmp.md 3.3."""

from socle.wire.patients.listing import (
    LIST_ACTION,
    DateType,
    ListedRecord,
    RecordListRequest,
    read_list_answer,
    read_list_request,
    write_list_answer,
    write_list_request,
)

__all__ = [
    "LIST_ACTION",
    "DateType",
    "ListedRecord",
    "RecordListRequest",
    "read_list_answer",
    "read_list_request",
    "write_list_answer",
    "write_list_request",
]
