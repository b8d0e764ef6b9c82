"""The bytes of one document, which several judges look at: read, hashed and parsed once for all of them."""

from __future__ import annotations

import hashlib
from functools import cached_property

from lxml import etree

from socle.wire import xml


class Content:
    """Bytes at hand. Its tree is kept until `forget`: a message may hold a hundred documents, and a tree is large."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._root: etree._Element | None = None
        self._canonical: dict[tuple[str, str], bytes] = {}

    @cached_property
    def sha1(self) -> str:
        """SHA-1, lower-case hexadecimal: an identifier of the bytes in XDS, not a protection."""
        return hashlib.sha1(self.data, usedforsecurity=False).hexdigest()

    def root(self, limit: int = xml.LIMIT) -> etree._Element:
        """The root element, which nobody may change; `limit` is in bytes. Raises `XmlRefused`."""
        if self._root is None or len(self.data) > limit:
            self._root = xml.parse(self.data, limit=limit)
        return self._root

    def digest(self, algorithm: str) -> bytes:
        """The digest of the bytes as they are. Raises `KeyError` as `xmldsig.digest`."""
        from socle.wire import xmldsig  # noqa: PLC0415 - few documents are signed, and its libraries take long to load

        return xmldsig.digest(self.data, algorithm)

    def canonical_digest(self, canonicalisation: str, algorithm: str) -> bytes:
        """The digest of the canonical form. Raises `XmlRefused`, or as `xmldsig.canonical`."""
        known = self._canonical.get((canonicalisation, algorithm))
        if known is None:
            from socle.wire import xmldsig  # noqa: PLC0415 - as above

            root = self.root()
            if xml.is_sparse(root, len(self.data)):
                known = xmldsig.digest_of_sparse_document(root, canonicalisation, algorithm)
            else:
                known = xmldsig.digest(xmldsig.canonical_document(root, canonicalisation), algorithm)
            self._canonical[canonicalisation, algorithm] = known
        return known

    def forget(self) -> None:
        """Let the tree go; digests stay."""
        self._root = None
