"""XML signatures, the pieces shared by the token (VIHF) and the signature document (XAdES).

Source: W3C XML Signature 1.1; RFC 9231 for the algorithm identifiers; spec/dmp.md 2 and 4.1.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from socle.wire.certificates import Certificate
from socle.wire.namespaces import qname
from socle.wire.xml import again, children, first, written_out

_IDENTITIES = etree.XPath("//@*[translate(local-name(), 'ID', 'id') = 'id' and . = $identifier]")

DS = "http://www.w3.org/2000/09/xmldsig#"
DS11 = "http://www.w3.org/2009/xmldsig11#"
ENVELOPED = DS + "enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
COMMENTS = "WithComments"
INCLUSIVE_COMMENTS = INCLUSIVE + "#" + COMMENTS

SHA1 = DS + "sha1"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA1 = DS + "rsa-sha1"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

#: Digest methods read. Source: RFC 9231 section 2.1.
DIGESTS: Mapping[str, type[hashes.HashAlgorithm]] = MappingProxyType(
    {
        SHA1: hashes.SHA1,
        SHA256: hashes.SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384": hashes.SHA384,
        "http://www.w3.org/2001/04/xmlenc#sha512": hashes.SHA512,
    }
)
#: Signature methods read: RSA alone, the only key of IGC-Santé cards and organisations. Source: RFC 9231 section 2.3.
SIGNATURES: Mapping[str, type[hashes.HashAlgorithm]] = MappingProxyType(
    {
        RSA_SHA1: hashes.SHA1,
        RSA_SHA256: hashes.SHA256,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384": hashes.SHA384,
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": hashes.SHA512,
    }
)
#: Canonicalisations read, with (exclusive, comments kept).
CANONICAL: Mapping[str, tuple[bool, bool]] = MappingProxyType(
    {
        INCLUSIVE: (False, False),
        INCLUSIVE_COMMENTS: (False, True),
        EXCLUSIVE: (True, False),
        EXCLUSIVE + COMMENTS: (True, True),
    }
)

#: Characters of a value that is worth setting aside, and what stands in its place meanwhile.
_LONG = 16_384
_ASIDE = "socle:value-set-aside"


def name(local: str) -> str:
    """A name of the XML Signature namespace."""
    return qname(DS, local)


def is_sha1(algorithm: str) -> bool:
    return algorithm in {SHA1, RSA_SHA1}


def canonical(node: etree._Element, algorithm: str, prefixes: Sequence[str] = ()) -> bytes:
    """The canonical bytes of an element, alone with the namespaces it stands in.

    Raises `KeyError` for an algorithm outside `CANONICAL`, and `ValueError` for what has no canonical form.
    """
    exclusive, comments = CANONICAL[algorithm]
    # Serialised and parsed again: lxml writes the namespaces in scope, which canonicalising in place loses.
    alone = again(written_out(node))
    return _canonical(alone, exclusive=exclusive, comments=comments, prefixes=prefixes)


def _canonical(
    node: etree._Element | etree._ElementTree, *, exclusive: bool, comments: bool, prefixes: Sequence[str] = ()
) -> bytes:
    """Canonical XML knows no relative namespace. Source: Canonical XML 1.0, 1.3."""
    try:
        return etree.tostring(
            node,
            method="c14n",
            exclusive=exclusive,
            with_comments=comments,
            inclusive_ns_prefixes=list(prefixes) or None,
        )
    except etree.C14NError as error:
        raise ValueError("a namespace is relative") from error


def canonical_document(root: etree._Element, algorithm: str, prefixes: Sequence[str] = ()) -> bytes:
    """The canonical bytes of a whole document, with what stands before and after its root. Raises as `canonical`."""
    exclusive, comments = CANONICAL[algorithm]
    return _canonical(root.getroottree(), exclusive=exclusive, comments=comments, prefixes=prefixes)


def digest_of_sparse_document(root: etree._Element, canonicalisation: str, algorithm: str) -> bytes:
    """The digest of the canonical form of a document around one long value (a file in base64). Raises as `canonical`.

    The value stands in the canonical form as it is: it is set aside while the rest is canonicalised, then digested
    in its place.
    """
    holder, value = _long_value(root)
    if holder is None:
        return digest(canonical_document(root, canonicalisation), algorithm)
    holder.text = _ASIDE
    try:
        pieces = canonical_document(root, canonicalisation).split(_ASIDE.encode())
    finally:
        holder.text = value
    if len(pieces) != 2:  # noqa: PLR2004 - before and after: the words set aside for us stand in the document too
        return digest(canonical_document(root, canonicalisation), algorithm)
    return digest(value.encode(), algorithm, before=pieces[0], after=pieces[1])


def _long_value(root: etree._Element) -> tuple[etree._Element | None, str]:
    """The first element whose text is long, and has nothing that canonical XML writes otherwise; its text."""
    for node in root.iter(etree.Element):
        text = node.text
        if text is not None and len(text) >= _LONG and not any(sign in text for sign in "&<>\r"):
            return node, text
    return None, ""


def digest(data: bytes, algorithm: str, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """The digest of `data` between two others. Raises `KeyError` for an algorithm outside `DIGESTS`."""
    state = hashes.Hash(DIGESTS[algorithm]())
    for piece in (before, data, after):
        state.update(piece)
    return state.finalize()


def sign(data: bytes, key: rsa.RSAPrivateKey, algorithm: str = RSA_SHA256) -> bytes:
    return key.sign(data, padding.PKCS1v15(), SIGNATURES[algorithm]())


def verifies(data: bytes, value: bytes, certificate: Certificate, algorithm: str) -> bool:
    """Whether `value` is the signature of `data` by the key of `certificate`; False for any other kind of key."""
    key = certificate.x509.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(value, data, padding.PKCS1v15(), SIGNATURES[algorithm]())
    except InvalidSignature:
        return False
    return True


def decoded(node: etree._Element | None) -> bytes | None:
    """The base64 bytes an element holds; None when it holds none, or anything else besides."""
    if node is None or len(node) or not node.text:
        return None
    try:
        return base64.b64decode("".join(node.text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _schema() -> etree.XMLSchema:
    """The schema of XML Signature 1.1, as the W3C publishes it and signxml carries it."""
    with as_file(files("signxml.schemas")) as folder:
        return etree.XMLSchema(etree.parse(folder / "xmldsig1-schema.xsd"))


#: Read when the module is: libxml2 lays its built-in types at the first schema of a process, without a lock.
_SCHEMA = _schema()


def is_well_made(signature: etree._Element) -> bool:
    """Whether a ds:Signature follows its schema: every element it must hold, as often as it may, and no other."""
    return _SCHEMA.validate(signature)


def prefixes_of(method: etree._Element | None) -> list[str]:
    """The prefixes that an exclusive canonicalisation keeps although nothing visible uses them."""
    listed = children(method, qname(EXCLUSIVE, "InclusiveNamespaces")) if method is not None else ()
    return next((node.get("PrefixList", "").split() for node in listed if "PrefixList" in node.attrib), [])


def names_another_key(signature: etree._Element, certificate: Certificate) -> bool:
    """Whether KeyInfo holds, beside the certificate, a key that is not the certificate's."""
    info, key = first(signature, name("KeyInfo")), certificate.x509.public_key()
    if info is None or not isinstance(key, rsa.RSAPublicKey):
        return info is not None
    numbers = key.public_numbers()
    for value in children(info, name("KeyValue")):
        parts = [decoded(first(value, name("RSAKeyValue"), name(part))) for part in ("Modulus", "Exponent")]
        if [int.from_bytes(part or b"", "big") for part in parts] != [numbers.n, numbers.e]:
            return True
    whole = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return any(decoded(value) != whole for value in children(info, qname(DS11, "DEREncodedKeyValue")))


def algorithm_of(parent: etree._Element | None, local: str) -> str:
    """The Algorithm of a child element; empty when there is none."""
    node = first(parent, name(local))
    return node.get("Algorithm", "") if node is not None else ""


def transforms_of(reference: etree._Element) -> list[etree._Element]:
    """The Transform elements of a reference, in order."""
    container = first(reference, name("Transforms"))
    return [] if container is None else list(children(container, name("Transform")))


def certificate_bytes(signature: etree._Element) -> bytes | None:
    """The DER of the first certificate of KeyInfo, the signer's; None when there is none."""
    return decoded(first(signature, name("KeyInfo"), name("X509Data"), name("X509Certificate")))


def identified(root: etree._Element, identifier: str) -> list[etree._Element]:
    """Every element of the document that carries this identifier, whatever the attribute of identity is called.

    An element that carries it twice is given twice: whoever asks for one meaning sees two.
    """
    found: Any = _IDENTITIES(root.getroottree(), identifier=identifier)
    return [result.getparent() for result in found]
