"""Rendering a readable document: `{% load readable %}{% readable document level=2 file_url=url %}`."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from urllib.parse import urlencode

from django import template

from socle.documents.showing import breadth, words
from socle.documents.showing.gauge import Drawing, drawing
from socle.documents.showing.model import Media, Readable
from socle.documents.showing.results import Result

register = template.Library()

_LAST_HEADING = 6
#: A PDF larger than this is offered, not shown, where it would stand in the page itself: browsers give up.
LARGEST_SHOWN = 4_000_000


@register.inclusion_tag("documents/readable.html")
def readable(
    document: Readable, level: int = 2, file_url: str = "", prefix: str = "", *, embed: bool = False
) -> dict[str, object]:
    """The whole document. `level` is that of its first headings; `file_url` answers `?piece=<id>` with a file.

    Without `file_url` the files stand in the page itself, as a page kept on disk needs them; `embed` shows its PDF
    files in it too. `prefix` begins the anchors of a document that is not alone on its page.
    """
    return {"document": document, "level": level, "file_url": file_url, "prefix": prefix, "embed": embed}


@register.filter
def below(level: int) -> int:
    """The level of headings under `level`."""
    return min(level + 1, _LAST_HEADING)


register.filter("fit", breadth.fit)
register.filter("labels", breadth.labels)
register.filter("heading", words.heading)
register.filter("in_words", words.in_words)
register.filter("day", words.day)


@register.filter
def at(labels: Sequence[str], rank: int) -> str:
    """The label of a column by its rank; nothing where there is none."""
    return labels[rank] if rank < len(labels) else ""


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
