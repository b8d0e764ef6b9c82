"""Writing multipart/related messages, byte for byte. Source: RFC 2387; W3C XOP 1.0, 4.1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from socle.wire import ids
from socle.wire.xds.model import Part

_CHUNK = 64 * 1024
#: Control characters would end a header line early.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\"<>\\]")


def _header(value: str) -> str:
    return _UNSAFE.sub("", value)


def multipart_pieces(
    root: bytes,
    parts: Iterable[Part],
    *,
    action: str = "",
    media_type: str = "application/soap+xml",
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> tuple[str, Iterator[bytes]]:
    """The Content-Type header and the pieces of the body: the envelope first, then each part as it is.

    Parts are read when their piece is asked for. Contents are `binary`: not one byte is changed.
    """
    boundary = f"MIME_SOCLE_{new_uuid().hex}"
    root_id = f"root.{new_uuid()}@socle"
    header = f'multipart/related; type="application/xop+xml"; start="<{root_id}>"; start-info="{media_type}"'
    if action:
        header += f'; action="{_header(action)}"'
    header += f'; boundary="{boundary}"'
    root_type = f'application/xop+xml; charset=UTF-8; type="{media_type}"'
    return header, _pieces(boundary, root, root_type, root_id, parts)


def _opening(boundary: str, media_type: str, id: str) -> bytes:
    lines = (
        f"--{boundary}",
        f"Content-Type: {media_type}",
        "Content-Transfer-Encoding: binary",
        f"Content-ID: <{_header(id)}>",
        "",
        "",
    )
    return "\r\n".join(lines).encode("utf-8")


def _pieces(boundary: str, root: bytes, root_type: str, root_id: str, parts: Iterable[Part]) -> Iterator[bytes]:
    yield _opening(boundary, root_type, root_id)
    yield root
    for part in parts:
        yield b"\r\n" + _opening(boundary, _header(part.media_type) or "application/octet-stream", part.id)
        part.file.seek(0)
        while chunk := part.file.read(_CHUNK):
            yield chunk
    yield f"\r\n--{boundary}--\r\n".encode()


def write_multipart(
    root: bytes,
    parts: Iterable[Part],
    *,
    action: str = "",
    media_type: str = "application/soap+xml",
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> tuple[str, bytes]:
    """The same message at once: its Content-Type header and its body."""
    header, pieces = multipart_pieces(root, parts, action=action, media_type=media_type, new_uuid=new_uuid)
    return header, b"".join(pieces)
