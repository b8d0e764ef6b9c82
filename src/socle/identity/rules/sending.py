"""When a matricule may leave: sent to someone, printed on a label, encoded in a Data Matrix.

Source: spec/identity.md a.6 (EXI ID 29). Inside its own structure it is shown as soon as INSi gave it.
"""

from __future__ import annotations

from dataclasses import replace

from socle.identity import oids
from socle.identity.desk.verdicts import INS_NOT_SENT
from socle.identity.facts import LocalFacts, Status, Step
from socle.identity.rules.lowering import STATUSES
from socle.identity.rules.raising import stopped
from socle.identity.verdicts import TEST_INS_IN_PRODUCTION
from socle.rulebook import Decision, refuse, rule
from socle.rulebook.choices import Choices


def may_send(facts: LocalFacts, choices: Choices) -> Decision:
    """Whether the matricule and its OID may leave: the identity is qualified, the INS not a test one in production."""
    barred = stopped(facts)
    if not barred.allowed:
        return barred
    if facts.status is not Status.QUALIFIED or facts.ins is None:
        return refuse(INS_NOT_SENT.at("ins", found=STATUSES[facts.status]))
    if not oids.is_qualified(facts.ins.authority, choices.production):
        return refuse(TEST_INS_IN_PRODUCTION.at("ins", found=facts.ins.authority))
    return Decision(rules=(rule("INS-522"),))


def send(facts: LocalFacts, choices: Choices) -> Step:
    """Let the matricule leave: from now on someone holds it, and is told when it is withdrawn."""
    decision = may_send(facts, choices)
    return Step(decision, replace(facts, sent=True) if decision.allowed else facts)
