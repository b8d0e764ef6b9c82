"""What the journal can say: every kind of act, as `room:subject:action`.

The room is the one that does it, the subject what it is done to, the action a verb. A code, once written to
a journal, keeps its meaning for ever: codes are added, never changed or taken back.
"""

from __future__ import annotations

import re
from enum import StrEnum


class ActCode(StrEnum):
    """Every act that the journal knows."""

    RECORD_OPEN = "record:record:open"
    RECORD_LIST = "record:record:list"  # TD0.4
    RECORD_CLOSE = "record:record:close"
    RECORD_REOPEN = "record:record:reopen"  # TD1.2
    RECORD_TEST = "record:record:test"  # TD0.2
    RECORD_SEARCH = "record:record:search"  # TD0.5
    ADMINISTRATIVE_READ = "record:administrative:read"  # TD1.3a
    ADMINISTRATIVE_CHANGE = "record:administrative:change"  # TD1.3b
    RECORD_DESTROY = "record:record:destroy"
    SPACE_ACTIVATE = "record:space:activate"
    SPACE_DEACTIVATE = "record:space:deactivate"
    SPACE_REACTIVATE = "record:space:reactivate"
    ERASURE_ASK = "record:erasure:ask"  # told before anything goes
    DEATH_ADD = "record:death:add"
    ACCOUNT_ADD = "record:account:add"  # TD1.5a
    ACCOUNT_CHANGE = "record:account:change"  # TD1.5b
    ACCOUNT_RENEW = "record:account:renew"  # TD1.5d
    DELETION_ASK = "record:deletion:ask"  # of its author (DMP-016)
    RECORD_READ_HISTORY = "record:history:read"
    AUTHORISATION_ADD = "record:authorisation:add"  # TD0.3
    AUTHORISATION_LIST = "record:authorisation:list"  # TD1.6
    AUTHORISATION_REMOVE = "record:authorisation:remove"
    PHYSICIAN_ADD = "record:physician:add"
    PHYSICIAN_REMOVE = "record:physician:remove"
    ADMINISTRATOR_ADD = "record:administrator:add"
    ADMINISTRATOR_REMOVE = "record:administrator:remove"
    INFORMATION_ADD = "record:information:add"  # the patient was informed (DMP-004)
    INFORMATION_REMOVE = "record:information:remove"
    OPPOSITION_ADD = "record:opposition:add"
    OPPOSITION_REMOVE = "record:opposition:remove"
    PRESENCE_REQUIRE = "record:presence:require"  # of a physician, when representatives read (DMP-137)
    PRESENCE_ADD = "record:presence:add"
    RECORD_MASK = "record:record:mask"  # everything at once (DMP-098)
    RECORD_UNMASK = "record:record:unmask"
    BLOCK_ADD = "record:block:add"
    BLOCK_REMOVE = "record:block:remove"
    SUBMISSION_FEED = "record:submission:feed"  # TD2.1, TD2.2
    DOCUMENT_FEED = "record:document:feed"
    DOCUMENT_REPLACE = "record:document:replace"
    DOCUMENT_SEARCH = "record:document:search"  # TD3.1a
    DOCUMENT_REFER = "record:document:refer"  # TD3.1b
    DOCUMENT_READ = "record:document:read"  # TD3.2
    DOCUMENT_MASK = "record:document:mask"  # TD3.3
    DOCUMENT_UNMASK = "record:document:unmask"
    DOCUMENT_HIDE = "record:document:hide"  # from the patient or his representatives: asked too late
    DOCUMENT_SHOW = "record:document:show"
    DOCUMENT_DELETE = "record:document:delete"
    DOCUMENT_ARCHIVE = "record:document:archive"
    DOCUMENT_UNARCHIVE = "record:document:unarchive"
    WEB_OPEN = "record:web:open"  # TD0.9, TD0.10
    NOTICE_SEND = "record:notice:send"
    INSI_SEARCH = "identity:insi:search"  # WS_INS1, WS_INS2
    INSI_VERIFY = "identity:insi:verify"  # WS_INS3 to WS_INS5
    DIRECTORY_LOAD = "directory:edition:load"  # extracts and resources, put in force at once (RPPS-015)
    SIGN_IN = "directory:session:open"
    SIGN_OUT = "directory:session:close"
    LOGIN_ASK = "directory:login:ask"  # refused alone: one request too many for the second screen of one person
    LOGIN_CONFIRM = "directory:login:confirm"  # at Pro Santé Connect; refused: a wrong code, a card worth nothing
    LOGIN_DECLINE = "directory:login:decline"
    MESSAGE_REFUSE = "record:message:refuse"  # an exchange that no transaction could take
    CARD_ORDER = "directory:card:order"
    CARD_ISSUE = "directory:card:issue"
    CARD_RECEIVE = "directory:card:receive"
    CARD_WITHDRAW = "directory:card:withdraw"
    CERTIFICATE_ORDER = "directory:certificate:order"
    CERTIFICATE_ISSUE = "directory:certificate:issue"
    CERTIFICATE_REVOKE = "directory:certificate:revoke"
    ENROLMENT_ADD = "directory:enrolment:add"  # RPPS+: an entry
    ENROLMENT_END = "directory:enrolment:end"  # an exit
    ENROLMENT_FILE = "directory:enrolment:file"  # a file as a whole
    PROFILE_CHANGE = "directory:profile:change"  # the one profile of a person (RPPS-013)
    MANAGER_ADD = "directory:manager:add"
    MANAGER_REMOVE = "directory:manager:remove"
    DELEGATION_ADD = "directory:delegation:add"
    DELEGATION_REMOVE = "directory:delegation:remove"
    PORTAL_REFUSE = "directory:portal:refuse"  # RPPS+, to whoever may not manage (RPPS-016)
    IDENTITY_OPEN = "identity:file:open"  # a structure's own entry for a person
    IDENTITY_CHANGE = "identity:file:change"
    IDENTITY_MERGE = "identity:file:merge"
    IDENTITY_MARK = "identity:file:mark"  # homonym, doubtful, fictive
    IDENTITY_UNMARK = "identity:file:unmark"
    INS_ASK = "identity:ins:ask"
    INS_RETRIEVE = "identity:ins:retrieve"
    INS_VERIFY = "identity:ins:verify"
    INS_SEND = "identity:ins:send"
    INS_PRINT = "identity:ins:print"
    INS_WITHDRAW = "identity:ins:withdraw"  # of each one who had received it
    INS_TELL = "identity:ins:tell"  # who received it knows that it is withdrawn
    PROOF_CHECK = "identity:proof:check"  # an identity document
    PROOF_CANCEL = "identity:proof:cancel"
    VIGILANCE_DECLARE = "identity:vigilance:declare"
    ACTIVITY_READ = "programmes:activity:read"  # what a structure sent here, by whoever manages it
    TOKEN_REFUSE = "directory:token:refuse"  # noqa: S105 - the name of an act


GRAMMAR = re.compile(r"[a-z]+:[a-z]+:[a-z]+")
