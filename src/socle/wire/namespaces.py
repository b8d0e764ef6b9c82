"""The XML namespaces of the DMP's messages, and how their names are written.

Source: spec/dmp.md 1, 3 and 4 (envelope, HL7 V3, rights management, XDS.b).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
SAML2 = "urn:oasis:names:tc:SAML:2.0:assertion"
XOP = "http://www.w3.org/2004/08/xop/include"
XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"
RS = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0"
LCM = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"
QUERY = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"
XDSB = "urn:ihe:iti:xds-b:2007"
HL7 = "urn:hl7-org:v3"
GDP = "asip:ci-sis:gdp:2010"
HABILITATIONS = "urn:si-dmp-habilitations"
PATIENTS = "urn:si-dmp-patients"

#: The prefixes Socle writes.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "wsa": WSA,
        "wsse": WSSE,
        "saml2": SAML2,
        "xop": XOP,
        "xsi": XSI,
        "rim": RIM,
        "rs": RS,
        "lcm": LCM,
        "query": QUERY,
        "xdsb": XDSB,
        "hab": HABILITATIONS,
        "pat": PATIENTS,
    }
)


@lru_cache(1024)
def qname(namespace: str, name: str) -> str:
    """A name in Clark notation: `{namespace}name`."""
    return f"{{{namespace}}}{name}"
