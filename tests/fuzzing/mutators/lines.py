"""Short texts with separators, and HTTP requests line by line."""

from __future__ import annotations

from tests.fuzzing.mutators import Mutator, octets, one_of
from tests.fuzzing.words import HOSTILE, Chance

SEPARATORS = "^&~|\\ ,;=+:/.-_#\"'()%"
DIGITS = "0123456789AaBbXx²٣५ "

HTTP_FIELDS = (
    b"Content-Length: 0",
    b"Content-Length: -1",
    b"Content-Length: +5",
    b"Content-Length: 5, 5",
    b"Content-Length: 0x10",
    b"Content-Length: 99999999999999999999",
    b"Content-Length: 104857601",
    b"Content-Length: 5",
    b"Content-Length : 5",
    b"Content-Length:\t5",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding: \x0bchunked",
    b"Transfer-Encoding: identity",
    b"Content-Encoding: gzip",
    b"Content-Encoding: identity",
    b"Expect: 100-continue",
    b"Expect: x",
    b"Connection: close",
    b"Connection: keep-alive, upgrade",
    b"Connection: x" + b",x" * 5000,
    b"Upgrade: h2c",
    b"Host:",
    b"Host: a b",
    b"Host: x\r\nHost: y",
    b"Host: \xe9",
    b"Cookie: sessionid=" + b"\xff" * 30,
    b'Cookie: sessionid=../../x; csrftoken="',
    b"Cookie: " + b"a=b; " * 2000,
    b"Content_Length: 5",
    b"X-Forwarded-For: ' OR 1=1",
    b"Accept-Language: " + b"x-" * 2000,
    b"Accept-Language: fr;q=\xb2",
    b"If-Modified-Since: Fri, 31 Feb 99999 00:00:00 GMT",
    b"Range: bytes=0-99999999999999999999",
    b"Authorization: Basic \xff",
    b'SOAPAction: ""',
    b": x",
    b" folded",
    b"A",
    b"A: \0",
    b"A: b\nC: d",
    b"A: b\rC: d",
    b"A: " + b"x" * 70_000,
    b"A: b\r\n" * 250,
)
HTTP_LINES = (
    b"GET / HTTP/1.1",
    b"POST / HTTP/1.0",
    b"POST * HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"CONNECT a:1 HTTP/1.1",
    b"GET http://a/b HTTP/1.1",
    b"GET //a//..//%2e%2e/%00 HTTP/1.1",
    b"GET /\xff HTTP/1.1",
    b"GET /%ff%fe HTTP/1.1",
    b"GET /a#b?c HTTP/1.1",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1",
    b"get / http/1.1",
    b"GET / HTTP/9.9",
    b"GET / HTTP/1.1 x",
    b"GET /",
    b"GET",
    b"",
    b"PRI * HTTP/2.0",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    b"PROPFIND / HTTP/1.1",
    b"POST /ihe/registry HTTP/1.1",
    b"G\xc3\x89T / HTTP/1.1",
    b"GET\t/\tHTTP/1.1",
)
CHUNKS = (
    b"0\r\n\r\n",
    b"5\r\nabcde\r\n0\r\n\r\n",
    b"5\r\nabc",
    b"5\nabcde\n0\n\n",
    b"5;x=y\r\nabcde\r\n0\r\nA: b\r\n\r\n",
    b"-5\r\nabcde\r\n",
    b"0x5\r\nabcde\r\n",
    b"ffffffffffff\r\nabc",
    b"fffffffffffffffffffff\r\nabc",
    b"5\r\nabcdefg\r\n0\r\n\r\n",
    b"1" * 2000,
    b"0\r\n" + b"A: b\r\n" * 300 + b"\r\n",
    b"",
)


def _characters(text: str, chance: Chance) -> str:
    at = chance.randrange(len(text) + 1)
    draw = chance.randrange(6)
    if draw == 0:
        return text[:at] + chance.choice(SEPARATORS) * chance.choice((1, 1, 2, 50)) + text[at:]
    if draw == 1:
        return text[:at] + text[at + chance.choice((1, 1, 3)) :]
    if draw == 2:
        return text[:at] + chance.choice(DIGITS) + text[at + 1 :]
    if draw == 3:
        return text[:at] + chance.choice(HOSTILE) + text[at:]
    if draw == 4:
        return text[at:] + text[:at]
    return text.swapcase() if chance.random() < 0.5 else text[:at] + text[: chance.choice((3, 300))] + text[at:]


def text(data: bytes, chance: Chance) -> bytes:
    """A short text, changed character by character; what is no UTF-8 stays what it is."""
    changed = _characters(data.decode("utf-8", "surrogateescape"), chance)
    return changed.encode("utf-8", "surrogatepass")[:100_000]


def _request(data: bytes) -> tuple[list[bytes], bytes]:
    head, blank, body = data.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), blank + body


def http_line(data: bytes, chance: Chance) -> bytes:
    lines, rest = _request(data)
    if chance.random() < 0.5:
        lines[0] = chance.choice(HTTP_LINES)
    else:
        lines[0] = octets.mutate(lines[0], chance)
    return b"\r\n".join(lines) + rest


def http_field(data: bytes, chance: Chance) -> bytes:
    lines, rest = _request(data)
    at = chance.randrange(1, len(lines) + 1)
    draw = chance.random()
    if draw < 0.5:
        lines.insert(at, chance.choice(HTTP_FIELDS))
    elif at < len(lines):
        one = lines[at]
        lines[at : at + 1] = chance.choice(([], [one, one], [octets.mutate(one, chance)], [one.upper()], [one + b" "]))
    return b"\r\n".join(lines) + rest


def http_body(data: bytes, chance: Chance) -> bytes:
    head, blank, body = data.partition(b"\r\n\r\n")
    new = chance.choice(CHUNKS) if b"chunked" in head and chance.random() < 0.6 else octets.mutate(body, chance)
    return head + blank + new


def pipeline(data: bytes, chance: Chance) -> bytes:
    """The same request twice, or another behind it, on one connection."""
    return data + chance.choice((data, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\r\n" + data, b"x"))


http: Mutator = one_of(
    ((3, http_line), (6, http_field), (3, http_body), (1, pipeline), (1, octets.truncate), (2, octets.mutate))
)
