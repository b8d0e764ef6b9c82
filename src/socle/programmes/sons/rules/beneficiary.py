"""Who is funded: known, once per DSR and wave, not already paid by another programme, having signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from socle.identity.checkdigits import finess
from socle.programmes.sons.model import Aid, Request
from socle.programmes.sons.verdicts import eligibility as said
from socle.programmes.sons.words import holds_one, words
from socle.rulebook import ALLOWED, Decision, Finding, refuse, rule

#: Means of signature admitted. Source: ANS, FAQ industriels (spec/programmes.md 3.2).
_MEANS = ("main*", "manuscrit*", "cps", "cpe", "cpf", "cpa", "cpx", "psc", "pro sante connect", "rgs", "e cps")


def known(request: Request) -> Decision:
    """Whether the request names its beneficiary, its DSR and its site, and says one thing of each."""
    findings: list[Finding] = []
    if request.disagreeing:
        findings.append(said.DISAGREEING.at(request.order, found=", ".join(request.disagreeing)))
    absent = [name for name, value in (("le bénéficiaire", request.beneficiary), ("le DSR", request.dsr)) if not value]
    if absent:
        reason = "une subvention va à un FINESS, pour un DSR"
        findings.append(said.BENEFICIARY_UNKNOWN.at(request.order, expected=reason, found=" ni ".join(absent)))
    findings += [
        said.FINESS_DOUBTFUL.at(request.order, found=number)
        for number in (request.finess_pmsi, request.finess_ej, request.finess_eg)
        if number and not finess(number)
    ]
    if not request.finess_eg and not request.siret:
        findings.append(said.SITE_UNKNOWN.at(request.order))
    return refuse(*findings, rules=(rule("SONS-505"),))


def funding_key(request: Request) -> tuple[str, str, str]:
    """One subsidy each: beneficiary, DSR by its words without its wave, wave."""
    dsr = [word for word in words(request.dsr) if word not in {"va1", "va2", "v1", "v2", "vague", "1", "2"}]
    return request.beneficiary, " ".join(dsr), request.waves


def duplicates(requests: Sequence[Request]) -> Mapping[int, Decision]:
    """Decisions by position in `requests`: every one but the first ordered of a beneficiary, DSR and wave is refused.

    Another DSR (SONS-032), another wave of the same (SONS-033) stand for themselves.
    """
    cited = (rule("SONS-031"), rule("SONS-032"), rule("SONS-033"))
    decided: dict[int, Decision] = {}
    first: dict[tuple[str, str, str], Request] = {}
    ordered = sorted(range(len(requests)), key=lambda at: (requests[at].ordered_on or date.max, at))
    for position in ordered:
        request = requests[position]
        key = funding_key(request)
        if not key[0] or not key[1]:
            continue
        kept = first.setdefault(key, request)
        if kept is request:
            decided[position] = Decision(rules=cited)
            continue
        finding = said.DUPLICATE.at(request.order, expected=f"commande {kept.order}", found=key[0])
        decided[position] = refuse(finding, rules=cited)
    return decided


def firsts(requests: Iterable[Request]) -> Mapping[tuple[str, str], Sequence[str]]:
    """The orders of wave 1 by beneficiary and DSR."""
    found: dict[tuple[str, str], list[str]] = {}
    for request in requests:
        if request.waves == "1":
            found.setdefault(funding_key(request)[:2], []).append(request.order)
    return found


def both_waves(request: Request, wave_one: Mapping[tuple[str, str], Sequence[str]]) -> Decision:
    """A prestation of both waves is only for who had not the first one, funded or paid."""
    if request.waves != "1+2":
        return ALLOWED
    earlier = list(wave_one.get(funding_key(request)[:2], ()))
    if request.wave_one_done:
        earlier.append("déjà financée ou payée, selon le fichier")
    return refuse(*(said.WAVE_ONE_DONE.at(request.order, found=name) for name in earlier), rules=(rule("SONS-509"),))


def crossed(request: Request, aids: Mapping[str, Sequence[Aid]] | None) -> Decision:
    """Whether ESMS numérique already paid for acquiring a referenced solution: amorçage does not count against it."""
    if aids is None or request.corridor != "medico-social":
        return ALLOWED
    numbers = dict.fromkeys(filter(None, (request.finess_eg, request.finess_pmsi)))
    findings = []
    for number in numbers:
        for aid in aids.get(number, ()):
            if aid.is_starting_phase:
                findings.append(said.ESMS_STARTING_PHASE.at(request.order, found=number))
            elif aid.is_acquisition and aid.referenced is not False:
                findings.append(said.ESMS_ACQUISITION.at(request.order, found=number))
    return refuse(*findings, rules=(rule("SONS-034"), rule("SONS-035"), rule("SONS-036")))


def eligible(request: Request) -> Decision:
    """Whether what is asked for may be funded: an upgrade of a DUI, a laboratory of one's own, a signed order."""
    findings: list[Finding] = []
    nature = words(request.nature)
    buys = holds_one(nature, ("acqui*", "achat*", "renouvel*", "remplac*", "changement*", "nouveau"))
    upgrades = holds_one(nature, ("conformite", "mise a jour", "mise a niveau", "montee de version"))
    if request.corridor == "medico-social" and buys and not upgrades:
        findings.append(said.NOT_AN_UPGRADE.at(request.order, found=request.nature))
    if request.corridor == "biologie" and request.own_laboratory is False:
        findings.append(said.LABORATORY_OUTSIDE.at(request.order))
    if request.signed is False:
        findings.append(said.UNSIGNED.at(request.order))
    means = words(request.signature_means)
    if means and not holds_one(means, _MEANS):
        admitted = "à la main, carte CPx, Pro Santé Connect, certificat RGS"
        findings.append(said.SIGNATURE_MEANS.at(request.order, expected=admitted, found=request.signature_means))
    return refuse(*findings, rules=(rule("SONS-056"), rule("SONS-501")))
