"""A record's documents as a page lists them: filters, lines, rows of the export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import quote

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from socle import codes
from socle.record.services import DocumentView
from socle.rulebook import shows
from socle.web.components import Cell, Column, DocumentLine, Status, Table
from socle.web.search import holds
from socle.web.words import PARIS, in_words, person_name, place_name, short_day, size, xds_time
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    DEPRECATED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    Author,
    DocumentEntry,
)

#: A document is new for a week.
NEW = timedelta(days=7)
HEADER = ("Document", "Type", "Date de l’acte", "Auteur", "Structure", "Déposé le", "État", "Taille", "Identifiant")

_MARKS = (
    (MASKED_TO_PROFESSIONALS, Status("Masqué aux professionnels", "warn", "eye-off")),
    (INVISIBLE_TO_REPRESENTATIVES, Status("Masqué aux représentants légaux", "warn", "eye-off")),
    (INVISIBLE_TO_PATIENT, Status("Pas encore visible par le patient", "warn", "eye-off")),
)
#: How the nomenclature shortens « compte rendu ».
_REPORT = "CR "
_STATES = {
    DEPRECATED: Status("Remplacé par une version plus récente", "soft", "replace"),
    ARCHIVED: Status("Archivé", "soft", "archive"),
}


class ShelfFilters(forms.Form):
    """Filters of a list of documents: text of the title, type, days, former versions."""

    q = forms.CharField(
        label=_("Titre"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    type = forms.ChoiceField(label=_("Type"), required=False)
    depuis = forms.DateField(label=_("Depuis le"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    jusque = forms.DateField(label=_("Jusqu’au"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    anciens = forms.BooleanField(label=_("Montrer aussi les anciennes versions et les archives"), required=False)

    def __init__(self, data: QueryDict, views: Sequence[DocumentView]) -> None:
        super().__init__(data)
        kinds = {view.facts.type_code: kind_of(view.entry) for view in views}
        field = self.fields["type"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Tous")), *sorted(kinds.items(), key=lambda item: item[1])]

    def keep(self, views: Iterable[DocumentView]) -> tuple[DocumentView, ...]:
        """What the filters let through; a filter that makes no sense is shown as faulty and does not count."""
        self.is_valid()
        asked = self.cleaned_data
        return tuple(
            view
            for view in views
            if (asked.get("anciens") or view.facts.status == APPROVED)
            and asked.get("type", "") in {"", view.facts.type_code}
            and holds([view.entry.title or ""], asked.get("q", ""))
            and _between(day_of(view), asked.get("depuis"), asked.get("jusque"))
        )


class WideFilters(ShelfFilters):
    """The same for professionals, who also look by author, by structure, and for what came since a day."""

    auteur = forms.ChoiceField(label=_("Auteur ou structure"), required=False)
    depot = forms.DateField(
        label=_("Déposés depuis le"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    field_order = ("q", "type", "auteur", "depuis", "jusque", "depot", "anciens")

    def __init__(self, data: QueryDict, views: Sequence[DocumentView]) -> None:
        super().__init__(data, views)
        names = sorted({name for view in views for name in writers(view.entry)})
        field = self.fields["auteur"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Tous")), *((name, name) for name in names)]

    def keep(self, views: Iterable[DocumentView]) -> tuple[DocumentView, ...]:
        kept = super().keep(views)
        asked = self.cleaned_data
        since, wanted = asked.get("depot"), asked.get("auteur", "")
        return tuple(
            view
            for view in kept
            if (not wanted or wanted in writers(view.entry))
            and (since is None or since <= view.facts.deposited_at.astimezone(PARIS).date())
        )


def _between(day: date | None, first: date | None, last: date | None) -> bool:
    if day is None:
        return first is None and last is None
    return (first is None or first <= day) and (last is None or day <= last)


def moment_of(entry: DocumentEntry) -> datetime | date | None:
    """When the care took place, or else when the document was written."""
    return xds_time(entry.service_start_time) or xds_time(entry.creation_time)


def day_of(view: DocumentView) -> date | None:
    moment = moment_of(view.entry)
    return moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment


def kind_of(entry: DocumentEntry) -> str:
    """The document's type in the words of its nomenclature, none cut short."""
    code = entry.type_code
    label = codes.label("type_code", code.code) or code.label or code.code if code else ""
    return f"Compte rendu {label.removeprefix(_REPORT)}" if label.startswith(_REPORT) else label


def author_name(author: Author) -> str:
    """The person's name as people write it, or the structure's when no person is named."""
    person = author.person
    if person is not None and person.component(2):
        return person_name(person.component(3), person.component(2))
    return structure_name(author)


def writers(entry: DocumentEntry) -> tuple[str, ...]:
    """Who wrote it and where, as the filters name them."""
    names = (name for author in entry.authors for name in (author_name(author), structure_name(author)))
    return tuple(dict.fromkeys(name for name in names if name))


def structure_name(author: Author) -> str:
    return place_name(author.institutions[0].component(1)) if author.institutions else ""


@shows("DMP-135")
def hidden_from(visibility: frozenset[str]) -> list[Status]:
    """From whom a document is hidden, for those who see it all the same."""
    return [status for code, status in _MARKS if code in visibility]


def marks(view: DocumentView, at: datetime) -> tuple[Status, ...]:
    """What sets a document apart: new, hidden from someone, replaced, archived, deposited by the patient."""
    found = hidden_from(view.facts.visibility)
    if view.facts.status in _STATES:
        found.append(_STATES[view.facts.status])
    elif timedelta(0) <= at - view.facts.deposited_at < NEW:
        found.insert(0, Status("Nouveau", "accent", "bell"))
    if view.facts.by_patient:
        found.append(Status("Déposé par le patient", "soft", "person"))
    return tuple(found)


def line(view: DocumentView, base: str, at: datetime) -> DocumentLine:
    """One document of the list; `base` is the address of the list."""
    entry = view.entry
    return DocumentLine(
        title=entry.title or kind_of(entry) or "Document sans titre",
        kind=kind_of(entry),
        when=moment_of(entry),
        author=author_name(entry.authors[0]) if entry.authors else "",
        href=f"{base}{quote(view.facts.unique_id, safe='')}/",
        marks=marks(view, at),
    )


def table(views: Iterable[DocumentView], base: str, at: datetime, caption: str) -> Table:
    """The same documents as lines that are compared."""
    columns = (Column("Document"), Column("Date", whole=True), Column("Auteur"), Column("Déposé le", whole=True))
    rows = []
    for view in views:
        one = line(view, base, at)
        writer = view.entry.authors[0] if view.entry.authors else None
        place = structure_name(writer) if writer is not None else ""
        rows.append(
            (
                Cell(one.title, one.href, one.marks, note=one.kind if one.kind != one.title else ""),
                Cell(short_day(one.when)),
                Cell(one.author, note=place if place != one.author else ""),
                Cell(short_day(view.facts.deposited_at)),
            )
        )
    return Table(caption, columns, tuple(rows))


def row(view: DocumentView, at: datetime) -> tuple[object, ...]:
    """One document of the export."""
    entry = view.entry
    author = entry.authors[0] if entry.authors else None
    return (
        entry.title or "",
        kind_of(entry),
        short_day(moment_of(entry)),
        author_name(author) if author else "",
        structure_name(author) if author else "",
        in_words(view.facts.deposited_at),
        ", ".join(mark.word for mark in marks(view, at)),
        size(entry.size),
        view.facts.unique_id,
    )
