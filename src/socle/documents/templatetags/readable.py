"""Rendering a readable document: `{% load readable %}{% readable document level=2 file_url=url %}`."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

from django import template
from django.utils.dateformat import format as format_date

from socle.documents.show.model import Media, Readable
from socle.documents.times import PARIS, Moment

register = template.Library()

_FORMATS = {4: "Y", 6: "F Y", 8: "l j F Y"}
_LAST_HEADING = 6


@register.inclusion_tag("documents/readable.html")
def readable(document: Readable, level: int = 2, file_url: str = "") -> dict[str, object]:
    """The whole document. `level` is that of its first headings; `file_url` answers `?piece=<id>` with a file.

    Without `file_url` the files stand in the page itself, as a page kept on disk needs them.
    """
    return {"document": document, "level": level, "file_url": file_url}


@register.filter
def below(level: int) -> int:
    """The level of headings under `level`."""
    return min(level + 1, _LAST_HEADING)


@register.filter
def in_words(moment: Moment | None) -> str:
    """A moment as people say it, at its own precision, in French time."""
    if moment is None:
        return ""
    local = moment.start.astimezone(PARIS)
    pattern = _FORMATS.get(len(moment.digits), r"l j F Y, G \h i")
    return format_date(local, pattern)


@register.filter
def address(media: Media, file_url: str = "") -> str:
    """Where a file is fetched; the file itself as a data URI when there is nowhere."""
    if media.file.data is None:
        return ""
    if file_url:
        return f"{file_url}?{urlencode({'piece': media.id})}"
    return f"data:{media.safe_type};base64,{base64.b64encode(media.file.data).decode('ascii')}"
