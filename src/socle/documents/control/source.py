"""The source of a document in rows that a page can show: numbered as sent, faults in their place.

A line of the file is a row; a long one is cut before its tags and indented, its pieces keeping the line's number.
Base64 is told, not shown. The place of a fault is found from its path by a second reading (expat) that counts bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from socle.documents.cda.nodes import DICOM, LAB, SDTC

#: A line longer than this is cut into rows.
LONG = 240
#: Text without a tag longer than this is folded, its beginning shown.
FOLDED, SHOWN = 400, 60
#: Rows shown whole; beyond, only those around faults, so many before and after, and the first ones.
MOST, AROUND, FIRST = 2500, 12, 40
_DEEPEST = 40
_TOKENS = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+|<", re.DOTALL)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_PREFIXES = {"sdtc": SDTC, "lab": LAB, "ps3-20": DICOM, "pharm": "urn:ihe:pharm"}
_STEP = re.compile(r"(?:([\w.-]+):)?([\w.-]+)(?:\[(\d+)\])?")
#: Lines of base64 that follow one another, beyond which they are one row.
_BLOCK = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the source. `number` is its line in the file, `first` whether it begins that line; `start` is in bytes.

    `marks` are the ranks of the faults found there; a `gap` stands for rows that are not shown.
    """

    number: int
    text: str
    start: int = 0
    first: bool = True
    indent: int = 0
    marks: tuple[int, ...] = ()
    gap: bool = False

    @property
    def margin(self) -> str:
        return " " * self.indent


def text_of(data: bytes) -> str:
    """The text of a file: UTF-16 when it says so, UTF-8, or one character a byte where it is neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def rows(text: str) -> list[Row]:
    """Every row of a source."""
    found: list[Row] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        found.extend(_pieces(number, line.rstrip("\r"), start))
        start += len(line.encode()) + 1
    return list(_without_blocks(found))


def _pieces(number: int, line: str, start: int) -> Iterable[Row]:
    if len(line) <= LONG:
        yield Row(number, line.expandtabs(2), start)
        return
    held, depth, begun, first = "", 0, start, True
    indent = 0
    for token in _TOKENS.findall(line):
        opens = token.startswith("<") and not token.startswith(("</", "<!", "<?"))
        if opens and held.strip():
            yield Row(number, held, begun, first, min(indent, _DEEPEST))
            begun, held, first = start, "", False
        if not held:
            indent = depth
        depth += (opens and not token.endswith("/>")) - token.startswith("</")
        depth = max(depth, 0)
        held += token if token.startswith("<") else _folded(token)
        start += len(token.encode())
    yield Row(number, held, begun, first, min(indent, _DEEPEST))


def _folded(text: str) -> str:
    """A long text by its beginning and its length."""
    if len(text) <= FOLDED:
        return text
    kind = "de base64 " if _BASE64.fullmatch(text) else ""
    return f"{text.strip()[:SHOWN]}… ({len(text)} caractères {kind}non affichés)"


def _without_blocks(found: list[Row]) -> Iterable[Row]:
    """The rows, lines of base64 that follow one another told as one."""
    block: list[Row] = []
    for row in [*found, Row(0, "<")]:
        if len(row.text) > SHOWN and "<" not in row.text and _BASE64.fullmatch(row.text):
            block.append(row)
            continue
        if len(block) > _BLOCK:
            yield replace(
                block[0], text=f"{block[0].text.strip()[:SHOWN]}… ({len(block)} lignes de base64 non affichées)"
            )
        else:
            yield from block
        block = []
        if row.number:
            yield row


@dataclass
class _Wanted:
    """A step of the paths looked for, and where it was found."""

    below: dict[tuple[str | None, str, int], _Wanted] = field(default_factory=dict)
    offset: int = -1


def _steps(path: str) -> list[tuple[str | None, str, int]]:
    """`/ClinicalDocument/id[2]/@root` → its elements: namespace (None: HL7's or any other), name, rank."""
    found = []
    for written in path.split(" ", maxsplit=1)[0].strip("/").split("/"):
        step = _STEP.fullmatch(written)
        if step is None:  # an attribute, or a text
            break
        found.append((_PREFIXES.get(step[1] or ""), step[2], int(step[3] or 1)))
    return found


def offsets(data: bytes, paths: Sequence[str]) -> dict[str, int]:
    """Where each path stands in `data` (UTF-8, read without complaint before), in bytes; the nearest element above it
    where it does not exist. Paths that lead nowhere are left out.
    """
    start = _Wanted()
    ends: dict[str, list[_Wanted]] = {}
    for path in dict.fromkeys(paths):
        node, way = start, []
        for step in _steps(path):
            node = node.below.setdefault(step, _Wanted())
            way.append(node)
        ends[path] = way
    _read(data, start)
    found = ((path, max((node.offset for node in way), default=-1)) for path, way in ends.items())
    return {path: offset for path, offset in found if offset >= 0}


def _read(data: bytes, start: _Wanted) -> None:
    """Note in each wanted step where its element begins."""
    parser = expat.ParserCreate("utf-8", " ")
    stack: list[tuple[_Wanted | None, dict[str, int]]] = [(start, {})]

    def begin(name: str, _attributes: object) -> None:
        above, ranks = stack[-1]
        ranks[name] = rank = ranks.get(name, 0) + 1
        namespace, _, local = name.rpartition(" ")
        known = namespace if namespace in _PREFIXES.values() else None
        node = above.below.get((known, local, rank)) if above is not None else None
        # A self-presenting document stands somewhere inside its style sheet.
        if node is None and above is start and local != "ClinicalDocument":
            stack.append((start, {}))
            return
        if node is not None and node.offset < 0:
            node.offset = parser.CurrentByteIndex
        stack.append((node, {}))

    def end(_name: str) -> None:
        stack.pop()

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError:  # what was read until there serves
        return


def marked(found: Sequence[Row], places: Sequence[tuple[int, int]]) -> tuple[list[Row], dict[int, int]]:
    """The rows with the ranks of the faults in them, and for each rank its row's index.

    A place is an offset in bytes, or -1, and a line, or 0. What has neither has no row.
    """
    starts = [row.start for row in found]
    at: dict[int, list[int]] = {}
    index: dict[int, int] = {}
    for rank, (offset, line) in enumerate(places, 1):
        if offset >= 0:
            place = bisect_right(starts, offset) - 1
        else:
            place = next((each for each, row in enumerate(found) if row.number >= line), -1) if line else -1
        if 0 <= place < len(found):
            at.setdefault(place, []).append(rank)
            index[rank] = place
    shown = list(found)
    for place, ranks in at.items():
        shown[place] = replace(shown[place], marks=tuple(ranks))
    return shown, index


def excerpt(found: Sequence[Row]) -> list[Row]:
    """The rows to show: all, or where there are too many the first ones and those around faults, up to `MOST`."""
    if len(found) <= MOST:
        return list(found)
    kept = set(range(FIRST))
    for place, row in enumerate(found):
        if row.marks and len(kept) < MOST:
            kept |= set(range(max(0, place - AROUND), min(len(found), place + AROUND + 1)))
    shown: list[Row] = []
    last = -1
    for place in [*sorted(kept), len(found)]:
        missing = place - last - 1
        if missing:
            shown.append(Row(found[last + 1].number, f"… {missing} lignes sans constat …", gap=True))
        if place < len(found):
            shown.append(found[place])
        last = place
    return shown
