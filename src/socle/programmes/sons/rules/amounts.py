"""Whether the amounts of an order are what they must be: written, multiplied, bounded, the same on the invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from socle.programmes.finess import finess as number
from socle.programmes.sons.model import Line, Request, function_of, wave_of
from socle.programmes.sons.money import cents, read_rate, shown, with_vat
from socle.programmes.sons.rules.perimeter import kind_of
from socle.programmes.sons.rules.scale import amount as scaled
from socle.programmes.sons.rules.scale import no_more_than
from socle.programmes.sons.settings import Assumptions
from socle.programmes.sons.tables import territories
from socle.programmes.sons.verdicts import amounts as said
from socle.programmes.sons.words import words
from socle.rulebook import ALLOWED, Decision, refuse, rule

#: Ceilings HT by the keys of `ceiling_key`; several amounts when the file disagrees with itself.
Ceilings = Mapping[tuple[str, str], frozenset[Decimal]]


def ceiling_key(finess: str, dsr: str, wave: str | None = None) -> tuple[str, str]:
    """How a line of the file of ceilings is found: the number, then the function of the DSR and the wave it names."""
    return number(finess), f"{function_of(dsr)} {wave_of(dsr) if wave is None else wave}".rstrip()


def ceilings_of(ceilings: Ceilings, finess: str, dsr: str, wave: str) -> frozenset[Decimal]:
    """The ceilings of a FINESS PMSI and DSR: of that wave, else of a line that names none."""
    told = ceilings.get(ceiling_key(finess, dsr, wave), frozenset())
    return told or ceilings.get(ceiling_key(finess, dsr, ""), frozenset())


def amounts(request: Request, assumptions: Assumptions) -> Decision:
    """Every line of the funded part: its four amounts, its rate, its products; then what the whole comes to."""
    found = [_line(request, line, assumptions) for line in request.funded_lines]
    if request.vat_subject is False and not request.vat_certificate:
        found.append(refuse(said.NO_VAT_CERTIFICATE.at(request.order)))
    if request.ht <= 0 and all(line.ht is not None for line in request.funded_lines):
        found.append(refuse(said.AMOUNT_ZERO.at(request.order, found=shown(request.ht))))
    return Decision.all(found)


def _line(request: Request, line: Line, assumptions: Assumptions) -> Decision:
    exempt = request.vat_subject is False
    percent = Decimal(0) if exempt else read_rate(line.vat_rate)
    missing = _missing(line, exempt=exempt)
    findings = []
    if missing:
        findings.append(
            said.AMOUNT_MISSING.at(line.place, expected="montant HT, taux de TVA, TVA, TTC", found=", ".join(missing))
        )
    if percent is None and line.vat_rate:
        findings.append(said.VAT_RATE_UNREADABLE.at(line.place, found=line.vat_rate))
    if line.ht is not None and percent is not None:
        ttc = with_vat(line.ht, percent)
        if line.ttc is not None and line.ttc != ttc:
            findings.append(said.TTC_WRONG.at(line.place, expected=shown(ttc), found=_exactly(line.ttc)))
        if line.vat is not None and line.vat != ttc - cents(line.ht):
            expected = shown(ttc - cents(line.ht))
            findings.append(said.VAT_WRONG.at(line.place, expected=expected, found=_exactly(line.vat)))
    decided = refuse(*findings, rules=(rule("SONS-060"), rule("SONS-062")))
    return decided if exempt or percent is None else decided + usual_rate(request, line, percent, assumptions)


def _missing(line: Line, *, exempt: bool) -> list[str]:
    told: list[tuple[str, object]] = [("montant HT", line.ht), ("montant TTC", line.ttc)]
    if not exempt:
        told = [told[0], ("taux de TVA", line.vat_rate or None), ("montant de TVA", line.vat), told[1]]
    return [name for name, value in told if value is None]


def _exactly(amount: Decimal) -> str:
    """An amount as written: one with more than two decimals is not rounded away."""
    return shown(amount) if amount == cents(amount) else f"{amount.normalize():f} €".replace(".", ",")


def usual_rate(request: Request, line: Line, percent: Decimal, assumptions: Assumptions) -> Decision:
    """Whether the rate is the one known, or ASSUMED, of the territory. Only a warning: the supplier decides."""
    name = request.territory or assumptions.territory
    known = territories()
    named = words(name)
    territory = next((one for one in known.values() if named in {words(one.id), words(one.label)}), None)
    if territory is None:
        listed = ", ".join(one.label for one in known.values())
        return refuse(said.TERRITORY_UNKNOWN.at(line.place, expected=listed, found=name))
    if percent != territory.percent:
        expected, found = (f"{rate.normalize():f}".replace(".", ",") for rate in (territory.percent, percent))
        return refuse(said.VAT_RATE_UNUSUAL.at(line.place, expected=expected, found=found))
    return Decision(rules=(rule("SONS-510"),))


def ceiling(request: Request, ceilings: Ceilings | None) -> tuple[Decision, Decimal | None]:
    """Whether the amount HT keeps to the regulatory ceiling, and that ceiling; nothing is said without a file."""
    if ceilings is None:
        return ALLOWED, None
    read = ceilings_of(ceilings, request.finess_pmsi, request.dsr, request.waves)
    cited = (rule("SONS-061"), rule("SONS-079"))
    if len(read) != 1:
        told = "aucune ligne" if not read else f"{len(read)} montants différents"
        place = f"{request.finess_pmsi or '(sans FINESS)'}, {request.dsr or '(sans DSR)'}"
        return refuse(said.CEILING_UNKNOWN.at(place, found=told), rules=cited), None
    (most,) = read
    return _bounded(request, most, cited), most


def has_scale(request: Request) -> bool:
    """Whether the published scale bounds the request: a DUI of wave 1."""
    return request.corridor == "medico-social" and request.waves == "1"


def scale_ceiling(
    request: Request, same_order: Sequence[Request], bodies: Mapping[str, int], assumptions: Assumptions
) -> tuple[Decision, Decimal | None]:
    """The same for ESMS: their number times the scale's amount HT, by the ESSMS of their managing body (`bodies`).

    Where an order names several ESMS, each of its requests is for one, whatever number its lines repeat. The
    published amount TTC bounds too: a sum of amounts HT that were each rounded up may come to a cent more.
    """
    sites = {one.finess_eg for one in same_order if one.finess_eg}
    alone = len(sites) < 2 or not request.finess_eg  # noqa: PLR2004 - several
    esms = (request.esms or (1 if request.finess_eg else 0)) if alone else 1
    essms = bodies.get(request.finess_ej, 0)
    found = scaled(essms, esms, assumptions)
    if found is None or not esms:
        place = f"{request.finess_ej or '(sans FINESS juridique)'}, barème médico-social"
        told = "aucun ESSMS compté" if esms else "nombre d'ESMS inconnu"
        return refuse(said.CEILING_UNKNOWN.at(place, found=told)), None
    cited = (rule("SONS-061"), rule("SONS-076"), found.tranche.rule)
    decision = _bounded(request, found.ht, cited) + no_more_than(request.order, essms, max(esms, len(sites)))
    if decision.allowed and request.ttc > found.ttc:
        over = said.OVER_SCALE.at(request.order, expected=shown(found.ttc), found=shown(request.ttc))
        decision += refuse(over, rules=cited)
    return decision, found.ht


def _bounded(request: Request, most: Decimal, cited: tuple[str, ...]) -> Decision:
    if request.ht > most:
        over = said.OVER_CEILING.at(request.order, expected=shown(most), found=shown(request.ht))
        return refuse(over, rules=cited)
    return Decision(rules=cited)


def invoice(request: Request) -> Decision:
    """Whether the invoice shows the three amounts, each that of the order. Nothing is said of an invoice not given."""
    lines = request.funded_lines
    findings = []
    for line in lines:
        given = {"HT": line.invoice_ht, "TVA": line.invoice_vat, "TTC": line.invoice_ttc}
        absent = [name for name, amount in given.items() if amount is None]
        if request.vat_subject is False:
            absent = [name for name in absent if name != "TVA"]
        if all(amount is None for amount in given.values()):
            continue
        if absent:
            findings.append(said.INVOICE_INCOMPLETE.at(line.place, expected="HT, TVA, TTC", found=", ".join(absent)))
        ordered = {"HT": line.ht, "TVA": line.vat, "TTC": line.ttc}
        findings += [
            said.INVOICE_DIFFERS.at(f"{line.place}, {name}", expected=shown(ordered[name]), found=_exactly(amount))
            for name, amount in given.items()
            if amount is not None and ordered[name] is not None and amount != ordered[name]
        ]
    return refuse(*findings, rules=(rule("SONS-063"),))


def client_billed(request: Request) -> Decision:
    """Whether something remains to be paid by the client on a line for which the State pays."""
    findings = [
        said.CLIENT_BILLED.at(line.place, found=shown(line.billed_client))
        for line in request.funded_lines
        if line.billed_client
    ]
    return refuse(*findings, rules=(rule("SONS-050"),))


def maintenance_pro_rata(request: Request) -> Decision:
    """Where software is bought beside the upgrade (a PFI), whether its maintenance is funded pro rata of the upgrade.

    All maintenance lines × upgrade ÷ (upgrade + purchase), half up; the purchase stands outside the funded part.
    """
    upgrade, bought, upkeep, funded = Decimal(0), Decimal(0), Decimal(0), Decimal(0)
    for line in request.lines:
        kind, ht = kind_of(line), line.ht or Decimal(0)
        if kind in {"maintenance", "whole-maintenance"}:
            upkeep += ht
            funded += ht if line.segur else 0
        elif kind == "software-change" and not line.segur:
            bought += ht
        elif kind == "update" and line.segur:
            upgrade += ht
    if bought <= 0 or upgrade + bought <= 0:
        return ALLOWED
    most = cents(upkeep * upgrade / (upgrade + bought))
    cited = (rule("SONS-054"),)
    if funded <= most:
        return Decision(rules=cited)
    return refuse(said.MAINTENANCE_PRO_RATA.at(request.order, expected=shown(most), found=shown(funded)), rules=cited)
