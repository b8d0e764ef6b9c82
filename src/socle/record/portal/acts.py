"""The activity history in words: who did what, when, from where, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from socle import codes
from socle.directory.actor import Actor, Kind
from socle.ledger import ActCode, Author, Outcome
from socle.record.services import HistoryLine
from socle.rulebook import shows
from socle.web.components import Event, Tone
from socle.web.search import holds
from socle.web.words import PARIS, full_name, in_words, lower_first, place_name
from socle.wire.vihf.model import AccessMode

HEADER = ("Date", "Qui", "Qualité", "Structure", "Action", "Document", "Résultat", "Mode d’accès", "Motif")
#: The same act of the same person on the same thing within this span is shown once.
SAME = timedelta(minutes=15)

#: What each act is called, and its icon. A document's title follows after a colon.
ACTS: dict[ActCode, tuple[str, str]] = {
    ActCode.RECORD_OPEN: ("Ouverture du dossier", "plus"),
    ActCode.RECORD_CLOSE: ("Fermeture du dossier", "archive"),
    ActCode.RECORD_REOPEN: ("Réouverture du dossier", "archive"),
    ActCode.RECORD_SEARCH: ("Recherche du patient par un centre de régulation", "search"),
    ActCode.ADMINISTRATIVE_READ: ("Consultation des coordonnées", "eye"),
    ActCode.ADMINISTRATIVE_CHANGE: ("Changement des coordonnées", "replace"),
    ActCode.RECORD_TEST: ("Vérification de l’existence du dossier", "search"),
    ActCode.RECORD_DESTROY: ("Suppression du dossier", "cross"),
    ActCode.SPACE_ACTIVATE: ("Ouverture de Mon espace santé", "plus"),
    ActCode.SPACE_DEACTIVATE: ("Mon espace santé désactivé", "archive"),
    ActCode.SPACE_REACTIVATE: ("Mon espace santé réactivé", "archive"),
    ActCode.ERASURE_ASK: ("Suppression du dossier demandée", "cross"),
    ActCode.DEATH_ADD: ("Décès du titulaire signalé", "info"),
    ActCode.ACCOUNT_ADD: ("Compte internet créé", "key"),
    ActCode.ACCOUNT_CHANGE: ("Compte internet : envoi des codes changé", "key"),
    ActCode.ACCOUNT_RENEW: ("Compte internet : accès renouvelés", "key"),
    ActCode.DELETION_ASK: ("Suppression demandée à l’auteur", "cross"),
    ActCode.RECORD_READ_HISTORY: ("Consultation de l’historique", "history"),
    ActCode.AUTHORISATION_ADD: ("Accord du patient déclaré", "key"),
    ActCode.AUTHORISATION_REMOVE: ("Fin de l’autorisation d’accès", "leave"),
    ActCode.PHYSICIAN_ADD: ("Médecin traitant déclaré", "professional"),
    ActCode.PHYSICIAN_REMOVE: ("Fin du rôle de médecin traitant", "professional"),
    ActCode.BLOCK_ADD: ("Professionnel bloqué", "lock"),
    ActCode.BLOCK_REMOVE: ("Professionnel débloqué", "lock"),
    ActCode.SUBMISSION_FEED: ("Envoi de documents", "plus"),
    ActCode.DOCUMENT_FEED: ("Nouveau document", "plus"),
    ActCode.DOCUMENT_REPLACE: ("Nouvelle version d’un document", "replace"),
    ActCode.DOCUMENT_SEARCH: ("Consultation de la liste des documents", "search"),
    ActCode.DOCUMENT_REFER: ("Vérification qu’un document est déjà déposé", "search"),
    ActCode.DOCUMENT_READ: ("Lecture d’un document", "eye"),
    ActCode.DOCUMENT_MASK: ("Document masqué", "eye-off"),
    ActCode.DOCUMENT_UNMASK: ("Document de nouveau visible", "eye"),
    ActCode.DOCUMENT_SHOW: ("Document rendu visible", "eye"),
    ActCode.DOCUMENT_DELETE: ("Document supprimé", "cross"),
    ActCode.DOCUMENT_ARCHIVE: ("Document archivé", "archive"),
    ActCode.DOCUMENT_UNARCHIVE: ("Document sorti des archives", "archive"),
    ActCode.INFORMATION_ADD: ("Information du patient notée", "info"),
    ActCode.INFORMATION_REMOVE: ("Fin de la prise en charge", "leave"),
    ActCode.OPPOSITION_ADD: ("Opposition du patient notée", "lock"),
    ActCode.OPPOSITION_REMOVE: ("Fin d’une opposition", "key"),
    ActCode.PRESENCE_REQUIRE: ("Présence d’un médecin demandée par le mineur", "professional"),
    ActCode.PRESENCE_ADD: ("Présence d’un médecin", "professional"),
    ActCode.ADMINISTRATOR_ADD: ("Professionnel administrateur désigné", "professional"),
    ActCode.ADMINISTRATOR_REMOVE: ("Fin du rôle d’administrateur", "professional"),
    ActCode.RECORD_MASK: ("Tous les documents masqués", "eye-off"),
    ActCode.RECORD_UNMASK: ("Fin du masquage de tous les documents", "eye"),
    ActCode.DOCUMENT_HIDE: ("Document rendu invisible", "eye-off"),
    ActCode.AUTHORISATION_LIST: ("Consultation de la liste des professionnels", "people"),
    ActCode.WEB_OPEN: ("Ouverture du dossier depuis un logiciel", "right"),
    ActCode.NOTICE_SEND: ("Avertissement envoyé", "bell"),
}
_KINDS = {
    "lectures": (
        _("Lectures et consultations"),
        {ActCode.DOCUMENT_READ, ActCode.DOCUMENT_SEARCH, ActCode.DOCUMENT_REFER},
    ),
    "depots": (_("Nouveaux documents"), {ActCode.SUBMISSION_FEED, ActCode.DOCUMENT_FEED, ActCode.DOCUMENT_REPLACE}),
    "acces": (
        _("Autorisations et blocages"),
        {
            *(ActCode.AUTHORISATION_ADD, ActCode.AUTHORISATION_REMOVE, ActCode.PHYSICIAN_ADD),
            *(ActCode.PHYSICIAN_REMOVE, ActCode.BLOCK_ADD, ActCode.BLOCK_REMOVE),
            *(ActCode.ADMINISTRATOR_ADD, ActCode.ADMINISTRATOR_REMOVE, ActCode.OPPOSITION_ADD),
            *(ActCode.OPPOSITION_REMOVE, ActCode.INFORMATION_ADD, ActCode.INFORMATION_REMOVE),
            *(ActCode.RECORD_MASK, ActCode.RECORD_UNMASK),
        },
    ),
}
_MODES = {
    AccessMode.BREAK_GLASS.value: "accès en urgence (bris de glace)",
    AccessMode.REGULATION.value: "accès d’un centre de régulation (SAMU)",
}


class ActFilters(forms.Form):
    """Filters of the history."""

    q = forms.CharField(
        label=_("Qui, ou quel document"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    quoi = forms.ChoiceField(
        label=_("Quoi"),
        required=False,
        choices=[("", _("Tout")), *((key, words) for key, (words, _codes) in _KINDS.items()), ("refus", _("Refus")),
                 ("urgence", _("Accès en urgence"))],
    )  # fmt: skip
    depuis = forms.DateField(label=_("Depuis le"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    moi = forms.BooleanField(label=_("Montrer aussi mes propres actions"), required=False)

    def keep(self, told: Iterable[Told], *, own: bool = False) -> tuple[Told, ...]:
        """What the filters let through, with the reader's `own` acts or when he asks for them.

        A filter that makes no sense is shown as faulty and does not count.
        """
        self.is_valid()
        asked = self.cleaned_data
        return tuple(
            one
            for one in told
            if (own or asked.get("moi") or not one.own)
            and _is(one, asked.get("quoi", ""))
            and _since(one.at, asked.get("depuis"))
            and holds([one.who, one.structure, one.document, one.what], asked.get("q", ""))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One act in words. `times` counts the same act repeated within a quarter of an hour."""

    at: datetime
    code: ActCode
    own: bool
    refused: bool
    who: str
    quality: str
    structure: str
    what: str
    document: str
    object_id: str
    mode: str
    reason: str
    icon: str
    times: int = 1


def _is(told: Told, kind: str) -> bool:
    if kind == "refus":
        return told.refused
    if kind == "urgence":
        return bool(told.mode)
    return kind not in _KINDS or told.code in _KINDS[kind][1]


def _since(at: datetime, day: date | None) -> bool:
    return day is None or day <= at.astimezone(PARIS).date()


def _who(author: Author, reader: Actor) -> str:
    if author.id == reader.id and author.kind in {Kind.PATIENT.value, Kind.REPRESENTATIVE.value}:
        return "Vous"
    if author.kind == Kind.PATIENT.value:
        return "Le titulaire du dossier"
    if author.kind == Kind.REPRESENTATIVE.value:
        return "Un représentant légal"
    is_person = author.kind in {Kind.PROFESSIONAL.value, Kind.EMPLOYEE.value}
    name = full_name(author.name) if is_person else place_name(author.name)
    return name or place_name(author.structure_name) or author.id


def _quality(author: Author) -> str:
    """The profession in words; for a role that is no profession, its own name."""
    code = author.profession.split("/", 1)[0]
    return codes.label("profession", code) or codes.label("subject_role", code) or "" if code else ""


@shows("DMP-165", "DMP-166")
def tell(lines: Sequence[HistoryLine], reader: Actor, *, together: bool = True) -> tuple[Told, ...]:
    """The history in words, the latest first; repetitions brought `together` for pages, apart for exports."""
    told: list[Told] = []
    for line in lines:
        one = _told(line, reader)
        if together and one.code is ActCode.SUBMISSION_FEED and not one.refused:
            continue  # each of its documents is told on its own line
        same = told and (told[-1].code, told[-1].who, told[-1].object_id, told[-1].refused) == (
            *(one.code, one.who, one.object_id),
            one.refused,
        )
        if together and same and told[-1].at - one.at < SAME:
            told[-1] = replace(told[-1], times=told[-1].times + 1)
        else:
            told.append(one)
    return tuple(told)


def _told(line: HistoryLine, reader: Actor) -> Told:
    act = line.act
    what, icon = ACTS.get(act.code, (act.code.value, "info"))
    return Told(
        at=act.at,
        code=act.code,
        own=act.author.id == reader.id,
        refused=act.outcome is Outcome.REFUSED,
        who=_who(act.author, reader),
        quality=_quality(act.author),
        structure=place_name(act.author.structure_name) if act.author.structure_name != act.author.name else "",
        what=what,
        document=line.title or "",
        object_id=act.object_id,
        mode=_MODES.get(act.author.access_mode, ""),
        reason=act.private.get("reason", ""),
        icon=icon,
    )


def event(told: Told, href: str = "") -> Event:
    """One act as a line of the timeline."""
    title = f"{told.what} : {told.document}" if told.document else told.what
    parts = [told.who, lower_first(told.quality), told.structure]
    detail = ", ".join(dict.fromkeys(part for part in parts if part))
    if told.mode:
        detail += f" — {told.mode}" + (f", motif : {told.reason}" if told.reason else "")
    if told.refused:
        title = f"{title} (demande refusée)"
    if told.times > 1:
        title += f" ({told.times} fois)"
    tone: Tone = "bad" if told.refused else "warn" if told.mode else "accent"
    return Event(told.at, title, detail, "glass" if told.mode else told.icon, tone, href)


def row(told: Told) -> tuple[object, ...]:
    """One act of the export."""
    result = "refusé" if told.refused else "fait"
    return (
        *(in_words(told.at), told.who, told.quality, told.structure, told.what, told.document),
        *(result, told.mode, told.reason),
    )
