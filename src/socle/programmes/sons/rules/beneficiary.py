"""Who is funded: known, once per DSR and wave, not already paid by another programme, having signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from socle.identity.checkdigits import finess
from socle.programmes.sons.model import Aid, Request, function_of
from socle.programmes.sons.verdicts import eligibility as said
from socle.programmes.sons.words import holds_one, words
from socle.rulebook import ALLOWED, Decision, Finding, refuse, rule

#: Means of signature admitted. Source: ANS, FAQ industriels (spec/programmes.md 3.2).
_MEANS = ("main*", "manuscrit*", "cps", "cpe", "cpf", "cpa", "cpx", "psc", "pro sante connect", "rgs", "e cps")
#: How many lines that could not be read are named.
_SHOWN = 10
#: One prestation for both waves.
_BOTH = "1+2"


def known(request: Request) -> Decision:
    """Whether the request names its beneficiary, its DSR and its site, and says one thing of each."""
    findings: list[Finding] = []
    if request.disagreeing:
        findings.append(said.DISAGREEING.at(request.order, found=", ".join(request.disagreeing)))
    if request.unread:
        lines = ", ".join(map(str, request.unread[:_SHOWN]))
        findings.append(said.LINES_UNREAD.at(request.order, expected=str(len(request.unread)), found=lines))
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


def funding_key(request: Request) -> tuple[str, str]:
    """What one subsidy is for, whatever its wave: the beneficiary, and its DSR by the words of its function."""
    return request.beneficiary, function_of(request.dsr)


def duplicates(requests: Sequence[Request]) -> Mapping[int, Decision]:
    """Decisions by position in `requests`: every one but the first ordered of a beneficiary, DSR and wave is refused.

    Another DSR (SONS-032), another wave of the same (SONS-033) stand for themselves; a wave not told, who knows.
    """
    decided: dict[int, Decision] = {}
    funded: dict[tuple[str, str], list[Request]] = {}
    ordered = sorted(range(len(requests)), key=lambda at: (requests[at].ordered_on or date.max, at))
    for position in ordered:
        request = requests[position]
        key = funding_key(request)
        if all(key):
            earlier = funded.setdefault(key, [])
            decided[position] = funded_once(request, earlier)
            if decided[position].allowed:
                earlier.append(request)
    return decided


def funded_once(request: Request, earlier: Sequence[Request]) -> Decision:
    """Whether no order before this one, of its beneficiary and DSR, already has its wave."""
    cited = (rule("SONS-031"), rule("SONS-032"), rule("SONS-033"))
    same = next((one for one in earlier if _overlaps(request, one)), None)
    unsure = next((one for one in earlier if bool(one.waves) != bool(request.waves)), None)
    found = said.DUPLICATE if same else said.POSSIBLE_DUPLICATE
    told = same or unsure
    if told is None:
        return Decision(rules=cited)
    return refuse(found.at(request.order, expected=f"commande {told.order}", found=request.beneficiary), rules=cited)


def _overlaps(later: Request, earlier: Request) -> bool:
    """Whether two orders are for one wave. A prestation of both after a first one is SONS-509's."""
    if (later.waves, earlier.waves) == (_BOTH, "1"):
        return False
    return bool(set(later.waves.split("+")) & set(earlier.waves.split("+")))


def firsts(requests: Iterable[Request]) -> Mapping[tuple[str, str], Sequence[Request]]:
    """The orders of wave 1 by beneficiary and DSR."""
    found: dict[tuple[str, str], list[Request]] = {}
    for request in requests:
        if request.waves == "1":
            found.setdefault(funding_key(request), []).append(request)
    return found


def both_waves(request: Request, wave_one: Mapping[tuple[str, str], Sequence[Request]]) -> Decision:
    """A prestation of both waves is only for who had not the first one, funded or paid."""
    if request.waves != _BOTH:
        return ALLOWED
    day = request.ordered_on or date.max
    earlier = [one.order for one in wave_one.get(funding_key(request), ()) if (one.ordered_on or date.min) <= day]
    if request.wave_one_done:
        earlier.append("déjà financée ou payée, selon le fichier")
    return refuse(*(said.WAVE_ONE_DONE.at(request.order, found=name) for name in earlier), rules=(rule("SONS-509"),))


def crossed(request: Request, aids: Mapping[str, Sequence[Aid]] | None) -> Decision:
    """Whether ESMS numérique already paid for acquiring a referenced solution: amorçage does not count against it.

    A request of which no couloir is told may be that of an ESMS: the list decides.
    """
    if aids is None or request.corridor not in {"medico-social", ""}:
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
    if request.for_laboratory and request.own_laboratory is False:
        findings.append(said.LABORATORY_OUTSIDE.at(request.order))
    if request.signed is False:
        findings.append(said.UNSIGNED.at(request.order))
    means = words(request.signature_means)
    if means and not holds_one(means, _MEANS):
        admitted = "à la main, carte CPx, Pro Santé Connect, certificat RGS"
        findings.append(said.SIGNATURE_MEANS.at(request.order, expected=admitted, found=request.signature_means))
    return refuse(*findings, rules=(rule("SONS-056"), rule("SONS-501")))
