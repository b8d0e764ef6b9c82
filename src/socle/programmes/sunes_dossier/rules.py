"""What may be applied for, what may be paid, which bonus may be asked. Pure: facts and a day in, decisions out.

Source: SUN-010, SUN-011, SUN-029 to SUN-039, SUN-055 to SUN-062; spec/programmes.md 1.1, 1.5, 1.6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from socle.programmes.sunes import programme
from socle.programmes.sunes.rules.connectors import is_first
from socle.programmes.sunes.rules.dates import first_connector_last_day
from socle.programmes.sunes_dossier.book import Prerequisite, prerequisites
from socle.programmes.sunes_dossier.facts import Application, Establishment, Facts, Presentation, Proof
from socle.programmes.sunes_dossier.settings import DossierSettings
from socle.programmes.sunes_dossier.verdicts import (
    APPLIED_TWICE,
    ASKED,
    CLOSED,
    CONNECTOR_OLD,
    FILED_OUTSIDE,
    HISTORY_NOT_OPEN,
    NO_OWN_UNIT,
    NO_SURGERY,
    NOT_ELIGIBLE,
    NOT_PRESENTED,
    PREREQUISITE_MISSING,
    VOLET_NOT_OPEN,
    WRONG_CHANNEL,
    WRONG_DOMAIN,
)
from socle.programmes.sunes_dossier.windows import Window, history_call, window
from socle.rulebook import Decision, Finding, rule
from socle.web.words import short_day

#: The domains of each volet. Source: SUN-001, SUN-013.
DOMAINS: Mapping[int, tuple[str, ...]] = {volet: programme.domains_of(volet) for volet in programme.VOLETS}
APPLYING, PAYING = "démarches-simplifiées", "PREPS"
_AUDIT_FIRST_DAY = date(2020, 1, 1)


def is_eligible(establishment: Establishment, application: Application) -> Decision:
    """Whether the establishment may apply at all, and for these domains.

    A referenced software is not needed (SUN-058); money of former programmes excludes nobody. What is not said is
    asked.
    """
    found: list[Finding] = []
    if not establishment.kind:
        found.append(ASKED.at("establishment.kind", expected="la nature de l’établissement (health ou esms)"))
    elif establishment.kind != "health":
        found.append(NOT_ELIGIBLE.at("establishment.kind", found=establishment.kind))
    if not establishment.finess_ej:
        found.append(ASKED.at("establishment.finess_ej", expected="le FINESS de l’entité juridique qui candidate"))
    if not application.domains:
        found.append(ASKED.at("application.domains", expected="les domaines demandés"))
    for domain in application.domains:
        found += _domain(establishment, application, domain)
    if application.cro_bonus:
        found += _surgery(establishment)
    return Decision(tuple(found), (rule("SUN-037"), rule("SUN-058"), rule("SUN-550"), rule("SUN-551")))


def _domain(establishment: Establishment, application: Application, domain: str) -> Iterator[Finding]:
    allowed = DOMAINS.get(application.volet, ())
    if domain not in allowed:
        yield WRONG_DOMAIN.at("application.domains", expected=", ".join(allowed), found=domain)
        return
    units = {
        "D2": ("own_laboratory", establishment.own_laboratory, "un laboratoire de biologie du même FINESS juridique"),
        "D3": ("own_imaging", establishment.own_imaging, "un service d’imagerie du même FINESS juridique"),
    }
    if domain not in units:
        return
    name, own, words = units[domain]
    if own is None:
        yield ASKED.at(f"establishment.{name}", expected=words)
    elif not own:
        yield NO_OWN_UNIT.at(f"establishment.{name}", expected=words, found=domain)


def _surgery(establishment: Establishment) -> Iterator[Finding]:
    if establishment.surgery is None:
        yield ASKED.at("establishment.surgery", expected="si l’établissement a une activité de chirurgie")
    elif not establishment.surgery:
        yield NO_SURGERY.at("application.cro_bonus")


def prerequisite_state(one: Prerequisite, proof: Proof | None, at: date, settings: DossierSettings) -> Decision:
    """Whether one of the six is reached that day. The one whose text is not public counts as its reader tells it."""
    rules = (rule("SUN-037"), rule("SUN-552"))
    place = f"prerequisites.{one.id}"
    if proof is None or proof.reached is None:
        return Decision((ASKED.at(place, expected=one.title),), rules)
    if one.unknown and not proof.title:
        return Decision((ASKED.at(f"{place}.title", expected=one.title),), rules)
    wrong = _wrong(one, proof, at, settings)
    found = (PREREQUISITE_MISSING.at(place, expected=one.title, found=wrong),) if wrong else ()
    return Decision(found, rules)


def _wrong(one: Prerequisite, proof: Proof, at: date, settings: DossierSettings) -> str:
    """Why it is not reached, in French; nothing when it is."""
    if not proof.reached:
        return "non atteint"
    if proof.day is not None and proof.day > at:
        return f"atteint le {short_day(proof.day)} seulement"
    if one.id == "rniv-questionnaire" and proof.complete is False:
        return "questionnaire incomplet"
    if one.id == "cyber-audit":
        told = proof.ordered or proof.day
        if told is None:
            return "ni date d’audit, ni date de commande"
        if not _AUDIT_FIRST_DAY <= told <= settings.audit_last_day:
            return f"{short_day(told)}, hors de la période {_AUDIT_FIRST_DAY.year}–{settings.audit_last_day.year}"
    return ""


def prerequisites_reached(facts: Facts, at: date, settings: DossierSettings) -> Decision:
    """Whether all six are reached: one that is missing, or not told, is enough to say no."""
    return Decision.all(
        prerequisite_state(one, facts.prerequisites.get(one.id), at, settings) for one in prerequisites()
    )


def may_file(application: Application, at: date) -> Decision:
    """Whether the application is filed, or may still be: volet open in the window, in two months, by its channel."""
    rules = (rule("SUN-029"), rule("SUN-030"), rule("SUN-032"), rule("SUN-039"), rule("SUN-055"))
    found = window(application.window)
    if found is None or application.volet not in found.volets:
        known = application.window if found else f"{application.window}, inconnue"
        return Decision((VOLET_NOT_OPEN.at("application.window", expected=application.volet, found=known),), rules)
    return Decision(tuple(_filing(application, found, at)), rules)


def _filing(application: Application, asked: Window, at: date) -> Iterator[Finding]:
    day, span = application.filed.day, asked.application
    if day is None and at > span.last:
        yield CLOSED.at("application.filed", expected=short_day(span.last))
    if day is not None and not span.holds(day):
        expected = f"du {short_day(span.first)} au {short_day(span.last)}"
        yield FILED_OUTSIDE.at("application.filed", expected=expected, found=short_day(day))
    if application.channel and application.channel != APPLYING:
        yield WRONG_CHANNEL.at("candidature", expected=f"par {APPLYING}", found=application.channel)


def volets_apart(facts: Facts) -> Decision:
    """Whether the applications stand beside each other: each volet apart, each domain once, unless it was postponed."""
    found: list[Finding] = []
    seen: dict[str, str] = {}
    for one in facts.applications:
        for domain in one.domains:
            before = seen.get(domain)
            if before and one.postponed_from != before:
                found.append(APPLIED_TWICE.at("application", expected=f"{before} et {one.window}", found=domain))
            seen[domain] = one.window
    return Decision(tuple(found), (rule("SUN-038"),))


def presented(presentation: Presentation, asked: Window | None, at: date, settings: DossierSettings) -> Decision:
    """Whether DS4.3 is reached: functions and use cases, presented to the CME or the like, with minutes."""
    lacking = [
        words
        for told, words in (
            (presentation.day is not None and presentation.day <= at, "aucune présentation à cette date"),
            (bool(presentation.body), "instance non dite (CME, GHT ou équivalente)"),
            (presentation.functions, "fonctions de la messagerie citoyenne non présentées"),
            (presentation.use_cases, "usages prévus non présentés"),
            (bool(presentation.minutes), "procès-verbal absent"),
        )
        if not told
    ]
    late = asked is not None and presentation.day is not None and presentation.day > asked.measure.last
    if late and settings.presentation_in_window:
        lacking.append("présentation après la fin de la mesure")
    found = (NOT_PRESENTED.at("presentation", found=" ; ".join(lacking)),) if lacking else ()
    return Decision(found, (rule("SUN-010"),))


def may_pay(application: Application) -> Decision:
    """Whether the payment goes its way: not through démarches-simplifiées, which is for applications alone."""
    rules = (rule("SUN-055"), rule("SUN-056"), rule("SUN-057"))
    through = application.paid_through
    if through and through != PAYING:
        expected = f"la Caisse des dépôts verse dans {PAYING}, sur autorisation de l’ARS"
        return Decision((WRONG_CHANNEL.at("versement", expected=expected, found=through),), rules)
    return Decision((), rules)


def may_ask_history(facts: Facts, at: date) -> Decision:
    """Whether the bonus for taking over old documents may be asked: on D1; by its form and day where these are known.

    For windows whose call was not published nothing is presumed: the day is asked for.
    """
    rules = (rule("SUN-061"), rule("SUN-062"))
    bonus = facts.history
    if bonus is None:
        return Decision((), rules)
    first = next((one for one in facts.applications if "D1" in one.domains), None)
    if first is None:
        return Decision(
            (HISTORY_NOT_OPEN.at("history_bonus", expected="domaine D1", found="D1 n’est pas demandé"),), rules
        )
    call = history_call(first.window)
    if call is None:
        expected = f"la date limite du bonus pour la fenêtre {first.window}"
        return Decision((ASKED.at("history_bonus", expected=expected),), rules)
    day = bonus.asked.day
    told = day or at
    if told > call.last_day:
        found = f"demande du {short_day(day)}" if day else "aucune demande notée"
        expected = f"au plus tard le {short_day(call.last_day)}"
        return Decision((HISTORY_NOT_OPEN.at("history_bonus.asked", expected=expected, found=found),), rules)
    if bonus.form and bonus.form != call.form:
        finding = HISTORY_NOT_OPEN.at("history_bonus.form", expected="formulaire dédié", found="autre formulaire")
        return Decision((finding,), rules)
    return Decision((), rules)


def connector_reaches(establishment: Establishment, day: date) -> Decision:
    """Whether the connector still lets the targets be reached: v1 did until its last day."""
    cited, last = (rule("SUN-060"),), first_connector_last_day()
    if day <= last or not is_first(establishment.dmp_connector):
        return Decision((), cited)
    return Decision((CONNECTOR_OLD.at("establishment.dmp_connector", expected=short_day(last)),), cited)
