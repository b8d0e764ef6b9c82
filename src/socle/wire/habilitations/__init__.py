"""Rights management: setAuthorization (TD0.3), listAuthorizationByPatient (TD1.6). Source: spec/dmp.md 3.2."""

from socle.wire.habilitations.listing import (
    LIST_ACTION,
    ListedAuthorisation,
    ListMode,
    read_list_answer,
    read_list_request,
    write_list_answer,
    write_list_request,
)
from socle.wire.habilitations.messages import (
    ACTION,
    DMP_OK,
    ActionAsked,
    AuthorisationAnswer,
    AuthorisationRequest,
    read_answer,
    read_request,
    write_answer,
    write_request,
)

__all__ = [
    "ACTION",
    "DMP_OK",
    "LIST_ACTION",
    "ActionAsked",
    "AuthorisationAnswer",
    "AuthorisationRequest",
    "ListMode",
    "ListedAuthorisation",
    "read_answer",
    "read_list_answer",
    "read_list_request",
    "read_request",
    "write_answer",
    "write_list_answer",
    "write_list_request",
    "write_request",
]
