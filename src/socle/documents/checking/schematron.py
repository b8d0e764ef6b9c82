"""Official schematrons that the user has, run beside our own checks, through `saxonche` (an optional library).

None is delivered with Socle: ANS publishes them. Source: spec/cda.md 11 and 12; SVRL, ISO/IEC 19757-3 annex D.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from socle.documents.checking.schematron_compiling import SCH, SVRL, SchematronRefused, includes, parse, style_sheet

__all__ = ["Failed", "SchematronAbsent", "SchematronRefused", "Schematrons"]

#: A file beside the schematrons that names those to run, one a line.
CHOSEN = "schematrons.txt"
_NAMED = re.compile(r'SCHSchema\s*=\s*"([^"]*)"')
_CLASSIC = re.compile(r"/\*:([\w.-]+)\[namespace-uri\(\)='([^']*)'\]")
_PARTS = re.compile(r"/(@?)(?:Q\{([^}]*)\})?([\w.-]+)(?:\[(\d+)\])?")
_FEATURES = {
    "http://saxon.sf.net/feature/allowedProtocols": "none",  # no file, no address: what it needs is laid in it
    "http://saxon.sf.net/feature/allow-external-functions": "off",
}


class SchematronAbsent(Exception):  # noqa: N818 - says what was found
    """Schematrons cannot be run here: no library, or no schematron."""


@dataclass(frozen=True, slots=True)
class Failed:
    """One assertion that failed: of which schematron, how grave it says to be, where, what was tested, what it says."""

    schematron: str
    role: str
    location: str
    line: int
    test: str
    text: str

    def as_dict(self) -> Mapping[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass
class Schematrons:
    """The schematrons of a folder, each compiled once, when a document first asks for it.

    `skipped` tells which could not be run, and why: one that is broken keeps no other from running.
    """

    folder: Path
    skipped: dict[str, str] = field(default_factory=dict)
    _compiled: dict[Path, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises `SchematronAbsent`."""
        self.folder = self.folder.resolve()
        try:
            from saxonche import PySaxonApiError, PySaxonProcessor  # noqa: PLC0415 - an optional library
        except ImportError as error:
            raise SchematronAbsent("schematrons need saxonche: pip install 'socle[schematron]'") from error
        self._processor = PySaxonProcessor(license=False)
        for name, value in _FEATURES.items():
            self._processor.set_configuration_property(name, value)
        self._error: type[Exception] = PySaxonApiError
        self._files = sorted(
            path for path in self.folder.rglob("*") if path.suffix.lower() in (".sch", ".xsl", ".xslt")
        )
        if not self._files:
            raise SchematronAbsent(f"no schematron (.sch, or .xsl once compiled) below {self.folder}")

    def chosen(self, data: bytes) -> list[Path]:
        """Which are run on a document: those that it names itself, else those of `schematrons.txt`, else all that
        stand alone (no other includes them).
        """
        named = {_plain(name) for name in _NAMED.findall(data[:20_000].decode("utf-8", "replace"))}
        own = [path for path in self._files if _plain(path.name) in named]
        if own:
            return own
        listed = self.folder / CHOSEN
        if listed.is_file():
            names = [line.strip() for line in listed.read_text("utf-8").splitlines()]
            return [self.folder / name for name in names if name and not name.startswith("#")]
        return self._alone()

    def failed(self, data: bytes) -> tuple[Failed, ...]:
        """Every assertion that fails on a document, in the order in which schematrons tell them.

        `data` must have been read as a document before: nothing here judges whether it is one.
        """
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        text = etree.tostring(tree.getroottree(), encoding="unicode")
        found: list[Failed] = []
        for path in self.chosen(data):
            name = str(path.relative_to(self.folder)) if path.is_relative_to(self.folder) else path.name
            try:
                told = self.run(path, text)
            except (SchematronRefused, self._error) as error:
                self.skipped[name] = " ".join(str(error).split())[:300]
                continue
            found += _read(told, name, tree)
        return tuple(found)

    def run(self, path: Path, text: str) -> str:
        """What one schematron answers of a document given as text, in SVRL. Raises `SchematronRefused`."""
        compiled = self._compiled.get(path)
        if compiled is None:
            if not path.resolve().is_relative_to(self.folder):
                raise SchematronRefused(f"{path.name} is not below the folder of the schematrons")
            sheet = etree.tostring(style_sheet(path, self.folder), encoding="unicode")
            compiled = self._processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=sheet)
            self._compiled[path] = compiled
        return str(compiled.transform_to_string(xdm_node=self._processor.parse_xml(xml_text=text)) or "")

    def _alone(self) -> list[Path]:
        """Schematrons and compiled ones that no schematron includes."""
        alone, included = [], set()
        for path in self._files:
            try:
                if path.suffix.lower() != ".sch" or parse(path).tag == f"{{{SCH}}}schema":
                    alone.append(path)
                included |= {Path(path.parent, name.partition("#")[0]).resolve() for name in includes(path)}
            except SchematronRefused as error:
                self.skipped[path.name] = str(error)
        return [path for path in alone if path.resolve() not in included]


def _plain(name: str) -> str:
    """A file's name without folder, accents nor capitals: kits differ from one copy to another."""
    last = unicodedata.normalize("NFD", re.split(r"[/\\]", name)[-1]).casefold()
    return "".join(letter for letter in last if not unicodedata.combining(letter))


def _read(told: str, schematron: str, tree: etree._Element) -> Iterator[Failed]:
    """The assertions of an SVRL report, with the lines of the document."""
    if not told.strip():
        return
    root = etree.fromstring(told.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for held in root.iter(f"{{{SVRL}}}failed-assert", f"{{{SVRL}}}successful-report"):
        location = held.get("location", "")
        text = " ".join("".join(map(str, held.itertext())).split())
        role = held.get("role") or held.get("flag") or ""
        yield Failed(schematron, role, _short(location), _line(tree, location), held.get("test", ""), text)


def _steps(location: str) -> list[tuple[bool, str, str, int]]:
    """A path as `path()` or the classic skeleton writes it: attribute or not, namespace, name, position."""
    modern = _CLASSIC.sub(r"/Q{\2}\1", location)
    return [(bool(at), uri or "", name, int(rank or 1)) for at, uri, name, rank in _PARTS.findall(modern)]


def _short(location: str) -> str:
    """The path without namespaces."""
    steps = _steps(location)
    return "".join(f"/@{name}" if at else f"/{name}[{rank}]" for at, _, name, rank in steps) or location


def _line(tree: etree._Element, location: str) -> int:
    """The line of what a path names; 0 when it names nothing."""
    node: etree._Element | None = None
    for at, uri, name, rank in _steps(location):
        if at:
            break
        tag = f"{{{uri}}}{name}" if uri else name
        here = [tree] if node is None else list(node)
        same = [child for child in here if child.tag == tag]
        if len(same) < rank:
            return 0
        node = same[rank - 1]
    line: Any = None if node is None else node.sourceline
    return int(line or 0)
