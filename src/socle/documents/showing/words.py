"""Moments and titles of a document in the words of a page (French)."""

from __future__ import annotations

import re

from socle.documents.showing.model import Readable
from socle.documents.times import PARIS, Moment
from socle.web.words import MONTHS, day_in_words, plain_day

#: A title that says a year says its date already.
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_MONTH, _DAY = 6, 8


def heading(document: Readable) -> str:
    """`Compte rendu d'examens biologiques du 12 mars 2026`; the title alone when it tells a year itself."""
    at = document.established
    if at is None or len(at.digits) < _DAY or _YEAR.search(document.title):
        return document.title
    return f"{document.title} du {plain_day(at.start.astimezone(PARIS))}"


def in_words(moment: Moment | None) -> str:
    """A moment as people say it, at its own precision, in French time: `mardi 15 septembre 2026, 10 h 40`."""
    if moment is None:
        return ""
    local = moment.start.astimezone(PARIS)
    if len(moment.digits) < _DAY:
        return f"{MONTHS[local.month - 1]} {local.year}" if len(moment.digits) == _MONTH else str(local.year)
    day = day_in_words(local.date())
    return day if len(moment.digits) == _DAY else f"{day}, {local.hour} h {local.minute:02}"


def day(moment: Moment | None) -> str:
    """The day of a moment, the day of the week left aside; its month or year when it is no finer."""
    if moment is None or len(moment.digits) < _DAY:
        return in_words(moment)
    return plain_day(moment.start.astimezone(PARIS))
