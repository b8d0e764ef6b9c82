"""The address of a style sheet or picture: it carries the fingerprint of what stands there.

A new version of Socle thus has new addresses, and no browser shows a page in the style of an older one.
The files themselves are served by `config.static`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders


@cache
def address(path: str) -> str:
    """The address of the asset `path` (`web/socle.css`). Raises `FileNotFoundError` for what no room ships."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return f"/static/{path}?v={hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]}"
