"""A second reading of XML signatures, by the library `signxml`: what the verifier is held against."""

from __future__ import annotations

from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidSignature, SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from socle.wire import xmldsig
from socle.wire.vihf.envelope import ASSERTION, Sealed
from socle.wire.xml import XmlRefused, parse


def signed(sealed: Sealed, *, accept_sha1: bool = False) -> etree._Element | str:
    """The assertion read from what the signature covers, or the id of the verdict that refuses it."""
    known = {uri for uri in (*xmldsig.SIGNATURES, *xmldsig.DIGESTS) if accept_sha1 or not xmldsig.is_sha1(uri)}
    configuration = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=frozenset(method for method in SignatureMethod if method.value in known),
        digest_algorithms=frozenset(method for method in DigestAlgorithm if method.value in known),
        verification_time=sealed.certificate.not_before,
    )
    data = etree.tostring(sealed.assertion, with_tail=False)
    try:
        result = XMLVerifier().verify(
            data, x509_cert=sealed.certificate.x509, expect_config=configuration, id_attribute="ID"
        )
        assert isinstance(result, VerifyResult)
        read = parse(result.signed_data)
    except InvalidSignature as error:
        return "wire.token-altered" if isinstance(error, InvalidDigest) else "wire.token-wrong-key"
    except (SignXMLException, XmlRefused, etree.LxmlError, ValueError, TypeError):
        return "wire.token-altered"
    assert (read.tag, read.get("ID")) == (ASSERTION, sealed.id)
    return read
