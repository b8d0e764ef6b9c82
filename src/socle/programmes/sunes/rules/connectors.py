"""Which connector fed a document, as logs and dossiers write it. Source: SUN-060."""

from __future__ import annotations

import re

#: A connector in DMP v1, in small letters: `v1`, `dmp v1`, `dmp-v1.2`, `api 1.3`; `12`, `v2.1` are none. Read by
#: `re` and by the engines alike.
FIRST = "^(dmp|api|connecteur|connector|[ _.-])*v?1([^0-9]|$)"


def is_first(connector: str | None) -> bool:
    """Whether that is a connector in DMP v1; one that nobody named is not presumed to be."""
    return re.search(FIRST, (connector or "").strip().lower()) is not None
