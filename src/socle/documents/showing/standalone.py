"""A document as one page that stands alone: its style and files inside it, nothing fetched, nothing run."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from socle.documents.showing.model import Readable
from socle.web.typography import typeset

_STYLE = "web/socle.css"
#: Style that stands in the page, pictures and files that stand in it, and nothing else from anywhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; object-src data:; frame-src data:"


def page(document: Readable) -> str:
    """The page, in HTML. Django must be set up. Raises `FileNotFoundError` when the package lacks its style sheet."""
    style = finders.find(_STYLE)
    if not isinstance(style, str):
        raise FileNotFoundError(_STYLE)
    context = {"document": document, "style": Path(style).read_text("utf-8"), "policy": POLICY}
    return typeset(render_to_string("documents/standalone.html", context))
