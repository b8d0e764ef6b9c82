"""Statuses, documents, answers and acts of a file, as the desk reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from socle.identity import papers
from socle.identity.facts import Attribute, LocalFacts, Reason, Status
from socle.identity.insi_answer import InsiTraits
from socle.identity.models import FileAct
from socle.identity.rules.lowering import ATTRIBUTES
from socle.identity.traits import Traits
from socle.ledger import ActCode
from socle.rulebook import Decision, Finding
from socle.web.components import Event
from socle.web.components import Status as Label
from socle.web.words import full_name, plain_day

#: Each trait, in the order in which an identity is read.
TRAITS: Mapping[str, str] = MappingProxyType(
    {
        "birth_name": "Nom de naissance",
        "first_given_name": "Premier prénom de naissance",
        "given_names": "Prénoms de naissance",
        "sex": "Sexe",
        "birth_date": "Date de naissance",
        "birth_place": "Lieu de naissance (code INSEE)",
        "used_name": "Nom utilisé",
        "used_given_name": "Prénom utilisé",
    }
)
#: How a trait that nobody knows is read.
UNKNOWN = "—"
SEXES = {"F": "féminin", "M": "masculin", "I": "indéterminé"}
LABELS = {
    Status.PROVISIONAL: Label("Identité provisoire", "soft", "info"),
    Status.RETRIEVED: Label("Identité récupérée", "accent", "download"),
    Status.VALIDATED: Label("Identité validée", "accent", "document"),
    Status.QUALIFIED: Label("Identité qualifiée", "good", "check"),
}
MARKS = {
    Attribute.HOMONYM: Label("Homonyme", "warn", "people"),
    Attribute.DOUBTFUL: Label("Douteuse", "bad", "warning"),
    Attribute.FICTIVE: Label("Fictive", "warn", "eye-off"),
}
REASONS = {
    Reason.NONE: "",
    Reason.DUPLICATE: "doublon",
    Reason.POSSIBLE_COLLISION: "deux personnes partagent peut-être cette fiche",
    Reason.COLLISION: "deux personnes partagent cette fiche",
    Reason.THEFT: "usurpation d’identité",
    Reason.HIDDEN: "identité cachée",
    Reason.ANONYMOUS: "prise en charge anonyme",
}
_ACTS = {
    ActCode.IDENTITY_OPEN: ("Fiche ouverte", "plus"),
    ActCode.IDENTITY_CHANGE: ("Traits modifiés", "sliders"),
    ActCode.IDENTITY_MERGE: ("Fiches réunies", "replace"),
    ActCode.IDENTITY_MARK: ("Signalée", "warning"),
    ActCode.IDENTITY_UNMARK: ("Signalement levé", "check"),
    ActCode.INS_ASK: ("INSi interrogé", "search"),
    ActCode.INS_RETRIEVE: ("Réponse d’INSi reprise", "download"),
    ActCode.INS_VERIFY: ("INS vérifiée", "check"),
    ActCode.INS_SEND: ("INS transmise", "right"),
    ActCode.INS_PRINT: ("Étiquette imprimée", "document"),
    ActCode.INS_TELL: ("Destinataire prévenu du retrait", "bell"),
    ActCode.PROOF_CHECK: ("Pièce d’identité contrôlée", "document"),
    ActCode.PROOF_CANCEL: ("Contrôle de la pièce annulé", "cross"),
}
_ANSWERS = {"00": "une personne trouvée", "01": "personne trouvé", "02": "plusieurs personnes trouvées"}


def value_of(traits: Traits | InsiTraits, name: str) -> str:
    """A trait as it is read; a dash for one that is not known."""
    value = getattr(traits, name, "")
    if name == "sex":
        return SEXES.get(value, value) or UNKNOWN
    return plain_day(value) if isinstance(value, date) else str(value) or UNKNOWN


def labels_of(facts: LocalFacts) -> list[Label]:
    """The status, then what is marked."""
    return [LABELS[facts.status], *(MARKS[attribute] for attribute in sorted(facts.attributes))]


def event_of(act: FileAct) -> Event:
    """One act as a line of the file's history."""
    title, icon = _ACTS.get(ActCode(act.what), (act.what, "history"))
    before, after = _status(act.before), _status(act.after)
    moved = f"{before} → {after}" if act.before and act.before != act.after else ""
    parts = (_note(act), moved, f"par {full_name(act.by_name) or act.by}")
    return Event(act.at, title, " · ".join(part for part in parts if part), icon)


def _status(code: str) -> str:
    return LABELS[Status(code)].word.lower() if code else ""


def _note(act: FileAct) -> str:
    if act.what in {ActCode.INS_ASK, ActCode.INS_RETRIEVE}:
        return _ANSWERS.get(act.note, act.note)
    if act.what == ActCode.PROOF_CHECK:
        return papers.label(act.note)
    if act.what in {ActCode.IDENTITY_MARK, ActCode.IDENTITY_UNMARK}:
        return ATTRIBUTES[Attribute(act.note)] if act.note in set(Attribute) else act.note
    return "" if act.what == ActCode.IDENTITY_MERGE else act.note


def in_french(decision: Decision) -> list[Finding]:
    """The findings of a decision, traits being named as the desk names them."""
    return [replace(one, place=TRAITS[one.place].lower()) if one.place in TRAITS else one for one in decision.findings]
