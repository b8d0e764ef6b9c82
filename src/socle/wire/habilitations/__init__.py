"""Rights management (TD0.3): setAuthorization and its answer. Source: spec/dmp.md 3.2."""

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
    "ActionAsked",
    "AuthorisationAnswer",
    "AuthorisationRequest",
    "read_answer",
    "read_request",
    "write_answer",
    "write_request",
]
