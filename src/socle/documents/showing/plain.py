"""A document as lines of text: what a terminal or a plain e-mail shows of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from socle.documents.showing.model import (
    Block,
    Cell,
    Figure,
    Form,
    ListOf,
    Media,
    Paragraph,
    Readable,
    Run,
    Section,
    Table,
)
from socle.documents.showing.results import Group
from socle.documents.showing.words import day, heading, in_words
from socle.web.words import size

WIDTH = 100
#: Characters that command a terminal, and marks that turn a text round: a document may hold any.
_UNRULY = dict.fromkeys((*range(32), *range(127, 160), 8206, 8207, *range(8234, 8239), *range(8294, 8298)), "�")


def lines(document: Readable) -> Iterator[str]:
    """The document whole but for the files inside it, which are named. No line commands a terminal."""
    yield from (line.translate(_UNRULY) for line in _lines(document))


def _lines(document: Readable) -> Iterator[str]:
    title = heading(document)
    yield title
    yield "=" * min(len(title), WIDTH)
    patient = document.patient
    born = f"naissance : {in_words(patient.at)}" if patient.at else ""
    yield from _fact("Patient", ", ".join(filter(None, [patient.name, *patient.details, born])))
    if document.ins:
        yield from _fact("Matricule INS", f"{document.ins.digits} ({document.ins.nature})")
    for when in document.dates:
        yield from _fact(when.label, in_words(when.at) + (f" – {in_words(when.until)}" if when.until else ""))
    for who in document.people:
        yield from _fact(who.part, ", ".join((who.name, *who.details)))
    if document.file:
        yield from ("", _media(document.file))
    for section in document.sections:
        yield from _section(section, 0)
    if document.attachments:
        yield from ("", "Pièces jointes", "--------------", *map(_media, document.attachments))
    yield ""
    yield f"Identifiant du document : {document.unique_id}" + (
        f", version {document.version}" if document.version else ""
    )


def _fact(label: str, words: str) -> Iterable[str]:
    return textwrap.wrap(f"{label} : {words}", WIDTH, subsequent_indent="    ")


def _section(section: Section, depth: int) -> Iterator[str]:
    if section.title:
        yield ""
        yield section.title
        yield ("-" if depth == 0 else "·") * min(len(section.title), WIDTH)
    for group in section.results:
        yield from _group(group)
    for block in section.blocks:
        yield from _block(block)
    for note in section.notes:
        words = " ".join(line for block in note.blocks for line in _block(block))
        yield from textwrap.wrap(f"[{note.number}] {words}", WIDTH)
    for inner in section.sections:
        yield from _section(inner, depth + 1)


def _group(group: Group) -> Iterator[str]:
    if group.title:
        yield group.title
    for result in group.results:
        said = [result.value, *(f"({other})" for other in result.others)]
        if result.range:
            said.append(f"[référence : {result.range.words}]")
        if result.mark:
            said.append(f"*** {result.mark}" if result.noteworthy else result.mark)
        before = (f"{one.value}{f' le {day(one.at)}' if one.at else ''}" for one in result.earlier)
        earlier = ", ".join(before)
        yield from textwrap.wrap(
            f"- {result.name} : {' '.join(said)}{f' ; avant : {earlier}' if earlier else ''}",
            WIDTH,
            subsequent_indent="  ",
        )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            for line in _words(block.runs).split("\n"):
                yield from textwrap.wrap(line.strip(), WIDTH) or [""]
        case ListOf():
            if block.caption:
                yield block.caption
            for rank, item in enumerate(block.items, 1):
                words = " ".join(line for inner in item for line in _block(inner))
                yield from textwrap.wrap(
                    f"{f'{rank}.' if block.ordered else '-'} {words}", WIDTH, subsequent_indent="  "
                )
        case Table():
            if block.caption:
                yield block.caption
            yield from (_row(row) for part in (block.head, block.body, block.foot) for row in part)
        case Figure():
            yield from map(_media, block.media)
            if block.caption:
                yield block.caption


def _row(cells: tuple[Cell, ...]) -> str:
    return " | ".join(" ".join(line for block in cell.blocks for line in _block(block)) for cell in cells)


def _words(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    match run.form:
        case Form.LINE_BREAK:
            return "\n"
        case Form.NOTE:
            return f"[{run.text}]"
        case Form.SUPERSCRIPT:
            return f"^{run.text}"
        case Form.DELETED:
            return f"[supprimé : {run.text}]"
        case _:
            return run.text


def _media(media: Media) -> str:
    if media.file.data is None:
        return f"[{media.title or 'Fichier'} ({media.kind}) : illisible, {media.file.trouble}]"
    return f"[{media.title or 'Fichier'} : {media.kind}, {size(media.size)}]"
