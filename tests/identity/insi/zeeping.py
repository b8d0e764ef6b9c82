"""A generic SOAP client (zeep) on the teleservice: its answers, in process or over TLS, and the schemas that it imports.

The W3C's own schema of WS-Addressing is not fetched: the few elements that the description uses stand here.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import zeep
from requests import Response
from zeep import Transport

from tests.identity.insi.asking import AT, MESSAGE_ID, Door

ADDRESSING = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
    targetNamespace="http://www.w3.org/2005/08/addressing">
  <xs:element name="MessageID" type="xs:anyURI"/>
  <xs:element name="Action" type="xs:anyURI"/>
</xs:schema>"""
BINDING = "{http://www.cnamts.fr/webservice}ICIRServiceBinding"


class NoNetwork(Transport):
    """Reads files, and gives the one schema that stands elsewhere."""

    def load(self, url):
        if url == "http://www.w3.org/2006/03/addressing/ws-addr.xsd":
            return ADDRESSING
        assert not url.startswith("http"), f"{url} would be fetched"
        return super().load(url)


class InProcess(NoNetwork):
    """Takes messages to the door itself."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self.door = door

    def load(self, url):
        if url.startswith("https://insi.test"):
            path, _, query = url.removeprefix("https://insi.test").partition("?")
            found = self.door.send(b"", method="GET", path=path, query=query, host="insi.test")
            return found.response.body
        return super().load(url)

    def post(self, address, message, headers):
        content_type = next(value for name, value in headers.items() if name.lower() == "content-type")
        path = "/" + address.split("/", 3)[3]
        answered = self.door.send(message, path=path, content_type=content_type).response
        response = Response()
        response.status_code, response._content = answered.status, answered.body
        response.headers.update(dict(answered.headers))
        response.encoding = "utf-8"
        return response


def shared(samples: Path) -> str:
    return str(samples / "identity" / "insi" / "wsdl" / "DESIR_ICIR_EXP_1.5.0.wsdl")


def contexts(at: datetime = AT, idam: str = "0000000000"):
    """The headers of a call, as plain values."""
    common = {"Id": str(UUID(int=1)), "Temps": at, "Emetteur": "1990100018"}
    software = {"IDAM": {"_value_1": idam, "R": "4"}, "Version": "2026", "Instance": str(UUID(int=7)), "Nom": "Essai"}
    return {
        "NO1_ContexteBAM": {**common, "COUVERTURE": {}, "Version": "01_02"},
        "NO1_ContexteLPS": {**common, "LPS": software, "Nature": "CTXLPS", "Version": "01_00"},
        "NO1_MessageID": MESSAGE_ID,
    }


def service(wsdl: str, transport: Transport, address: str = "https://insi.test/insi/", *, strict: bool = True):
    """The operations of a description, at this address."""
    client = zeep.Client(wsdl, transport=transport, settings=zeep.Settings(strict=strict))
    return client.create_service(BINDING, address)
