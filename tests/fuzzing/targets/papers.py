"""What documents are made of and become: descriptions, indexes of old files, INS Data Matrices, metadata, readable pages."""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from uuid import UUID

from socle.client.history import index, planning
from socle.client.history.index import BadIndex
from socle.documents import building, cda, derive, pdf, xdm
from socle.documents.metadata import content_type, replaced
from socle.documents.pdf.model import Inspection, Matrix
from socle.documents.showing import plain as plainly
from socle.documents.showing import show, standalone
from socle.documents.showing.words import heading
from socle.identity import datamatrix
from socle.identity.datamatrix.fields import GS, HEADER
from socle.rulebook.choices import Choices
from socle.wire import xml
from socle.wire.xds import read, write
from tests.fuzzing import corpus
from tests.fuzzing.mutators import Mutator, descriptions, lines, trees
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.archives import AT, SENDER
from tests.fuzzing.targets.common import Target, plain, told
from tests.fuzzing.targets.documents import Safe
from tests.fuzzing.targets.pdfs import PATIENT
from tests.fuzzing.words import Words

_PICTURE = b"\x89PNG\r\n\x1a\n"
_FILES = (b"%PDF-1.4\n", b"Bonjour", b"\xff\xd8\xff", b"{\\rtf1 x}")

# --- INS Data Matrix ----------------------------------------------------------------------------------


@cache
def _codes() -> Seeds:
    said = (PATIENT.traits, PATIENT.matricule, PATIENT.oid)
    code = datamatrix.code_of(*said)
    texts = {"code": datamatrix.encode(code, Choices())}
    texts["without place"] = datamatrix.encode(replace(code, birth_place=""), Choices())
    texts["long"] = datamatrix.encode(replace(code, birth_name="A" * 100, given_names="B" * 99), Choices())
    blocks = texts["code"].removeprefix(HEADER)
    texts["turned"] = HEADER + blocks[17:] + GS + blocks[:17]
    texts["page"] = " : ".join(line.value for line in datamatrix.cartouche(*said))
    public = {
        path.name: path.read_bytes().rstrip(b"\r\n") for path in (corpus.SAMPLES / "identity").glob("datamatrix_*.txt")
    }
    return Seeds.of({**{name: text.encode() for name, text in texts.items()}, **public})


def check_matrix(data: bytes) -> Iterable[str]:
    """Read as a code, and compared with a patient as a code and as the text of a page."""
    text = data.decode("utf-8", "replace")
    said: set[str] = set()
    for choices in (Choices(), Choices(production=True)):
        reading = datamatrix.decode(text, choices)
        said |= {finding.verdict.id for finding in reading.findings if finding.as_dict()}
        assert reading.code is not None or said, "no code, and nothing told"
        if reading.code is not None:
            written = datamatrix.encode(reading.code, choices)
            assert datamatrix.decode(written, choices).code == reading.code
            datamatrix.symbol(written)
            said.add("code")
    seen = Inspection(pages=1, matrices=(Matrix(1, text),), scanned=1, text=text)
    for finding in pdf.compare(seen, PATIENT, choices=Choices()):
        finding.as_dict()
        said.add(finding.verdict.id)
    return said


# --- descriptions --------------------------------------------------------------------------------------


@cache
def _descriptions() -> Seeds:
    told_ = {name: building.example(name) for name in building.KINDS}
    as_json = {f"{name}.json": json.dumps(tomllib.loads(text), default=str) for name, text in told_.items()}
    return Seeds.of({name: text.encode() for name, text in {**told_, **as_json}.items()})


def check_building(data: bytes) -> Iterable[str]:
    """Read, completed, judged; what is built is a document that is read again without a fault of form."""
    text = data.decode("utf-8", "replace")
    spec, findings = building.read(text, is_json=text.lstrip()[:1] == "{")
    assert (spec is None) == bool(findings), "no description, and nothing told"
    said = {finding.verdict.id for finding in findings if finding.as_dict()}
    if spec is None:
        return said
    pictures = dict.fromkeys(building.images(spec), _PICTURE)
    file = _FILES[len(data) % 20 if len(data) % 20 < len(_FILES) else 0]
    built = building.build(spec, file, at=AT, pictures=pictures, new=lambda: UUID(int=7))
    said |= {finding.verdict.id for finding in built.findings if finding.as_dict()}
    errors = any(finding.is_error for finding in built.findings)
    assert (built.data is None) == errors, "nothing built, and nothing told"
    if built.data is not None:
        document, wrong = cda.read(built.data)
        assert document is not None, wrong
        assert not wrong, f"built with a fault of form: {[(one.verdict.id, one.place, one.found) for one in wrong]}"
        derive(document, built.data)
        said.add("built")
    return said


# --- indexes of old documents ---------------------------------------------------------------------------

_LINE = {
    "Fichier": "a.pdf", "Matricule INS": "279035121518989", "OID": "1.2.250.1.213.1.4.10", "Nom de naissance": "Pat-Trois",
    "Prénoms": "Dominique Marie-Louise", "Sexe": "F", "Date de naissance": "28/03/1979", "Lieu de naissance": "51215",
    "Type": "Lettre de liaison", "Date": "04/02/2019 10:30", "RPPS": "99881000030", "Nom auteur": "Mercadal",
    "FINESS": "991100025", "Secteur": "SA01", "Cadre": "ETABLISSEMENT",
}  # fmt: skip
_KNOWN = (
    '[types]\n"Lettre de liaison" = "34133-9"\n[columns]\nfile = "Fichier"\n[defaults]\nsetting = "ETABLISSEMENT"\n'
)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="socle-fuzzing-old-"))
    (folder / "a.pdf").write_bytes(b"%PDF-1.4\n")
    (folder / "b.xml").write_bytes(corpus.MINIMAL.read_bytes())
    (folder / "c.txt").write_text("Bonjour\n", "utf-8")
    return folder


@cache
def _indexes() -> Seeds:
    more = _LINE | {"Fichier": "c.txt", "Date": "2019-02-04", "Titre": "Lettre", "Date sortie": "05/02/2019"}
    head, *rows = [
        ";".join(more),
        ";".join((_LINE | {"Titre": "", "Date sortie": ""}).values()),
        ";".join(more.values()),
    ]
    cda_row = ";".join((more | {"Fichier": "b.xml"}).values())
    tables = {"one": [head, rows[0]], "two": [head, *rows], "cda": [head, cda_row, rows[1]]}
    found = {name: "\n".join(each).encode() for name, each in tables.items()}
    return Seeds.of({**found, "tabs": found["two"].replace(b";", b"\t"), "known": _KNOWN.encode()})


def check_history(data: bytes) -> Iterable[str]:
    """An index, or what a DPI calls things: each line is ready, or says what it lacks."""
    try:
        if data[:1] == b"[":
            known, table = index.correspondence(data.decode("utf-8", "replace")), _indexes().short["two"]
        else:
            known, table = index.correspondence(_KNOWN), data
        found = index.read(table, known)
    except BadIndex:
        return {"no index"}
    source = planning.Source(folder=_folder(), index_file=None, index=found, known=known)
    plans = list(planning.plan(source, at=AT, choices=Choices()))
    assert len(plans) >= len(found.rows)
    said = {finding.verdict.id for one in plans for finding in one.findings}
    for one in plans:
        assert one.ready or one.findings, "neither ready nor told why"
    planning.by_reason([{"line": one.line, "verdicts": [each.as_dict() for each in one.findings]} for one in plans])
    return said | {"ready" if one.ready else "not ready" for one in plans}


# --- the header as metadata, and the page that stands alone ----------------------------------------------


def _presented(data: bytes) -> bytes:
    """The document as one that presents itself: inside a style sheet."""
    sheet = b'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/"><x/></xsl:template>'
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + sheet + data.partition(b"?>")[2] + b"</xsl:stylesheet>"


@cache
def _headers() -> Seeds:
    minimal = corpus.MINIMAL.read_bytes()
    related = (
        b'<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3.4.5.6"/></parentDocument></relatedDocument>'
    )
    order = b'<inFulfillmentOf><order><id root="1.2.3" extension="A"/></order></inFulfillmentOf>'
    more = minimal.replace(b"<documentationOf>", order + b"<documentationOf>").replace(
        b"<componentOf>", related + b"<componentOf>"
    )
    return Seeds.of(
        {"minimal": minimal, "more": more, "presented": _presented(more), **corpus.documents().short}, 12_000
    )


@cache
def _markup() -> Mutator:
    return trees.mutator(Words.of(corpus.documents().short.values()))


def check_header(data: bytes) -> Iterable[str]:
    """The metadata that a header makes are written and read the same; the document packed comes back intact."""
    document, findings = cda.read(data)
    said = told(findings, "repository")
    if document is None:
        assert said, "no document, and nothing told"
        return said
    entry = derive(document, data)
    body = xml.parse(xml.serialise(write.submit_objects([entry])), limit=10**9)
    again, wrong = read.submission(body, {})
    said |= {finding.verdict.id for finding in wrong}
    assert len(again.entries) == 1, "an entry that is not read again"
    assert wrong or again.entries[0].unique_id == entry.unique_id
    content_type(document)
    replaced(document)
    with xdm.unpack(xdm.pack([[data]], sender=SENDER, at=AT).data) as archive:
        assert [held.read() for held in archive.documents if held.intact] == [data], "packed, and not intact"
    return said | {"described"}


class Alone(Safe):
    """The same for a page that stands alone: what is around the document is of the page itself."""

    AROUND = frozenset({"html", "head", "meta", "title", "style", "body", "main"})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.AROUND and self.open in ([], ["html"], ["html", "head"], ["html", "body"]):
            if tag != "meta":
                self.open.append(tag)
            return
        super().handle_starttag(tag, attrs)

    def handle_decl(self, decl: str) -> None:
        assert not self.open, "a declaration inside the page"
        assert decl == "doctype html", f"a declaration: {decl[:80]}"


def check_readable(data: bytes) -> Iterable[str]:
    """The page of a document as a file of its own, in which nothing runs or is fetched; and its lines of text."""
    document, findings = cda.read(data)
    said = {finding.verdict.id for finding in findings}
    if document is None:
        assert said, "no document, and nothing told"
        return said
    tree = show(document)
    parser = Alone()
    parser.feed(standalone.page(tree))
    parser.close()
    assert not parser.open, f"elements that do not end: {parser.open[-3:]}"
    for line in plainly.lines(tree):
        assert "\x1b" not in line
        assert "\n" not in line
    heading(tree)
    return said | {"shown"}


def targets() -> list[Target[bytes]]:
    return [
        plain("matrix", _codes, lambda: lines.text, check_matrix, 30),
        plain("building", _descriptions, lambda: descriptions.toml, check_building, 40),
        plain("history", _indexes, lambda: _index_mutator, check_history, 30),
        plain("header", _headers, _markup, check_header, 40),
        plain("readable", _headers, _markup, check_readable, 30),
    ]


def _index_mutator(data, chance):
    return (descriptions.toml if data[:1] == b"[" else descriptions.csv)(data, chance)
