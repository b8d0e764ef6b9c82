"""The organisation of identitovigilance: a charter, a referent, and the work that small structures share."""

from __future__ import annotations

from socle.identity.desk.verdicts import CHARTER_MISSING, COMMITTEE_PENDING, REFERENT_MISSING, SUPER_REFERENT_MISSING
from socle.identity.facts import Organisation
from socle.rulebook import Decision, Finding, refuse, rule


def in_order(organisation: Organisation) -> Decision:
    """Whether an organisation is what the RNIV asks of every structure, whatever its size (ORG-001, ORG-002).

    Small structures may share the work (ORG-003): the super referent writes for all, their committee validates
    (ORG-004); each still has its own referent.
    """
    findings: list[Finding] = []
    if not organisation.charter:
        findings.append(CHARTER_MISSING.at("charter"))
    if not organisation.referent:
        findings.append(REFERENT_MISSING.at("referent"))
    cited = [rule("ORG-001"), rule("ORG-002")]
    if organisation.is_shared:
        cited += [rule("ORG-003"), rule("ORG-004")]
        if not organisation.super_referent:
            findings.append(SUPER_REFERENT_MISSING.at("super_referent", found=organisation.cluster))
        if organisation.validated_on is None:
            findings.append(COMMITTEE_PENDING.at("validated_on", found=organisation.cluster))
    return refuse(*findings, rules=cited)


def may_correct(organisation: Organisation | None, who: str) -> bool:
    """Whether somebody may change locked traits: the referent, or the super referent of the cluster."""
    if organisation is None or not who:
        return False
    return who in {organisation.referent, organisation.super_referent}
