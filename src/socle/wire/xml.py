"""The one XML parser of Socle: no DTD, no entity, no network, bounded in size and depth.

A document type declaration is refused before libxml2 sees it, so no entity is ever defined, let alone
expanded; bytes must be valid in the encoding they declare, since a wrong charset silently changes names.
"""

from __future__ import annotations

import codecs
import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts

#: Bytes read at most unless the caller says otherwise: the greatest document that a request may hold.
LIMIT = 20 * 1024 * 1024
#: Elements inside one another at most; a CDA document stays below 50.
DEPTH = 128
#: Attributes of one element, and namespaces in scope there, at most. The bundled schemas stay below 30; canonical XML
#: sorts both, which takes the square of their number.
WIDTH = 256

#: Encodings read, by Python's name for them. Anything else is refused rather than guessed.
ENCODINGS = frozenset({"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-16-le", "utf-16-be"})

#: How every document Socle writes begins.
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_MISC = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Characters an element, above which a document is mostly values.
_SPARSE = 1000
_elements: Any = etree.XPath("count(//*)")
# Asked for by rank, without a condition to weigh for each element: a third of the time of //*[@*[257]].
_too_wide = etree.XPath(f"boolean(/descendant::*/@*[{WIDTH + 1}])")
_too_deep = etree.XPath("boolean(" + "/*" * (DEPTH + 1) + ")")


#: What libxml2 keeps for each name, and how much of names and values a thread may have been made to keep, in bytes: it
#: forgets none of them before the thread ends, and who sends new ones all the time would fill the memory.
_KEPT, _WORN = 40, 64 * 1024 * 1024


class _Wear(threading.local):
    """How much the names that this thread has read may take, at most."""

    weight = 0


_wear = _Wear()


def is_worn() -> bool:
    """Whether this thread has read so many names that another one should take its place."""
    return _wear.weight > _WORN


def _note_wear(data: bytes) -> int:
    """Count what `data` may add at most: each name stands behind a `<` or before a `=`, and is part of the bytes.

    Gives how many `<` there are: no fewer than elements.
    """
    # Taking them out and counting what is left goes from one to the next; `count` looks at each byte.
    signs, values = (len(data) - len(data.replace(sign, b"")) for sign in (b"<", b"="))
    _wear.weight += len(data) // 2 + _KEPT * (signs + values)
    return signs


class XmlRefused(Exception):  # noqa: N818 - the contract between rooms names it so
    """Bytes that are not XML Socle reads; `finding` says why and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence("en"))
        self.finding = finding


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"{line}:{offset - (text.rfind(chr(10), 0, offset) + 1) + 1}"


def _encoding(data: bytes, charset: str | None) -> str:
    """The encoding of `data` as Python names it: byte order mark, then declaration, then `charset`, then UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for opening, name in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if data.startswith(opening):
            return name
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8).lstrip()[:200])
    named = declared.group(1).decode("ascii") if declared else charset or "utf-8"
    try:
        name = codecs.lookup(named).name
    except (LookupError, ValueError):
        name = ""
    if name not in ENCODINGS:
        raise XmlRefused(verdicts.XML_CHARSET_UNKNOWN.at("1:1", expected="UTF-8", found=named))
    return name


def _text(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        wrong = data[error.start : error.start + 4].hex(" ")
        raise XmlRefused(
            verdicts.XML_CHARSET.at(_place(before, len(before)), expected=encoding, found=wrong)
        ) from error


def parse(data: bytes, *, limit: int = LIMIT, charset: str | None = None) -> etree._Element:
    """Parse `data` and give its root element.

    `limit` is in bytes; `charset` is what the transport said of them, used when the XML declares none.
    Raises `XmlRefused` with a finding whose place is `line:column`.
    """
    if len(data) > limit:
        raise XmlRefused(verdicts.XML_TOO_LARGE.at("1:1", expected=limit, found=len(data)))
    encoding = _encoding(data, charset)
    text = _text(data, encoding)
    prolog = _MISC.match(text)
    start = prolog.end() if prolog else 0
    if text[start : start + 9].upper() == "<!DOCTYPE":
        raise XmlRefused(verdicts.XML_DOCTYPE.at(_place(text, start)))
    signs = _note_wear(data)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        # libxml2's own ceiling of 10 MB a text would refuse a document of 20 MB that wraps a PDF; size and depth are
        # bounded here, and there is no entity to expand.
        huge_tree=True,
    )
    try:
        root = etree.fromstring(data if encoding == "utf-8" else text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise XmlRefused(_ill_formed(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused(verdicts.XML_DOCTYPE.at("1:1"))
    if _too_deep(root.getroottree()):
        raise XmlRefused(verdicts.XML_TOO_DEEP.at("1:1", expected=DEPTH))
    if _too_wide(root.getroottree()) or _is_crowded(root, text, signs):
        raise XmlRefused(verdicts.XML_TOO_WIDE.at("1:1", expected=WIDTH))
    return root


def again(data: bytes) -> etree._Element:
    """Parse what was just written from a tree that `parse` gave, or from a part of it: all is checked already."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _is_crowded(root: etree._Element, text: str, signs: int) -> bool:
    """Whether an element stands in more namespace declarations than may be; `signs` are no fewer than elements.

    Counting words in the text answers for most documents; one that is mostly a long value is walked instead.
    """
    if len(text) < _SPARSE * signs and text.count("xmlns") <= WIDTH:
        return False
    return _namespaces_in_scope(root) > WIDTH


def is_sparse(root: etree._Element, length: int) -> bool:
    """Whether a document of this length is mostly long values, with few elements around them."""
    return length >= _SPARSE * int(_elements(root.getroottree()))


def _namespaces_in_scope(root: etree._Element) -> int:
    """The greatest number of namespace declarations that any element stands in."""
    deepest = now = 0
    for event, _ in etree.iterwalk(root, events=("start-ns", "end-ns")):
        now += 1 if event == "start-ns" else -1
        deepest = max(deepest, now)
    return deepest


def _ill_formed(error: etree.XMLSyntaxError) -> Finding:
    line, column = error.position
    place = f"{max(line or 1, 1)}:{max(column or 1, 1)}"
    message = clean(str(error.msg or error))
    if "xcessive depth" in message or "depth" in message.lower():
        return verdicts.XML_TOO_DEEP.at(place, expected=DEPTH)
    return verdicts.XML_ILL_FORMED.at(place, found=message)


def read(data: bytes, *, limit: int = LIMIT, charset: str | None = None) -> tuple[etree._Element | None, list[Finding]]:
    """Like `parse`, with the refusal as a value."""
    try:
        return parse(data, limit=limit, charset=charset), []
    except XmlRefused as refusal:
        return None, [refusal.finding]


def serialise(element: etree._Element) -> bytes:
    """The element as a UTF-8 document with its declaration."""
    document: bytes = etree.tostring(element, encoding="UTF-8", xml_declaration=False)
    return DECLARATION + document


def written_out(element: etree._Element) -> bytes:
    """The element alone in UTF-8, with the namespaces that it stands in, for `again`.

    In ASCII, lxml's own choice, a name with accents would be written as no name can be.
    """
    alone: bytes = etree.tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False)
    return alone


def clean(value: str) -> str:
    """`value` with what XML cannot carry (control characters, lone surrogates) replaced by U+FFFD."""
    return value if value.isprintable() else _ILLEGAL.sub("\ufffd", value)  # which XML carries, all of it


#: What cannot stand as it is: the signs of XML, and what XML does not carry. Most values hold none of it.
_special = re.compile('[&<>"\\x00-\\x1f\\ud800-\\udfff\\ufffe\\uffff]').search


def escaped(value: str) -> str:
    """`value`, made fit for XML, as it stands between tags."""
    return _escaped(value) if _special(value) else value


def quoted(value: str) -> str:
    """`value`, made fit for XML, as it stands behind an attribute's `=`."""
    if not _special(value):
        return f'"{value}"'
    inside = _escaped(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{inside}"'


def _escaped(value: str) -> str:
    value = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value.replace("\r", "&#13;")


def of_text(text: str) -> etree._Element:
    """The element that our own text writes, its values `escaped` and `quoted`; it declares its prefixes itself."""
    return again(text.encode())


def element(
    tag: str,
    attributes: Mapping[str, str | None] | None = None,
    text: str | None = None,
    nsmap: Mapping[str, str] | None = None,
) -> etree._Element:
    """A new element; attributes that are None are left out, every value is made fit for XML."""
    new = etree.Element(tag, _given(attributes), nsmap=dict(nsmap) if nsmap else None)
    if text is not None:
        new.text = clean(text)
    return new


def child(
    parent: etree._Element, tag: str, attributes: Mapping[str, str | None] | None = None, text: str | None = None
) -> etree._Element:
    """A new last child of `parent`, as `element` makes it."""
    new = etree.SubElement(parent, tag, _given(attributes))
    if text is not None:
        new.text = clean(text)
    return new


def _given(attributes: Mapping[str, str | None] | None) -> dict[str, str] | None:
    return {name: clean(value) for name, value in attributes.items() if value is not None} if attributes else None


def children(parent: etree._Element, tag: str | None = None) -> Iterator[etree._Element]:
    """The element children (comments and instructions left out), those called `tag` when given."""
    return parent.iterchildren(etree.Element if tag is None else tag)


def first(parent: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along `path`, one tag a level; None when any is missing."""
    for tag in path:
        if parent is None:
            return None
        parent = next(parent.iterchildren(tag), None)
    return parent


def text_of(node: etree._Element | None) -> str:
    """All the text directly inside an element, comments skipped, trimmed; empty when there is none."""
    if node is None:
        return ""
    if not len(node):
        return (node.text or "").strip()
    return "".join([node.text or "", *(sub.tail or "" for sub in node)]).strip()


def local_name(node: etree._Element) -> str:
    return etree.QName(node).localname


def path_of(node: etree._Element) -> str:
    """Where an element stands, by local names and rank among siblings: what a finding gives as its place."""
    steps: list[str] = []
    current: etree._Element | None = node
    while current is not None:
        parent = current.getparent()
        step = local_name(current)
        rank = sum(1 for _ in current.itersiblings(str(current.tag), preceding=True))
        if rank or next(current.itersiblings(str(current.tag)), None) is not None:
            step += f"[{rank + 1}]"
        steps.append(step)
        current = parent
    return "/" + "/".join(reversed(steps))
