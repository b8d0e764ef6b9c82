"""MTOM/XOP messages: a SOAP envelope and its documents, read within limits and written exactly.

Source: spec/dmp.md 1; RFC 2045, 2046 (MIME), RFC 2387 (multipart/related); W3C XOP 1.0.
"""

from socle.wire.mtom.message import LIMITS, Limits, Message, Opening, open_message, read_message
from socle.wire.mtom.write import multipart_pieces, write_multipart
from socle.wire.mtom.xop import content_id, document_part, include

__all__ = [
    "LIMITS",
    "Limits",
    "Message",
    "Opening",
    "content_id",
    "document_part",
    "include",
    "multipart_pieces",
    "open_message",
    "read_message",
    "write_multipart",
]
