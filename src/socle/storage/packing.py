"""What is sealed beside a document is short and repeats itself: packed first, its row stays within one page.

Metadata of one document are some 1,700 bytes of JSON, of which two thirds are the names of fields and of code systems.
The words of `data/packing-1.txt` are known beforehand, so that a packed value only says what differs (DEFLATE with a
preset dictionary, RFC 1950 2.2). They are part of the format and never change: other words would be a version beside
this one.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Final

#: Nothing that Socle seals is near it: a packed value that claims more is refused rather than unpacked.
LARGEST: Final = 4_000_000
#: The least of zlib's levels: the others gain 2 % and take twice as long.
_LEVEL: Final = 1
#: Tables of zlib for values this short: the usual ones take longer to clear than to fill.
_MEMORY: Final = 6

#: What metadata of the DMP repeat: names of fields, code systems, common codes. The commonest come last.
_WORDS: Final = (Path(__file__).parent / "data" / "packing-1.txt").read_bytes()
_PACKER: Final = zlib.compressobj(_LEVEL, memLevel=_MEMORY, zdict=_WORDS)


def pack(data: bytes) -> bytes:
    """`data` in fewer bytes, where it repeats what such values repeat."""
    packer = _PACKER.copy()  # which has read its words
    return packer.compress(data) + packer.flush()


def unpack(packed: bytes) -> bytes:
    """What `pack` was given. Raises `ValueError` for anything else."""
    unpacker = zlib.decompressobj(zdict=_WORDS)
    try:
        data = unpacker.decompress(packed, LARGEST)
    except zlib.error as error:
        raise ValueError(f"not what was packed: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("not what was packed: cut short, too long, or followed by something else")
    return data
