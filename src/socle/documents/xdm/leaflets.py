"""What people read in an archive: INDEX.HTM, a page, and README.TXT. Source: IHE ITI TF-2 3.32; spec/messaging.md 6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from socle.documents import times
from socle.documents.times import PARIS
from socle.wire import xml
from socle.wire.hl7v2 import XCN
from socle.wire.xds.model import DocumentEntry

SOFTWARE = "Socle"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the archive, as its leaflets tell it."""

    name: str
    organisation: str = ""
    address: str = ""
    telephone: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What is known of the sender, with its label."""
        told = (
            ("Nom", self.name),
            ("Structure", self.organisation),
            ("Adresse", self.address),
            ("Téléphone", self.telephone),
        )
        return tuple((label, value) for label, value in told if value)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One document of the archive: where it is, and its metadata."""

    path: str
    entry: DocumentEntry

    @property
    def title(self) -> str:
        type_label = self.entry.type_code.label if self.entry.type_code else ""
        return self.entry.title or type_label or "Document sans titre"

    @property
    def day(self) -> str:
        moment = times.read(self.entry.service_start_time or self.entry.creation_time or "", zone=UTC)
        if moment is None:
            return "date inconnue"
        day = moment.start if moment.is_day_or_coarser else moment.start.astimezone(PARIS)
        return f"{day:%d/%m/%Y}"

    @property
    def author(self) -> str:
        persons = [author.person for author in self.entry.authors if author.person is not None]
        return ", ".join(filter(None, map(_name, persons))) or "auteur inconnu"


def _name(person: XCN) -> str:
    parts = (person.family, person.given) if person.is_device else (person.given, person.family)
    return " ".join(_plain(part) for part in parts if part)


def _plain(text: str) -> str:
    """A component as people read it. Source: HL7 V2.5, 2.7 (escape sequences)."""
    for written, sign in (("\\S\\", "^"), ("\\T\\", "&"), ("\\F\\", "|"), ("\\R\\", "~"), ("\\E\\", "\\")):
        text = text.replace(written, sign)
    return text


_STYLE = """body{font:1em/1.5 sans-serif;color:#1b1b1b;background:#fff;margin:1.5em auto;max-width:60em;padding:0 1em}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold;padding:.5em 0}
th,td{border-bottom:1px solid #707070;padding:.5em;text-align:left;vertical-align:top}a{color:#00419c}"""


def index(leaves: Sequence[Leaf], sender: Sender, at: datetime) -> bytes:
    """INDEX.HTM: XHTML, in French, without script; nothing that a document says is taken for markup."""
    people = "".join(f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>" for label, value in sender.lines)
    rows = "".join(
        f'<tr><th scope="row"><a href="{_text(leaf.path)}">{_text(leaf.title)}</a></th>'
        f"<td>{_text(leaf.day)}</td><td>{_text(leaf.author)}</td></tr>\n"
        for leaf in leaves
    )
    page = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML+ARIA 1.0//EN" "http://www.w3.org/WAI/ARIA/schemata/xhtml-aria-1.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr" lang="fr">
<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>Documents de santé envoyés par {_text(sender.name)}</title>
<style type="text/css">{_STYLE}</style></head>
<body><div role="main">
<h1>Documents de santé</h1>
<p>Archive préparée le {_day(at)} avec {SOFTWARE}.
<a href="README.TXT">Comment l’ouvrir (README.TXT)</a></p>
<h2>Expéditeur</h2>
<dl>{people}</dl>
<h2>Contenu</h2>
<table><caption>{len(leaves)} document{"s" if len(leaves) > 1 else ""}</caption>
<thead><tr><th scope="col">Document</th><th scope="col">Date de l’acte</th><th scope="col">Auteur</th></tr></thead>
<tbody>
{rows}</tbody></table>
</div></body></html>
"""
    return page.encode()


def _day(at: datetime) -> str:
    return f"{at.astimezone(PARIS):%d/%m/%Y}"


def _text(value: str) -> str:
    return escape(xml.clean(value), quote=True)


def readme(leaves: Sequence[Leaf], sender: Sender, at: datetime) -> bytes:
    """README.TXT: who sends, with what, how to open it, and the tree; lines end as Windows ends them."""
    lines = [
        "DOCUMENTS DE SANTÉ (archive IHE XDM)",
        "",
        "Expéditeur",
        *(f"  {label} : {_line(value)}" for label, value in sender.lines),
        "",
        "Application",
        f"  {SOFTWARE}, le {_day(at)}",
        "",
        "Pour lire les documents",
        "  Importez l'archive dans votre logiciel de soins, qui lit IHE_XDM.",
        "  Sans logiciel, ouvrez INDEX.HTM dans un navigateur : il donne la liste des documents.",
        "",
        "Contenu",
        "  INDEX.HTM",
        "  README.TXT",
        *(f"  {path}" for path in _tree(leaves)),
        "",
    ]
    return "\r\n".join(lines).encode()


def _tree(leaves: Sequence[Leaf]) -> list[str]:
    """Every file of the submission sets, each set's METADATA.XML first."""
    lines: list[str] = []
    for leaf in leaves:
        metadata = f"{leaf.path.rpartition('/')[0]}/METADATA.XML"
        if metadata not in lines:
            lines.append(metadata)
        lines.append(f"{leaf.path}  {_line(leaf.title)}")
    return lines


def _line(value: str) -> str:
    """A value on one line."""
    return " ".join(xml.clean(value).split())
