"""Identity's decisions: pure functions on facts. No database, no clock, no framework.

`acceptance`: what an identifier must be; `answering`: what INSi answers, and to whom; `raising`, `lowering`, `sending`,
`merging`: the life of a structure's own file; `vigilance`: how a structure looks after identities.
"""

from socle.identity.rules.acceptance import is_acceptable_ins, may_feed_for
from socle.identity.rules.answering import answer, answers, may_call_from_desk, may_call_insi, verifies
from socle.identity.rules.birth import birth_date
from socle.identity.rules.lowering import (
    cancel_document,
    change_traits,
    mark,
    open_anonymous,
    unmark,
    verification_due,
    verify,
)
from socle.identity.rules.merging import merge
from socle.identity.rules.raising import by_vitale_app, check_document, may_ask, retrieve
from socle.identity.rules.sending import may_send, send
from socle.identity.rules.vigilance import in_order, may_correct

__all__ = [
    "answer",
    "answers",
    "birth_date",
    "by_vitale_app",
    "cancel_document",
    "change_traits",
    "check_document",
    "in_order",
    "is_acceptable_ins",
    "mark",
    "may_ask",
    "may_call_from_desk",
    "may_call_insi",
    "may_correct",
    "may_feed_for",
    "may_send",
    "merge",
    "open_anonymous",
    "retrieve",
    "send",
    "unmark",
    "verification_due",
    "verifies",
    "verify",
]
