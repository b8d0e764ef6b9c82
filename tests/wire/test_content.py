"""Bytes read, hashed and parsed once say what they say each time."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from socle.wire import xades, xmldsig
from socle.wire.content import Content
from socle.wire.xml import XmlRefused, parse

METHODS = sorted(xmldsig.CANONICAL)
LONG = base64.b64encode(bytes(range(256)) * 100).decode()


def afresh(data, method, algorithm=xmldsig.SHA1):
    return xmldsig.digest(xmldsig.canonical_document(parse(data), method), algorithm)


def document(value):
    return f'<?xml version="1.0"?><?p i?><!-- c --><a xmlns="urn:a" c="2" b="1"><b>{value}</b><!-- c --> &amp; </a>'.encode()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "value",
    [
        LONG,
        "\n".join(LONG[start : start + 76] for start in range(0, len(LONG), 76)),
        LONG + "&#13;",
        LONG + "&lt;",
        f"<![CDATA[{LONG}]]>",
        f"{LONG}<!-- cut -->{LONG}<?p i?>{LONG}",
        LONG + "é" * 30_000,
        LONG + "socle:value-set-aside",
        f"<c>socle:value-set-aside</c>{LONG}",
        f"<c>{LONG}</c><d>{LONG}</d>",
        "short",
    ],
    ids=str,
)
def test_a_long_value_is_digested_in_its_place(method, value):
    data = document(value)
    content = Content(data)
    assert content.canonical_digest(method, xmldsig.SHA1) == afresh(data, method)
    assert content.canonical_digest(method, xmldsig.SHA256) == afresh(data, method, xmldsig.SHA256)


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="&<>", exclude_categories=["Cc", "Cs", "Cn"]), max_size=9)
)
@example("\r")
def test_whatever_follows_a_long_value(after):
    data = document(LONG + after)
    assert Content(data).canonical_digest(METHODS[0], xmldsig.SHA1) == afresh(data, METHODS[0])


def test_the_document_itself_is_not_changed_by_its_digest():
    content = Content(document(LONG))
    before = xmldsig.canonical_document(content.root(), METHODS[0])
    content.canonical_digest(METHODS[0], xmldsig.SHA1)
    assert xmldsig.canonical_document(content.root(), METHODS[0]) == before


def test_a_digest_outlives_the_tree():
    content = Content(document(LONG))
    xades.digest_ahead(content)
    content.forget()
    assert content.canonical_digest(xmldsig.INCLUSIVE_COMMENTS, xmldsig.SHA1) == afresh(
        content.data, xmldsig.INCLUSIVE_COMMENTS
    )


def test_the_bytes_have_their_own_digest():
    content = Content(b"%PDF-1.7")
    assert content.sha1 == hashlib.sha1(b"%PDF-1.7").hexdigest()
    assert content.digest(xmldsig.SHA256) == hashlib.sha256(b"%PDF-1.7").digest()
    xades.digest_ahead(content)  # no XML: nothing to take ahead
    with pytest.raises(XmlRefused):
        content.root()


def test_a_limit_is_that_of_who_asks():
    content = Content(document(LONG))
    assert content.root() is content.root()
    with pytest.raises(XmlRefused):
        content.root(100)
