"""The schema of CDA that the user has (`CDA_extended.xsd` of ANS), beside our own tables. Source: spec/cda.md 13."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from socle.documents.cda.nodes import HL7

#: The file of the official kit that brings all others in.
NAME = "CDA_extended.xsd"


class SchemaRefused(Exception):  # noqa: N818 - says what was done
    """There is no such schema, or it asks for what is not below its folder."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that a schema refuses: its line, where it stands, what libxml2 says of it."""

    line: int
    path: str
    text: str

    def as_dict(self) -> Mapping[str, object]:
        return {"line": self.line, "path": self.path, "text": self.text}


class _Below(etree.Resolver):
    """Files below one folder, and nothing else."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.refused: list[str] = []

    def resolve(self, system_url: str, _public_id: str, context: object) -> Any:  # type: ignore[override]
        path = Path(unquote(system_url.removeprefix("file://"))).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            self.refused.append(system_url)
            return self.resolve_string("", context, base_url=None)
        return self.resolve_string(path.read_bytes(), context, base_url=str(path))


class Xsd:
    """A schema, read once. Raises `SchemaRefused`."""

    def __init__(self, folder: Path) -> None:
        root = folder.resolve()
        file = next(iter(sorted(root.rglob(NAME))), None) or next(iter(sorted(root.glob("*.xsd"))), None)
        if file is None:
            raise SchemaRefused(f"no {NAME} below {folder}")
        below = _Below(root)
        parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
        parser.resolvers.add(below)
        try:
            self._schema = etree.XMLSchema(etree.parse(str(file), parser))
        except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
            asked = f" (it asks for {', '.join(below.refused)})" if below.refused else ""
            raise SchemaRefused(f"{file.name} cannot be used: {error}{asked}") from error
        if below.refused:
            raise SchemaRefused(f"{file.name} asks for {', '.join(below.refused)}, not below {folder}")

    def broken(self, data: bytes) -> tuple[Broken, ...]:
        """What the schema refuses in a document, judged by itself even when a style sheet holds it."""
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        document = next(tree.iter(f"{{{HL7}}}ClinicalDocument"), None)
        if document is None:
            return (Broken(1, "/", "there is no ClinicalDocument"),)
        if self._schema.validate(document):
            return ()
        told: Any = self._schema.error_log
        return tuple(Broken(int(one.line), _named(tree, str(one.path or "")), str(one.message)) for one in told)


def _named(tree: etree._Element, path: str) -> str:
    """A path of libxml2 (`/*/*[2]`) with the names of the elements."""
    found = tree.getroottree().xpath(path) if path.startswith("/") else []
    if not (isinstance(found, list) and found and etree.iselement(found[0])):
        return path
    steps = [found[0], *found[0].iterancestors()]
    return "".join(f"/{etree.QName(step).localname}" for step in reversed(steps))
