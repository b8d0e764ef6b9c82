"""The sRGB profile that our files carry: made here from the figures of IEC 61966-2-1, ICC version 2.

PDF/A-1 asks for a profile of ICC version 2 (ISO 19005-1, 6.2.2). Primaries adapted to D50 as ICC.1:2001-04 writes them.
"""

from __future__ import annotations

import struct
from functools import cache

_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS = 1024
NAME = "sRGB IEC61966-2.1"
_RIGHTS = "No copyright, use freely"


@cache
def srgb() -> bytes:
    """The profile, some two kilobytes."""
    description = NAME.encode() + b"\0"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(description)) + description + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text" + bytes(4) + _RIGHTS.encode() + b"\0",
        b"wtpt": _xyz(_D50),
        **{name: _xyz(value) for name, value in _PRIMARIES.items()},
        b"rTRC": _curve(),
    }
    table, body, start = b"", b"", 128 + 4 + 12 * (len(tags) + 2)
    for name, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        names = (b"rTRC", b"gTRC", b"bTRC") if name == b"rTRC" else (name,)
        table += b"".join(one + struct.pack(">II", start + len(body), len(value)) for one in names)
        body += padded
    whole = struct.pack(">I", len(tags) + 2) + table + body
    return _header(128 + len(whole)) + whole


def _header(size: int) -> bytes:
    date = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    return (
        struct.pack(">II", size, 0)
        + b"\x02\x10\0\0mntrRGB XYZ "
        + date
        + b"acsp"
        + bytes(28)
        + b"".join(map(_fixed, _D50))
        + bytes(48)
    )


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, values))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _curve() -> bytes:
    """From the coded value to light: a line near black, then a power of 2.4."""
    points = [_light(step / (_STEPS - 1)) for step in range(_STEPS)]
    return b"curv" + struct.pack(">II", 0, _STEPS) + struct.pack(f">{_STEPS}H", *(round(65535 * one) for one in points))


def _light(coded: float) -> float:
    return coded / 12.92 if coded <= 0.04045 else ((coded + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
