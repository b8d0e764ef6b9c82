"""`/composants/`: every component in all its states, with invented content. The browser tests visit it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from socle.rulebook import Finding, Severity, Verdict
from socle.web.components import Ahead, Cell, Column, DocumentLine, Event, Measure, PersonLine, Status, Table
from socle.web.pages import page
from socle.web.places import CITIZEN, MANUAL, PROFESSIONAL, REGION, SANDBOX, STRUCTURE

#: The instant of the examples: the page shows the same thing whenever it is opened.
AT = datetime(2026, 9, 15, 8, 40, tzinfo=UTC)


class Example(forms.Form):
    """One field of each kind; some are faulty when the form is given empty data."""

    nom = forms.CharField(label=_("Nom de naissance"), help_text=_("Tel qu’il est écrit sur la pièce d’identité."))
    naissance = forms.DateField(
        label=_("Date de naissance"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Écrivez la date de naissance, par exemple 15/09/1952.")},
    )
    motif = forms.CharField(label=_("Motif"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    type = forms.ChoiceField(label=_("Type de document"), choices=[("", _("Tous")), ("11488-4", _("Compte rendu"))])
    envoi = forms.ChoiceField(
        label=_("Comment souhaitez-vous être averti ?"),
        widget=forms.RadioSelect,
        choices=[("courriel", _("Par courriel")), ("courrier", _("Par courrier"))],
        help_text=_("Vous pourrez changer d’avis à tout moment."),
        error_messages={"required": _("Choisissez une des deux façons.")},
    )
    accord = forms.BooleanField(label=_("Le patient est d’accord pour que je consulte son dossier"))
    ferme = forms.CharField(
        label=_("Numéro de sécurité sociale"), disabled=True, initial="2 52 09 …", help_text=_("Ne se modifie pas ici.")
    )


class Filters(forms.Form):
    q = forms.CharField(label=_("Titre"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("Tous"))])
    jour = forms.DateField(label=_("Depuis le"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _verdict(severity: Severity, sentence: str, way_out: str, rules: tuple[str, ...]) -> Verdict:
    """A verdict for show, under the name of one that there is: its link leads somewhere."""
    return Verdict("record.masked", severity, sentence, "", way_out, rules, "", {}, "")


def _findings() -> tuple[Finding, ...]:
    refused = _verdict(
        Severity.ERROR,
        "Vous ne pouvez pas ouvrir ce document : le patient l’a masqué. "
        "Son auteur et le médecin traitant le voient encore.",
        "Parlez-en avec le patient : lui seul peut le montrer de nouveau.",
        ("DMP-091",),
    )
    warned = _verdict(
        Severity.WARNING,
        "La date de l’acte n’est pas celle du document.",
        "Vérifiez la date de l’acte dans votre logiciel ; le document est accepté.",
        (),
    )
    told = _verdict(Severity.INFO, "Ce dossier n’est pas rattaché à Mon espace santé.", "Rien à faire.", ())
    place = "/ClinicalDocument/documentationOf/serviceEvent/effectiveTime"
    return (refused.at(), warned.at(place, expected="15/09/2026", found="14/09/2026"), told.at())


MASKED = Status("Masqué aux professionnels", "warn", "eye-off")
ENTRIES = (
    DocumentLine("Compte rendu de consultation", "Compte rendu", AT - timedelta(hours=2), "Docteur Anne Kervelec",
                 "#documents"),
    DocumentLine("Bilan sanguin", "Résultats (biologie médicale)", date(2026, 9, 1), "Laboratoire des Trois Ponts",
                 "#documents", (MASKED, Status("Remplacé par une version plus récente", "soft", "replace"))),
)  # fmt: skip
EVENTS = (
    Event(
        AT - timedelta(hours=2),
        "Docteur Anne Kervelec a lu « Bilan sanguin »",
        "Médecin généraliste, cabinet des Tilleuls",
        "eye",
    ),
    Event(AT - timedelta(days=1), "Accès en urgence (bris de glace)", "Motif : patient inconscient", "glass", "warn"),
    Event(AT - timedelta(days=3), "Lecture refusée", "Le document est masqué", "refused", "bad"),
    Event(AT - timedelta(days=40), "Nouveau document : Bilan sanguin", "", "plus", "good"),
)  # fmt: skip
TABLE = Table(
    "Derniers envois",
    (Column("Document"), Column("Établissement"), Column("État"), Column("Taille", numeric=True)),
    (
        (Cell("Lettre de sortie", href="#tableau"), Cell("Hôpital des Trois Ponts"),
         Cell("", statuses=(Status("Reçu", "good", "check"),)), Cell("140 ko")),
        (Cell("Compte rendu d’imagerie", note="Deuxième envoi"), Cell("Centre d’imagerie"),
         Cell("", statuses=(Status("Refusé", "bad", "refused"),)), Cell("3,1 Mo")),
    ),
)  # fmt: skip
MONTHS = (
    Measure("avril", 52),
    Measure("mai", 58.5),
    Measure("juin", None),
    Measure("juillet", 66),
    Measure("août", 64),
    Measure("sept.", 71),
)
STATUSES = (
    Status("Reçu", "good", "check"),
    MASKED,
    Status("Refusé", "bad", "refused"),
    Status("Nouveau", "accent", "bell"),
    Status("Archivé", "soft", "archive"),
)


def components(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "fresh": Example(auto_id="vide_%s"),
        "faulty": Example({}, auto_id="faute_%s"),
        "filters": Filters(auto_id="filtre_%s"),
        "table": TABLE,
        "documents": ENTRIES,
        "person": PersonLine(
            "Docteur Anne Kervelec", "Médecin généraliste, cabinet des Tilleuls", "#personnes", "Bloquer"
        ),
        "quiet_person": PersonLine("Iris Montclar", "Née le lundi 14 mars 2016"),
        "events": EVENTS,
        "statuses": STATUSES,
        "findings": _findings(),
        "shown": Paginator(range(200), 50).page(2),
        "months": MONTHS,
        "begun": [Measure(str(day), 60 + day / 4 if day < 21 else None) for day in range(1, 32)],  # noqa: PLR2004
        "ahead": Ahead("Fin du mois, prévision", 66, 62.5, 69),
        "sites": [
            Measure("Hôpital nord", 71),
            Measure("Hôpital sud", 48),
            Measure("Clinique", 83.5),
            Measure("Cabinet", None, "masqué"),
        ],
        "places": [CITIZEN, PROFESSIONAL, STRUCTURE, REGION, SANDBOX, MANUAL],
    }
    return page(request, "manual/components.html", MANUAL, context, at=AT)
