"""Identity's decisions: pure functions on facts. No database, no clock, no framework.

`acceptance`: what an identifier must be; `answering`: what the INSi teleservice answers, and to whom.
"""

from socle.identity.rules.acceptance import is_acceptable_ins, may_feed_for
from socle.identity.rules.answering import answer, answers, may_call_insi, verifies

__all__ = ["answer", "answers", "is_acceptable_ins", "may_call_insi", "may_feed_for", "verifies"]
