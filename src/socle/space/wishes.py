"""What a citizen may ask about the accesses to a record, as data: each wish, what it does, what undoes it, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from socle.directory import services as directory
from socle.record import services
from socle.record.facts import OpposedTo
from socle.record.services import Outcome
from socle.rulebook import applies
from socle.space.visit import Visit


class Motive(forms.Form):
    """Why one opposes a deposit: a category, which the professional judges. The list is ours (ASSUMED)."""

    motif = forms.ChoiceField(
        label=_("Votre motif"),
        choices=[
            ("acte sensible", _("Un acte que je veux garder pour moi")),
            ("erreur", _("Une erreur, ou un document qui ne me concerne pas")),
            ("autre motif", _("Un autre motif, dont nous avons parlé")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un motif : sans motif, l’opposition n’est pas recevable.")},
    )


class Emergency(forms.Form):
    """Who opens the record when its holder cannot say whether he agrees."""

    urgence = forms.BooleanField(
        label=_("Un professionnel peut ouvrir le dossier en urgence, en disant pourquoi (bris de glace)"),
        required=False,
    )
    samu = forms.BooleanField(label=_("Le SAMU (centre de régulation) peut le consulter"), required=False)
    masques = forms.BooleanField(label=_("Ils voient alors aussi les documents masqués"), required=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish as its form sent it: whom it is about (a national id), whether the minor took part, the rest."""

    visit: Visit
    who: str
    associated: bool
    data: QueryDict

    @property
    def name(self) -> str:
        return directory.named(self.who).name


@dataclass(frozen=True, slots=True)
class Wish:
    """`done` is the sentence once it is done ({} is a name); `undo` the wish that takes it back.

    For one about somebody: `title` of the page where he is chosen, `button` beside his name, what follows from it.
    """

    do: Callable[[Asked], Outcome]
    done: str
    undo: str = ""
    title: str = ""
    button: str = ""
    consequence: str = ""
    structures: bool = True
    everyone: bool = False

    def accepts(self, who: str) -> bool:
        """Whether it may be about this identifier: somebody whom the directory knows, or everyone where it may."""
        if not self.title or (self.everyone and not who):
            return True
        return directory.named(who).known


@applies("DMP-085", "DMP-086", "DMP-087")
def _block(asked: Asked, *, lift: bool = False) -> Outcome:
    visit = asked.visit
    return services.block(
        visit.actor, visit.patient, asked.who, asked.name, visit.at, lift=lift, associated=asked.associated
    )


@applies("DMP-084")
def _appoint(asked: Asked, *, dismiss: bool = False) -> Outcome:
    visit = asked.visit
    return services.appoint(
        visit.actor, visit.patient, asked.who, asked.name, visit.at, dismiss=dismiss, associated=asked.associated
    )


@applies("DMP-093")
def _physician(asked: Asked, *, lift: bool = False) -> Outcome:
    visit = asked.visit
    return services.name_physician(
        visit.actor, visit.patient, asked.who, visit.at, lift=lift, associated=asked.associated
    )


@applies("DMP-098", "DMP-099", "DMP-103")
def _mask_all(asked: Asked, *, lift: bool = False) -> Outcome:
    visit = asked.visit
    return services.mask_all(visit.actor, visit.patient, visit.at, lift=lift, associated=asked.associated)


def _emergency(asked: Asked) -> Outcome:
    visit, told = asked.visit, asked.data
    return services.set_emergency_access(
        visit.actor,
        visit.patient,
        visit.at,
        break_glass="urgence" in told,
        regulation="samu" in told,
        masked="masques" in told,
        associated=asked.associated,
    )


@applies("DMP-002", "DMP-005", "DMP-007", "DMP-025")
def _oppose(asked: Asked, to: OpposedTo, *, withdraw: bool = False) -> Outcome:
    visit, who = asked.visit, asked.who
    if withdraw:
        return services.withdraw_opposition(
            visit.actor, visit.patient, to, visit.at, against=who, associated=asked.associated
        )
    return services.oppose(
        visit.actor,
        visit.patient,
        to,
        visit.at,
        against=who,
        name=asked.name if who else "",
        motive=asked.data.get("motif", "") if to is OpposedTo.FEEDING else "",
        associated=asked.associated,
    )


CONSULTING, FEEDING = OpposedTo.CONSULTING, OpposedTo.FEEDING
WISHES: Mapping[str, Wish] = MappingProxyType({
    "tout-masquer": Wish(_mask_all, "Tous les documents sont masqués, ceux à venir aussi.", "tout-montrer"),
    "tout-montrer": Wish(lambda asked: _mask_all(asked, lift=True), "Les documents ne sont plus tous masqués.",
                         "tout-masquer"),
    "urgence": Wish(_emergency, "Vos choix pour les urgences sont enregistrés."),
    "bloquer": Wish(
        _block, "{} ne peut plus rien lire ni ajouter dans ce dossier.", "debloquer",
        "Bloquer un professionnel ou un établissement", "Bloquer",
        "Il ne pourra plus rien lire dans ce dossier, même en urgence, ni rien y ajouter en son nom. "
        "Vous pouvez bloquer quelqu’un qui n’est encore jamais venu."),
    "debloquer": Wish(lambda asked: _block(asked, lift=True), "{} n’est plus bloqué.", "bloquer"),
    "medecin": Wish(
        _physician, "{} est déclaré médecin traitant.", "medecin-retirer",
        "Déclarer un médecin traitant", "Déclarer",
        "Il verra aussi les documents masqués, et pourra les démasquer. Vous pouvez en déclarer plusieurs.",
        structures=False),
    "medecin-retirer": Wish(lambda asked: _physician(asked, lift=True), "{} n’est plus déclaré médecin traitant.",
                            "medecin"),
    "administrateur": Wish(
        _appoint, "{} est administrateur du dossier.", "administrateur-retirer",
        "Désigner un administrateur", "Désigner",
        "Un administrateur voit aussi les documents masqués. Il peut bloquer d’autres professionnels et désigner "
        "d’autres administrateurs.", structures=False),
    "administrateur-retirer": Wish(lambda asked: _appoint(asked, dismiss=True), "{} n’est plus administrateur.",
                                   "administrateur"),
    "opposition": Wish(
        lambda asked: _oppose(asked, CONSULTING), "L’opposition à la consultation est enregistrée.",
        "opposition-retirer", "S’opposer à ce que quelqu’un consulte le dossier", "S’opposer",
        "Il ne pourra plus rien lire, sauf en urgence si vous l’acceptez. Vous n’avez pas de motif à donner.",
        everyone=True),
    "opposition-retirer": Wish(lambda asked: _oppose(asked, CONSULTING, withdraw=True),
                               "L’opposition à la consultation est retirée.", "opposition"),
    "depot": Wish(
        lambda asked: _oppose(asked, FEEDING), "Votre demande de ne rien déposer est enregistrée.", "depot-retirer",
        "Demander à quelqu’un de ne rien déposer", "Demander",
        "C’est ce professionnel qui juge si votre motif est légitime : tant qu’il ne l’a pas admis, il peut encore "
        "déposer. Parlez-en avec lui."),
    "depot-retirer": Wish(lambda asked: _oppose(asked, FEEDING, withdraw=True),
                          "Votre demande de ne rien déposer est retirée."),
})  # fmt: skip
