"""ZIP files spoiled as structures: names, contents, what the directory and the local headers say, where they point.

An `Archive` is what will be written; whatever a field says is written, true or not. Source: PKWARE APPNOTE 4.3, 4.4.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.fuzzing.mutators import Mutator, octets
from tests.fuzzing.words import HOSTILE, Chance

NAMES = (
    *(b"../x", b"/etc/passwd", b"C:\\x", b"\\\\server\\x", b"a/../b", b"", b".", b"/", b"a\0b", b"\xff\xfe", b"\xe9"),
    *(b"IHE_XDM/", b"IHE_XDM", b"IHE_XDM/SUBSET01/", b"IHE_XDM/SUBSET02/METADATA.XML", b"IHE_XDM/A/B/C/METADATA.XML"),
    *(b"ihe_xdm\\subset01\\metadata.xml", b"IHE_XDM/SUBSET01/doc00001.xml", b"IHE_XDM/./SUBSET01//DOC00001.XML"),
    *(b"__MACOSX/IHE_XDM/SUBSET01/._DOC00001.XML", b"Thumbs.db", b"index.htm", b"README.TXT", b"CON", b"x" * 65_535),
    *("İHE_XDM/SUBSET01/METADATA.XML".encode(), "ﬁ/\u202e.xml".encode(), b"a/" * 3000 + b"x", b"\x1b[2J"),
)
METHODS = (0, 8, 1, 9, 12, 14, 93, 99, 65_535)
FLAGS = (0, 0x1, 0x8, 0x20, 0x40, 0x800, 0x2000, 0xFFFF)
SIZES = (0, 1, 100, 65_536, 10**6, 2**31, 2**32 - 1)
MODES = (0o120777 << 16, 0o040755 << 16, 0o010644 << 16, 0xFFFFFFFF, 0x10)
EXTRAS = (
    *(
        b"",
        b"\x01",
        b"\x01\0\x10\0",
        b"\x01\0\x18\0" + b"\xff" * 24,
        b"\x01\0\x18\0" + bytes(24),
        b"\x01\0\x08\0" + bytes(8),
    ),
    *(b"\x75\x70\x05\0\x01\0\0\0\0", b"\x01\x99\x07\0\x02\0AE\x03\x08\0", b"\xff" * 60_000, b"\xca\xfe\0\0" * 200),
)


#: Files listed from which on each is listed once: more would fill the memory here, and not there.
_LISTED = 20_000


@dataclass(frozen=True)
class Entry:
    """One file. What is None is written as it is: only a lie has to be said. `listed` times in the directory."""

    name: bytes
    data: bytes
    method: int = 8
    flags: int = 0x800
    packed: bytes | None = None
    local: bytes | None = None
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    shift: int = 0
    extra: bytes = b""
    mode: int = 0o100644 << 16
    listed: int = 1


@dataclass(frozen=True)
class Archive:
    """Its files, and lies of its end; `spoils` are numbers that drive changes of the bytes once they are written."""

    entries: tuple[Entry, ...]
    before: bytes = b""
    after: bytes = b""
    comment: bytes = b""
    count: int | None = None
    size: int | None = None
    start: int | None = None
    wide: tuple[int, int, int] | None = None
    spoils: tuple[int, ...] = ()

    def __bytes__(self) -> bytes:
        data = _written(self)
        for number in self.spoils:
            data = octets.mutate(data, Chance(number))
        return data


def opened(data: bytes) -> Archive:
    """What a good ZIP file holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return Archive(
            tuple(
                Entry(info.orig_filename.encode(), archive.read(info), info.compress_type)
                for info in archive.infolist()
            )
        )


def _packed(entry: Entry) -> bytes:
    if entry.packed is not None or entry.method != zipfile.ZIP_DEFLATED:
        return entry.data if entry.packed is None else entry.packed
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return packer.compress(entry.data) + packer.flush()


def _written(archive: Archive) -> bytes:
    out, directory, count = bytearray(archive.before), bytearray(), 0
    for entry in archive.entries:
        packed, at = _packed(entry), len(out)
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        packed_size = len(packed) if entry.packed_size is None else entry.packed_size
        said = (20, entry.flags, entry.method, 0, 0x5D2F, crc, packed_size, size)
        local = (entry.name if entry.local is None else entry.local)[:65_535]
        out += struct.pack("<4s5H3I2H", b"PK\3\4", *said, len(local), 0) + local + packed
        where = max(0, min(at + entry.shift, 2**32 - 1))
        ends = (len(entry.name), len(entry.extra), 0, 0, 0, entry.mode, where)
        described = struct.pack("<4s6H3I5H2I", b"PK\1\2", 0x0314, *said, *ends) + entry.name + entry.extra
        listed = entry.listed if count < _LISTED else min(entry.listed, 1)
        directory += described * listed
        count += listed
    start = len(out)
    out += directory
    if archive.wide is not None:
        wide_count, wide_size, wide_start = archive.wide
        end = len(out)
        out += struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, wide_count, wide_count, wide_size, wide_start)
        out += struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    said_count = (count if archive.count is None else archive.count) & 0xFFFF
    said_size = len(directory) if archive.size is None else archive.size
    said_start = start if archive.start is None else archive.start
    end_record = (0, 0, said_count, said_count, said_size & 0xFFFFFFFF, said_start & 0xFFFFFFFF, len(archive.comment))
    return bytes(out + struct.pack("<4s4H2LH", b"PK\5\6", *end_record) + archive.comment + archive.after)


# --- one change ---------------------------------------------------------------------------------------


def _name(entry: Entry, chance: Chance) -> Entry:
    own = entry.name
    hostile = chance.choice(HOSTILE).encode("utf-8", "surrogatepass")[:60_000]
    new = chance.choice(
        (
            chance.choice(NAMES),
            chance.choice(NAMES),
            own.swapcase(),
            own.replace(b"/", b"\\"),
            own + b"/",
            hostile,
            octets.mutate(own, chance),
        )
    )[:65_535]
    if chance.random() < 0.3:
        return replace(entry, local=new, flags=chance.choice((0, 0x800)))
    return replace(entry, name=new, flags=chance.choice((0, 0x800)))


def _contents(entry: Entry, chance: Chance, markup: Mutator) -> Entry:
    if entry.name.upper().endswith(b"XML") and chance.random() < 0.8:
        return replace(entry, data=markup(entry.data, chance))
    return replace(entry, data=chance.choice((b"", bytes(300_000), entry.data * 2, octets.mutate(entry.data, chance))))


def _lie(entry: Entry, chance: Chance) -> Entry:
    number = chance.choice((*SIZES, len(entry.data) + 1, max(len(entry.data) - 1, 0)))
    lies: tuple[dict[str, object], ...] = (
        {"crc": chance.randrange(2**32)},
        {"size": number},
        {"packed_size": number},
        {"size": number, "packed_size": number},
        {"method": chance.choice(METHODS)},
        {"method": chance.choice(METHODS), "packed": _packed(entry)},
        {"flags": chance.choice(FLAGS)},
        {"mode": chance.choice(MODES)},
        {"extra": chance.choice(EXTRAS), "size": 2**32 - 1},
        {"extra": chance.choice(EXTRAS)},
        {"shift": chance.choice((-1, 1, 30, -30, 1000, -1000, 2**31, -(2**31)))},
        {"packed": octets.mutate(_packed(entry), chance)},
        {"listed": chance.choice((0, 2, 2, 40, 1100))},
    )
    return replace(entry, **chance.choice(lies))  # type: ignore[arg-type]


def _told(archive: Archive, old: bytes, new: bytes) -> Archive:
    """The metadata say the digest and the size of the file as it is now."""
    digests = [hashlib.sha1(data, usedforsecurity=False).hexdigest().encode() for data in (old, new)]
    sizes = [b">%d<" % len(data) for data in (old, new)]

    def right(entry: Entry) -> Entry:
        if not entry.name.upper().endswith(b"METADATA.XML"):
            return entry
        return replace(entry, data=entry.data.replace(*digests).replace(*sizes))

    return replace(archive, entries=tuple(map(right, archive.entries)))


def _set(archive: Archive, rank: int, *new: Entry) -> Archive:
    return replace(archive, entries=(*archive.entries[:rank], *new, *archive.entries[rank + 1 :]))


#: Files of an archive from which on no more are made of them.
_ENTRIES = 3000


def _files(archive: Archive, chance: Chance) -> Archive:
    """Files lost, repeated, in another order, or one archive inside another."""
    rank = chance.randrange(len(archive.entries))
    one = archive.entries[rank]
    match chance.randrange(5):
        case 0:
            return _set(archive, rank)
        case 1:
            return _set(archive, rank, one, one)
        case 2:
            return replace(archive, entries=archive.entries[::-1])
        case 3:
            return _set(archive, rank, replace(one, data=_written(archive)[:200_000]))
        case _:
            most = chance.choice((2, 50, 1200))
            if len(archive.entries) >= _ENTRIES:  # twice over, a million: the archive alone would take 500 MB
                most = 2
            many = tuple(replace(one, name=one.name[:200] + b"%d" % number, data=b"") for number in range(most))
            return _set(archive, rank, one, *many)


def _end(archive: Archive, chance: Chance) -> Archive:
    number = chance.choice((*SIZES, 2**16 - 1, 46, 22))
    wide = tuple(chance.choice((0, 1, 5, 46, 1000, 2**32, 2**63, 2**64 - 1)) for _ in range(3))
    lies: tuple[dict[str, object], ...] = (
        {"comment": chance.choice((b"x", b"PK\5\6" + bytes(18), b"x" * 65_535))},
        {"count": number},
        {"size": number},
        {"start": number},
        {"start": 0, "size": 0},
        {"before": chance.choice((b"MZ", b"x" * 5000, b"PK\3\4"))},
        {"after": chance.choice((b"\0", b"PK\5\6" + bytes(18), b"x" * 70_000, _written(archive)[:100_000]))},
        {"wide": wide},
        {"wide": wide, "count": 0xFFFF, "size": 2**32 - 1, "start": 2**32 - 1},
    )
    return replace(archive, **chance.choice(lies))  # type: ignore[arg-type]


def mutator(markup: Mutator) -> Callable[[Archive, Chance], Archive]:
    """One change of an archive; `markup` spoils its XML files."""

    def mutate(archive: Archive, chance: Chance) -> Archive:
        draw = chance.random()
        if draw < 0.1 or not archive.entries:
            return replace(archive, spoils=(*archive.spoils, chance.randrange(2**32)))
        if draw < 0.2:
            return _end(archive, chance)
        if draw < 0.3:
            return _files(archive, chance)
        rank = chance.randrange(len(archive.entries))
        entry = archive.entries[rank]
        if draw < 0.65:
            changed = _contents(entry, chance, markup)
            archive = _set(archive, rank, changed)
            return _told(archive, entry.data, changed.data) if chance.random() < 0.7 else archive
        return _set(archive, rank, _lie(entry, chance) if draw < 0.85 else _name(entry, chance))

    return mutate
