"""The papers of an order's life: MOM, VA, invoice, deposit of the balance; who signs which, in which sequence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from socle.programmes.sons.model import Request
from socle.programmes.sons.rules.calendar import in_force, rows_of
from socle.programmes.sons.verdicts import lifecycle as said
from socle.programmes.sons.wordings import day
from socle.programmes.sons.words import holds_one, words
from socle.rulebook import ALLOWED, Decision, Finding, refuse, rule

_CLIENT = ("client*", "etablissement*", "structure*", "directeur*", "directrice*", "beneficiaire*", "esms", "ehpad")
_EDITOR = ("editeur*", "fournisseur*", "industriel*", "integrateur*", "prestataire*")
#: Where patients have theirs: no structure does.
_CITIZENS = "patient.mssante.fr"
#: What the field "Déploiement MSS" may hold. Source: SONS-508.
_CASES = {"cas 1", "cas 2"}


def papers(request: Request) -> Decision:
    """Every paper of one request."""
    return Decision.all(
        part(request) for part in (sequence, mom, va, balance, invoice_name, scenario, mss_address, mss_deployment)
    )


def sequence(request: Request) -> Decision:
    """Order, start of work, installation, VA, deposit of the balance: none is dated before the one it follows."""
    steps: list[tuple[str, date | None]] = [
        ("Bon de commande", request.ordered_on),
        ("MOM", request.mom_on),
        ("Installation", request.installed_on),
        ("VA", request.va_on),
        ("Demande de solde", request.va_presented_on),
        ("Solde", request.balance_paid_on),
    ]
    dated = [(name, when) for name, when in steps if when is not None]
    findings = [
        said.OUT_OF_SEQUENCE.at(name, expected=f"{before}, {day(earlier)}", found=day(when))
        for (before, earlier), (name, when) in pairwise(dated)
        if when < earlier
    ]
    return refuse(*findings, rules=(rule("SONS-064"),))


def mom(request: Request) -> Decision:
    """The MOM is signed by the editor."""
    if holds_one(words(request.mom_by), _CLIENT):
        return refuse(said.MOM_NOT_BY_EDITOR.at(request.order, found=request.mom_by))
    return ALLOWED


def va(request: Request) -> Decision:
    """The VA is signed by the client."""
    if holds_one(words(request.va_by), _EDITOR):
        return refuse(said.VA_NOT_SIGNED.at(request.order, found=request.va_by))
    return ALLOWED


def balance(request: Request) -> Decision:
    """A balance is asked for with a VA, never with a MOM alone, and once the advance is paid."""
    asked = request.va_presented_on
    if asked is None:
        return ALLOWED
    findings: list[Finding] = []
    if request.va_on is None:
        findings.append(said.BALANCE_WITHOUT_VA.at(request.order, found=day(asked)))
    if request.advance_paid_on is None or request.advance_paid_on > asked:
        expected = f"paiement : {day(request.advance_paid_on)}"
        findings.append(said.BALANCE_BEFORE_ADVANCE.at(request.order, expected=expected, found=day(asked)))
    return refuse(*findings, rules=(rule("SONS-065"),))


def invoice_name(request: Request) -> Decision:
    """The invoice is in the name of who signed the VA; whoever signed the order may be another."""
    if not request.invoice_name or not request.va_name or words(request.invoice_name) == words(request.va_name):
        return ALLOWED
    return refuse(said.INVOICE_SIGNER.at(request.order, expected=request.va_name, found=request.invoice_name))


def scenario(request: Request) -> Decision:
    """The VA holds the installation scenario of the order."""
    if not request.scenario or not request.va_scenario or words(request.scenario) == words(request.va_scenario):
        return ALLOWED
    return refuse(said.SCENARIO_DIFFERS.at(request.order, expected=request.scenario, found=request.va_scenario))


def mss_address(request: Request) -> Decision:
    """A real MSSanté address comes with the MOM or the VA."""
    if request.mom_on is None and request.va_on is None:
        return ALLOWED
    name, _, domain = request.mss_address.strip().lower().rpartition("@")
    if name and f".{domain}".endswith(".mssante.fr") and domain != _CITIZENS:
        return ALLOWED
    return refuse(said.NO_MSS_ADDRESS.at(request.order, found=request.mss_address or "aucune"))


def mss_deployment(request: Request) -> Decision:
    """Since September 2024 the balance of a DUI says how MSSanté was deployed: Cas 1 or Cas 2."""
    asked = request.va_presented_on
    if asked is None:
        return ALLOWED
    bound = [row for row in in_force(rows_of(request, "mss_deployment"), asked) if asked >= row.day]
    if not bound or " ".join(words(request.mss_deployment)) in _CASES:
        return ALLOWED
    found = request.mss_deployment or "vide"
    return refuse(said.MSS_DEPLOYMENT.at(request.order, expected=f"{bound[0].day:%d/%m/%Y}", found=found))


def va_of_each(request: Request, same_order: Sequence[Request]) -> Decision:
    """The order of a managing body needs one VA for each of its ESMS before its balance; these are all its requests."""
    if request.corridor != "medico-social":
        return ALLOWED
    lacking = [one.beneficiary for one in same_order if one.va_on is None]
    asked = any(one.va_presented_on for one in same_order)
    if not lacking or not asked:
        return Decision(rules=(rule("SONS-080"),))
    return refuse(said.VA_MISSING_FOR.at(request.order, found=", ".join(lacking)), rules=(rule("SONS-080"),))
