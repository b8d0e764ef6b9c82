"""What a process of its own is given of the environment, when it reads what strangers sent: nothing that is secret.

A hostile file that took hold of such a process would find neither keys, nor the address of a database, nor tokens.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

#: What Python, its libraries and the machine need to run at all.
_NEEDED: Final = frozenset(
    {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "COVERAGE_PROCESS_START"}
)
_PREFIXES: Final = ("PYTHON", "LC_", "OMP_", "MALLOC_")


def environment(*names: str, **more: str) -> Mapping[str, str]:
    """The environment of such a process: what is needed to run, the variables named, and `more`."""
    kept = _NEEDED.union(names)
    held = {name: value for name, value in os.environ.items() if name in kept or name.startswith(_PREFIXES)}
    return held | more
