"""RPPS+ as the software of a structure sees it: a file of entries and exits, sent with the card of its manager."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from socle.client.identity import Identity
from socle.client.transport import Transport, Unreachable

#: Where files are sent, below a Socle's address.
PATH = "/rpps-plus/fichier/envoi"


def send_file(url: str, identity: Identity, name: str, data: bytes, *, dry_run: bool) -> dict[str, Any]:
    """Send a file, or only try it; what was said of it and of each line (`lines`, `verdicts`, `taken`).

    Raises `Unreachable` for silence or an answer that is none, `BadIdentity` for an identity that can show nothing.
    """
    query = urlencode({"nom": name, **({"essai": "1"} if dry_run else {})})
    with Transport(url, identity) as way:
        address = f"{way.url}{PATH}"
        status, content = way.exchange(f"{address}?{query}", "text/csv", data)
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if not isinstance(told, dict) or "verdicts" not in told:
        raise Unreachable(f"{address} did not answer as RPPS+ does (HTTP {status})")
    return told
