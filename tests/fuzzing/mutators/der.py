"""DER values spoiled: a tag, a length, a content, values lost or repeated; lengths above are put right or not."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzzing.mutators import Mutator, octets, one_of
from tests.fuzzing.words import HOSTILE, Chance

_CONSTRUCTED, _LONG = 0x20, 0x80
_BIT_OR_OCTETS = frozenset({0x03, 0x04})

Span = tuple[int, int, int]
"""Where a value begins, where its content does, where it ends."""


def spans(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[Span, ...]]:
    """The path of each value from the outermost one; stops where it is no DER."""
    end = len(data) if end is None else end
    while start + 2 <= end:
        size, content = data[start + 1], start + 2
        if size >= _LONG:
            count = size - _LONG
            size, content = int.from_bytes(data[content : content + count], "big"), content + count
        after = content + size
        if after > end:
            return
        own = (start, content, after)
        yield (own,)
        if data[start] & _CONSTRUCTED:
            yield from ((own, *path) for path in spans(data, content, after))
        elif data[start] in _BIT_OR_OCTETS and size > 4:
            inner = content + (data[start] == 0x03)
            if data[inner] == 0x30:
                yield from ((own, *path) for path in spans(data, inner, after))
        start = after


def _length(size: int) -> bytes:
    if size < _LONG:
        return bytes([size])
    raw = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([_LONG + len(raw)]) + raw


def replaced(data: bytes, path: tuple[Span, ...], new: bytes) -> bytes:
    """`new` in the place of the last value of `path`, the lengths above put right."""
    for (start, _, end), above in zip(reversed(path), [*reversed(path[:-1]), None], strict=True):
        if above is None:
            return data[:start] + new + data[end:]
        content = data[above[1] : start] + new + data[end : above[2]]
        new = data[above[0] : above[0] + 1] + _length(len(content)) + content
    return new


def structured(data: bytes, chance: Chance) -> bytes:
    paths = list(spans(data))
    if not paths:
        return octets.mutate(data, chance)
    path = chance.choice(paths)
    start, content, end = path[-1]
    whole, held, tag = data[start:end], data[content:end], data[start : start + 1]
    other = chance.choice(paths)[-1]
    word = chance.choice(HOSTILE).encode("utf-8", "surrogatepass")[:5000]
    changed = octets.mutate(held, chance)[:5000]
    new = chance.choice(
        (
            b"",
            whole * 2,
            whole * 50,
            bytes([chance.randrange(256)]) + whole[1:],
            tag + _length(len(changed)) + changed,
            tag + _length(len(changed)) + changed,
            tag + _length(len(word)) + word,
            tag + b"\0",
            data[other[0] : other[2]],
            bytes([chance.choice((0x0C, 0x13, 0x14, 0x16, 0x1E, 0x17, 0x18, 0x02, 0x06, 0x05))]) + whole[1:],
            tag + b"\x80" + held + b"\0\0",
            tag + b"\x84\xff\xff\xff\xff" + held,
        )
    )
    return replaced(data, path, new)


mutate: Mutator = one_of(((8, structured), (2, octets.mutate)))
