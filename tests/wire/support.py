"""Requests made of files and bytes, for the tests of this room."""

import io
from pathlib import Path

from socle.wire import mtom, soap, xml
from socle.wire.exchange import Request

SOAP_TYPE = "application/soap+xml; charset=UTF-8"
MIME_TYPE = 'multipart/related; type="application/xop+xml"; boundary="b"'


class Dribble(io.RawIOBase):
    """A body that comes a few bytes at a time, as networks do."""

    def __init__(self, data, step):
        self._data, self._step, self._at = data, step, 0

    def read(self, size=-1):
        count = min(self._step, size) if size >= 0 else self._step
        piece = self._data[self._at : self._at + count]
        self._at += len(piece)
        return piece


def request(body, content_type=SOAP_TYPE, *, step=None, length="real", **headers):
    stream = io.BytesIO(body) if step is None else Dribble(body, step)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    size = len(body) if length == "real" else length
    return Request("POST", "/registry", {"content-type": content_type, **named}, stream, size)


def split(data):
    """A `.mime` file: its Content-Type header and its body."""
    head, body = data.split(b"\r\n\r\n", 1)
    named = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    return named["Content-Type"], body


def request_of(path: Path, **how):
    data = path.read_bytes()
    if path.suffix == ".mime":
        content_type, body = split(data)
        return request(body, content_type, **how)
    return request(data, **how)


def message_of(path: Path):
    message, findings = mtom.read_message(request_of(path))
    assert findings == []
    return message


def envelope_of(path: Path):
    envelope, _ = soap.read_envelope(xml.parse(message_of(path).root))
    assert envelope is not None
    return envelope


def mime(*parts, boundary="b", end="\r\n", close=True):
    """A multipart body; each part is its header lines and its content."""
    line = end.encode()
    body = b""
    for headers, content in parts:
        body += b"--" + boundary.encode() + line + line.join(header.encode() for header in headers) + line + line
        body += content + line
    return body + (b"--" + boundary.encode() + b"--" + line if close else b"")


ROOT = (["Content-Type: application/xop+xml", "Content-ID: <root>"], b"<root/>")


def document(id="a", content=b"content", encoding=None):
    headers = ["Content-Type: text/plain", f"Content-ID: <{id}>"]
    return ([*headers, f"Content-Transfer-Encoding: {encoding}"] if encoding else headers, content)


def ids(findings):
    return [finding.verdict.id for finding in findings]


def canonical(element):
    """An element as a plain value: names, attributes, texts trimmed, children in order, comments left out."""
    return (
        element.tag,
        sorted(element.attrib.items()),
        (element.text or "").strip(),
        [canonical(child) for child in xml.children(element)],
    )


def answered(body, within=b""):
    """The body of an answer, as whoever reads its message has it."""
    message = soap.write_envelope(action="urn:test:answer", body=body, within=within)
    envelope, findings = soap.read_envelope(xml.parse(message, limit=10**9))
    assert findings == []
    return envelope.body


def read_response(response):
    """The envelope of an answer of ours, whichever shape it has."""
    body = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    message, findings = mtom.read_message(request(body, dict(response.headers)["Content-Type"]))
    assert findings == []
    envelope, findings = soap.read_envelope(xml.parse(message.root))
    assert findings == []
    return envelope
