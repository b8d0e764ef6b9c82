"""Clinical documents: their header, their body, what is judged of them, and the page made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser

from socle import documents
from socle.documents import cda, checking
from socle.documents.showing import show
from socle.record.portal import reader
from socle.record.services import ReadOutcome
from socle.rulebook import ALLOWED
from socle.wire.xds.model import DocumentEntry
from tests.fuzzing import corpus
from tests.fuzzing.mutators import Mutator, trees
from tests.fuzzing.targets.common import Target, plain, told
from tests.fuzzing.words import Words
from tests.wire import pki

#: What a page of a document is made of, and the attributes it may have.
ELEMENTS = frozenset(
    [
        "article",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "dl",
        "div",
        "dt",
        "dd",
        "section",
        "footer",
        "ul",
        "ol",
        "li",
        "figure",
        "figcaption",
        "img",
        "a",
        "br",
        "sub",
        "sup",
        "ins",
        "del",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "strong",
        "b",
        "i",
        "u",
        "span",
        "svg",
        "rect",
        "circle",
        "path",
        "object",
        "details",
        "summary",
    ]
)
ATTRIBUTES = frozenset(
    [
        "class",
        "lang",
        "role",
        "tabindex",
        "aria-label",
        "href",
        "rel",
        "src",
        "alt",
        "download",
        "scope",
        "colspan",
        "rowspan",
        "data-label",
        "id",
        "type",
        "data",
        "aria-hidden",
        *("viewbox", "width", "height", "x", "y", "cx", "cy", "r", "d"),
    ]
)
SAFE_DATA = (
    "data:application/pdf;",
    "data:text/plain;",
    "data:text/rtf;",
    "data:image/jpeg;",
    "data:image/png;",
    "data:image/gif;",
    "data:image/tiff;",
    "data:application/octet-stream;",
)
VOID = frozenset({"br", "img"})
LONGEST_ADDRESS = 3_000_000


@cache
def _mutator() -> Mutator:
    return trees.mutator(Words.of(corpus.documents().short.values()))


@cache
def _entries() -> dict[str, DocumentEntry]:
    """Metadata of each good document, by its uniqueId."""
    found = {}
    for data in corpus.documents().short.values():
        document, _ = cda.read(data)
        if document is not None:
            found[document.unique_id or ""] = documents.derive(document, data)
    return found


def check_document(data: bytes) -> Iterable[str]:
    """Read, judged alone and against metadata, described, told as a tree of values."""
    document, findings = cda.read(data)
    said = told(findings, "repository")
    entries = _entries()
    entry = None if document is None else entries.get(document.unique_id or "")
    checked = documents.check(data, entry or next(iter(entries.values())), at=pki.NOW)
    said |= told(checked.findings, "repository")
    assert (checked.document is None) == (document is None)
    if document is not None:
        described = documents.derive(document, data)
        for part in (described.patient_id, described.source_patient_id, described.legal_authenticator):
            assert part is None or part.text
        again = documents.check(data, described, at=pki.NOW)
        said |= told(again.findings, "repository")
        show(document)
    return said


def check_judged(data: bytes) -> Iterable[str]:
    """The full check under each profile: every finding has its sentence and a place, and only readable bytes have a document."""
    said: set[str] = set()
    for profile in checking.profiles():
        judgement = checking.judge(data, at=pki.NOW, profile=profile)
        assert (judgement.document is None) <= (not judgement.valid), "no document, and nothing refused"
        for one in judgement.findings:
            assert one.path.startswith("/"), "a finding without place"
            assert 0 <= one.line <= data.count(b"\n") + data.count(b"\r") + 1, "a line beyond the end"
            assert one.finding.sentence("fr")
        json.dumps(judgement.as_json())
        said |= {one.id for one in judgement.findings}
    return said


class Safe(HTMLParser):
    """Reads a page and refuses whatever could run, load or leave it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, f"an element that no page of a document has: {tag}"
        for name, value in attrs:
            assert name in ATTRIBUTES, f"an attribute that no page of a document has: {tag}/@{name}"
            if name in {"href", "src", "data"}:
                self.address(tag, value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"an end without beginning: {tag}"
        assert self.open.pop() == tag, f"elements that do not nest: {tag}"

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl[:80]}")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data[:80]}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data[:80]}")

    @staticmethod
    def address(tag: str, value: str) -> None:
        if value.startswith("/piece/?piece="):
            return
        if value.startswith("data:"):
            assert value.startswith(SAFE_DATA), f"a file that may run: {value[:60]}"
            assert tag != "img" or value.startswith("data:image/"), "a picture that is none"
            return
        assert tag == "a", f"{tag} loads {value[:60]}"
        assert value.startswith("#"), f"a link that leaves the page: {value[:60]}"


@cache
def _template():
    from django.template import engines  # noqa: PLC0415 - Django is set up by then

    return engines["django"].from_string("{% load readable %}{% readable document level=level file_url=url %}")


def safe(page: str) -> None:
    """Whether nothing of the page can run. Raises `AssertionError`."""
    parser = Safe()
    parser.feed(page)
    parser.close()
    assert not parser.open, f"elements that do not end: {parser.open[-3:]}"


def check_page(data: bytes) -> Iterable[str]:
    """The page of a document in both its forms, and its files as a reader gives them."""
    document, findings = cda.read(data)
    if document is None:
        return {finding.verdict.id for finding in findings}
    readable = show(document)
    for url in ("", "/piece/"):
        safe(_template().render({"document": readable, "level": 2, "url": url}))
    entry = DocumentEntry(id="urn:uuid:1", unique_id=document.unique_id)
    opened = reader.opened(ReadOutcome(decision=ALLOWED, entry=entry, content=data))
    assert opened is not None
    reader.download(opened)
    for media in readable.media:
        if media.file.data is not None:
            answer = reader.piece(opened, media.id)
            assert answer.headers["Content-Type"] in {address[5:-1] for address in SAFE_DATA}
    return {"shown", *(finding.verdict.id for finding in findings)}


def targets() -> list[Target]:
    return [
        plain("document", corpus.documents, _mutator, check_document, 60),
        plain("judged", corpus.documents, _mutator, check_judged, 60),
        plain("page", corpus.documents, _mutator, check_page, 40),
    ]
