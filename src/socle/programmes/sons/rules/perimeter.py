"""Whether each line for which funding is asked stands inside the funded perimeter, and on its terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from socle.programmes.sons.model import Line, Request
from socle.programmes.sons.money import shown
from socle.programmes.sons.tables import services
from socle.programmes.sons.verdicts import perimeter as said
from socle.programmes.sons.words import holds_one, words
from socle.rulebook import ALLOWED, Decision, Finding, Verdict, refuse, rule

#: For how many years maintenance and subscription are covered. Source: SONS-047, SONS-048.
YEARS = 6
#: What the perimeter holds, in the words of the public answer. Source: SONS-090.
INSIDE = (
    "mise à jour (acquisition ou abonnement), installation, paramétrage, formation, suivi du projet, "
    "maintenance corrective pendant six ans"
)
#: The answer to each kind of line outside the perimeter.
_OUTSIDE: Mapping[str, Verdict] = MappingProxyType(
    {
        "software-change": said.SOFTWARE_CHANGE,
        "server-migration": said.SERVER_MIGRATION,
        "hosting": said.HOSTING,
        "off-hours": said.OFF_HOURS,
        "whole-maintenance": said.WHOLE_MAINTENANCE,
        "obsolescence": said.OBSOLESCENCE,
        "mailboxes": said.MAILBOXES,
        "other-module": said.OTHER_PRODUCT,
        "portal": said.OTHER_PRODUCT,
    }
)


def kinds_of(line: Line) -> tuple[str, ...]:
    """Every kind of service that the line's type, else its label, names; one named whole is not also plain."""
    return _kinds(line.service, line.label)


@lru_cache(4096)
def _kinds(service: str, label: str) -> tuple[str, ...]:
    typed = service.strip().lower().replace("_", "-")
    known = [entry.kind for entry in services()]
    if typed in known:
        return (typed,)
    text = words(f"{service} {label}")
    found = [entry.kind for entry in services() if holds_one(text, entry.expressions)]
    if "whole-maintenance" in found and "maintenance" in found:
        found.remove("maintenance")
    return tuple(found)


def kind_of(line: Line) -> str:
    """The first kind of the line; "" when its words are not known."""
    return next(iter(kinds_of(line)), "")


def perimeter(request: Request) -> Decision:
    """Each line of the funded part against the perimeter, the years it runs, the contract it goes with."""
    decided = [_line(line) for line in request.funded_lines]
    decided += [api_v2(line) for line in request.lines]
    decided += [maintenance(request, line) for line in request.funded_lines]
    return Decision.all([*decided, contract_kept(request), no_module_imposed(request)])


def _line(line: Line) -> Decision:
    kinds = kinds_of(line)
    cited = (rule("SONS-090"), rule("SONS-041"))
    outside = [kind for kind in kinds if kind in _OUTSIDE]
    name = line.label or line.service
    if not kinds:
        return refuse(said.SERVICE_UNKNOWN.at(line.place, expected=INSIDE, found=name or "(sans libellé)"), rules=cited)
    if not outside:
        return Decision(rules=cited)
    findings: list[Finding] = [_OUTSIDE[outside[0]].at(line.place, found=name)]
    mixed = [kind for kind in kinds if kind in {"update", "training", "configuration", "project"}]
    if mixed and not line.service and outside[0] not in {"software-change", "obsolescence", "whole-maintenance"}:
        findings.append(said.NOT_SEPARATED.at(line.place, expected=outside[0], found=name))
    return refuse(*findings, rules=cited)


def api_v2(line: Line) -> Decision:
    """Whether the move to API V2 is billed, to the State or to the client, without an intermediate version."""
    if "api-v2" not in kinds_of(line) or line.intermediate or not (line.ht or line.billed_client):
        return ALLOWED
    return refuse(said.API_V2.at(line.place, found=line.label or line.service))


def maintenance(request: Request, line: Line) -> Decision:
    """Corrective maintenance needs a contract already there; it and a subscription are covered six years at most."""
    kind = kind_of(line)
    findings: list[Finding] = []
    name = line.label or line.service
    if kind == "maintenance" and request.contract is False:
        findings.append(said.NO_CONTRACT.at(line.place, found=name))
    if kind == "maintenance" and request.contract is None:
        findings.append(said.CONTRACT_UNSEEN.at(line.place, found=name))
    if kind in {"maintenance", "subscription"} and line.years is not None and line.years > YEARS:
        findings.append(said.TOO_MANY_YEARS.at(line.place, expected=str(YEARS), found=name))
    return refuse(*findings, rules=(rule("SONS-047"),) if kind in {"maintenance", "subscription"} else ())


def contract_kept(request: Request) -> Decision:
    """Whether the maintenance contract stays what it was: the whole price, before and after the prestation."""
    before, after = request.contract_before, request.contract_after
    if before is None or after is None or after <= before:
        return ALLOWED
    return refuse(said.CONTRACT_RAISED.at(request.order, expected=shown(before), found=shown(after)))


def no_module_imposed(request: Request) -> Decision:
    """Whether no line is conditioned on another module: a column that names one is enough."""
    none = {"", "non", "no", "aucun", "neant", "rien", "0"}
    named = [line for line in request.lines if " ".join(words(line.requires)) not in none]
    return refuse(*(said.MODULE_IMPOSED.at(line.place, found=line.requires) for line in named))
