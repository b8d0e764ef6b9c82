"""Everything that draws in a file: pages, forms, patterns, appearances of annotations, glyphs drawn as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from socle.documents.pdf import limits
from socle.documents.pdf.reading import inherited


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something with instructions and resources; `page` is the first page that shows it."""

    page: int
    holder: pikepdf.Object
    resources: pikepdf.Object | None

    @property
    def place(self) -> str:
        return f"page {self.page}"


def drawings(pdf: pikepdf.Pdf) -> Iterator[Drawing]:
    """Each once, the page before what it shows."""
    seen: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages, start=1):
        resources = inherited(page.obj, Name.Resources)
        yield Drawing(number, page.obj, resources)
        yield from _inside(number, resources, seen, 0)
        for annotation in annotations_of(page.obj):
            for stream in _appearances(annotation):
                yield from _form(number, stream, seen, 0)


def annotations_of(page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The annotations of a page."""
    found = page.get(Name.Annots)
    if isinstance(found, pikepdf.Array):
        yield from (one for one in found if isinstance(one, pikepdf.Dictionary))


def items(resources: pikepdf.Object | None, kind: pikepdf.Name) -> Iterator[tuple[str, pikepdf.Object]]:
    """The resources of one kind, by name."""
    found = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(found, pikepdf.Dictionary):
        yield from ((str(name), value) for name, value in found.items())


def is_image(stream: pikepdf.Object) -> bool:
    return isinstance(stream, pikepdf.Stream) and stream.get(Name.Subtype) == Name.Image


def _inside(page: int, resources: pikepdf.Object | None, seen: set[tuple[int, int]], depth: int) -> Iterator[Drawing]:
    if depth > limits.DEEPEST:
        return
    for kind in (Name.XObject, Name.Pattern):
        for _, stream in items(resources, kind):
            if isinstance(stream, pikepdf.Stream) and not is_image(stream):
                yield from _form(page, stream, seen, depth)
    for _, font in items(resources, Name.Font):
        glyphs = font.get(Name.CharProcs) if isinstance(font, pikepdf.Dictionary) else None
        if isinstance(glyphs, pikepdf.Dictionary) and font.objgen not in seen:
            seen.add(font.objgen)
            own = font.get(Name.Resources) or resources
            yield from (
                Drawing(page, stream, own) for _, stream in glyphs.items() if isinstance(stream, pikepdf.Stream)
            )
            yield from _inside(page, own, seen, depth + 1)


def _form(page: int, stream: pikepdf.Object, seen: set[tuple[int, int]], depth: int) -> Iterator[Drawing]:
    if stream.objgen in seen:
        return
    seen.add(stream.objgen)
    own = stream.get(Name.Resources)
    yield Drawing(page, stream, own)
    yield from _inside(page, own, seen, depth + 1)


def _appearances(annotation: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The streams of its appearances, those of each state too."""
    found = annotation.get(Name.AP)
    for one in found.values() if isinstance(found, pikepdf.Dictionary) else ():
        if isinstance(one, pikepdf.Stream):
            yield one
        elif isinstance(one, pikepdf.Dictionary):
            yield from (state for state in one.values() if isinstance(state, pikepdf.Stream))
