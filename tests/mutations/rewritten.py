"""The same document in other bytes."""

from __future__ import annotations

import random
import re

from tests.mutations.recipes import rewrites

DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>")


def bare(data: bytes) -> bytes:
    """Without its declaration nor its mark of order."""
    return DECLARED.sub(b"", data, count=1)


def accents(data: bytes, chance: random.Random) -> bytes:
    """Letters as references."""
    return bare(data).decode("utf-8").encode("ascii", "xmlcharrefreplace")


def quoted(data: bytes, chance: random.Random) -> bytes:
    """Attributes between apostrophes."""
    return re.sub(rb"""(<[A-Za-z][^<>]*>)""", lambda found: re.sub(rb'="([^"\'&]*)"', rb"='\1'", found[0]), bare(data))


def spaced(data: bytes, chance: random.Random) -> bytes:
    """Space inside tags."""
    return re.sub(rb"(<[A-Za-z:]+(?: [^<>]*[^/<>])?)(/?>)", lambda f: f[1] + b"\n " + f[2], bare(data))


def prefixed(data: bytes, chance: random.Random) -> bytes:
    """Elements of CDA under a prefix."""
    text = re.sub(rb"<(/?)([A-Za-z]\w*)(?=[\s/>])", rb"<\1hl7:\2", bare(data))
    return text.replace(b'xmlns="urn:hl7-org:v3"', b'xmlns="urn:hl7-org:v3" xmlns:hl7="urn:hl7-org:v3"', 1)


def instructed(data: bytes, chance: random.Random) -> bytes:
    """With a style sheet that nobody fetches."""
    return b'<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/vu.xsl"?><!-- vu -->' + bare(data)


rewrites("without declaration", lambda data, chance: bare(data))
rewrites("with a mark of order", lambda data, chance: b"\xef\xbb\xbf" + bare(data))
rewrites(
    "declared between apostrophes",
    lambda data, chance: b"<?xml version='1.0' encoding='utf-8' standalone='yes'?>" + bare(data),
)
rewrites("lines as on Windows", lambda data, chance: bare(data).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
rewrites("a line after the end", lambda data, chance: data + b"\n\n<!-- fin -->\n")
rewrites("letters as references", accents)
rewrites("apostrophes round attributes", quoted)
rewrites("space inside tags", spaced)
rewrites("elements under a prefix", prefixed, on="plain")
rewrites("a style sheet nobody fetches", instructed)
