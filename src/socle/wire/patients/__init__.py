"""Messages of `patients` outside HL7 v3: one's records (TD0.4), accounts (TD1.5). Source: spec/dmp.md 3.3."""

from socle.wire.patients.account import (
    AccountAnswer,
    Channel,
    ChannelChange,
    ChannelType,
    read_channel,
    write_account_answer,
)
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
    "AccountAnswer",
    "Channel",
    "ChannelChange",
    "ChannelType",
    "DateType",
    "ListedRecord",
    "RecordListRequest",
    "read_channel",
    "read_list_answer",
    "read_list_request",
    "write_account_answer",
    "write_list_answer",
    "write_list_request",
]
