"""Rendering a readable document: `{% load readable %}{% readable document level=2 file_url=url %}`."""

from __future__ import annotations

import base64
import re
from urllib.parse import urlencode

from django import template
from django.utils.dateformat import format as format_date

from socle.documents.show.gauge import Drawing, drawing
from socle.documents.show.model import Media, Readable
from socle.documents.show.results import Result
from socle.documents.times import PARIS, Moment
from socle.web.words import plain_day

register = template.Library()

_FORMATS = {4: "Y", 6: "F Y", 8: "l j F Y"}
_LAST_HEADING = 6
#: A title that says a year says its date already.
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_DAY = 8
#: A PDF larger than this is offered, not shown, where it would stand in the page itself: browsers give up.
LARGEST_SHOWN = 4_000_000


@register.inclusion_tag("documents/readable.html")
def readable(
    document: Readable, level: int = 2, file_url: str = "", prefix: str = "", *, embed: bool = False
) -> dict[str, object]:
    """The whole document. `level` is that of its first headings; `file_url` answers `?piece=<id>` with a file.

    Without `file_url` the files stand in the page itself, as a page kept on disk needs them; `embed` shows its PDF files
    in it too. `prefix` begins the anchors of a document that is not alone on its page.
    """
    return {"document": document, "level": level, "file_url": file_url, "prefix": prefix, "embed": embed}


@register.filter
def below(level: int) -> int:
    """The level of headings under `level`."""
    return min(level + 1, _LAST_HEADING)


@register.filter
def heading(document: Readable) -> str:
    """`Compte rendu d'examens biologiques du 12 mars 2026`; the title alone when it tells a year itself."""
    at = document.established
    if at is None or len(at.digits) < _DAY or _YEAR.search(document.title):
        return document.title
    return f"{document.title} du {plain_day(at.start.astimezone(PARIS))}"


@register.filter
def in_words(moment: Moment | None) -> str:
    """A moment as people say it, at its own precision, in French time."""
    if moment is None:
        return ""
    local = moment.start.astimezone(PARIS)
    pattern = _FORMATS.get(len(moment.digits), r"l j F Y, G \h i")
    return format_date(local, pattern)


@register.filter
def day(moment: Moment | None) -> str:
    """The day of a moment, the day of the week left aside; its month or year when it is no finer."""
    if moment is None or len(moment.digits) < _DAY:
        return in_words(moment)
    return plain_day(moment.start.astimezone(PARIS))


@register.filter
def drawn(result: Result) -> Drawing | None:
    """A result against its range, as a drawing."""
    return drawing(result)


@register.filter
def shown_here(media: Media, file_url: str) -> bool:
    """Whether a PDF stands in the page itself: from an address, or when it is not too large to stand in it."""
    return media.is_pdf and (bool(file_url) or media.size <= LARGEST_SHOWN)


@register.filter
def address(media: Media, file_url: str = "") -> str:
    """Where a file is fetched; the file itself as a data URI when there is nowhere."""
    if media.file.data is None:
        return ""
    if file_url:
        return f"{file_url}?{urlencode({'piece': media.id})}"
    return f"data:{media.safe_type};base64,{base64.b64encode(media.file.data).decode('ascii')}"


#: How a page writes each style that a run may have.
_ELEMENTS = {"bold": "b", "italics": "i", "underline": "u"}


@register.filter
def element(style: str) -> str:
    return _ELEMENTS[style]
